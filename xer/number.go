package xer

import (
	"math/big"
	"strconv"
	"strings"

	"gongqiao/schedule"
)

// decimal reads a number and multiplies it, rounded half away from zero. exact
// is false where a thousandth or more of the result was lost, which is more than
// the seventeen digits of P6's own floats lose.
func decimal(s string, scale int64) (n int64, exact, ok bool) {
	if strings.Count(s, ",") == 1 && !strings.Contains(s, ".") {
		s = strings.Replace(s, ",", ".", 1) // as P6 writes it in half of Europe
	}
	mantissa, places, ok := plain(s)
	if !ok {
		return rational(s, scale)
	}
	unit := int64(1)
	for range places {
		unit *= 10
	}
	n, rest := mantissa*scale/unit, mantissa*scale%unit
	exact = abs(rest)*1000 < unit || (unit-abs(rest))*1000 < unit
	switch {
	case 2*rest >= unit:
		n++
	case -2*rest >= unit:
		n--
	}
	return n, exact, true
}

// plain reads up to fourteen digits with a point: whatever is multiplied by
// 10,000 then fits.
func plain(s string) (mantissa int64, places int, ok bool) {
	whole, part, _ := strings.Cut(s, ".")
	digits := strings.TrimPrefix(whole, "-") + part
	if len(digits) == 0 || len(digits) > 14 || strings.Trim(digits, "0123456789") != "" {
		return 0, 0, false
	}
	mantissa, err := strconv.ParseInt(digits, 10, 64)
	if whole != strings.TrimPrefix(whole, "-") {
		mantissa = -mantissa
	}
	return mantissa, len(part), err == nil
}

// rational reads what is longer, or has an exponent, within reason.
func rational(s string, scale int64) (n int64, exact, ok bool) {
	if len(s) > 60 || strings.Trim(s, "+-0123456789.eE") != "" {
		return 0, false, false
	}
	if _, exponent, found := strings.Cut(strings.ToLower(s), "e"); found {
		if e, err := strconv.Atoi(exponent); err != nil || e < -60 || e > 20 {
			return 0, false, false
		}
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return 0, false, false
	}
	r.Mul(r, new(big.Rat).SetInt64(scale))
	twice := new(big.Int).Mul(r.Num(), big.NewInt(2))
	half := new(big.Int).Set(r.Denom())
	if r.Sign() < 0 {
		half.Neg(half)
	}
	whole := twice.Add(twice, half).Quo(twice, new(big.Int).Mul(r.Denom(), big.NewInt(2)))
	off := r.Sub(r, new(big.Rat).SetInt(whole)).Abs(r)
	return whole.Int64(), off.Cmp(big.NewRat(1, 1000)) < 0, whole.IsInt64()
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// fraction writes n/scale with so many places, rounded half away from zero.
// Trailing zeros go, and the point with them.
func fraction(n, scale int64, places int) string {
	r := new(big.Rat).SetFrac64(n, scale)
	s := r.FloatString(places)
	if strings.Contains(s, ".") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// hours writes minutes as hours, exactly enough to be read back.
func hours(minutes int64) string {
	if minutes%60 == 0 {
		return strconv.FormatInt(minutes/60, 10)
	}
	return fraction(minutes, 60, 6)
}

// money writes hundredths with P6's four places.
func money(hundredths int64) string {
	return new(big.Rat).SetFrac64(hundredths, 100).FloatString(4)
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// stamp writes an instant as P6 does; no instant is empty.
func stamp(t schedule.Time) string {
	if t == 0 {
		return ""
	}
	return strings.Replace(t.String(), "T", " ", 1)
}

const (
	mostMinutes = 1 << 43 // of work: sixteen million years
	mostMoney   = 1 << 52 // hundredths: forty-five trillion
	mostSum     = 1 << 60 // of money
)
