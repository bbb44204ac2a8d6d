package money

import "strings"

// ParseYuan reads an amount of renminbi as people and spreadsheets write it:
// "12,329,956.00", "¥ 88.5", "1,233万元". Separators must stand where they
// belong, and decimals beyond the fen must be zeros.
func ParseYuan(s string) (Money, error) {
	text := strings.TrimSpace(s)
	negative := strings.HasPrefix(text, "-")
	text = strings.TrimSpace(strings.TrimPrefix(text, "-"))
	for _, sign := range []string{"¥", "￥"} {
		text = strings.TrimSpace(strings.TrimPrefix(text, sign))
	}
	text, scale := cutYuanUnit(text)
	text, ok := ungroup(text)
	if !ok || strings.HasPrefix(text, "-") {
		return Money{}, ErrMalformed
	}
	if negative {
		text = "-" + text
	}
	fen, ok := parseScaled(text, scale)
	if !ok {
		return Money{}, ErrMalformed
	}
	return CNY(fen), nil
}

// cutYuanUnit drops the unit word and returns how many decimals make a fen.
func cutYuanUnit(s string) (text string, scale int) {
	s = strings.TrimSuffix(s, "元")
	if before, ok := strings.CutSuffix(s, "万"); ok {
		return strings.TrimSpace(before), 6
	}
	return strings.TrimSpace(s), 2
}

// ungroup drops thousands separators and refuses misplaced ones.
func ungroup(s string) (string, bool) {
	if !strings.Contains(s, ",") {
		return s, true
	}
	whole, frac, point := strings.Cut(s, ".")
	groups := strings.Split(whole, ",")
	for i, g := range groups {
		if i == 0 && (g == "" || len(g) > 3) || i > 0 && len(g) != 3 {
			return "", false
		}
	}
	s = strings.Join(groups, "")
	if point {
		s += "." + frac
	}
	return s, true
}

// Yuan returns the amount in currency units with separators: "12,329,956.00".
func (m Money) Yuan() string { return group(m.Plain()) }

// Plain returns the amount in currency units for machines: "12329956.00".
func (m Money) Plain() string { return fixed(m.Amount, minorDigits(m.Currency)) }

// Wan returns a renminbi amount in ten thousands of yuan, rounded to two
// decimals: "1,233.00万元". Other currencies are not counted that way and give
// [Money.Yuan].
func (m Money) Wan() string {
	if m.Currency != RMB {
		return m.Yuan()
	}
	const hundredYuan = 10_000               // fen in 0.01 万元
	n, _ := mulDiv(m.Amount, 1, hundredYuan) // dividing cannot overflow
	return group(fixed(n, 2)) + "万元"
}

// String returns the amount for logs: "CNY 12,329,956.00".
func (m Money) String() string {
	if m.Currency == "" {
		return m.Yuan()
	}
	return m.Currency + " " + m.Yuan()
}

// minorDigits is the exponent of ISO 4217 for the currencies in which
// contractors abroad are paid; two is right for nearly all others.
func minorDigits(currency string) int {
	switch currency {
	case "JPY", "KRW", "VND", "XAF", "XOF", "UGX", "RWF", "CLP":
		return 0
	case "KWD", "BHD", "OMR", "JOD", "IQD", "TND", "LYD":
		return 3
	}
	return 2
}

// group puts a separator before every third digit of the whole part.
func group(s string) string {
	whole, frac, point := strings.Cut(s, ".")
	digits, negative := strings.CutPrefix(whole, "-")
	var b strings.Builder
	if negative {
		b.WriteByte('-')
	}
	for i, c := range []byte(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(c)
	}
	if point {
		b.WriteString("." + frac)
	}
	return b.String()
}
