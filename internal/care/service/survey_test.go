package service_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongqiao/internal/care/service"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/link"
	"gongqiao/internal/sell/customer"
)

func TestAskAndAnswer(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id, token := d.ask(t)
		if e := told[service.Sent](d); len(e) != 1 || e[0].Contact != d.contact || e[0].Project != d.project || !e[0].Expires.Equal(d.clock.t.Add(14*24*time.Hour)) {
			t.Errorf("told %+v", e)
		}
		v, err := d.svc.Portal(context.Background(), token)
		must(t, err)
		if v.Customer != "钱湾区市政设施管理中心" || v.Contact != "林若安" || v.Project != "滨江大道(一期)道路工程" || len(v.Questions) != 11 || v.Answered || v.Questions[0].ZH == "" || v.Questions[0].EN == "" {
			t.Errorf("portal: %+v", v)
		}
		if s := d.get(t, id); s.State != service.Out || s.OpenedAt != nil {
			t.Errorf("looking opened it: %+v", s)
		}
		for range 2 {
			must(t, d.svc.Open(context.Background(), token))
		}
		if s := d.get(t, id); s.State != service.Opened || s.Version != 3 {
			t.Errorf("opened: %+v", s)
		}
		d.clock.pass(time.Minute)
		must(t, d.answer(t, token, 4, 8, service.Answer{Comment: "不错"}))
		s := d.get(t, id)
		if s.State != service.Replied || s.Score == nil || *s.Score != 400 || *s.SalesScore != 128 || *s.Recommend != 8 || s.Comment != "不错" || s.ContentHash != v.ContentHash || s.Answers["schedule"] != 4 {
			t.Errorf("survey: %+v", s)
		}
		if e := told[service.Answered](d); len(e) != 1 || e[0].Score != 400 || e[0].Poor || e[0].Excellent {
			t.Errorf("told %+v", e)
		}
		if v, err = d.svc.Portal(context.Background(), token); err != nil || !v.Answered {
			t.Errorf("afterwards: %+v %v", v, err)
		}
		c, err := d.customers.Get(system(), d.customer)
		if must(t, err); c.Satisfaction.Answers != 1 || c.Satisfaction.Last != 400 || c.Satisfaction.NPS != nil || len(c.Tags) != 0 {
			t.Errorf("customer: %+v", c.Satisfaction)
		}
		d.traces(t, id)
	})
}

// traces checks the timeline, the proof and who is said to have answered.
func (d *desk) traces(t *testing.T, id ref.ID) {
	must(t, d.db.Read(system(), func(tx *db.Tx) error {
		var actor, auth, code, kind string
		var customer ref.ID
		must(t, tx.One("select actor_name, auth from audit_record where action = 'survey.answer' and ref_id = ?", []any{id}, &actor, &auth))
		must(t, tx.One("select code, ref_kind, customer_id from activity where key = ?", []any{"survey/" + id.String()}, &code, &kind, &customer))
		if actor != "林若安" || auth != "link" || code != "survey.answered_nps" || kind != "project" || customer != d.customer {
			t.Errorf("audited as %q by %q; timeline: %s on %s", actor, auth, code, kind)
		}
		return nil
	}))
}

