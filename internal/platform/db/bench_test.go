package db_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

// BenchmarkWrite is one paper with its audit record, version, event and key.
func BenchmarkWrite(b *testing.B) {
	for _, e := range dbtest.Engines(b) {
		for _, callers := range []int{1, 8, 32} {
			b.Run(fmt.Sprintf("%s/callers=%d", e, callers), func(b *testing.B) {
				d := schema.Open(b, e, db.Options{})
				var left atomic.Int64
				left.Store(int64(b.N))
				b.ReportAllocs()
				b.ResetTimer()
				spent := cpu(b)
				var wg sync.WaitGroup
				for range callers {
					wg.Go(func() {
						for left.Add(-1) >= 0 {
							p := draft("bench")
							if err := write(keyed(as(b, boss), "key-"+p.ID.String(), "body"), d, p); err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				wg.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
				b.ReportMetric(float64((cpu(b)-spent).Microseconds())/float64(b.N), "cpu-µs/op")
			})
		}
	}
}

// cpu returns what this process has used so far: on a busy machine it says more
// than the time that passed.
func cpu(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

const many = 100_000

// crowded opens a database of 100,000 papers in 400 departments.
func crowded(b *testing.B, e dbtest.Engine) (*db.DB, []ref.ID, []ref.ID) {
	b.Helper()
	d := schema.Open(b, e, db.Options{})
	r := rand.New(rand.NewPCG(21, 22))
	departments := make([]ref.ID, 400)
	for i := range departments {
		departments[i] = ref.Derived("department", fmt.Sprint(i))
	}
	ids := make([]ref.ID, many)
	for from := 0; from < many; from += 5000 {
		ps := make([]paper, 5000)
		for i := range ps {
			p := draft(title(from + i))
			p.Department, p.Owner = departments[r.IntN(len(departments))], ref.Derived("person", fmt.Sprint(r.IntN(20_000)))
			p.Amount, p.Stage = int64(r.IntN(1_000_000)), []string{"draft", "final", "shredded"}[r.IntN(3)]
			ids[from+i], ps[i] = p.ID, p
		}
		fill(b, d, ps)
	}
	analyze(b, d)
	return d, ids, departments
}

// analyze gives PostgreSQL the statistics that it would collect by itself. The
// product never analyzes SQLite: its planner then keeps to the indexes.
func analyze(b *testing.B, d *db.DB) {
	if !d.Postgres() {
		return
	}
	if _, err := d.SQL().ExecContext(b.Context(), "analyze"); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkRead is one paper by id, with the question whether it may be seen.
func BenchmarkRead(b *testing.B) {
	for _, e := range dbtest.Engines(b) {
		b.Run(string(e), func(b *testing.B) {
			d, ids, departments := crowded(b, e)
			ctx := as(b, person("dora", authz.Department, departments...))
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				id := ids[i*7919%many]
				err := d.Read(ctx, func(tx *db.Tx) error {
					var p paper
					err := tx.One("select id, title, amount, cost, owner_id, department_id, entity_id from paper where id = ?", []any{id},
						&p.ID, &p.Title, &p.Amount, &p.Cost, &p.Owner, &p.Department, &p.Entity)
					if err != nil {
						return err
					}
					return tx.Visible(readPapers, p.Scope(), db.ErrNoRows, p.ID)
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkList is a page of 50 out of 100,000, by amount in one stage, for
// reaches of different width.
func BenchmarkList(b *testing.B) {
	for _, e := range dbtest.Engines(b) {
		d, _, departments := crowded(b, e)
		for name, a := range map[string]*authz.Actor{
			"own": person("7", authz.Own), "department": person("7", authz.Department, departments[3]),
			"entity": person("7", authz.Entity, departments[:200]...), "group": boss,
		} {
			b.Run(fmt.Sprintf("%s/%s", e, name), func(b *testing.B) {
				q, err := db.ParseQuery(url.Values{"stage": {"final"}}, &papers)
				if err != nil {
					b.Fatal(err)
				}
				ctx := as(b, a)
				b.ReportAllocs()
				for b.Loop() {
					err := d.Read(ctx, func(tx *db.Tx) error {
						_, err := db.Run(tx, &papers, q, scanPaper)
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
