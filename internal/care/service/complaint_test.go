package service_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"gongqiao/internal/care/service"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

func (d *desk) boss() context.Context { return d.as("NOb", authz.Group, everything...) }

func (d *desk) complaints(t testing.TB, ctx context.Context) []service.ComplaintView {
	t.Helper()
	q, err := db.ParseQuery(url.Values{"sort": {"created_at"}}, service.ComplaintListForTest())
	must(t, err)
	p, err := d.svc.Complaints(ctx, q)
	must(t, err)
	return p.Items
}

func (d *desk) complaint(t testing.TB, id ref.ID) service.ComplaintView {
	t.Helper()
	v, err := d.svc.Complaint(system(), id)
	must(t, err)
	return v
}

func (d *desk) minds(t testing.TB, severity string) ref.ID {
	t.Helper()
	id, err := d.svc.Complain(d.seller(), service.Told{ProjectID: d.project, Title: "围挡占道", Text: "早上进不来", Severity: severity})
	must(t, err)
	return id
}

// pending lists the open tasks of a complaint: what, for whom and until when.
func (d *desk) pending(t testing.TB, id ref.ID) (all []string) {
	t.Helper()
	must(t, d.db.Read(system(), func(tx *db.Tx) (err error) {
		all, err = db.All(tx, "select k.code, p.name, k.due_at from task k join person p on p.id = k.assignee_id where k.ref_id = ? and k.state = 'open' order by k.due_at", []any{id}, func(r db.Row) (string, error) {
			var code, who string
			var due time.Time
			err := r.Scan(&code, &who, db.At(&due))
			return code + " " + who + " " + due.Sub(d.clock.t).String(), err
		})
		return err
	}))
	return all
}

func TestComplaintFromTheFirstWordToTheLast(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.minds(t, "s2")
		if e := told[service.ComplaintMade](d); len(e) != 1 || e[0].Handler != d.person["NOc"] || !slices.Equal(e[0].People, []ref.ID{d.person["NOp"], d.person["NOs"]}) {
			t.Errorf("told %+v", e)
		}
		if got := d.pending(t, id); !slices.Equal(got, []string{"complaint.task.respond NOc 4h0m0s"}) {
			t.Errorf("to do: %v", got)
		}
		d.clock.pass(4 * time.Hour)
		if v := d.complaint(t, id); v.Late.Response || v.Late.Remedy {
			t.Errorf("late at the very moment: %+v", v.Late)
		}
		d.clock.pass(time.Microsecond)
		if v := d.complaint(t, id); !v.Late.Response {
			t.Error("a moment too late is late")
		}
		wants(t, "accepting without a word", d.svc.Accept(d.service(), id, 1, "", " "), fault.ErrInvalid)
		wants(t, "by a reader", d.svc.Accept(d.reader(), id, 1, "", "好"), authz.ErrForbidden)
		wants(t, "by a stranger", d.svc.Accept(d.stranger(), id, 1, "", "好"), service.ErrComplaintNotFound)
		d.clock.pass(-time.Microsecond)
		must(t, d.svc.Accept(d.service(), id, 1, "s3", "明早到场"))
		v := d.complaint(t, id)
		if v.Severity != "s3" || !v.RespondBy.Equal(v.CreatedAt.Add(8*time.Hour)) || !v.ResolveBy.Equal(v.CreatedAt.AddDate(0, 0, 7)) || v.Late.Response {
			t.Errorf("judged anew: %+v", v)
		}
		if got := d.pending(t, id); !slices.Equal(got, []string{"complaint.task.resolve NOc 164h0m0s"}) {
			t.Errorf("to do: %v", got)
		}
		wants(t, "to nobody", d.svc.Assign(d.service(), id, 2, ref.New()), service.ErrHandlerUnknown)
		must(t, d.svc.Assign(d.service(), id, 2, d.person["NOp"]))
		if got := d.pending(t, id); len(got) != 1 || got[0] != "complaint.task.resolve NOp 164h0m0s" {
			t.Errorf("handed over: %v", got)
		}
		must(t, d.svc.Investigate(d.pm(), id, 3))
		must(t, d.svc.Resolve(d.pm(), id, 4, "围挡位置未与业主核对"))
		must(t, d.svc.AnswerComplaint(d.pm(), id, 5, "围挡已内移两米"))
		if got := d.pending(t, id); len(got) != 0 {
			t.Errorf("answered, and still to do: %v", got)
		}
		must(t, d.svc.Reopen(d.pm(), id, 6, "还是堵"))
		if v := d.complaint(t, id); v.Round != 2 || !v.ResolveBy.Equal(d.clock.t.AddDate(0, 0, 7)) || v.AnsweredAt != nil || v.Late.Response {
			t.Errorf("reopened: %+v", v)
		}
		if got := d.pending(t, id); len(got) != 1 || got[0] != "complaint.task.resolve NOp 168h0m0s" {
			t.Errorf("a second round: %v", got)
		}
		must(t, d.svc.Investigate(d.pm(), id, 7))
		must(t, d.svc.Resolve(d.pm(), id, 8, "高峰停车"))
		must(t, d.svc.AnswerComplaint(d.pm(), id, 9, "派人疏导"))
		wants(t, "closing without the right", d.svc.CloseComplaint(d.as("NOp", authz.Own, service.PermComplaintRead, service.PermComplaintWrite), id, 10, "好了"), authz.ErrForbidden)
		must(t, d.svc.CloseComplaint(d.service(), id, 10, "客户满意"))
		worker := d.as("NOp", authz.Own, service.PermComplaintRead, service.PermComplaintWrite)
		wants(t, "opening what was closed", d.svc.Reopen(worker, id, 11, "又堵"), service.ErrComplaintReopen)
		if v := d.complaint(t, id); v.State != service.ComplaintClosed || v.ClosedAt == nil || v.Outcome != "客户满意" {
			t.Errorf("closed: %+v", v)
		}
		must(t, d.svc.Reopen(d.boss(), id, 11, "又堵"))
	})
}

