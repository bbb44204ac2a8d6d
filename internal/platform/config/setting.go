package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v3"
)

// Setting describes one field of [Config]; see the tags there.
type Setting struct {
	Name    string   // flag, without the dashes
	Default string   // as text
	Help    string   // one line
	OneOf   []string // the allowed values; nil means any
	Secret  string   // "", "true" or "url"
	InFile  bool     // may stand in the settings file
	index   int
}

// Key is the setting's name in the settings file.
func (s Setting) Key() string { return strings.ReplaceAll(s.Name, "-", "_") }

// Env is the variable that sets it.
func (s Setting) Env() string { return "GONGQIAO_" + strings.ToUpper(s.Key()) }

// Settings lists every setting in the order of [Config].
func Settings() []Setting {
	t := reflect.TypeFor[Config]()
	all := make([]Setting, 0, t.NumField())
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		s := Setting{
			Name: tag.Get("name"), Default: tag.Get("default"), Help: tag.Get("help"),
			Secret: tag.Get("secret"), InFile: tag.Get("file") != "no", index: i,
		}
		if v := tag.Get("oneof"); v != "" {
			s.OneOf = strings.Fields(v)
		}
		all = append(all, s)
	}
	return all
}

// Flags returns one command-line flag for each setting. Defaults are shown in
// the help only: an unset flag must not hide what the file or a variable says.
func Flags() []cli.Flag {
	var flags []cli.Flag
	for _, s := range Settings() {
		usage := s.Help
		if s.OneOf != nil {
			usage += " (" + strings.Join(s.OneOf, ", ") + ")"
		}
		usage += " [$" + s.Env() + "]"
		if reflect.TypeFor[Config]().Field(s.index).Type.Kind() == reflect.Bool {
			flags = append(flags, &cli.BoolFlag{Name: s.Name, Usage: usage, HideDefault: true})
			continue
		}
		flags = append(flags, &cli.StringFlag{Name: s.Name, Usage: usage, DefaultText: s.Default, HideDefault: s.Default == ""})
	}
	return flags
}

// set parses text into the setting's field. Errors never repeat the text.
func (s Setting) set(c *Config, text string) error {
	text = strings.TrimSpace(text)
	switch p := reflect.ValueOf(c).Elem().Field(s.index).Addr().Interface().(type) {
	case *string:
		*p = text
		return s.allowed(text)
	case *bool:
		return parse(p, text, strconv.ParseBool, "true or false")
	case *int:
		return parse(p, text, strconv.Atoi, "a whole number")
	case *time.Duration:
		return parse(p, text, time.ParseDuration, "a time such as 30m or 12h")
	case *Size:
		return parse(p, text, ParseSize, "a size such as 200MiB")
	case *[]netip.Prefix:
		return parse(p, text, parsePrefixes, "networks such as 10.0.0.0/8, 192.168.1.7")
	default:
		return fmt.Errorf("no parser for %T", p)
	}
}

func (s Setting) allowed(text string) error {
	if s.OneOf == nil {
		return nil
	}
	for _, v := range s.OneOf {
		if v == text {
			return nil
		}
	}
	return fmt.Errorf("must be one of %s", strings.Join(s.OneOf, ", "))
}

func parse[T any](dst *T, text string, f func(string) (T, error), want string) error {
	v, err := f(text)
	if err != nil {
		return fmt.Errorf("must be %s", want)
	}
	*dst = v
	return nil
}

func parsePrefixes(text string) ([]netip.Prefix, error) {
	var list []netip.Prefix
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if addr, err := netip.ParseAddr(part); err == nil {
			list = append(list, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(part)
		if err != nil {
			return nil, err
		}
		list = append(list, p.Masked())
	}
	return list, nil
}

// show renders the field for people; secrets only as far as their tag allows.
func (s Setting) show(c Config) string {
	v := reflect.ValueOf(c).Field(s.index).Interface()
	text := fmt.Sprint(v)
	if list, ok := v.([]netip.Prefix); ok {
		parts := make([]string, len(list))
		for i, p := range list {
			parts[i] = p.String()
		}
		text = strings.Join(parts, ", ")
	}
	if text == "" || s.Secret == "" {
		return text
	}
	if u, err := url.Parse(text); s.Secret == "url" && err == nil && u.Host != "" {
		return u.Scheme + "://" + u.Host + u.Path // user, password and parameters stay inside
	}
	return "(set)"
}

// Size is a number of bytes.
type Size int64

var sizeUnits = []struct {
	name  string
	bytes Size
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"GB", 1e9}, {"MB", 1e6}, {"KB", 1e3}, {"B", 1}, {"", 1}}

// ParseSize reads "200MiB", "1.5 GB" or a plain number of bytes.
func ParseSize(text string) (Size, error) {
	for _, u := range sizeUnits {
		number, ok := strings.CutSuffix(text, u.name)
		if !ok {
			continue
		}
		f, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil || !(f >= 0 && f*float64(u.bytes) <= 1<<50) {
			return 0, fmt.Errorf("not a size")
		}
		return Size(f * float64(u.bytes)), nil
	}
	return 0, fmt.Errorf("not a size")
}

// String prints the size in the largest unit that divides it.
func (s Size) String() string {
	for _, u := range sizeUnits[:3] {
		if s >= u.bytes && s%u.bytes == 0 {
			return fmt.Sprintf("%d%s", s/u.bytes, u.name)
		}
	}
	return fmt.Sprintf("%dB", int64(s))
}
