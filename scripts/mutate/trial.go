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
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// limit bounds one run: a mutant that hangs has been noticed.
const limit = 30 * time.Minute

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
	Binary  string              // its digest: another product has another baseline
	Gated   []string            // operations that nothing protects but the gate
	Reached map[string][]string // operations that come by a check, by its id; "" is the start of the product
}

func (t *trial) run(chosen []mutant) (unnoticed int, err error) {
	began := time.Now()
	if err := t.establish(); err != nil {
		return 0, err
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, t.jobs)
	for _, m := range chosen {
		if t.record.knows(m) {
			t.count(killed)
			continue
		}
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			t.try(m)
		})
	}
	wg.Wait()
	fmt.Printf("%d mutants in %s: %d killed, %d without effect, %d survived, %d unreached\n", len(chosen), time.Since(began).Round(time.Second),
		t.counts[killed], t.counts[excused], t.counts[survived]+t.counts[revived], t.counts[unreached])
	return t.counts[survived] + t.counts[revived] + t.counts[unreached], nil
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

// measure wants the matrix green before anything is switched off, and learns
// which operations come by which check, with the gate and without it.
func (t *trial) measure(digest string) (b baseline, err error) {
	t.baseline = baseline{}
	b = baseline{Binary: digest, Reached: map[string][]string{}}
	hits := filepath.Join(t.dir, "hits")
	learn := []string{hitsName + "=" + hits, "GONGQIAO_MATRIX_WORKERS=1"}
	if red, out := t.matrix("", learn...); red {
		return b, fmt.Errorf("the matrix is red without a mutant:\n%s", out)
	}
	_, out := t.matrix("", append(append(t.without(), learn...), "GONGQIAO_MATRIX_FAST=", "GONGQIAO_MATRIX_SAY=100000")...)
	for line := range strings.Lines(out) {
		if _, id, ok := strings.Cut(line, " without the gate: "); ok {
			b.Gated = append(b.Gated, strings.TrimSpace(id))
		}
	}
	slices.Sort(b.Gated)
	b.Gated = slices.Compact(b.Gated)
	asked, err := os.ReadFile(hits)
	if err != nil {
		return b, err
	}
	for line := range strings.Lines(string(asked)) {
		id, operation, _ := strings.Cut(strings.TrimRight(line, "\n"), " ")
		if !slices.Contains(b.Reached[id], operation) {
			b.Reached[id] = append(b.Reached[id], operation)
		}
	}
	content, err := json.Marshal(b)
	if err != nil {
		return b, err
	}
	return b, os.WriteFile(t.base, content, 0o600)
}

// world is the setting that names the furnished world.
func (t *trial) world() string { return "GONGQIAO_MATRIX_WORLD=" + filepath.Join(t.dir, "world") }

// without are the settings of a matrix whose gate lets everybody through.
func (t *trial) without() []string {
	return []string{openName + "=1", "GONGQIAO_MATRIX_OPEN=1", "GONGQIAO_MATRIX_GATED=" + strings.Join(t.Gated, ",")}
}

// try switches one check off and asks the operations that come by it.
func (t *trial) try(m mutant) {
	stages := t.stages(m)
	for _, operations := range stages {
		if red, out := t.ask(m, operations); red {
			t.conclude(m, killed, first(out))
			return
		}
	}
	if len(stages) == 0 {
		t.conclude(m, unreached, "no operation of the matrix comes by")
		return
	}
	t.conclude(m, survived, "nothing noticed it")
}

// ask puts operations to the test with the gate and without it: what two lines of
// defence guard is noticed only when the first is gone.
func (t *trial) ask(m mutant, operations string) (red bool, out string) {
	closed := []string{"GONGQIAO_MATRIX_ONLY=" + operations, t.world()}
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
	"billing": "payment-node|invoice|billing|receivable", "collection": "receipt|collection|receivable", "service": "survey|improvement|complaint|template", "importer": "import",
	"authz": "customer|person|document|team", "db": "customer|opportunity|team|task", "httpapi": "customer|person|opportunity|identity", "app": ".*"}

// stages are patterns of the operations to ask about a check: those of its own
// module that come by it, where it is noticed soonest, and then all others that do.
// What the product reads only as it starts belongs to all operations of the module.
func (t *trial) stages(m mutant) (patterns []string) {
	if m.operation != "" {
		return []string{exactly([]string{m.operation})}
	}
	module := filepath.Base(filepath.Dir(m.path))
	if own, ok := modules[module]; ok {
		module = own
	}
	own := regexp.MustCompile("^(" + module + ")")
	var near, far []string
	for _, operation := range t.Reached[m.id] {
		switch {
		case operation == "":
		case own.MatchString(operation):
			near = append(near, operation)
		default:
			far = append(far, operation)
		}
	}
	if len(near)+len(far) == 0 && len(t.Reached[m.id]) > 0 {
		return []string{own.String()}
	}
	for _, operations := range [][]string{near, far} {
		if len(operations) > 0 {
			patterns = append(patterns, exactly(operations))
		}
	}
	return patterns
}

// exactly is a pattern of these operations and no others.
func exactly(operations []string) string {
	slices.Sort(operations)
	return "^(" + strings.Join(operations, "|") + ")$"
}

func (t *trial) conclude(m mutant, outcome, why string) {
	reason, known := equivalent[m.entry()]
	switch {
	case outcome == killed && known:
		outcome, why = revived, "strike it from the table of equivalents: "+why
	case known:
		outcome, why = excused, reason
	}
	t.count(outcome)
	t.record.add(m, outcome, why)
}

func (t *trial) count(outcome string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[outcome]++
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
