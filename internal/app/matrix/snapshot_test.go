package matrix_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db/dbtest"
)

// kept names the folder in which a furnished world is kept and found again, for
// scripts/mutate: furnishing takes ten times as long as asking one module.
var kept = os.Getenv("GONGQIAO_MATRIX_WORLD")

// keepsake is what a world knows beside its data folder.
type keepsake struct {
	Hash                  string
	Count                 int64
	People                []keptPerson
	Staff                 map[relation]keptPerson
	Departments, Entities map[relation]ref.ID
}

type keptPerson struct {
	Name    string
	ID      ref.ID
	Unit    relation
	Grants  map[string]reach
	Classes map[string]bool
	Probe   string
	Blind   bool
	State   state
	Secret  string
}

func keepPerson(p *person) keptPerson {
	return keptPerson{p.name, p.id, p.unit, p.grants, p.classes, p.probe, p.blind, p.state, p.secret}
}

func (k keptPerson) person() *person {
	return &person{name: k.Name, id: k.ID, unit: k.Unit, grants: k.Grants, classes: k.Classes, probe: k.Probe, blind: k.Blind, state: k.State, secret: k.Secret}
}

// recalled fills the world from the folder, and reports whether one was kept there.
func (w *world) recalled(t *testing.T, engine dbtest.Engine) bool {
	t.Helper()
	if kept == "" || engine != dbtest.SQLite {
		return false
	}
	content, err := os.ReadFile(filepath.Join(kept, "world.json"))
	if errors.Is(err, os.ErrNotExist) {
		return false
	}
	var k keepsake
	data := t.TempDir()
	if err := errors.Join(err, json.Unmarshal(content, &k), copyFolder(data, filepath.Join(kept, "data"))); err != nil {
		t.Fatal(err)
	}
	w.hash, w.departments, w.entities = k.Hash, k.Departments, k.Entities
	w.count.Store(k.Count)
	for _, p := range k.People {
		w.people = append(w.people, p.person())
	}
	for rel, p := range k.Staff {
		w.staff[rel] = p.person()
	}
	w.open(t, engine, data)
	return true
}

// keep closes a furnished world, copies it to the folder and opens it again.
func (w *world) keep(t *testing.T, engine dbtest.Engine, data string) {
	t.Helper()
	if kept == "" || engine != dbtest.SQLite {
		return
	}
	k := keepsake{Hash: w.hash, Count: w.count.Load(), Staff: map[relation]keptPerson{}, Departments: w.departments, Entities: w.entities}
	for _, p := range w.people {
		k.People = append(k.People, keepPerson(p))
	}
	for rel, p := range w.staff {
		k.Staff[rel] = keepPerson(p)
	}
	content, err := json.Marshal(k)
	if err := errors.Join(err, w.app.Close(), copyFolder(filepath.Join(kept, "data"), data),
		os.WriteFile(filepath.Join(kept, "world.json"), content, 0o600)); err != nil {
		t.Fatal(err)
	}
	w.open(t, engine, data)
}

// copyFolder copies files for their owner alone, which keys must be.
func copyFolder(to, from string) error {
	return filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, path[len(from):])
		if e.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, content, 0o600)
	})
}
