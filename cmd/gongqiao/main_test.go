package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain lets the test binary be the product: started with this variable it is
// main and nothing else.
func TestMain(m *testing.M) {
	if os.Getenv("GONGQIAO_TEST_MAIN") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// run starts the product with arguments and returns what it printed and its exit
// code.
func run(t *testing.T, args ...string) (out string, code int) {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], args...)
	c.Env = append(os.Environ(), "GONGQIAO_TEST_MAIN=1")
	var b bytes.Buffer
	c.Stdout, c.Stderr = &b, &b
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return b.String(), c.ProcessState.ExitCode()
}

// want runs and compares the exit code; it returns what was printed.
func want(t *testing.T, code int, args ...string) string {
	t.Helper()
	out, got := run(t, args...)
	if got != code {
		t.Fatalf("gongqiao %s: exit code %d, want %d\n%s", strings.Join(args, " "), got, code, out)
	}
	return out
}

// TestACareTakersDay fills an installation and does with it what whoever looks
// after it does.
func TestACareTakersDay(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	data := at("data")
	want(t, 0, "demo", "--data", data, "--today", "2026-11-20")

	write(t, at("new.csv"), "客户名称,城市\n甬东一有限公司,宁波\n甬东二有限公司,宁波\n")
	write(t, at("bad.csv"), "客户名称,客户类型\n甬东三有限公司,火星\n")
	write(t, at("map.json"), `{"fields": {"name": {"column": "客户名称"}, "city": {"column": "城市"}}}`)
	write(t, at("typo.json"), `{"felds": {}}`)
	person := []string{"--data", data, "--user", "gm"}
	with := func(command string, args ...string) []string {
		return append(append([]string{command}, person...), args...)
	}

	want(t, exitUsage, with("import", "--kind", "customers")...)
	want(t, exitUsage, with("import", "--kind", "customers", "--mapping", at("typo.json"), at("new.csv"))...)
	want(t, exitFailed, with("import", "--kind", "planets", at("new.csv"))...)
	want(t, exitFailed, "import", "--data", data, "--user", "nobody.here", "--kind", "customers", at("new.csv"))
	if out := want(t, 0, with("import", "--kind", "customers", "--dry-run", at("new.csv"))...); !strings.Contains(out, "checked: 2 rows, 2 taken") {
		t.Error(out)
	}
	out := want(t, 0, with("import", "--kind", "customers", "--mapping", at("map.json"), "--report", at("report.csv"), at("new.csv"))...)
	if report := read(t, at("report.csv")); !strings.Contains(report, "3,new,甬东二有限公司") {
		t.Error(report)
	}
	want(t, exitPartly, with("import", "--kind", "customers", "--report", at("report.csv"), at("bad.csv"))...)
	if report := read(t, at("report.csv")); !strings.Contains(report, "2,refused,甬东三有限公司,客户类型,type,public,not_allowed,") {
		t.Error(report)
	}

	want(t, 0, with("export", "--kind", "customers", "--query", "city=宁波", at("out.csv"))...)
	if list := read(t, at("out.csv")); !strings.Contains(list, "甬东一有限公司") || strings.Contains(list, "鹭江文旅") {
		t.Error(list)
	}
	want(t, exitUsage, with("export", "--kind", "customers", at("out.csv"))...)
	want(t, exitUsage, with("export", "--kind", "planets", at("out2.csv"))...)
	want(t, exitFailed, "export", "--data", data, "--user", "admin", "--kind", "customers", at("out3.csv"))
	if _, err := os.Stat(at("out3.csv")); err == nil {
		t.Error("a refused export left a file")
	}

	want(t, 0, "backup", "--data", data, at("full.gq"))
	want(t, exitUsage, "backup", "--data", data, at("full.gq"))
	want(t, 0, with("import", "--undo", idIn(out))...)
	want(t, exitUsage, "restore", "--data", data, at("full.gq"))
	want(t, 0, "restore", "--data", at("copy"), at("full.gq"))
	want(t, 0, "verify", "--data", at("copy"))
	if n := customers(t, at("copy"), at("copy.csv")); n != customers(t, data, at("data.csv"))+2 {
		t.Errorf("the copy holds %d customers", n)
	}
	damaged(t, dir)
	if out := want(t, exitPartly, "doctor", "--data", at("copy"), "--listen", "127.0.0.1:0"); !strings.Contains(out, "ok    audit log") || strings.Contains(out, "fail") {
		t.Error(out)
	}
}

// damaged restores a file with one wrong byte over a folder that holds
// something: the folder must be as it was.
func damaged(t *testing.T, dir string) {
	t.Helper()
	body := []byte(read(t, filepath.Join(dir, "full.gq")))
	body[len(body)/2] ^= 1
	write(t, filepath.Join(dir, "bad.gq"), string(body))
	before := names(t, dir)
	want(t, exitDamage, "restore", "--data", filepath.Join(dir, "copy"), "--force", filepath.Join(dir, "bad.gq"))
	if after := names(t, dir); after != before {
		t.Errorf("a refused restore left %s, was %s", after, before)
	}
	want(t, 0, "verify", "--data", filepath.Join(dir, "copy"))
	want(t, 0, "restore", "--data", filepath.Join(dir, "copy"), "--force", filepath.Join(dir, "full.gq"))
	if !strings.Contains(names(t, dir), "copy.before-restore-1") {
		t.Error("the old folder is gone")
	}
}

func TestDoctorTellsWhatIsWrong(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	want(t, exitPartly, "doctor", "--data", data, "--listen", "127.0.0.1:0")
	want(t, 0, "migrate", "--data", data)
	file := filepath.Join(data, "gongqiao.db")
	body := []byte(read(t, file))
	for i := 4096; i < len(body); i += 512 {
		body[i] ^= 0xff
	}
	write(t, file, string(body))
	if out := want(t, exitDamage, "doctor", "--data", data, "--listen", "127.0.0.1:0"); !strings.Contains(out, "fail  database") {
		t.Error(out)
	}
}

func customers(t *testing.T, data, file string) int {
	t.Helper()
	want(t, 0, "export", "--data", data, "--user", "gm", "--kind", "customers", file)
	return strings.Count(read(t, file), "\n")
}

// idIn is the id in "import ID applied: …".
func idIn(out string) string {
	_, rest, _ := strings.Cut(out, "import ")
	id, _, _ := strings.Cut(rest, " ")
	return id
}

func names(t *testing.T, dir string) string {
	t.Helper()
	found, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range found {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
