package i18n_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/platform/i18n"
)

func catalogue(t *testing.T) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLanguagesAgree(t *testing.T) {
	c := catalogue(t)
	if d := cmp.Diff(c.Keys(i18n.ZH), c.Keys(i18n.EN)); d != "" {
		t.Errorf("keys differ (-zh +en):\n%s", d)
	}
	for _, key := range c.Keys(i18n.ZH) {
		if d := cmp.Diff(c.Placeholders(i18n.ZH, key), c.Placeholders(i18n.EN, key)); d != "" {
			t.Errorf("%s: placeholders differ (-zh +en):\n%s", key, d)
		}
	}
}

// A brace that is not a placeholder we know would be shown to people as it is.
func TestSentencesAreWellFormed(t *testing.T) {
	c := catalogue(t)
	for _, lang := range i18n.Langs() {
		for _, key := range c.Keys(lang) {
			text := c.T(lang, key, nil)
			rest := text
			for _, hole := range c.Placeholders(lang, key) {
				rest = strings.Replace(rest, hole, "", 1)
				if _, format, ok := strings.Cut(strings.Trim(hole, "{}"), ":"); ok && format != "size" && format != "duration" {
					t.Errorf("%s %s: unknown format in %s", lang, key, hole)
				}
			}
			if text == "" || strings.ContainsAny(rest, "{}") {
				t.Errorf("%s %s: %q", lang, key, text)
			}
			hasHan := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
			if hasHan != (lang == i18n.ZH) {
				t.Errorf("%s %s is in the wrong language: %q", lang, key, text)
			}
		}
	}
}

// encoding/json keeps the last of two equal keys without a word.
func TestNoKeyStandsTwice(t *testing.T) {
	for _, name := range []string{"zh.json", "en.json"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for d, i := json.NewDecoder(bytes.NewReader(text)), 0; ; i++ {
			tok, err := d.Token()
			if err != nil {
				break
			}
			if key, ok := tok.(string); ok && i%2 == 1 {
				if seen[key] {
					t.Errorf("%s: %s stands twice", name, key)
				}
				seen[key] = true
			}
		}
		if len(seen) < 50 {
			t.Errorf("%s: only %d keys were seen", name, len(seen))
		}
	}
}

func TestNegotiate(t *testing.T) {
	for _, tc := range []struct {
		preferred, header string
		want              i18n.Lang
	}{
		{"", "", i18n.ZH},
		{"en", "zh-CN", i18n.EN},
		{"zh", "en", i18n.ZH},
		{"fr", "en", i18n.EN},
		{"", "en-US,en;q=0.9", i18n.EN},
		{"", "zh-TW,zh;q=0.9,en;q=0.8", i18n.ZH},
		{"", "en;q=0.8, zh-CN;q=0.9", i18n.ZH},
		{"", "zh;q=0.5,en;q=0.7", i18n.EN},
		{"", "zh;q=0,en;q=0.1", i18n.EN},
		{"", "de-DE", i18n.EN},
		{"", "*", i18n.ZH},
		{"", "ZH-hans;Q=1, en;q=NaN", i18n.ZH},
		{"", ",;q=,=;;", i18n.ZH},
		{"", strings.Repeat("de,", 100) + "zh", i18n.EN},
	} {
		if got := i18n.Negotiate(tc.preferred, tc.header); got != tc.want {
			t.Errorf("Negotiate(%q, %.40q) = %s, want %s", tc.preferred, tc.header, got, tc.want)
		}
	}
}

func TestParameters(t *testing.T) {
	c := catalogue(t)
	for _, tc := range []struct {
		lang   i18n.Lang
		key    string
		params map[string]any
		want   string
	}{
		{i18n.EN, "blob.too_large", map[string]any{"limit": int64(200 << 20)}, "larger than 200 MiB"},
		{i18n.ZH, "blob.too_large", map[string]any{"limit": 1536}, "超过 1.5 KiB"},
		{i18n.ZH, "rate.limited", map[string]any{"wait": 61 * time.Second}, "2 分钟后"},
		{i18n.EN, "rate.limited", map[string]any{"wait": 30}, "in 30 s"},
		{i18n.EN, "rate.limited", map[string]any{"wait": 3 * time.Hour}, "in 3 h"},
		{i18n.EN, "rate.limited", map[string]any{"wait": 72 * time.Hour}, "in 3 days"},
		{i18n.EN, "sheet.cell_too_long", map[string]any{"row": 3, "column": 7, "limit": 9}, "Row 3, column 7"},
		{i18n.EN, "sheet.cell_too_long", nil, "Row {row}"},
		{i18n.EN, "no.such.key", nil, "no.such.key"},
	} {
		if got := c.T(tc.lang, tc.key, tc.params); !strings.Contains(got, tc.want) {
			t.Errorf("T(%s, %s) = %q, want %q in it", tc.lang, tc.key, got, tc.want)
		}
	}
}

// A parameter that looks like a placeholder is text, not a second template.
func TestParametersAreNotExpandedAgain(t *testing.T) {
	got := catalogue(t).T(i18n.EN, "sheet.cell_too_long", map[string]any{"row": "{limit}", "column": 1, "limit": 9})
	if !strings.Contains(got, "Row {limit},") {
		t.Errorf("got %q", got)
	}
}

func TestFault(t *testing.T) {
	c := catalogue(t)
	declared := fault.New(fault.TooLarge, "blob.too_large", "x").With("limit", 1<<20)
	if got := c.Fault(i18n.EN, declared); !strings.Contains(got, "1 MiB") {
		t.Errorf("got %q", got)
	}
	for _, err := range []error{errors.New("dial tcp 10.0.0.1"), fault.New(fault.Internal, "store.unaudited", "x")} {
		if got := c.Fault(i18n.EN, err); got != c.T(i18n.EN, "internal", nil) {
			t.Errorf("%v is shown as %q", err, got)
		}
	}
}

func TestMissing(t *testing.T) {
	c := catalogue(t)
	got := c.Missing([]string{"z.none", "input.invalid", "a.none"})
	for _, lang := range i18n.Langs() {
		if !slices.Equal(got[lang], []string{"a.none", "z.none"}) {
			t.Errorf("%s: %v", lang, got[lang])
		}
	}
	if got := c.Missing([]string{"input.invalid", "required"}); len(got) != 0 {
		t.Errorf("nothing is missing, got %v", got)
	}
}
