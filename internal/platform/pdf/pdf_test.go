package pdf_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/platform/pdf"
)

// renderer needs the font that scripts/font.sh fetches: a machine without it
// fails here and says so, it does not skip.
func renderer(t testing.TB) *pdf.Renderer {
	t.Helper()
	fonts, err := pdf.FindFonts("")
	if err != nil || fonts == nil {
		t.Fatalf("no font (run scripts/font.sh): %v", err)
	}
	return pdf.NewRenderer(fonts)
}

func quote(rows int) pdf.Document {
	table := pdf.Table{
		Columns: []pdf.Column{
			{Title: "序号", Weight: 0.5, Align: pdf.Center}, {Title: "编码", Weight: 1.45}, {Title: "项目名称与特征", Weight: 2.9},
			{Title: "单位", Weight: 0.6, Align: pdf.Center}, {Title: "工程量", Weight: 1, Align: pdf.Right},
			{Title: "综合单价（元）", Weight: 1.2, Align: pdf.Right}, {Title: "合价（元）", Weight: 1.4, Align: pdf.Right},
		},
		Totals: [][]string{{"", "", "不含税合计", "", "", "", "11,311,886.24"}, {"", "", "增值税 9%", "", "", "", "1,018,069.76"}, {"", "", "含税总价", "", "", "", "12,329,956.00"}},
	}
	for i := range rows {
		table.Rows = append(table.Rows, []string{
			strconv.Itoa(i + 1), fmt.Sprintf("0401%08d", i+1), "钻孔灌注桩：桩径 1200 mm，桩长 42 m，C35 水下混凝土（含钢筋笼制作安装、泥浆外运 15 km）", "m³", "1,256.50", "1,386.42", "1,742,036.73",
		})
	}
	return pdf.Document{
		Lang: "zh", Company: "江海市政工程有限公司", Title: "临江大桥维修加固工程报价单", Number: "QT-2026-0017 V2",
		Created: time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC), Watermark: "仅供评审 · 李销售 · 2026-03-01", Footer: "SHA-256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		Blocks: []pdf.Block{
			pdf.Fields{Pairs: []pdf.Field{
				{"客户", "江海市交通投资集团有限公司（建设管理分公司）临江大桥改造项目经理部"}, {"报价日期", "2026-03-01"},
				{"联系人", "王工 138-0000-0000"}, {"有效期", "自报价之日起 30 日"}, {"工程地点", "江海市滨江区临江路 18 号"},
			}},
			pdf.Heading{"一、分部分项工程量清单"}, table,
			pdf.Words{"大写金额", "人民币壹仟贰佰叁拾贰万玖仟玖佰伍拾陆元整"},
			pdf.Heading{"二、说明"},
			pdf.Paragraph{"1. 本报价依据招标文件、图纸及现行定额编制；工程量按实结算，超出 ±15% 时单价协商调整。\n2. Payment: 30% advance, monthly progress payments, 3% retention released after the defects liability period of 24 months."},
			pdf.Signatures{Parties: []string{"报价人：江海市政工程有限公司", "客户确认："}, Lines: []string{"签字（盖章）：", "日期："}},
		},
	}
}

// render sets a document in the real fonts.
func render(t testing.TB, d pdf.Document) ([]byte, int) {
	t.Helper()
	var b bytes.Buffer
	n, err := renderer(t).Render(&b, d)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), n
}

