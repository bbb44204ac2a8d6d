package service_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/care/service"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/customer"
)

func (d *desk) confirmed(t testing.TB, c service.Confirmed) {
	t.Helper()
	must(t, d.write(func(tx *db.Tx) error { return d.svc.OnConfirmedTx(tx, c) }))
}

func TestMilestoneBringsAShortSurvey(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.confirmed(t, service.Confirmed{Milestone: d.milestone, Project: d.project, Last: true})
		d.confirmed(t, service.Confirmed{Milestone: d.milestone, Project: d.project, Silent: true})
		if n := len(d.all(t, "")); n != 0 {
			t.Errorf("%d surveys of the acceptance and of silence", n)
		}
		for range 2 {
			d.confirmed(t, service.Confirmed{Milestone: d.milestone, Project: d.project})
		}
		all := d.all(t, "cause=milestone")
		if len(all) != 1 || all[0].State != service.Scheduled || all[0].Purpose != service.Short || all[0].DueOn != d.clock.today() || all[0].Milestone.ID != d.milestone || all[0].Owner.ID != d.person["NOp"] {
			t.Fatalf("planned: %+v", all)
		}
		if n := d.sweep(t); n != 1 {
			t.Errorf("%d changed", n)
		}
		if s := d.get(t, all[0].ID); s.State != service.Out || len(s.Questions) != 3 || s.Contact.ID != d.contact {
			t.Errorf("sent: %+v", s)
		}
		if e := told[service.Sent](d); len(e) != 1 || d.sweep(t) != 0 {
			t.Errorf("told %+v", e)
		}
	})
}

func TestCompletionBringsTwo(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for range 2 {
			must(t, d.write(func(tx *db.Tx) error { return d.svc.OnCompletedTx(tx, d.project, day("2026-08-31")) }))
		}
		all := d.all(t, "sort=due_on&cause=completion,warranty")
		if len(all) != 2 {
			t.Fatalf("%d planned", len(all))
		}
		i := slices.IndexFunc(all, func(v service.View) bool { return v.Cause == service.InWarranty })
		if warranty, now := all[i], all[1-i]; warranty.DueOn != day("2027-02-28") || now.DueOn != d.clock.today() || now.Purpose != service.Full {
			t.Errorf("%+v %+v", warranty, now)
		}
		d.sweep(t)
		must(t, d.write(func(tx *db.Tx) error { return d.svc.OnCancelledTx(tx, d.project) }))
		for _, v := range d.all(t, "") {
			if want := map[string]service.State{service.InWarranty: service.Expired, service.AtCompletion: service.Out}[v.Cause]; v.State != want {
				t.Errorf("%s is %s after the project was cancelled", v.Cause, v.State)
			}
		}
	})
}

// A survey that comes too early waits for the first day behind the pause.
func TestAPlannedSurveyWaitsItsTurn(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		first := d.clock.t
		d.ask(t)
		d.clock.days(10)
		d.confirmed(t, service.Confirmed{Milestone: d.milestone, Project: d.project})
		if n := d.sweep(t); n != 1 || d.sweep(t) != 0 {
			t.Errorf("%d changed", n)
		}
		planned := d.all(t, "state=scheduled")
		if len(planned) != 1 || planned[0].DueOn != day("2026-12-21") {
			t.Fatalf("waits: %+v", planned)
		}
		d.clock.at("2026-12-20", 23)
		told[service.Sent](d)
		d.sweep(t) // the first one ends unanswered
		if e := told[service.Sent](d); len(e) != 0 {
			t.Errorf("sent on the day before: %+v", e)
		}
		d.clock.at("2026-12-21", 0)
		if n := d.sweep(t); n != 1 || d.clock.t.Before(first.Add(usual.Pause)) {
			t.Errorf("%d changed on its day", n)
		}
		if s := d.get(t, planned[0].ID); s.State != service.Out {
			t.Errorf("it is %s", s.State)
		}
	})
}

