package activity_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"gongqiao/internal/base/activity"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

func TestLogIsForThoseWhoWorkOnTheRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		body := map[string]any{"ref": thing, "kind": "visit", "text": "walked the site", "customer_id": customer.ID, "contact_ids": []ref.ID{contact.ID}, "mentions": []ref.ID{carl.ID}, "attachments": []ref.ID{paper.ID},
			"at": noon.Add(-2 * time.Hour), "ended_at": noon.Add(-time.Hour), "first_visit": true, "next_step": "send the report", "next_at": noon.Add(24 * time.Hour), "place": "Hefei", "result": "agreed"}
		wantAnswer(t, w.call(t, nil, "POST", "/activities", body), 401, "auth.required")
		wantAnswer(t, w.call(t, eve, "POST", "/activities", body), 422, "activity.record_unknown")
		wantAnswer(t, w.call(t, guest, "POST", "/activities", body), 403, "auth.forbidden")
		if n := w.count(t, "select count(*) from activity"); n != 0 {
			t.Fatalf("refusals left %d activities", n)
		}
		res := w.call(t, ann, "POST", "/activities", body)
		var got activity.View
		if err := json.Unmarshal(res.Body.Bytes(), &got); err != nil || res.Code != 201 || res.Header().Get("ETag") != `"1"` {
			t.Fatalf("answer %d %s %v", res.Code, res.Body, err)
		}
		if got.Ref == nil || *got.Ref != thing || got.RefLabel != "Luzhou plant" || got.OwnerID != ann.ID || got.CustomerID != customer.ID || got.Author != "ann" || !got.FirstVisit ||
			!got.EndedAt.Equal(noon.Add(-time.Hour)) || !slices.Equal(got.ContactIDs, []ref.ID{contact.ID}) || !slices.Equal(got.Attachments, []ref.ID{paper.ID}) {
			t.Errorf("stored %+v", got)
		}
		if !slices.Equal(got.Actions, []string{"update", "void"}) {
			t.Errorf("its author may %v", got.Actions)
		}
	})
}

func TestAnActivityKeepsSilentAboutWhatOneMayNotRead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := draft(thing)
		d.CustomerID, d.Contacts, d.Attachments = customer.ID, []ref.ID{contact.ID}, []ref.ID{paper.ID}
		id := w.mustLog(t, ann, d).ID
		for _, who := range []*authz.Actor{guest, clerk} {
			var p page.Page[activity.View]
			if res := w.call(t, who, "GET", "/activities", nil); json.Unmarshal(res.Body.Bytes(), &p) != nil || len(p.Items) != 1 {
				t.Fatalf("%s: %d %s", who.Name, res.Code, res.Body)
			}
			var one activity.View
			if res := w.call(t, who, "GET", "/activities/"+id.String(), nil); json.Unmarshal(res.Body.Bytes(), &one) != nil || res.Code != 200 {
				t.Fatalf("%s: %d %s", who.Name, res.Code, res.Body)
			}
			for _, v := range []activity.View{p.Items[0], one} {
				named := v.Ref != nil && v.RefLabel != "" && v.CustomerID == customer.ID && len(v.ContactIDs) == 1 && len(v.Attachments) == 1
				silent := v.Ref == nil && v.RefLabel == "" && v.CustomerID.IsZero() && len(v.ContactIDs) == 0 && len(v.Attachments) == 0
				if named != (who == guest) || silent != (who == clerk) || v.Text == "" {
					t.Errorf("%s reads %+v", who.Name, v)
				}
			}
		}
	})
}

// A record that one may read does not tell of a customer that one may not.
func TestAnActivityHidesTheCustomerAlone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		err := w.db.Write(authz.With(t.Context(), authz.NewSystem("test")), func(tx *db.Tx) error {
			if err := tx.Note("thing.move", db.Subject{Ref: thing}, nil); err != nil {
				return err
			}
			return w.LogTx(tx, activity.Entry{On: db.Subject{Ref: thing}, Customer: hidden.ID, Scope: annsScope, Code: "thing.moved"})
		})
		if err != nil {
			t.Fatal(err)
		}
		var p page.Page[activity.View]
		if res := w.call(t, ann, "GET", "/activities", nil); json.Unmarshal(res.Body.Bytes(), &p) != nil || len(p.Items) != 1 || p.Items[0].Ref == nil || !p.Items[0].CustomerID.IsZero() {
			t.Errorf("%d %s", res.Code, res.Body)
		}
	})
}

