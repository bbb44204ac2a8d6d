package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// The story is written down as it stood on one day in the evening; every date
// in it is moved by as many days as lie between that day and today.
const (
	writtenOn = "2026-11-20"
	written   = "2006-01-02 15:04" // how its moments are written
	evening   = 17*time.Hour + 42*time.Minute
)

// Clock is the product's time. The story sets it to when something happened, so
// that every use case leaves what it would have left then.
type Clock interface{ Travel(to time.Time) }

// happening is one use case that somebody carried out.
type happening struct {
	at   time.Time
	who  string
	what string
	do   func(context.Context) error
}

// teller collects what happened and tells it in the order of time. What lies
// in the future is not told: a deal stands where it stands today.
type teller struct {
	Modules
	outside context.Context // nobody's: that of customers who answer by a link
	now     time.Time
	zone    *time.Location
	actors  map[string]*authz.Actor
	script  []happening

	invoiced map[string]ref.ID // which invoice is about a payment of a deal
}

// days is by how many days the written story is moved.
func (t *teller) days() int {
	return workday.Today(t.now, t.zone).Sub(workday.MustParse(writtenOn))
}

// date moves a written date.
func (t *teller) date(on string) workday.Date { return workday.MustParse(on).AddDays(t.days()) }

// mustParse reads the constants of this package; a wrong one is found by every
// test.
func mustParse(layout, at string, zone *time.Location) time.Time {
	m, err := time.ParseInLocation(layout, at, zone)
	if err != nil {
		panic("story: " + at)
	}
	return m
}

// moment moves a written moment. On the day itself it stays as long ago as it
// was in the evening; on other days the hour stays.
func (t *teller) moment(at string) time.Time {
	m := mustParse(written, at, t.zone)
	start := workday.MustParse(writtenOn).Start(t.zone)
	if m.Before(start) || !m.Before(start.AddDate(0, 0, 1)) {
		return m.AddDate(0, 0, t.days())
	}
	return t.now.Add(m.Sub(start.Add(evening)))
}

// day is the date on which a written moment falls: in the first hours of a day the
// story's morning was yesterday.
func (t *teller) day(at string) workday.Date { return workday.Today(t.moment(at), t.zone) }

// then adds what somebody did at a written moment.
func (t *teller) then(at, who, what string, do func(context.Context) error) {
	t.at(t.moment(at), who, what, do)
}

func (t *teller) at(at time.Time, who, what string, do func(context.Context) error) {
	if !at.After(t.now) {
		t.script = append(t.script, happening{at, who, what, do})
	}
}

// tell carries out what was collected, and forgets it.
func (t *teller) tell(ctx context.Context) error {
	slices.SortStableFunc(t.script, func(a, b happening) int { return a.at.Compare(b.at) })
	began := time.Now()
	defer func() { t.Clock.Travel(t.now.Add(time.Since(began))) }()
	for _, h := range t.script {
		t.Clock.Travel(h.at)
		actor, err := t.actor(ctx, h.who)
		if err != nil {
			return err
		}
		if err := h.do(authz.With(ctx, actor)); err != nil {
			return fmt.Errorf("%s, %s, %s: %w", h.at.In(t.zone).Format(written), h.who, h.what, err)
		}
	}
	t.script = nil
	return nil
}

// system acts where the story has nobody.
const system = ""

func (t *teller) actor(ctx context.Context, username string) (*authz.Actor, error) {
	if username == system {
		return authz.NewSystem("demo"), nil
	}
	if a := t.actors[username]; a != nil {
		return a, nil
	}
	err := t.DB.Peek(ctx, func(tx *db.Tx) (err error) {
		t.actors[username], err = t.Org.ActorFor(tx, ID(username))
		return err
	})
	return t.actors[username], err
}

// in runs fn in one transaction of whoever is in ctx.
func (t *teller) in(ctx context.Context, fn func(*db.Tx) error) error { return t.DB.Write(ctx, fn) }

// deal is the id of an opportunity of the story.
func dealID(name string) ref.ID { return ID("opportunity-" + name) }
