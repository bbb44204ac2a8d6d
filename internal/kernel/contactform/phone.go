package contactform

import (
	"strings"
	"unicode"

	"gongqiao/internal/kernel/fault"
)

// Errors of phone numbers.
var (
	ErrMobile = fault.New(fault.Invalid, "contact.mobile_invalid", "a mobile number has 11 digits and starts with 13 to 19")
	ErrPhone  = fault.New(fault.Invalid, "contact.phone_invalid", "a phone number is a mobile, a landline with its area code, or a 400 number")
)

// Kind says what sort of number a phone number is.
type Kind string

// Kinds of phone numbers.
const (
	KindMobile   Kind = "mobile"
	KindLandline Kind = "landline"
	KindService  Kind = "service" // 400 numbers
)

// Mobile returns the eleven digits of a mobile number. It accepts spaces,
// dashes, full-width digits and the country code.
func Mobile(s string) (string, error) {
	digits, _ := cutCountry(strings.ReplaceAll(plain(s), "-", ""))
	if !isMobile(digits) {
		return "", ErrMobile
	}
	return digits, nil
}

// Phone returns any phone number as it is stored, and its kind: 13800138000,
// 010-88886666, 0571-87654321-801, 400-820-8820.
func Phone(s string) (number string, kind Kind, err error) {
	if mobile, err := Mobile(s); err == nil {
		return mobile, KindMobile, nil
	}
	text, abroad := cutCountry(strings.TrimLeft(plain(s), "-"))
	if number, ok := readService(text); ok {
		return number, KindService, nil
	}
	if abroad && !strings.HasPrefix(text, "0") {
		text = "0" + text // +86 571 … leaves out the zero of the area code
	}
	if number, ok := readLandline(text); ok {
		return number, KindLandline, nil
	}
	return "", "", ErrPhone
}

// plain returns half-width text without spaces, in which only dashes separate.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r >= '！' && r <= '～': // the full-width forms of ! to ~
			r -= '！' - '!'
		}
		switch r {
		case '(':
			return -1
		case ')', '转', '–', '—', '－':
			return '-'
		}
		return r
	}, s)
}

// cutCountry drops the country code of mainland China. A bare 86 is one only
// before a mobile number.
func cutCountry(s string) (rest string, cut bool) {
	for _, prefix := range []string{"+86", "0086"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			return strings.TrimPrefix(rest, "-"), true
		}
	}
	if rest, ok := strings.CutPrefix(s, "86"); ok && isMobile(rest) {
		return rest, true
	}
	return s, false
}

func isMobile(s string) bool {
	return len(s) == 11 && s[0] == '1' && s[1] >= '3' && isDigits(s)
}

// readService reads 400 numbers.
func readService(s string) (string, bool) {
	digits := strings.ReplaceAll(s, "-", "")
	if len(digits) != 10 || !strings.HasPrefix(digits, "400") || !isDigits(digits) {
		return "", false
	}
	spelled := digits[:3] + "-" + digits[3:6] + "-" + digits[6:]
	return spelled, s == digits || s == spelled || s == digits[:3]+"-"+digits[3:] || s == digits[:6]+"-"+digits[6:]
}

// readLandline reads area code, number and extension. Beijing's 010 and the 02x
// cities have three-digit codes and eight-digit numbers.
func readLandline(s string) (string, bool) {
	areaLen, numberMin := 4, 7
	if strings.HasPrefix(s, "010") || strings.HasPrefix(s, "02") {
		areaLen, numberMin = 3, 8
	}
	if len(s) < areaLen || s[0] != '0' || s[1] == '0' {
		return "", false
	}
	area := s[:areaLen]
	number, extension, extended := strings.Cut(strings.TrimPrefix(s[areaLen:], "-"), "-")
	switch {
	case !isDigits(area) || !isDigits(number) || !isDigits(extension):
		return "", false
	case len(number) < numberMin || len(number) > 8:
		return "", false
	case extended && (len(extension) < 1 || len(extension) > 6):
		return "", false
	}
	number = area + "-" + number
	if extended {
		number += "-" + extension
	}
	return number, true
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
