package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"modernc.org/sqlite"

	"gongqiao/internal/platform/db"
)

// stepPages is how many pages are copied between two looks at the context.
const stepPages = 4096

// dumpLite copies the database into a temporary file, and that into the archive.
func dumpLite(ctx context.Context, d *db.DB, a *writer, temp string, m *Manifest) error {
	dir, err := os.MkdirTemp(temp, "backup-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "copy.db")
	if err := copyLite(ctx, d, file); err != nil {
		return err
	}
	if err := describeLite(ctx, file, m); err != nil {
		return err
	}
	if err := a.addJSON(headerName, m.Header); err != nil {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return a.add(liteName, info.Size(), f)
}

// copyLite copies the pages of one state with SQLite's online backup. The open
// read transaction holds the state, so that writers do not make it start again.
func copyLite(ctx context.Context, d *db.DB, file string) (err error) {
	c, err := d.SQL().Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	for _, s := range []string{"begin", "select count(*) from sqlite_schema"} {
		if _, err := c.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	defer func() {
		_, undo := c.ExecContext(context.WithoutCancel(ctx), "rollback")
		err = errors.Join(err, undo) // the connection goes back to the pool
	}()
	return c.Raw(func(driver any) error {
		b, err := driver.(interface {
			NewBackup(string) (*sqlite.Backup, error)
		}).NewBackup(file)
		if err != nil {
			return err
		}
		for more := true; more && err == nil; {
			if err = ctx.Err(); err == nil {
				more, err = b.Step(stepPages)
			}
		}
		return errors.Join(err, b.Finish())
	})
}

// describeLite reads from the copy, which shows the state that was copied.
func describeLite(ctx context.Context, file string, m *Manifest) error {
	d, err := db.Open(ctx, db.Options{URL: "sqlite://" + file, Readers: 1})
	if err != nil {
		return err
	}
	err = snapshot(ctx, d, func(tx *db.Tx) error {
		tables, err := tablesOf(tx)
		if err != nil {
			return err
		}
		return describe(tx, m, tables)
	})
	return errors.Join(err, d.Close())
}

// loadLite puts the database into the folder.
func loadLite(folder string, r io.Reader, name string) error {
	f, err := os.OpenFile(filepath.Join(folder, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

// verifyLite looks for damage inside a database that was read without any.
func verifyLite(tx *db.Tx) error {
	var found string
	if err := tx.One("pragma quick_check(1)", nil, &found); err != nil || found != "ok" {
		return fmt.Errorf("the database in the backup is damaged: %s %w", found, err)
	}
	broken := ""
	err := tx.Each("pragma foreign_key_check", nil, func(r db.Row) error {
		var row, id any
		var parent string
		return r.Scan(&broken, &row, &parent, &id)
	})
	if err == nil && broken != "" {
		err = fmt.Errorf("table %s of the backup names rows that are not there", broken)
	}
	return err
}
