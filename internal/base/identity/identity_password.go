package identity

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"

	"gongqiao/internal/platform/authz"
)

// Lengths of passwords in characters.
const (
	minPassword      = 8
	minAdministrator = 12
	maxPassword      = 128
)

//go:embed weak.txt
var weakList string

var weak = strings.Fields(weakList)

// checkPassword answers [ErrPasswordWeak] unless the password is long enough,
// of three of the four classes (lower case, upper case, digits, others),
// without the username, and no common word dressed up.
func checkPassword(password, username string, administrator bool) error {
	least := minPassword
	if administrator {
		least = minAdministrator
	}
	n := len([]rune(password))
	var code string
	switch {
	case n < least:
		code = "too_short"
	case n > maxPassword:
		code = "too_long"
	case classesIn(password) < 3, len(username) > 2 && strings.Contains(strings.ToLower(password), username), common(password):
		code = "invalid"
	default:
		return nil
	}
	return ErrPasswordWeak.With("min", least).At("password", code)
}

func classesIn(s string) int {
	var lower, upper, digit, other int
	for _, r := range s {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return lower + upper + digit + other
}

// common reports whether a common word is left once the usual disguise is off:
// capitals, digits for letters, digits and signs in front and behind.
func common(password string) bool {
	low := strings.ToLower(password)
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	core := strings.TrimFunc(low, notLetter)
	for _, s := range []string{low, core, disguise.Replace(core), strings.TrimFunc(disguise.Replace(low), notLetter)} {
		if slices.Contains(weak, s) {
			return true
		}
	}
	return false
}

var disguise = strings.NewReplacer("0", "o", "1", "l", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// own answers [authz.ErrForbidden] unless a is a person in a session: a token
// must not change the way in of its owner.
func own(a *authz.Actor) error {
	if a.Kind != authz.User {
		return authz.ErrForbidden
	}
	return nil
}
