package quote_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/pdf"
	"gongqiao/internal/sell/quote"
	"gongqiao/internal/sell/terms"
)

const nine money.Rate = 90_000

func quantity(s string) money.Quantity {
	n, err := money.ParseQuantity(s)
	if err != nil {
		panic(err)
	}
	return n
}

func unitRate(s string) money.UnitRate {
	n, err := money.ParseUnitRate(s)
	if err != nil {
		panic(err)
	}
	return n
}

func measured(text string) []quote.Line {
	var lines []quote.Line
	for row := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		f := strings.Split(row, "|")
		id := ref.New()
		lines = append(lines, quote.Line{ID: id, OriginID: id, Position: int64(len(lines)+1) * 1024, Section: "主体", Category: quote.Measured, Code: f[0], Name: f[1], Unit: f[2], Quantity: quantity(f[3]), UnitRate: unitRate(f[4]), TaxRate: nine})
	}
	return lines
}

// Bills of reference 8.4.
const (
	roadBill = `
040101001001|挖一般土方|m³|18650.00|16.80
040103001001|路基回填方|m³|9420.00|28.50
040103002001|余方弃置(运距15km)|m³|9230.00|46.20
040202001001|路床整形碾压|m²|31200.00|2.35
040202015001|水泥稳定碎石基层 厚36cm|m²|29800.00|98.60
040203003001|透层油|m²|29800.00|6.90
040203006001|中粒式沥青混凝土AC-20C 厚8cm|m²|28600.00|92.40
040203006002|细粒式改性沥青SMA-13 厚4cm|m²|28600.00|71.80
040204002001|人行道透水砖铺设|m²|8400.00|128.00
040204004001|安砌花岗岩侧石|m|5200.00|146.50
040501001001|钢筋混凝土管DN800|m|1260.00|865.00
040504002001|混凝土检查井|座|42|5680.00
040504009001|雨水口|座|86|1240.00
040205006001|热熔标线|m²|2350.00|58.00`
	substationBill = `
010101004001|挖基坑土方|m³|2860.00|42.00
010503001001|设备基础梁C30|m³|126.00|718.00
030401001001|油浸式电力变压器 110kV 50MVA|台|2|6850000.00
030402006001|隔离开关 110kV|组|6|86500.00
030402017001|高压成套开关柜 KYN28A-12|台|36|118000.00
030404017001|检修动力箱|台|12|6800.00
030408001001|电力电缆 YJV22-8.7/15 3×300|m|4200.00|486.00
030408002001|控制电缆 KVVP22-4×2.5|m|26800.00|18.60
030408006001|10kV电缆终端头|个|72|1680.00
030409002001|接地母线 -60×8|m|3600.00|62.00
030414001001|电力变压器系统调试|系统|2|58000.00
030414011001|接地网调试|系统|1|12800.00`
	buildingBill = `
010101001001|平整场地|m²|6240.00|3.20
010302001001|泥浆护壁成孔灌注桩 φ800|m|5460.00|1280.00
010501004001|满堂基础C35P8|m³|2480.00|742.00
010502001001|矩形柱C40|m³|860.00|806.00
010504001001|直形墙C40|m³|1240.00|798.00
010505001001|有梁板C30|m³|4350.00|736.00
010515001001|现浇构件钢筋HRB400|t|985.600|5260.00
010402001001|蒸压加气混凝土砌块墙|m³|3120.00|468.00
010902001001|屋面卷材防水 SBS 3+4mm|m²|2680.00|96.00
010807001001|断桥铝合金窗|m²|4860.00|685.00
011102003001|块料楼地面 800×800|m²|15600.00|142.00
011201001001|墙面一般抹灰|m²|38600.00|26.80
011407001001|内墙乳胶漆|m²|38600.00|21.50
011701001001|综合脚手架|m²|28600.00|38.60
011703001001|垂直运输|m²|28600.00|42.30`
)

// road is the road bill with its price make-up (reference 3.12).
func road() []quote.Line {
	more := []quote.Line{
		{Category: quote.Measures, Section: "措施", Name: "总价措施", Unit: "%", Base: quote.OfMeasured, Ratio: 35_000, TaxRate: nine},
		{Category: quote.Other, Section: "其他", Name: "其他项目", Unit: "项", Quantity: quantity("1"), UnitRate: unitRate("300000"), TaxRate: nine},
		{Category: quote.Statutory, Section: "规费", Name: "规费", Unit: "%", Base: quote.OfMeasuredMeasures, Ratio: 21_000, TaxRate: nine},
	}
	lines := measured(roadBill)
	for _, l := range more {
		l.ID = ref.New()
		l.OriginID, l.Position = l.ID, int64(len(lines)+1)*1024
		lines = append(lines, l)
	}
	return lines
}

