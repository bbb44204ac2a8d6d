package money_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
)

func TestAddSub(t *testing.T) {
	usd := money.Money{Amount: 1, Currency: "USD"}
	for name, tc := range map[string]struct {
		a, b      money.Money
		sum, diff money.Money
		sumErr    error
		diffErr   error
	}{
		"same currency":         {money.CNY(150), money.CNY(-50), money.CNY(100), money.CNY(200), nil, nil},
		"nothing takes part":    {money.Money{}, money.CNY(5), money.CNY(5), money.CNY(-5), nil, nil},
		"with nothing":          {money.CNY(5), money.Money{}, money.CNY(5), money.CNY(5), nil, nil},
		"currencies differ":     {money.CNY(1), usd, money.Money{}, money.Money{}, money.ErrCurrency, money.ErrCurrency},
		"zero of another":       {money.CNY(0), usd, money.Money{}, money.Money{}, money.ErrCurrency, money.ErrCurrency},
		"amount of no currency": {money.Money{Amount: 1}, usd, money.Money{}, money.Money{}, money.ErrCurrency, money.ErrCurrency},
		"above the largest":     {money.CNY(math.MaxInt64), money.CNY(1), money.Money{}, money.CNY(math.MaxInt64 - 1), money.ErrOverflow, nil},
		"below the smallest":    {money.CNY(math.MinInt64), money.CNY(1), money.CNY(math.MinInt64 + 1), money.Money{}, nil, money.ErrOverflow},
		"minus the smallest":    {money.CNY(0), money.CNY(math.MinInt64), money.CNY(math.MinInt64), money.Money{}, nil, money.ErrOverflow},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := tc.a.Add(tc.b); got != tc.sum || !errors.Is(err, tc.sumErr) {
				t.Errorf("sum = %v, %v; want %v, %v", got, err, tc.sum, tc.sumErr)
			}
			if got, err := tc.a.Sub(tc.b); got != tc.diff || !errors.Is(err, tc.diffErr) {
				t.Errorf("difference = %v, %v; want %v, %v", got, err, tc.diff, tc.diffErr)
			}
		})
	}
}

func TestCmpNegSign(t *testing.T) {
	if c, err := money.CNY(1).Cmp(money.CNY(2)); c != -1 || err != nil {
		t.Errorf("1 against 2: %d, %v", c, err)
	}
	if _, err := money.CNY(1).Cmp(money.Money{Amount: 1, Currency: "USD"}); !errors.Is(err, money.ErrCurrency) {
		t.Errorf("comparing currencies: %v", err)
	}
	if n, err := money.CNY(7).Neg(); n != money.CNY(-7) || err != nil {
		t.Errorf("negated: %v, %v", n, err)
	}
	if _, err := money.CNY(math.MinInt64).Neg(); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("negating the smallest: %v", err)
	}
	if money.CNY(-3).Sign() != -1 || !money.CNY(0).IsZero() || money.CNY(1).IsZero() {
		t.Error("sign or zero is wrong")
	}
}

func TestSum(t *testing.T) {
	if got, err := money.Sum(); got != (money.Money{}) || err != nil {
		t.Errorf("of none: %v, %v", got, err)
	}
	if got, err := money.Sum(money.CNY(1), money.CNY(2)); got != money.CNY(3) || err != nil {
		t.Errorf("of two: %v, %v", got, err)
	}
	if _, err := money.Sum(money.CNY(1), money.Money{Amount: 1, Currency: "USD"}); !errors.Is(err, money.ErrCurrency) {
		t.Errorf("of two currencies: %v", err)
	}
}

func TestValidate(t *testing.T) {
	for currency, ok := range map[string]bool{"CNY": true, "USD": true, "cny": false, "": false, "CN": false, "CNY1": false, "C Y": false} {
		err := money.Money{Currency: currency}.Validate()
		if (err == nil) != ok {
			t.Errorf("currency %q: %v", currency, err)
		}
	}
}

func TestJSON(t *testing.T) {
	type line struct {
		Price money.Money    `json:"price"`
		Tax   money.Rate     `json:"tax"`
		Qty   money.Quantity `json:"qty"`
		Unit  money.UnitRate `json:"unit"`
	}
	const wire = `{"price":{"amount":-1232995600,"currency":"CNY"},"tax":"0.09","qty":"985.6","unit":"16.8"}`
	want := line{money.CNY(-1232995600), 90_000, 9_856_000, 16_800_000}
	b, err := json.Marshal(want)
	if err != nil || string(b) != wire {
		t.Fatalf("wrote %s, %v", b, err)
	}
	var got line
	if err := json.Unmarshal(b, &got); err != nil || got != want {
		t.Fatalf("read %+v, %v", got, err)
	}
	for body, want := range map[string]*fault.Error{
		`{"tax":"nine"}`:       money.ErrRate,
		`{"qty":"1.00001"}`:    money.ErrQuantity,
		`{"unit":"1.0000001"}`: money.ErrUnitRate,
	} {
		if err := json.Unmarshal([]byte(body), &got); !errors.Is(err, want) {
			t.Errorf("%s: %v", body, err)
		}
	}
}
