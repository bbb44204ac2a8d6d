package link

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/keyring"
)

// Errors of verifying.
var (
	ErrInvalid = fault.New(fault.NotFound, "link.invalid", "the link is not one of ours, or not for this")
	ErrExpired = fault.New(fault.Forbidden, "link.expired", "the link has expired")
)

// Nonce makes each link its own, so that one can be taken back.
type Nonce [16]byte

// NewNonce returns a random nonce.
func NewNonce() Nonce {
	var n Nonce
	_, _ = rand.Read(n[:]) // never fails: crypto/rand ends the process instead
	return n
}

// Claims are what a link proves.
type Claims struct {
	Purpose  string    // what it is good for: "milestone.confirm"
	Ref      ref.Ref   // the record it opens
	Audience string    // whom it was sent to: a contact's id, never a name or address
	Expires  time.Time // whole seconds, UTC; the link works before it, not at it
	Nonce    Nonce
}

// Keys finds the key that signed; *keyring.Ring does.
type Keys interface {
	Find(id string) (keyring.Key, bool)
}

const (
	version   = 1
	macSize   = sha256.Size
	maxField  = 64  // bytes of each text
	maxLength = 512 // characters of a token
)

// Sign returns the token for claims; it fails on claims that no token can hold:
// no purpose, no record, no expiry, or a text above 64 bytes.
func Sign(k keyring.Key, c Claims) (string, error) {
	if c.Purpose == "" || c.Ref.Kind == "" || c.Ref.IsZero() || c.Expires.IsZero() {
		return "", errors.New("sign link: purpose, record and expiry are needed")
	}
	b := []byte{version}
	for _, text := range []string{k.ID, c.Purpose, string(c.Ref.Kind), c.Audience} {
		if len(text) > maxField {
			return "", errors.New("sign link: a text is too long")
		}
		b = append(append(b, byte(len(text))), text...)
	}
	b = append(b, c.Ref.ID[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(c.Expires.Unix()))
	b = append(b, c.Nonce[:]...)
	return base64.RawURLEncoding.EncodeToString(append(b, mac(k, b)...)), nil
}

// Verify returns what a token proves if it is genuine, for this purpose and not
// expired at now. Errors: [ErrInvalid]; [ErrExpired] together with the claims,
// so that the sender can be asked for a new link.
func Verify(keys Keys, token, purpose string, now time.Time) (Claims, error) {
	// Line breaks, which base64 skips, and spare bits, which only Strict looks
	// at, would make several texts of one token.
	if len(token) > maxLength || strings.ContainsAny(token, "\r\n") {
		return Claims{}, ErrInvalid
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) < macSize || b[0] != version {
		return Claims{}, ErrInvalid
	}
	body, sum := b[:len(b)-macSize], b[len(b)-macSize:]
	r := reader{rest: body[1:]}
	key, known := keys.Find(r.text())
	if !known || !hmac.Equal(sum, mac(key, body)) {
		return Claims{}, ErrInvalid
	}
	c := Claims{Purpose: r.text()}
	c.Ref.Kind, c.Audience = ref.Kind(r.text()), r.text()
	copy(c.Ref.ID[:], r.take(len(c.Ref.ID)))
	c.Expires = time.Unix(int64(r.uint64()), 0).UTC()
	copy(c.Nonce[:], r.take(len(c.Nonce)))
	if r.failed || len(r.rest) > 0 || c.Purpose != purpose {
		return Claims{}, ErrInvalid
	}
	if !now.Before(c.Expires) {
		return c, ErrExpired
	}
	return c, nil
}

func mac(k keyring.Key, body []byte) []byte {
	h := hmac.New(sha256.New, k.Derive("link/v1"))
	h.Write(body)
	return h.Sum(nil)
}

// reader takes a token apart; it remembers when something was missing.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) take(n int) []byte {
	if n > len(r.rest) {
		r.failed = true
		return make([]byte, n)
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) text() string   { return string(r.take(int(r.take(1)[0]))) }
func (r *reader) uint64() uint64 { return binary.BigEndian.Uint64(r.take(8)) }
