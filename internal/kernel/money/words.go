package money

import "strings"

const (
	wan = 10_000
	yi  = 100_000_000
)

var (
	digitWords = [...]string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}
	placeWords = [...]string{"", "拾", "佰", "仟"}
)

// InWords returns a renminbi amount in the capitals of cheques and contracts
// (支付结算办法, annex): 1409.50 is 壹仟肆佰零玖元伍角整. Where the rule leaves a 零
// open, it is written only after two or more zeros. Another currency gives
// [ErrCurrency].
func (m Money) InWords() (string, error) {
	if m.Currency != RMB {
		return "", ErrCurrency
	}
	abs, negative := magnitude(m.Amount)
	words := yuanWords(abs/100) + centWords(abs)
	if abs == 0 {
		words = "零元整"
	}
	if negative {
		words = "负" + words
	}
	return words, nil
}

// yuanWords returns the whole yuan with 元, or nothing for zero.
func yuanWords(yuan uint64) string {
	if yuan == 0 {
		return ""
	}
	return wholeWords(yuan) + "元"
}

// centWords returns what follows 元: jiao, fen and 整.
func centWords(fen uint64) string {
	yuan, jiao, cent := fen/100, fen/10%10, fen%10
	var b strings.Builder
	switch {
	case jiao > 0 && yuan > 0 && yuan%100 == 0:
		b.WriteString("零") // 107000.53: 柒仟元零伍角叁分
	case jiao == 0 && cent > 0 && yuan > 0:
		b.WriteString("零") // 325.04: 伍元零肆分
	}
	if jiao > 0 {
		b.WriteString(digitWords[jiao] + "角")
	}
	if cent > 0 {
		b.WriteString(digitWords[cent] + "分")
	} else {
		b.WriteString("整")
	}
	return b.String()
}

// wholeWords spells a number above zero: 亿 multiplies whatever stands before
// it, 万 included, so 10^12 is 壹万亿.
func wholeWords(n uint64) string {
	switch {
	case n >= yi:
		return wholeWords(n/yi) + "亿" + tailWords(n%yi, yi)
	case n >= wan:
		return wholeWords(n/wan) + "万" + tailWords(n%wan, wan)
	}
	return groupWords(n)
}

// tailWords spells what follows 亿 or 万, with a 零 for a skipped place.
func tailWords(n, unit uint64) string {
	switch {
	case n == 0:
		return ""
	case n < unit/10:
		return "零" + wholeWords(n)
	}
	return wholeWords(n)
}

// groupWords spells 1 to 9999.
func groupWords(n uint64) string {
	var b strings.Builder
	gap := false
	for place := 3; place >= 0; place-- {
		digit := n / pow10[place] % 10
		switch {
		case digit == 0:
			gap = b.Len() > 0
			continue
		case gap:
			b.WriteString("零")
			gap = false
		}
		b.WriteString(digitWords[digit] + placeWords[place])
	}
	return b.String()
}

var pow10 = [...]uint64{1, 10, 100, 1000}

// ParseWords reads an amount in capitals, with or without the optional 零 and
// 整, and with the variants 圆, 正 and 人民币. Anything that is not the spelling
// of an amount gives [ErrMalformed].
func ParseWords(s string) (Money, error) {
	text := wordVariants.Replace(strings.TrimSpace(s))
	text, negative := strings.CutPrefix(text, "负")
	abs, ok := wordsValue(text)
	if !ok {
		return Money{}, ErrMalformed
	}
	m := CNY(signed(abs, negative))
	// The reading above is generous; the spelling decides.
	if words, _ := m.InWords(); bare(words) != bare(s) {
		return Money{}, ErrMalformed
	}
	return m, nil
}

var (
	wordVariants = strings.NewReplacer("人民币", "", "圆", "元", "正", "整")
	optional     = strings.NewReplacer("人民币", "", "圆", "元", "正", "", "整", "", "零", "")
)

// bare drops what a spelling may leave out.
func bare(s string) string { return optional.Replace(strings.TrimSpace(s)) }

// wordsValue adds up digits and units; 亿 and 万 multiply what stands before
// them. It wraps on nonsense, which its caller finds by spelling the result.
func wordsValue(s string) (fen uint64, ok bool) {
	var total, section, digit uint64
	for _, r := range s {
		if d := strings.IndexRune("零壹贰叁肆伍陆柒捌玖", r); d >= 0 {
			digit, ok = uint64(d/len("零")), true
			continue
		}
		switch r {
		case '拾':
			section += digit * 10
		case '佰':
			section += digit * 100
		case '仟':
			section += digit * 1000
		case '万':
			section = (section + digit) * wan
		case '亿':
			total, section = (total+section+digit)*yi, 0
		case '元':
			total, section = (total+section+digit)*100, 0
		case '角':
			total += digit * 10
		case '分':
			total += digit
		case '整':
		default:
			return 0, false
		}
		digit = 0
	}
	return total, ok && digit == 0 && section == 0
}
