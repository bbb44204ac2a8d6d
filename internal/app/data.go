package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/backup"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/telemetry"
)

// Backup writes the database, the files and, when asked to, the keys into one
// file. The product may be serving meanwhile. The file appears under its name
// only when it is complete and on disk.
func (a *App) Backup(ctx context.Context, file string, keys bool) (m backup.Manifest, err error) {
	parts := []string{"files", "checkpoints.log", config.DefaultFile}
	if keys {
		parts = append(parts, "keys")
	}
	f, err := os.OpenFile(file+".partial", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return m, err
	}
	m, err = backup.Write(ctx, a.DB, backup.Source{Folder: a.Config.Data, Parts: parts, Skip: []string{"files/tmp"}}, f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return m, errors.Join(err, os.Remove(file+".partial"))
	}
	return m, os.Rename(file+".partial", file)
}

// ErrInUse says that a data folder holds something and is not replaced unasked.
var ErrInUse = errors.New("the data folder is not empty; --force puts it aside and restores in its place")

// Restore puts a backup into the data folder, or into an empty PostgreSQL
// database and the folder. A folder that holds something is put aside first when
// force is given, and comes back when anything fails; it is never deleted. It
// returns where the old folder is, "" when there was none.
func Restore(ctx context.Context, c config.Config, file string, force bool) (m backup.Manifest, aside string, err error) {
	if aside, err = putAside(c.Data, force); err != nil {
		return m, "", err
	}
	m, err = backup.Restore(ctx, file, backup.Target{Folder: c.Data, Database: c.Database})
	if err != nil && aside != "" {
		return m, "", errors.Join(err, os.RemoveAll(c.Data), os.Rename(aside, c.Data))
	}
	return m, aside, err
}

// putAside renames a folder that holds something. Nothing is taken from it.
func putAside(folder string, force bool) (aside string, err error) {
	found, err := os.ReadDir(folder)
	switch {
	case errors.Is(err, os.ErrNotExist) || err == nil && len(found) == 0:
		return "", nil
	case err != nil:
		return "", err
	case !force:
		return "", ErrInUse
	}
	for n := 1; ; n++ {
		aside = fmt.Sprintf("%s.before-restore-%d", filepath.Clean(folder), n)
		if _, err := os.Lstat(aside); errors.Is(err, os.ErrNotExist) {
			return aside, os.Rename(folder, aside)
		}
	}
}

// Exports lists what can be taken as a file, by the path of its list.
func (a *App) Exports() []string {
	var kinds []string
	for _, op := range a.API.Operations() {
		if kind, ok := strings.CutSuffix(strings.TrimPrefix(op.Path, "/"), "/export"); ok && op.Method == http.MethodGet {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// Export writes a list as a file, with the rows and the masks of a person: it
// asks the API itself, so that both are the same, and the audit log tells of it.
// Query narrows the list as in the address of a page: "stage=won&sort=-amount".
func (a *App) Export(ctx context.Context, user, kind, format, query string, w io.Writer) error {
	ctx, err := a.as(ctx, user)
	if err != nil {
		return err
	}
	actor, err := authz.From(ctx)
	if err != nil {
		return err
	}
	q, err := url.ParseQuery(query)
	if err != nil {
		return fmt.Errorf("--query: %w", err)
	}
	q.Set("format", format)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, httpapi.Prefix+"/"+kind+"/export?"+q.Encode(), nil)
	if err != nil {
		return err
	}
	r.RemoteAddr = netip.AddrPortFrom(netip.IPv6Loopback(), 0).String()
	answer := &fileAnswer{to: w, header: http.Header{}}
	a.API.Handler(httpapi.Guest{
		Authenticate: func(*http.Request) (*authz.Actor, string, error) { return actor, "command line", nil },
		Pages:        http.NotFoundHandler(),
		Metrics:      telemetry.NewHTTP(telemetry.NewRegistry()),
		Limits:       httpapi.NewLimits(callerBurst, callerBurst, callerBurst),
	}).ServeHTTP(answer, r)
	return answer.err()
}

// fileAnswer writes an answer that is a file on, and keeps one that is not.
type fileAnswer struct {
	to      io.Writer
	header  http.Header
	status  int
	problem strings.Builder
	failed  error
}

// Header implements http.ResponseWriter.
func (f *fileAnswer) Header() http.Header { return f.header }

// WriteHeader implements http.ResponseWriter.
func (f *fileAnswer) WriteHeader(status int) { f.status = status }

// Write implements http.ResponseWriter.
func (f *fileAnswer) Write(b []byte) (n int, err error) {
	if f.status != 0 && f.status != http.StatusOK {
		return f.problem.Write(b)
	}
	if n, err = f.to.Write(b); err != nil {
		f.failed = err
	}
	return n, err
}

func (f *fileAnswer) err() error {
	if f.status != 0 && f.status != http.StatusOK {
		return fmt.Errorf("%d: %s", f.status, strings.TrimSpace(f.problem.String()))
	}
	return f.failed
}
