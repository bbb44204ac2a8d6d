package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Outcomes of a mutant.
const (
	killed    = "killed"
	survived  = "SURVIVED"
	unreached = "UNREACHED"
	excused   = "the same" // it is in the table of equivalents, and nobody noticed it
	revived   = "revived"  // it is in that table, and was noticed
)

// record is a file with one line for each mutant that was tried: outcome, id,
// check, and what noticed it.
type record struct {
	mu   sync.Mutex
	file *os.File
	old  map[string]bool // what was noticed before, by id and check
}

func openRecord(path string) (*record, error) {
	r := &record{old: map[string]bool{}}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	content, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for line := range strings.Lines(string(content)) {
		if f := strings.Split(line, "\t"); len(f) >= 3 && f[0] == killed {
			r.old[f[1]+f[2]] = true
		}
	}
	r.file, err = os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	return r, err
}

func (r *record) knows(m mutant) bool { return r.old[m.id+m.key()] }

// add keeps a result and says it.
func (r *record) add(m mutant, outcome, why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Printf("%-9s %s\n            %s\n", outcome, m, why)
	if _, err := fmt.Fprintf(r.file, "%s\t%s\t%s\t%s\n", outcome, m.id, m.key(), strings.Join(strings.Fields(why), " ")); err != nil {
		fmt.Fprintln(os.Stderr, "mutate: the record:", err)
	}
}

func (r *record) close() {
	if err := r.file.Close(); err != nil {
		fmt.Fprintln(os.Stderr, "mutate: the record:", err)
	}
}