func TestAnswersAreChecked(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id, token := d.ask(t)
		v, err := d.svc.Portal(context.Background(), token)
		must(t, err)
		answers := func(change func(map[string]int64)) map[string]int64 {
			m := map[string]int64{}
			for _, q := range v.Questions {
				m[q.Code] = 3
			}
			change(m)
			return m
		}
		keep := func(map[string]int64) {}
		for name, tc := range map[string]struct {
			a    service.Answer
			want *fault.Error
		}{
			"one is missing":            {service.Answer{Answers: answers(func(m map[string]int64) { delete(m, "safety") }), Hash: v.ContentHash}, fault.ErrInvalid},
			"no point":                  {service.Answer{Answers: answers(func(m map[string]int64) { m["safety"] = 0 }), Hash: v.ContentHash}, fault.ErrInvalid},
			"six points":                {service.Answer{Answers: answers(func(m map[string]int64) { m["safety"] = 6 }), Hash: v.ContentHash}, fault.ErrInvalid},
			"eleven":                    {service.Answer{Answers: answers(func(m map[string]int64) { m["recommend"] = 11 }), Hash: v.ContentHash}, fault.ErrInvalid},
			"below zero":                {service.Answer{Answers: answers(func(m map[string]int64) { m["recommend"] = -1 }), Hash: v.ContentHash}, fault.ErrInvalid},
			"a question that we lack":   {service.Answer{Answers: answers(func(m map[string]int64) { m["x"] = 1 }), Hash: v.ContentHash}, fault.ErrInvalid},
			"a complaint without words": {service.Answer{Answers: answers(keep), Complaint: true, Hash: v.ContentHash}, fault.ErrInvalid},
			"too many words":            {service.Answer{Answers: answers(keep), Comment: strings.Repeat("长", service.MaxComment+1), Hash: v.ContentHash}, fault.ErrInvalid},
			"about something else":      {service.Answer{Answers: answers(keep), Hash: strings.Repeat("0", 64)}, service.ErrChanged},
		} {
			wants(t, name, d.svc.Respond(context.Background(), token, tc.a), tc.want)
		}
		if s := d.get(t, id); s.State != service.Out || s.Version != 2 || len(told[service.Answered](d)) != 0 {
			t.Errorf("a refused answer left %+v", s)
		}
		wants(t, "one of ours", d.svc.Respond(d.pm(), token, service.Answer{Answers: answers(keep), Hash: v.ContentHash}), service.ErrOurs)
		wants(t, "one of ours who opens", d.svc.Open(d.pm(), token), service.ErrOurs)
		must(t, d.svc.Respond(context.Background(), token, service.Answer{Answers: answers(func(m map[string]int64) { m["recommend"] = 0 }), Comment: strings.Repeat("长", service.MaxComment), Hash: v.ContentHash}))
		wants(t, "again", d.svc.Respond(context.Background(), token, service.Answer{Answers: answers(keep), Hash: v.ContentHash}), service.ErrAnswered)
	})
}

func TestOneAnswerOfMany(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id, token := d.ask(t)
		var wg sync.WaitGroup
		results := make([]error, 8)
		for i := range results {
			wg.Go(func() { results[i] = d.answer(t, token, int64(i%5)+1, 9, service.Answer{}) })
		}
		wg.Wait()
		won := 0
		for _, err := range results {
			if err == nil {
				won++
				continue
			}
			wants(t, "a later one", err, service.ErrAnswered)
		}
		c, err := d.customers.Get(system(), d.customer)
		if must(t, err); won != 1 || c.Satisfaction.Answers != 1 || d.get(t, id).State != service.Replied {
			t.Errorf("%d answers were taken, %d counted", won, c.Satisfaction.Answers)
		}
	})
}

// Whatever is wrong with a link, it does not exist: one answer, before and after
// its fortnight.
func TestLinksThatDoNotExist(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id, token := d.ask(t)
		survey := d.get(t, id)
		forge := func(change func(c *link.Claims)) string {
			c := link.Claims{Purpose: service.LinkPurpose, Ref: ref.To(service.Kind, id), Audience: d.contact.String(), Expires: *survey.ExpiresAt, Nonce: link.NewNonce()}
			change(&c)
			out, err := link.Sign(d.ring.Current(), c)
			must(t, err)
			return out
		}
		genuine, err := link.Verify(d.ring, token, service.LinkPurpose, d.clock.t)
		must(t, err)
		for name, bad := range map[string]string{
			"nothing":         "",
			"noise":           "not-a-token",
			"cut":             token[:len(token)-2],
			"another nonce":   forge(func(*link.Claims) {}),
			"another purpose": forge(func(c *link.Claims) { c.Purpose, c.Nonce = "milestone.confirm", genuine.Nonce }),
			"another record":  forge(func(c *link.Claims) { c.Ref, c.Nonce = ref.To(service.Kind, ref.New()), genuine.Nonce }),
			"another contact": forge(func(c *link.Claims) { c.Audience, c.Nonce = d.other.String(), genuine.Nonce }),
			"another end":     forge(func(c *link.Claims) { c.Expires, c.Nonce = c.Expires.Add(time.Hour), genuine.Nonce }),
		} {
			_, err := d.svc.Portal(context.Background(), bad)
			wants(t, name, err, service.ErrLinkNotFound)
			wants(t, name+", opened", d.svc.Open(context.Background(), bad), service.ErrLinkNotFound)
			wants(t, name+", answered", d.svc.Respond(context.Background(), bad, service.Answer{}), service.ErrLinkNotFound)
		}
		d.clock.t = survey.ExpiresAt.Add(-time.Second)
		_, err = d.svc.Portal(context.Background(), token)
		wants(t, "a second before its end", err, nil)
		if n := d.sweep(t); n != 0 {
			t.Errorf("%d changed before the end", n)
		}
		d.clock.t = *survey.ExpiresAt
		_, err = d.svc.Portal(context.Background(), token)
		wants(t, "at its end", err, service.ErrLinkNotFound)
		if n := d.sweep(t); n != 1 || d.get(t, id).State != service.Expired || d.sweep(t) != 0 {
			t.Errorf("%d changed at the end: %s", n, d.get(t, id).State)
		}
	})
}

