package matrix_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"gongqiao/internal/platform/db"
)

// state is every row of every business table, as digests.
type rows map[[32]byte]string

// trails are written beside the business: the audit log is compared by itself,
// the others say when somebody was last seen.
var trails = map[string][]string{
	"audit_record": nil, "audit_seal": nil, "audit_hash": nil, "audit_checkpoint": nil, "leader": nil,
	"session": {"seen_at"}, "api_token": {"used_at"},
}

func (w *world) state(t *testing.T) rows {
	t.Helper()
	all := rows{}
	for _, table := range w.tables(t) {
		skip, trail := trails[table]
		if trail && skip == nil {
			continue
		}
		if err := digest(w.app.DB, table, skip, all); err != nil {
			t.Fatalf("digest of %s: %v", table, err)
		}
	}
	if len(all) < 100 {
		t.Fatalf("the state has %d rows: this test proves nothing", len(all))
	}
	return all
}

func (w *world) tables(t *testing.T) (names []string) {
	t.Helper()
	q := "select name from sqlite_master where type = 'table' and name not like 'sqlite%'"
	if w.app.DB.Postgres() {
		q = "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
	}
	err := w.app.DB.Peek(t.Context(), func(tx *db.Tx) (err error) {
		names, err = db.All(tx, q, nil, func(r db.Row) (n string, err error) { return n, r.Scan(&n) })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func digest(d *db.DB, table string, skip []string, into rows) error {
	found, err := d.SQL().QueryContext(context.Background(), "select * from "+table)
	if err != nil {
		return err
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		return err
	}
	values, dest := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		dest[i] = &values[i]
	}
	for found.Next() {
		if err := found.Scan(dest...); err != nil {
			return err
		}
		h, id := sha256.New(), ""
		fmt.Fprint(h, table)
		for i, v := range values {
			if slices.Contains(skip, columns[i]) {
				continue
			}
			text := fmt.Sprint(v)
			if err := binary.Write(h, binary.BigEndian, uint64(len(text))); err != nil {
				return err
			}
			fmt.Fprint(h, text)
			if i < 3 {
				id += " " + columns[i] + "=" + text
			}
		}
		into[[32]byte(h.Sum(nil))] = table + id
	}
	return found.Err()
}

// differences names rows that one state has and the other has not.
func differences(before, after rows) []string {
	var out []string
	for k, name := range after {
		if _, ok := before[k]; !ok {
			out = append(out, "now there is "+name)
		}
	}
	for k, name := range before {
		if _, ok := after[k]; !ok {
			out = append(out, "gone is "+name)
		}
	}
	slices.Sort(out)
	return out[:min(len(out), 10)]
}

// audits returns the actions of the audit records by the request that left them.
func (w *world) audits(t *testing.T) map[string][]string {
	t.Helper()
	by := map[string][]string{}
	err := w.app.DB.Peek(t.Context(), func(tx *db.Tx) error {
		return tx.Each("select agent, action from audit_record where agent like 'matrix %'", nil, func(r db.Row) error {
			var agent, action string
			err := r.Scan(&agent, &action)
			by[agent] = append(by[agent], action)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return by
}

// tally counts cells by what they expect, for the log.
type tally map[string]int

func (t tally) String() string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(t)) {
		parts = append(parts, fmt.Sprintf("%d %s", t[k], k))
	}
	return strings.Join(parts, ", ")
}
