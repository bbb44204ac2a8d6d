package inbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/platform/notify/inbox"
	"gongqiao/internal/platform/notify/mail"
	"gongqiao/internal/platform/telemetry"
)

var (
	ann   = authz.Build(authz.Actor{ID: ref.Derived("person", "ann"), Kind: authz.User, Name: "ann", Language: "en"}).Actor()
	bob   = authz.Build(authz.Actor{ID: ref.Derived("person", "bob"), Kind: authz.User, Name: "bob", Language: "zh"}).Actor()
	boss  = authz.Build(authz.Actor{ID: ref.Derived("person", "boss"), Kind: authz.User, Name: "boss", Language: "en"}).Actor()
	gone  = ref.Derived("person", "gone")
	all   = []*authz.Actor{ann, bob, boss}
	thing = ref.To("opportunity", ref.Derived("thing", "1"))
	job   = ref.To("task", ref.Derived("task", "1"))
	errNo = fault.New(fault.NotFound, "thing.not_found", "no such thing")
	off   = fault.New(fault.Unauthorized, "auth.disabled", "disabled")

	schema = dbtest.Template(func(ctx context.Context, d *db.DB) error { _, err := migrate.Up(ctx, d); return err })
)

// world is a group of three people, whose rights and mail server a test sets.
type world struct {
	*inbox.Service
	db   *db.DB
	now  time.Time
	http http.Handler

	mu     sync.Mutex
	closed map[ref.ID]map[ref.Ref]bool // who may not read what
	refuse error                       // what the mail server answers
	mails  []mail.Message
}

// ScopeTx implements inbox.Records.
func (w *world) ScopeTx(tx *db.Tx, r ref.Ref) (s authz.Scope, label string, err error) {
	if w.closed[tx.Actor.ID][r] {
		return s, "", errNo
	}
	return s, "", nil
}

// ActorFor implements inbox.People.
func (w *world) ActorFor(_ *db.Tx, id ref.ID) (*authz.Actor, error) {
	for _, a := range all {
		if a.ID == id {
			return a, nil
		}
	}
	return nil, off
}

// EmailTx implements inbox.People: bob has no address.
func (w *world) EmailTx(_ *db.Tx, id ref.ID) (string, error) {
	a, err := w.ActorFor(nil, id)
	if err != nil || a == bob {
		return "", err
	}
	return a.Name + "@example.com", nil
}

// Send implements mail.Sender.
func (w *world) Send(_ context.Context, m mail.Message) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.refuse == nil {
		w.mails = append(w.mails, m)
	}
	return w.refuse
}

func each(t *testing.T, fn func(*testing.T, *world)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			w := &world{now: noon, closed: map[ref.ID]map[ref.Ref]bool{}}
			w.db = schema.Open(t, e, db.Options{Clock: func() time.Time { return w.now }})
			texts, err := i18n.New()
			if err != nil {
				t.Fatal(err)
			}
			w.Service = inbox.New(w.db, w, w, texts, w, func(r ref.Ref) string { return "https://gq.example/" + r.String() })
			api := httpapi.New(w.db, texts, w.db.Log(), "test")
			inbox.Register(api, w.Service)
			w.http = api.Handler(httpapi.Guest{Authenticate: byHeader, Pages: http.NotFoundHandler(), Metrics: telemetry.NewHTTP(prometheus.NewRegistry()), Limits: httpapi.NewLimits(1000, 1000, 100)})
			fn(t, w)
		})
	}
}

func byHeader(r *http.Request) (*authz.Actor, string, error) {
	for _, a := range all {
		if a.Name == r.Header.Get("X-Actor") {
			return a, "session", nil
		}
	}
	return nil, "", nil
}

func (w *world) call(t *testing.T, a *authz.Actor, method, path string, body any) *httptest.ResponseRecorder {
	t.Helper()
	enc, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, "/api/v1"+path, strings.NewReader(string(enc)))
	r.Header.Set("Content-Type", "application/json")
	if a != nil {
		r.Header.Set("X-Actor", a.Name)
	}
	res := httptest.NewRecorder()
	w.http.ServeHTTP(res, r)
	return res
}

