package keyring_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gongqiao/internal/platform/keyring"
)

func open(t *testing.T, dir string) *keyring.Ring {
	t.Helper()
	r, err := keyring.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestFirstStartMakesOneKey(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	first, second := open(t, dir).Current(), open(t, dir).Current()
	if first.ID != "k0001" || !bytes.Equal(first.Derive("a"), second.Derive("a")) {
		t.Errorf("%v and %v", first, second)
	}
	st, err := os.Stat(filepath.Join(dir, "k0001.key"))
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("%d files, %v", len(entries), err)
	}
	if st, err := os.Stat(dir); err != nil || st.Mode().Perm() != 0o700 {
		t.Errorf("folder mode %v, %v", st.Mode(), err)
	}
}

func TestTwoInstallationsShareNothing(t *testing.T) {
	a, b := open(t, t.TempDir()).Current(), open(t, t.TempDir()).Current()
	if bytes.Equal(a.Derive("x"), b.Derive("x")) {
		t.Error("two fresh installations have the same key")
	}
	if bytes.Equal(a.Derive("x"), a.Derive("y")) || len(a.Derive("x")) != 32 {
		t.Error("two purposes have the same key")
	}
}

func TestRotation(t *testing.T) {
	dir := t.TempDir()
	old := open(t, dir)
	if err := old.Rotate(); err != nil {
		t.Fatal(err)
	}
	r := open(t, dir)
	if r.Current().ID != "k0002" {
		t.Errorf("current is %v", r.Current())
	}
	k, ok := r.Find("k0001")
	if !ok || !bytes.Equal(k.Derive("x"), old.Current().Derive("x")) {
		t.Error("the old key is gone")
	}
	if _, ok := r.Find("k0003"); ok {
		t.Error("a key that nobody made was found")
	}
	// A second rotation from the same state meets k0002 and keeps it.
	before := r.Current().Derive("x")
	if err := old.Rotate(); err != nil {
		t.Fatal(err)
	}
	if got := open(t, dir).Current(); got.ID != "k0002" || !bytes.Equal(got.Derive("x"), before) {
		t.Errorf("the key was overwritten: %v", got)
	}
}

func TestManyProcessesStartAtOnce(t *testing.T) {
	dir := t.TempDir()
	derived := make([][]byte, 8)
	var wg sync.WaitGroup
	for i := range derived {
		wg.Go(func() {
			r, err := keyring.Open(dir)
			if err != nil {
				t.Error(err)
				return
			}
			derived[i] = r.Current().Derive("x")
		})
	}
	wg.Wait()
	for _, d := range derived[1:] {
		if !bytes.Equal(d, derived[0]) {
			t.Fatal("they do not share a key")
		}
	}
}

func TestBadKeyFiles(t *testing.T) {
	good := strings.Repeat("ab", 32)
	for name, tc := range map[string]struct {
		file, text string
		mode       os.FileMode
	}{
		"readable by others": {"k0001.key", good, 0o644},
		"too short":          {"k0001.key", good[:62], 0o600},
		"too long":           {"k0001.key", good + "abcd", 0o600},
		"no digits":          {"k0001.key", strings.Repeat("zz", 32), 0o600},
		"empty":              {"k0001.key", "", 0o600},
		"all zero":           {"k0001.key", strings.Repeat("00", 32), 0o600},
		"odd name":           {"mine.key", good, 0o600},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, tc.file), []byte(tc.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(filepath.Join(dir, tc.file), tc.mode); err != nil {
				t.Fatal(err)
			}
			_, err := keyring.Open(dir)
			if err == nil {
				t.Fatal("it was accepted")
			}
			if tc.text != "" && strings.Contains(err.Error(), tc.text[:8]) {
				t.Errorf("the error shows the key: %v", err)
			}
		})
	}
}

func TestSecretIsNotPrinted(t *testing.T) {
	dir := t.TempDir()
	k := open(t, dir).Current()
	text, err := os.ReadFile(filepath.Join(dir, "k0001.key"))
	if err != nil {
		t.Fatal(err)
	}
	shown := fmt.Sprintf("%v %+v %#v %s", k, k, k, k)
	if strings.Contains(shown, string(text[:8])) || strings.Contains(shown, "secret") {
		t.Errorf("printed as %s", shown)
	}
}
