package quote_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/sheet"
	"gongqiao/internal/sell/quote"
)

// xlsx writes rows as they are; a nil is an empty cell.
func xlsx(t testing.TB, name string, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	must(t, f.SetSheetName("Sheet1", name))
	for i, row := range rows {
		for j, v := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			must(t, err)
			if text, ok := v.(string); ok && strings.HasPrefix(text, "=") {
				must(t, f.SetCellFormula(name, cell, text[1:]))
			} else if v != nil {
				must(t, f.SetCellValue(name, cell, v))
			}
		}
	}
	var out bytes.Buffer
	must(t, f.Write(&out))
	return out.Bytes()
}

func read(t testing.TB, file []byte) quote.Found {
	t.Helper()
	found, err := quote.ReadFile(file, "", nine)
	must(t, err)
	return found
}

// The form of the national standard: a title, a project line, a header in two
// rows, sections, subtotals, and the header again on the next page.
func TestReadsTheFormOfTheStandard(t *testing.T) {
	found := read(t, xlsx(t, "表-08",
		[]any{"分部分项工程和单价措施项目清单与计价表"},
		[]any{"工程名称：临江路", nil, nil, nil, nil, nil, "第1页 共2页"},
		[]any{"序号", "项目编码", "项目名称", "项目特征描述", "计量单位", "工程量", "金额（元）"},
		[]any{nil, nil, nil, nil, nil, nil, "综合单价", "合价", "其中：暂估价"},
		[]any{nil, nil, "一、道路工程"},
		[]any{1, "040101001001", "挖一般土方", "三类土\n深度2m", "m3", 18650, 16.8, 313320},
		[]any{2, "040202001001", "路床整形碾压", nil, "㎡", 31200, "2.35", "73,320.00"},
		[]any{nil, nil, "本页小计", nil, nil, nil, nil, 386640},
		[]any{"序号", "项目编码", "项目名称", "项目特征描述", "计量单位", "工程量", "金额（元）"},
		[]any{nil, nil, "二、排水工程"},
		[]any{3, "040501001001", "钢筋混凝土管DN800", nil, "米", "1,260.00", 865, 1089900},
		[]any{nil, nil, "措施项目"},
		[]any{4, "041101001001", "脚手架", nil, "项", 1, 50000, 50000},
		[]any{nil, nil, "合计", nil, nil, nil, nil, 1526540},
	))
	if found.Header != 3 || found.Columns["unit_rate"] != "G" || found.Columns["amount"] != "H" || found.Columns["quantity"] != "F" {
		t.Errorf("header %d, columns %v", found.Header, found.Columns)
	}
	if len(found.Problems) != 0 || len(found.Lines) != 4 {
		t.Fatalf("%d lines, problems %+v", len(found.Lines), found.Problems)
	}
	first, pipe, scaffold := found.Lines[0], found.Lines[2], found.Lines[3]
	if first.Section != "一、道路工程" || first.Unit != "m³" || first.Quantity != quantity("18650") || first.UnitRate != unitRate("16.8") || first.Features != "三类土\n深度2m" || first.TaxRate != nine {
		t.Errorf("first line %+v", first)
	}
	if pipe.Section != "二、排水工程" || pipe.Unit != "m" || pipe.Category != quote.Measured || scaffold.Category != quote.Measures {
		t.Errorf("later lines %+v %+v", pipe, scaffold)
	}
}

