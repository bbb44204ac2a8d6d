// Package seal encrypts the few values that the product must read again:
// second factors, passwords of other systems.
//
// Owns: the key file and its rotation, the sealed form.
// Does not own: passwords of people (hashed, in module identity), which columns
// are secret.
//
// Invariants:
//   - a sealed text names its key, so that old ones open after a rotation;
//   - it opens only under the context it was sealed for: a secret that is copied
//     to another person's row is refused;
//   - two installations share no key: the first start makes one.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// KeySize is the length of a key: AES-256.
const KeySize = 32

// Errors of sealing. Neither tells more: what was tampered with is unreadable.
var (
	ErrUnreadable = errors.New("seal: the text cannot be opened here")
	ErrKeyFile    = errors.New("seal: a line of the key file is not an id and a key of 32 bytes")
)

// Key is one key. ID names it in sealed texts: lower case letters and digits.
type Key struct {
	ID     string
	Secret []byte
}

// Box seals with its first key and opens with any of them.
type Box struct {
	current string
	keys    map[string]cipher.AEAD
}

var keyID = regexp.MustCompile(`^[a-z0-9]{1,16}$`)

// New returns a box; the first key seals.
func New(current Key, older ...Key) (*Box, error) {
	b := &Box{current: current.ID, keys: map[string]cipher.AEAD{}}
	for _, k := range append([]Key{current}, older...) {
		if !keyID.MatchString(k.ID) || len(k.Secret) != KeySize || b.keys[k.ID] != nil {
			return nil, ErrKeyFile
		}
		block, err := aes.NewCipher(k.Secret)
		if err != nil {
			return nil, err
		}
		if b.keys[k.ID], err = cipher.NewGCM(block); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// Seal encrypts plain for a context such as "totp/<person>".
func (b *Box) Seal(plain []byte, context string) string {
	aead := b.keys[b.current]
	nonce := make([]byte, aead.NonceSize())
	rand.Read(nonce)
	return b.current + "." + base64.RawURLEncoding.EncodeToString(aead.Seal(nonce, nonce, plain, []byte(context)))
}

// Open decrypts what was sealed for the same context.
// Errors: [ErrUnreadable].
func (b *Box) Open(sealed, context string) ([]byte, error) {
	id, text, _ := strings.Cut(sealed, ".")
	raw, err := base64.RawURLEncoding.DecodeString(text)
	aead := b.keys[id]
	if err != nil || aead == nil || len(raw) < aead.NonceSize() {
		return nil, ErrUnreadable
	}
	plain, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], []byte(context))
	if err != nil {
		return nil, ErrUnreadable
	}
	return plain, nil
}

// Old reports whether a text was sealed with a key that is no longer the first.
func (b *Box) Old(sealed string) bool { return !strings.HasPrefix(sealed, b.current+".") }

// Load reads the key file, one "id base64" a line with the newest first, and
// makes it with a fresh key when there is none.
func Load(path string) (*Box, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return create(path)
	}
	if err != nil {
		return nil, err
	}
	keys, err := parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return New(keys[0], keys[1:]...)
}

// create writes a first key. When another process was faster, its key counts.
func create(path string) (*Box, error) {
	k := fresh()
	part, err := beside(path, k.line())
	if err != nil {
		return nil, err
	}
	defer os.Remove(part)
	// Link, unlike rename, replaces nothing, and nobody reads half a file.
	if err := os.Link(part, path); errors.Is(err, fs.ErrExist) {
		return Load(path)
	} else if err != nil {
		return nil, err
	}
	return New(k)
}

// Rotate puts a new key before the others; it takes effect at the next [Load].
func Rotate(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if _, err := parse(string(text)); err != nil {
		return err
	}
	part, err := beside(path, fresh().line()+string(text))
	if err != nil {
		return err
	}
	return os.Rename(part, path)
}

// beside writes text durably into a new file in path's folder, readable by its
// owner alone.
func beside(path, text string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".keys-*")
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

func fresh() Key {
	k := Key{ID: strings.ToLower(rand.Text()[:8]), Secret: make([]byte, KeySize)}
	rand.Read(k.Secret)
	return k
}

func (k Key) line() string { return k.ID + " " + base64.StdEncoding.EncodeToString(k.Secret) + "\n" }

func parse(text string) ([]Key, error) {
	var keys []Key
	for line := range strings.Lines(text) {
		id, secret, _ := strings.Cut(strings.TrimSpace(line), " ")
		raw, err := base64.StdEncoding.DecodeString(secret)
		if err != nil || id == "" {
			return nil, ErrKeyFile
		}
		keys = append(keys, Key{id, raw})
	}
	if len(keys) == 0 {
		return nil, ErrKeyFile
	}
	return keys, nil
}
