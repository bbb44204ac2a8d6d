package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
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
	base   string // file that keeps the baseline
	jobs   int
	record *record
	baseline

	mu     sync.Mutex
	parts  map[string]func() bool // whether a part of the matrix is green
	counts map[string]int
}

// baseline is what a product of which nothing is switched off shows.
type baseline struct {
	Binary string   // its digest: another product has another baseline
	Gated  []string // operations that nothing protects but the gate
	Asked  []string // checks that the matrix comes by at all
}

func (t *trial) run(chosen []mutant) (unnoticed int, err error) {
	began := time.Now()
	if err := t.establish(); err != nil {
		return 0, err
	}
	rest := t.nearAll(chosen)
	for _, group := range t.worthwhile(rest) {
		t.far(group)
	}
	fmt.Printf("%d mutants in %s: %d killed, %d without effect, %d survived\n", len(chosen), time.Since(began).Round(time.Second),
		t.counts[killed], t.counts[excused], t.counts[survived]+t.counts[revived])
	return t.counts[survived] + t.counts[revived], nil
}

// nearAll tries every mutant on its module and returns those that nobody noticed.
func (t *trial) nearAll(chosen []mutant) (rest []mutant) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	slots := make(chan struct{}, t.jobs)
	for _, m := range chosen {
		if t.record.knows(m) {
			t.counts[killed]++
			continue
		}
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if red, out := t.near(m); red {
				t.conclude(m, true, first(out))
				return
			}
			mu.Lock()
			defer mu.Unlock()
			rest = append(rest, m)
		})
	}
	wg.Wait()
	return rest
}

// establish finds the baseline of this product, and furnishes the world that the
// near trials copy.
func (t *trial) establish() error {
	content, err := os.ReadFile(t.binary)
	if err != nil {
		return err
	}
	digest := fmt.Sprintf("%x", sha256.Sum256(content))
	kept, err := os.ReadFile(t.base)
	if err == nil {
		err = json.Unmarshal(kept, &t.baseline)
	}
	if err != nil || t.Binary != digest {
		if t.baseline, err = t.measure(digest); err != nil {
			return err
		}
	}
	fmt.Printf("%d operations have no check behind the gate: %s\n", len(t.Gated), strings.Join(t.Gated, " "))
	if red, out := t.matrix("", t.world(), "GONGQIAO_MATRIX_ONLY=^none$"); red {
		return fmt.Errorf("the world cannot be furnished:\n%s", out)
	}
	return nil
}

// measure wants the matrix green before anything is switched off, with the gate
// and without it, and learns what it comes by.
func (t *trial) measure(digest string) (b baseline, err error) {
	t.baseline = baseline{Binary: digest}
	hits := hitsName + "=" + filepath.Join(t.dir, "hits")
	if red, out := t.matrix("", hits); red {
		return b, fmt.Errorf("the matrix is red without a mutant:\n%s", out)
	}
	_, out := t.matrix("", append(t.without(), "GONGQIAO_MATRIX_FAST=", "GONGQIAO_MATRIX_SAY=100000")...)
	for line := range strings.Lines(out) {
		if _, id, ok := strings.Cut(line, " without the gate: "); ok {
			t.Gated = append(t.Gated, strings.TrimSpace(id))
		}
	}
	slices.Sort(t.Gated)
	t.Gated = slices.Compact(t.Gated)
	if red, out := t.matrix("", append(t.without(), hits)...); red {
		return b, fmt.Errorf("the matrix is red without a mutant and without the gate:\n%s", out)
	}
	asked, err := os.ReadFile(filepath.Join(t.dir, "hits"))
	if err != nil {
		return b, err
	}
	slices.Sort(t.Gated)
	t.Asked = strings.Fields(string(asked))
	content, err := json.Marshal(t.baseline)
	if err != nil {
		return b, err
	}
	return t.baseline, os.WriteFile(t.base, content, 0o600)
}

// world is the setting that names the furnished world.
func (t *trial) world() string { return "GONGQIAO_MATRIX_WORLD=" + filepath.Join(t.dir, "world") }

// without are the settings of a matrix whose gate lets everybody through.
func (t *trial) without() []string {
	return []string{openName + "=1", "GONGQIAO_MATRIX_OPEN=1", "GONGQIAO_MATRIX_GATED=" + strings.Join(t.Gated, ",")}
}

// near asks the operations that the check guards or those of its module, with the
// gate and without it: what two lines of defence guard is noticed only when the
// first is gone.
func (t *trial) near(m mutant) (red bool, out string) {
	if !slices.Contains(t.Asked, m.id) {
		return false, ""
	}
	closed := []string{"GONGQIAO_MATRIX_ONLY=" + m.operations(), t.world()}
	ways := [][]string{closed, append(t.without(), closed...)}
	if m.operation != "" {
		ways = ways[:1] // it is the gate's
	}
	for _, settings := range ways {
		if red, out = t.matrix(m.id, settings...); red && t.green(settings) {
			return true, out
		}
	}
	return false, ""
}

// green reports whether a part of the matrix is green without a mutant.
func (t *trial) green(settings []string) bool {
	key := strings.Join(settings, " ")
	t.mu.Lock()
	f := t.parts[key]
	if f == nil {
		f = sync.OnceValue(func() bool {
			red, out := t.matrix("", settings...)
			if red {
				fmt.Printf("red without a mutant: %s: %s\n", key, first(out))
			}
			return !red
		})
		t.parts[key] = f
	}
	t.mu.Unlock()
	return f()
}

// modules are those whose operations do not begin with their own name. The
// platform is asked by a few that use all of it.
var modules = map[string]string{"org": "group|entity|department|person|role|assignment", "customer": "customer|contact", "project": "project|milestone|portal", "pipeline": "lead|opportunity", "contract": "contract|amendment",
	"billing": "payment-node|invoice|billing|receivable", "collection": "receipt|collection|receivable", "service": "survey|improvement|service", "importer": "import",
	"authz": "customer|person|document|team", "db": "customer|opportunity|team|task", "httpapi": "customer|person|opportunity|identity", "app": ".*"}

// operations returns a pattern of the operations that are near the check.
func (m *mutant) operations() string {
	if m.operation != "" {
		return "^" + m.operation + "$"
	}
	name := filepath.Base(filepath.Dir(m.path))
	if own, ok := modules[name]; ok {
		name = own
	}
	return "^(" + name + ")"
}

// worthwhile says of the checks that nothing comes by that they survive, and
// groups the others.
func (t *trial) worthwhile(rest []mutant) [][]mutant {
	rest = slices.DeleteFunc(rest, func(m mutant) bool {
		asked := slices.Contains(t.Asked, m.id)
		if !asked {
			t.conclude(m, false, "no operation of the matrix comes by")
		}
		return !asked
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
	t.mu.Lock()
	t.counts[outcome]++
	t.mu.Unlock()
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
			return strings.ToValidUTF8(strings.TrimSpace(text[:min(len(text), 160)]), "")
		}
		if strings.HasPrefix(line, "panic") {
			return strings.TrimSpace(line)
		}
	}
	return "it never ended"
}
