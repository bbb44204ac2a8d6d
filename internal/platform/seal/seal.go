// Package seal encrypts the few values that the product must read again:
// second factors, passwords of other systems.
//
// Owns: the sealed form, "<key id>.<base64 of nonce and AES-256-GCM>".
// Does not own: the keys and their rotation (package keyring), passwords of
// people (hashed, in module identity), which columns are secret.
//
// Invariants:
//   - a sealed text names its key, so that old ones open after a rotation;
//   - it opens only under the context it was sealed for: a secret that is copied
//     to another person's row is refused.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"gongqiao/internal/platform/keyring"
)

// ErrUnreadable says that a text was changed, is of another context, or was
// sealed with a key that is not here. It does not tell which.
var ErrUnreadable = errors.New("seal: the text cannot be opened here")

// Box seals with the newest key of a ring and opens with any of them.
type Box struct {
	current string
	newest  cipher.AEAD
	ring    *keyring.Ring
}

// New returns a box over the installation's keys.
func New(ring *keyring.Ring) (*Box, error) {
	k := ring.Current()
	aead, err := cipherOf(k)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return &Box{current: k.ID, newest: aead, ring: ring}, nil
}

func cipherOf(k keyring.Key) (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.Derive("seal/v1"))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// Seal encrypts plain for a context such as "totp/<person>".
func (b *Box) Seal(plain []byte, context string) string {
	nonce := make([]byte, b.newest.NonceSize())
	_, _ = rand.Read(nonce) // never fails: crypto/rand ends the process instead
	return b.current + "." + base64.RawURLEncoding.EncodeToString(b.newest.Seal(nonce, nonce, plain, []byte(context)))
}

// Open decrypts what was sealed for the same context.
// Errors: [ErrUnreadable].
func (b *Box) Open(sealed, context string) ([]byte, error) {
	id, text, _ := strings.Cut(sealed, ".")
	k, ok := b.ring.Find(id)
	if !ok {
		return nil, ErrUnreadable
	}
	aead, err := cipherOf(k)
	if err != nil {
		return nil, err
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < aead.NonceSize() {
		return nil, ErrUnreadable
	}
	plain, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], []byte(context))
	if err != nil {
		return nil, ErrUnreadable
	}
	return plain, nil
}

// Old reports whether a text was sealed with a key that is no longer the newest.
func (b *Box) Old(sealed string) bool { return !strings.HasPrefix(sealed, b.current+".") }
