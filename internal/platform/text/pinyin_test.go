package text_test

import (
	"slices"
	"strings"
	"testing"

	"gongqiao/internal/platform/text"
)

func TestInitials(t *testing.T) {
	for s, want := range map[string]string{
		"重庆长安": "cqca", "厦门": "xm", "长沙": "cs", "成都": "cd", "乐山": "ls", "六安": "la", "蚌埠": "bb", "亳州": "bz",
		"东阿": "de", "番禺": "py", "银行": "yh", "行业": "hy", "重工": "zg", "长春": "cc", "大厦": "ds", "音乐": "yy",
		"朝阳": "cy", "参与": "cy", "会计": "kj", "给排水": "jps", "重组": "cz", "起重建筑": "qzjz", "山东阿里": "sdal",
		"山东东阿阿胶": "sddeej", "中国重汽": "zgzq", "董事长": "dsz", "重庆市长安汽车": "cqscaqc", "正大会计师": "zdkjs", "工行长沙": "ghcs", "民乐县": "mlx", "长江": "cj", "成长": "cz", "注册会计师协会": "zckjsxh",
		"万里长城": "wlcc", "什邡": "sf", "西藏": "xz", "太行山": "ths", "工商银行": "gsyh", "行政": "xz", "乐清": "yq",
		"ABC公司": "abcgs", "3M中国": "3mzg", "重慶長安": "cqca", "": "", "——": "", "东莞": "dg", "空调": "kt", "调查": "dc",
	} {
		if got := text.Initials(s); got != want {
			t.Errorf("%s has the initials %q, want %q", s, got, want)
		}
	}
}

func TestPinyin(t *testing.T) {
	for s, want := range map[string]string{
		"重庆长安":        "chong qing chang an",
		"广厦建设ABC-1号线": "guang sha jian she abc1 hao xian",
		"绿地":          "lv di",
		"2026年":       "2026 nian",
		"乐亭":          "lao ting",
		"𬭎":           "hong",
		"":            "",
	} {
		if got := text.Pinyin(s); got != want {
			t.Errorf("%s is read %q, want %q", s, got, want)
		}
	}
}

func TestSurnames(t *testing.T) {
	for s, want := range map[string]string{
		"曾国强": "zeng guo qiang", "单雄": "shan xiong", "解缙": "xie jin", "仇英": "qiu ying", "区丽": "ou li",
		"任达": "ren da", "查良": "zha liang", "朴实": "piao shi", "尉迟恭": "yu chi gong", "万俟卨": "mo qi xie",
		"欧阳重庆": "ou yang chong qing", "张单": "zhang dan", "长孙无忌": "zhang sun wu ji", "乐嘉": "yue jia",
	} {
		if got := text.PersonPinyin(s); got != want {
			t.Errorf("%s is read %q, want %q", s, got, want)
		}
	}
	if got := text.PersonInitials("单雄"); got != "sx" {
		t.Errorf("initials %q", got)
	}
	if got := text.Pinyin("单元"); got != "dan yuan" {
		t.Errorf("what is no person is read %q", got)
	}
}

func TestSortKey(t *testing.T) {
	// 汪 is wāng, 王 is wáng; within one surname the next character decides.
	want := []string{"", "2号线", "阿里", "ABC公司", "安徽", "昂立", "巴中", "重庆", "重庆长安", "汪二", "汪一", "王二", "王五", "厦门", "中国"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(text.SortKey(a), text.SortKey(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("sorted %q, want %q", got, want)
	}
	if text.SortKey("中国（重庆）") != text.SortKey("中國 重庆") {
		t.Error("spellings of one name sort apart")
	}
	if text.SortKey("亿恒") == text.SortKey("忆恒") {
		t.Error("two names share a key")
	}
}

func FuzzPinyin(f *testing.F) {
	for _, seed := range []string{"重庆长安", "起重建", "ABC公司", "𠮷", "㐀", "〇", "尉迟", "山东阿"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := text.Fold(s)
		for _, initials := range []string{text.Initials(s), text.PersonInitials(s)} {
			if len([]rune(initials)) != len([]rune(folded)) {
				t.Errorf("%q has the initials %q", folded, initials)
			}
		}
		if joined := strings.ReplaceAll(text.Pinyin(s), " ", ""); strings.ContainsAny(joined, "āáǎàüêńḿ") && !strings.ContainsAny(folded, "āáǎàüêńḿ") {
			t.Errorf("%q is read with accents: %q", s, joined)
		}
		if text.SortKey(s) != text.SortKey(folded) {
			t.Errorf("%q and %q sort apart", s, folded)
		}
	})
}

func BenchmarkInitials(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		text.Initials("重庆长安建设工程集团股份有限公司")
	}
}

func BenchmarkSortKey(b *testing.B) {
	for b.Loop() {
		text.SortKey("重庆长安建设工程集团股份有限公司")
	}
}
