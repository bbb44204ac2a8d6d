package crowd_test

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"gongqiao/internal/app"
	"gongqiao/internal/app/demo/crowd"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/sell/pipeline"
)

// tiny has more opportunities than one transaction takes rows of a statement, and
// several activities of each.
var tiny = crowd.World{Name: "tiny", Entities: 3, Departments: 2, People: 12, Customers: 36, Deals: 150, Activities: 450}

var empty = dbtest.Template(func(context.Context, *db.DB) error { return nil })

func open(t *testing.T, e dbtest.Engine) *app.App {
	t.Helper()
	c := config.Config{Data: t.TempDir(), SessionIdle: time.Hour, SessionAbsolute: time.Hour, Today: "2026-11-20", Listen: "127.0.0.1:0"}
	if e == dbtest.Postgres {
		c.Database = empty.URL(t, e)
	}
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func filled(t *testing.T, e dbtest.Engine) *app.App {
	t.Helper()
	a := open(t, e)
	if err := a.FillCrowd(t.Context(), tiny, io.Discard); err != nil {
		t.Fatal(err)
	}
	return a
}

func modules(a *app.App) crowd.Modules {
	return crowd.Modules{DB: a.DB, Org: a.Org, Identity: a.Identity, Customers: a.Customers, Pipeline: a.Pipeline, Activity: a.Activity, Tasks: a.Tasks}
}

func each(t *testing.T, run func(*testing.T, dbtest.Engine)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			run(t, e)
		})
	}
}

// A filled world is, row by row, what the modules write one by one.
func TestAFilledWorldIsWhatTheModulesWrite(t *testing.T) {
	each(t, func(t *testing.T, e dbtest.Engine) {
		a, b := filled(t, e), open(t, e)
		if err := crowd.OneByOne(t.Context(), modules(b), tiny); err != nil {
			t.Fatal(err)
		}
		got, want := dump(t, a), dump(t, b)
		compare(t, got, want)
		for table, least := range map[string]int{"person": 15, "customer": 36, "contact": 36, "engagement": 36, "opportunity": 150, "opportunity_stage": 200, "activity": 450, "task": 50, "task_signal": 50,
			"pipeline_rollup": 10, "pipeline_flow": 20, "pipeline_outlook": 20, "pipeline_region": 20, "number_series": 3, "find_entry": 15 + 36 + 150 + 450} {
			if len(got[table]) < least {
				t.Errorf("%s has %d rows", table, len(got[table]))
			}
		}
	})
}

// The same world on the same day is the same, whatever the hour.
func TestAWorldIsTheSameEachTime(t *testing.T) {
	a, b := filled(t, dbtest.SQLite), filled(t, dbtest.SQLite)
	compare(t, dump(t, a), dump(t, b))
}

func compare(t *testing.T, got, want map[string][]string) {
	t.Helper()
	for table, rows := range want {
		for i := range max(len(rows), len(got[table])) {
			if i >= len(rows) || i >= len(got[table]) || rows[i] != got[table][i] {
				t.Errorf("%s: %d rows, want %d; row %d:\n%s\nwant\n%s", table, len(got[table]), len(rows), i, at(got[table], i), at(rows, i))
				break
			}
		}
	}
}

func at(rows []string, i int) string {
	if i < len(rows) {
		return rows[i]
	}
	return "none"
}

// untold are tables of the platform that say how something came about, and
// counters that tell caches of changes.
var untold = []string{"audit_record", "audit_key", "audit_seal", "audit_hash", "audit_checkpoint", "record_version", "outbox_event", "outbox_mark", "goose_db_version", "authz_epoch", "session_epoch", "timer", "leader", "setting"}

// chance are columns that differ whenever something is done again.
var chance = []string{"created_at", "updated_at", "changed_at", "credential.password", "task.id", "task_signal.task_id", "engagement.id", "pipeline_pace.at", "published_at", "find_entry.no", "role.id", "role_grant.role_id", "assignment.role_id"}