func TestLinkEndsWithItsContact(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		_, token := d.ask(t)
		c, err := d.customers.Get(d.seller(), d.customer)
		must(t, err)
		gone := customer.Contact{Name: c.Contacts[0].Name, Part: c.Contacts[0].Part, Active: false}
		must(t, d.customers.UpdateContact(d.as("NOs", authz.Own, customer.PermRead, customer.PermUpdate), d.contact, c.Contacts[0].Version, gone))
		_, err = d.svc.Portal(context.Background(), token)
		wants(t, "after he left", err, service.ErrLinkNotFound)
	})
}

// One survey per contact and 30 days, to the second.
func TestAContactIsLeftInPeace(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		first := d.clock.t
		d.ask(t)
		again := func() error {
			_, err := d.svc.Ask(d.service(), service.Asking{CustomerID: d.customer, ContactID: d.contact, Purpose: service.Short})
			return err
		}
		wants(t, "at once", again(), service.ErrThrottled)
		d.clock.t = first.Add(usual.Pause - time.Second)
		wants(t, "a second too early", again(), service.ErrThrottled)
		if n := len(d.all(t, "")); n != 1 {
			t.Errorf("%d surveys: a refusal left one", n)
		}
		d.clock.t = first.Add(usual.Pause)
		wants(t, "after 30 days", again(), nil)
	})
}

func TestTwoSurveysAtOnceToOneContact(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		var wg sync.WaitGroup
		results := make([]error, 4)
		for i := range results {
			wg.Go(func() {
				_, results[i] = d.svc.Ask(d.service(), service.Asking{CustomerID: d.customer, ContactID: d.contact, Purpose: service.Short})
			})
		}
		wg.Wait()
		if n := len(slices.DeleteFunc(results, func(err error) bool { return err != nil })); n != 1 {
			t.Errorf("%d of four were sent", n)
		}
	})
}

func TestWhatIsNamedMustBeSeen(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for name, tc := range map[string]struct {
			ctx  context.Context
			a    service.Asking
			want *fault.Error
		}{
			"a stranger's customer":      {d.stranger(), service.Asking{CustomerID: d.customer, Purpose: service.Full}, service.ErrCustomerUnknown},
			"a stranger's project":       {d.stranger(), service.Asking{ProjectID: d.project, Purpose: service.Full}, service.ErrProjectUnknown},
			"no customer":                {d.service(), service.Asking{CustomerID: ref.New(), Purpose: service.Full}, service.ErrCustomerUnknown},
			"no project":                 {d.service(), service.Asking{ProjectID: ref.New(), Purpose: service.Full}, service.ErrProjectUnknown},
			"a project of somebody else": {d.service(), service.Asking{CustomerID: ref.New(), ProjectID: d.project, Purpose: service.Full}, service.ErrProjectUnknown},
			"a contact of somebody else": {d.service(), service.Asking{ProjectID: d.project, ContactID: d.other, Purpose: service.Full}, service.ErrContactUnknown},
			"no contact":                 {d.service(), service.Asking{ProjectID: d.project, ContactID: ref.New(), Purpose: service.Full}, service.ErrContactUnknown},
			"who may not send":           {d.reader(), service.Asking{ProjectID: d.project, Purpose: service.Full}, authz.ErrForbidden},
			"the manager of the project": {d.pm(), service.Asking{ProjectID: d.project, Purpose: service.Full}, nil},
		} {
			_, err := d.svc.Ask(tc.ctx, tc.a)
			wants(t, name, err, tc.want)
		}
		_, err := d.svc.Ask(d.seller(), service.Asking{CustomerID: d.customer, Purpose: service.Full})
		wants(t, "the salesperson after the manager", err, service.ErrThrottled)
		if all := d.all(t, ""); len(all) != 1 || all[0].Contact.ID != d.contact || all[0].Owner.ID != d.person["NOp"] {
			t.Errorf("%+v", all)
		}
	})
}

