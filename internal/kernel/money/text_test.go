package money_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/money"
)

func TestParseYuan(t *testing.T) {
	for text, want := range map[string]int64{
		"12,329,956.00":  1_232_995_600,
		"12329956":       1_232_995_600,
		"-0.5":           -50,
		"¥88.50":         8_850,
		"￥ 1,000":        100_000,
		"-¥1.00":         -100,
		" 3元 ":           300,
		"1,233万元":        1_233_000_000,
		"1.5万":           1_500_000,
		"0.000001万":      1,
		"1.2300":         123,
		"0":              0,
		"999,999,999.99": 99_999_999_999,
	} {
		if m, err := money.ParseYuan(text); err != nil || m != money.CNY(want) {
			t.Errorf("%q is %v, %v; want %d fen", text, m, err, want)
		}
	}
	for _, text := range []string{
		"", "元", "¥", "-", "--1", "1-", "1.005", "0.0000001万", "1,23", "1,2345", ",123", "1234,567",
		"1,234,", "12.3,4", "1e5", "1 000", "$5", "壹元", "99999999999999999999", "1..2", "¥¥1", "1元元",
	} {
		if m, err := money.ParseYuan(text); !errors.Is(err, money.ErrMalformed) {
			t.Errorf("%q was read as %v, %v", text, m, err)
		}
	}
}

func TestAmountsForPeople(t *testing.T) {
	for _, tc := range []struct {
		m                        money.Money
		yuan, plain, wan, logged string
	}{
		{money.CNY(1_232_995_600), "12,329,956.00", "12329956.00", "1,233.00万元", "CNY 12,329,956.00"},
		{money.CNY(0), "0.00", "0.00", "0.00万元", "CNY 0.00"},
		{money.CNY(-5), "-0.05", "-0.05", "0.00万元", "CNY -0.05"},
		{money.CNY(-123_456), "-1,234.56", "-1234.56", "-0.12万元", "CNY -1,234.56"},
		{money.CNY(100_000), "1,000.00", "1000.00", "0.10万元", "CNY 1,000.00"},
		{money.CNY(5_000), "50.00", "50.00", "0.01万元", "CNY 50.00"},
		{money.Money{Amount: 1500, Currency: "JPY"}, "1,500", "1500", "1,500", "JPY 1,500"},
		{money.Money{}, "0.00", "0.00", "0.00", "0.00"},
	} {
		if tc.m.Yuan() != tc.yuan || tc.m.Plain() != tc.plain || tc.m.Wan() != tc.wan || tc.m.String() != tc.logged {
			t.Errorf("%d: %s, %s, %s, %s", tc.m.Amount, tc.m.Yuan(), tc.m.Plain(), tc.m.Wan(), tc.m)
		}
	}
}

func TestYuanParsesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := money.CNY(rapid.Int64().Draw(t, "fen"))
		for _, text := range []string{m.Yuan(), m.Plain(), m.Yuan() + "元"} {
			if got, err := money.ParseYuan(text); err != nil || got != m {
				t.Fatalf("%q is %v, %v; want %v", text, got, err, m)
			}
		}
	})
}

func FuzzParseYuan(f *testing.F) {
	for _, seed := range []string{"12,329,956.00", "-¥1.5万元", "1,23", "9223372036854775807", "-92,233,720,368,547,758.08", "￥", "0.000万"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := money.ParseYuan(text)
		if err != nil {
			return
		}
		if back, err := money.ParseYuan(m.Yuan()); err != nil || back != m {
			t.Errorf("%q is %v, which reads back as %v, %v", text, m, back, err)
		}
	})
}

func FuzzParseRate(f *testing.F) {
	for _, seed := range []string{"0.09", "9%", "-0.000001", "9223372036854.775807", "%", "1.5 %"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := money.ParseRate(text)
		if err != nil {
			return
		}
		if back, err := money.ParseRate(r.String()); err != nil || back != r {
			t.Errorf("%q is %v, which reads back as %v, %v", text, r, back, err)
		}
	})
}
