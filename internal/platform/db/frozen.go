package db

import (
	"context"
	"fmt"
	"os"
	"strings"
)

// marker is the file that tells the next start of a failed sync.
func (l *lite) marker() string {
	path, _, _ := strings.Cut(l.path, "?")
	return path + "-frozen"
}

// freeze stops every write: after a failed sync nothing that the process
// believes about the file is certain. Reads go on.
func (l *lite) freeze(cause error) {
	l.d.frozen.Store(true)
	l.d.log.Error("a write to disk failed: writing stops until a restart", "error", cause)
	if err := os.WriteFile(l.marker(), []byte(cause.Error()+"\n"), 0o600); err != nil {
		l.d.log.Error("the next start will not know that it must check the database", "error", err)
	}
}

// thaw checks the database when the last run ended with a failed sync.
func (l *lite) thaw(ctx context.Context) error {
	if _, err := os.Stat(l.marker()); os.IsNotExist(err) {
		return nil
	}
	found, err := l.quickCheck(ctx)
	if err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("the disk failed during the last run and damaged the database: %s", found)
	}
	return os.Remove(l.marker())
}

func (l *lite) quickCheck(ctx context.Context) (found string, err error) {
	rows, err := l.writer.QueryContext(ctx, "pragma quick_check(1)")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	if rows.Next() {
		err = rows.Scan(&found)
	}
	if err == nil {
		err = rows.Err()
	}
	return found, err
}
