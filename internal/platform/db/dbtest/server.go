package dbtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"hash/crc32"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"gongqiao/internal/platform/db"
)

// server is the PostgreSQL of this process's tests. A process asks once: every
// test would wait for the script otherwise.
var server = sync.OnceValues(connect)

type cluster struct {
	url   *url.URL
	admin *sql.DB
}

func connect() (*cluster, error) {
	address := os.Getenv("GONGQIAO_TEST_POSTGRES")
	if address == "" {
		var err error
		if address, err = private(); err != nil {
			return nil, err
		}
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("GONGQIAO_TEST_POSTGRES: %w", err)
	}
	admin, err := sql.Open("pgx", address)
	if err != nil {
		return nil, err
	}
	if err := admin.Ping(); err != nil {
		return nil, fmt.Errorf("the tests need PostgreSQL: %w", err)
	}
	c := &cluster{u, admin}
	return c, c.sweep()
}

// private starts this machine's shared instance, or finds it running.
func private() (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	script := exec.Command("scripts/postgres", "start")
	script.Dir = root
	out, err := script.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		}
		return "", fmt.Errorf("the tests need PostgreSQL; scripts/postgres start: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// moduleRoot walks up from the package folder, where go test runs its binaries.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod above the working directory")
		}
	}
}

// name returns a database name that tells the machine and the process it
// belongs to, so that it can be dropped once that process is gone.
func name() string {
	return fmt.Sprintf("%s%d_%s", prefix(), os.Getpid(), strings.ToLower(rand.Text()[:10]))
}

func prefix() string {
	host, _ := os.Hostname() // an unknown host is a host like any other here
	return fmt.Sprintf("gq_%08x_", crc32.ChecksumIEEE([]byte(host)))
}

// sweep drops what processes of this machine that no longer run left behind.
func (c *cluster) sweep() error {
	names, err := c.leftovers()
	if err != nil {
		return err
	}
	for _, n := range names {
		// Another process may be dropping the same one; whoever comes next tries again.
		_ = c.drop(n)
	}
	return nil
}

func (c *cluster) leftovers() ([]string, error) {
	rows, err := c.admin.Query(`select datname from pg_database where starts_with(datname, $1)`, prefix())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		if abandoned(n) {
			names = append(names, n)
		}
	}
	return names, rows.Err()
}

// abandoned reports whether the process that made the database is gone.
func abandoned(database string) bool {
	var pid int
	if _, err := fmt.Sscanf(strings.TrimPrefix(database, prefix()), "%d_", &pid); err != nil {
		return false
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		return true
	}
	return errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}

func (c *cluster) create(name, source string) error {
	_, err := c.admin.Exec("create database " + name + " template " + source)
	return err
}

func (c *cluster) drop(name string) error {
	_, err := c.admin.Exec("drop database if exists " + name + " with (force)")
	return err
}

// address returns the URL of one of the server's databases.
func (c *cluster) address(name string) string {
	u := *c.url
	u.Path = "/" + name
	return u.String()
}

// clone makes a database out of the template and drops it when the test ends.
func (s *Schema) clone(t testing.TB) (string, error) {
	c, err := server()
	if err != nil {
		return "", err
	}
	source, err := s.source()
	if err != nil {
		return "", err
	}
	n := name()
	if err := c.create(n, source); err != nil {
		return "", err
	}
	t.Cleanup(func() {
		if err := c.drop(n); err != nil {
			t.Errorf("drop %s: %v", n, err)
		}
	})
	return c.address(n), nil
}

func migratedSource(migrate func(context.Context, *db.DB) error) (string, error) {
	c, err := server()
	if err != nil {
		return "", err
	}
	n := name()
	if err := c.create(n, "template0"); err != nil {
		return "", err
	}
	if err := migrateAt(c.address(n), migrate); err != nil {
		return "", errors.Join(err, c.drop(n))
	}
	return n, nil
}