func lines(t testing.TB, d pdf.Document) []pdf.Line {
	t.Helper()
	all, _, err := renderer(t).RenderLines(io.Discard, d)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func joined(all []pdf.Line, page int) string {
	var b strings.Builder
	for _, l := range all {
		if l.Page == page || page == 0 {
			b.WriteString(l.Text + "\n")
		}
	}
	return b.String()
}

func TestQuote(t *testing.T) {
	doc, pages := render(t, quote(4))
	if pages != 1 || !bytes.HasPrefix(doc, []byte("%PDF-")) {
		t.Fatalf("%d pages, begins with %q", pages, doc[:5])
	}
	text := joined(lines(t, quote(4)), 1)
	for _, want := range []string{"临江大桥维修加固工程报价单", "QT-2026-0017 V2", "第 1 / 1 页", "12,329,956.00", "人民币壹仟贰佰叁拾贰万玖仟玖佰伍拾陆元整", "仅供评审", "SHA-256 9f86", "签字（盖章）："} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if len(doc) > 100_000 {
		t.Errorf("%d bytes: the font is not a subset", len(doc))
	}
	if out := os.Getenv("PDF_SAMPLE"); out != "" { // to look at it: pdftoppm -png -r 80
		if err := os.WriteFile(out, doc, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLongTableRepeatsItsHead(t *testing.T) {
	_, pages := render(t, quote(300))
	all := lines(t, quote(300))
	if pages < 15 {
		t.Fatalf("%d pages", pages)
	}
	for n := 1; n <= pages; n++ {
		text := joined(all, n)
		if !strings.Contains(text, fmt.Sprintf("第 %d / %d 页", n, pages)) {
			t.Errorf("page %d has no number", n)
		}
		if strings.Contains(text, "0401") && !strings.Contains(text, "项目名称与特征") {
			t.Errorf("page %d has rows without a head", n)
		}
	}
	for i := 1; i <= 300; i++ {
		if n := strings.Count(joined(all, 0), fmt.Sprintf("0401%08d\n", i)); n != 1 {
			t.Errorf("row %d stands %d times", i, n)
		}
	}
}

func TestSameDocumentSameBytes(t *testing.T) {
	r := renderer(t)
	sums := make([][32]byte, 6)
	var wg sync.WaitGroup
	for i := range sums {
		wg.Go(func() {
			var b bytes.Buffer
			if _, err := r.Render(&b, quote(30)); err != nil {
				t.Error(err)
			}
			sums[i] = sha256.Sum256(b.Bytes())
		})
	}
	wg.Wait()
	for _, s := range sums {
		if s != sums[0] {
			t.Fatal("the same document gave different bytes")
		}
	}
	d := quote(30)
	d.Number = "QT-2026-0018"
	if doc, _ := render(t, d); sha256.Sum256(doc) == sums[0] {
		t.Error("another document gave the same bytes")
	}
}

// Whatever is put in, nothing is set outside the page.
func TestNothingRunsOver(t *testing.T) {
	long := strings.Repeat("非常长的文本abcdefghij", 400)
	word := strings.Repeat("W", 3000)
	hostile := "控\x00制\x1b[31m\u202e反转\ufeff𠮷😀{nb}(\\)\r\n<b>"
	for name, d := range map[string]pdf.Document{
		"empty":        {},
		"long head":    {Company: long, Title: long, Number: word, Footer: word, Watermark: long},
		"long fields":  {Blocks: []pdf.Block{pdf.Fields{Columns: 3, Pairs: []pdf.Field{{long, long}, {word, word}, {"", ""}, {"a", long}}}}},
		"huge row":     {Blocks: []pdf.Block{pdf.Table{Columns: []pdf.Column{{Title: long}, {Title: "b"}}, Rows: [][]string{{long + long, word}, {"x"}, {"1", "2", "3"}}, Totals: [][]string{{word}}}}},
		"thin columns": {Blocks: []pdf.Block{pdf.Table{Columns: make([]pdf.Column, 30), Rows: [][]string{{"一二三", word[:100]}}}}},
		"no columns":   {Blocks: []pdf.Block{pdf.Table{Rows: [][]string{{"x"}}}, pdf.Signatures{}, pdf.Fields{}}},
		"long rest":    {Blocks: []pdf.Block{pdf.Heading{long}, pdf.Words{long, long}, pdf.Words{"a", word[:200]}, pdf.Paragraph{long + word}, pdf.Signatures{Parties: []string{long, word, "c"}, Lines: []string{long, "x"}}}},
		"hostile":      {Company: hostile, Title: hostile, Number: hostile, Watermark: hostile, Footer: hostile, Blocks: []pdf.Block{pdf.Paragraph{hostile}, pdf.Table{Columns: []pdf.Column{{Title: hostile}}, Rows: [][]string{{hostile}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			all := lines(t, d)
			for _, l := range all {
				if l.Y < 10 || l.Y > 297-10 || l.X < 17.9 || l.X+l.Width > 210-17.9 {
					t.Errorf("page %d: %.20q at %.1f, %.1f, %.1f wide", l.Page, l.Text, l.X, l.Y, l.Width)
				}
			}
			if name == "hostile" {
				text := joined(all, 0)
				if !strings.Contains(text, `反转〓〓{nb}(\)`) || strings.ContainsAny(text, "\x00\x1b\u202e") {
					t.Errorf("set as %q", text)
				}
			}
		})
	}
}

func TestWrapping(t *testing.T) {
	text := strings.Repeat("这是一段中文，带有标点；以及（括号）和 English words、数字 12,345.67。", 30)
	var got strings.Builder
	count := 0
	for _, l := range lines(t, pdf.Document{Blocks: []pdf.Block{pdf.Paragraph{text}}}) {
		if strings.HasPrefix(l.Text, "第 ") || l.Text == "" {
			continue
		}
		count++
		got.WriteString(l.Text)
		first, last := []rune(l.Text)[0], []rune(l.Text)[len([]rune(l.Text))-1]
		if strings.ContainsRune("，；。、）", first) || last == '（' {
			t.Errorf("a line reads %q", l.Text)
		}
	}
	squeeze := strings.NewReplacer(" ", "").Replace
	if squeeze(got.String()) != squeeze(text) || count < 15 {
		t.Errorf("%d lines; text was lost or doubled", count)
	}
}

func TestEnglish(t *testing.T) {
	if !strings.Contains(joined(lines(t, pdf.Document{Lang: "en", Title: "Quote"}), 1), "Page 1 / 1") {
		t.Error("no English page number")
	}
}

func TestWithoutFont(t *testing.T) {
	var b bytes.Buffer
	_, err := pdf.NewRenderer(nil).Render(&b, quote(1))
	if !errors.Is(err, pdf.ErrFontMissing) || fault.As(err).Kind != fault.Unavailable || b.Len() > 0 {
		t.Errorf("err %v, %d bytes", err, b.Len())
	}
}

func TestFontsAreLookedForOnceWhenADocumentIsSet(t *testing.T) {
	asked := 0
	r := pdf.LazyRenderer(func() (*pdf.Fonts, error) {
		asked++
		return nil, pdf.ErrFontMissing
	})
	if asked != 0 {
		t.Error("they are looked for before there is a document")
	}
	for range 2 {
		if _, err := r.Render(&bytes.Buffer{}, quote(1)); !errors.Is(err, pdf.ErrFontMissing) {
			t.Errorf("err %v", err)
		}
	}
	if asked != 1 {
		t.Errorf("they were looked for %d times", asked)
	}
}

func TestBadFonts(t *testing.T) {
	good, err := os.ReadFile("font/DroidSansFallbackFull.ttf")
	if err != nil {
		t.Fatalf("no font (run scripts/font.sh): %v", err)
	}
	dir := t.TempDir()
	for name, body := range map[string][]byte{
		"collection": []byte("ttcf\x00\x01\x00\x00...."), "otf": []byte("OTTO\x00\x01\x00\x00...."), "empty": nil,
		"cut": good[:5000], "cut later": good[:len(good)/2], "only a head": []byte("\x00\x01\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"),
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := pdf.FindFonts(path); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if _, err := pdf.FindFonts(filepath.Join(dir, "none.ttf")); err == nil {
		t.Error("a missing file was accepted")
	}
	path := filepath.Join(dir, "good.ttf")
	if err := os.WriteFile(path, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := pdf.FindFonts(path); err != nil || got == nil {
		t.Errorf("the named font was not taken: %v", err)
	}
}

func TestTooLong(t *testing.T) {
	text := strings.Repeat("行\n", 40*510)
	if _, err := renderer(t).Render(io.Discard, pdf.Document{Blocks: []pdf.Block{pdf.Paragraph{text}, pdf.Paragraph{text}}}); !errors.Is(err, pdf.ErrTooLong) {
		t.Errorf("err = %v", err)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriterFails(t *testing.T) {
	if _, err := renderer(t).Render(brokenWriter{}, quote(1)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("err = %v", err)
	}
}

func BenchmarkRender(b *testing.B) {
	r := renderer(b)
	for _, rows := range []int{4, 350} {
		b.Run(strconv.Itoa(rows)+"rows", func(b *testing.B) {
			var out bytes.Buffer
			pages := 0
			b.ReportAllocs()
			for b.Loop() {
				out.Reset()
				n, err := r.Render(&out, quote(rows))
				if err != nil {
					b.Fatal(err)
				}
				pages = n
			}
			b.ReportMetric(float64(pages), "pages")
			b.ReportMetric(float64(out.Len()), "bytes")
		})
	}
}