func TestTheBillsOfTheReferenceSumToTheFen(t *testing.T) {
	for name, tc := range map[string]struct {
		lines []quote.Line
		want  string
	}{"road": {measured(roadBill), "12,329,956.00"}, "substation": {measured(substationBill), "21,771,828.00"}, "building": {measured(buildingBill), "30,357,324.00"}} {
		b := quote.Bill{Lines: tc.lines, Basis: quote.ExclTax}
		sums, _, err := b.Price()
		if err != nil || money.CNY(sums.Measured).Yuan() != tc.want {
			t.Errorf("%s: %s, %v, want %s", name, money.CNY(sums.Measured).Yuan(), err, tc.want)
		}
		if err := b.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	b := quote.Bill{Lines: road(), Basis: quote.ExclTax}
	got, groups, err := b.Price()
	if err != nil {
		t.Fatal(err)
	}
	want := quote.Totals{Lines: 17, Measured: 12_329_956_00, Measures: 431_548_46, Other: 300_000_00, Statutory: 267_991_59, Net: 13_329_496_05, VAT: 1_199_654_64, Gross: 14_529_150_69}
	if got != want || len(groups) != 1 || groups[0].VAT != want.VAT {
		t.Errorf("totals %+v, want %+v, by rate %v", got, want, groups)
	}
}

func TestPricesWithTaxAreTakenApart(t *testing.T) {
	for gross, want := range map[string][2]int64{"10900000": {10_000_000_00, 900_000_00}, "88888.88": {81_549_43, 7_339_45}, "0.05": {5, 0}} {
		b := quote.Bill{Basis: quote.InclTax, Lines: []quote.Line{{Category: quote.Measured, Unit: "项", Quantity: quantity("1"), UnitRate: unitRate(gross), TaxRate: nine}}}
		got, _, err := b.Price()
		if err != nil || got.Net != want[0] || got.VAT != want[1] || got.Gross != got.Measured {
			t.Errorf("%s: %+v, %v", gross, got, err)
		}
	}
}

// Three lines of 0.05 at 9 % sum to 0.01 of tax, not to three times nothing.
func TestTaxIsRoundedOncePerRate(t *testing.T) {
	l := quote.Line{Category: quote.Measured, Unit: "项", Quantity: quantity("1"), UnitRate: unitRate("0.05"), TaxRate: nine}
	design := l
	design.UnitRate, design.TaxRate = unitRate("100"), 60_000
	b := quote.Bill{Basis: quote.ExclTax, Lines: []quote.Line{l, l, l, design}}
	got, groups, err := b.Price()
	if err != nil || got.VAT != 1+600 || len(groups) != 2 || groups[0].Rate != int64(nine) {
		t.Errorf("%+v %v %v", got, groups, err)
	}
}

func TestTooMuchIsAnErrorAndNoWrappedNumber(t *testing.T) {
	huge := quote.Line{Category: quote.Measured, Unit: "m³", Quantity: quantity("90000000000"), UnitRate: unitRate("90000000"), TaxRate: nine}
	for name, b := range map[string]quote.Bill{
		"line":     {Lines: []quote.Line{huge}},
		"negative": {Lines: []quote.Line{{Category: quote.Other, Unit: "项", Quantity: quantity("1"), UnitRate: unitRate("-1"), TaxRate: nine}}},
		"total":    {Lines: slices.Repeat([]quote.Line{{Category: quote.Measured, Unit: "项", Quantity: quantity("1"), UnitRate: unitRate("80000000000"), TaxRate: nine}}, 2)},
	} {
		if _, _, err := b.Price(); !errors.Is(err, quote.ErrTooMuch) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSplitCode(t *testing.T) {
	for code, want := range map[string]string{
		"040203006001": "040203006/001", "040203006002": "040203006/002", "010101001999": "010101001/999", "01B001": "01B/001",
		"040203006000": "", "000101001001": "", "100101001001": "", "04020300600": "", "0402030060012": "", "04020300600a": "", "０40203006001": "", "01B000": "", "01b001": "", "": "",
	} {
		item, number, ok := quote.SplitCode(code)
		if got := item + "/" + number; ok != (want != "") || ok && got != want {
			t.Errorf("SplitCode(%q) = %s, %v", code, got, ok)
		}
	}
}

func TestUnitsLimitDecimals(t *testing.T) {
	for spelled, want := range map[string]string{"m2": "m²", "M2": "m²", "㎡": "m²", "平方米": "m²", "ｍ３": "m³", " t ": "t", "吨": "t", "T": "t", "台": "台", "KG": "kg", "系统": "系统"} {
		if got := quote.NormalUnit(spelled); got != want {
			t.Errorf("NormalUnit(%q) = %q", spelled, got)
		}
	}
	for unit, most := range map[string]string{"t": "1.001", "m³": "1.01", "台": "1", "工日": "1.0001"} {
		ok := quote.Bill{Lines: []quote.Line{{Category: quote.Measured, Unit: unit, Quantity: quantity(most)}}}
		if err := ok.Check(); err != nil {
			t.Errorf("%s of %s: %v", most, unit, err)
		}
		if unit == "工日" {
			continue
		}
		finer := quote.Bill{Lines: []quote.Line{{Category: quote.Measured, Unit: unit, Quantity: quantity(most) + 1}}}
		if err := finer.Check(); !errors.Is(err, quote.ErrLines) || fault.As(err).Fields[0].Code != "too_precise" {
			t.Errorf("finer than %s of %s: %v", most, unit, err)
		}
	}
}

func TestWhatALineMayNotBe(t *testing.T) {
	sound := quote.Line{Category: quote.Measured, Code: "040101001001", Name: "挖一般土方", Unit: "m³", Quantity: quantity("1"), UnitRate: unitRate("1"), TaxRate: nine}
	for name, edit := range map[string]func(*quote.Line){
		"code":                         func(l *quote.Line) { l.Code = "12" },
		"category":                     func(l *quote.Line) { l.Category = "gift" },
		"quantity":                     func(l *quote.Line) { l.Quantity = -1 },
		"unit_rate":                    func(l *quote.Line) { l.UnitRate = -1 },
		"tax_rate":                     func(l *quote.Line) { l.TaxRate = money.RateOne },
		"base":                         func(l *quote.Line) { l.Base = quote.OfMeasured },
		"ratio":                        func(l *quote.Line) { l.Ratio = money.RateOne + 1 },
		"name":                         func(l *quote.Line) { l.Name = strings.Repeat("长", 201) },
		"features":                     func(l *quote.Line) { l.Features = "a\x00" },
		"base of measures from itself": func(l *quote.Line) { l.Category, l.Base = quote.Measures, quote.OfMeasuredMeasures },
	} {
		l := sound
		edit(&l)
		b := quote.Bill{Lines: []quote.Line{l}}
		f := fault.As(b.Check())
		field, _, _ := strings.Cut(name, " ")
		if f == nil || f.Code != quote.ErrLines.Code || f.Fields[0].Path != "lines[0]."+field {
			t.Errorf("%s: %+v", name, f)
		}
	}
	twice := quote.Bill{Lines: []quote.Line{sound, sound}}
	if f := fault.As(twice.Check()); f == nil || f.Fields[0].Path != "lines[1].code" || f.Fields[0].Code != "duplicate" {
		t.Errorf("a code twice: %+v", f)
	}
}

// anyLine draws a line that passes every rule.
func anyLine(t *rapid.T, i int) quote.Line {
	id := ref.New()
	l := quote.Line{ID: id, OriginID: id, Section: rapid.SampledFrom([]string{"", "土建", "钢结构", "安装"}).Draw(t, "section"),
		Category: quote.Category(rapid.SampledFrom(quote.Categories).Draw(t, "category")), Name: fmt.Sprintf("项目%d", i), Features: rapid.SampledFrom([]string{"", "C35 P8", "=1+1", "'-x", "a\nb"}).Draw(t, "features"),
		TaxRate: rapid.SampledFrom([]money.Rate{0, 30_000, 60_000, nine, 130_000}).Draw(t, "tax")}
	if l.Category == quote.Measured {
		l.Code = fmt.Sprintf("0101%05d%03d", i/999, i%999+1)
	}
	if l.Category != quote.Measured && rapid.Bool().Draw(t, "share") {
		l.Base, l.Unit, l.Ratio = quote.OfMeasured, "%", money.Rate(rapid.Int64Range(0, 2_000).Draw(t, "ratio")*100)
		return l
	}
	l.Unit = rapid.SampledFrom([]string{"m³", "t", "台", "工日"}).Draw(t, "unit")
	step := int64(1)
	for range 4 - quote.Decimals(l.Unit) {
		step *= 10
	}
	l.Quantity = money.Quantity(rapid.Int64Range(0, 100_000).Draw(t, "quantity") * step)
	l.UnitRate = money.UnitRate(rapid.Int64Range(0, 9_999_999_999).Draw(t, "rate"))
	return l
}

func anyBill(t *rapid.T) quote.Bill {
	b := quote.Bill{Basis: rapid.SampledFrom([]quote.Basis{quote.ExclTax, quote.InclTax}).Draw(t, "basis")}
	for i := range rapid.IntRange(0, 20).Draw(t, "lines") {
		l := anyLine(t, i)
		l.Position = int64(i+1) * 1024
		b.Lines = append(b.Lines, l)
	}
	return b
}

// sumsHold fails unless the totals are the sums of the lines.
func sumsHold(t interface{ Fatalf(string, ...any) }, b *quote.Bill, got quote.Totals, groups []quote.TaxGroup) {
	sum := map[quote.Category]int64{}
	all := int64(0)
	for _, l := range b.Lines {
		sum[l.Category] += l.Amount
		all += l.Amount
	}
	if got.Measured != sum[quote.Measured] || got.Measures != sum[quote.Measures] || got.Other != sum[quote.Other] || got.Statutory != sum[quote.Statutory] || got.Provisional != sum[quote.Provisional] {
		t.Fatalf("totals %+v, lines %v", got, sum)
	}
	basis := got.Net
	if b.Basis == quote.InclTax {
		basis = got.Gross
	}
	if basis != all || got.Net+got.VAT != got.Gross || got.Lines != int64(len(b.Lines)) {
		t.Fatalf("net %d + vat %d, gross %d, lines %d", got.Net, got.VAT, got.Gross, all)
	}
	var net, vat, sections int64
	for _, g := range groups {
		net, vat = net+g.Net, vat+g.VAT
	}
	for _, s := range b.SectionSums() {
		sections += s.Amount
	}
	if net != got.Net || vat != got.VAT || sections != all {
		t.Fatalf("by rate %d + %d, by section %d, totals %+v", net, vat, sections, got)
	}
}

func TestTotalsAreTheSumsOfTheLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBill(t)
		got, groups, err := b.Price()
		if err != nil {
			t.Fatal(err)
		}
		sumsHold(t, &b, got, groups)
		for range rapid.IntRange(0, 8).Draw(t, "edits") {
			_ = b.Edit(anyEdits(t, &b), nine) // refused or not, the sums hold
			if got, groups, err = b.Price(); err != nil {
				t.Fatal(err)
			}
			sumsHold(t, &b, got, groups)
		}
	})
}