// Excellent at an average of 4.5 and a promoter; an improvement plan below 3;
// both by the exact sum.
func TestGrading(t *testing.T) {
	for name, tc := range map[string]struct {
		works, sales, recommend int64
		weight                  int64 // of sales, of 10000
		complaint               string
		excellent, poor         bool
	}{
		"4.50 and a promoter":         {4, 5, 9, 5_000, "", true, false},
		"4.4999 and a promoter":       {4, 5, 9, 4_999, "", false, false},
		"4.50 and a passive":          {4, 5, 8, 5_000, "", false, false},
		"5.00, but he complains":      {5, 5, 10, 5_000, "渗水", false, true},
		"3.00":                        {3, 3, 9, 5_000, "", false, false},
		"2.9999, shown as 3.00":       {2, 3, 9, 9_999, "", false, true},
		"3.00 of different questions": {2, 4, 9, 5_000, "", false, false},
		"3.00 and a complaint":        {3, 3, 0, 5_000, "没人接电话", false, true},
		"1.00":                        {1, 1, 0, 5_000, "", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, d *desk) {
				nps := service.Question{Code: "nps", Kind: service.Recommend, ZH: "问", EN: "ask"}
				draft := weighing(tc.weight)
				draft.Questions = append(draft.Questions, nps)
				tpl, err := d.svc.CreateTemplate(d.service(), ref.Nil, draft)
				must(t, err)
				must(t, d.svc.Publish(d.service(), tpl, 1))
				id, err := d.svc.Ask(d.service(), service.Asking{ProjectID: d.project, ContactID: d.contact, Purpose: service.Short})
				must(t, err)
				token := d.token(t, id)
				v, err := d.svc.Portal(context.Background(), token)
				must(t, err)
				must(t, d.svc.Respond(context.Background(), token, service.Answer{Answers: map[string]int64{"works": tc.works, "sales": tc.sales, "nps": tc.recommend}, Comment: tc.complaint, Complaint: tc.complaint != "", Hash: v.ContentHash}))
				c, err := d.customers.Get(system(), d.customer)
				must(t, err)
				tagged := slices.ContainsFunc(c.Tags, func(x customer.Tag) bool { return x.Tag == customer.Excellent && x.Source == "survey" })
				plans := d.plans(t, d.service())
				if e := told[service.Answered](d); len(e) != 1 || tagged != tc.excellent || e[0].Excellent != tc.excellent || (len(plans) == 1) != tc.poor || e[0].Poor != tc.poor {
					t.Errorf("tagged %v, %d plans, told %+v", tagged, len(plans), e)
				}
			})
		})
	}
}

// Who is unhappy is called by customer service, by the salesperson and by the
// project manager; a mark of earlier days goes.
func TestAPoorAnswerAsksThreePeople(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		_, token := d.ask(t)
		must(t, d.answer(t, token, 5, 10, service.Answer{}))
		d.clock.days(30)
		_, token = d.ask(t)
		must(t, d.answer(t, token, 2, 3, service.Answer{Comment: "没人管", Complaint: true}))
		plans := d.plans(t, d.pm())
		if len(plans) != 1 || plans[0].Severity != "s2" || plans[0].State != service.PlanDraft || !plans[0].RespondBy.Equal(d.clock.t.Add(4*time.Hour)) || !plans[0].ResolveBy.Equal(d.clock.t.AddDate(0, 0, 3)) || plans[0].Complaint != "没人管" {
			t.Fatalf("plans: %+v", plans)
		}
		all := d.complaints(t, d.pm())
		if len(all) != 1 || all[0].PlanID != plans[0].ID || all[0].Severity != "s2" || all[0].Words != "没人管" || all[0].Contact.ID != d.contact {
			t.Fatalf("complaints: %+v", all)
		}
		var asked []ref.ID
		must(t, d.db.Read(system(), func(tx *db.Tx) (err error) {
			asked, err = db.All(tx, "select assignee_id from task where ref_id in (?, ?) and priority = 'high' and state = 'open'", []any{plans[0].ID, all[0].ID}, func(r db.Row) (id ref.ID, err error) { return id, r.Scan(&id) })
			return err
		}))
		if len(asked) != 3 || !slices.Contains(asked, d.person["NOc"]) || !slices.Contains(asked, d.person["NOs"]) || !slices.Contains(asked, d.person["NOp"]) {
			t.Errorf("asked: %v", asked)
		}
		c, err := d.customers.Get(system(), d.customer)
		if must(t, err); len(c.Tags) != 0 || c.Satisfaction.Average != 350 {
			t.Errorf("customer: %+v %+v", c.Tags, c.Satisfaction)
		}
		if e := told[service.PlanOpened](d); len(e) != 1 {
			t.Errorf("told %+v", e)
		}
	})
}
