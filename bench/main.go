// Command bench measures the product against the floor and against itself, and
// keeps the table of the last run in bench/README.md. `make bench` runs it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// compared is the world of the comparisons with the floor.
const compared = "100k"

// Connections at a time.
const (
	few  = 8
	most = 32
)

// options are what the caller chose.
type options struct {
	binary, cache, only string
	million             bool
	rounds, every       int
	round               time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "bin/gongqiao", "the product")
	flag.StringVar(&o.cache, "cache", filepath.Join(os.TempDir(), "gongqiao-bench"), "folder of the filled databases")
	flag.StringVar(&o.only, "only", "", "only rows whose name contains this; writes no README")
	flag.BoolVar(&o.million, "million", false, "compare the list at ten thousand opportunities with a million, not with 100,000")
	flag.IntVar(&o.every, "psplib", 20, "level one of so many of the published problems; 1 takes all, for three quarters of an hour")
	flag.IntVar(&o.rounds, "rounds", 3, "pairs of rounds for each figure")
	flag.DurationVar(&o.round, "round", 2*time.Second, "how long a round lasts")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, out io.Writer) error {
	work, err := os.MkdirTemp("", "gongqiao-bench-run-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	r := &report{o: o, out: out}
	for _, part := range []struct {
		name string
		run  func(context.Context, string, options, *report) error
	}{
		{"compare", comparisons},
		{"search", searching},
		{"growth", growing},
		{"import", importing},
		{"sizes", sizing},
		{"schedule", scheduling},
	} {
		if o.only != "" && part.name != "compare" && !strings.Contains(part.name, o.only) {
			continue
		}
		if err := part.run(ctx, work, o, r); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	if o.only != "" {
		return nil
	}
	return r.keep(filepath.Join("bench", "README.md"))
}

// prepared returns a folder that holds a world at rest.
func prepared(ctx context.Context, o options, w world, out io.Writer) (string, error) {
	data, err := seeded(ctx, o.cache, w, out)
	if err != nil {
		return "", err
	}
	if err := settled(ctx, o.binary, data); err != nil {
		return "", fmt.Errorf("settle %s: %w", w.Name, err)
	}
	return data, nil
}

// comparisons run every row against the floor, each server on its own copy of
// the world.
func comparisons(ctx context.Context, work string, o options, r *report) error {
	w := worlds[compared]
	data, err := prepared(ctx, o, w, r.out)
	if err != nil {
		return err
	}
	floor, err := buildFloor(ctx, work)
	if err != nil {
		return err
	}
	p := &pair{world: w, o: o}
	mine, bare := filepath.Join(work, "product"), filepath.Join(work, "floor-data")
	if err := errors.Join(copyFolder(ctx, data, mine), copyFolder(ctx, data, bare)); err != nil {
		return err
	}
	if p.product, err = launch(ctx, o.binary, productArgs(mine)...); err != nil {
		return err
	}
	defer p.product.stop()
	if p.floor, err = launch(ctx, floor, "--data", bare); err != nil {
		return err
	}
	defer p.floor.stop()
	if err := checkTotals(p.product, mine, w); err != nil {
		return err
	}
	rows, err := p.rows()
	if err != nil {
		return err
	}
	if err := p.product.rest(ctx); err != nil {
		return err
	}
	return p.compareAll(rows, r)
}

func (p *pair) compareAll(rows []row, r *report) error {
	for _, x := range rows {
		if !strings.Contains(x.name, p.o.only) {
			continue
		}
		if x.reads {
			if err := p.checkBytes(x.product(0)(), x.floor(0)()); err != nil {
				return err
			}
		}
		for _, conns := range []int{few, most} {
			c, err := p.compare(x.product, x.floor, conns)
			if err != nil {
				return fmt.Errorf("%s: %w", x.name, err)
			}
			r.compared(x, c)
		}
	}
	return nil
}

func searching(ctx context.Context, work string, o options, r *report) error {
	w := worlds["names"]
	data, err := prepared(ctx, o, w, r.out)
	if err != nil {
		return err
	}
	mine := filepath.Join(work, "names")
	if err := copyFolder(ctx, data, mine); err != nil {
		return err
	}
	s, err := launch(ctx, o.binary, productArgs(mine)...)
	if err != nil {
		return err
	}
	defer s.stop()
	if err := checkFound(s, w); err != nil {
		return err
	}
	if err := s.rest(ctx); err != nil {
		return err
	}
	found, err := runSearches(s, w, o)
	if err != nil {
		return err
	}
	bad, err := scans(ctx, mine, w)
	r.searched(found, bad)
	return err
}

// growing serves the large world where it lies, because it is only read.
func growing(ctx context.Context, work string, o options, r *report) error {
	small, large := "10k", "100k"
	if o.million {
		small, large = "small", "million"
	}
	servers := map[string]*server{}
	for _, name := range []string{small, large} {
		data, err := prepared(ctx, o, worlds[name], r.out)
		if err != nil {
			return err
		}
		if servers[name], err = launch(ctx, o.binary, productArgs(data)...); err != nil {
			return err
		}
		defer servers[name].stop()
		if err := checkTotals(servers[name], data, worlds[name]); err != nil {
			return err
		}
		if err := servers[name].rest(ctx); err != nil {
			return err
		}
	}
	g, err := runGrowth(servers[small], servers[large], o)
	if err != nil {
		return err
	}
	pipeline, err := runGroup(servers[large], "/opportunities/summary", o)
	if err != nil {
		return err
	}
	home, err := runGroup(servers[large], "/insight/overview", o)
	r.grown(worlds[large], g, pipeline, home)
	return err
}

func sizing(ctx context.Context, work string, o options, r *report) error {
	data, err := prepared(ctx, o, worlds[compared], r.out)
	if err != nil {
		return err
	}
	mine := filepath.Join(work, "sizes")
	if err := copyFolder(ctx, data, mine); err != nil {
		return err
	}
	v, err := measureSizes(ctx, o.binary, mine, o.rounds)
	r.sized(v)
	return err
}

func buildFloor(ctx context.Context, work string) (string, error) {
	out := filepath.Join(work, "floor")
	//nolint:gosec // the folder is our own, fresh temporary one
	cmd := exec.CommandContext(ctx, "go", "build", "-o", out, "./bench/floor")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	text, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the floor: %w: %s", err, text)
	}
	return out, nil
}

// copyFolder keeps the modes: the product refuses keys that others may read.
func copyFolder(ctx context.Context, from, to string) error {
	//nolint:gosec // both folders are the benchmark's own
	if text, err := exec.CommandContext(ctx, "cp", "-a", from, to).CombinedOutput(); err != nil {
		return fmt.Errorf("copy %s: %w: %s", from, err, text)
	}
	return nil
}
