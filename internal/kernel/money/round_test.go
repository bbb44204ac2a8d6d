package money_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/money"
)

func TestMulDivRoundsHalfAwayFromZero(t *testing.T) {
	for _, tc := range []struct{ amount, num, den, want int64 }{
		{5, 1, 10, 1}, {-5, 1, 10, -1}, {4, 1, 10, 0}, {25, 1, 10, 3}, {-25, 1, 10, -3},
		{1, 1, 2, 1}, {1, 1, 3, 0}, {2, 1, 3, 1}, {5, -1, 10, -1}, {5, 1, -10, -1}, {-5, -1, -10, -1},
		{math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64},
		{math.MinInt64, 1, 1, math.MinInt64},
	} {
		got, err := money.CNY(tc.amount).MulDiv(tc.num, tc.den)
		if err != nil || got.Amount != tc.want {
			t.Errorf("%d × %d ÷ %d = %d, %v; want %d", tc.amount, tc.num, tc.den, got.Amount, err, tc.want)
		}
	}
}

func TestMulDivRefuses(t *testing.T) {
	for _, tc := range []struct {
		amount, num, den int64
		want             error
	}{
		{1, 1, 0, money.ErrDivisor},
		{math.MinInt64, -1, 1, money.ErrOverflow},
		{math.MaxInt64, 2, 1, money.ErrOverflow},
		{math.MaxInt64, math.MaxInt64, 1, money.ErrOverflow},
	} {
		if _, err := money.CNY(tc.amount).MulDiv(tc.num, tc.den); !errors.Is(err, tc.want) {
			t.Errorf("%d × %d ÷ %d: %v, want %v", tc.amount, tc.num, tc.den, err, tc.want)
		}
	}
}

func TestMulDivAgreesWithBigNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b"), rapid.Int64().Draw(t, "c")
		got, err := money.CNY(a).MulDiv(b, c)
		if c == 0 {
			if !errors.Is(err, money.ErrDivisor) {
				t.Fatalf("dividing by zero: %v", err)
			}
			return
		}
		want := halfUp(big.NewInt(a), big.NewInt(b), big.NewInt(c))
		switch {
		case !want.IsInt64() && !errors.Is(err, money.ErrOverflow):
			t.Fatalf("%v does not fit, yet: %v", want, err)
		case want.IsInt64() && (err != nil || got.Amount != want.Int64()):
			t.Fatalf("got %d, %v; want %v", got.Amount, err, want)
		}
	})
}

// halfUp is the definition: sign × floor(|a·b| / |c| + 1/2).
func halfUp(a, b, c *big.Int) *big.Int {
	n := new(big.Int).Mul(a, b)
	sign := n.Sign() * c.Sign()
	n.Abs(n).Lsh(n, 1)
	d := new(big.Int).Abs(c)
	n.Add(n, d).Quo(n, d.Lsh(d, 1))
	return n.Mul(n, big.NewInt(int64(sign)))
}

func TestExtract(t *testing.T) {
	for _, tc := range []struct{ gross, rate, net, tax string }{
		{"10,900,000.00", "9%", "10,000,000.00", "900,000.00"},
		{"1,000,000.00", "9%", "917,431.19", "82,568.81"},
		{"88,888.88", "9%", "81,549.43", "7,339.45"},
		{"100,000.00", "6%", "94,339.62", "5,660.38"},
		{"99,999.99", "13%", "88,495.57", "11,504.42"},
		{"12,345.67", "3%", "11,986.09", "359.58"},
		{"101,000.00", "1%", "100,000.00", "1,000.00"},
		{"0.05", "9%", "0.05", "0.00"},
		{"-1,000,000.00", "9%", "-917,431.19", "-82,568.81"},
		{"100.00", "0", "100.00", "0.00"},
	} {
		net, tax, err := money.Extract(yuan(t, tc.gross), rate(t, tc.rate))
		if err != nil || net.Yuan() != tc.net || tax.Yuan() != tc.tax {
			t.Errorf("%s at %s = %s + %s, %v; want %s + %s", tc.gross, tc.rate, net.Yuan(), tax.Yuan(), err, tc.net, tc.tax)
		}
	}
	if _, _, err := money.Extract(money.CNY(1), -1); !errors.Is(err, money.ErrRateRange) {
		t.Errorf("negative rate: %v", err)
	}
	if _, _, err := money.Extract(money.CNY(1), math.MaxInt64); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("absurd rate: %v", err)
	}
}

