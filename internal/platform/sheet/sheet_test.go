package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/sheet"
)

func open(body []byte, change ...func(*sheet.Limits)) (*sheet.Book, error) {
	limits := sheet.DefaultLimits()
	for _, c := range change {
		c(&limits)
	}
	return sheet.Open(bytes.NewReader(body), int64(len(body)), limits)
}

// read returns every row of the first sheet as "number: a|b|c".
func read(body []byte, change ...func(*sheet.Limits)) (rows []string, err error) {
	b, err := open(body, change...)
	if err != nil {
		return nil, err
	}
	for r, err := range b.Rows(b.Sheets()[0].Name) {
		if err != nil {
			return rows, err
		}
		rows = append(rows, fmt.Sprintf("%d: %s", r.Number, strings.Join(r.Texts(), "|")))
	}
	return rows, nil
}

// book is the smallest xlsx: parts by name, which a test replaces or adds to.
func book(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<?xml version="1.0" encoding="UTF-8"?><workbook xmlns:r="u"><sheets><sheet name="清单 &amp; 1" sheetId="1" r:id="r1"/><sheet name="旧" state="hidden" r:id="r2"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/worksheet" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="r3" Type="http://x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r4" Type="http://x/styles" Target="styles.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst><si><t>名称</t></si><si><r><t>富</t></r><r><rPr/><t xml:space="preserve"> 文本</t></r><rPh sb="0"><t>フ</t></rPh></si><si><t>a_x000D_b_x00_</t></si></sst>`,
		"xl/styles.xml":              `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="165" formatCode="[Red]0.00&quot;day&quot;\d"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData></sheetData></worksheet>`,
		"xl/worksheets/sheet2.xml":   `<worksheet><sheetData></sheetData></worksheet>`,
	}
	maps.Copy(all, parts)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(all[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func cells(t testing.TB, rows string) []byte {
	t.Helper()
	return book(t, map[string]string{"xl/worksheets/sheet1.xml": `<x:worksheet xmlns:x="u"><!-- c --><x:cols/><x:sheetData>` + rows + `</x:sheetData><x:pageSetup/></x:worksheet>`})
}

func TestCellTypes(t *testing.T) {
	for name, tc := range map[string]struct {
		xml  string
		want sheet.Cell
	}{
		"shared":             {`<c r="A1" t="s"><v>0</v></c>`, sheet.Cell{Text: "名称", Kind: sheet.Text}},
		"rich, no phonetic":  {`<c r="A1" t="s"><v>1</v></c>`, sheet.Cell{Text: "富 文本", Kind: sheet.Text}},
		"escaped control":    {`<c r="A1" t="s"><v>2</v></c>`, sheet.Cell{Text: "a\rb_x00_", Kind: sheet.Text}},
		"inline":             {`<c r="A1" t="inlineStr"><is><r><t>甲&lt;</t></r><t>&#x4e59;&#49;</t></is></c>`, sheet.Cell{Text: "甲<乙1", Kind: sheet.Text}},
		"CDATA":              {`<c r="A1" t="inlineStr"><is><t><![CDATA[a<b>]]c]]></t></is></c>`, sheet.Cell{Text: "a<b>]]c", Kind: sheet.Text}},
		"guarded text":       {`<c r="A1" t="inlineStr"><is><t>'=1+1</t></is></c>`, sheet.Cell{Text: "=1+1", Kind: sheet.Text}},
		"whole number":       {`<c><v>42</v></c>`, sheet.Cell{Text: "42", Kind: sheet.Number}},
		"binary noise":       {`<c><v>0.30000000000000004</v></c>`, sheet.Cell{Text: "0.3", Kind: sheet.Number}},
		"exponent":           {`<c><v>1.2E-3</v></c>`, sheet.Cell{Text: "0.0012", Kind: sheet.Number}},
		"large":              {`<c><v>1.2329956E+15</v></c>`, sheet.Cell{Text: "1232995600000000", Kind: sheet.Number}},
		"negative":           {`<c><v>-88.50</v></c>`, sheet.Cell{Text: "-88.5", Kind: sheet.Number}},
		"date":               {`<c s="1"><v>46082</v></c>`, sheet.Cell{Text: "2026-03-01", Kind: sheet.Date}},
		"date and time":      {`<c s="2"><v>46082.354166666664</v></c>`, sheet.Cell{Text: "2026-03-01T08:30:00", Kind: sheet.Date}},
		"time of day":        {`<c s="1"><v>0.75</v></c>`, sheet.Cell{Text: "18:00:00", Kind: sheet.Date}},
		"first day":          {`<c s="1"><v>1</v></c>`, sheet.Cell{Text: "1900-01-01", Kind: sheet.Date}},
		"colour is no date":  {`<c s="3"><v>46082</v></c>`, sheet.Cell{Text: "46082", Kind: sheet.Number}},
		"unknown style":      {`<c s="99"><v>46082</v></c>`, sheet.Cell{Text: "46082", Kind: sheet.Number}},
		"ISO date":           {`<c t="d"><v>2026-03-01</v></c>`, sheet.Cell{Text: "2026-03-01", Kind: sheet.Date}},
		"true":               {`<c t="b"><v>1</v></c>`, sheet.Cell{Text: "true", Kind: sheet.Bool}},
		"error":              {`<c t="e"><f>1/0</f><v>#DIV/0!</v></c>`, sheet.Cell{Text: "#DIV/0!", Kind: sheet.Error, Formula: true}},
		"formula":            {`<c><f>SUM(B1:B9)</f><v>12.5</v></c>`, sheet.Cell{Text: "12.5", Kind: sheet.Number, Formula: true}},
		"formula of text":    {`<c t="str"><f>A&amp;B</f><v>甲乙</v></c>`, sheet.Cell{Text: "甲乙", Kind: sheet.Text, Formula: true}},
		"formula, no result": {`<c><f>NOW()</f></c>`, sheet.Cell{Kind: sheet.Number, Formula: true}},
		"shared formula":     {`<c><f t="shared" si="0"/><v>3</v></c>`, sheet.Cell{Text: "3", Kind: sheet.Number, Formula: true}},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := open(cells(t, `<row r="1">`+tc.xml+`</row>`))
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for r, err := range b.Rows("清单 & 1") {
				if err != nil {
					t.Fatal(err)
				}
				n++
				if d := cmp.Diff([]sheet.Cell{tc.want}, r.Cells); d != "" {
					t.Errorf("(-want +got)\n%s", d)
				}
			}
			if n != 1 {
				t.Errorf("%d rows, want 1", n)
			}
		})
	}
}