func TestLoggedExplainsItself(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := draft(thing)
		d.Kind, d.FirstVisit, d.EndedAt, d.CustomerID, d.Mentions = activity.Visit, true, noon, customer.ID, []ref.ID{carl.ID}
		v := w.mustLog(t, ann, d)
		var payload string
		if err := w.db.Peek(t.Context(), func(tx *db.Tx) error {
			return tx.One("select payload from outbox_event where topic = 'activity.logged'", nil, &payload)
		}); err != nil {
			t.Fatal(err)
		}
		var e activity.Logged
		if err := json.Unmarshal([]byte(payload), &e); err != nil {
			t.Fatal(err)
		}
		if e.ID != v.ID || !e.FirstVisit || !e.EndedAt.Equal(noon) || e.Ref != thing || e.Customer != customer.ID || e.Owner != ann.ID || e.Entity != entity ||
			!slices.Equal(e.Mentions, []ref.ID{carl.ID}) || e.ByName != "ann" || e.NextAt != nil {
			t.Errorf("event %+v", e)
		}
	})
}

func TestLogChecksWhatItIsGiven(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for name, tc := range map[string]struct {
			change func(*activity.Draft)
			code   string
			field  string
		}{
			"no text":              {func(d *activity.Draft) { d.Text = " \n" }, "input.invalid", "text"},
			"system entry":         {func(d *activity.Draft) { d.Kind = activity.System }, "input.invalid", "kind"},
			"in the future":        {func(d *activity.Draft) { d.At = noon.Add(5*time.Minute + time.Microsecond) }, "input.invalid", "at"},
			"ends in the future":   {func(d *activity.Draft) { d.EndedAt = noon.Add(6 * time.Minute) }, "input.invalid", "ended_at"},
			"ends before it began": {func(d *activity.Draft) { d.EndedAt = d.At.Add(-time.Microsecond) }, "input.invalid", "ended_at"},
			"first call":           {func(d *activity.Draft) { d.FirstVisit, d.EndedAt = true, noon }, "input.invalid", "first_visit"},
			"first visit, no end":  {func(d *activity.Draft) { d.FirstVisit, d.Kind = true, activity.Visit }, "input.invalid", "ended_at"},
			"time without step":    {func(d *activity.Draft) { d.NextAt = noon.Add(time.Hour) }, "input.invalid", "next_step"},
			"customer":             {func(d *activity.Draft) { d.CustomerID = hidden.ID }, "activity.customer_unknown", "customer_id"},
			"contact":              {func(d *activity.Draft) { d.Contacts = []ref.ID{contact.ID, secret.ID} }, "activity.contact_unknown", "contact_ids[1]"},
			"mention":              {func(d *activity.Draft) { d.Mentions = []ref.ID{ref.New()} }, "activity.person_unknown", "mentions[0]"},
			"attachment":           {func(d *activity.Draft) { d.Attachments = []ref.ID{ref.New()} }, "activity.attachment_unknown", "attachments[0]"},
			"record":               {func(d *activity.Draft) { d.Ref = theirs }, "activity.record_unknown", "ref"},
		} {
			d := draft(thing)
			tc.change(&d)
			_, err := w.Log(as(t, ann), d)
			f := fault.As(err)
			if f == nil || f.Code != tc.code || len(f.Fields) != 1 || f.Fields[0].Path != tc.field {
				t.Errorf("%s: %v, want %s at %s", name, err, tc.code, tc.field)
			}
		}
		for name, change := range map[string]func(*activity.Draft){
			"a clock that runs ahead":   func(d *activity.Draft) { d.At = noon.Add(5 * time.Minute) },
			"ends as it begins":         func(d *activity.Draft) { d.EndedAt = d.At },
			"on a customer":             func(d *activity.Draft) { d.Ref = customer },
			"now, when nothing is said": func(d *activity.Draft) { d.At = time.Time{} },
		} {
			d := draft(thing)
			change(&d)
			v := w.mustLog(t, ann, d)
			if d.Ref == customer && v.CustomerID != customer.ID {
				t.Errorf("%s: it is not on the customer's timeline", name)
			}
			if d.At.IsZero() && !v.At.Equal(noon) {
				t.Errorf("%s: at %v", name, v.At)
			}
		}
	})
}

