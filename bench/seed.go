package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"gongqiao/internal/app"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
)

// seeded returns a data folder that holds the world. It is filled once for each
// version of the schema and kept in the cache folder.
func seeded(ctx context.Context, cache string, w world, out io.Writer) (string, error) {
	version, err := schemaVersion()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, w.Name+"-"+version)
	if _, err := os.Stat(filepath.Join(dir, "complete")); err == nil {
		return dir, nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	began := time.Now()
	if err := fill(ctx, dir, w, out); err != nil {
		return "", fmt.Errorf("fill %s: %w", w.Name, err)
	}
	fmt.Fprintf(out, "filled %s in %s\n", w.Name, time.Since(began).Round(time.Second))
	return dir, os.WriteFile(filepath.Join(dir, "complete"), nil, 0o600)
}

// schemaVersion is a digest of the migrations in the source tree.
func schemaVersion() (string, error) {
	files, err := filepath.Glob(filepath.Join("internal", "platform", "migrate", "sql", "*.sql"))
	if err != nil || len(files) == 0 {
		return "", errors.Join(err, errors.New("run the benchmark in the root of the repository"))
	}
	h := sha256.New()
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		h.Write(b)
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:4]), nil
}

// fill writes a world through the product's own modules: whatever they keep
// beside a record (search entries, sums, stage history, audit) is there.
func fill(ctx context.Context, dir string, w world, out io.Writer) (err error) {
	a, err := app.Open(ctx, config.Config{Data: dir, SessionIdle: time.Hour, SessionAbsolute: time.Hour}, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.FillCrowd(ctx, w.World, out); err != nil {
		return err
	}
	return settle(ctx, a)
}

// settle lets the product's own workers come to rest: every audit record is
// sealed and every event delivered, as after a quiet night.
func settle(ctx context.Context, a *app.App) error {
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.Work(ctx)
	}()
	defer func() {
		stop()
		<-done
	}()
	for {
		var waiting int64
		err := a.DB.Peek(ctx, func(tx *db.Tx) error {
			return tx.One("select (select count(*) from outbox_event where not routed) + (select count(*) from audit_record) - (select count(*) from audit_seal)", nil, &waiting)
		})
		if err != nil || waiting == 0 {
			return err
		}
		time.Sleep(200 * time.Millisecond)
	}
}
