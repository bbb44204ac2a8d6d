// Package orgcode knows the unified social credit code of Chinese
// organisations, GB 32100-2015, which is also their tax number.
//
// Owns: its spelling and its two check characters.
// Does not own: whether the organisation exists (a registry look-up), older
// 15-digit tax numbers.
//
// A code is 18 characters: registration authority, class, region (6 digits),
// organisation code by GB 11714 (8 characters and their check), check. Codes
// are stored as [Parse] returns them.
package orgcode

import (
	"strings"
	"unicode"

	"gongqiao/internal/kernel/fault"
)

// Errors of this package, in the order in which they are looked for.
var (
	ErrLength   = fault.New(fault.Invalid, "orgcode.length_invalid", "a unified social credit code has 18 characters")
	ErrAlphabet = fault.New(fault.Invalid, "orgcode.alphabet_invalid", "a unified social credit code has digits and capitals without I, O, S, V, Z, and a region of digits")
	ErrCheck    = fault.New(fault.Invalid, "orgcode.check_invalid", "the last character does not fit the others")
	ErrInner    = fault.New(fault.Invalid, "orgcode.organisation_check_invalid", "the organisation code inside does not fit its check character")
)

const (
	length   = 18
	alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
)

// weights are the powers of 3 modulo 31.
var weights = [length - 1]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// innerWeights are those of GB 11714.
var innerWeights = [8]int{3, 7, 9, 10, 5, 8, 4, 2}

// Normalize returns how a typed or pasted code is stored: half-width capitals
// without spaces. It does not judge the result.
func Normalize(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r >= '！' && r <= '～': // the full-width forms of ! to ~
			r -= '！' - '!'
		}
		return unicode.ToUpper(r)
	}, s)
}

// Parse returns the normalised code if [Check] accepts it.
func Parse(s string) (string, error) {
	code := Normalize(s)
	return code, Check(code)
}

// Check judges a normalised code: its length, its characters and its check
// character.
func Check(code string) error {
	if len(code) != length {
		return ErrLength
	}
	want, err := checkCharacter(code[:length-1])
	switch {
	case err != nil:
		return err
	case strings.IndexByte(alphabet, code[length-1]) < 0:
		return ErrAlphabet
	case code[length-1] != want:
		return ErrCheck
	}
	return nil
}

// CheckStrict also judges the organisation code inside. A failure with
// [ErrInner] is a reason to ask again, not to refuse: the code as a whole is
// intact.
func CheckStrict(code string) error {
	if err := Check(code); err != nil {
		return err
	}
	sum := 0
	for i, w := range innerWeights {
		sum += innerValue(code[8+i]) * w
	}
	if code[16] != "0X987654321"[sum%11] {
		return ErrInner
	}
	return nil
}

// Complete appends the check character to the first 17: for test and
// demonstration data.
func Complete(first17 string) (string, error) {
	if len(first17) != length-1 {
		return "", ErrLength
	}
	c, err := checkCharacter(first17)
	if err != nil {
		return "", err
	}
	return first17 + string(c), nil
}

func checkCharacter(first17 string) (byte, error) {
	sum := 0
	for i, w := range weights {
		value := strings.IndexByte(alphabet, first17[i])
		if value < 0 || isRegion(i) && value > 9 {
			return 0, ErrAlphabet
		}
		sum += value * w
	}
	return alphabet[(31-sum%31)%31], nil
}

func isRegion(i int) bool { return i >= 2 && i < 8 }

// innerValue is the value of a character in GB 11714: A is 10, Z is 35.
func innerValue(c byte) int {
	if c <= '9' {
		return int(c - '0')
	}
	return int(c-'A') + 10
}
