package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"strings"
)

// recoveryCodes is how many codes one set has; each lets in once.
const recoveryCodes = 10

// recoveryLength is in characters of base32: 80 random bits, which a plain hash
// keeps as well as a slow one would.
const recoveryLength = 16

// newRecoveryCodes returns a set of codes as they are shown, this once, and the
// hashes that are kept.
func newRecoveryCodes() (shown []string, kept []tokenHash) {
	for range recoveryCodes {
		text := strings.ToLower(rand.Text()[:recoveryLength])
		shown = append(shown, strings.Join([]string{text[:4], text[4:8], text[8:12], text[12:]}, "-"))
		kept = append(kept, sha256.Sum256([]byte(text)))
	}
	return shown, kept
}

// recoveryHash reads a code as people type it: in any case, with or without
// dashes and spaces. Six digits of the second factor are none.
func recoveryHash(typed string) (h tokenHash, ok bool) {
	text := strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(typed))
	if len(text) != recoveryLength {
		return h, false
	}
	return sha256.Sum256([]byte(text)), true
}
