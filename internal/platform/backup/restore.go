package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/migrate"
)

// Target says where to restore to.
type Target struct {
	Folder   string // the data folder: missing or empty
	Database string // address of an empty PostgreSQL database; "" restores SQLite into Folder
	File     string // name of the SQLite database in Folder; "" means gongqiao.db
	// Check may refuse the copy once it is complete, before anything is put in
	// place: verifying the audit log belongs here. It may be nil.
	Check func(ctx context.Context, d *db.DB) error
}

// place is what a half-done restore lives in, beside or inside the folder.
const place = ".restoring"

// Restore puts a backup where nothing is yet. The file is read twice: the first
// time to see that every byte is right.
//
// Errors: [ErrDamaged], [ErrNotEmpty], [ErrEngine], [ErrNewer]; whatever the
// error, the target is as it was.
func Restore(ctx context.Context, file string, t Target) (Manifest, error) {
	m, err := restore(ctx, file, t)
	if err != nil {
		return m, fmt.Errorf("restore: %w", err)
	}
	return m, nil
}

func restore(ctx context.Context, file string, t Target) (m Manifest, err error) {
	if t.File == "" {
		t.File = "gongqiao.db"
	}
	f, err := os.Open(file)
	if err != nil {
		return m, err
	}
	defer f.Close()
	if err := check(f); err != nil {
		return m, err
	}
	head, err := readHeader(ctx, f)
	if err != nil {
		return m, err
	}
	if err := t.fits(head); err != nil {
		return m, err
	}
	temp, err := t.prepare()
	if err != nil {
		return m, err
	}
	defer os.RemoveAll(temp)
	b := &build{ctx: ctx, file: f, target: t, temp: temp, head: head}
	if t.Database != "" {
		return b.postgres()
	}
	return b.lite()
}

// errEnough ends a walk over the entries early.
var errEnough = errors.New("enough")

func readHeader(ctx context.Context, f *os.File) (h Header, err error) {
	err = entries(ctx, f, func(name string, r io.Reader) error {
		if name != headerName {
			return ErrDamaged.Because(fmt.Errorf("it begins with %q", name))
		}
		if err := json.NewDecoder(r).Decode(&h); err != nil {
			return ErrDamaged.Because(err)
		}
		return errEnough
	})
	if errors.Is(err, errEnough) {
		return h, nil
	}
	return h, err
}

// fits refuses a backup that this build cannot put into this target.
func (t *Target) fits(h Header) error {
	want := "sqlite"
	if t.Database != "" {
		want = "postgres"
	}
	if h.Engine != want {
		return ErrEngine
	}
	latest, err := migrate.Latest()
	if err == nil && h.Schema > latest {
		err = ErrNewer
	}
	return err
}

// prepare makes the folder that the restore is built in: on the same file
// system as its target, so that moving there is one step.
func (t *Target) prepare() (temp string, err error) {
	found, err := os.ReadDir(t.Folder)
	switch {
	case errors.Is(err, os.ErrNotExist):
		temp = filepath.Join(filepath.Dir(t.Folder), "."+filepath.Base(t.Folder)+place)
	case err != nil:
		return "", err
	case slices.ContainsFunc(found, func(e os.DirEntry) bool { return e.Name() != place }):
		return "", ErrNotEmpty
	default:
		temp = filepath.Join(t.Folder, place)
	}
	if err := os.RemoveAll(temp); err != nil { // what an interrupted restore left
		return "", err
	}
	return temp, os.Mkdir(temp, 0o700)
}

// build is one restore on its way.
type build struct {
	ctx      context.Context
	file     *os.File
	target   Target
	temp     string
	head     Header
	manifest Manifest
}

// unpack puts every entry where it belongs; database entries go to data.
func (b *build) unpack(data func(name string, r io.Reader) error) error {
	root, err := os.OpenRoot(b.temp)
	if err != nil {
		return err
	}
	defer root.Close()
	err = entries(b.ctx, b.file, func(name string, r io.Reader) error {
		switch {
		case name == headerName:
			return nil
		case name == manifestName:
			return json.NewDecoder(r).Decode(&b.manifest)
		case strings.HasPrefix(name, tablePrefix):
			return data(name, r)
		case strings.HasPrefix(name, filePrefix):
			return unpackFile(root, strings.TrimPrefix(name, filePrefix), r)
		}
		return ErrDamaged.Because(fmt.Errorf("entry %q", name))
	})
	if err == nil && b.manifest.Engine != b.head.Engine {
		err = ErrDamaged.Because(errors.New("no manifest"))
	}
	return err
}

