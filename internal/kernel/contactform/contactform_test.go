package contactform_test

import (
	"errors"
	"strings"
	"testing"

	"gongqiao/internal/kernel/contactform"
)

func TestMobile(t *testing.T) {
	for text, want := range map[string]string{
		"13800138000":         "13800138000",
		"19900001234":         "19900001234",
		"+86 138 0013 8000":   "13800138000",
		"+86-138-0013-8000":   "13800138000",
		"0086-138-0013-8000":  "13800138000",
		"8613800138000":       "13800138000",
		"１３８００１３８０００":         "13800138000",
		"138—0013—8000":       "13800138000",
		"\t138\u300000138000": "13800138000",
	} {
		if got, err := contactform.Mobile(text); err != nil || got != want {
			t.Errorf("%q is %q, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "12800138000", "1380013800", "138001380000", "+0813800138000", "+08613811211114", "013838389438", "+8612800138000", "010-38238383", "1380013800x", "+86", "86", "٠١٢٣٤٥٦٧٨٩٠"} {
		if got, err := contactform.Mobile(text); !errors.Is(err, contactform.ErrMobile) || got != "" {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
}

func TestPhone(t *testing.T) {
	for text, want := range map[string]struct {
		number string
		kind   contactform.Kind
	}{
		"13800138000":        {"13800138000", contactform.KindMobile},
		"010-88886666":       {"010-88886666", contactform.KindLandline},
		"01088886666":        {"010-88886666", contactform.KindLandline},
		"(010) 8888 6666":    {"010-88886666", contactform.KindLandline},
		"（0571）87654321转801": {"0571-87654321-801", contactform.KindLandline},
		"0571-87654321-801":  {"0571-87654321-801", contactform.KindLandline},
		"0891-6324567":       {"0891-6324567", contactform.KindLandline},
		"02158881234":        {"021-58881234", contactform.KindLandline},
		"+86 571 87654321":   {"0571-87654321", contactform.KindLandline},
		"+86-10-88886666":    {"010-88886666", contactform.KindLandline},
		"0086-0571-87654321": {"0571-87654321", contactform.KindLandline},
		"400-820-8820":       {"400-820-8820", contactform.KindService},
		"4008208820":         {"400-820-8820", contactform.KindService},
		"400-8208820":        {"400-820-8820", contactform.KindService},
		"400820-8820":        {"400-820-8820", contactform.KindService},
	} {
		number, kind, err := contactform.Phone(text)
		if err != nil || number != want.number || kind != want.kind {
			t.Errorf("%q is %q, %q, %v; want %+v", text, number, kind, err, want)
		}
	}
	for _, text := range []string{
		"", "1010-888866", "0571-876543", "010-8888666", "010-888866667", "021-5888123", "000-12345678", "88886666",
		"0571-87654321-", "0571-87654321-1234567", "0571--87654321", "057187654321-1-2", "400-82-08820", "400-820-882",
		"0571-8765432x", "0", "01", "+86", "+1 212 555 0100", "08x1-6324567", "--", "40o-820-8820",
	} {
		if number, kind, err := contactform.Phone(text); !errors.Is(err, contactform.ErrPhone) || number != "" || kind != "" {
			t.Errorf("%q is %q, %q, %v", text, number, kind, err)
		}
	}
}

func TestEmail(t *testing.T) {
	for text, want := range map[string]string{
		"a@x.com":                         "a@x.com",
		" Wang.Wu+crm@Example.COM.CN ":    "Wang.Wu+crm@example.com.cn",
		"o'neil_1@sub-domain.example.io":  "o'neil_1@sub-domain.example.io",
		"x@xn--fiqs8s.xn--fiqs8s":         "x@xn--fiqs8s.xn--fiqs8s",
		strings.Repeat("a", 64) + "@b.cn": strings.Repeat("a", 64) + "@b.cn",
	} {
		if got, err := contactform.Email(text); err != nil || got != want {
			t.Errorf("%q is %q, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "a", "@", "a@", "@x.com", "a@x", "a@@x.com", "a@b@x.com", ".a@x.com", "a.@x.com", "a..b@x.com", "a b@x.com",
		"a@-x.com", "a@x-.com", "a@x..com", "a@.com", "a@x.com.", "a@x.1", "a@1.2.3.4", "a@[1.2.3.4]", "\"a b\"@x.com",
		"张三@x.com", "a@公司.cn", "a@x_y.com", "a@x.c", "a@x.com\nbcc: b@x.com", strings.Repeat("a", 65) + "@b.cn",
		"a@" + strings.Repeat("b", 64) + ".cn", "a@" + strings.Repeat("b.", 130) + "cn",
	} {
		if got, err := contactform.Email(text); !errors.Is(err, contactform.ErrEmail) || got != "" {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
}

func TestMasks(t *testing.T) {
	for name, tc := range map[string]struct {
		mask        func(string) string
		clear, want string
	}{
		"mobile":            {contactform.MaskPhone, "19900000011", "199****0011"},
		"mobile with code":  {contactform.MaskPhone, "+86 199 0000 0011", "199****0011"},
		"landline":          {contactform.MaskPhone, "0571-87654321-801", "0571-****4321"},
		"short landline":    {contactform.MaskPhone, "0891-6324567", "0891-****4567"},
		"service":           {contactform.MaskPhone, "400-820-8820", "400-***-8820"},
		"no phone":          {contactform.MaskPhone, "call 19900000011", "****"},
		"empty phone":       {contactform.MaskPhone, "", ""},
		"e-mail":            {contactform.MaskEmail, "alice@X.com", "a***@x.com"},
		"one letter":        {contactform.MaskEmail, "a@x.com", "a***@x.com"},
		"no e-mail":         {contactform.MaskEmail, "alice at x.com", "****"},
		"empty e-mail":      {contactform.MaskEmail, "", ""},
		"two characters":    {contactform.MaskName, "张三", "张*"},
		"three characters":  {contactform.MaskName, "张三丰", "张**"},
		"compound surname":  {contactform.MaskName, "欧阳锋", "欧阳*"},
		"compound, long":    {contactform.MaskName, "欧阳娜娜", "欧阳**"},
		"named Ouyang":      {contactform.MaskName, "欧阳", "欧*"},
		"long transcribed":  {contactform.MaskName, "阿卜杜拉·买买提", "阿***"},
		"one character":     {contactform.MaskName, "张", "*"},
		"Latin":             {contactform.MaskName, "John Smith", "J***"},
		"spaces":            {contactform.MaskName, " 张三 ", "张*"},
		"empty name":        {contactform.MaskName, "", ""},
		"resident id":       {contactform.MaskResidentID, "11010519491231002X", "110105********002X"},
		"no resident id":    {contactform.MaskResidentID, "110105491231002", "****"},
		"empty id":          {contactform.MaskResidentID, "", ""},
		"bank card":         {contactform.MaskBankAccount, "6217000000000000012", "6217 **** **** 0012"},
		"bank card, spaced": {contactform.MaskBankAccount, "6217 0000 0000 0000 012", "6217 **** **** 0012"},
		"short account":     {contactform.MaskBankAccount, "12345678", "****"},
		"empty account":     {contactform.MaskBankAccount, "", ""},
	} {
		if got := tc.mask(tc.clear); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func FuzzContacts(f *testing.F) {
	for _, seed := range []string{"+86 138 0013 8000", "（0571）87654321转801", "400-820-8820", "a@x.com", "86", "+8686", "0", "\xff@x.cn", "张三", "欧阳", "6217 0000 0000 0000 012"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := contactform.Mobile(text); err == nil {
			if again, err := contactform.Mobile(got); err != nil || again != got {
				t.Errorf("mobile %q is %q, then %q, %v", text, got, again, err)
			}
		}
		if got, kind, err := contactform.Phone(text); err == nil {
			if again, sort, err := contactform.Phone(got); err != nil || again != got || sort != kind {
				t.Errorf("phone %q is %q, then %q, %v", text, got, again, err)
			}
		}
		if got, err := contactform.Email(text); err == nil {
			if again, err := contactform.Email(got); err != nil || again != got {
				t.Errorf("e-mail %q is %q, then %q, %v", text, got, again, err)
			}
		}
		for _, mask := range []func(string) string{contactform.MaskPhone, contactform.MaskEmail, contactform.MaskName, contactform.MaskResidentID, contactform.MaskBankAccount} {
			if shown := mask(text); strings.TrimSpace(text) != "" && !strings.Contains(shown, "*") {
				t.Errorf("%q is shown as %q", text, shown)
			}
		}
	})
}
