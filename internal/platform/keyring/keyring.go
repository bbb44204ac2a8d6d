package keyring

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// size is the length of a key, in bytes.
const size = 32

// Key is one secret with its public id.
type Key struct {
	ID     string // "k0001", higher is newer
	secret [size]byte
}

// Derive returns the 32 bytes to use for a purpose, such as "link/v1".
func (k Key) Derive(purpose string) []byte {
	// One block of HKDF-Expand (RFC 5869); the secret is uniform already.
	m := hmac.New(sha256.New, k.secret[:])
	m.Write([]byte("gongqiao/" + purpose + "\x01"))
	return m.Sum(nil)
}

// String hides the secret from %v and logs.
func (k Key) String() string { return "key " + k.ID }

// GoString hides the secret from %#v.
func (k Key) GoString() string { return k.String() }

// Ring holds every key of an installation. It does not change; [Ring.Rotate]
// writes a new file that the next [Open] sees.
type Ring struct {
	dir  string
	keys []Key // oldest first, never empty
}

// Open loads the keys of a folder, and makes the folder and a first key when
// there is none. Several processes may do so at once: one key wins.
func Open(dir string) (*Ring, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	r := &Ring{dir: dir}
	err := r.load()
	if err == nil && len(r.keys) == 0 {
		err = errors.Join(r.Rotate(), r.load())
	}
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	return r, nil
}

// Current returns the newest key; it signs and seals.
func (r *Ring) Current() Key { return r.keys[len(r.keys)-1] }

// All returns every key, newest first.
func (r *Ring) All() []Key {
	all := slices.Clone(r.keys)
	slices.Reverse(all)
	return all
}

// Find returns the key with an id.
func (r *Ring) Find(id string) (Key, bool) {
	for _, k := range r.keys {
		if k.ID == id {
			return k, true
		}
	}
	return Key{}, false
}

// Rotate writes a new key file; the next [Open] makes it current. A file that
// another process wrote in the same moment is taken instead.
func (r *Ring) Rotate() error {
	id := "k0001"
	if len(r.keys) > 0 {
		var n int
		if _, err := fmt.Sscanf(r.Current().ID, "k%d", &n); err != nil {
			return err
		}
		id = fmt.Sprintf("k%04d", n+1)
	}
	var secret [size]byte
	_, _ = rand.Read(secret[:]) // never fails: crypto/rand ends the process instead
	err := r.write(id, hex.EncodeToString(secret[:])+"\n")
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// write makes a complete file appear under its name, or none.
func (r *Ring) write(id, text string) (err error) {
	f, err := os.CreateTemp(r.dir, "new-*") // created with mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), filepath.Join(r.dir, id+".key")); err != nil {
		return err
	}
	d, err := os.Open(r.dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (r *Ring) load() error {
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		return err
	}
	r.keys = nil
	for _, e := range entries {
		id, ok := strings.CutSuffix(e.Name(), ".key")
		if !ok {
			continue
		}
		k, err := r.read(id)
		if err != nil {
			return fmt.Errorf("%s: %w", e.Name(), err)
		}
		r.keys = append(r.keys, k)
	}
	slices.SortFunc(r.keys, func(a, b Key) int { return strings.Compare(a.ID, b.ID) })
	return nil
}

func (r *Ring) read(id string) (Key, error) {
	k := Key{ID: id}
	path := filepath.Join(r.dir, id+".key")
	st, err := os.Lstat(path)
	if err != nil {
		return k, err
	}
	if !st.Mode().IsRegular() || st.Mode().Perm()&0o077 != 0 {
		return k, errors.New("must be a file that only its owner can read (chmod 600); if others could read it, replace the key")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return k, err
	}
	secret, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(secret) != size || [size]byte(secret) == [size]byte{} {
		return k, errors.New("does not hold 64 hexadecimal digits") // never the text itself
	}
	k.secret = [size]byte(secret)
	if len(id) != 5 || id[0] != 'k' || strings.Trim(id[1:], "0123456789") != "" {
		return k, errors.New("key files are named k0001.key and so on")
	}
	return k, nil
}