// dump returns the rows of every table of the modules, each as text, in order.
func dump(t *testing.T, a *app.App) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := a.DB.Peek(t.Context(), func(tx *db.Tx) error {
		columns, err := columnsOf(tx)
		if err != nil {
			return err
		}
		for table, names := range columns {
			err := tx.Each("select "+strings.Join(names, ", ")+" from "+table, nil, func(r db.Row) error {
				values := make([]any, len(names))
				dest := make([]any, len(names))
				for i := range values {
					dest[i] = &values[i]
				}
				err := r.Scan(dest...)
				line := ""
				for i, v := range values {
					line += fmt.Sprintf("%s=%v ", names[i], v)
				}
				out[table] = append(out[table], line)
				return err
			})
			if err != nil {
				return err
			}
			slices.Sort(out[table])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func columnsOf(tx *db.Tx) (map[string][]string, error) {
	out := map[string][]string{}
	err := tx.Each(tx.Pick(
		"select m.name, c.name from sqlite_schema m join pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like 'find_fts%' order by m.name, c.name",
		"select table_name, column_name from information_schema.columns where table_schema = current_schema() order by table_name, column_name"), nil, func(r db.Row) error {
		var table, column string
		err := r.Scan(&table, &column)
		if !slices.Contains(untold, table) && !slices.Contains(chance, column) && !slices.Contains(chance, table+"."+column) {
			out[table] = append(out[table], column)
		}
		return err
	})
	return out, err
}

// The audit log of a filled world is whole, and says of every record who brought
// it and with which others.
func TestTheAuditLogTellsOfTheFilling(t *testing.T) {
	each(t, func(t *testing.T, e dbtest.Engine) {
		a := filled(t, e)
		report, err := a.Verify(t.Context())
		if err != nil || !report.OK() || report.Waiting != 0 {
			t.Fatalf("%+v: %v", report, err)
		}
		told := map[string]int{}
		err = a.DB.Peek(t.Context(), func(tx *db.Tx) error {
			return tx.Each("select label, changes from audit_record where action = 'demo.fill'", nil, func(r db.Row) error {
				var label, changes string
				err := r.Scan(&label, &changes)
				if _, said, ok := strings.Cut(changes, `"field":"records","class":"public","new":`); ok {
					var n int
					if _, err := fmt.Sscanf(said, "%d", &n); err != nil {
						return err
					}
					told[label] += n
				}
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		for what, want := range map[string]int{"people": 15, "customers": 36, "opportunities": 150, "activities": 450} {
			if got := told["tiny: "+what]; got != want {
				t.Errorf("told of %d %s, want %d", got, what, want)
			}
		}
	})
}

// What a doctor finds wrong with a filled world, and which indexes it lacks:
// nothing.
func TestAFilledWorldIsSound(t *testing.T) {
	a, fresh := filled(t, dbtest.SQLite), open(t, dbtest.SQLite)
	if got, want := indexes(t, a), indexes(t, fresh); !slices.Equal(got, want) || len(got) < 50 {
		t.Errorf("indexes: %d, want %d", len(got), len(want))
	}
	c := a.Config
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	for _, f := range app.Doctor(t.Context(), c) {
		if f.Level == app.Fail || strings.HasPrefix(f.Check, "database") && f.Level != app.OK {
			t.Errorf("%+v", f)
		}
	}
}

func indexes(t *testing.T, a *app.App) (names []string) {
	t.Helper()
	err := a.DB.Peek(t.Context(), func(tx *db.Tx) (err error) {
		names, err = db.All(tx, "select name || ' ' || coalesce(sql, '') from sqlite_schema where type = 'index'", nil, func(r db.Row) (n string, err error) { return n, r.Scan(&n) })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(names, cmp.Compare[string])
	return names
}

func TestOnlyAnEmptyInstallationIsFilled(t *testing.T) {
	a := filled(t, dbtest.SQLite)
	if err := a.FillCrowd(t.Context(), tiny, io.Discard); err == nil {
		t.Error("a second world was written over the first")
	}
	if n := len(dump(t, a)["opportunity"]); n != tiny.Deals || len(pipeline.Stages()) != 4 {
		t.Errorf("%d opportunities", n)
	}
}