func (w *world) notices(t *testing.T, a *authz.Actor, query string) inbox.PageView {
	t.Helper()
	res := w.call(t, a, "GET", "/notices"+query, nil)
	var p inbox.PageView
	if err := json.Unmarshal(res.Body.Bytes(), &p); err != nil || res.Code != 200 {
		t.Fatalf("answer %d %s %v", res.Code, res.Body, err)
	}
	return p
}

// noon is when the tests stand, and when their events happened.
var noon = time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC)

func event(t *testing.T, topic string, payload map[string]any) inbox.Event {
	t.Helper()
	enc, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	return inbox.Event{ID: ref.New(), Topic: topic, Payload: enc, At: noon}
}

func system(t *testing.T) context.Context { return authz.With(t.Context(), authz.NewSystem("outbox")) }

func (w *world) mustDeliver(t *testing.T, e inbox.Event) {
	t.Helper()
	if err := w.Deliver(system(t), e); err != nil {
		t.Fatal(err)
	}
}

func task(more map[string]any) map[string]any {
	e := map[string]any{"id": job.ID, "title": "prepare the statement", "label": "Luzhou plant", "assignee_id": ann.ID, "by_id": bob.ID, "by_name": "bob", "ref": thing, "params": nil}
	for k, v := range more {
		e[k] = v
	}
	return e
}

func decision() map[string]any {
	return map[string]any{"ref": thing, "label": "Luzhou plant", "submitter_id": ann.ID, "submitter": "ann", "by_id": boss.ID, "by": "boss", "approver_ids": []ref.ID{bob.ID, boss.ID}, "comment": "too dear"}
}

// overdue is a decision that bob should have made; boss stands above him.
func overdue() map[string]any {
	e := decision()
	e["approver_ids"], e["superior_ids"] = []ref.ID{bob.ID}, []ref.ID{boss.ID}
	return e
}

func joined() map[string]any {
	return map[string]any{"ref": thing, "label": "Luzhou plant", "person_id": ann.ID, "by_id": bob.ID, "by_name": "bob", "part": "technical"}
}

func given(more map[string]any) map[string]any {
	e := map[string]any{"id": thing.ID, "company": "Luzhou plant", "owner_id": ann.ID, "by_id": bob.ID, "by": "bob"}
	maps.Copy(e, more)
	return e
}

func silence(manager any) map[string]any {
	return map[string]any{"id": thing.ID, "label": "Luzhou plant", "owner_id": ann.ID, "owner": "ann", "manager_id": manager, "days": 14}
}

