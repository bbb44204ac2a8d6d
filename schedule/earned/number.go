package earned

import "math/big"

// Number is an exact number, or none at all: the zero value. Its unit is that of
// the method that returns it.
type Number struct{ r *big.Rat }

// Of is the number n.
func Of(n int64) Number { return Number{new(big.Rat).SetInt64(n)} }

// Known is false where a formula divides by zero, or by something that is not known.
func (n Number) Known() bool { return n.r != nil }

// Rat is a copy of the exact number, nil if there is none.
func (n Number) Rat() *big.Rat {
	if n.r == nil {
		return nil
	}
	return new(big.Rat).Set(n.r)
}

// Round is the number times scale, rounded half away from zero: ten-thousandths
// for a scale of 10000. ok is false if there is no number, or none that fits.
func (n Number) Round(scale int64) (rounded int64, ok bool) {
	if n.r == nil {
		return 0, false
	}
	r := new(big.Rat).Mul(n.r, new(big.Rat).SetInt64(scale))
	twice := new(big.Int).Lsh(r.Num(), 1)
	if r.Sign() < 0 {
		twice.Sub(twice, r.Denom())
	} else {
		twice.Add(twice, r.Denom())
	}
	whole := twice.Quo(twice, new(big.Int).Lsh(r.Denom(), 1))
	return whole.Int64(), whole.IsInt64()
}

// String has four places, rounded half away from zero; of no number it is empty.
func (n Number) String() string {
	if n.r == nil {
		return ""
	}
	return n.r.FloatString(4)
}

// MarshalJSON is the number with four places, or null.
func (n Number) MarshalJSON() ([]byte, error) {
	if n.r == nil {
		return []byte("null"), nil
	}
	return []byte(n.String()), nil
}

func (n Number) over(d Number) Number {
	if n.r == nil || d.r == nil || d.r.Sign() == 0 {
		return Number{}
	}
	return Number{new(big.Rat).Quo(n.r, d.r)}
}

func (n Number) times(m Number) Number {
	if n.r == nil || m.r == nil {
		return Number{}
	}
	return Number{new(big.Rat).Mul(n.r, m.r)}
}

func (n Number) plus(m Number) Number {
	if n.r == nil || m.r == nil {
		return Number{}
	}
	return Number{new(big.Rat).Add(n.r, m.r)}
}

func (n Number) minus(m Number) Number { return n.plus(m.times(Of(-1))) }
