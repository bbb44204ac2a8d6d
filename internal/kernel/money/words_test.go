package money_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/money"
)

func TestInWords(t *testing.T) {
	for amount, want := range map[string]string{
		"1409.50":              "壹仟肆佰零玖元伍角整",
		"6007.14":              "陆仟零柒元壹角肆分",
		"1680.32":              "壹仟陆佰捌拾元叁角贰分",
		"107000.53":            "壹拾万柒仟元零伍角叁分",
		"16409.02":             "壹万陆仟肆佰零玖元零贰分",
		"325.04":               "叁佰贰拾伍元零肆分",
		"0.00":                 "零元整",
		"0.30":                 "叁角整",
		"0.02":                 "贰分",
		"0.32":                 "叁角贰分",
		"100000000.00":         "壹亿元整",
		"14529150.69":          "壹仟肆佰伍拾贰万玖仟壹佰伍拾元陆角玖分",
		"10":                   "壹拾元整",
		"100010001":            "壹亿零壹万零壹元整",
		"1010000":              "壹佰零壹万元整",
		"1000001":              "壹佰万零壹元整",
		"100100000000":         "壹仟零壹亿元整",
		"1000100000000":        "壹万零壹亿元整",
		"1000000000000":        "壹万亿元整",
		"-88.88":               "负捌拾捌元捌角捌分",
		"92233720368547758.07": "玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零柒分",
	} {
		if got, err := yuan(t, amount).InWords(); err != nil || got != want {
			t.Errorf("%s is %s, %v; want %s", amount, got, err, want)
		}
	}
	if _, err := (money.Money{Amount: 1, Currency: "USD"}).InWords(); !errors.Is(err, money.ErrCurrency) {
		t.Errorf("dollars in capitals: %v", err)
	}
}

func TestParseWords(t *testing.T) {
	for text, want := range map[string]string{
		"壹仟陆佰捌拾元零叁角贰分": "1680.32",
		"壹拾万零柒仟元伍角叁分":  "107000.53",
		"人民币叁佰贰拾伍圆零肆分": "325.04",
		" 壹亿圆正 ":       "100000000.00",
		"零元整":          "0.00",
		"叁角":           "0.30",
	} {
		if m, err := money.ParseWords(text); err != nil || m.Plain() != want {
			t.Errorf("%s is %s, %v; want %s", text, m.Plain(), err, want)
		}
	}
	for _, text := range []string{"", "负", "人民币", "元", "整", "壹", "壹佰", "佰元整", "壹壹元整", "壹拾拾元整", "贰分叁角", "壹元壹元", "一元整", "壹万亿", "壹元整 "[:3]} {
		if m, err := money.ParseWords(text); !errors.Is(err, money.ErrMalformed) {
			t.Errorf("%q was read as %v, %v", text, m, err)
		}
	}
}

func TestWordsParseBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := money.CNY(rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1e13, 1e13), rapid.Just(int64(math.MinInt64))).Draw(t, "fen"))
		words, err := m.InWords()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := money.ParseWords(words); err != nil || got != m {
			t.Fatalf("%s is %v, %v; want %v", words, got, err, m)
		}
	})
}

func FuzzParseWords(f *testing.F) {
	for _, seed := range []string{"壹仟肆佰零玖元伍角整", "负贰分", "亿亿亿亿元", "壹万万万万万万万元", "人民币", "\xff元"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := money.ParseWords(text)
		if err != nil {
			return
		}
		words, err := m.InWords()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := money.ParseWords(words); err != nil || back != m {
			t.Errorf("%q is %v, spelled %s, which reads back as %v, %v", text, m, words, back, err)
		}
	})
}