func TestRowsKeepTheirPlace(t *testing.T) {
	rows, err := read(cells(t, `<row><c r="B1"><v>1</v></c><c r="D1"><v>2</v></c><c r="XFD1" s="1"/></row>
		<row r="5"/><row r="7"><c s="1"/><c><v>3</v></c><c t="inlineStr"><is><t></t></is></c></row><row><c><v>4</v></c></row>`))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"1: |1||2", "7: |3", "8: 4"}, rows); d != "" {
		t.Error(d)
	}
}

func TestSheetsAndNames(t *testing.T) {
	b, err := open(book(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	want := []sheet.Info{{Name: "清单 & 1"}, {Name: "旧", Hidden: true}}
	if d := cmp.Diff(want, b.Sheets()); d != "" {
		t.Error(d)
	}
	for _, err := range b.Rows("none") {
		if !errors.Is(err, sheet.ErrSheetUnknown) {
			t.Errorf("err = %v", err)
		}
	}
}

func TestDate1904(t *testing.T) {
	body := book(t, map[string]string{
		"xl/workbook.xml":          `<workbook><workbookPr date1904="1"/><sheets><sheet name="a" id="r1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c s="1"><v>44620</v></c></row></sheetData></worksheet>`,
	})
	if rows, err := read(body); err != nil || rows[0] != "1: 2026-03-01" {
		t.Errorf("%v, %v", rows, err)
	}
}

func ole(stream string) []byte {
	b := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 70_000)...)
	for _, u := range utf16.Encode([]rune(stream)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func TestRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		body []byte
		want error
	}{
		"password":           {ole("EncryptedPackage"), sheet.ErrPassword},
		"old excel":          {ole("Workbook"), sheet.ErrOldExcel},
		"not a table":        {[]byte("\x00\x01\x02\x03"), sheet.ErrNotASheet},
		"pdf":                {[]byte("%PDF-1.7\n\xe2\xe3\xcf\xd3\n\x01\x02"), sheet.ErrEncoding},
		"zip of something":   {emptyZip(t), sheet.ErrNotASheet},
		"macro":              {book(t, map[string]string{"xl/vbaProject.bin": "x"}), sheet.ErrActiveContent},
		"hidden macro":       {book(t, map[string]string{`XL\VbaProject.bin`: "x"}), sheet.ErrActiveContent},
		"macro sheet":        {book(t, map[string]string{"xl/macrosheets/sheet1.xml": "x"}), sheet.ErrActiveContent},
		"external link":      {book(t, map[string]string{"xl/externalLinks/externalLink1.xml": "x"}), sheet.ErrActiveContent},
		"DOCTYPE":            {cells(t, `<!DOCTYPE x [<!ENTITY a "b">]>`), sheet.ErrForbiddenXML},
		"DOCTYPE in strings": {book(t, map[string]string{"xl/sharedStrings.xml": `<!DOCTYPE x><sst/>`}), sheet.ErrForbiddenXML},
		"entity":             {cells(t, `<row><c t="inlineStr"><is><t>&xxe;</t></is></c></row>`), sheet.ErrDamaged},
		"bad character":      {cells(t, `<row><c t="inlineStr"><is><t>&#xD800;</t></is></c></row>`), sheet.ErrDamaged},
		"nesting":            {cells(t, strings.Repeat("<a>", 1000)+strings.Repeat("</a>", 1000)), sheet.ErrDamaged},
		"crossed tags":       {cells(t, `<row><c></row></c>`), sheet.ErrDamaged},
		"rows backwards":     {cells(t, `<row r="2"/><row r="2"/>`), sheet.ErrDamaged},
		"row out of range":   {cells(t, `<row r="99999999"/>`), sheet.ErrDamaged},
		"cells backwards":    {cells(t, `<row><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>`), sheet.ErrDamaged},
		"bad cell name":      {cells(t, `<row><c r="1"><v>1</v></c></row>`), sheet.ErrDamaged},
		"no such text":       {cells(t, `<row><c t="s"><v>77</v></c></row>`), sheet.ErrDamaged},
		"negative text":      {cells(t, `<row><c t="s"><v>-1</v></c></row>`), sheet.ErrDamaged},
		"number of letters":  {cells(t, `<row><c><v>x</v></c></row>`), sheet.ErrDamaged},
		"infinite number":    {cells(t, `<row><c><v>Inf</v></c></row>`), sheet.ErrDamaged},
		"cut XML":            {book(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c><v>1</v></c></row>`}), sheet.ErrDamaged},
		"invalid UTF-8":      {cells(t, "<row><c t=\"inlineStr\"><is><t>\xff</t></is></c></row>"), sheet.ErrDamaged},
		"UTF-16 XML":         {book(t, map[string]string{"xl/workbook.xml": `<?xml version="1.0" encoding="UTF-16"?><workbook/>`}), sheet.ErrDamaged},
		"no sheets":          {book(t, map[string]string{"xl/workbook.xml": `<workbook/>`}), sheet.ErrDamaged},
		"missing part":       {book(t, map[string]string{"xl/workbook.xml": `<w><sheet name="a" id="r9"/><sheet name="b" id="r1"/></w>`, "xl/_rels/workbook.xml.rels": `<R><Relationship Id="r1" Type="x/worksheet" Target="none.xml"/></R>`}), sheet.ErrDamaged},
		"bomb":               {book(t, map[string]string{"xl/worksheets/sheet1.xml": strings.Repeat(" ", 20<<20)}), sheet.ErrBomb},
		"open quote in csv":  {[]byte("a,b\n\"1,2\n3,4\n"), sheet.ErrDamaged},
		"odd bytes":          {[]byte("\x00a\x00"), sheet.ErrNotASheet},
		"half a character":   {[]byte("\xff\xfe\x00\xd8a\x00"), sheet.ErrNotASheet},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := read(tc.body)
			if !errors.Is(err, tc.want) {
				t.Errorf("err = %v, rows %q, want %v", err, rows, tc.want)
			}
		})
	}
}

func TestSameNameTwice(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"xl/workbook.xml", "XL/Workbook.xml"} {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := open(b.Bytes()); !errors.Is(err, sheet.ErrDamaged) {
		t.Errorf("err = %v", err)
	}
}

func TestLimits(t *testing.T) {
	two := `<row><c><v>1</v></c><c><v>2</v></c></row>`
	long := `<row/><row><c/><c t="inlineStr"><is><t>` + strings.Repeat("长", 100) + `</t></is></c></row>`
	for name, tc := range map[string]struct {
		body   []byte
		change func(*sheet.Limits)
		want   *fault.Error
	}{
		"rows at the limit":    {cells(t, two+two), func(l *sheet.Limits) { l.Rows = 2 }, nil},
		"rows above":           {cells(t, two+two), func(l *sheet.Limits) { l.Rows = 1 }, sheet.ErrTooManyRows},
		"columns at the limit": {cells(t, two), func(l *sheet.Limits) { l.Columns = 2 }, nil},
		"columns above":        {cells(t, two), func(l *sheet.Limits) { l.Columns = 1 }, sheet.ErrTooManyCols},
		"cell at the limit":    {cells(t, long), func(l *sheet.Limits) { l.Cell = 300 }, nil},
		"cell above":           {cells(t, long), func(l *sheet.Limits) { l.Cell = 299 }, sheet.ErrCellTooLong},
		"file":                 {cells(t, two), func(l *sheet.Limits) { l.File = 100 }, sheet.ErrTooLarge},
		"parts":                {cells(t, two), func(l *sheet.Limits) { l.Entries = 3 }, sheet.ErrBomb},
		"total":                {cells(t, two), func(l *sheet.Limits) { l.Total = 500 }, sheet.ErrBomb},
		"csv rows":             {[]byte("a\n\nb\nc\n"), func(l *sheet.Limits) { l.Rows = 2 }, sheet.ErrTooManyRows},
		"csv columns":          {[]byte("a,b,c\n"), func(l *sheet.Limits) { l.Columns = 2 }, sheet.ErrTooManyCols},
		"csv trailing commas":  {[]byte("a,b,,,,\n"), func(l *sheet.Limits) { l.Columns = 2 }, nil},
		"csv cell":             {[]byte("a,bbb\n"), func(l *sheet.Limits) { l.Cell = 2 }, sheet.ErrCellTooLong},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(tc.body, tc.change)
			if tc.want == nil && err != nil || tc.want != nil && !errors.Is(err, tc.want) {
				t.Fatalf("err = %v, want %v", err, tc.want)
			}
			if name == "cell above" {
				if p := fault.As(err).Params; p["row"] != 2 || p["column"] != 2 || p["limit"] != 299 {
					t.Errorf("parameters %v", p)
				}
			}
		})
	}
}

func sample(t testing.TB, rows int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := sheet.NewXLSX(&b, sheet.Table{Columns: make([]sheet.Column, 12)})
	if err != nil {
		t.Fatal(err)
	}
	day := workday.MustParse("2026-03-01")
	for i := range rows {
		name := fmt.Sprintf("第%d工程有限公司", i*7919)
		if err := w.Row(name, i, money.CNY(int64(i)*1234567), day.AddDays(i%900), "华东区", sheet.Decimal("3.25"), name, name, true, "备注 & 说明", i*3, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// No cut or altered file may read as a shorter, but whole one.
func TestDamageIsNoticed(t *testing.T) {
	body := sample(t, 2000)
	whole, err := read(body)
	if err != nil || len(whole) != 2000 {
		t.Fatalf("%d rows, %v", len(whole), err)
	}
	for i := range 200 {
		cut := body[:len(body)*i/200]
		if rows, err := read(cut); err == nil && len(cut) > 0 {
			t.Errorf("cut to %d bytes: %d rows and no error", len(cut), len(rows))
		}
		flipped := bytes.Clone(body)
		flipped[len(body)*i/200] ^= 0x40
		rows, err := read(flipped)
		if err == nil && !slices.Equal(rows, whole) {
			t.Errorf("byte %d altered: different rows and no error", len(body)*i/200)
		}
		if err != nil && fault.As(err) == nil {
			t.Errorf("undeclared error: %v", err)
		}
	}
}

func TestLargeSheetInBoundedMemory(t *testing.T) {
	body := sample(t, 100_000)
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	b, err := open(body)
	if err != nil {
		t.Fatal(err)
	}
	n, peak := 0, uint64(0)
	start := time.Now()
	for r, err := range b.Rows("Sheet1") {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n%5000 == 0 {
			runtime.ReadMemStats(&now)
			peak = max(peak, now.HeapInuse-min(now.HeapInuse, before.HeapInuse))
		}
		_ = r.Cells
	}
	t.Logf("%d rows in %v, heap +%d MiB", n, time.Since(start), peak>>20)
	if n != 100_000 || peak > 64<<20 {
		t.Errorf("%d rows, heap grew by %d MiB", n, peak>>20)
	}
}

func emptyZip(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := zip.NewWriter(&b).Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Files written by excelize, with shared strings, are read the same by both.
func TestAgreesWithExcelize(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range [][]any{{"名称", "金额"}, {"甲", 12.5}, {"乙 ", -3}, {"a_x", 1e15}} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"1: 名称|金额", "2: 甲|12.5", "3: 乙|-3", "4: a_x|1000000000000000"}, rows); d != "" {
		t.Error(d)
	}
}

func TestCSV(t *testing.T) {
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String("名称;金额\n甲公司;1\n")
	if err != nil {
		t.Fatal(err)
	}
	wide := func(text string, order binary.ByteOrder, mark bool) []byte {
		var b []byte
		if mark {
			text = "\ufeff" + text
		}
		for _, u := range utf16.Encode([]rune(text)) {
			b = append(b, 0, 0)
			order.PutUint16(b[len(b)-2:], u)
		}
		return b
	}
	late := strings.Repeat("ascii,only\n", 20_000) + "名称,金额\n"
	for name, tc := range map[string]struct {
		body []byte
		want []string
	}{
		"utf-8":             {[]byte("名称,金额\n甲,1\n"), []string{"1: 名称|金额", "2: 甲|1"}},
		"mark":              {[]byte("\ufeff名称,金额\n甲,1"), []string{"1: 名称|金额", "2: 甲|1"}},
		"GB18030":           {[]byte(gbk), []string{"1: 名称|金额", "2: 甲公司|1"}},
		"utf-16 le":         {wide("名称\t1\n", binary.LittleEndian, true), []string{"1: 名称|1"}},
		"utf-16 be":         {wide("名称\t1\n", binary.BigEndian, true), []string{"1: 名称|1"}},
		"utf-16 unmarked":   {wide("ab,cd\n名称,1\n", binary.LittleEndian, false), []string{"1: ab|cd", "2: 名称|1"}},
		"quotes":            {[]byte("\"a \"\"b\"\"\",\"c\r\nd\"\r\ne,5\" pipe\r\n"), []string{"1: a \"b\"|c\r\nd", "2: e|5\" pipe"}},
		"old mac":           {[]byte("a,b\rc,d\r"), []string{"1: a|b", "2: c|d"}},
		"blank rows":        {[]byte("a,b\n\n,,\n  c,d"), []string{"1: a|b", "4: c|d"}},
		"commas in cells":   {[]byte("a;b\n\"1,5\";2\n\"2,5\";3\n"), []string{"1: a|b", "2: 1,5|2", "3: 2,5|3"}},
		"one column":        {[]byte("甲\n乙\n"), []string{"1: 甲", "2: 乙"}},
		"guarded":           {[]byte("'=1+1,'a\n"), []string{"1: =1+1|'a"}},
		"empty":             {nil, nil},
		"only a mark":       {[]byte("\ufeff"), nil},
		"quoted empty line": {[]byte("\"\"\na\n"), []string{"2: a"}},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := read(tc.body)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tc.want, rows); d != "" {
				t.Error(d)
			}
		})
	}
	if rows, err := read([]byte(late)); err != nil || rows[20_000] != "20001: 名称|金额" {
		t.Errorf("Chinese after 200 KB of ASCII: %v", err)
	}
}

func TestTypedCells(t *testing.T) {
	type row = sheet.Row
	text := func(s string) *row {
		return &row{Sheet: "s", Number: 7, Cells: []sheet.Cell{{}, {Text: s, Kind: sheet.Text}}}
	}
	number := func(s string) *row { r := text(s); r.Cells[1].Kind = sheet.Number; return r }
	for _, in := range []string{"2026-03-01", "2026/3/1", "2026.3.01", "20260301", "2026年3月1日", " 2026年03月01号 ", "2026-03-01 08:30", "2026-03-01T08:30:00", "２０２６－０３－０１"} {
		if d, err := text(in).Date(1); err != nil || d.String() != "2026-03-01" {
			t.Errorf("Date(%q) = %v, %v", in, d, err)
		}
	}
	for _, in := range []string{"46082", "46082.5"} {
		if d, err := number(in).Date(1); err != nil || d.String() != "2026-03-01" {
			t.Errorf("Date(number %s) = %v, %v", in, d, err)
		}
	}
	for _, r := range []*row{text("3/1/2026"), text("2026-02-30"), text("soon"), text("26-03-01"), text("46082"), number("5"), number("100000"), text("2026-3-1-1"), text("2026-13-01")} {
		d, err := r.Date(1)
		var p *sheet.Problem
		if !errors.As(err, &p) || p.Cell() != "B7" || p.Code != "not_a_date" || p.Sheet != "s" {
			t.Errorf("Date(%q) = %v, %v", r.Text(1), d, err)
		}
	}
	for in, want := range map[string]string{"1,234.50": "1234.50", "-5": "-5", "+5": "5", "１２．５": "12.5", "1,234,567": "1234567", "": "", "007": "007"} {
		if got, err := text(in).Decimal(1); err != nil || got != want {
			t.Errorf("Decimal(%q) = %q, %v", in, got, err)
		}
	}
	for _, in := range []string{"1,23", ",123", "1.", ".5x", "1e5", "--1", "1,2345", "abc", "-", "1 2", "1,,234"} {
		if got, err := text(in).Decimal(1); err == nil {
			t.Errorf("Decimal(%q) = %q, want an error", in, got)
		}
	}
	for in, want := range map[string]int64{"12": 12, "12.00": 12, "-3": -3, "": 0} {
		if got, err := text(in).Int(1); err != nil || got != want {
			t.Errorf("Int(%q) = %d, %v", in, got, err)
		}
	}
	for _, in := range []string{"1.5", "9223372036854775808", "x"} {
		if got, err := text(in).Int(1); err == nil {
			t.Errorf("Int(%q) = %d, want an error", in, got)
		}
	}
	for in, want := range map[string]bool{"是": true, "YES": true, "1": true, "√": true, "否": false, "": false, "false": false} {
		if got, err := text(in).Bool(1); err != nil || got != want {
			t.Errorf("Bool(%q) = %v, %v", in, got, err)
		}
	}
	if _, err := text("maybe").Bool(1); err == nil {
		t.Error("Bool(maybe) is accepted")
	}
	if m, err := text("￥12,329,956.00").Amount(1); err == nil && m != money.CNY(1232995600) {
		t.Errorf("Amount = %v", m)
	}
	if m, err := text("1,234.5").Amount(1); err != nil || m != money.CNY(123450) {
		t.Errorf("Amount = %v, %v", m, err)
	}
	if m, err := text("").Amount(1); err != nil || m != (money.Money{}) {
		t.Errorf("Amount of nothing = %v, %v", m, err)
	}
	if _, err := text("12.345").Amount(1); err == nil {
		t.Error("Amount(12.345) is accepted")
	}
	if text("x").Text(5) != "" || text("x").Text(-1) != "" {
		t.Error("cells outside the row are not empty")
	}
}

func TestWarnings(t *testing.T) {
	b, err := open(cells(t, `<row r="3"><c><v>1</v></c><c><f>A3</f><v>1</v></c><c t="e"><f>x</f><v>#N/A</v></c></row>`))
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range b.Rows("清单 & 1") {
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range r.Warnings() {
			got = append(got, p.Error())
		}
		if d := cmp.Diff([]string{"B3: formula", "C3: error_value"}, got); d != "" {
			t.Error(d)
		}
	}
}

func TestColumnName(t *testing.T) {
	for n, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 52: "AZ", 702: "ZZ", 703: "AAA", 16384: "XFD"} {
		if got := sheet.ColumnName(n); got != want {
			t.Errorf("%d = %s, want %s", n, got, want)
		}
	}
}

func TestHeaderRow(t *testing.T) {
	for name, tc := range map[string]struct {
		csv  string
		want int
	}{
		"first row":        {"名称,电话,金额\n甲,138,5\n", 1},
		"title above":      {"客户清单,,\n\n制表：张三,2026-03-01,\n名称,电话,金额\n甲,021-1,5\n乙,021-2,6\n", 4},
		"only numbers":     {"1,2,3\n4,5,6\n", 0},
		"nothing":          {"", 0},
		"all text":         {"name,city\nA,B\nC,D\n", 1},
		"data wider texts": {"编号,名称,地址,备注\n1,甲,北京,好\n2,乙,上海,行\n", 1},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := open([]byte(tc.csv))
			if err != nil {
				t.Fatal(err)
			}
			got, titles, err := b.HeaderRow("")
			if err != nil || got != tc.want || (got > 0) != (len(titles) > 0) {
				t.Errorf("row %d %v, %v, want %d", got, titles, err, tc.want)
			}
		})
	}
}