// anyEdits draws edits of any kind, some of which cannot be.
func anyEdits(t *rapid.T, b *quote.Bill) []quote.Edit {
	some := func() ref.ID {
		if len(b.Lines) == 0 {
			return ref.New()
		}
		return b.Lines[rapid.IntRange(0, len(b.Lines)-1).Draw(t, "line")].ID
	}
	var edits []quote.Edit
	for range rapid.IntRange(1, 4).Draw(t, "n") {
		e := quote.Edit{Op: rapid.SampledFrom([]string{quote.OpSet, quote.OpSet, quote.OpInsert, quote.OpRemove}).Draw(t, "op"), LineID: some()}
		switch e.Op {
		case quote.OpInsert:
			e.LineID, e.After = ref.New(), some()
		case quote.OpSet:
			e.Field = rapid.SampledFrom([]string{"quantity", "unit_rate", "category", "section", "tax_rate", "base", "nonsense"}).Draw(t, "field")
			e.Value = map[string]string{"quantity": rapid.SampledFrom([]string{"12", "0", "3.50", "x"}).Draw(t, "v"), "unit_rate": "17.255", "category": "measures", "section": "新", "tax_rate": "6%", "base": "measured"}[e.Field]
		}
		edits = append(edits, e)
	}
	return edits
}

func TestEditsKeepTheOrderOfLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBill(t)
		for range rapid.IntRange(1, 60).Draw(t, "inserts") {
			after := ref.Nil
			if len(b.Lines) > 0 && rapid.Bool().Draw(t, "behind") {
				after = b.Lines[rapid.IntRange(0, len(b.Lines)-1).Draw(t, "at")].ID
			}
			id := ref.New()
			if err := b.Edit([]quote.Edit{{Op: quote.OpInsert, LineID: id, After: after}}, nine); err != nil {
				t.Fatal(err)
			}
			at := slices.IndexFunc(b.Lines, func(l quote.Line) bool { return l.ID == id })
			if after.IsZero() && at != 0 || !after.IsZero() && b.Lines[at-1].ID != after {
				t.Fatalf("the new line stands at %d", at)
			}
		}
		if !slices.IsSortedFunc(b.Lines, func(x, y quote.Line) int { return int(x.Position - y.Position) }) {
			t.Fatalf("positions are not in order")
		}
		for i := 1; i < len(b.Lines); i++ {
			if b.Lines[i].Position == b.Lines[i-1].Position {
				t.Fatalf("two lines stand at %d", b.Lines[i].Position)
			}
		}
	})
}

func TestTheHashIsAboutEverythingThatIsOffered(t *testing.T) {
	q := quote.Quote{Number: "Q-1", Revision: 1, Title: "路", Basis: quote.ExclTax, ValidityDays: 30, Standard: "other", Terms: terms.Terms{Nodes: []terms.Node{{Kind: terms.Advance, Ratio: 1}}}}
	b := quote.Bill{Lines: road(), Basis: quote.ExclTax}
	if _, _, err := b.Price(); err != nil {
		t.Fatal(err)
	}
	hash := func(edit func(q *quote.Quote, b *quote.Bill)) string {
		q, b := q, quote.Bill{Lines: slices.Clone(b.Lines), Basis: b.Basis}
		edit(&q, &b)
		h, err := q.ContentHash(&b)
		if err != nil || len(h) != 64 {
			t.Fatalf("%q %v", h, err)
		}
		return h
	}
	first := hash(func(*quote.Quote, *quote.Bill) {})
	if again := hash(func(_ *quote.Quote, b *quote.Bill) { b.Lines[0].ID, b.Lines[0].Position = ref.New(), 7 }); again != first {
		t.Error("ids are part of the content")
	}
	seen := map[string]string{first: "nothing"}
	for name, edit := range map[string]func(*quote.Quote, *quote.Bill){
		"title": func(q *quote.Quote, _ *quote.Bill) { q.Title = "桥" }, "validity": func(q *quote.Quote, _ *quote.Bill) { q.ValidityDays++ }, "note": func(q *quote.Quote, _ *quote.Bill) { q.Note = "x" },
		"basis": func(q *quote.Quote, _ *quote.Bill) { q.Basis = quote.InclTax }, "revision": func(q *quote.Quote, _ *quote.Bill) { q.Revision++ }, "standard": func(q *quote.Quote, _ *quote.Bill) { q.Standard = "GB 50500-2013" },
		"terms":    func(q *quote.Quote, _ *quote.Bill) { q.Terms.Nodes = []terms.Node{{Kind: terms.Advance, Ratio: 2}} },
		"customer": func(q *quote.Quote, _ *quote.Bill) { q.CustomerID = ref.New() },
		"section":  func(_ *quote.Quote, b *quote.Bill) { b.Lines[0].Section = "x" }, "code": func(_ *quote.Quote, b *quote.Bill) { b.Lines[0].Code = "x" }, "name": func(_ *quote.Quote, b *quote.Bill) { b.Lines[0].Name = "x" },
		"features": func(_ *quote.Quote, b *quote.Bill) { b.Lines[0].Features = "x" }, "unit": func(_ *quote.Quote, b *quote.Bill) { b.Lines[0].Unit = "x" }, "quantity": func(_ *quote.Quote, b *quote.Bill) { b.Lines[0].Quantity++ },
		"rate": func(_ *quote.Quote, b *quote.Bill) { b.Lines[0].UnitRate++ }, "tax": func(_ *quote.Quote, b *quote.Bill) { b.Lines[0].TaxRate++ }, "ratio": func(_ *quote.Quote, b *quote.Bill) { b.Lines[14].Ratio++ },
		"base": func(_ *quote.Quote, b *quote.Bill) { b.Lines[16].Base = quote.OfMeasured }, "line note": func(_ *quote.Quote, b *quote.Bill) { b.Lines[0].Note = "x" }, "amount": func(_ *quote.Quote, b *quote.Bill) { b.Lines[0].Amount++ },
		"order": func(_ *quote.Quote, b *quote.Bill) { b.Lines[0], b.Lines[1] = b.Lines[1], b.Lines[0] }, "fewer": func(_ *quote.Quote, b *quote.Bill) { b.Lines = b.Lines[1:] },
		"shifted": func(_ *quote.Quote, b *quote.Bill) { b.Lines[0].Section, b.Lines[0].Name = "主体挖", "一般土方" },
	} {
		h := hash(edit)
		if was, twice := seen[h]; twice {
			t.Errorf("%s has the hash of %s", name, was)
		}
		seen[h] = name
	}
}