func TestOneFirstVisit(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := draft(thing)
		d.Kind, d.FirstVisit, d.EndedAt = activity.Visit, true, noon
		v := w.mustLog(t, ann, d)
		if _, err := w.Log(as(t, ann), d); !errors.Is(err, activity.ErrFirst) {
			t.Errorf("a second first visit: %v", err)
		}
		if err := w.Void(as(t, ann), v.ID, 1, "another record"); err != nil {
			t.Fatal(err)
		}
		errs := make(chan error)
		for range 4 {
			go func() { _, err := w.Log(as(t, ann), d); errs <- err }()
		}
		won := 0
		for range 4 {
			switch err := <-errs; {
			case err == nil:
				won++
			case !errors.Is(err, activity.ErrFirst):
				t.Errorf("loser got %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d first visits at the same moment", won)
		}
	})
}

func TestAuthorCorrectsForADay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := draft(thing)
		d.NextStep, d.NextAt = "call again", noon.Add(time.Hour)
		v := w.mustLog(t, ann, d)
		path := "/activities/" + v.ID.String()
		body := map[string]any{"result": "yes"}
		wantAnswer(t, w.call(t, nil, "PATCH", path, body, "If-Match", `"1"`), 401, "auth.required")
		wantAnswer(t, w.call(t, eve, "PATCH", path, body, "If-Match", `"1"`), 404, "activity.not_found")
		wantAnswer(t, w.call(t, guest, "PATCH", path, body, "If-Match", `"1"`), 403, "auth.forbidden")
		wantAnswer(t, w.call(t, carl, "PATCH", path, body, "If-Match", `"1"`), 403, "auth.forbidden") // may log there, is not the author
		wantAnswer(t, w.call(t, ann, "PATCH", path, body), 428, "precondition.required")
		wantAnswer(t, w.call(t, ann, "PATCH", path, body, "If-Match", `"2"`), 412, "store.stale")
		wantAnswer(t, w.call(t, ann, "PATCH", path, map[string]any{"at": noon}, "If-Match", `"1"`), 422, "unknown")
		wantAnswer(t, w.call(t, ann, "PATCH", path, map[string]any{"contact_ids": []ref.ID{secret.ID}}, "If-Match", `"1"`), 422, "activity.contact_unknown")

		*w.now = noon.Add(activity.Correctable - time.Microsecond)
		wantAnswer(t, w.call(t, ann, "PATCH", path, map[string]any{"result": "yes", "next_step": "", "contact_ids": []ref.ID{contact.ID}}, "If-Match", `"1"`), 200, "yes")
		got, err := w.Get(as(t, ann), v.ID)
		if err != nil || got.Version != 2 || got.Text != v.Text || got.NextStep != "" || got.NextAt != nil || len(got.ContactIDs) != 1 {
			t.Errorf("corrected to %+v, %v", got, err)
		}
		*w.now = noon.Add(activity.Correctable)
		wantAnswer(t, w.call(t, ann, "PATCH", path, body, "If-Match", `"2"`), 409, "activity.locked")
		if got, err := w.Get(as(t, ann), v.ID); err != nil || slices.Contains(got.Actions, "update") || !slices.Contains(got.Actions, "void") {
			t.Errorf("after a day its author may %v, %v", got.Actions, err)
		}
	})
}

func TestVoid(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.mustLog(t, ann, draft(thing))
		path, body := "/activities/"+v.ID.String()+"/void", map[string]any{"reason": "wrong record"}
		wantAnswer(t, w.call(t, nil, "POST", path, body, "If-Match", `"1"`), 401, "auth.required")
		wantAnswer(t, w.call(t, eve, "POST", path, body, "If-Match", `"1"`), 404, "activity.not_found")
		wantAnswer(t, w.call(t, guest, "POST", path, body, "If-Match", `"1"`), 403, "auth.forbidden")
		wantAnswer(t, w.call(t, carl, "POST", path, body, "If-Match", `"1"`), 403, "auth.forbidden")
		wantAnswer(t, w.call(t, ann, "POST", path, map[string]any{}, "If-Match", `"1"`), 422, "required")
		if n := w.count(t, "select count(*) from activity where voided_at is not null"); n != 0 {
			t.Fatal("a refused void voided")
		}
		*w.now = noon.Add(1000 * time.Hour)
		wantAnswer(t, w.call(t, ann, "POST", path, body, "If-Match", `"1"`), 200, "wrong record")
		wantAnswer(t, w.call(t, ann, "POST", path, body, "If-Match", `"2"`), 409, "activity.voided")
		wantAnswer(t, w.call(t, ann, "PATCH", "/activities/"+v.ID.String(), map[string]any{"result": "x"}, "If-Match", `"2"`), 409, "activity.voided")
		if n := w.count(t, "select count(*) from outbox_event where topic = 'activity.voided'"); n != 1 {
			t.Errorf("%d events", n)
		}
		if res := w.call(t, ann, "GET", "/activities", nil); strings.Contains(res.Body.String(), v.ID.String()) {
			t.Error("a voided activity is still listed")
		}
		other := w.mustLog(t, ann, draft(thing))
		if err := w.Void(as(t, boss), other.ID, 1, "duplicate"); err != nil {
			t.Errorf("with the right to void what others logged: %v", err)
		}
	})
}

