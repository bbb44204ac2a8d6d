package orgcode_test

import (
	"errors"
	"strings"
	"testing"

	"gongqiao/internal/kernel/orgcode"
)

var valid = []string{
	"91350100M000100Y43",
	"91310115MAFAKE019P",
	"91440300MAFAKE0278",
	"91110105MAFAKE035G",
	"91320500MAFAKE0439",
	"12330100MAFAKE06XG", // inner check X
	"52510100MAFAKE078H",
	"11500000MAFAKE0945",
	"91310115MAFAKE5370", // check 0
	"91310115MAFAKE182Y", // check Y
}

func TestCheckAccepts(t *testing.T) {
	for _, code := range valid {
		if err := orgcode.Check(code); err != nil {
			t.Errorf("%s: %v", code, err)
		}
		if err := orgcode.CheckStrict(code); err != nil {
			t.Errorf("%s, strictly: %v", code, err)
		}
		if got, err := orgcode.Complete(code[:17]); err != nil || got != code {
			t.Errorf("%s is completed to %s, %v", code[:17], got, err)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	for code, want := range map[string]error{
		"":                      orgcode.ErrLength,
		"91310115MAFAKE019":     orgcode.ErrLength,
		"91310115MAFAKE019PP":   orgcode.ErrLength,
		"９１310115MAFAKE019P":    orgcode.ErrLength,
		strings.Repeat(" ", 18): orgcode.ErrAlphabet,
		"91350100M000100Y4Z":    orgcode.ErrAlphabet,
		"91310115MAFAKE0I9P":    orgcode.ErrAlphabet,
		"91310115MAFAKEO19P":    orgcode.ErrAlphabet,
		"91310115MASAKE019P":    orgcode.ErrAlphabet,
		"91310115MAVAKE019P":    orgcode.ErrAlphabet,
		"91310115mafake019p":    orgcode.ErrAlphabet,
		"9131011AMAFAKE019P":    orgcode.ErrAlphabet, // a letter in the region
		"91310115MAFAKE019Q":    orgcode.ErrCheck,
		"91301115MAFAKE019P":    orgcode.ErrCheck,
		"91440300MAFAKE0287":    orgcode.ErrCheck,
	} {
		if err := orgcode.Check(code); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", code, err, want)
		}
		if err := orgcode.CheckStrict(code); !errors.Is(err, want) {
			t.Errorf("%q, strictly: %v, want %v", code, err, want)
		}
	}
}

func TestCheckStrictLooksInside(t *testing.T) {
	// The outer check is right, the organisation code MAFAKE01 asks for 9.
	code, err := orgcode.Complete("91310115MAFAKE018")
	if err != nil {
		t.Fatal(err)
	}
	if err := orgcode.Check(code); err != nil {
		t.Errorf("%s: %v", code, err)
	}
	if err := orgcode.CheckStrict(code); !errors.Is(err, orgcode.ErrInner) {
		t.Errorf("%s, strictly: %v", code, err)
	}
}

func TestCompleteRefuses(t *testing.T) {
	if _, err := orgcode.Complete("91310115MAFAKE01"); !errors.Is(err, orgcode.ErrLength) {
		t.Errorf("16 characters: %v", err)
	}
	if _, err := orgcode.Complete("91310115MAFAKE0IO"); !errors.Is(err, orgcode.ErrAlphabet) {
		t.Errorf("I and O: %v", err)
	}
}

func TestParseNormalises(t *testing.T) {
	for _, text := range []string{" 91310115mafake019p\t", "９１３１０１１５ＭＡＦＡＫＥ０１９Ｐ", "91 310115 MAFAKE019P", "91310115MAFAKE019P\u3000", "91310115ＭＡｆａｋｅ019p"} {
		if code, err := orgcode.Parse(text); err != nil || code != "91310115MAFAKE019P" {
			t.Errorf("%q is %q, %v", text, code, err)
		}
	}
	if _, err := orgcode.Parse("   "); !errors.Is(err, orgcode.ErrLength) {
		t.Errorf("spaces: %v", err)
	}
}

// Every single wrong character and every swap of neighbours is found.
func TestCheckFindsTypingErrors(t *testing.T) {
	for _, code := range valid {
		for i := range code {
			for _, c := range []byte("0123456789ABCDEFGHJKLMNPQRTUWXY") {
				wrong := code[:i] + string(c) + code[i+1:]
				if wrong != code && orgcode.Check(wrong) == nil {
					t.Errorf("%s passes for %s", wrong, code)
				}
			}
			if i == 0 || code[i] == code[i-1] {
				continue
			}
			if swapped := code[:i-1] + string(code[i]) + string(code[i-1]) + code[i+1:]; orgcode.Check(swapped) == nil {
				t.Errorf("%s passes for %s", swapped, code)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range append(valid, "", "９１", "\xff\xfe", strings.Repeat("Ａ", 18)) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, err := orgcode.Parse(text)
		if again := orgcode.Normalize(code); again != code {
			t.Errorf("%q normalises to %q, and that to %q", text, code, again)
		}
		if err == nil && orgcode.Check(code) != nil {
			t.Errorf("%q is accepted as %q, which is not", text, code)
		}
	})
}
