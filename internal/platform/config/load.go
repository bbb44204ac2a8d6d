package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v3"
)

// Lookup finds the text of one source by name, as os.LookupEnv does.
type Lookup func(name string) (string, bool)

// Loaded is a checked configuration that remembers where each value came from.
type Loaded struct {
	Config
	origin map[string]string
}

// FromCommand loads the settings of a command that mounts [Flags]; the
// environment is the process's.
func FromCommand(cmd *cli.Command) (Loaded, error) {
	return Load(func(name string) (string, bool) {
		if !cmd.IsSet(name) {
			return "", false
		}
		return fmt.Sprint(cmd.Value(name)), true
	}, os.LookupEnv)
}

// Load reads defaults, the file, the environment and flags, in that order, and
// checks the result. It reports every problem at once; none repeats a value.
// A file named by --config must exist; the default file need not.
func Load(flag, env Lookup) (Loaded, error) {
	l := Loaded{origin: map[string]string{}}
	for _, s := range Settings() {
		if err := l.put(s, s.Default, "default"); err != nil {
			return l, fmt.Errorf("default of %s %w", s.Name, err)
		}
	}
	var problems []error
	outside := func(s Setting) {
		if text, ok := env(s.Env()); ok {
			problems = append(problems, wrap(l.put(s, text, "environment"), "variable "+s.Env()))
		}
		if text, ok := flag(s.Name); ok {
			problems = append(problems, wrap(l.put(s, text, "flag"), "flag --"+s.Name))
		}
	}
	for _, s := range Settings() {
		if !s.InFile { // these two decide which file is read
			outside(s)
		}
	}
	problems = append(problems, l.readFile())
	for _, s := range Settings() {
		if s.InFile {
			outside(s)
		}
	}
	if err := errors.Join(problems...); err != nil {
		return l, err
	}
	return l, l.check()
}

func (l *Loaded) put(s Setting, text, origin string) error {
	if text == "" && origin == "default" {
		l.origin[s.Name] = origin
		return nil
	}
	if err := s.set(&l.Config, text); err != nil {
		return err
	}
	l.origin[s.Name] = origin
	return nil
}

func (l *Loaded) readFile() error {
	path := l.File
	if path == "" {
		path = l.Path(DefaultFile)
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && l.File == "" {
		return nil
	}
	if err != nil {
		return fmt.Errorf("settings file: %w", err)
	}
	byKey := map[string]Setting{}
	for _, s := range Settings() {
		byKey[s.Key()] = s
	}
	entries, problems := parseFile(string(text))
	for _, e := range entries {
		problems = append(problems, wrap(l.putEntry(byKey, e), fmt.Sprintf("line %d", e.line)))
	}
	return wrap(errors.Join(problems...), filepath.Base(path))
}

func (l *Loaded) putEntry(byKey map[string]Setting, e entry) error {
	s, known := byKey[e.key]
	switch {
	case !known:
		return fmt.Errorf("unknown setting %q", e.key)
	case !s.InFile:
		return fmt.Errorf("%q decides which file is read and cannot stand in it", e.key)
	}
	return wrap(l.put(s, e.value, "file"), e.key)
}

func wrap(err error, where string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", where, err)
}

// check holds the rules that no single value can tell.
func (l *Loaded) check() error {
	var problems []error
	must := func(ok bool, text string) {
		if !ok {
			problems = append(problems, errors.New(text))
		}
	}
	_, _, err := net.SplitHostPort(l.Listen)
	must(err == nil, "listen: must be host:port")
	must(l.Data != "", "data: must name a folder")
	must((l.TLSCert == "") == (l.TLSKey == ""), "tls-cert and tls-key: set both or neither")
	must(l.SMTPPort > 0 && l.SMTPPort < 65536, "smtp-port: must be 1 to 65535")
	must(l.SMTPHost == "" || l.SMTPFrom != "", "smtp-from: needed when smtp-host is set")
	must(l.SessionIdle > 0 && l.SessionAbsolute >= l.SessionIdle, "session-idle: must be above zero and not above session-absolute")
	must(l.UploadLimit > 0 && l.ImportLimit > 0, "upload-limit and import-limit: must be above zero")
	must(l.Role == "all" || l.Database != "", "role: web and worker need a shared database")
	must(l.PublicURL == "" || isOrigin(l.PublicURL), "public-url: must be http(s)://host without a path")
	if l.Today != "" {
		_, err := time.Parse(time.DateOnly, l.Today)
		must(err == nil, "today: must be YYYY-MM-DD")
	}
	if l.SMTPFrom != "" {
		_, err := mail.ParseAddress(l.SMTPFrom)
		must(err == nil, "smtp-from: must be a mail address")
	}
	return errors.Join(problems...)
}

func isOrigin(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" &&
		u.User == nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.Fragment == ""
}

// Effective prints every setting, its value and its origin, in the order of
// [Config]. Secrets appear as "(set)"; the database as scheme, host and name.
func (l Loaded) Effective(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for _, s := range Settings() {
		fmt.Fprintf(t, "%s\t%s\t# %s\n", s.Key(), s.show(l.Config), l.origin[s.Name])
	}
	return t.Flush()
}