func unpackFile(root *os.Root, name string, r io.Reader) error {
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

func (b *build) lite() (Manifest, error) {
	err := b.unpack(func(name string, r io.Reader) error {
		if name != liteName {
			return ErrDamaged.Because(fmt.Errorf("entry %q", name))
		}
		return loadLite(b.temp, r, b.target.File)
	})
	if err != nil {
		return b.manifest, err
	}
	address := url.URL{Scheme: "sqlite", Path: filepath.Join(b.temp, b.target.File)}
	d, err := db.Open(b.ctx, db.Options{URL: address.String(), Readers: 1})
	if err != nil {
		return b.manifest, err
	}
	err = snapshot(b.ctx, d, verifyLite)
	if err == nil {
		err = b.verify(d)
	}
	if err := errors.Join(err, d.Close()); err != nil {
		return b.manifest, err
	}
	return b.manifest, b.target.place(b.temp)
}

// verify compares the copy with what the manifest promises, and asks the caller.
func (b *build) verify(d *db.DB) error {
	got := Manifest{Tables: map[string]int64{}}
	err := snapshot(b.ctx, d, func(tx *db.Tx) error {
		tables, err := tablesOf(tx)
		if err != nil {
			return err
		}
		return describe(tx, &got, tables)
	})
	if err != nil {
		return err
	}
	for table, want := range b.manifest.Tables {
		if n, ok := got.Tables[table]; !ok || n != want {
			return fmt.Errorf("table %s holds %d rows, the backup had %d", table, n, want)
		}
	}
	if got.Schema != b.manifest.Schema || got.Checkpoint != b.manifest.Checkpoint {
		return errors.New("the copy is not what its manifest says")
	}
	if b.target.Check == nil {
		return nil
	}
	return b.target.Check(b.ctx, d)
}

// place moves what was built to where it belongs.
func (t *Target) place(temp string) error {
	if filepath.Dir(temp) != t.Folder {
		return errors.Join(os.Rename(temp, t.Folder), syncFolder(filepath.Dir(t.Folder)))
	}
	built, err := os.ReadDir(temp)
	if err != nil {
		return err
	}
	// The database comes last: without it the folder is no installation.
	slices.SortStableFunc(built, func(a, b os.DirEntry) int { return rank(a.Name(), t.File) - rank(b.Name(), t.File) })
	for i, e := range built {
		if err := os.Rename(filepath.Join(temp, e.Name()), filepath.Join(t.Folder, e.Name())); err != nil {
			for _, done := range built[:i] {
				err = errors.Join(err, os.RemoveAll(filepath.Join(t.Folder, done.Name())))
			}
			return err
		}
	}
	return errors.Join(os.RemoveAll(temp), syncFolder(t.Folder))
}

func rank(name, database string) int {
	if name == database {
		return 1
	}
	return 0
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (b *build) postgres() (m Manifest, err error) {
	d, err := db.Open(b.ctx, db.Options{URL: b.target.Database})
	if err != nil {
		return m, err
	}
	defer d.Close()
	if err := clearWay(b.ctx, d); err != nil {
		return m, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, drop(d))
		}
	}()
	if err := b.postgresBeside(); err != nil {
		return b.manifest, err
	}
	if err := b.target.place(b.temp); err != nil {
		return b.manifest, err
	}
	if err := moveIn(b.ctx, d); err != nil {
		return b.manifest, errors.Join(err, b.target.empty())
	}
	return b.manifest, nil
}

// postgresBeside builds the tables up where nobody looks.
func (b *build) postgresBeside() error {
	u, err := url.Parse(b.target.Database)
	if err != nil {
		return err
	}
	query := u.Query()
	query.Set("search_path", beside)
	u.RawQuery = query.Encode()
	d, err := db.Open(b.ctx, db.Options{URL: u.String()})
	if err != nil {
		return err
	}
	err = buildPostgres(b.ctx, d, b.head.Schema, func(l *loader) error {
		if err := emptyTables(b.ctx, l.c); err != nil {
			return err
		}
		return b.unpack(l.entry)
	})
	if err == nil {
		err = b.verify(d)
	}
	return errors.Join(err, d.Close())
}

// clearWay makes room beside the target, which must hold nothing. Once it is
// sent it is waited for: who gives up on it does not know what to clear away.
func clearWay(ctx context.Context, d *db.DB) error {
	return raw(ctx, d, func(c *pgconn.PgConn) error {
		rows, err := texts(ctx, c, "select 1 from pg_class where relnamespace = to_regnamespace('public') limit 1")
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			return ErrNotEmpty
		}
		return run(context.WithoutCancel(ctx), c, "drop schema if exists "+beside+" cascade; create schema "+beside)
	})
}

// moveIn makes what was built the database. Statements that are sent together
// are one transaction. Dropping the old schema fails when something came into it
// meanwhile. It is waited for as in clearWay.
func moveIn(ctx context.Context, d *db.DB) error {
	return raw(ctx, d, func(c *pgconn.PgConn) error {
		return run(context.WithoutCancel(ctx), c, "drop schema public; alter schema "+beside+" rename to public; grant usage on schema public to public")
	})
}

func drop(d *db.DB) error {
	ctx := context.Background() // the caller may have gone
	return raw(ctx, d, func(c *pgconn.PgConn) error { return run(ctx, c, "drop schema if exists "+beside+" cascade") })
}

// empty takes back what was put into the folder.
func (t *Target) empty() error {
	found, err := os.ReadDir(t.Folder)
	for _, e := range found {
		err = errors.Join(err, os.RemoveAll(filepath.Join(t.Folder, e.Name())))
	}
	return err
}