func TestNobodyToAsk(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		c, err := d.customers.Get(d.seller(), d.customer)
		must(t, err)
		leave := func(active bool, version int64) {
			must(t, d.customers.UpdateContact(d.as("NOs", authz.Own, customer.PermRead, customer.PermUpdate), d.contact, version, customer.Contact{Name: "林若安", Part: customer.EndUser, Active: active}))
		}
		leave(false, c.Contacts[0].Version)
		_, err = d.svc.Ask(d.service(), service.Asking{ProjectID: d.project, Purpose: service.Full})
		wants(t, "by hand", err, service.ErrNoContact)
		d.confirmed(t, service.Confirmed{Milestone: d.milestone, Project: d.project})
		due := d.clock.today()
		if n := d.sweep(t); n != 0 {
			t.Errorf("%d changed without anybody to ask", n)
		}
		d.clock.at(due.AddDays(usual.WaitDays-1).String(), 23)
		if n := d.sweep(t); n != 0 {
			t.Errorf("%d changed on the last day", n)
		}
		d.clock.at(due.AddDays(usual.WaitDays).String(), 0)
		if n := d.sweep(t); n != 1 || len(d.all(t, "state=expired")) != 1 {
			t.Errorf("%d changed after a fortnight", n)
		}
	})
}

func TestOnceAYear(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		must(t, d.write(func(tx *db.Tx) error { return d.customers.ActivateTx(tx, d.customer) }))
		began := d.clock.today()
		d.clock.at(began.AddDays(usual.YearDays-1).String(), 12)
		if n := d.sweep(t); n != 0 {
			t.Errorf("%d changed within the first year", n)
		}
		d.clock.at(began.AddDays(usual.YearDays).String(), 23)
		if n := d.sweep(t); n != 2 || d.sweep(t) != 0 { // planned and sent
			t.Errorf("%d changed after a year", n)
		}
		all := d.all(t, "cause=yearly")
		if len(all) != 1 || all[0].State != service.Out || all[0].Customer.ID != d.customer || all[0].Project != nil || all[0].Owner.ID != d.person["NOs"] {
			t.Errorf("%+v", all)
		}
		d.clock.days(usual.YearDays)
		d.clock.pass(-time.Hour)
		d.sweep(t)
		if n := len(d.all(t, "cause=yearly")); n != 1 {
			t.Errorf("%d an hour before the next year", n)
		}
		d.clock.pass(2 * time.Hour)
		d.sweep(t)
		if n := len(d.all(t, "cause=yearly")); n != 2 {
			t.Errorf("%d in the next year", n)
		}
		_, err := d.svc.Sweep(d.service())
		wants(t, "as a person", err, authz.ErrForbidden)
	})
}

func TestSendingBeforeItsDay(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		must(t, d.write(func(tx *db.Tx) error { return d.svc.OnCompletedTx(tx, d.project, d.clock.today()) }))
		id := d.all(t, "cause=warranty")[0].ID
		wants(t, "a stranger", d.svc.Send(d.stranger(), id, 1), service.ErrNotFound)
		wants(t, "a reader", d.svc.Send(d.reader(), id, 1), authz.ErrForbidden)
		wants(t, "an old version", d.svc.Send(d.pm(), id, 7), db.ErrStale)
		_, err := d.svc.Link(d.pm(), id)
		wants(t, "its link", err, service.ErrState)
		must(t, d.svc.Send(d.pm(), id, 1))
		wants(t, "twice", d.svc.Send(d.pm(), id, 2), service.ErrState)
		l, err := d.svc.Link(d.pm(), id)
		if must(t, err); l.Token != d.token(t, id) || l.To != "lin@owner.example" || l.Project == "" {
			t.Errorf("%+v", l)
		}
		_, err = d.svc.Link(d.reader(), id)
		wants(t, "a reader's link", err, authz.ErrForbidden)
	})
}

