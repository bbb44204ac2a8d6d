package page_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
)

func TestCursorComesBack(t *testing.T) {
	list := page.ListOf("quotes", "-amount", "stage=signing")
	value := rapid.OneOf(
		rapid.Just[any](nil),
		rapid.Custom(func(t *rapid.T) any { return rapid.String().Draw(t, "text") }),
		rapid.Custom(func(t *rapid.T) any { return rapid.Int64().Draw(t, "number") }),
		rapid.SampledFrom([]any{int64(math.MaxInt64), int64(math.MinInt64), "重庆长安 <&>", ""}),
	)
	rapid.Check(t, func(t *rapid.T) {
		want := page.Cursor{Keys: rapid.SliceOfN(value, 0, 4).Draw(t, "keys"), ID: ref.ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))}
		token, err := want.Encode(list)
		if err != nil {
			t.Fatal(err)
		}
		got, err := page.Decode(token, list)
		if err != nil || got.ID != want.ID || !slices.Equal(got.Keys, want.Keys) {
			t.Fatalf("%+v comes back as %+v, %v", want, got, err)
		}
	})
}

func TestCursorFitsOnlyItsList(t *testing.T) {
	token := encode(t, page.ListOf("quotes", "-amount", "stage=signing"))
	for name, list := range map[string]page.Fingerprint{
		"another list":          page.ListOf("leads", "-amount", "stage=signing"),
		"another order":         page.ListOf("quotes", "amount", "stage=signing"),
		"another filter":        page.ListOf("quotes", "-amount", "stage=won"),
		"no filter":             page.ListOf("quotes", "-amount"),
		"the same run together": page.ListOf("quotes", "-amountstage=signing"),
		"no list":               {},
	} {
		if c, err := page.Decode(token, list); !errors.Is(err, page.ErrCursor) {
			t.Errorf("%s takes it as %+v, %v", name, c, err)
		}
	}
}

func TestCursorRefusesDamage(t *testing.T) {
	list := page.ListOf("quotes")
	token := encode(t, list)
	for i := range token {
		for _, c := range []byte("A_z0") {
			damaged := token[:i] + string(c) + token[i+1:]
			if damaged == token {
				continue
			}
			if got, err := page.Decode(damaged, list); !errors.Is(err, page.ErrCursor) {
				t.Fatalf("changed at %d: %+v, %v", i, got, err)
			}
		}
		if got, err := page.Decode(token[:i], list); !errors.Is(err, page.ErrCursor) {
			t.Fatalf("cut at %d: %+v, %v", i, got, err)
		}
	}
	for _, text := range []string{"", "%%%", token + "=", token + "AAAA", strings.Repeat("A", 10_000), base64.RawURLEncoding.EncodeToString([]byte{2, 1, 1, 1, 1, 1, 1, 1, 1, '[', ']'})} {
		if got, err := page.Decode(text, list); !errors.Is(err, page.ErrCursor) {
			t.Errorf("%.20q: %+v, %v", text, got, err)
		}
	}
}

func TestCursorRefusesOtherTypes(t *testing.T) {
	for _, k := range []any{0.5, 1, true, []byte("x")} {
		if token, err := (page.Cursor{Keys: []any{k}}).Encode(page.Fingerprint{}); err == nil {
			t.Errorf("%T was written: %s", k, token)
		}
	}
}

func encode(t *testing.T, list page.Fingerprint) string {
	t.Helper()
	token, err := page.Cursor{Keys: []any{int64(100), "甲", nil}, ID: someID}.Encode(list)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func FuzzDecode(f *testing.F) {
	list := page.ListOf("quotes")
	token, err := page.Cursor{Keys: []any{int64(1), "甲"}, ID: someID}.Encode(list)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(token)
	f.Add("")
	f.Add("AQ")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := page.Decode(text, list)
		if err != nil {
			return
		}
		if again, err := c.Encode(list); err != nil || again != text {
			t.Errorf("%q was not made here: %+v, %v", text, c, err)
		}
	})
}

// A check sum is no secret: a forged body still has to be a place in a list.
func TestCursorRefusesForgedBodies(t *testing.T) {
	list := page.ListOf("quotes")
	forge := func(body string) string {
		sum := sha256.Sum256(append(list[:], body...))
		return base64.RawURLEncoding.EncodeToString(append(append([]byte{1}, sum[:8]...), body...))
	}
	id := `"` + someID.String() + `"`
	if c, err := page.Decode(forge(`[5,`+id+`]`), list); err != nil || c.Keys[0] != int64(5) {
		t.Fatalf("the forgery is not one: %+v, %v", c, err)
	}
	for _, body := range []string{``, `[]`, `{}`, `null`, `[5]`, `["x"]`, `[0.5,` + id + `]`, `[1e3,` + id + `]`, `[true,` + id + `]`, `[[1],` + id + `]`, `[99999999999999999999,` + id + `]`, `[` + id + `] []`} {
		if c, err := page.Decode(forge(body), list); !errors.Is(err, page.ErrCursor) {
			t.Errorf("%s: %+v, %v", body, c, err)
		}
	}
}
