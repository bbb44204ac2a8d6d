package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"

	"gongqiao/internal/app"
	"gongqiao/internal/app/demo/crowd"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/text"
)

func escape(s string) string { return url.QueryEscape(s) }

// search is one kind of term that people type.
type search struct {
	name  string
	terms []string
}

// searches are parts of the names that are there: rare ones and such that
// thousands of names hold.
func (w world) searches() []search {
	rare, long, initials := []string{}, []string{}, []string{}
	for n := 0; n < w.Customers; n += w.Customers / 200 {
		name, short := crowd.CustomerName(n)
		r := []rune(short)
		rare = append(rare, string(r[:2]))
		long = append(long, string(r[:3]), string([]rune(name)[:5]))
		initials = append(initials, text.Initials(short)[:4])
	}
	return []search{
		{"two characters of a brand", rare},
		{"two characters that thousands have", append(slices.Clone(crowd.Cities), crowd.Trades...)},
		{"three to five characters", long},
		{"four pinyin initials", initials},
	}
}

// question is the list that a search asks.
func question(term string) string { return "/customers?limit=20&q=" + escape(term) }

// found is how long one kind of search took.
type found struct {
	name, who string
	alone     reading // one connection
	typing    reading // thirty-two people, each twice a second
	loaded    reading // eight, without a pause
}

func runSearches(s *server, w world, o options) ([]found, error) {
	var out []found
	for _, who := range []string{crowd.Sales, crowd.General} {
		session, err := signIn(s, who)
		if err != nil {
			return nil, err
		}
		for _, x := range w.searches() {
			paths := make([]string, len(x.terms))
			for i, t := range x.terms {
				paths[i] = api + question(t)
			}
			f := found{name: x.name, who: who}
			what := cycle(paths, session)
			if _, err := round(s, what, few, o.round/2); err != nil {
				return nil, err
			}
			if f.alone, err = round(s, what, 1, o.round); err != nil {
				return nil, err
			}
			if f.typing, err = paced(s, what, most, max(o.round, 2*time.Second), time.Second/2); err != nil {
				return nil, err
			}
			if f.loaded, err = round(s, what, few, o.round); err != nil {
				return nil, err
			}
			out = append(out, f)
		}
	}
	return out, nil
}

// scans returns the steps of the plans of all searches that read a whole table.
func scans(ctx context.Context, data string, w world) (bad []string, err error) {
	a, err := app.Open(ctx, config.Config{Data: data, SessionIdle: time.Hour, SessionAbsolute: time.Hour}, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	var list *db.List
	for _, op := range a.API.Operations() {
		if op.ID == "customer-list" {
			list = op.List
		}
	}
	if list == nil {
		return nil, fmt.Errorf("no operation customer-list")
	}
	for _, who := range []int{0, w.People + 2} {
		actor, err := actorOf(ctx, a, who)
		if err != nil {
			return nil, err
		}
		for _, x := range w.searches() {
			found, err := plan(authz.With(ctx, actor), a.DB, list, x.terms[0])
			if err != nil {
				return nil, err
			}
			for _, step := range found {
				if strings.HasPrefix(step, "SCAN") && !bounded(step) {
					bad = append(bad, x.name+": "+step)
				}
			}
		}
	}
	return bad, nil
}

// bounded reports whether a step that SQLite calls a scan ends early: the walk
// along the index of the list's order, the hits of the search index, what other
// steps have chosen.
func bounded(step string) bool {
	for _, mark := range []string{"USING INDEX", "USING COVERING INDEX", "VIRTUAL TABLE", "SCAN p", "SCAN a", "SCAN u", "json_each"} {
		if strings.Contains(step, mark) {
			return true
		}
	}
	return false
}

func actorOf(ctx context.Context, a *app.App, person int) (actor *authz.Actor, err error) {
	err = a.DB.Peek(ctx, func(tx *db.Tx) error {
		r, err := a.Org.RightsTx(tx, crowd.ID(crowd.Person, person), authz.Actor{Kind: authz.User})
		if err != nil {
			return err
		}
		actor = r.Actor()
		return nil
	})
	return actor, err
}

func plan(ctx context.Context, d *db.DB, list *db.List, term string) (steps []string, err error) {
	q, err := db.ParseQuery(url.Values{"q": {term}, "limit": {"20"}}, list)
	if err != nil {
		return nil, err
	}
	err = d.Read(ctx, func(tx *db.Tx) error {
		plans, err := db.Plan(tx, list, q)
		steps = slices.Concat(plans...)
		return err
	})
	return steps, err
}
