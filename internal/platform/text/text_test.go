package text_test

import (
	"slices"
	"strings"
	"testing"

	"gongqiao/internal/platform/text"
)

func TestFold(t *testing.T) {
	for s, want := range map[string]string{
		"重庆长安（集团）":        "重庆长安集团",
		"ＡＢＣ－１２３ Steel":   "abc123steel",
		"嘉里物流(長沙)有限公司":    "嘉里物流长沙有限公司",
		"  \t\n、，。“”《》—…": "",
		"K0+420":          "k0420",
		"É":               "é",
		"〇号":              "〇号",
		"\xff坏":           "坏",
	} {
		if got := text.Fold(s); got != want {
			t.Errorf("%q folds to %q, want %q", s, got, want)
		}
	}
}

func TestGrams(t *testing.T) {
	for s, want := range map[string]string{
		"":         "",
		"桥":        "桥",
		"重庆长安":     "重庆 庆长 长安 安",
		"中铁-建工":    "中铁 铁建 建工 工",
		"Ａ1 号":     "a1 1号 号",
		"——":       "",
		"𬭎建":       "𬭎建 建",
		"重重重":      "重重 重重 重",
		"CNPC ltd": "cn np pc cl lt td d",
	} {
		if got := strings.Join(text.Grams(s), " "); got != want {
			t.Errorf("%q is cut to %q, want %q", s, got, want)
		}
	}
}

func TestTermsEndWithInitials(t *testing.T) {
	for s, want := range map[string]string{
		"重庆长安": "重庆 庆长 长安 安 cq qc ca a",
		"cnpc": "cn np pc c",
		"":     "",
	} {
		if got := strings.Join(text.Terms(s), " "); got != want {
			t.Errorf("%q has the terms %q, want %q", s, got, want)
		}
	}
	if got := strings.Join(text.PersonTerms("单田"), " "); got != "单田 田 st t" {
		t.Errorf("a person has the terms %q", got)
	}
}

func TestFours(t *testing.T) {
	for s, want := range map[string]string{
		"cqcajs":        "cqca qcaj cajs ajs",
		"cqc":           "",
		"ab12公司cdef\nx": "ab12 b12 cdef def",
		"重庆长安":          "",
	} {
		if got := strings.Join(text.Fours(s), " "); got != want {
			t.Errorf("%q has the fours %q, want %q", s, got, want)
		}
	}
	for s, want := range map[string]string{"cqcaj": `"kcqca kqcaj"`, "cqc": `"kcq kqc"`, "长安jsgs": `"k长安 k安j kjs ksg kgs"`} {
		if got := text.ParseQuery(s).FTS5In("k"); got != want {
			t.Errorf("%q asks FTS5 for %s, want %s", s, got, want)
		}
	}
}

func TestArrayHoldsPairsAndSingles(t *testing.T) {
	got := text.Array(text.Terms("长安长安"))
	if want := []string{"a", "ac", "c", "ca", "安", "安长", "长", "长安"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestQuery(t *testing.T) {
	for s, want := range map[string]struct {
		fts5  string
		array []string
	}{
		"":           {"", nil},
		" 、 ":        {"", nil},
		"桥":          {`"桥" *`, []string{"桥"}},
		"重庆":         {`"重庆"`, []string{"重庆"}},
		"重庆长安":       {`"重庆 庆长 长安"`, []string{"庆长", "重庆", "长安"}},
		"CQCA":       {`"cq qc ca"`, []string{"ca", "cq", "qc"}},
		"重庆 桥":       {`"重庆" AND "桥" *`, []string{"桥", "重庆"}},
		"重庆 重庆":      {`"重庆"`, []string{"重庆"}},
		`"重庆" OR (*`: {`"重庆" AND "or"`, []string{"or", "重庆"}},
	} {
		q := text.ParseQuery(s)
		if got := q.FTS5(); got != want.fts5 {
			t.Errorf("%q asks FTS5 for %s, want %s", s, got, want.fts5)
		}
		if got := q.Array(); !slices.Equal(got, want.array) {
			t.Errorf("%q asks for %q, want %q", s, got, want.array)
		}
		if q.Empty() != (want.fts5 == "") {
			t.Errorf("%q is empty: %v", s, q.Empty())
		}
	}
	if got := text.ParseQuery("重庆 Ｂ1").Words(); !slices.Equal(got, []string{"重庆", "b1"}) {
		t.Errorf("words %q", got)
	}
}

func TestMatches(t *testing.T) {
	name := "重庆长安建设（集团）有限公司"
	folded, initials := text.Fold(name), text.Initials(name)
	for query, want := range map[string]bool{"": true, "长安": true, "安": true, "cqca": true, "公司 长安": true, "jsjt": true, "长庆": false, "长安 桥": false, "zqza": false} {
		if got := text.ParseQuery(query).Matches(folded, initials); got != want {
			t.Errorf("%q matches: %v", query, got)
		}
	}
}

func FuzzTerms(f *testing.F) {
	for _, seed := range []string{"重庆长安（集团）有限公司", "ABC公司", "\xff\xfe", "İ", "ﬀ", "e\u0301", "𠮷野家", "１２３", ""} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, s, wish string) {
		folded := text.Fold(s)
		if again := text.Fold(folded); again != folded {
			t.Errorf("%q folds to %q, and that to %q", s, folded, again)
		}
		terms := text.Terms(s)
		if n := len([]rune(folded)); len(text.Grams(s)) != n {
			t.Errorf("%d grams of %d characters", len(text.Grams(s)), n)
		}
		q := text.ParseQuery(wish)
		if strings.Trim(strings.NewReplacer(`"`, "", " ", "", "*", "", "AND", "").Replace(q.FTS5()), strings.Join(q.Array(), "")) != "" {
			t.Errorf("%q asks FTS5 for %s, which is more than words", wish, q.FTS5())
		}
		if !q.Matches(folded, text.Initials(s)) {
			return
		}
		array := text.Array(terms)
		for _, element := range q.Array() {
			if _, found := slices.BinarySearch(array, element); !found {
				t.Errorf("%q contains %q, but not %q", s, wish, element)
			}
		}
	})
}

func BenchmarkTerms(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		text.Terms("重庆长安建设工程集团股份有限公司")
	}
}

func BenchmarkQuery(b *testing.B) {
	for b.Loop() {
		_ = text.ParseQuery("重庆长安 建设").FTS5()
	}
}
