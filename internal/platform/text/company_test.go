package text_test

import (
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/platform/text"
)

func TestNormalize(t *testing.T) {
	for name, want := range map[string]text.Company{
		"浙江省中天建设集团有限公司":           {"浙江", "中天建设", "集团有限公司"},
		"中天建设集团（浙江）有限公司":          {"浙江", "中天建设", "集团有限公司"},
		"深圳市振业(集团)股份有限公司":         {"深圳", "振业", "股份有限公司集团"},
		"浙江省杭州市理想小额贷款有限公司":        {"浙江杭州", "理想小额贷款", "有限公司"},
		"嘉里物流（長沙）有限公司":            {"长沙", "嘉里物流", "有限公司"},
		"广西壮族自治区建工集团有限责任公司":       {"广西", "建工", "集团有限责任公司"},
		"中国建筑第三工程局有限公司":           {"", "建筑第三工程局", "有限公司"},
		"江苏银行股份有限公司深圳分行":          {"江苏", "银行深圳分行", "股份有限公司"},
		"博远新轩股权投资合伙企业(有限合伙)":      {"", "博远新轩股权投资", "合伙企业有限合伙"},
		"Lincoln Steel Co., Ltd.": {"", "lincolnsteel", "coltd"},
		"上海":                      {"", "上海", ""},
		"集团公司":                    {"", "", "集团公司"},
		"中国":                      {"", "中国", ""},
		"(华东":                     {"", "华东", ""},
		"":                        {},
	} {
		if got := text.Normalize(name); got != want {
			t.Errorf("%s is %+v, want %+v", name, got, want)
		}
	}
}

func TestSimilarity(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		same bool
	}{
		{"中天建设集团有限公司", "浙江中天建设集团有限公司", true},
		{"中天建设集团有限公司", "中天建设（集团）股份有限公司", true},
		{"深圳太太药业有限公司", "深圳市太太药业有限公司", true},
		{"香港中建投资有限公司", "中建投資（香港）有限公司", true},
		{"光大兴隆信托有限责任公司", "光大兴陇信托有限责任公司", true},
		{"首创综合环境治理公司", "首创环境综合治理公司", true},
		{"华东路桥建设有限公司", "华西路桥建设有限公司", false},
		{"浙江甲科技有限公司", "浙江乙科技有限公司", false},
		{"绍兴银行股份有限公司", "嘉兴银行股份有限公司", false},
		{"重庆长安建设有限公司", "重庆庆铃汽车有限公司", false},
		{"", "中天建设", false},
	} {
		if s := text.Similarity(tc.a, tc.b); (s >= text.LikelySame) != tc.same {
			t.Errorf("%s and %s: %.2f", tc.a, tc.b, s)
		}
	}
	for _, pair := range [][2]string{{"中天建设有限公司", "中天建设集团股份有限公司"}, {"集团公司", "集团公司"}, {"", ""}} {
		if s := text.Similarity(pair[0], pair[1]); s != 1 {
			t.Errorf("%s and %s: %.2f, want 1", pair[0], pair[1], s)
		}
	}
}

func TestSimilarityIsSymmetric(t *testing.T) {
	name := rapid.StringOfN(rapid.RuneFrom([]rune("重庆长安中天建设工程集团有限公司(浙江)银行A1 ")), 0, 14, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := name.Draw(t, "a"), name.Draw(t, "b")
		s, r := text.Similarity(a, b), text.Similarity(b, a)
		if d := s - r; d > 1e-9 || d < -1e-9 || s < 0 || s > 1 {
			t.Fatalf("%v one way, %v the other", s, r)
		}
		if self := text.Similarity(a, a); self != 1 {
			t.Fatalf("%q is %v like itself", a, self)
		}
	})
}

func FuzzNormalize(f *testing.F) {
	for _, seed := range []string{"深圳市振业(集团)股份有限公司", "（））(", "上海上海上海", "省市", "inc", "\xff（\xff）", "中国中国"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		c := text.Normalize(name)
		if text.Fold(c.Core) != c.Core || text.Fold(c.Region) != c.Region || text.Fold(c.Form) != c.Form {
			t.Errorf("%q has parts that are not folded: %+v", name, c)
		}
		if s := text.Similarity(name, name); s != 1 {
			t.Errorf("%q is %v like itself", name, s)
		}
	})
}

func BenchmarkSimilarity(b *testing.B) {
	for b.Loop() {
		text.Similarity("深圳市振业(集团)股份有限公司", "深圳振业集团有限责任公司")
	}
}