func TestTellsWhatIsWrongWithARow(t *testing.T) {
	header := []any{"项目编码", "项目名称", "单位", "工程量", "综合单价", "合价", "税率"}
	for name, tc := range map[string]struct {
		row  []any
		want string // field:code:severe of every problem
	}{
		"sound":                 {[]any{"040101001001", "土", "m³", 1.5, 2, 3, "9%"}, ""},
		"lost zero":             {[]any{40101001001, "土", "m³", 1, 2}, "code:zero_restored:false"},
		"bad code":              {[]any{"4010100100", "土", "m³", 1, 2}, "code:code_invalid:true"},
		"no name":               {[]any{"040101001001", nil, "m³", 1, 2}, "name:required:true"},
		"too fine a quantity":   {[]any{"040101001001", "土", "m³", 1.005, 2}, "quantity:rounded:false"},
		"counted in halves":     {[]any{"040101001001", "井", "座", "1.5", 2}, "quantity:rounded:false"},
		"not a number":          {[]any{"040101001001", "土", "m³", "约3", 2}, "quantity:not_a_number:true"},
		"negative":              {[]any{"040101001001", "土", "m³", -1, 2}, "quantity:negative:true"},
		"other amount":          {[]any{"040101001001", "土", "m³", 3, 2, 6.01}, "amount:amount_differs:false"},
		"formula without value": {[]any{"040101001001", "土", "m³", "=1+1", 2}, "quantity:formula_without_result:true quantity:formula_without_result:true"},
		"error value":           {[]any{"040101001001", "土", "m³", "#REF!", 2}, "quantity:not_a_number:true"},
		"huge":                  {[]any{"040101001001", "土", "m³", "99999999999999999", 2}, "quantity:out_of_range:true"},
		"tax as a share":        {[]any{"040101001001", "土", "m³", 1, 2, 2, 0.06}, ""},
		"tax of no kind":        {[]any{"040101001001", "土", "m³", 1, 2, 2, "九"}, "tax_rate:not_a_number:true"},
		"tax above all":         {[]any{"040101001001", "土", "m³", 1, 2, 2, "100"}, "tax_rate:out_of_range:true"},
	} {
		found := read(t, xlsx(t, "清单", header, tc.row))
		var got []string
		severe := 0
		for _, p := range found.Problems {
			got = append(got, fmt.Sprintf("%s:%s:%v", p.Field, p.Code, p.Severe))
			if p.Row != 2 {
				t.Errorf("%s: row %d", name, p.Row)
			}
			if p.Severe {
				severe++
			}
		}
		if strings.Join(slices.Compact(got), " ") != strings.Join(slices.Compact(strings.Fields(tc.want)), " ") || severe != found.Severe || len(found.Lines) != 1 {
			t.Errorf("%s: %v, want %q, %d lines", name, got, tc.want, len(found.Lines))
		}
	}
	share := read(t, xlsx(t, "清单", header, []any{"040101001001", "土", "m³", 1, 2, 2, 0.06}))
	if share.Lines[0].TaxRate != 60_000 {
		t.Errorf("tax 0.06 is read as %s", share.Lines[0].TaxRate)
	}
	lost := read(t, xlsx(t, "清单", header, []any{40101001001, "土", "m³", 1, 2}))
	if lost.Lines[0].Code != "040101001001" {
		t.Errorf("code %q", lost.Lines[0].Code)
	}
}

func TestFindsTheSheetThatIsABill(t *testing.T) {
	f := excelize.NewFile()
	must(t, f.SetSheetRow("Sheet1", "A1", &[]any{"封面", "工程造价"}))
	_, err := f.NewSheet("清单")
	must(t, err)
	must(t, f.SetSheetRow("清单", "A1", &[]any{"编码", "名称", "单位", "数量", "单价"}))
	must(t, f.SetSheetRow("清单", "A2", &[]any{"040101001001", "土", "m³", 1, 2}))
	var out bytes.Buffer
	must(t, f.Write(&out))
	if found := read(t, out.Bytes()); found.Sheet != "清单" || len(found.Lines) != 1 || !slices.Equal(found.Sheets, []string{"Sheet1", "清单"}) {
		t.Errorf("sheet %q of %v, %d lines", found.Sheet, found.Sheets, len(found.Lines))
	}
	if _, err := quote.ReadFile(out.Bytes(), "Sheet1", nine); !errors.Is(err, quote.ErrNoHeader) {
		t.Errorf("the cover answers %v", err)
	}
	if _, err := quote.ReadFile(out.Bytes(), "无", nine); !errors.Is(err, sheet.ErrSheetUnknown) {
		t.Errorf("a sheet that is not there answers %v", err)
	}
	csv := []byte("\ufeff项目编码,项目名称,计量单位,工程量,综合单价\r\n040101001001,土,m³,\"1,234.5\",2\r\n")
	if found := read(t, csv); len(found.Lines) != 1 || found.Lines[0].Quantity != quantity("1234.5") {
		t.Errorf("csv gives %+v", found)
	}
}

func TestAnExportReadsBackLineForLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBill(t)
		if _, _, err := b.Price(); err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if err := quote.WriteFile(&file, &b, true); err != nil {
			t.Fatal(err)
		}
		found, err := quote.ReadFile(file.Bytes(), "", 0)
		if err != nil || found.Severe != 0 || len(found.Problems) != 0 {
			t.Fatalf("%v %+v", err, found.Problems)
		}
		after := b.TakeOver(found.Lines, quote.Replace)
		if _, _, err := after.Price(); err != nil {
			t.Fatal(err)
		}
		if len(after.Lines) != len(b.Lines) {
			t.Fatalf("%d lines of %d", len(after.Lines), len(b.Lines))
		}
		for i := range b.Lines {
			if after.Lines[i] != b.Lines[i] {
				t.Fatalf("line %d\n%+v\n%+v", i, b.Lines[i], after.Lines[i])
			}
		}
	})
}

func TestAnExportWithoutPricesHasNone(t *testing.T) {
	b := quote.Bill{Lines: road()}
	if _, _, err := b.Price(); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	must(t, quote.WriteFile(&file, &b, false))
	for _, l := range read(t, file.Bytes()).Lines {
		if l.UnitRate != 0 || l.Ratio != 0 {
			t.Errorf("%s shows %s and %s", l.Name, l.UnitRate, l.Ratio)
		}
	}
}

