package figures_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"testing"
	"time"

	"gongqiao/internal/app"
	"gongqiao/internal/app/demo/crowd"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

// The figures of a filled world are the totals of their lists at every reach, the
// lists have what the tables have, and what was filled in is found.
func TestFiguresOfACrowd(t *testing.T) {
	w := crowd.World{Name: "figures", Entities: 3, Departments: 2, People: 12, Customers: 36, Deals: 300, Activities: 900}
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			c := config.Config{Data: t.TempDir(), SessionIdle: time.Hour, SessionAbsolute: time.Hour, CallerRate: 1_000_000, Today: "2026-11-20"}
			if e == dbtest.Postgres {
				c.Database = empty.URL(t, e)
			}
			a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
			must(t, err)
			t.Cleanup(func() { must(t, a.Close()) })
			must(t, a.FillCrowd(t.Context(), w, io.Discard))
			d := serve(t, a, crowd.Password)
			for who, reach := range map[string]string{
				crowd.Sales: "o.owner_id = ?", crowd.Manager: "o.department_id = ?", crowd.Executive: "o.entity_id = ?", crowd.General: "? is not null",
			} {
				d.figures(who)
				d.totals(who, reach, idOf(who, w))
			}
			d.searches(w)
		})
	}
}

// idOf is what an account's reach is bounded by.
func idOf(who string, w crowd.World) any {
	switch who {
	case crowd.Sales:
		return crowd.ID(crowd.Person, 0)
	case crowd.Manager:
		return crowd.ID(crowd.Department, w.Home(0))
	}
	return crowd.ID(crowd.Entity, 0)
}

func (d *desk) figures(who string) {
	d.t.Helper()
	var o map[string]any
	if status := d.call(who, http.MethodGet, "/insight/overview", nil, &o); status != 200 {
		d.t.Fatalf("%s: %d", who, status)
	}
	asked := 0
	numbers(who, o, func(at string, f map[string]any) {
		asked++
		d.compare(who, at, f)
	})
	if asked < 10 {
		d.t.Errorf("%s: %d numbers", who, asked)
	}
}

// totals compares what the list says with the bare rows.
func (d *desk) totals(who, reach string, id any) {
	d.t.Helper()
	var n, amount, weighted int64
	must(d.t, d.app.DB.Peek(d.t.Context(), func(tx *db.Tx) error {
		if tx.Postgres() && who == crowd.General {
			reach = "cast(? as uuid) is not null"
		}
		return tx.One("select count(*), cast(coalesce(sum(o.amount), 0) as bigint), cast(coalesce(sum(o.weighted), 0) as bigint) from opportunity o where o.outcome = 'open' and "+reach, []any{id}, &n, &amount, &weighted)
	}))
	var page struct {
		Total int64
		Sums  map[string]int64
	}
	if status := d.call(who, http.MethodGet, "/opportunities?outcome=open&limit=1&total=true", nil, &page); status != 200 {
		d.t.Fatalf("%s: %d", who, status)
	}
	if n == 0 || page.Total != n || page.Sums["amount"] != amount || page.Sums["weighted"] != weighted {
		d.t.Errorf("%s: the list has %d of %v, the table %d of %d and %d", who, page.Total, page.Sums, n, amount, weighted)
	}
	var summary struct {
		Stages []struct {
			Count  int64
			Amount struct{ Amount int64 }
		}
	}
	d.call(who, http.MethodGet, "/opportunities/summary", nil, &summary)
	for _, s := range summary.Stages {
		n, amount = n-s.Count, amount-s.Amount.Amount
	}
	if n != 0 || amount != 0 {
		d.t.Errorf("%s: the pipeline lacks %d of %d fen", who, n, amount)
	}
}

// searches finds the first customer, a deal of his and what happened with it, by
// two characters and by initials.
func (d *desk) searches(w crowd.World) {
	d.t.Helper()
	_, short := crowd.CustomerName(0)
	var deal struct{ Name string }
	d.call(crowd.Sales, http.MethodGet, "/opportunities/"+crowd.ID(crowd.Deal, 0).String(), nil, &deal)
	for list, typed := range map[string]string{"/customers": string([]rune(short)[:2]), "/opportunities": string([]rune(deal.Name)[1:4]), "/activities": string([]rune(deal.Name)[1:4])} {
		var found struct{ Items []struct{ ID string } }
		if status := d.call(crowd.Sales, http.MethodGet, list+"?limit=100&q="+url.QueryEscape(typed), nil, &found); status != 200 || len(found.Items) == 0 {
			d.t.Errorf("%s: %q finds %d: %d", list, typed, len(found.Items), status)
		}
	}
}