// Every verb in every state: what the table of reference 2.16 does not lead to
// is refused and changes nothing.
func TestComplaintTable(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		text := func(run func(context.Context, ref.ID, int64, string) error) func(ref.ID) error {
			return func(id ref.ID) error { return run(d.boss(), id, 1, "说明") }
		}
		for verb, v := range map[string]struct {
			run  func(ref.ID) error
			from string
			to   service.ComplaintState
		}{
			"accept":      {func(id ref.ID) error { return d.svc.Accept(d.boss(), id, 1, "", "说明") }, "open", service.ComplaintAccepted},
			"investigate": {func(id ref.ID) error { return d.svc.Investigate(d.boss(), id, 1) }, "accepted reopened", service.ComplaintInvestigating},
			"resolve":     {text(d.svc.Resolve), "investigating", service.ComplaintResolving},
			"answer":      {text(d.svc.AnswerComplaint), "resolving", service.ComplaintAwaiting},
			"close":       {text(d.svc.CloseComplaint), "awaiting_customer", service.ComplaintClosed},
			"reopen":      {text(d.svc.Reopen), "awaiting_customer closed", service.ComplaintReopened},
		} {
			for _, from := range service.ComplaintStates {
				id := d.minds(t, "s4")
				must(t, d.write(func(tx *db.Tx) error {
					_, err := tx.Exec("update complaint set state = ? where id = ?", from, id)
					return err
				}))
				err := v.run(id)
				after := d.complaint(t, id)
				if allowed := slices.Contains(strings.Fields(v.from), from); allowed {
					if err != nil || after.State != v.to {
						t.Errorf("%s when %s: %v, it is %s", verb, from, err, after.State)
					}
				} else if wants(t, verb+" when "+from, err, service.ErrComplaintState); after.Version != 1 || string(after.State) != from {
					t.Errorf("%s when %s was refused and left %s", verb, from, after.State)
				}
			}
		}
	})
}

func TestSeverityIsTheClock(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for severity, want := range map[string][2]time.Duration{
			"s1": {time.Hour, 24 * time.Hour}, "s2": {4 * time.Hour, 3 * 24 * time.Hour}, "s3": {8 * time.Hour, 7 * 24 * time.Hour}, "s4": {24 * time.Hour, 15 * 24 * time.Hour},
		} {
			v := d.complaint(t, d.minds(t, severity))
			if got := [2]time.Duration{v.RespondBy.Sub(v.CreatedAt), v.ResolveBy.Sub(v.CreatedAt)}; got != want {
				t.Errorf("%s: %v, want %v", severity, got, want)
			}
		}
		for what, bad := range map[string]service.Told{"no title": {ProjectID: d.project, Title: " ", Severity: "s1"}, "no severity": {ProjectID: d.project, Title: "t", Severity: "s5"}} {
			_, err := d.svc.Complain(d.seller(), bad)
			wants(t, what, err, fault.ErrInvalid)
		}
		_, err := d.svc.Complain(d.stranger(), service.Told{CustomerID: d.customer, Title: "t", Severity: "s1"})
		wants(t, "of somebody else's customer", err, service.ErrCustomerUnknown)
		_, err = d.svc.Complain(d.reader(), service.Told{ProjectID: d.project, Title: "t", Severity: "s1"})
		wants(t, "by a reader", err, authz.ErrForbidden)
	})
}

func TestAComplaintHasOnePlan(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.minds(t, "s2")
		wants(t, "before anybody answered", d.svc.Improve(d.service(), id, 1), service.ErrComplaintState)
		must(t, d.svc.Accept(d.service(), id, 1, "", "好"))
		must(t, d.svc.Improve(d.service(), id, 2))
		plan := d.plan(t, d.complaint(t, id).PlanID)
		if plan.Complaint != "早上进不来" || plan.Severity != "s2" || plan.State != service.PlanDraft {
			t.Errorf("plan %+v", plan)
		}
		wants(t, "twice", d.svc.Improve(d.service(), id, 3), service.ErrComplaintPlanned)
	})
}

func TestComplaintOverTheWire(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.server(t)
		body := map[string]any{"project_id": d.project, "title": "渗水", "words": "三周了"}
		var v service.ComplaintView
		if status := s.call(d.seller(), http.MethodPost, "/complaints", body, nil, &v); status != 201 || v.Severity != "s2" || v.State != service.ComplaintOpen || !slices.Contains(v.Actions, "accept") {
			t.Fatalf("%d %+v", status, v)
		}
		at := "/complaints/" + v.ID.String()
		for who, c := range map[string]struct {
			ctx  context.Context
			want int
		}{"nobody": {context.Background(), 401}, "stranger": {d.stranger(), 404}, "reader": {d.reader(), 403}} {
			if status := s.call(c.ctx, http.MethodPost, at+"/accept", map[string]any{"reply": "好"}, ifMatch(1), nil); status != c.want {
				t.Errorf("%s: %d", who, status)
			}
		}
		if status := s.call(d.seller(), http.MethodPost, at+"/accept", map[string]any{"reply": "好"}, ifMatch(1), &v); status != 200 || v.Version != 2 {
			t.Errorf("owner: %d %+v", status, v)
		}
		if status := s.call(d.seller(), http.MethodPost, at+"/resolve", map[string]any{"text": "原因"}, ifMatch(2), nil); status != 409 {
			t.Errorf("a step left out: %d", status)
		}
	})
}