func TestEventsTellWhomTheyConcern(t *testing.T) {
	for name, tc := range map[string]struct {
		topic   string
		payload map[string]any
		want    map[*authz.Actor]string // by person: the sentence
		ref     ref.Ref
	}{
		"assigned":             {"task.assigned", task(nil), map[*authz.Actor]string{ann: "bob gave you the task “prepare the statement”."}, job},
		"assigned to himself":  {"task.assigned", task(map[string]any{"by_id": ann.ID}), nil, job},
		"made by a module":     {"task.assigned", task(map[string]any{"by_id": nil}), nil, job},
		"reminder":             {"task.reminder", task(map[string]any{"left": 4 * 3600}), map[*authz.Actor]string{ann: "The task “prepare the statement” is due in 4 h."}, job},
		"due":                  {"task.reminder", task(map[string]any{"left": 0}), map[*authz.Actor]string{ann: "The task “prepare the statement” is due now. Please see to it."}, job},
		"with its own words":   {"task.reminder", task(map[string]any{"left": 60, "code": "task.closed"}), map[*authz.Actor]string{ann: "The task “The task was done or cancelled already. Nothing changed. Make a new one where needed.” is due in 60 s."}, job},
		"words nobody wrote":   {"task.reminder", task(map[string]any{"left": 60, "code": "task.nothing"}), map[*authz.Actor]string{ann: "The task “prepare the statement” is due in 60 s."}, job},
		"breached":             {"task.breached", task(map[string]any{"escalate_to": boss.ID}), map[*authz.Actor]string{ann: "Your task “prepare the statement” was not done in time, and your manager was told. Please see to it.", boss: "The task “prepare the statement” was not done in time. Please follow up."}, job},
		"escalates to himself": {"task.breached", task(map[string]any{"escalate_to": ann.ID}), map[*authz.Actor]string{ann: "Your task “prepare the statement” was not done in time, and your manager was told. Please see to it."}, job},
		"joined":               {"team.joined", joined(), map[*authz.Actor]string{ann: "bob added you to a team. You can now take part in this record."}, thing},
		"left":                 {"team.left", joined(), map[*authz.Actor]string{ann: "bob ended your part in a team."}, ref.Ref{}},
		"mentioned": {"activity.logged", map[string]any{"ref": thing, "label": "Luzhou plant", "mentions": []ref.ID{ann.ID, bob.ID, gone}, "by_id": ann.ID, "by_name": "ann"},
			map[*authz.Actor]string{bob: "ann在跟进记录中提到了您。"}, thing},
		"asked to approve": {"approval.asked", decision(), map[*authz.Actor]string{bob: "ann请您审批。", boss: "ann asks for your approval."}, thing},
		"approved":         {"approval.approved", decision(), map[*authz.Actor]string{ann: "What you submitted was approved."}, thing},
		"sent back":        {"approval.rejected", decision(), map[*authz.Actor]string{ann: "boss sent back what you submitted: too dear"}, thing},
		"running late":     {"approval.due_soon", decision(), map[*authz.Actor]string{bob: "ann提交的审批等您处理，时限将到。", boss: "What ann submitted waits for your decision; the time is running out."}, thing},
		"late":             {"approval.overdue", overdue(), map[*authz.Actor]string{bob: "ann提交的审批已过时限，请尽快处理；您的上级已收到提醒。", boss: "What ann submitted was not decided in time. Please see that the approver does."}, thing},
		"lead given":       {"lead.assigned", given(nil), map[*authz.Actor]string{ann: "bob gave you a lead to follow up. Please get in touch in time."}, ref.To("lead", thing.ID)},
		"lead taken":       {"lead.assigned", given(map[string]any{"by_id": ann.ID}), nil, ref.Ref{}},
		"silent":           {"opportunity.silent", silence(nil), map[*authz.Actor]string{ann: "Nothing was logged on the opportunity for 14 days. Please get in touch or bring it up to date."}, ref.To("opportunity", thing.ID)},
		"silent for long":  {"opportunity.silent", silence(boss.ID), map[*authz.Actor]string{boss: "ann logged nothing on this opportunity for 14 days. Please follow up."}, ref.To("opportunity", thing.ID)},
		"past its day": {"opportunity.overdue", map[string]any{"id": thing.ID, "label": "Luzhou plant", "owner_id": ann.ID, "on": "2026-11-20"},
			map[*authz.Actor]string{ann: "The opportunity was expected to be signed on 2026-11-20. Please bring it up to date: move it on, give another day, or give it up."}, ref.To("opportunity", thing.ID)},
		"contract ends": {"contract.expiring", map[string]any{"id": thing.ID, "label": "HL-2026-PW-0002", "owner_id": ann.ID, "commercial_id": ann.ID, "on": "2026-12-20", "days": 30},
			map[*authz.Actor]string{ann: "The contract ends on 2026-12-20, in 30 days. Please finish the works, renew it or agree an amendment."}, ref.To("contract", thing.ID)},
		"behind":               {"insight.project_alert", map[string]any{"project_id": thing.ID, "label": "XM-1", "owner_id": ann.ID, "code": "slipped", "days": 6}, map[*authz.Actor]string{ann: "Project XM-1 is expected to finish 6 working days behind its baseline. Please catch up or agree another day with the customer."}, ref.To("project", thing.ID)},
		"unanswered":           {"insight.project_alert", map[string]any{"project_id": thing.ID, "label": "XM-1", "owner_id": ann.ID, "code": "unconfirmed", "days": 3}, map[*authz.Actor]string{ann: "The customer of project XM-1 was asked to confirm a milestone 3 working days ago and has not answered. Please get in touch."}, ref.To("project", thing.ID)},
		"contract rests":       {"project.contract_suspended", map[string]any{"id": thing.ID, "label": "HL-P-0001 Luzhou", "owner_id": ann.ID}, map[*authz.Actor]string{ann: "The contract was suspended, so the works rest until it goes on."}, ref.To("project", thing.ID)},
		"contract goes on":     {"project.contract_resumed", map[string]any{"id": thing.ID, "label": "HL-P-0001 Luzhou", "owner_id": ann.ID}, map[*authz.Actor]string{ann: "The contract goes on. See that the works do."}, ref.To("project", thing.ID)},
		"contract ended early": {"project.contract_terminated", map[string]any{"id": thing.ID, "label": "HL-P-0001 Luzhou", "owner_id": ann.ID}, map[*authz.Actor]string{ann: "The contract was terminated. Wind the works up, then cancel the project."}, ref.To("project", thing.ID)},
		"new password asked": {"identity.reset_asked", map[string]any{"person_id": ann.ID, "name": "ann", "by": "bob", "guard_ids": []ref.ID{boss.ID}}, map[*authz.Actor]string{
			ann: "bob asked for a new password for you. If you did not ask for it, tell the security administrator now.", boss: "bob asked for a new password for ann. Make sure that it is ann who wants it, then confirm it on the account's page."}, ref.Ref{}},
		"new password":        {"identity.password_reset", map[string]any{"person_id": ann.ID, "name": "ann", "by": "bob"}, map[*authz.Actor]string{ann: "bob gave you a new password. If you did not ask for it, tell the security administrator now."}, ref.Ref{}},
		"second factor gone":  {"identity.totp_reset", map[string]any{"person_id": ann.ID, "by": "bob"}, map[*authz.Actor]string{ann: "bob took your second factor away. If you did not ask for it, tell the security administrator now."}, ref.Ref{}},
		"nobody is mentioned": {"activity.logged", map[string]any{"ref": thing, "mentions": nil, "by_id": ann.ID}, nil, thing},
		"another topic":       {"customer.created", map[string]any{"id": thing.ID}, nil, thing},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				w.mustDeliver(t, event(t, tc.topic, tc.payload))
				for _, a := range all {
					p := w.notices(t, a, "")
					if tc.want[a] == "" {
						if len(p.Items) != 0 {
							t.Errorf("%s was told %q", a.Name, p.Items[0].Text)
						}
						continue
					}
					if len(p.Items) != 1 || p.Items[0].Text != tc.want[a] || p.Unread != 1 {
						t.Errorf("%s was told %+v, want %q", a.Name, p, tc.want[a])
						continue
					}
					if n := p.Items[0]; tc.ref.IsZero() != (n.Ref == nil) || n.Ref != nil && *n.Ref != tc.ref {
						t.Errorf("it opens %v, want %v", n.Ref, tc.ref)
					}
				}
			})
		})
	}
}

