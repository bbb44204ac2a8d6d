package seal_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gongqiao/internal/platform/seal"
)

func key(id string, b byte) seal.Key {
	return seal.Key{ID: id, Secret: bytes.Repeat([]byte{b}, seal.KeySize)}
}

func box(t *testing.T, current seal.Key, older ...seal.Key) *seal.Box {
	t.Helper()
	b, err := seal.New(current, older...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestOpensOnlyWhatItSealedForTheContext(t *testing.T) {
	b := box(t, key("k1", 1))
	sealed := b.Seal([]byte("secret"), "totp/a")
	if strings.Contains(sealed, "secret") || sealed == b.Seal([]byte("secret"), "totp/a") {
		t.Errorf("%q shows something", sealed)
	}
	if plain, err := b.Open(sealed, "totp/a"); err != nil || string(plain) != "secret" {
		t.Fatalf("open = %q, %v", plain, err)
	}
	flipped := []byte(sealed)
	flipped[len(flipped)-2] ^= 1
	other := box(t, key("k1", 2))
	for name, f := range map[string]func() ([]byte, error){
		"another context": func() ([]byte, error) { return b.Open(sealed, "totp/b") },
		"another key":     func() ([]byte, error) { return other.Open(sealed, "totp/a") },
		"unknown key":     func() ([]byte, error) { return b.Open("k9"+sealed[2:], "totp/a") },
		"changed":         func() ([]byte, error) { return b.Open(string(flipped), "totp/a") },
		"cut":             func() ([]byte, error) { return b.Open(sealed[:5], "totp/a") },
		"empty":           func() ([]byte, error) { return b.Open("", "totp/a") },
		"not base64":      func() ([]byte, error) { return b.Open("k1.%%%", "totp/a") },
	} {
		if plain, err := f(); !errors.Is(err, seal.ErrUnreadable) || plain != nil {
			t.Errorf("%s: %q, %v", name, plain, err)
		}
	}
}

func TestOldTextsOpenAfterARotation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	first, err := seal.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	sealed := first.Seal([]byte("x"), "c")
	if err := seal.Rotate(path); err != nil {
		t.Fatal(err)
	}
	second, err := seal.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := second.Open(sealed, "c"); err != nil || string(plain) != "x" {
		t.Errorf("open = %q, %v", plain, err)
	}
	if !second.Old(sealed) || second.Old(second.Seal([]byte("x"), "c")) || first.Old(sealed) {
		t.Error("Old does not tell the keys apart")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file: %v, %v", info.Mode(), err)
	}
}

func TestFirstStartsAtOnceShareOneKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	boxes := make([]*seal.Box, 8)
	var wg sync.WaitGroup
	for i := range boxes {
		wg.Go(func() {
			b, err := seal.Load(path)
			if err != nil {
				t.Error(err)
			}
			boxes[i] = b
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	sealed := boxes[0].Seal([]byte("x"), "c")
	for i, b := range boxes {
		if plain, err := b.Open(sealed, "c"); err != nil || string(plain) != "x" {
			t.Errorf("box %d: %q, %v", i, plain, err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".keys-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestTwoInstallationsShareNoKey(t *testing.T) {
	a, err := seal.Load(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := seal.Load(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Open(a.Seal([]byte("x"), "c"), "c"); !errors.Is(err, seal.ErrUnreadable) {
		t.Errorf("err = %v", err)
	}
}

func TestBrokenKeysAreRefused(t *testing.T) {
	short := key("k1", 1)
	short.Secret = short.Secret[1:]
	if _, err := seal.New(short); !errors.Is(err, seal.ErrKeyFile) {
		t.Errorf("short key: %v", err)
	}
	if _, err := seal.New(key("K 1", 1)); !errors.Is(err, seal.ErrKeyFile) {
		t.Errorf("bad id: %v", err)
	}
	if _, err := seal.New(key("k1", 1), key("k1", 2)); !errors.Is(err, seal.ErrKeyFile) {
		t.Errorf("same id twice: %v", err)
	}
	path := filepath.Join(t.TempDir(), "keys")
	for _, text := range []string{"", "k1\n", "k1 AAAA\n", "\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.Load(path); !errors.Is(err, seal.ErrKeyFile) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if err := seal.Rotate(path); !errors.Is(err, seal.ErrKeyFile) {
		t.Errorf("a broken file was rotated: %v", err)
	}
}
