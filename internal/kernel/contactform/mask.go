package contactform

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// hidden stands for a value of which nothing may be shown.
const hidden = "****"

// MaskPhone hides the middle of a phone number: 199****0011, 0571-****4321,
// 400-***-8820. Extensions are dropped.
func MaskPhone(s string) string {
	number, kind, err := Phone(s)
	switch {
	case s == "":
		return ""
	case err != nil:
		return hidden
	case kind == KindMobile:
		return number[:3] + "****" + number[7:]
	case kind == KindService:
		return "400-***-" + number[8:]
	}
	area, rest, _ := strings.Cut(number, "-")
	local, _, _ := strings.Cut(rest, "-")
	return area + "-****" + local[len(local)-4:]
}

// MaskEmail hides the name but for its first letter: a***@x.com.
func MaskEmail(s string) string {
	address, err := Email(s)
	switch {
	case s == "":
		return ""
	case err != nil:
		return hidden
	}
	_, domain, _ := strings.Cut(address, "@")
	return address[:1] + "***@" + domain
}

// compound are the surnames of two characters that are met today.
var compound = []string{
	"欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "东方", "夏侯", "独孤", "南宫",
	"西门", "端木", "百里", "呼延", "闻人", "宇文", "长孙", "鲜于", "申屠", "轩辕", "太史", "公羊", "赫连", "澹台",
	"钟离", "濮阳", "淳于", "单于", "仲孙", "公冶", "万俟", "拓跋", "完颜", "纳兰", "第五", "左丘", "东郭", "梁丘",
}

// MaskName hides the given name: 张*, 张**, 欧阳*. Names in other scripts keep
// their first letter.
func MaskName(s string) string {
	s = strings.TrimSpace(s)
	first, size := utf8.DecodeRuneInString(s)
	count := utf8.RuneCountInString(s)
	switch {
	case s == "":
		return ""
	case count == 1:
		return "*"
	case !unicode.Is(unicode.Han, first):
		return string(first) + "***"
	}
	for _, surname := range compound {
		if count > 2 && strings.HasPrefix(s, surname) {
			return surname + strings.Repeat("*", min(count-2, 3))
		}
	}
	return s[:size] + strings.Repeat("*", min(count-1, 3))
}

// MaskResidentID shows region and check of an 18-character identity number:
// 110105********002X.
func MaskResidentID(s string) string {
	switch {
	case s == "":
		return ""
	case len(s) != 18 || !isDigits(s[:17]):
		return hidden
	}
	return s[:6] + "********" + s[14:]
}

// MaskBankAccount shows the ends of a card or account: 6217 **** **** 0012.
func MaskBankAccount(s string) string {
	digits := strings.ReplaceAll(s, " ", "")
	switch {
	case s == "":
		return ""
	case len(digits) < 12 || !isDigits(digits):
		return hidden
	}
	return digits[:4] + " **** **** " + digits[len(digits)-4:]
}