func TestTopicsAreThoseThatTell(t *testing.T) {
	want := []string{"activity.logged", "approval.approved", "approval.asked", "approval.due_soon", "approval.overdue", "approval.rejected", "approval.stalled", "approval.urged", "calendar_year.missed", "collection_order.escalated", "collection_order.limitation", "collection_order.promise_broken", "complaint.made", "contract.expiring", "identity.password_reset", "identity.reset_asked", "identity.totp_reset", "insight.project_alert",
		"invoice.issued", "invoice.submitted", "invoice.unpaid", "lead.assigned", "opportunity.overdue", "opportunity.silent", "payment_node.due_soon", "payment_node.invoice_wanted", "payment_node.overdue", "payment_node.triggered",
		"project.contract_resumed", "project.contract_suspended", "project.contract_terminated", "receipt.confirmed",
		"task.assigned", "task.breached", "task.reminder", "team.joined", "team.left"}
	if got := inbox.Topics(); !slices.Equal(slices.Sorted(slices.Values(got)), want) {
		t.Errorf("topics %v", got)
	}
}

func TestDeliveredTwiceIsToldOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		e := event(t, "team.joined", joined())
		for range 3 {
			w.mustDeliver(t, e)
		}
		w.mustDeliver(t, event(t, "team.joined", joined())) // another event is another notice
		if p := w.notices(t, ann, ""); len(p.Items) != 2 || p.Unread != 2 {
			t.Errorf("told %d times", len(p.Items))
		}
	})
}

