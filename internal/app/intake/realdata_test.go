//go:build realdata

package intake_test

import (
	"os"
	"path/filepath"
	"testing"

	"gongqiao/internal/app"
	"gongqiao/internal/edge/importer"
)

// realFiles are files of other people, with what they hold.
var realFiles = []struct {
	kind, mapping, file string
	rows                int64
	check               map[string]int64 // question and answer
}{
	{"customers", "cn_company_names.json", "cn_company_pairs/short_to_full.csv", 5479, map[string]int64{
		"select count(*) from customer where origin = 'import' and name <> '匿名客户（Salvirt B2B）'": 5479,
	}},
	{"opportunities", "crm_salvirt_b2b.json", "crm_salvirt_b2b/opportunities.csv", 313, map[string]int64{
		"select count(*) from opportunity where origin = 'import' and outcome = 'won'":  151,
		"select count(*) from opportunity where origin = 'import' and outcome = 'lost'": 162,
		"select count(*) from custom_field where kind = 'opportunity'":                  22,
	}},
	{"projects", "nyc_capital_projects.json", "nyc_capital_projects/changes.csv", 1690, map[string]int64{
		"select count(*) from project where origin = 'import'":          265,
		"select count(*) from project_revision where origin = 'import'": 1690,
		`select count(*) from project p where origin = 'import' and not exists (select 1 from project_revision r where r.project_id = p.id
			and r.reported_on = (select max(x.reported_on) from project_revision x where x.project_id = p.id) and r.budget = p.budget and coalesce(r.forecast_finish, '') = coalesce(p.forecast_finish, ''))`: 0,
	}},
}

// TestRealFilesComeInOnceAndGoAgain takes each file in, takes it in again, and
// takes the first import back.
func TestRealFilesComeInOnceAndGoAgain(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		for _, f := range realFiles {
			before := state(t, a)
			first := takeReal(t, a, f.kind, f.mapping, f.file)
			if c := first.Counts; c.Rows != f.rows || c.Fresh != f.rows {
				t.Fatalf("%s: %+v", f.file, c)
			}
			for query, want := range f.check {
				if got := asked[int64](t, a, query); got != want {
					t.Errorf("%s = %d, want %d", query, got, want)
				}
			}
			if f.kind == "opportunities" {
				answers(t, a)
			}
			again := takeReal(t, a, f.kind, f.mapping, f.file)
			if c := again.Counts; c.Duplicate != f.rows || again.Records != 0 {
				t.Errorf("%s again: %+v, %d records", f.file, c, again.Records)
			}
			b, obstacles, err := a.UndoImport(t.Context(), "gm", first.ID)
			if err != nil || b.State != importer.Undone || b.Records != 0 {
				t.Fatalf("undo of %s: %v %v %v", f.file, b.State, obstacles, err)
			}
			if b, _, err = a.UndoImport(t.Context(), "gm", again.ID); err != nil || b.State != importer.Undone {
				t.Fatalf("undo of the second: %v", err)
			}
			same(t, before, state(t, a))
		}
	})
}

// answers checks that every deal has all of its answers.
func answers(t *testing.T, a *app.App) {
	t.Helper()
	custom := asked[string](t, a, "select custom from opportunity where number = 'SALVIRT-1'")
	for _, want := range []string{`"product"`, `"Product A"`, `"att_t_client"`, `"Strategic account"`} {
		if !contains(custom, want) {
			t.Errorf("%s is not in %s", want, custom)
		}
	}
}

func takeReal(t *testing.T, a *app.App, kind, m, file string) importer.Batch {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "..", "shared", "data", file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, lines, err := try(t, a, app.ImportOrder{User: "gm", Kind: kind, Name: filepath.Base(file), File: f, Mapping: mapping(t, m)})
	if err != nil {
		t.Fatal(err)
	}
	for row, l := range lines {
		if l.Outcome != importer.Fresh && len(l.Problems) == 0 {
			t.Fatalf("row %d of %s is %s without a reason", row, file, l.Outcome)
		}
	}
	return b
}
