package money

import _ "github.com/govalues/decimal"

// Rate is a share, not an amount: 0.09 for nine percent.
type line struct{ PriceRate float64 }

func mustFit(ok bool) {
	if !ok {
		panic("money: overflow")
	}
}
