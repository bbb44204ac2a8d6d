package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// limit bounds one run: a mutant that hangs has been noticed.
const limit = 30 * time.Minute

// together is how many unnoticed mutants share one whole matrix.
const together = 24

// trial runs the mutants.
type trial struct {
	dir    string
	binary string
	record *record
	gated  []string        // operations that nothing protects but the gate
	asked  map[string]bool // checks that the matrix comes by at all
	counts map[string]int
}

func (t *trial) run(chosen []mutant) (unnoticed int, err error) {
	began := time.Now()
	t.counts = map[string]int{}
	if err := t.baseline(); err != nil {
		return 0, err
	}
	var rest []mutant
	for _, m := range chosen {
		if t.record.knows(m) {
			t.counts[killed]++
			continue
		}
		if red, out := t.near(m); red {
			t.conclude(m, true, first(out))
		} else {
			rest = append(rest, m)
		}
	}
	for _, group := range t.worthwhile(rest) {
		t.far(group)
	}
	fmt.Printf("%d mutants in %s: %d killed, %d without effect, %d survived\n", len(chosen), time.Since(began).Round(time.Second),
		t.counts[killed], t.counts[excused], t.counts[survived]+t.counts[revived])
	return t.counts[survived] + t.counts[revived], nil
}

// baseline wants the matrix green before anything is switched off, with the gate
// and without it, and learns what it comes by.
func (t *trial) baseline() error {
	hits := hitsName + "=" + filepath.Join(t.dir, "hits")
	if red, out := t.matrix("", hits); red {
		return fmt.Errorf("the matrix is red without a mutant:\n%s", out)
	}
	_, out := t.matrix("", append(t.without(), "GONGQIAO_MATRIX_FAST=", "GONGQIAO_MATRIX_SAY=100000")...)
	for line := range strings.Lines(out) {
		if _, id, ok := strings.Cut(line, " without the gate: "); ok {
			t.gated = append(t.gated, strings.TrimSpace(id))
		}
	}
	slices.Sort(t.gated)
	t.gated = slices.Compact(t.gated)
	fmt.Printf("%d operations have no check behind the gate: %s\n", len(t.gated), strings.Join(t.gated, " "))
	if red, out := t.matrix("", append(t.without(), hits)...); red {
		return fmt.Errorf("the matrix is red without a mutant and without the gate:\n%s", out)
	}
	content, err := os.ReadFile(filepath.Join(t.dir, "hits"))
	t.asked = map[string]bool{}
	for _, id := range strings.Fields(string(content)) {
		t.asked[id] = true
	}
	return err
}

// without are the settings of a matrix whose gate lets everybody through.
func (t *trial) without() []string {
	return []string{openName + "=1", "GONGQIAO_MATRIX_OPEN=1", "GONGQIAO_MATRIX_GATED=" + strings.Join(t.gated, ",")}
}

// near asks the operations of the check's module, with the gate and without it:
// what two lines of defence guard is noticed only when the first is gone.
func (t *trial) near(m mutant) (red bool, out string) {
	if !t.asked[m.id] {
		return false, ""
	}
	settings := []string{"GONGQIAO_MATRIX_ONLY=" + operations(m.path), "GONGQIAO_MATRIX_WORLD=" + filepath.Join(t.dir, "world")}
	if red, out = t.matrix(m.id, settings...); red {
		return red, out
	}
	return t.matrix(m.id, append(t.without(), settings...)...)
}

// operations returns how the ids of a module's operations begin. The platform is
// asked by a few modules that use all of it.
func operations(path string) string {
	name := filepath.Base(filepath.Dir(path))
	if own, ok := map[string]string{"org": "group|entity|department|person|role|assignment", "customer": "customer|contact", "pipeline": "lead|opportunity", "contract": "contract|amendment",
		"billing": "payment-node|invoice|billing", "collection": "receipt|collection", "service": "survey|improvement|service", "document": "document", "authz": "customer|person|document|team", "db": "customer|opportunity|team|task", "httpapi": "customer|person|opportunity|identity",
		"app": ".*"}[name]; ok {
		name = own
	}
	return "^(" + name + ")"
}

// worthwhile says of the checks that nothing comes by that they survive, and
// groups the others.
func (t *trial) worthwhile(rest []mutant) [][]mutant {
	rest = slices.DeleteFunc(rest, func(m mutant) bool {
		if !t.asked[m.id] {
			t.conclude(m, false, "no operation of the matrix comes by")
		}
		return !t.asked[m.id]
	})
	return slices.Collect(slices.Chunk(rest, together))
}

// far tries a group on the whole matrix, and its halves when that is noticed.
func (t *trial) far(group []mutant) {
	var ids []string
	for _, m := range group {
		ids = append(ids, m.id)
	}
	red, out := t.matrix(strings.Join(ids, ","))
	switch {
	case !red:
		for _, m := range group {
			t.conclude(m, false, "nothing noticed it")
		}
	case len(group) == 1:
		t.conclude(group[0], true, first(out))
	default:
		t.far(group[:len(group)/2])
		t.far(group[len(group)/2:])
	}
}

func (t *trial) conclude(m mutant, noticed bool, why string) {
	outcome := survived
	reason, known := equivalent[m.key()]
	switch {
	case noticed && known:
		outcome, why = revived, "strike it from the table of equivalents: "+why
	case noticed:
		outcome = killed
	case known:
		outcome, why = excused, reason
	}
	t.counts[outcome]++
	t.record.add(m, outcome, why)
}

// matrix runs it with checks switched off and reports whether it is red.
func (t *trial) matrix(ids string, settings ...string) (red bool, out string) {
	ctx, stop := context.WithTimeout(context.Background(), limit)
	defer stop()
	c := exec.CommandContext(ctx, t.binary, "-test.run", "^TestEverybodyAsksEverything$", "-test.count=1")
	c.Dir = filepath.Join(root, "internal/app/matrix")
	c.Env = append(append(os.Environ(), "GONGQIAO_TEST_ENGINES=sqlite", "GONGQIAO_MATRIX_FAST=1", switchName+"="+ids), settings...)
	b, err := c.CombinedOutput()
	return err != nil || errors.Is(ctx.Err(), context.DeadlineExceeded), string(b)
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
