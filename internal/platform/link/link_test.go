package link_test

import (
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/keyring"
	"gongqiao/internal/platform/link"
)

const purpose = "milestone.confirm"

var expires = time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC)

func ring(t *testing.T) *keyring.Ring {
	t.Helper()
	r, err := keyring.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func claims() link.Claims {
	return link.Claims{Purpose: purpose, Ref: ref.To("milestone", ref.New()), Audience: "contact/17", Expires: expires, Nonce: link.NewNonce()}
}

func sign(t *testing.T, r *keyring.Ring, c link.Claims) string {
	t.Helper()
	token, err := link.Sign(r.Current(), c)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestGenuineLink(t *testing.T) {
	r, c := ring(t), claims()
	token := sign(t, r, c)
	got, err := link.Verify(r, token, purpose, expires.Add(-time.Second))
	if err != nil || got != c {
		t.Errorf("%+v, %v, want %+v", got, err, c)
	}
	if url.PathEscape(token) != token || url.QueryEscape(token) != token {
		t.Errorf("%s does not survive a URL", token)
	}
}

func TestExpiry(t *testing.T) {
	r, c := ring(t), claims()
	token := sign(t, r, c)
	for _, late := range []time.Duration{0, time.Second, 1000 * time.Hour} {
		got, err := link.Verify(r, token, purpose, expires.Add(late))
		if !errors.Is(err, link.ErrExpired) || got != c {
			t.Errorf("%v late: %+v, %v", late, got, err)
		}
	}
}

func TestRefused(t *testing.T) {
	r := ring(t)
	token := sign(t, r, claims())
	for name, tc := range map[string]struct {
		keys    link.Keys
		token   string
		purpose string
	}{
		"another purpose":      {r, token, "survey.answer"},
		"no purpose":           {r, token, ""},
		"another installation": {ring(t), token, purpose},
		"empty":                {r, "", purpose},
		"noise":                {r, "not a token at all!", purpose},
		"padded":               {r, token + "=", purpose},
		"line break":           {r, token[:10] + "\n" + token[10:], purpose},
		"longer":               {r, token + "AAAA", purpose},
		"shorter":              {r, token[:len(token)-4], purpose},
		"endless":              {r, strings.Repeat("A", 1<<20), purpose},
		"only a version":       {r, base64.RawURLEncoding.EncodeToString(append([]byte{1}, make([]byte, 40)...)), purpose},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := link.Verify(tc.keys, tc.token, tc.purpose, expires.Add(-time.Hour))
			if !errors.Is(err, link.ErrInvalid) || got != (link.Claims{}) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

// Every single character matters, the last one with its spare bits too.
func TestTampering(t *testing.T) {
	r := ring(t)
	token := sign(t, r, claims())
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for i := range token {
		for _, c := range alphabet {
			forged := token[:i] + string(c) + token[i+1:]
			if forged == token {
				continue
			}
			if _, err := link.Verify(r, forged, purpose, expires.Add(-time.Hour)); !errors.Is(err, link.ErrInvalid) {
				t.Fatalf("character %d changed to %c: %v", i, c, err)
			}
		}
	}
}

func TestRotation(t *testing.T) {
	dir := t.TempDir()
	r, err := keyring.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	old := sign(t, r, claims())
	if err := r.Rotate(); err != nil {
		t.Fatal(err)
	}
	if r, err = keyring.Open(dir); err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{"old": old, "new": sign(t, r, claims())} {
		if _, err := link.Verify(r, token, purpose, expires.Add(-time.Hour)); err != nil {
			t.Errorf("%s link: %v", name, err)
		}
	}
}

func TestSignRefusesWhatNoTokenHolds(t *testing.T) {
	k := ring(t).Current()
	for name, change := range map[string]func(*link.Claims){
		"no purpose":    func(c *link.Claims) { c.Purpose = "" },
		"no record":     func(c *link.Claims) { c.Ref.ID = ref.Nil },
		"no kind":       func(c *link.Claims) { c.Ref.Kind = "" },
		"no expiry":     func(c *link.Claims) { c.Expires = time.Time{} },
		"long audience": func(c *link.Claims) { c.Audience = strings.Repeat("x", 65) },
	} {
		c := claims()
		change(&c)
		if token, err := link.Sign(k, c); err == nil {
			t.Errorf("%s: signed as %s", name, token)
		}
	}
}

// Texts cannot move from one field into the next.
func TestFieldsDoNotRunTogether(t *testing.T) {
	r := ring(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 12, 64)
		c := claims()
		c.Purpose, c.Ref.Kind, c.Audience = "p"+text.Draw(t, "purpose"), ref.Kind("k"+text.Draw(t, "kind")), text.Draw(t, "audience")
		token, err := link.Sign(r.Current(), c)
		if err != nil {
			return
		}
		if got, err := link.Verify(r, token, c.Purpose, expires.Add(-1)); err != nil || got != c {
			t.Fatalf("%+v, %v, want %+v", got, err, c)
		}
	})
}

func FuzzVerify(f *testing.F) {
	f.Add("")
	f.Add("AQVrMDAwMQ")
	r, err := keyring.Open(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := link.Verify(r, token, purpose, expires); !errors.Is(err, link.ErrInvalid) {
			t.Errorf("err = %v", err)
		}
	})
}
