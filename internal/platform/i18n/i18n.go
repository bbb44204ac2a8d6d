package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
)

// Lang is a language of the product.
type Lang string

// Languages; the first is the default.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

// Langs lists every language.
func Langs() []Lang { return []Lang{ZH, EN} }

// Negotiate chooses the language of a request: the person's own choice when it
// is one of ours, else the Accept-Language header, else Chinese. A browser that
// asks only for languages we lack gets English.
func Negotiate(preferred, acceptLanguage string) Lang {
	if l := Lang(preferred); slices.Contains(Langs(), l) {
		return l
	}
	weight := map[string]float64{}
	for i, part := range strings.Split(acceptLanguage, ",") {
		if i == 20 { // no browser sends more; a stranger might
			break
		}
		tag, q := parseRange(part)
		if tag != "" && q > 0 {
			weight[tag] = max(weight[tag], q)
		}
	}
	zh := max(weight["zh"], weight["*"])
	if len(weight) == 0 || zh > 0 && zh >= weight["en"] {
		return ZH
	}
	return EN
}

// parseRange reads "zh-CN;q=0.8" as ("zh", 0.8).
func parseRange(part string) (string, float64) {
	tag, param, weighted := strings.Cut(part, ";")
	tag, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	if !weighted {
		return tag, 1
	}
	text, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(param)), "q=")
	q, err := strconv.ParseFloat(text, 64)
	if !ok || err != nil || !(q >= 0 && q <= 1) {
		return tag, 0
	}
	return tag, q
}

//go:embed zh.json en.json
var files embed.FS

// Catalogue holds the sentences. It does not change after [New].
type Catalogue struct{ sentences map[Lang]map[string]string }

// New reads the embedded catalogue.
func New() (*Catalogue, error) {
	c := &Catalogue{map[Lang]map[string]string{}}
	for _, lang := range Langs() {
		text, err := files.ReadFile(string(lang) + ".json")
		if err != nil {
			return nil, err
		}
		var m map[string]string
		if err := json.Unmarshal(text, &m); err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", lang, err)
		}
		c.sentences[lang] = m
	}
	return c, nil
}

// T returns the sentence for a key in a language, with its placeholders filled.
// A key without a sentence comes back as it is; a placeholder without a
// parameter stays visible. Both are better than hiding what happened.
func (c *Catalogue) T(lang Lang, key string, params map[string]any) string {
	sentence, ok := c.sentences[lang][key]
	if !ok {
		return key
	}
	return placeholder.ReplaceAllStringFunc(sentence, func(hole string) string {
		name, format, _ := strings.Cut(hole[1:len(hole)-1], ":")
		v, ok := params[name]
		if !ok {
			return hole
		}
		return write(lang, format, v)
	})
}

// Fault returns the sentence for an error: that of its code, or the one for
// internal errors when it is not a declared fault.
func (c *Catalogue) Fault(lang Lang, err error) string {
	f := fault.As(err)
	if f == nil || f.Kind == fault.Internal {
		return c.T(lang, "internal", nil)
	}
	return c.T(lang, f.Code, f.Params)
}

// Missing returns, for each language that lacks some, the codes without a
// sentence, in order.
func (c *Catalogue) Missing(codes []string) map[Lang][]string {
	missing := map[Lang][]string{}
	for _, lang := range Langs() {
		for _, code := range codes {
			if _, ok := c.sentences[lang][code]; !ok {
				missing[lang] = append(missing[lang], code)
			}
		}
		slices.Sort(missing[lang])
	}
	maps.DeleteFunc(missing, func(_ Lang, codes []string) bool { return len(codes) == 0 })
	return missing
}

// Keys returns every key of a language, in order.
func (c *Catalogue) Keys(lang Lang) []string {
	return slices.Sorted(maps.Keys(c.sentences[lang]))
}

// Placeholders returns the placeholders of a sentence, formats included, in order.
func (c *Catalogue) Placeholders(lang Lang, key string) []string {
	holes := placeholder.FindAllString(c.sentences[lang][key], -1)
	slices.Sort(holes)
	return holes
}

var placeholder = regexp.MustCompile(`\{[a-z_]+(:[a-z]+)?\}`)

func write(lang Lang, format string, v any) string {
	switch format {
	case "size":
		return writeSize(asInt(v))
	case "duration":
		if d, ok := v.(time.Duration); ok {
			return writeDuration(lang, d)
		}
		return writeDuration(lang, time.Duration(asInt(v))*time.Second)
	}
	return fmt.Sprint(v)
}

func asInt(v any) int64 {
	switch n := v.(type) {
	case int:
		return int64(n)
	case int64:
		return n
	case float64:
		return int64(n)
	}
	return 0
}

func writeSize(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB"}
	f, i := float64(n), 0
	for f >= 1024 && i < len(units)-1 {
		f, i = f/1024, i+1
	}
	return strings.TrimSuffix(strconv.FormatFloat(f, 'f', 1, 64), ".0") + " " + units[i]
}

// writeDuration rounds up to the largest fitting unit: "wait 61 seconds" reads
// as two minutes, and nobody comes back too early.
func writeDuration(lang Lang, d time.Duration) string {
	unit, zh, en := time.Second, "秒", "s"
	switch {
	case d > 48*time.Hour:
		unit, zh, en = 24*time.Hour, "天", "days"
	case d > 2*time.Hour:
		unit, zh, en = time.Hour, "小时", "h"
	case d > time.Minute:
		unit, zh, en = time.Minute, "分钟", "min"
	}
	n := (d + unit - 1) / unit
	if lang == EN {
		return fmt.Sprintf("%d %s", n, en)
	}
	return fmt.Sprintf("%d %s", n, zh)
}
