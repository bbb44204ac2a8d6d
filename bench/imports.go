package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"gongqiao/internal/app/demo/crowd"
	"gongqiao/internal/platform/sheet"
)

// imported is one import by the command, into a small world.
type imported struct {
	rows int
	took time.Duration
	cpu  time.Duration
	peak int64 // resident memory, bytes; mapped pages of the database are part of it
	said string
}

// importing takes 100,000 new customers in from an xlsx file.
func importing(ctx context.Context, work string, o options, r *report) error {
	data, err := seeded(ctx, o.cache, worlds["small"], r.out)
	if err != nil {
		return err
	}
	mine, file := filepath.Join(work, "import"), filepath.Join(work, "customers.xlsx")
	const rows = 100_000
	if err := errors.Join(copyFolder(ctx, data, mine), writeCustomers(file, rows)); err != nil {
		return err
	}
	//nolint:gosec // the binary is what the caller of the benchmark asked for
	cmd := exec.CommandContext(ctx, o.binary, "import", "--data", mine, "--user", crowd.General, "--kind", "customers", file)
	began := time.Now()
	said, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		return err
	}
	last := bytes.TrimSpace(said)
	last = last[bytes.LastIndexByte(last, '\n')+1:]
	if code := cmd.ProcessState.ExitCode(); code != 0 && code != leftOut {
		return fmt.Errorf("import: %w: %s", err, last)
	}
	v := imported{rows: rows, took: time.Since(began), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), said: string(last)}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		v.peak = usage.Maxrss << 10
	}
	r.imported(v)
	return nil
}

// leftOut is the command's exit code when it took some rows and not others.
const leftOut = 4

// writeCustomers writes a file as another system would, with names that are
// those of no two rows.
func writeCustomers(path string, rows int) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var columns []sheet.Column
	for _, title := range []string{"客户名称", "简称", "客户类型", "行业", "城市", "来源", "联系人", "手机"} {
		columns = append(columns, sheet.Column{Title: title})
	}
	w, err := sheet.NewXLSX(f, sheet.Table{Columns: columns})
	if err != nil {
		return err
	}
	for n := range rows {
		name, short := uniqueName(n)
		if err := w.Row(name, short, "民营", "市政", crowd.Cities[n%len(crowd.Cities)], "转介绍", crowd.Firsts[n%len(crowd.Firsts)]+crowd.Lasts[n/7%len(crowd.Lasts)], "139"+strconv.Itoa(10_000_000+n)); err != nil {
			return err
		}
	}
	return w.Close()
}

// uniqueName is a name whose brand counts n in characters.
func uniqueName(n int) (name, short string) {
	brand := ""
	for digits := n + len(crowd.Firsts)*len(crowd.Lasts)*len(crowd.Firsts); digits > 0; digits /= len(crowd.Firsts) {
		brand += crowd.Firsts[digits%len(crowd.Firsts)]
	}
	trade := crowd.Trades[n%len(crowd.Trades)]
	return crowd.Cities[n%len(crowd.Cities)] + brand + trade + "有限公司", brand + trade
}
