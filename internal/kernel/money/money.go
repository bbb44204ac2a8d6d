package money

import (
	"cmp"
	"math"

	"gongqiao/internal/kernel/fault"
)

// Errors of this package.
var (
	ErrOverflow     = fault.New(fault.Invalid, "money.overflow", "the amount is too large to be held exactly")
	ErrCurrency     = fault.New(fault.Invalid, "money.currency_mismatch", "amounts of different currencies cannot be combined")
	ErrCurrencyCode = fault.New(fault.Invalid, "money.currency_invalid", "a currency is three capital letters, as CNY")
	ErrMalformed    = fault.New(fault.Invalid, "money.malformed", "an amount is digits with at most two decimals")
	ErrWeights      = fault.New(fault.Invalid, "money.weights_invalid", "weights must not be negative and not all zero")
	ErrRateRange    = fault.New(fault.Invalid, "money.rate_negative", "a tax rate must not be negative")
	ErrDivisor      = fault.New(fault.Invalid, "money.divisor_zero", "an amount cannot be divided by zero")
)

// RMB is the ISO 4217 code of the renminbi.
const RMB = "CNY"

// Money is an amount in minor units of a currency. The zero Money is nothing
// in no currency: it combines with any other amount and takes its currency.
type Money struct {
	Amount   int64  `json:"amount" doc:"Minor units: fen for CNY." example:"1232995600"`
	Currency string `json:"currency" doc:"ISO 4217 code." pattern:"^[A-Z]{3}$" example:"CNY"`
}

// CNY returns an amount of fen.
func CNY(fen int64) Money { return Money{fen, RMB} }

// Validate refuses a currency that is not three capital letters.
func (m Money) Validate() error {
	if len(m.Currency) != 3 {
		return ErrCurrencyCode
	}
	for i := range 3 {
		if c := m.Currency[i]; c < 'A' || c > 'Z' {
			return ErrCurrencyCode
		}
	}
	return nil
}

// IsZero reports whether the amount is nothing, in whatever currency.
func (m Money) IsZero() bool { return m.Amount == 0 }

// Sign returns -1, 0 or 1.
func (m Money) Sign() int { return cmp.Compare(m.Amount, 0) }

// Add returns m + o, [ErrCurrency] or [ErrOverflow].
func (m Money) Add(o Money) (Money, error) {
	currency, err := common(m, o)
	if err != nil {
		return Money{}, err
	}
	sum := m.Amount + o.Amount
	if (sum > m.Amount) != (o.Amount > 0) {
		return Money{}, ErrOverflow
	}
	return Money{sum, currency}, nil
}

// Sub returns m - o, [ErrCurrency] or [ErrOverflow].
func (m Money) Sub(o Money) (Money, error) {
	currency, err := common(m, o)
	if err != nil {
		return Money{}, err
	}
	diff := m.Amount - o.Amount
	if (diff < m.Amount) != (o.Amount > 0) {
		return Money{}, ErrOverflow
	}
	return Money{diff, currency}, nil
}

// Neg returns -m; the one amount without a counterpart gives [ErrOverflow].
func (m Money) Neg() (Money, error) {
	if m.Amount == math.MinInt64 {
		return Money{}, ErrOverflow
	}
	return Money{-m.Amount, m.Currency}, nil
}

// Cmp returns -1, 0 or 1 as m is less than, equal to or more than o.
func (m Money) Cmp(o Money) (int, error) {
	if _, err := common(m, o); err != nil {
		return 0, err
	}
	return cmp.Compare(m.Amount, o.Amount), nil
}

// Sum adds amounts up. Of none it is the zero Money.
func Sum(items ...Money) (total Money, err error) {
	for _, m := range items {
		if total, err = total.Add(m); err != nil {
			return Money{}, err
		}
	}
	return total, nil
}

// common is the currency of two amounts that are to be combined.
func common(a, b Money) (string, error) {
	switch {
	case a.Currency == b.Currency, b == Money{}:
		return a.Currency, nil
	case a == Money{}:
		return b.Currency, nil
	}
	return "", ErrCurrency
}
