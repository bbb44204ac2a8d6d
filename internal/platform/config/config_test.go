package config_test

import (
	"context"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/urfave/cli/v3"

	"gongqiao/internal/platform/config"
)

func from(m map[string]string) config.Lookup {
	return func(name string) (string, bool) { v, ok := m[name]; return v, ok }
}

func write(t *testing.T, text string) (data string) {
	t.Helper()
	data = t.TempDir()
	if err := os.WriteFile(filepath.Join(data, config.DefaultFile), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return data
}

func load(t *testing.T, file string, env, flag map[string]string) (config.Loaded, error) {
	t.Helper()
	if flag == nil {
		flag = map[string]string{}
	}
	flag["data"] = write(t, file)
	return config.Load(from(flag), from(env))
}

func TestDefaultsAreValid(t *testing.T) {
	c, err := config.Load(from(map[string]string{"data": t.TempDir()}), from(nil))
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8080" || c.Role != "all" || c.SessionIdle != 30*time.Minute ||
		c.SessionAbsolute != 12*time.Hour || c.UploadLimit != 200<<20 || c.Demo {
		t.Errorf("defaults are %+v", c.Config)
	}
}

func TestLaterSourcesWin(t *testing.T) {
	const file = "\ufeff# ours\nlisten = \"0.0.0.0:1\" # all\nsession_idle = \"10m\"\r\nlog_level = 'warn'\nsmtp_port = 25 # old\ndemo = true\n"
	c, err := load(t, file,
		map[string]string{"GONGQIAO_LISTEN": "0.0.0.0:2", "GONGQIAO_SESSION_IDLE": "11m", "GONGQIAO_PORT": "tcp://10.0.0.1:80"},
		map[string]string{"listen": "0.0.0.0:3"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "0.0.0.0:3" || c.SessionIdle != 11*time.Minute || c.LogLevel != "warn" || c.SMTPPort != 25 || !c.Demo {
		t.Errorf("got %+v", c.Config)
	}
	var b strings.Builder
	if err := c.Effective(&b); err != nil {
		t.Fatal(err)
	}
	for key, origin := range map[string]string{"listen": "flag", "session_idle": "environment", "log_level": "file", "role": "default"} {
		if got := lineOf(b.String(), key); !strings.HasSuffix(got, "# "+origin) {
			t.Errorf("%s: printed %q, want origin %s", key, got, origin)
		}
	}
}

func lineOf(text, key string) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, key+" ") {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

func TestProblemsNameTheirPlace(t *testing.T) {
	for name, tc := range map[string]struct {
		file string
		env  map[string]string
		want string
	}{
		"unknown key":         {"listen = \"a:1\"\nsession_idel = \"1m\"", nil, `gongqiao.toml: line 2: unknown setting "session_idel"`},
		"key twice":           {"demo = true\ndemo = false", nil, "line 2: demo: already set on line 1"},
		"data in file":        {`data = "/x"`, nil, "cannot stand in it"},
		"no equals":           {"\n\nlisten", nil, "line 3: must be key = value"},
		"no value":            {"listen =", nil, "line 1: the value is missing"},
		"table":               {"[smtp]", nil, "line 1: tables"},
		"array":               {`trusted_proxies = ["10.0.0.0/8"]`, nil, "line 1: write a list"},
		"open quote":          {`listen = "a:1`, nil, "line 1: the quoted text"},
		"open single quote":   {`listen = 'a:1`, nil, "line 1: the closing quote"},
		"after the quote":     {`listen = "a:1" x`, nil, "line 1: something follows"},
		"bare words":          {`smtp_from = a b`, nil, "line 1: text must stand in quotes"},
		"bad duration":        {`session_idle = "soon"`, nil, "line 1: session_idle: must be a time"},
		"bad number":          {`smtp_port = "x"`, nil, "line 1: smtp_port: must be a whole number"},
		"bad size":            {`upload_limit = "-1MB"`, nil, "line 1: upload_limit: must be a size"},
		"bad bool":            {`demo = perhaps`, nil, "line 1: demo: must be true or false"},
		"bad network":         {`trusted_proxies = "10.0.0.0/8, x"`, nil, "line 1: trusted_proxies: must be networks"},
		"bad choice":          {``, map[string]string{"GONGQIAO_ROLE": "boss"}, "variable GONGQIAO_ROLE: must be one of all, web, worker"},
		"half of TLS":         {`tls_cert = "c.pem"`, nil, "tls-cert and tls-key"},
		"mail without sender": {`smtp_host = "mx"`, nil, "smtp-from: needed"},
		"bad sender":          {`smtp_from = "nobody"`, nil, "smtp-from: must be a mail address"},
		"idle over absolute":  {`session_idle = "13h"`, nil, "session-idle"},
		"worker on SQLite":    {`role = "worker"`, nil, "role: web and worker need a shared database"},
		"URL with a path":     {`public_url = "https://a.example/x"`, nil, "public-url"},
		"URL with a password": {`public_url = "https://u:p@a.example"`, nil, "public-url"},
		"not a day":           {`today = "2026-02-30"`, nil, "today: must be YYYY-MM-DD"},
		"listen without port": {`listen = "localhost"`, nil, "listen: must be host:port"},
		"port out of range":   {`smtp_port = 65536`, nil, "smtp-port"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, tc.file, tc.env, nil)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("err = %v, want %q", err, tc.want)
			}
		})
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	_, err := load(t, "one = 1\ntwo = 2\nsmtp_port = x", map[string]string{"GONGQIAO_ROLE": "boss"}, nil)
	for _, want := range []string{"line 1", "line 2", "line 3", "GONGQIAO_ROLE"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("err = %v lacks %q", err, want)
		}
	}
}