func TestNobodyIsToldOfWhatHeMayNotRead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.closed[ann.ID] = map[ref.Ref]bool{thing: true}
		w.mustDeliver(t, event(t, "team.joined", joined()))
		if p := w.notices(t, ann, ""); len(p.Items) != 0 || len(w.mails) != 0 {
			t.Errorf("told %+v", p)
		}
		delete(w.closed, ann.ID)
		w.mustDeliver(t, event(t, "team.joined", joined()))
		w.mustDeliver(t, event(t, "team.left", joined()))
		w.closed[ann.ID] = map[ref.Ref]bool{thing: true}
		p := w.notices(t, ann, "")
		if len(p.Items) != 2 || p.Items[0].Key != inbox.TeamLeft {
			t.Fatalf("told %+v", p)
		}
		if n := p.Items[1]; n.Key != "notice.hidden" || n.Ref != nil || n.Label != "" || n.Params != nil || strings.Contains(n.Text, "bob") {
			t.Errorf("after the right was taken away: %+v", n)
		}
	})
}

func TestOwnNoticesOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.mustDeliver(t, event(t, "team.joined", joined()))
		mine := w.notices(t, ann, "").Items[0]
		for _, method := range [][2]string{{"GET", "/notices"}, {"POST", "/notices/read"}, {"GET", "/notices/preference"}, {"PUT", "/notices/preference"}} {
			if res := w.call(t, nil, method[0], method[1], map[string]any{}); res.Code != 401 {
				t.Errorf("%v by nobody: %d", method, res.Code)
			}
		}
		if p := w.notices(t, bob, ""); len(p.Items) != 0 || p.Unread != 0 {
			t.Errorf("bob sees %+v", p)
		}
		w.call(t, bob, "POST", "/notices/read", map[string]any{"ids": []ref.ID{mine.ID}})
		w.call(t, bob, "POST", "/notices/read", map[string]any{"all": true})
		if p := w.notices(t, ann, ""); p.Unread != 1 {
			t.Error("bob read ann's notice for her")
		}
		if res := w.call(t, ann, "POST", "/notices/read", map[string]any{"ids": []ref.ID{mine.ID}}); res.Code != 200 || !strings.Contains(res.Body.String(), `"unread":0`) {
			t.Errorf("answer %d %s", res.Code, res.Body)
		}
		if p := w.notices(t, ann, ""); p.Items[0].ReadAt == nil || !p.Items[0].ReadAt.Equal(w.now) {
			t.Errorf("read at %v", p.Items[0].ReadAt)
		}
	})
}

func TestPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i := range 5 {
			if i%2 == 0 { // two of the same microsecond stand side by side
				w.now = w.now.Add(time.Second)
			}
			e := event(t, "team.joined", joined())
			e.At = w.now
			w.mustDeliver(t, e)
		}
		first := w.notices(t, ann, "")
		var paged []ref.ID
		query := "?limit=2"
		for range 3 {
			p := w.notices(t, ann, query)
			for _, n := range p.Items {
				paged = append(paged, n.ID)
			}
			if p.Next == nil {
				break
			}
			query = "?limit=2&cursor=" + *p.Next
		}
		var whole []ref.ID
		for _, n := range first.Items {
			whole = append(whole, n.ID)
		}
		if len(whole) != 5 || !slices.Equal(whole, paged) {
			t.Errorf("pages %v, want %v", paged, whole)
		}
		w.call(t, ann, "POST", "/notices/read", map[string]any{"ids": whole[:4]})
		if p := w.notices(t, ann, "?unread=true"); len(p.Items) != 1 || p.Items[0].ID != whole[4] || p.Unread != 1 {
			t.Errorf("unread %+v", p)
		}
		other := w.notices(t, ann, "?limit=1")
		for _, bad := range []string{"?limit=0", "?cursor=x", "?unread=true&cursor=" + *other.Next} {
			if res := w.call(t, ann, "GET", "/notices"+bad, nil); res.Code != 422 {
				t.Errorf("%s: %d %s", bad, res.Code, res.Body)
			}
		}
		if res := w.call(t, ann, "POST", "/notices/read", map[string]any{"all": true}); !strings.Contains(res.Body.String(), `"unread":0`) {
			t.Errorf("answer %s", res.Body)
		}
	})
}

