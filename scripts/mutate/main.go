// Mutate removes every permission check of the product in turn and expects the
// matrix (internal/app/matrix) to turn red. What it does not notice survives.
//
//	go -C scripts/mutate run . [-only path] [-sample n] [-list] [-show]
//
// The product is built once, from an overlay in which every check asks whether
// it is the one that is switched off; the sources stay as they are. Each run of
// the matrix, on SQLite, then names one check. Exit 1 when one survived, 2 when
// the matrix was red before or the overlay does not compile.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// root is the repository, seen from where go -C runs this program.
const root = "../.."

// limit bounds one run: a mutant that hangs has been noticed.
const limit = 5 * time.Minute

func main() {
	only := flag.String("only", "", "mutate only files below this path, such as internal/base/org")
	sample := flag.Int("sample", 0, "run only this many mutants, chosen at random; 0 runs all")
	list := flag.Bool("list", false, "print the mutants and run none")
	jobs := flag.Int("jobs", 1, "matrices that run at once")
	flag.Parse()
	survived, err := run(*only, *sample, *jobs, *list)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(2)
	case survived > 0:
		os.Exit(1)
	}
}

func run(only string, sample, jobs int, list bool) (survived int, err error) {
	o, err := instrument(root)
	if err != nil {
		return 0, err
	}
	chosen := slices.DeleteFunc(slices.Clone(o.mutants), func(m mutant) bool { return !strings.HasPrefix(m.path, only) })
	if sample > 0 && sample < len(chosen) {
		rand.Shuffle(len(chosen), func(i, j int) { chosen[i], chosen[j] = chosen[j], chosen[i] })
		chosen = chosen[:sample]
		slices.SortFunc(chosen, func(a, b mutant) int { return strings.Compare(a.id, b.id) })
	}
	if list {
		for _, m := range chosen {
			fmt.Println(m)
		}
		return 0, nil
	}
	dir, err := os.MkdirTemp("", "gongqiao-mutate-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	binary, err := build(dir, o)
	if err != nil {
		return 0, err
	}
	if red, out := matrix(binary, ""); red {
		return 0, fmt.Errorf("the matrix is red without a mutant:\n%s", out)
	}
	gated := gatedOnly(binary)
	fmt.Printf("%d operations have no check behind the gate: %s\n", len(gated), strings.Join(gated, " "))
	if red, out := matrix(binary, "", without(gated)...); red {
		return 0, fmt.Errorf("the matrix is red without a mutant and without the gate:\n%s", out)
	}
	return report(binary, chosen, jobs, gated), nil
}

// build compiles the matrix with the overlay.
func build(dir string, o *overlay) (binary string, err error) {
	replace := map[string]string{}
	for path, content := range o.files {
		real, err := filepath.Abs(filepath.Join(root, path))
		if err != nil {
			return "", err
		}
		replace[real] = filepath.Join(dir, strings.ReplaceAll(path, "/", "__"))
		if err := os.WriteFile(replace[real], content, 0o600); err != nil {
			return "", err
		}
	}
	b, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return "", err
	}
	binary = filepath.Join(dir, "matrix.test")
	c := exec.Command("go", "test", "-c", "-vet=off", "-overlay", file, "-o", binary, "./internal/app/matrix")
	c.Dir = root
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build with the overlay: %w\n%s", err, out)
	}
	return binary, nil
}

// without are the settings of a matrix whose gate lets everybody through.
func without(gated []string) []string {
	return []string{openName + "=1", "GONGQIAO_MATRIX_OPEN=1", "GONGQIAO_MATRIX_GATED=" + strings.Join(gated, ",")}
}

// gatedOnly returns the operations that nothing protects but the gate.
func gatedOnly(binary string) (ids []string) {
	_, out := matrix(binary, "", append(without(nil), "GONGQIAO_MATRIX_FAST=", "GONGQIAO_MATRIX_SAY=100000")...)
	for line := range strings.Lines(out) {
		if _, id, ok := strings.Cut(line, " without the gate: "); ok {
			ids = append(ids, strings.TrimSpace(id))
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// noticed runs the operations of the check's module first, with the gate and
// without it, and all of them when those see nothing: what two lines of defence
// guard is noticed only when the first is gone.
func noticed(binary string, m mutant, gated []string) (red bool, out string) {
	near := "GONGQIAO_MATRIX_ONLY=" + operations(m.path)
	for _, settings := range [][]string{{near}, append(without(gated), near), nil} {
		if red, out = matrix(binary, m.id, settings...); red {
			return red, out
		}
	}
	return false, out
}

// operations returns how the ids of a module's operations begin.
func operations(path string) string {
	name := filepath.Base(filepath.Dir(path))
	if own, ok := map[string]string{"org": "group|entity|department|person|role|assignment", "customer": "customer|contact", "pipeline": "lead|opportunity", "contract": "contract|amendment",
		"authz": "", "db": "", "httpapi": "", "app": ""}[name]; ok {
		name = own
	}
	if name == "" {
		return ""
	}
	return "^(" + name + ")-"
}

// matrix runs it with one check switched off and reports whether it is red.
func matrix(binary, id string, settings ...string) (red bool, out string) {
	ctx, stop := context.WithTimeout(context.Background(), limit)
	defer stop()
	c := exec.CommandContext(ctx, binary, "-test.run", "^TestEverybodyAsksEverything$", "-test.count=1")
	c.Dir = filepath.Join(root, "internal/app/matrix")
	c.Env = append(append(os.Environ(), "GONGQIAO_TEST_ENGINES=sqlite", "GONGQIAO_MATRIX_FAST=1", switchName+"="+id), settings...)
	b, err := c.CombinedOutput()
	return err != nil || errors.Is(ctx.Err(), context.DeadlineExceeded), string(b)
}

func report(binary string, chosen []mutant, jobs int, gated []string) (survived int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	slots := make(chan struct{}, max(jobs, 1))
	began, killed, excused := time.Now(), 0, 0
	for _, m := range chosen {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			red, out := noticed(binary, m, gated)
			mu.Lock()
			defer mu.Unlock()
			why, known := equivalent[m.key()]
			switch {
			case red && known:
				survived++
				fmt.Printf("noticed after all: %s\n  strike it from the table of equivalents\n", m)
			case red:
				killed++
				fmt.Printf("killed    %s\n            %s\n", m, first(out))
			case known:
				excused++
				fmt.Printf("the same  %s\n            %s\n", m, why)
			default:
				survived++
				fmt.Printf("SURVIVED  %s\n", m)
			}
		})
	}
	wg.Wait()
	fmt.Printf("%d mutants in %s: %d killed, %d without effect, %d survived\n", len(chosen), time.Since(began).Round(time.Second), killed, excused, survived)
	return survived
}

// first returns the first finding of a red run.
func first(out string) string {
	for line := range strings.Lines(out) {
		if _, text, ok := strings.Cut(line, "_test.go:"); ok {
			_, text, _ = strings.Cut(text, ": ")
			return strings.TrimSpace(text[:min(len(text), 160)])
		}
		if strings.HasPrefix(line, "panic") {
			return strings.TrimSpace(line)
		}
	}
	return "it never ended"
}