func TestArmed(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+86 138": "'+86 138", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x", " =1": "' =1", "'=1": "''=1", "\u3000=1": "'\u3000=1",
		"": "", "1-1": "1-1", "甲=乙": "甲=乙", "'quoted": "'quoted", "'": "'", "\xff": "\xff",
	} {
		if got := sheet.Armed(in); got != want {
			t.Errorf("Armed(%q) = %q, want %q", in, got, want)
		}
		if got := sheet.Disarmed(want); got != in {
			t.Errorf("Disarmed(%q) = %q, want %q", want, got, in)
		}
	}
}

type newWriter = func(*bytes.Buffer, sheet.Table) (sheet.Writer, error)

func writers() map[string]newWriter {
	return map[string]newWriter{
		"xlsx": func(b *bytes.Buffer, t sheet.Table) (sheet.Writer, error) { return sheet.NewXLSX(b, t) },
		"csv":  func(b *bytes.Buffer, t sheet.Table) (sheet.Writer, error) { return sheet.NewCSV(b, t) },
	}
}

func TestWrittenFileReadsBack(t *testing.T) {
	shanghai, err := workday.Zone(workday.DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range writers() {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			w, err := open(&b, sheet.Table{Columns: []sheet.Column{{Title: "名称"}, {Title: "金额"}, {Title: "=日期", Width: 12}, {Title: "时间"}}, Watermark: "张三 2026-03-01 09:00 导出"})
			if err != nil {
				t.Fatal(err)
			}
			at := time.Date(2026, 3, 1, 1, 30, 0, 5, time.UTC).In(shanghai)
			for _, row := range [][]any{
				{"=cmd|' /C calc'!A0", money.CNY(-123456705), workday.MustParse("2026-03-01"), at},
				{"多行\n\"引号\",逗号", money.CNY(5), workday.Date(0), time.Time{}},
				{nil, sheet.Decimal("0.000001"), 7, int64(8)},
				{sheet.Decimal("12345678901234567"), sheet.Decimal(""), "尾", true},
			} {
				if err := w.Row(row...); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			rows, err := read(b.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			stamp := map[string]string{"xlsx": "2026-03-01T09:30:00", "csv": "2026-03-01 09:30:00"}[name]
			want := []string{
				"1: 张三 2026-03-01 09:00 导出", "2: 名称|金额|=日期|时间",
				"3: =cmd|' /C calc'!A0|-1234567.05|2026-03-01|" + stamp,
				"4: 多行\n\"引号\",逗号|0.05",
				"5: |0.000001|7|8",
				"6: 12345678901234567||尾|true",
			}
			if d := cmp.Diff(want, rows); d != "" {
				t.Error(d)
			}
			if bytes.Contains(b.Bytes(), []byte(",=日期")) {
				t.Error("a formula stands in the csv file")
			}
		})
	}
}

func TestNumbersStayNumbers(t *testing.T) {
	var b bytes.Buffer
	w, err := sheet.NewXLSX(&b, sheet.Table{Columns: []sheet.Column{{Title: "金额"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Row(money.CNY(-100)), w.Row("-1"), w.Close()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	kind, err := f.GetCellType("Sheet1", "A2")
	if shown, _ := f.GetCellValue("Sheet1", "A2"); err != nil || kind == excelize.CellTypeInlineString || shown != "-1.00" {
		t.Errorf("money is %v, shown %q, %v", kind, shown, err)
	}
	if shown, _ := f.GetCellValue("Sheet1", "A3"); shown != "'-1" {
		t.Errorf("text is shown as %q", shown)
	}
}

func TestWriterRefusesUnknownTypes(t *testing.T) {
	for name, open := range writers() {
		var b bytes.Buffer
		w, err := open(&b, sheet.Table{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range []any{1.5, []byte("x"), sheet.Decimal("1e5")} {
			if err := w.Row(v); err == nil {
				t.Errorf("%s takes %T %v", name, v, v)
			}
		}
	}
}

// Whatever text is written comes back, and none of it is a formula.
func TestTextsSurvive(t *testing.T) {
	for name, open := range writers() {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				text := rapid.StringOf(rapid.OneOf(rapid.RuneFrom([]rune(`=+-@' ,;"_x0D＝甲`+"\n\t")), rapid.Rune())).Draw(t, "text") +
					rapid.SampledFrom([]string{"", "_x000D_", "_x005F_x0041_", "_xZZZZ_", "\r\n"}).Draw(t, "tail")
				text = strings.Map(func(r rune) rune {
					if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == 0xfffe || r == 0xffff || r == 0xfffd {
						return -1 // XML cannot hold them
					}
					return r
				}, text)
				var b bytes.Buffer
				w, err := open(&b, sheet.Table{})
				if err != nil {
					t.Fatal(err)
				}
				if err := errors.Join(w.Row("x", text, "y"), w.Close()); err != nil {
					t.Fatal(err)
				}
				f, err := sheet.Open(bytes.NewReader(b.Bytes()), int64(b.Len()), sheet.DefaultLimits())
				if err != nil {
					t.Fatal(err)
				}
				seen := 0
				for r, err := range f.Rows(f.Sheets()[0].Name) {
					if err != nil {
						t.Fatal(err)
					}
					if seen++; r.Cell(1).Text != text || r.Cell(1).Formula {
						t.Fatalf("%q came back as %+v", text, r.Cell(1))
					}
				}
				if seen != 1 {
					t.Fatalf("%d rows", seen)
				}
			})
		})
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(cells(f, `<row r="1"><c r="A1" t="s"><v>1</v></c></row>`))
	f.Add(book(f, nil))
	f.Add([]byte("a,b\n\"1\",2"))
	f.Add([]byte("\xff\xfea\x00,\x00"))
	f.Add(ole("EncryptedPackage"))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err := read(body, func(l *sheet.Limits) { l.Total = 1 << 22; l.Rows = 1000 })
		if err != nil && fault.As(err) == nil {
			t.Errorf("undeclared error: %v", err)
		}
	})
}

// FuzzSheet aims below the zip: at the worksheet's XML.
func FuzzSheet(f *testing.F) {
	for _, seed := range []string{`<row r="1"><c r="A1" t="s"><v>1</v></c></row>`, `<row><c t="inlineStr"><is><t>&#65;_x000D_</t></is></c></row>`, `<row><c s="1"><v>1e9</v></c>`, `<![CDATA[`, `<!--`, `<a b='>'/>`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, rows string) {
		_, err := read(cells(t, rows))
		if err != nil && fault.As(err) == nil {
			t.Errorf("undeclared error: %v", err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	body := sample(b, 20_000)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		book, err := open(body)
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range book.Rows("Sheet1") {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