func TestMailGoesToThoseWhoWantIt(t *testing.T) {
	for wish, want := range map[inbox.Mail]int{"": 1, inbox.MailOff: 0, inbox.MailImportant: 1, inbox.MailAll: 2} {
		t.Run("wish "+string(wish), func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				if wish != "" {
					if res := w.call(t, ann, "PUT", "/notices/preference", map[string]any{"mail": wish}); res.Code != 200 {
						t.Fatalf("answer %d %s", res.Code, res.Body)
					}
				}
				e := event(t, "task.assigned", task(nil)) // important
				w.mustDeliver(t, e)
				w.mustDeliver(t, e)
				w.mustDeliver(t, event(t, "team.joined", joined())) // not
				if len(w.mails) != want {
					t.Fatalf("%d mails, want %d", len(w.mails), want)
				}
				if want == 0 {
					return
				}
				m := w.mails[0]
				if m.To != "ann@example.com" || m.Subject != "bob gave you the task “prepare the statement”." || !strings.Contains(m.Text, "Luzhou plant") ||
					!strings.Contains(m.Text, "https://gq.example/"+job.String()) || m.ID != w.notices(t, ann, "").Items[1].ID.String() {
					t.Errorf("mail %+v", m)
				}
			})
		})
	}
}

func TestPreferenceIsOneOfThree(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if res := w.call(t, ann, "PUT", "/notices/preference", map[string]any{"mail": "sometimes"}); res.Code != 422 {
			t.Errorf("answer %d %s", res.Code, res.Body)
		}
		if res := w.call(t, ann, "GET", "/notices/preference", nil); !strings.Contains(res.Body.String(), `"important"`) {
			t.Errorf("default %s", res.Body)
		}
	})
}

func TestMailThatFails(t *testing.T) {
	for name, tc := range map[string]struct {
		refuse error
		again  bool // the outbox tries again
	}{
		"server busy":    {mail.ErrUnavailable, true},
		"refused":        {mail.ErrRejected, false},
		"bad address":    {mail.ErrInvalid, false},
		"no mail server": {mail.ErrNotConfigured, false},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				w.refuse = tc.refuse
				e := event(t, "task.assigned", task(nil))
				if err := w.Deliver(system(t), e); errors.Is(err, mail.ErrUnavailable) != tc.again || err != nil && !tc.again {
					t.Errorf("the outbox learns %v", err)
				}
				w.refuse = nil
				w.mustDeliver(t, e)
				if sent := len(w.mails) == 1; sent != tc.again {
					t.Errorf("%d mails at the second try", len(w.mails))
				}
				if p := w.notices(t, ann, ""); len(p.Items) != 1 {
					t.Errorf("%d notices", len(p.Items))
				}
			})
		})
	}
}

func TestMailWaitsForNobodyWhoMayNotReadAnyMore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.refuse = mail.ErrUnavailable
		e := event(t, "task.breached", task(map[string]any{"escalate_to": boss.ID}))
		if err := w.Deliver(system(t), e); !errors.Is(err, mail.ErrUnavailable) {
			t.Fatalf("err = %v", err)
		}
		w.refuse, w.closed[ann.ID] = nil, map[ref.Ref]bool{job: true}
		w.mustDeliver(t, e)
		if len(w.mails) != 1 || w.mails[0].To != "boss@example.com" {
			t.Errorf("mails %+v", w.mails)
		}
	})
}

func TestSubjectIsOneShortLine(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.mustDeliver(t, event(t, "task.assigned", task(map[string]any{"title": "a\r\nBcc: x@example.com " + strings.Repeat("长", 300)})))
		if s := w.mails[0].Subject; strings.ContainsAny(s, "\r\n") || len([]rune(s)) != 120 {
			t.Errorf("subject %q", s)
		}
	})
}

