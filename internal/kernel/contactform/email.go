package contactform

import (
	"strings"

	"gongqiao/internal/kernel/fault"
)

// ErrEmail says that a text is not an e-mail address.
var ErrEmail = fault.New(fault.Invalid, "contact.email_invalid", "an e-mail address is name@domain, with a dot in the domain")

// Email returns an address with its domain in lower case; the name before the
// @ belongs to the receiving server and is kept as written. It accepts the part
// of RFC 5322 that people have: no quoted names, no address literals, at most
// 254 characters, ASCII.
func Email(s string) (string, error) {
	s = strings.TrimSpace(s)
	name, domain, found := strings.Cut(s, "@")
	if !found || len(s) > 254 || !isName(name) || !isDomain(domain) {
		return "", ErrEmail
	}
	return name + "@" + strings.ToLower(domain), nil
}

// isName judges the part before the @: words of letters, digits and some
// signs, with single dots between.
func isName(s string) bool {
	if len(s) > 64 {
		return false
	}
	for word := range strings.SplitSeq(s, ".") {
		if word == "" || strings.Trim(word, nameCharacters) != "" {
			return false
		}
	}
	return true
}

const (
	letterDigits   = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	nameCharacters = letterDigits + "!#$%&'*+/=?^_`{|}~-"
)

// isDomain judges host names of two labels or more, the last not a number.
func isDomain(s string) bool {
	labels := strings.Split(s, ".")
	for _, l := range labels {
		inner := strings.Trim(l, letterDigits)
		if l == "" || len(l) > 63 || strings.Trim(inner, letterDigits+"-") != "" || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
	}
	last := labels[len(labels)-1]
	return len(labels) > 1 && len(last) > 1 && !isDigits(last)
}
