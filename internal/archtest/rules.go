package archtest

import (
	"cmp"
	"fmt"
	"go/ast"
	"slices"
)

// Finding is one place that breaks a rule.
type Finding struct {
	Rule, Path string
	Line       int
	Text       string
}

func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: %s (%s)", f.Path, f.Line, f.Text, f.Rule)
}

// Rule is one thing that the architecture asks of every file.
type Rule struct {
	Name  string
	Why   string
	check func(*File, report)
}

// report takes the place and what is wrong there.
type report func(n ast.Node, format string, args ...any)

// Rules lists every rule; folder testdata/<Name> breaks each exactly once.
var Rules = []Rule{
	{"unmapped", "every package has its place on the map, and so its rights", checkMapped},
	{"package-name", "a package is named after what it holds; a drawer for leftovers has no owner", checkPackageName},
	{"kernel-imports", "the kernel is the words that all share: it knows nothing but itself", checkKernelImports},
	{"platform-imports", "technology does not know the trade", checkPlatformImports},
	{"module-imports", "an arrow between modules points upwards in the map, or is not there", checkModuleImports},
	{"wiring", "only the composition root and cmd know more than a module may", checkWiring},
	{"open-imports", "packages for other programs bring nothing of ours along", checkOpenImports},
	{"outbound", "one client checks every address that the product calls", checkOutbound},
	{"clock", "time comes from tx.Now, so that a test can move it and one transaction has one time", checkClock},
	{"database-sql", "the door to the database is package db", checkDatabaseSQL},
	{"housekeeping", "a write without actor and audit is for the platform's own bookkeeping", checkHousekeeping},
	{"init", "nothing registers itself: wiring is read in internal/app", checkInit},
	{"panic", "a broken input is an error; only Must functions and main may panic", checkPanic},
	{"background", "a module works for somebody: its context is the caller's", checkBackground},
	{"unsafe", "no unsafe memory and no C", checkUnsafe},
	{"float-money", "money is money.Money; a float loses fen", checkFloatMoney},
	{"owns", "a module says in doc.go what it owns", checkOwns},
	{"file-name", "the same roles have the same file names in every module", checkFileName},
	{"role", "rules are pure, services know no wire, handlers know no database", checkRole},
	{"sql-in-store", "SQL is in store.go, where its reader looks for it", checkSQLInStore},
	{"neighbour-sql", "in a group commit these statements hurt the neighbours of the same commit", checkNeighbourSQL},
	{"skip", "a test that cannot run fails", checkSkip},
	{"length", "a file over 600 lines holds two things", checkLength},
}

// Check returns what the rules find in the tree, without what is excepted. The
// exceptions that excused nothing come second.
func Check(t *Tree, rules []Rule, exceptions []Exception) (found []Finding, idle []Exception) {
	used := make([]bool, len(exceptions))
	for _, f := range t.Files {
		for _, r := range rules {
			r.check(f, func(n ast.Node, format string, args ...any) {
				i := slices.IndexFunc(exceptions, func(e Exception) bool {
					return e.Rule == r.Name && within(f.Path, e.Path)
				})
				if i >= 0 {
					used[i] = true
					return
				}
				found = append(found, Finding{r.Name, f.Path, f.line(n), fmt.Sprintf(format, args...)})
			})
		}
	}
	for i, e := range exceptions {
		if !used[i] {
			idle = append(idle, e)
		}
	}
	slices.SortStableFunc(found, func(a, b Finding) int { return cmp.Compare(a.Path, b.Path) })
	return found, idle
}
