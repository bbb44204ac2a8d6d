package archtest

// Module is one row of the map: a domain package and the neighbours it may import.
type Module struct {
	Path   string   // below internal
	May    []string // names of modules in rows above; org and the generic row come free
	Topics []string // what else it has rules for, in files of their own: contact.go
}

// Modules is the map, from top to bottom. An arrow points only upwards in this
// table. Changing it is changing the architecture: docs/architecture.md says why
// it is so, and an ADR says why it is no longer so.
var Modules = []Module{
	{Path: "base/org"},
	{Path: "base/setting", Topics: []string{"calendar"}},
	{Path: "base/identity"},

	// The generic row: these know nobody but the ground they stand on. They work
	// on ref.Ref and answer with events.
	{Path: "base/numbering"},
	{Path: "base/document"},
	{Path: "base/activity"},
	{Path: "base/task"},
	{Path: "base/team"},
	{Path: "base/promise"},
	{Path: "base/bond"},
	{Path: "base/customfield"},
	{Path: "base/approval"},
	{Path: "base/conversation"},
	{Path: "base/savedview"},

	{Path: "sell/customer", Topics: []string{"contact", "engagement", "satisfaction", "registration", "dormancy"}},
	{Path: "sell/pricebook"},
	{Path: "sell/campaign", May: []string{"customer"}},
	{Path: "sell/pipeline", May: []string{"customer", "campaign"}, Topics: []string{"opportunity", "stage", "gate", "score", "report", "rollup", "outlook", "clash", "silence", "lead", "past"}},
	{Path: "sell/terms"}, // pure rules of payment, shared by quotes and contracts
	{Path: "sell/quote", May: []string{"customer", "pipeline", "terms", "pricebook"}},
	{Path: "sell/bid", May: []string{"customer", "pipeline", "quote"}},
	{Path: "sell/contract", May: []string{"customer", "quote", "terms"}},

	{Path: "deliver/project", May: []string{"customer", "contract"}},
	{Path: "deliver/handover", May: []string{"customer", "quote", "contract", "project"}},
	{Path: "deliver/planning", May: []string{"project"}},
	{Path: "deliver/field", May: []string{"project", "planning"}},
	{Path: "deliver/material", May: []string{"project", "planning"}},
	{Path: "deliver/change", May: []string{"project", "planning", "contract"}},
	{Path: "deliver/quality", May: []string{"project", "planning"}},

	{Path: "money/cost", May: []string{"project", "contract"}},
	{Path: "money/billing", May: []string{"customer", "contract", "project"}},
	{Path: "money/collection", May: []string{"customer", "contract", "billing"}},
	{Path: "money/funds", May: []string{"contract", "billing", "collection", "cost"}},

	{Path: "care/service", May: []string{"customer", "contract", "project"}, Topics: []string{"survey", "template", "plan", "complaint"}},

	{Path: "read/insight", May: anyAbove},
	{Path: "read/scorecard", May: anyAbove},
	{Path: "read/predict", May: anyAbove},
	{Path: "read/search", May: anyAbove},
	{Path: "read/adoption", May: anyAbove},

	{Path: "edge/importer", May: anyAbove},
	{Path: "edge/portal", May: anyAbove},
	{Path: "edge/automation", May: anyAbove},
	{Path: "edge/assistant", May: anyAbove},
	{Path: "edge/connect/*", May: anyAbove},
}

var anyAbove = []string{"*"}

// free are the modules that every other one may import.
var free = []string{
	"org", "numbering", "document", "activity", "task", "team", "promise", "bond",
	"customfield", "approval", "conversation", "setting",
}

// ground are those of them that the generic row may import too: who there is, and
// which rules the group has set.
var ground = []string{"org", "setting"}

// generic reports whether a module belongs to the generic row.
func generic(name string) bool { return !contains(ground, name) && contains(free, name) }

// public are the packages that other Go programs may import.
var public = []string{"schedule", "mspdi", "xer", "planfile"}

// kernelMay are the libraries that the kernel may use besides the standard one.
var kernelMay = []string{"github.com/google/uuid", "github.com/govalues/decimal"}

// testLibraries are open to the tests of every layer.
var testLibraries = []string{"pgregory.net/rapid", "github.com/google/go-cmp"}

// Exception lets one file or package leave one rule, for a reason.
type Exception struct {
	Rule   string
	Path   string // a file, or a folder and everything below
	Reason string
}

// Exceptions is the whole list. An entry that no longer excuses anything fails
// the test, so the list only shrinks by itself.
var Exceptions = []Exception{
	{"database-sql", "internal/platform/db", "it is the door to the driver"},
	{"database-sql", "internal/platform/migrate", "goose runs schema changes on the bare handle"},
	{"unsafe", "internal/platform/db/disk_test.go", "a test that forgets unsynced bytes stands below SQLite, whose tables are C memory"},
	{"housekeeping", "internal/base/identity", "whoever signs in is nobody yet, and a session is no business record"},
}