func TestWhatHappenedLongAgoIsNoNews(t *testing.T) {
	for _, tc := range []struct {
		ago          time.Duration
		unread, mail int
	}{{7 * 24 * time.Hour, 1, 1}, {7*24*time.Hour + time.Microsecond, 0, 0}} {
		each(t, func(t *testing.T, w *world) {
			w.mails = nil
			e := event(t, "task.assigned", task(nil))
			e.At = noon.Add(-tc.ago)
			w.mustDeliver(t, e)
			p := w.notices(t, ann, "")
			if len(p.Items) != 1 || p.Unread != int64(tc.unread) || len(w.mails) != tc.mail || !p.Items[0].At.Equal(e.At) {
				t.Errorf("%v ago: %+v, %d mails", tc.ago, p, len(w.mails))
			}
		})
	}
}

func TestWhomTheProductBringsInIsNotTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		e := joined()
		e["by_id"] = ref.ID{}
		w.mustDeliver(t, event(t, "team.joined", e))
		if p := w.notices(t, ann, ""); len(p.Items) != 0 {
			t.Errorf("told %+v", p)
		}
	})
}

func TestWhoHasNoAddressIsStillTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.mustDeliver(t, event(t, "task.assigned", task(map[string]any{"assignee_id": bob.ID, "by_id": ann.ID, "by_name": "ann"})))
		if p := w.notices(t, bob, ""); len(p.Items) != 1 || len(w.mails) != 0 {
			t.Errorf("%+v, %d mails", p, len(w.mails))
		}
	})
}

func TestModulesTellDirectly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := inbox.Draft{Person: ann.ID, Key: inbox.TeamJoined, Params: map[string]any{"by": "bob"}, Ref: thing, Dedupe: "import/1"}
		for i, want := range []bool{true, false} {
			if err := w.db.Write(system(t), func(tx *db.Tx) error {
				if err := tx.Note("import.done", db.Subject{Ref: thing}, nil); err != nil {
					return err
				}
				fresh, err := w.CreateTx(tx, d)
				if fresh != want {
					t.Errorf("time %d: told %v", i, fresh)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		if p := w.notices(t, ann, ""); len(p.Items) != 1 {
			t.Errorf("%d notices", len(p.Items))
		}
	})
}

func TestForgetDropsWhatWasRead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 2 {
			w.mustDeliver(t, event(t, "team.joined", joined()))
		}
		w.call(t, ann, "POST", "/notices/read", map[string]any{"ids": []ref.ID{w.notices(t, ann, "").Items[0].ID}})
		if n, err := w.Forget(t.Context(), w.now); err != nil || n != 0 {
			t.Errorf("what was read at that moment: %d, %v", n, err)
		}
		if n, err := w.Forget(t.Context(), w.now.Add(time.Microsecond)); err != nil || n != 1 {
			t.Errorf("what was read before: %d, %v", n, err)
		}
		if p := w.notices(t, ann, ""); len(p.Items) != 1 || p.Unread != 1 {
			t.Errorf("left %+v", p)
		}
	})
}

func TestEveryNoticeHasItsSentence(t *testing.T) {
	texts, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{inbox.TaskAssigned, inbox.TaskReminder, inbox.TaskDue, inbox.TaskOverdue, inbox.TaskBreached, inbox.TeamJoined, inbox.TeamLeft, inbox.Mention, inbox.ProjectPastDue, inbox.ProjectOverBudget, "notice.hidden",
		inbox.PaymentTriggered, inbox.PaymentDueSoon, inbox.PaymentOverdue, inbox.InvoiceWanted, inbox.InvoiceSubmitted, inbox.InvoiceIssued, inbox.InvoiceUnpaid, inbox.ReceiptConfirmed, inbox.OrderEscalated, inbox.PromiseBroken, inbox.LimitationWarning}
	if missing := texts.Missing(keys); len(missing) != 0 {
		t.Error(fmt.Sprint(missing))
	}
}

func TestBrokenPayloadIsAnError(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, topic := range inbox.Topics() {
			if err := w.Deliver(system(t), inbox.Event{ID: ref.New(), Topic: topic, Payload: []byte("[")}); err == nil {
				t.Errorf("%s: no error", topic)
			}
		}
	})
}
