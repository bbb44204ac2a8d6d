package importer_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/edge/importer"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/platform/sheet"
)

func TestAmounts(t *testing.T) {
	for _, tc := range []struct {
		text, unit string
		number     bool
		fen        int64
		code       string
	}{
		{"1,234.50", "", false, 123450, ""},
		{"¥88.5", "", false, 8850, ""},
		{"4960万元", "", false, 4960_0000_00, ""},
		{"4960", "wan", false, 4960_0000_00, ""},
		{"1.2亿", "wan", false, 1_2000_0000_00, ""},
		{"人民币 100 元整", "wan", false, 10000, ""},
		{"１２３．４５", "", false, 12345, ""},
		{"0.1234567", "wan", true, 123457, ""},
		{"0.1234567", "wan", false, 0, "not_an_amount"},
		{"0.30000000000000004", "", true, 30, ""},
		{"-5", "", false, 0, "negative"},
		{"十块", "", false, 0, "not_an_amount"},
		{"1,23", "", false, 0, "not_an_amount"},
		{"90000000000", "", false, 9_000_000_000_000, ""},
		{"90000000000.01", "", false, 0, "too_large"},
		{"99999999999999999999999999", "yi", false, 0, "too_large"},
	} {
		c := sheet.Cell{Text: tc.text, Kind: sheet.Text}
		if tc.number {
			c.Kind = sheet.Number
		}
		if fen, code := importer.FenOf(c, tc.unit); fen != tc.fen || code != tc.code {
			t.Errorf("%q in %q: %d %s, want %d %s", tc.text, tc.unit, fen, code, tc.fen, tc.code)
		}
	}
}

// What the product writes as an amount reads back to the fen.
func TestWrittenAmountsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.Int64Range(0, 9_000_000_000_000).Draw(t, "fen")
		if got, code := importer.FenOf(sheet.Cell{Text: money.CNY(want).Yuan(), Kind: sheet.Text}, ""); got != want || code != "" {
			t.Fatalf("%d reads %d %s", want, got, code)
		}
	})
}

func TestDates(t *testing.T) {
	for _, tc := range []struct{ text, order, want string }{
		{"2026-03-01", "", "2026-03-01"},
		{"2026年3月1日", "mdy", "2026-03-01"},
		{"20260301", "", "2026-03-01"},
		{"05/01/2014 12:00:00 AM", "mdy", "2014-05-01"},
		{"05/01/2014", "dmy", "2014-01-05"},
		{"05/01/2014", "", ""},
		{"13/01/2014", "mdy", ""},
		{"2026-13-05", "", ""},
		{"昨天", "mdy", ""},
	} {
		d, ok := importer.DateOf(sheet.Cell{Text: tc.text, Kind: sheet.Text}, tc.order)
		if got := map[bool]string{true: d.String(), false: ""}[ok]; got != tc.want {
			t.Errorf("%q in %q: %q, want %q", tc.text, tc.order, got, tc.want)
		}
	}
}

func TestTitlesTellWhatColumnsMean(t *testing.T) {
	titles := []string{"客户名称", "统一社会信用代码", "项目", "金额（万元）", "预计签订", "跟单人", "进展", "信息来源", "备注2"}
	sample := [][]sheet.Cell{{{}, {}, {}, {}, {Text: "2026-01-02", Kind: sheet.Text}}}
	m, _ := importer.Guess(importer.OpportunityFields(), titles, sample)
	for field, want := range map[string]string{"customer": "客户名称", "customer_uscc": "统一社会信用代码", "name": "项目", "amount": "金额（万元）", "expected_sign_date": "预计签订", "owner": "跟单人", "stage": "进展", "source": "信息来源"} {
		if got := m.Fields[field].Column; got != want {
			t.Errorf("%s is read from %q, want %q", field, got, want)
		}
	}
	if u := m.Fields["amount"].Unit; u != importer.Wan {
		t.Errorf("the amount is in %q", u)
	}
	m, _ = importer.Guess(importer.CustomerFields(), []string{"Customer Name", "E-mail", "Phone", "Contact Person", "Created On"}, [][]sheet.Cell{{{}, {}, {}, {}, {Text: "03/25/2024", Kind: sheet.Text}}})
	if m.Fields["name"].Column != "Customer Name" || m.Fields["contact.email"].Column != "E-mail" || m.Fields["contact.name"].Column != "Contact Person" || m.Fields["since"].Dates != importer.MDY {
		t.Errorf("English titles are read as %+v", m.Fields)
	}
}

// No column is read twice, whatever the titles are.
func TestEachColumnIsUsedOnce(t *testing.T) {
	fields := importer.CustomerFields()
	var names []string
	for _, f := range fields {
		names = append(names, strings.Split(f.Names, "|")...)
	}
	rapid.Check(t, func(t *rapid.T) {
		titles := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 12, rapid.ID).Draw(t, "titles")
		m, _ := importer.Guess(fields, titles, nil)
		used := map[string]string{}
		for field, s := range m.Fields {
			if other, twice := used[s.Column]; twice {
				t.Fatalf("%s is both %s and %s", s.Column, field, other)
			}
			used[s.Column] = field
		}
	})
}
