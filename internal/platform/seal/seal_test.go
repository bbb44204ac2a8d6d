package seal_test

import (
	"errors"
	"strings"
	"testing"

	"gongqiao/internal/platform/keyring"
	"gongqiao/internal/platform/seal"
)

func box(t *testing.T, dir string) *seal.Box {
	t.Helper()
	ring, err := keyring.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	b, err := seal.New(ring)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestOpensOnlyWhatItSealedForTheContext(t *testing.T) {
	b, other := box(t, t.TempDir()), box(t, t.TempDir())
	sealed := b.Seal([]byte("secret"), "totp/a")
	if strings.Contains(sealed, "secret") || sealed == b.Seal([]byte("secret"), "totp/a") {
		t.Errorf("%q shows something", sealed)
	}
	if plain, err := b.Open(sealed, "totp/a"); err != nil || string(plain) != "secret" {
		t.Fatalf("open = %q, %v", plain, err)
	}
	flipped := []byte(sealed)
	flipped[len(flipped)-2] ^= 1
	for name, f := range map[string]func() ([]byte, error){
		"another context":      func() ([]byte, error) { return b.Open(sealed, "totp/b") },
		"another installation": func() ([]byte, error) { return other.Open(sealed, "totp/a") },
		"unknown key":          func() ([]byte, error) { return b.Open("k0009"+sealed[5:], "totp/a") },
		"changed":              func() ([]byte, error) { return b.Open(string(flipped), "totp/a") },
		"cut":                  func() ([]byte, error) { return b.Open(sealed[:12], "totp/a") },
		"empty":                func() ([]byte, error) { return b.Open("", "totp/a") },
		"not base64":           func() ([]byte, error) { return b.Open(sealed[:6]+"%%%", "totp/a") },
	} {
		if plain, err := f(); !errors.Is(err, seal.ErrUnreadable) || plain != nil {
			t.Errorf("%s: %q, %v", name, plain, err)
		}
	}
}

func TestOldTextsOpenAfterARotation(t *testing.T) {
	dir := t.TempDir()
	first := box(t, dir)
	sealed := first.Seal([]byte("x"), "c")
	ring, err := keyring.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := ring.Rotate(); err != nil {
		t.Fatal(err)
	}
	second := box(t, dir)
	if plain, err := second.Open(sealed, "c"); err != nil || string(plain) != "x" {
		t.Errorf("open = %q, %v", plain, err)
	}
	if !second.Old(sealed) || second.Old(second.Seal([]byte("x"), "c")) || first.Old(sealed) {
		t.Error("Old does not tell the keys apart")
	}
}