func TestExtractSumsToGross(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gross := money.CNY(rapid.Int64().Draw(t, "gross"))
		r := money.Rate(rapid.Int64Range(0, math.MaxInt64-money.RateOne).Draw(t, "rate"))
		net, tax, err := money.Extract(gross, r)
		if err != nil {
			t.Fatal(err)
		}
		if sum, err := net.Add(tax); err != nil || sum != gross {
			t.Fatalf("%v + %v = %v, %v; want %v", net, tax, sum, err, gross)
		}
	})
}

// Tax is rounded line by line; the sum of the lines is the tax of the invoice.
func TestMulRateByLineDiffersFromTotal(t *testing.T) {
	for _, tc := range []struct{ line, lines, total string }{
		{"0.05", "0.00", "0.01"},
		{"100.05", "27.00", "27.01"},
	} {
		line := yuan(t, tc.line)
		all, _ := money.Sum(line, line, line)
		tax, err := line.MulRate(90_000)
		if err != nil {
			t.Fatal(err)
		}
		byLines, _ := money.Sum(tax, tax, tax)
		byTotal, _ := all.MulRate(90_000)
		if byLines.Plain() != tc.lines || byTotal.Plain() != tc.total {
			t.Errorf("3 × %s: %s by lines, %s by total; want %s, %s", tc.line, byLines.Plain(), byTotal.Plain(), tc.lines, tc.total)
		}
	}
}

func TestShare(t *testing.T) {
	for name, tc := range map[string]struct {
		total   string
		weights []int64
		want    []string
	}{
		"thirds":            {"100.00", []int64{1, 1, 1}, []string{"33.34", "33.33", "33.33"}},
		"largest remainder": {"1000000.01", []int64{30, 40, 27, 3}, []string{"300000.00", "400000.01", "270000.00", "30000.00"}},
		"ties go first":     {"0.05", []int64{1, 1, 1}, []string{"0.02", "0.02", "0.01"}},
		"negative total":    {"-0.05", []int64{1, 1, 1}, []string{"-0.02", "-0.02", "-0.01"}},
		"a weight of zero":  {"0.01", []int64{0, 5}, []string{"0.00", "0.01"}},
	} {
		t.Run(name, func(t *testing.T) {
			parts, err := money.Share(yuan(t, tc.total), tc.weights)
			if err != nil || len(parts) != len(tc.want) {
				t.Fatalf("%v, %v", parts, err)
			}
			for i, p := range parts {
				if p.Plain() != tc.want[i] || p.Currency != money.RMB {
					t.Errorf("part %d is %v, want %s", i, p, tc.want[i])
				}
			}
		})
	}
}

func TestShareRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		weights []int64
		want    error
	}{
		"no weights":      {nil, money.ErrWeights},
		"all zero":        {[]int64{0, 0}, money.ErrWeights},
		"negative":        {[]int64{2, -1}, money.ErrWeights},
		"weights too big": {[]int64{math.MaxInt64, 1}, money.ErrOverflow},
	} {
		if _, err := money.Share(money.CNY(1), tc.weights); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

func TestSharePartsSumToTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := money.CNY(rapid.Int64().Draw(t, "total"))
		weights := rapid.SliceOfN(rapid.Int64Range(0, math.MaxInt64/32), 1, 32).Draw(t, "weights")
		weights[0]++
		parts, err := money.Share(total, weights)
		if err != nil {
			t.Fatal(err)
		}
		if sum, err := money.Sum(parts...); err != nil || sum.Amount != total.Amount {
			t.Fatalf("parts sum to %v, %v; want %v", sum, err, total)
		}
		for i, p := range parts {
			if p.Sign() != 0 && (p.Sign() != total.Sign() || weights[i] == 0) {
				t.Fatalf("part %d of %v is %v at weight %d", i, total, p, weights[i])
			}
		}
	})
}

func yuan(t *testing.T, s string) money.Money {
	t.Helper()
	m, err := money.ParseYuan(s)
	if err != nil {
		t.Fatalf("amount %q: %v", s, err)
	}
	return m
}

func rate(t *testing.T, s string) money.Rate {
	t.Helper()
	r, err := money.ParseRate(s)
	if err != nil {
		t.Fatalf("rate %q: %v", s, err)
	}
	return r
}
