package db_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"gongqiao/internal/platform/db"
)

// ownServer is a PostgreSQL that this test may kill.
type ownServer struct {
	t   *testing.T
	dir string
}

func startServer(t *testing.T) (*ownServer, string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "gq") //nolint:usetesting // the server may run as another account, to which the folder around t.TempDir is closed
	if err != nil {
		t.Fatal(err)
	}
	s := &ownServer{t, filepath.Join(dir, "pg")}
	t.Cleanup(func() {
		s.script("stop")
		os.RemoveAll(dir)
	})
	if err := os.Chmod(dir, 0o755); err != nil { // the server may run as another account
		t.Fatal(err)
	}
	return s, s.script("start")
}

func (s *ownServer) script(verb string) string {
	s.t.Helper()
	c := exec.Command("../../../scripts/postgres", verb)
	c.Env = append(os.Environ(), "GONGQIAO_POSTGRES_DIR="+s.dir)
	out, err := c.Output()
	if err != nil {
		s.t.Fatalf("scripts/postgres %s: %v", verb, err)
	}
	return strings.TrimSpace(string(out))
}

// kill ends every process of the server at once and waits until it is gone.
func (s *ownServer) kill() {
	s.t.Helper()
	content, err := os.ReadFile(filepath.Join(s.dir, "data", "postmaster.pid"))
	if err != nil {
		s.t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(content), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		s.t.Fatal(err)
	}
	processes := []int{pid}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		s.t.Fatal(err)
	}
	for child := range strings.FieldsSeq(string(children)) {
		if id, err := strconv.Atoi(child); err == nil {
			processes = append(processes, id)
		}
	}
	for _, p := range processes {
		_ = syscall.Kill(p, syscall.SIGKILL) // a backend may have left meanwhile
	}
	for range 100 {
		time.Sleep(20 * time.Millisecond)
		if !slices.ContainsFunc(processes, alive) {
			return
		}
	}
	s.t.Fatal("the server does not die")
}

// alive reports whether there is such a process, even one that is dead and whose
// parent has not noticed yet: the start script would take it for the server.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	return err == nil && !errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}

// TestPostgresGoesAwayAndComesBack kills the server under eight writers: they
// hear "unavailable", nothing else, and go on when it is back.
func TestPostgresGoesAwayAndComesBack(t *testing.T) {
	t.Parallel()
	server, url := startServer(t)
	d, err := db.Open(t.Context(), db.Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := build(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	acked := &ledger{}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { writeThroughOutage(t, d, acked, stop) })
	}
	time.Sleep(300 * time.Millisecond)
	for range 2 {
		server.kill()
		if err := write(as(t, boss), d, draft("while it is down")); !errors.Is(err, db.ErrUnavailable) {
			t.Errorf("a write while it is down: %v", err)
		}
		if err := d.Peek(t.Context(), func(tx *db.Tx) error { return tx.One("select 1", nil, new(int)) }); !errors.Is(err, db.ErrUnavailable) {
			t.Errorf("a read while it is down: %v", err)
		}
		server.script("start")
		before := len(acked.all())
		for range 50 {
			if time.Sleep(100 * time.Millisecond); len(acked.all()) > before+20 {
				break
			}
		}
		if len(acked.all()) <= before+20 {
			t.Error("writing did not go on after the restart")
		}
	}
	close(stop)
	wg.Wait()
	for _, id := range acked.all() {
		if n := count(t, d, "paper", "id = ?", id); n != 1 {
			t.Errorf("%s was acknowledged and is there %d times", id, n)
		}
	}
	complete(t, d)
}

func writeThroughOutage(t *testing.T, d *db.DB, acked *ledger, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		p := draft("through the outage")
		switch err := write(as(t, boss), d, p); {
		case err == nil:
			acked.add(p.ID)
		case errors.Is(err, db.ErrUnavailable):
			time.Sleep(10 * time.Millisecond)
		default:
			t.Errorf("err = %v, want ErrUnavailable", err)
		}
	}
}

func TestOpenSaysThatTheServerIsNotThere(t *testing.T) {
	t.Parallel()
	_, err := db.Open(t.Context(), db.Options{URL: "postgres://nobody@127.0.0.1:1/none?connect_timeout=2"})
	if err == nil || !strings.Contains(err.Error(), "PostgreSQL") {
		t.Errorf("err = %v", err)
	}
}