func TestMergeUpdatesByCodeAndKeepsTheRest(t *testing.T) {
	old := quote.Bill{Lines: road()}
	incoming := []quote.Line{
		{Category: quote.Measured, Code: "040203003001", Name: "透层油改", Unit: "m²", Quantity: quantity("5"), UnitRate: unitRate("7"), TaxRate: nine},
		{Category: quote.Measured, Code: "040203003002", Name: "透层油", Section: "主体", Unit: "m²", Quantity: quantity("6"), UnitRate: unitRate("8"), TaxRate: nine},
	}
	merged := old.TakeOver(incoming, quote.Merge)
	if len(merged.Lines) != 18 || merged.Lines[5].ID != old.Lines[5].ID || merged.Lines[5].Name != "透层油改" || merged.Lines[17].Code != "040203003002" || merged.Lines[17].ID.IsZero() {
		t.Errorf("merged %d lines: %+v", len(merged.Lines), merged.Lines[5])
	}
	replaced := old.TakeOver(incoming, quote.Replace)
	if len(replaced.Lines) != 2 || replaced.Lines[0].ID != old.Lines[5].ID {
		t.Errorf("replaced: %+v", replaced.Lines)
	}
}

func TestRoundTo(t *testing.T) {
	for in, want := range map[string]string{"1.005": "1.01", "-1.005": "-1.01", "1.0049": "1.00", "9.999": "10.00", "0.994": "0.99", "0.995": "1.00", "5": "5", "1.2": "1.2", "": ""} {
		if got, _ := quote.RoundTo(in, 2); got != want {
			t.Errorf("RoundTo(%q) = %q, want %q", in, got, want)
		}
	}
	if got, exact := quote.RoundTo("1.5", 0); got != "2" || exact {
		t.Errorf("RoundTo(1.5, 0) = %q, %v", got, exact)
	}
	if got, exact := quote.RoundTo("1.2300", 2); got != "1.23" || !exact {
		t.Errorf("RoundTo(1.2300) = %q, %v", got, exact)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-1e12, 1e12).Draw(t, "n")
		want, err := money.CNY(n).MulDiv(1, 10_000) // n in millionths, rounded to hundredths
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := quote.RoundTo(money.UnitRate(n).String(), 2); !sameNumber(got, want.Plain()) {
			t.Fatalf("%s rounds to %s, want %s", money.UnitRate(n), got, want.Plain())
		}
	})
}

func sameNumber(a, b string) bool {
	x, errX := money.ParseUnitRate(a)
	y, errY := money.ParseUnitRate(b)
	return errX == nil && errY == nil && x == y
}

func TestHostileFilesAreRefused(t *testing.T) {
	sound := xlsx(t, "清单", []any{"项目编码", "项目名称", "单位", "工程量"}, []any{"040101001001", "土", "m³", 1})
	for name, file := range map[string][]byte{
		"empty": {}, "noise": bytes.Repeat([]byte{0xff, 0x00, 0x13}, 1000), "zip header": []byte("PK\x03\x04"), "cut": sound[:len(sound)/2], "pdf": []byte("%PDF-1.7\n"),
		"old excel": append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 512)...), "too large": make([]byte, quote.MaxFile+1), "html": []byte("<!DOCTYPE html><table><tr><td>项目</td></tr></table>"),
	} {
		if found, err := quote.ReadFile(file, "", nine); err == nil {
			t.Errorf("%s: %d lines", name, len(found.Lines))
		}
	}
}

func FuzzReadBill(f *testing.F) {
	f.Add(xlsx(f, "清单", []any{"项目编码", "项目名称", "单位", "工程量", "综合单价"}, []any{"040101001001", "土", "m³", 1, 2}))
	f.Add([]byte("编码,名称,单位,数量,单价\n01B001,土,m3,1.5,-2\n,小计,,,\n"))
	f.Add([]byte("项目名称,计算基础,费率(%),单位\n措施,分部分项,3.5,\n,,,\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		found, err := quote.ReadFile(file, "", nine)
		if err != nil {
			return
		}
		b := (&quote.Bill{}).TakeOver(found.Lines, quote.Replace)
		if found.Severe == 0 && b.Check() != nil {
			codes := map[string]bool{}
			for _, l := range b.Lines {
				if l.Code != "" && codes[l.Code] {
					return // told when it is taken over
				}
				codes[l.Code] = true
			}
			t.Fatalf("a file without problems breaks the rules: %v", b.Check())
		}
	})
}

func thousands(n int) quote.Bill {
	b := quote.Bill{Basis: quote.ExclTax}
	for i := range n {
		id := ref.New()
		b.Lines = append(b.Lines, quote.Line{ID: id, OriginID: id, Position: int64(i+1) * 1024, Section: fmt.Sprintf("第%d部分", i/100), Category: quote.Measured, Code: fmt.Sprintf("0101%05d%03d", i/999, i%999+1),
			Name: fmt.Sprintf("现浇构件钢筋 %d", i), Features: "HRB400E 直径 25 以内，含制作、运输、安装", Unit: "t", Quantity: money.Quantity(i%900+1) * 10, UnitRate: unitRate("5260.25"), TaxRate: nine})
	}
	return b
}
