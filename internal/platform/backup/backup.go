package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/migrate"
)

// Source says what to back up besides the database.
type Source struct {
	Folder string   // the data folder
	Parts  []string // files and folders in it: "blobs", "keys", "checkpoints.log"; those that are missing are left out
	Skip   []string // paths in it to leave out: "blobs/tmp"
	Temp   string   // where to put a copy of the database for a while; "" means Folder
}

// Header is the first entry: what decides whether a backup can be restored.
type Header struct {
	Made   time.Time `json:"made"`
	Engine string    `json:"engine"` // "sqlite" or "postgres"
	Schema int64     `json:"schema"` // number of the newest migration
}

// Manifest is the last entry: what a restored copy must hold.
type Manifest struct {
	Header
	Tables     map[string]int64 `json:"tables"` // rows
	Files      int64            `json:"files"`
	Bytes      int64            `json:"bytes"`      // of the files
	Checkpoint string           `json:"checkpoint"` // newest of the audit log; "" when there is none
}

// Names of entries.
const (
	headerName   = "header.json"
	manifestName = "manifest.json"
	liteName     = "db/gongqiao.db"
	tablePrefix  = "db/"
	filePrefix   = "files/"
)

// Write writes a backup of the database and of files beside it. The product goes
// on serving; the backup shows the database as it was when Write began.
func Write(ctx context.Context, d *db.DB, s Source, w io.Writer) (Manifest, error) {
	if s.Temp == "" {
		s.Temp = s.Folder
	}
	m := Manifest{Header: Header{Made: d.Now(), Engine: engine(d)}, Tables: map[string]int64{}}
	a, err := newWriter(ctx, w, s.Temp, m.Made)
	if err != nil {
		return m, fmt.Errorf("backup: %w", err)
	}
	defer a.sums.Close()
	dump := dumpLite
	if d.Postgres() {
		dump = dumpPostgres
	}
	for _, step := range []func() error{
		func() error { return dump(ctx, d, a, s.Temp, &m) },
		func() error { return s.files(a, &m) },
		func() error { return a.addJSON(manifestName, m) },
		func() error { return a.close(w) },
	} {
		if err := step(); err != nil {
			return m, fmt.Errorf("backup: %w", err)
		}
	}
	return m, nil
}

func engine(d *db.DB) string {
	if d.Postgres() {
		return "postgres"
	}
	return "sqlite"
}

// describe reads what a manifest tells of a database.
func describe(tx *db.Tx, m *Manifest, tables []string) (err error) {
	if m.Schema, err = migrate.Applied(tx); err != nil {
		return err
	}
	for _, t := range tables {
		var n int64
		if err := tx.One(`select count(*) from "`+t+`"`, nil, &n); err != nil {
			return err
		}
		m.Tables[t] = n
	}
	err = tx.One("select note from audit_checkpoint order by size desc limit 1", nil, &m.Checkpoint)
	if errors.Is(err, db.ErrNoRows) {
		return nil
	}
	return err
}

// tablesOf lists the product's tables.
func tablesOf(tx *db.Tx) ([]string, error) {
	return db.All(tx, tx.Pick("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name",
		"select tablename from pg_tables where schemaname = current_schema() and tablename <> 'goose_db_version' order by tablename"), nil,
		func(r db.Row) (name string, err error) { return name, r.Scan(&name) })
}

// snapshot lets the platform look at one state.
func snapshot(ctx context.Context, d *db.DB, fn func(*db.Tx) error) error {
	return d.Snapshot(authz.With(ctx, authz.NewSystem("backup")), fn)
}

// files adds the parts of the data folder. Only plain files count: what a link
// points to is somebody else's.
func (s *Source) files(a *writer, m *Manifest) error {
	root, err := os.OpenRoot(s.Folder)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, part := range s.Parts {
		err := fs.WalkDir(root.FS(), path.Clean(filepath.ToSlash(part)), func(name string, e fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil // never made, or gone since the folder was listed
			case err != nil:
				return err
			case s.skipped(name) && e.IsDir():
				return fs.SkipDir
			case s.skipped(name) || !e.Type().IsRegular():
				return nil
			}
			return s.file(a, root, name, m)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Source) skipped(name string) bool {
	for _, skip := range s.Skip {
		if path.Clean(skip) == name {
			return true
		}
	}
	return false
}

// file adds one file as long as it was when it was opened.
func (s *Source) file(a *writer, root *os.Root, name string, m *Manifest) error {
	f, err := root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	m.Files++
	m.Bytes += info.Size()
	return a.add(filePrefix+name, info.Size(), f)
}