func TestDifferenceOfTwoRevisions(t *testing.T) {
	old := measured(roadBill)
	now := slices.Clone(old)
	now[3].UnitRate, now[3].Amount = unitRate("2.5"), 1                     // changed
	now[4].ID = ref.New()                                                   // copied: same origin
	now[5].ID, now[5].OriginID, now[5].Features = ref.New(), ref.New(), "新" // same code, another origin
	now = slices.Delete(now, 6, 7)
	extra := quote.Line{ID: ref.New(), OriginID: ref.New(), Code: "011705001001", Name: "大型机械进出场"}
	now = append(now, extra)
	d := quote.Compare(old, now)
	if len(d.Added) != 1 || d.Added[0].Code != extra.Code || len(d.Removed) != 1 || d.Removed[0].Code != "040203006001" || len(d.Changed) != 2 || d.Same != 11 {
		t.Fatalf("%d added, %d removed, %d changed, %d same", len(d.Added), len(d.Removed), len(d.Changed), d.Same)
	}
	if !slices.Equal(d.Changed[0].Fields, []string{"unit_rate", "amount"}) || !slices.Equal(d.Changed[1].Fields, []string{"features"}) {
		t.Errorf("fields %v and %v", d.Changed[0].Fields, d.Changed[1].Fields)
	}
}

func TestADifferenceLosesNoLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, now := anyBill(t).Lines, anyBill(t).Lines
		for i := range now {
			if len(old) > 0 && rapid.Bool().Draw(t, "copy") {
				now[i] = old[rapid.IntRange(0, len(old)-1).Draw(t, "of")]
			}
		}
		d := quote.Compare(old, now)
		if len(d.Added)+len(d.Changed)+d.Same != len(now) || len(d.Removed)+len(d.Changed)+d.Same != len(old) {
			t.Fatalf("%d added, %d removed, %d changed, %d same of %d and %d", len(d.Added), len(d.Removed), len(d.Changed), d.Same, len(old), len(now))
		}
	})
}

func TestThePaperShowsPricesAndNeverCost(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	b := quote.Bill{Lines: road(), Basis: quote.ExclTax}
	sums, groups, err := b.Price()
	if err != nil {
		t.Fatal(err)
	}
	q := quote.Quote{Number: "Q-2026-NO-0001", Revision: 2, Title: "临江路", Basis: quote.ExclTax, ValidityDays: 30, Standard: "GB/T 50500-2024", State: quote.StateApproved, ApprovedAt: start, Totals: sums,
		Hash: strings.Repeat("ab", 32), Cost: 11_111_111_11, Margin: 87_654, EstimatedAt: start, Costs: quote.Costs{Labour: 2_222_222_22, Material: 3_333_333_33, Machinery: 4_444_444_44},
		Terms: terms.Terms{Nodes: []terms.Node{{Kind: terms.Advance, Trigger: "signed", Ratio: 200_000, TermDays: 7}, {Kind: terms.Retention, Trigger: "defects_end", Ratio: 30_000, TermDays: 14}}}}
	doc, err := quote.PaperOf(&q, &b, groups, zone)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("%+v", doc)
	for _, want := range []string{"14,529,150.69", "人民币壹仟肆佰伍拾贰万玖仟壹佰伍拾元陆角玖分", "Q-2026-NO-0001 V2", "431,548.46", "增值税 9%", "预付款", "质量保证金", "SHA-256 abab", "040203006002"} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper lacks %q", want)
		}
	}
	for _, secret := range []string{"11,111,111", "1111111", "2,222,222", "3,333,333", "4,444,444", "8.7654", "87654", "毛利", "底价", "成本"} {
		if strings.Contains(text, secret) {
			t.Errorf("the paper shows %q", secret)
		}
	}
	for state, want := range map[quote.State]string{quote.StateDraft: "未审批", quote.StateApproving: "未审批", quote.StateSent: "沪澜 Q-2026", quote.StateSuperseded: "已失效"} {
		q.State = state
		if doc, err = quote.PaperOf(&q, &b, groups, zone); err != nil || !strings.HasPrefix(doc.Watermark, want) {
			t.Errorf("%s: watermark %q", state, doc.Watermark)
		}
	}
	if _, ok := doc.Blocks[len(doc.Blocks)-1].(pdf.Signatures); !ok {
		t.Error("nobody can sign")
	}
}
