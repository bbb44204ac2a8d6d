package money

import (
	"math"
	"math/bits"
	"slices"
)

// MulDiv returns m × num ÷ den, rounded once. Interest for days of a year is
// MulDiv(int64(rate)*days, 365*RateOne).
func (m Money) MulDiv(num, den int64) (Money, error) {
	n, err := mulDiv(m.Amount, num, den)
	if err != nil {
		return Money{}, err
	}
	return Money{n, m.Currency}, nil
}

// MulRate returns the share of m that a rate stands for.
func (m Money) MulRate(r Rate) (Money, error) { return m.MulDiv(int64(r), RateOne) }

// Extract splits a tax-inclusive amount: tax = gross × r ÷ (1 + r), rounded,
// and net = gross - tax, so that the two always sum to the gross.
func Extract(gross Money, r Rate) (net, tax Money, err error) {
	if r < 0 {
		return Money{}, Money{}, ErrRateRange
	}
	if r > math.MaxInt64-RateOne {
		return Money{}, Money{}, ErrOverflow
	}
	if tax, err = gross.MulDiv(int64(r), RateOne+int64(r)); err != nil {
		return Money{}, Money{}, err
	}
	// |tax| is at most |gross| and has its sign: the difference cannot overflow.
	return Money{gross.Amount - tax.Amount, gross.Currency}, tax, nil
}

// Share splits a total over weights by largest remainder; equal remainders go
// to the lower index. The parts sum to the total. No weight may be negative,
// and not all may be zero.
func Share(total Money, weights []int64) ([]Money, error) {
	sum, err := weightSum(weights)
	if err != nil {
		return nil, err
	}
	type claim struct {
		index     int
		remainder uint64
	}
	whole, negative := magnitude(total.Amount)
	parts, claims := make([]uint64, len(weights)), make([]claim, len(weights))
	left := whole
	for i, w := range weights {
		hi, lo := bits.Mul64(whole, uint64(w))
		q, r := bits.Div64(hi, lo, sum) // w ≤ sum, so q ≤ whole: no overflow
		parts[i], claims[i] = q, claim{i, r}
		left -= q
	}
	slices.SortStableFunc(claims, func(a, b claim) int {
		switch {
		case a.remainder > b.remainder:
			return -1
		case a.remainder < b.remainder:
			return 1
		}
		return 0
	})
	for _, c := range claims[:left] { // fewer than len(weights) are left
		parts[c.index]++
	}
	out := make([]Money, len(parts))
	for i, p := range parts {
		out[i] = Money{signed(p, negative), total.Currency}
	}
	return out, nil
}

// weightSum adds weights up; the sum must fit an int64.
func weightSum(weights []int64) (uint64, error) {
	var sum uint64
	for _, w := range weights {
		if w < 0 {
			return 0, ErrWeights
		}
		if sum += uint64(w); sum > math.MaxInt64 {
			return 0, ErrOverflow
		}
	}
	if sum == 0 {
		return 0, ErrWeights
	}
	return sum, nil
}

// mulDiv returns a × b ÷ c, half up away from zero, through 128 bits.
func mulDiv(a, b, c int64) (int64, error) {
	if c == 0 {
		return 0, ErrDivisor
	}
	ua, na := magnitude(a)
	ub, nb := magnitude(b)
	uc, nc := magnitude(c)
	hi, lo := bits.Mul64(ua, ub)
	if hi >= uc {
		return 0, ErrOverflow
	}
	q, r := bits.Div64(hi, lo, uc)
	limit, negative := uint64(math.MaxInt64), na != nb != nc
	if negative {
		limit++
	}
	if r >= uc-r && q <= limit {
		q++
	}
	if q > limit {
		return 0, ErrOverflow
	}
	return signed(q, negative), nil
}

// magnitude returns |n|, which an int64 cannot always hold, and n's sign.
func magnitude(n int64) (abs uint64, negative bool) {
	if n < 0 {
		return -uint64(n), true
	}
	return uint64(n), false
}

func signed(abs uint64, negative bool) int64 {
	if negative {
		return int64(-abs)
	}
	return int64(abs)
}