func TestListShowsWhatTheRecordShows(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mine := w.mustLog(t, ann, draft(thing))
		late := draft(theirs)
		late.At, late.CustomerID, late.Kind = noon, hidden.ID, activity.Meeting
		hers := w.mustLog(t, eve, late)
		ids := func(who *authz.Actor, query string) []ref.ID {
			res := w.call(t, who, "GET", "/activities?"+query, nil)
			var p db.Page[activity.View]
			if err := json.Unmarshal(res.Body.Bytes(), &p); err != nil || res.Code != 200 {
				t.Fatalf("%s %s: %d %s", who.Name, query, res.Code, res.Body)
			}
			got := []ref.ID{}
			for _, v := range p.Items {
				got = append(got, v.ID)
			}
			return got
		}
		for _, tc := range []struct {
			who   *authz.Actor
			query string
			want  []ref.ID
		}{
			{ann, "", []ref.ID{mine.ID}},
			{carl, "", []ref.ID{mine.ID}},
			{eve, "", []ref.ID{hers.ID}},
			{boss, "", []ref.ID{hers.ID, mine.ID}},
			{boss, "sort=at", []ref.ID{mine.ID, hers.ID}},
			{boss, "ref_id=" + thing.ID.String(), []ref.ID{mine.ID}},
			{boss, "customer_id=" + hidden.ID.String(), []ref.ID{hers.ID}},
			{boss, "created_by=" + ann.ID.String(), []ref.ID{mine.ID}},
			{boss, "kind=meeting,visit", []ref.ID{hers.ID}},
			{boss, "at.lt=" + url.QueryEscape(noon.Format(time.RFC3339)), []ref.ID{mine.ID}},
			{boss, "q=schedule", []ref.ID{hers.ID, mine.ID}},
			{ann, "q=schedule", []ref.ID{mine.ID}},
			{boss, "q=nothing+like+it", []ref.ID{}},
		} {
			if got := ids(tc.who, tc.query); !slices.Equal(got, tc.want) {
				t.Errorf("%s ?%s: %v, want %v", tc.who.Name, tc.query, got, tc.want)
			}
		}
		wantAnswer(t, w.call(t, nil, "GET", "/activities", nil), 401, "auth.required")
		wantAnswer(t, w.call(t, eve, "GET", "/activities/"+mine.ID.String(), nil), 404, "activity.not_found")
		wantAnswer(t, w.call(t, guest, "GET", "/activities/"+mine.ID.String(), nil), 200, "ann")
	})
}

// A part on the record opens its activities, and closes them when it ends.
func TestMembersOfTheRecordSeeAndLog(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.mustLog(t, ann, draft(thing))
		join := func(part string) {
			if err := w.db.Housekeep(t.Context(), func(tx *db.Tx) error {
				if _, err := tx.Exec("delete from team_member"); err != nil || part == "" {
					return err
				}
				_, err := tx.Exec("insert into team_member (ref_id, kind, user_id, part, since) values (?, 'opportunity', ?, ?, 0)", thing.ID, eve.ID, part)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		join("observer")
		wantAnswer(t, w.call(t, eve, "GET", "/activities", nil), 200, v.ID.String())
		if _, err := w.Log(as(t, eve), draft(thing)); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("an observer logs: %v", err)
		}
		join("technical")
		hers := w.mustLog(t, eve, draft(thing))
		if !slices.Equal(hers.Actions, []string{"update", "void"}) {
			t.Errorf("a member may %v with what is hers", hers.Actions)
		}
		join("")
		if err := w.Visible(as(t, eve), v.ID); !errors.Is(err, activity.ErrNotFound) {
			t.Errorf("after leaving: %v", err)
		}
	})
}

func TestActivitiesMoveWithTheirRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.mustLog(t, ann, draft(thing))
		if err := w.db.Write(as(t, boss), func(tx *db.Tx) error {
			if err := tx.Note("thing.assign", db.Subject{Ref: thing}, nil); err != nil {
				return err
			}
			return w.RescopeTx(tx, thing, evesScope)
		}); err != nil {
			t.Fatal(err)
		}
		if err := w.Visible(as(t, eve), v.ID); err != nil {
			t.Errorf("the new owner: %v", err)
		}
		if err := w.Visible(as(t, ann), v.ID); !errors.Is(err, activity.ErrNotFound) {
			t.Errorf("the old owner: %v", err)
		}
	})
}

func TestReactionsLogOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		entry := activity.Entry{Key: "advance:1", On: db.Subject{Ref: thing, Label: "Luzhou plant", Entity: entity}, Scope: annsScope, Customer: customer.ID,
			Code: "opportunity.advanced", Params: map[string]any{"from": "intent", "to": "negotiation"}, By: ann.ID}
		for range 2 {
			if err := w.db.Write(as(t, authz.NewSystem("test")), func(tx *db.Tx) error {
				if err := tx.Note("opportunity.advance", entry.On, nil); err != nil {
					return err
				}
				return w.LogTx(tx, entry)
			}); err != nil {
				t.Fatal(err)
			}
		}
		if n := w.count(t, "select count(*) from activity"); n != 1 {
			t.Fatalf("%d entries, want one", n)
		}
		var id ref.ID
		if err := w.db.Peek(t.Context(), func(tx *db.Tx) error { return tx.One("select id from activity", nil, &id) }); err != nil {
			t.Fatal(err)
		}
		v, err := w.Get(as(t, ann), id)
		if err != nil || v.Kind != activity.System || v.Code != "opportunity.advanced" || v.Params["to"] != "negotiation" || len(v.Actions) != 0 || !v.At.Equal(noon) {
			t.Errorf("%+v, %v", v, err)
		}
		if err := w.Void(as(t, boss), id, 1, "no"); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("voiding what the system did: %v", err)
		}
		if err := w.Correct(as(t, ann), id, 1, func(*activity.Words) {}); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("correcting what the system did: %v", err)
		}
	})
}

func TestLastIsWhatPeopleDid(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		last := func() (at time.Time) {
			if err := w.db.Read(as(t, ann), func(tx *db.Tx) (err error) { at, err = w.LastTx(tx, thing); return err }); err != nil {
				t.Fatal(err)
			}
			return at
		}
		if at := last(); !at.IsZero() {
			t.Errorf("before anything: %v", at)
		}
		w.mustLog(t, ann, draft(thing))
		if at := last(); !at.Equal(noon.Add(-time.Hour)) {
			t.Errorf("last %v", at)
		}
	})
}

func TestLogRepeatedUnderOneKeyHappensOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		body := map[string]any{"ref": thing, "kind": "call", "text": "hello"}
		for range 2 {
			if res := w.call(t, ann, "POST", "/activities", body, "Idempotency-Key", "call-0001"); res.Code != 201 {
				t.Fatalf("answer %d %s", res.Code, res.Body)
			}
		}
		if n := w.count(t, "select count(*) from activity"); n != 1 {
			t.Errorf("%d activities", n)
		}
	})
}

// The engines must walk an index of activities in order, whatever the reach.
func TestListsWalkAnIndex(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for index, where := range map[string]string{"activity_ref": "ref_id", "activity_owner": "owner_id", "activity_department": "department_id", "activity_customer": "customer_id", "activity_author": "created_by"} {
			query := fmt.Sprintf("select id from activity where %s = ? and voided_at is null order by at desc, id desc limit 51", where)
			var plan strings.Builder
			err := w.db.Peek(t.Context(), func(tx *db.Tx) error {
				if tx.Postgres() {
					return tx.Each("explain "+strings.Replace(query, "?", "'"+thing.ID.String()+"'", 1), nil, func(r db.Row) error {
						var line string
						defer func() { plan.WriteString(line + "\n") }()
						return r.Scan(&line)
					})
				}
				return tx.Each("explain query plan "+query, []any{thing.ID}, func(r db.Row) error {
					var a, b, c int
					var line string
					defer func() { plan.WriteString(line + "\n") }()
					return r.Scan(&a, &b, &c, &line)
				})
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := plan.String(); !strings.Contains(got, index) || strings.Contains(strings.ToUpper(got), "SORT") || strings.Contains(got, "TEMP B-TREE") {
				t.Errorf("%s:\n%s", where, got)
			}
		}
	})
}
