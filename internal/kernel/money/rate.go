package money

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"

	"gongqiao/internal/kernel/fault"
)

// Errors of rates, quantities and unit rates.
var (
	ErrRate     = fault.New(fault.Invalid, "money.rate_malformed", "a rate is a decimal with at most six digits after the point, as 0.09")
	ErrQuantity = fault.New(fault.Invalid, "money.quantity_malformed", "a quantity is a decimal with at most four digits after the point")
	ErrUnitRate = fault.New(fault.Invalid, "money.unit_rate_malformed", "a unit rate is a decimal with at most six digits after the point")
)

const (
	rateScale     = 6
	quantityScale = 4
	unitRateScale = 6
)

// One of each, in its own smallest unit.
const (
	RateOne     = 1_000_000
	QuantityOne = 10_000
	UnitRateOne = 1_000_000
)

// Rate is a proportion in millionths: 9 % is Rate(90_000).
type Rate int64

// ParseRate reads "0.09" or "9%".
func ParseRate(s string) (Rate, error) {
	scale, text := rateScale, s
	if before, ok := strings.CutSuffix(s, "%"); ok {
		scale, text = rateScale-2, strings.TrimRight(before, " ")
	}
	n, ok := parseScaled(text, scale)
	if !ok {
		return 0, ErrRate
	}
	return Rate(n), nil
}

// Ratio returns part ÷ whole as a rate. It fails on different currencies and,
// with [ErrDivisor], when the whole is zero: a report then shows nothing.
func Ratio(part, whole Money) (Rate, error) {
	if _, err := common(part, whole); err != nil {
		return 0, err
	}
	n, err := mulDiv(part.Amount, RateOne, whole.Amount)
	return Rate(n), err
}

// String returns the shortest decimal: "0.09".
func (r Rate) String() string { return formatScaled(int64(r), rateScale) }

// Percent returns the rate for people: "9%", "0.05%".
func (r Rate) Percent() string { return formatScaled(int64(r), rateScale-2) + "%" }

// MarshalText implements encoding.TextMarshaler.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *Rate) UnmarshalText(b []byte) (err error) { *r, err = ParseRate(string(b)); return err }

// Value implements driver.Valuer.
func (r Rate) Value() (driver.Value, error) { return int64(r), nil }

// Scan implements sql.Scanner.
func (r *Rate) Scan(src any) error { return scanInt((*int64)(r), src) }

// Quantity is an amount of something measured, in ten-thousandths of its unit.
type Quantity int64

// ParseQuantity reads "985.6".
func ParseQuantity(s string) (Quantity, error) {
	n, ok := parseScaled(s, quantityScale)
	if !ok {
		return 0, ErrQuantity
	}
	return Quantity(n), nil
}

// Decimals reports how many digits after the point the quantity needs, 0 to 4.
// A bill of quantities limits it by unit: 3 for t, 2 for m², none for 台.
func (q Quantity) Decimals() int {
	digits := quantityScale
	for n := int64(q); digits > 0 && n%10 == 0; n /= 10 {
		digits--
	}
	return digits
}

// String returns the shortest decimal: "985.6".
func (q Quantity) String() string { return formatScaled(int64(q), quantityScale) }

// MarshalText implements encoding.TextMarshaler.
func (q Quantity) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (q *Quantity) UnmarshalText(b []byte) (err error) {
	*q, err = ParseQuantity(string(b))
	return err
}

// Value implements driver.Valuer.
func (q Quantity) Value() (driver.Value, error) { return int64(q), nil }

// Scan implements sql.Scanner.
func (q *Quantity) Scan(src any) error { return scanInt((*int64)(q), src) }

// UnitRate is the price of one unit, in millionths of a currency unit (of a
// yuan). The currency is that of the document it stands in.
type UnitRate int64

// ParseUnitRate reads "16.80".
func ParseUnitRate(s string) (UnitRate, error) {
	n, ok := parseScaled(s, unitRateScale)
	if !ok {
		return 0, ErrUnitRate
	}
	return UnitRate(n), nil
}

// Amount returns quantity × unit rate, rounded once to minor units: the line
// amount of a bill of quantities.
func (r UnitRate) Amount(q Quantity, currency string) (Money, error) {
	perMinorUnit := int64(UnitRateOne * QuantityOne)
	for range minorDigits(currency) {
		perMinorUnit /= 10
	}
	n, err := mulDiv(int64(r), int64(q), perMinorUnit)
	if err != nil {
		return Money{}, err
	}
	return Money{n, currency}, nil
}

// String returns the shortest decimal: "16.8".
func (r UnitRate) String() string { return formatScaled(int64(r), unitRateScale) }

// MarshalText implements encoding.TextMarshaler.
func (r UnitRate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *UnitRate) UnmarshalText(b []byte) (err error) {
	*r, err = ParseUnitRate(string(b))
	return err
}

// Value implements driver.Valuer.
func (r UnitRate) Value() (driver.Value, error) { return int64(r), nil }

// Scan implements sql.Scanner.
func (r *UnitRate) Scan(src any) error { return scanInt((*int64)(r), src) }

// parseScaled reads a plain decimal as a whole number of 10^-scale. Digits
// beyond the scale are refused unless they are zeros: nothing that a person
// typed is rounded in silence.
func parseScaled(s string, scale int) (int64, bool) {
	text, negative := strings.CutPrefix(s, "-")
	whole, frac, point := strings.Cut(text, ".")
	if whole == "" || point && frac == "" || !allDigits(whole) || !allDigits(frac) {
		return 0, false
	}
	if len(frac) > scale {
		if strings.Trim(frac[scale:], "0") != "" {
			return 0, false
		}
		frac = frac[:scale]
	}
	digits := whole + frac + strings.Repeat("0", scale-len(frac))
	if negative {
		digits = "-" + digits
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, err == nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// formatScaled writes n × 10^-scale without trailing zeros.
func formatScaled(n int64, scale int) string {
	s := fixed(n, scale)
	if scale > 0 {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// fixed writes n × 10^-scale with all its decimals.
func fixed(n int64, scale int) string {
	abs, negative := magnitude(n)
	s := strconv.FormatUint(abs, 10)
	if pad := scale + 1 - len(s); pad > 0 {
		s = strings.Repeat("0", pad) + s
	}
	if scale > 0 {
		s = s[:len(s)-scale] + "." + s[len(s)-scale:]
	}
	if negative {
		s = "-" + s
	}
	return s
}

// scanInt reads an integer column; PostgreSQL sends sums of integers as text.
func scanInt(dst *int64, src any) (err error) {
	switch v := src.(type) {
	case int64:
		*dst = v
	case string:
		*dst, err = strconv.ParseInt(v, 10, 64)
	case []byte:
		*dst, err = strconv.ParseInt(string(v), 10, 64)
	default:
		err = fmt.Errorf("scan integer: %T", src)
	}
	return err
}