func TestNamedFileMustExist(t *testing.T) {
	_, err := config.Load(from(map[string]string{"data": t.TempDir(), "config": filepath.Join(t.TempDir(), "none.toml")}), from(nil))
	if err == nil || !strings.Contains(err.Error(), "settings file") {
		t.Errorf("err = %v", err)
	}
}

func TestNamedFileReplacesTheDefaultOne(t *testing.T) {
	data := write(t, "broken")
	other := filepath.Join(t.TempDir(), "other.toml")
	if err := os.WriteFile(other, []byte(`role = "all"`+"\n"+`today = "2026-03-01"`), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(from(map[string]string{"data": data}), from(map[string]string{"GONGQIAO_CONFIG": other}))
	if err != nil || c.Today != "2026-03-01" {
		t.Errorf("today %q, err %v", c.Today, err)
	}
}

func TestNoSecretIsPrinted(t *testing.T) {
	const file = `database = "postgres://app:hush1@db.example:5432/gongqiao?sslpassword=hush2"
smtp_password = "hush3"`
	c, err := load(t, file, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := c.Effective(&b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "hush") {
		t.Errorf("a secret was printed:\n%s", b.String())
	}
	for _, want := range []string{"postgres://db.example:5432/gongqiao ", "(set)"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("printed form lacks %q:\n%s", want, b.String())
		}
	}
	c, err = load(t, `database = "host=db password=hush4"`, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := c.Effective(&b); err != nil || strings.Contains(b.String(), "hush") {
		t.Errorf("err %v, printed:\n%s", err, b.String())
	}
	if _, err := load(t, `smtp_password = "hush5`, nil, nil); err == nil || strings.Contains(err.Error(), "hush") {
		t.Errorf("the error repeats the line: %v", err)
	}
}

// Every field named like a secret must be tagged as one.
func TestSecretsAreTagged(t *testing.T) {
	for _, s := range config.Settings() {
		if s.Secret == "" && (strings.Contains(s.Name, "password") || strings.Contains(s.Name, "token") || strings.Contains(s.Name, "secret")) {
			t.Errorf("%s looks like a secret and has no secret tag", s.Name)
		}
		if s.Name == "" || s.Help == "" {
			t.Errorf("setting %+v lacks a name or help", s)
		}
	}
}

func TestFlags(t *testing.T) {
	var got config.Loaded
	cmd := &cli.Command{Name: "serve", Flags: config.Flags(), Action: func(_ context.Context, cmd *cli.Command) (err error) {
		got, err = config.FromCommand(cmd)
		return err
	}}
	args := []string{"serve", "--data", t.TempDir(), "--listen", ":9", "--demo", "--upload-limit", "1.5GB", "--trusted-proxies", "10.1.2.3/8, ::1"}
	if err := cmd.Run(t.Context(), args); err != nil {
		t.Fatal(err)
	}
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	if got.Listen != ":9" || !got.Demo || got.UploadLimit != 1.5e9 || len(got.TrustedProxies) != 2 ||
		got.TrustedProxies[0] != want[0] || got.TrustedProxies[1] != want[1] {
		t.Errorf("got %+v", got.Config)
	}
}

func TestSizePrintsWhatItReads(t *testing.T) {
	for text, want := range map[string]string{"200MiB": "200MiB", "1KiB": "1KiB", "2048": "2KiB", "1.5GiB": "1536MiB", "1000B": "1000B", "0": "0B"} {
		got, err := config.ParseSize(text)
		if err != nil || got.String() != want {
			t.Errorf("%s = %v, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "MiB", "1e99GiB", "-1", "NaN", "1 TiB"} {
		if got, err := config.ParseSize(text); err == nil {
			t.Errorf("%q = %v, want an error", text, got)
		}
	}
}

func FuzzFile(f *testing.F) {
	for _, seed := range []string{"", "=", "a=\"", "[", "listen = \"\\x\"", "x='", "\x00=\xff", "demo = true #"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, err := load(t, text, nil, nil)
		if err != nil && len(err.Error()) == 0 {
			t.Error("an error without words")
		}
	})
}
