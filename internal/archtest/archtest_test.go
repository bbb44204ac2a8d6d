package archtest_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gongqiao/internal/archtest"
)

func load(t *testing.T, root string) *archtest.Tree {
	t.Helper()
	tree, err := archtest.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Files) == 0 {
		t.Fatalf("no Go files below %s", root)
	}
	return tree
}

func TestRepositoryKeepsTheArchitecture(t *testing.T) {
	found, idle := archtest.Check(load(t, "../.."), archtest.Rules, archtest.Exceptions)
	for _, f := range found {
		t.Error(f)
	}
	for _, e := range idle {
		t.Errorf("exception %s for %s excuses nothing: remove it", e.Rule, e.Path)
	}
}

func TestEveryRuleFindsItsPlantedViolation(t *testing.T) {
	for _, rule := range archtest.Rules {
		t.Run(rule.Name, func(t *testing.T) {
			found, _ := archtest.Check(load(t, filepath.Join("testdata", rule.Name)), archtest.Rules, nil)
			if len(found) != 1 || found[0].Rule != rule.Name {
				t.Errorf("want exactly one finding of %s, got %v", rule.Name, found)
			}
		})
	}
}

func TestEveryPlantBelongsToARule(t *testing.T) {
	plants, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range plants {
		known := func(r archtest.Rule) bool { return r.Name == p.Name() }
		if !slices.ContainsFunc(archtest.Rules, known) && p.Name() != "clean" {
			t.Errorf("testdata/%s is planted for no rule", p.Name())
		}
	}
}

func TestRulesLeaveGoodCodeAlone(t *testing.T) {
	found, _ := archtest.Check(load(t, "testdata/clean"), archtest.Rules, nil)
	for _, f := range found {
		t.Error(f)
	}
}

func TestExceptionExcusesOnlyItsOwnRuleAndPath(t *testing.T) {
	tree := load(t, "testdata/panic")
	for name, tc := range map[string]struct {
		excuse    archtest.Exception
		findings  int
		idleCount int
	}{
		"the file":      {archtest.Exception{Rule: "panic", Path: "internal/kernel/money/money.go"}, 0, 0},
		"its folder":    {archtest.Exception{Rule: "panic", Path: "internal/kernel"}, 0, 0},
		"another rule":  {archtest.Exception{Rule: "init", Path: "internal/kernel/money/money.go"}, 1, 1},
		"half a name":   {archtest.Exception{Rule: "panic", Path: "internal/kernel/mon"}, 1, 1},
		"another place": {archtest.Exception{Rule: "panic", Path: "internal/platform"}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			found, idle := archtest.Check(tree, archtest.Rules, []archtest.Exception{tc.excuse})
			if len(found) != tc.findings || len(idle) != tc.idleCount {
				t.Errorf("findings %v, idle %v", found, idle)
			}
		})
	}
}

func TestMapPointsUpwards(t *testing.T) {
	rows := map[string]int{}
	for i, m := range archtest.Modules {
		for _, name := range m.May {
			if above, ok := rows[name]; name != "*" && (!ok || above >= i) {
				t.Errorf("%s may import %s, which is not above it", m.Path, name)
			}
		}
		rows[filepath.Base(m.Path)] = i
	}
}

func TestEveryExceptionGivesAReason(t *testing.T) {
	for _, e := range archtest.Exceptions {
		if e.Reason == "" {
			t.Errorf("exception %s for %s has no reason", e.Rule, e.Path)
		}
	}
}