// What hangs on a project goes where the project goes.
func TestSurveysMoveWithTheProject(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id, token := d.ask(t)
		must(t, d.answer(t, token, 1, 1, service.Answer{}))
		must(t, d.write(func(tx *db.Tx) error {
			return d.svc.OnMovedTx(tx, d.project, authz.Scope{Owner: d.person["NOc"], Department: d.unit["NOb"], Entity: d.company["NO"]})
		}))
		reader := d.reader() // of department a
		_, err := d.svc.Get(reader, id)
		wants(t, "the department before", err, service.ErrNotFound)
		if n := len(d.plans(t, reader)); n != 0 {
			t.Errorf("%d plans", n)
		}
		if v, err := d.svc.Get(d.as("NOc", authz.Own, service.PermRead), id); err != nil || v.Owner.ID != d.person["NOc"] {
			t.Errorf("%+v %v", v.Owner, err)
		}
	})
}

func TestUnhappyAtAMilestone(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		u := service.Unhappy{Milestone: d.milestone, Name: "路基及基层完成", Round: 1, Project: d.project, Contact: d.contact, Score: 2, Text: "边坡没修"}
		for range 2 {
			must(t, d.write(func(tx *db.Tx) error { return d.svc.OnUnhappyTx(tx, u) }))
		}
		u.Round = 2
		must(t, d.write(func(tx *db.Tx) error { return d.svc.OnUnhappyTx(tx, u) }))
		plans := d.plans(t, d.seller())
		if len(plans) != 2 || plans[0].Source != service.FromMilestone || plans[0].Severity != "s3" || plans[0].Complaint != "边坡没修" || plans[0].Contact.ID != d.contact {
			t.Errorf("plans: %+v", plans)
		}
	})
}

// Whatever happens in whatever order, states change only along the tables, and
// nobody is sent two surveys within the pause.
func TestMachine(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		rapid.Check(t, func(rt *rapid.T) {
			before := map[ref.ID]service.State{}
			for _, v := range d.all(t, "") {
				before[v.ID] = v.State
			}
			d.step(t, rapid.IntRange(0, 4).Draw(rt, "step"), rapid.Int64Range(1, 5).Draw(rt, "points"))
			sent := []time.Time{}
			for _, v := range d.all(t, "") {
				from, there := before[v.ID]
				if there && from != v.State && !reach(from, v.State) {
					rt.Fatalf("from %s to %s", from, v.State)
				}
				if v.SentAt != nil {
					sent = append(sent, *v.SentAt)
				}
			}
			slices.SortFunc(sent, time.Time.Compare)
			for i := 1; i < len(sent); i++ {
				if sent[i].Sub(sent[i-1]) < usual.Pause {
					rt.Fatalf("sent at %v and %v", sent[i-1], sent[i])
				}
			}
		})
	})
}

// reach reports whether the table leads from one state to another; an answer
// opens on its way.
func reach(from, to service.State) bool {
	if slices.Contains(service.Moves[from], to) {
		return true
	}
	return slices.ContainsFunc(service.Moves[from], func(s service.State) bool { return slices.Contains(service.Moves[s], to) })
}

func (d *desk) step(t *testing.T, kind int, n int64) {
	switch kind {
	case 0:
		d.clock.days(int(n) * 3)
		d.sweep(t)
	case 1:
		_, _ = d.svc.Ask(d.service(), service.Asking{ProjectID: d.project, ContactID: d.contact, Purpose: service.Full}) // refused when too soon
	case 2:
		must(t, d.write(func(tx *db.Tx) error {
			return d.svc.OnConfirmedTx(tx, service.Confirmed{Milestone: d.milestone, Project: d.project})
		}))
	case 3:
		for _, v := range d.all(t, "state=sent,opened") {
			if d.clock.t.Before(*v.ExpiresAt) {
				must(t, d.answer(t, d.token(t, v.ID), n, n, service.Answer{}))
			}
		}
	case 4:
		for _, v := range d.all(t, "state=scheduled") {
			_ = d.svc.Send(d.service(), v.ID, v.Version) // refused when too soon
		}
	}
}
