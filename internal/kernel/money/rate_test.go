package money_test

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/money"
)

func TestRate(t *testing.T) {
	for text, want := range map[string]struct {
		rate    money.Rate
		decimal string
		percent string
	}{
		"0.09":      {90_000, "0.09", "9%"},
		"9%":        {90_000, "0.09", "9%"},
		"9 %":       {90_000, "0.09", "9%"},
		"0.05%":     {500, "0.0005", "0.05%"},
		"0.0005":    {500, "0.0005", "0.05%"},
		"1":         {1_000_000, "1", "100%"},
		"-0.035":    {-35_000, "-0.035", "-3.5%"},
		"0.0900000": {90_000, "0.09", "9%"},
		"0":         {0, "0", "0%"},
		"0.000001":  {1, "0.000001", "0.0001%"},
	} {
		r, err := money.ParseRate(text)
		if err != nil || r != want.rate || r.String() != want.decimal || r.Percent() != want.percent {
			t.Errorf("%q is %d %q %q, %v; want %+v", text, r, r, r.Percent(), err, want)
		}
	}
	for _, text := range []string{"", "-", ".", ".5", "5.", "1e3", "+1", "0.0000001", "9%%", "%", "１", "1,000", "--1", "99999999999999999999"} {
		if r, err := money.ParseRate(text); !errors.Is(err, money.ErrRate) {
			t.Errorf("%q was read as %d, %v", text, r, err)
		}
	}
}

func TestRatio(t *testing.T) {
	if r, err := money.Ratio(money.CNY(1), money.CNY(3)); err != nil || r != 333_333 {
		t.Errorf("a third is %v, %v", r, err)
	}
	if _, err := money.Ratio(money.CNY(1), money.CNY(0)); !errors.Is(err, money.ErrDivisor) {
		t.Errorf("of nothing: %v", err)
	}
	if _, err := money.Ratio(money.CNY(1), money.Money{Amount: 1, Currency: "USD"}); !errors.Is(err, money.ErrCurrency) {
		t.Errorf("of another currency: %v", err)
	}
}

func TestLineAmount(t *testing.T) {
	for _, tc := range []struct{ qty, unitRate, currency, want string }{
		{"18650", "16.80", "CNY", "313,320.00"},
		{"985.600", "5260.00", "CNY", "5,184,256.00"},
		{"1", "0.005", "CNY", "0.01"},
		{"1", "0.025", "CNY", "0.03"},
		{"1", "1.005", "CNY", "1.01"},
		{"1", "10.125", "CNY", "10.13"},
		{"1", "-1.005", "CNY", "-1.01"},
		{"-1", "1.005", "CNY", "-1.01"},
		{"0.3333", "0.015", "CNY", "0.00"},
		{"3", "1.5", "JPY", "5"},
		{"1", "1.0005", "KWD", "1.001"},
	} {
		q, err := money.ParseQuantity(tc.qty)
		if err != nil {
			t.Fatal(err)
		}
		u, err := money.ParseUnitRate(tc.unitRate)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := u.Amount(q, tc.currency); err != nil || got.Yuan() != tc.want || got.Currency != tc.currency {
			t.Errorf("%s × %s = %v, %v; want %s", tc.qty, tc.unitRate, got, err, tc.want)
		}
	}
	if _, err := money.UnitRate(math.MaxInt64).Amount(math.MaxInt64, money.RMB); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("absurd line: %v", err)
	}
}

func TestQuantityDecimals(t *testing.T) {
	for text, want := range map[string]int{"42": 0, "985.600": 1, "0.0001": 4, "1.25": 2, "0": 0} {
		if q, err := money.ParseQuantity(text); err != nil || q.Decimals() != want {
			t.Errorf("%q has %d decimals, %v; want %d", text, q.Decimals(), err, want)
		}
	}
}

func TestDecimalsParseBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		if r, err := money.ParseRate(money.Rate(n).String()); err != nil || r != money.Rate(n) {
			t.Fatalf("rate: %v, %v", r, err)
		}
		if r, err := money.ParseRate(money.Rate(n).Percent()); err != nil || r != money.Rate(n) {
			t.Fatalf("percent: %v, %v", r, err)
		}
		if q, err := money.ParseQuantity(money.Quantity(n).String()); err != nil || q != money.Quantity(n) {
			t.Fatalf("quantity: %v, %v", q, err)
		}
		if u, err := money.ParseUnitRate(money.UnitRate(n).String()); err != nil || u != money.UnitRate(n) {
			t.Fatalf("unit rate: %v, %v", u, err)
		}
	})
}

func TestColumns(t *testing.T) {
	var r money.Rate
	var q money.Quantity
	var u money.UnitRate
	type column interface {
		sql.Scanner
		driver.Valuer
	}
	for _, c := range []column{&r, &q, &u} {
		for _, src := range []any{int64(-90_000), "-90000", []byte("-90000")} {
			if err := c.Scan(src); err != nil {
				t.Errorf("%T from %T: %v", c, src, err)
			}
			if v, err := c.Value(); v != int64(-90_000) || err != nil {
				t.Errorf("%T from %T holds %v, %v", c, src, v, err)
			}
		}
		for _, src := range []any{nil, 0.5, "0.09", []byte("x")} {
			if err := c.Scan(src); err == nil {
				t.Errorf("%T took %v", c, src)
			}
		}
	}
}
