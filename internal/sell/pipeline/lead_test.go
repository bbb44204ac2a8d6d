package pipeline_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/pipeline"
)

func hint(company string) pipeline.LeadDraft {
	return pipeline.LeadDraft{Source: "exhibition", Company: company, ContactName: "许明远", Mobile: "19900000011"}
}

var bant = pipeline.Need{ProjectName: "甬江冷链一期", OwnerUnit: "甬江仓储", Amount: 8 * million, ExpectedTenderDate: workday.New(2026, 12, 20), FundingSource: "own_funds"}

// lead adds a lead to NOa's department, which nobody follows up yet.
func (d *desk) lead(t testing.TB, company string) ref.ID {
	t.Helper()
	id, err := d.svc.CreateLead(d.manager(), ref.Nil, hint(company))
	must(t, err)
	return id
}

func (d *desk) leadView(t testing.TB, id ref.ID) pipeline.LeadView {
	t.Helper()
	v, err := d.svc.Lead(d.boss(), id)
	must(t, err)
	return v
}

// call logs a phone call on a lead.
func (d *desk) call(t testing.TB, id ref.ID, contact bool) {
	t.Helper()
	must(t, d.db.Write(system(), func(tx *db.Tx) error {
		if err := tx.Note("activity.log", db.Subject{}, nil); err != nil {
			return err
		}
		return d.svc.OnActivityTx(tx, pipeline.Activity{On: ref.To(pipeline.LeadKind, id), Contact: contact, EndedAt: d.clock.t})
	}))
}

// bring brings a new lead to a status.
func (d *desk) bring(t testing.TB, company string, to pipeline.LeadStatus) ref.ID {
	t.Helper()
	id := d.lead(t, company)
	steps := []struct {
		status pipeline.LeadStatus
		do     func(v int64) error
	}{
		{pipeline.LeadIsAssigned, func(v int64) error { return d.svc.AssignLead(d.manager(), id, v, d.person["NOa"]) }},
		{pipeline.LeadIsContacted, func(int64) error { d.call(t, id, true); return nil }},
		{pipeline.LeadIsQualified, func(v int64) error { return d.svc.QualifyLead(d.owner(), id, v, bant) }},
		{pipeline.LeadIsConverted, func(v int64) error {
			return d.svc.ConvertLead(d.owner(), id, v, d.draft("转换"+id.String(), 8*million))
		}},
	}
	switch to {
	case pipeline.LeadIsNew:
		return id
	case pipeline.LeadIsDisqualified:
		must(t, d.svc.DisqualifyLead(d.manager(), id, 1, "no_budget"))
		return id
	case pipeline.LeadIsRecycled:
		must(t, steps[0].do(1))
		must(t, d.svc.RecycleLead(d.manager(), id, 2))
		return id
	default: // on the way below
	}
	for _, s := range steps {
		must(t, s.do(d.leadView(t, id).Version))
		if s.status == to {
			break
		}
	}
	return id
}

func TestLeadBecomesAnOpportunity(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.bring(t, "甬江仓储物流有限公司", pipeline.LeadIsQualified)
		v := d.leadView(t, id)
		if v.Grade != "B" || v.ContactedAt == nil || v.Owner.Name != "NOa" || v.Source != "exhibition" { // 0.4·80 + 0.35·80 + 0.25·50 = 72.5
			t.Errorf("qualified: %+v", v)
		}
		must(t, d.svc.ConvertLead(d.owner(), id, v.Version, d.draft("甬江冷链一期", 8*million)))
		v = d.leadView(t, id)
		o := d.get(t, v.OpportunityID)
		if v.Status != pipeline.LeadIsConverted || o.LeadID != id || o.Owner.Name != "NOa" || o.Source != "exhibition" || len(v.Actions) != 1 {
			t.Errorf("converted: %+v to %+v", v, o)
		}
	})
}

func TestLeadConversionRefusesAClash(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.create(t, "甬江冷链一期", million)
		id := d.bring(t, "甬江仓储", pipeline.LeadIsQualified)
		v := d.leadView(t, id)
		wants(t, "convert", d.svc.ConvertLead(d.owner(), id, v.Version, d.draft("甬江冷链一期工程", million)), pipeline.ErrLeadClash)
		if n := d.count(t, d.boss()); n != 1 || d.leadView(t, id).Status != pipeline.LeadIsQualified {
			t.Errorf("%d opportunities, lead %s", n, d.leadView(t, id).Status)
		}
	})
}

// Every verb from every status: what reference 2.1 allows, and nothing else.
func TestLeadTable(t *testing.T) {
	living := []string{"new", "assigned", "contacted", "qualified", "recycled"}
	table := map[string][]string{
		"assign": {"new", "recycled"}, "qualify": {"contacted"}, "convert": {"qualified"}, "disqualify": living, "recycle": {"assigned", "contacted"}, "update": living,
	}
	each(t, func(t *testing.T, d *desk) {
		run := map[string]func(ref.ID, int64) error{
			"assign":  func(id ref.ID, v int64) error { return d.svc.AssignLead(d.boss(), id, v, d.person["NOb"]) },
			"qualify": func(id ref.ID, v int64) error { return d.svc.QualifyLead(d.boss(), id, v, bant) },
			"convert": func(id ref.ID, v int64) error {
				return d.svc.ConvertLead(d.boss(), id, v, d.draft("转换"+id.String(), million))
			},
			"disqualify": func(id ref.ID, v int64) error { return d.svc.DisqualifyLead(d.boss(), id, v, "no_budget") },
			"recycle":    func(id ref.ID, v int64) error { return d.svc.RecycleLead(d.boss(), id, v) },
			"update":     func(id ref.ID, v int64) error { return d.svc.UpdateLead(d.boss(), id, v, hint("改名公司")) },
		}
		for _, status := range pipeline.LeadStatuses {
			for verb, do := range run {
				id := d.bring(t, "公司"+status+verb+"甲", pipeline.LeadStatus(status))
				before := d.leadView(t, id)
				want := pipeline.ErrLeadStatus
				if slices.Contains(table[verb], status) {
					want = nil
				}
				if offered := slices.Contains(before.Actions, verb); offered != (want == nil) {
					t.Errorf("%s when %s: offered %v", verb, status, offered)
				}
				wants(t, verb+" when "+status, do(id, before.Version), want)
				if after := d.leadView(t, id); want != nil && (after.Version != before.Version || after.Status != before.Status) {
					t.Errorf("%s when %s changed the lead", verb, status)
				}
			}
		}
	})
}

func TestWhoDoesWhatToALead(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		run := map[string]struct {
			from pipeline.LeadStatus
			do   func(context.Context, ref.ID, int64) error
		}{
			"update": {pipeline.LeadIsAssigned, func(ctx context.Context, id ref.ID, v int64) error { return d.svc.UpdateLead(ctx, id, v, hint("改")) }},
			"assign": {pipeline.LeadIsNew, func(ctx context.Context, id ref.ID, v int64) error {
				return d.svc.AssignLead(ctx, id, v, d.person["NOa"])
			}},
			"qualify":    {pipeline.LeadIsContacted, func(ctx context.Context, id ref.ID, v int64) error { return d.svc.QualifyLead(ctx, id, v, bant) }},
			"disqualify": {pipeline.LeadIsAssigned, func(ctx context.Context, id ref.ID, v int64) error { return d.svc.DisqualifyLead(ctx, id, v, "other") }},
			"recycle":    {pipeline.LeadIsAssigned, func(ctx context.Context, id ref.ID, v int64) error { return d.svc.RecycleLead(ctx, id, v) }},
			"convert": {pipeline.LeadIsQualified, func(ctx context.Context, id ref.ID, v int64) error {
				return d.svc.ConvertLead(ctx, id, v, d.draft("转换线索项目", million))
			}},
			"reveal": {pipeline.LeadIsAssigned, func(ctx context.Context, id ref.ID, _ int64) error {
				_, err := d.svc.RevealLead(ctx, id, "联系")
				return err
			}},
		}
		for name, op := range run {
			id := d.bring(t, "谁能做"+name, op.from)
			before := d.leadView(t, id)
			for who, tc := range map[string]struct {
				ctx  context.Context
				want error
			}{
				"nobody":           {context.Background(), authz.ErrNoActor},
				"stranger":         {d.as("SOa", authz.Entity, everything...), pipeline.ErrLeadNotFound},
				"other department": {d.as("NOb", authz.Department, everything...), pipeline.ErrLeadNotFound},
				"reader":           {d.as("NOm", authz.Department, pipeline.PermLeadRead), authz.ErrForbidden},
			} {
				if err := op.do(tc.ctx, id, before.Version); !errors.Is(err, tc.want) {
					t.Errorf("%s by %s: %v, want %v", name, who, err, tc.want)
				}
			}
			if after := d.leadView(t, id); after.Version != before.Version {
				t.Errorf("%s: refusals changed the lead", name)
			}
			if name != "reveal" {
				if err := op.do(d.manager(), id, before.Version+1); !errors.Is(err, db.ErrStale) {
					t.Errorf("%s of a stale version: %v", name, err)
				}
			}
			wants(t, name+" by the manager", op.do(d.manager(), id, before.Version), nil)
		}
	})
}

func TestLeadInput(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for name, tc := range map[string]struct {
			change func(*pipeline.LeadDraft)
			field  string
		}{
			"neither company nor phone": {func(x *pipeline.LeadDraft) { x.Company, x.Mobile = " ", "" }, "company"},
			"phone":                     {func(x *pipeline.LeadDraft) { x.Mobile = "12" }, "mobile"},
			"mail":                      {func(x *pipeline.LeadDraft) { x.Email = "x" }, "email"},
			"code":                      {func(x *pipeline.LeadDraft) { x.USCC = "91310115MAFAKE019Q" }, "uscc"},
			"source":                    {func(x *pipeline.LeadDraft) { x.Source = "" }, "source"},
		} {
			x := hint("甲")
			tc.change(&x)
			_, err := d.svc.CreateLead(d.owner(), ref.Nil, x)
			if f := fault.As(err); f == nil || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Path != tc.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		id, err := d.svc.CreateLead(d.owner(), ref.Nil, pipeline.LeadDraft{Source: "referral", Mobile: "19900000022"})
		must(t, err)
		if v := d.leadView(t, id); v.Status != pipeline.LeadIsAssigned || v.Owner.Name != "NOa" || v.Mobile != "199****0022" || !slices.Contains(v.Masked, "mobile") {
			t.Errorf("own lead: %+v", v)
		}
	})
}

func TestMaskedPhoneSurvivesAnUpdate(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.bring(t, "有电话", pipeline.LeadIsAssigned)
		x := hint("改了名")
		x.Mobile, x.Source = d.leadView(t, id).Mobile, "cold_call"
		must(t, d.svc.UpdateLead(d.owner(), id, 2, x))
		l, err := d.svc.RevealLead(d.owner(), id, "联系")
		must(t, err)
		if l.Mobile != hint("").Mobile || l.Company != "改了名" || l.Source != "exhibition" {
			t.Errorf("after update: %q %q %q", l.Mobile, l.Company, l.Source)
		}
	})
}

func TestLeadTwins(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.lead(t, "甬江仓储物流有限公司")
		stranger := d.as("SOa", authz.Own, sales...)
		for name, x := range map[string]pipeline.LeadDraft{
			"another legal form": {Source: "referral", Company: "甬江仓储物流股份有限公司"},
			"the same mobile":    {Source: "referral", Company: "别的公司", Mobile: "19900000011"},
		} {
			visible, hidden, err := d.svc.CheckLead(d.manager(), x)
			if err != nil || hidden || len(visible) != 1 || visible[0].ID != id {
				t.Errorf("%s: %v %v %v", name, visible, hidden, err)
			}
			if visible, hidden, err = d.svc.CheckLead(stranger, x); err != nil || !hidden || len(visible) != 0 {
				t.Errorf("%s, to a stranger: %v %v %v", name, visible, hidden, err)
			}
		}
		if visible, hidden, err := d.svc.CheckLead(d.manager(), pipeline.LeadDraft{Source: "referral", Company: "毫不相干"}); err != nil || hidden || len(visible) != 0 {
			t.Errorf("unlike: %v %v %v", visible, hidden, err)
		}
	})
}

func TestIdleLeadsGoToThePool(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		silent, called := d.bring(t, "没联系", pipeline.LeadIsAssigned), d.bring(t, "联系过", pipeline.LeadIsContacted)
		sweep := func(want int) {
			t.Helper()
			n, err := d.svc.RecycleIdle(system())
			must(t, err)
			if n != want {
				t.Errorf("recycled %d, want %d", n, want)
			}
		}
		d.clock.advance(72 * time.Hour)
		sweep(0)
		d.clock.advance(time.Second)
		sweep(1)
		v := d.leadView(t, silent)
		if v.Status != pipeline.LeadIsRecycled || v.Owner != nil {
			t.Errorf("after 72 hours: %+v", v)
		}
		wants(t, "back to the same", d.svc.AssignLead(d.manager(), silent, v.Version, d.person["NOa"]), pipeline.ErrLeadBlocked)
		wants(t, "to another", d.svc.AssignLead(d.manager(), silent, v.Version, d.person["NOm"]), nil)
		d.call(t, silent, true)
		d.clock.advance(12*24*time.Hour - time.Second) // 15 days since the call
		sweep(0)
		d.clock.advance(time.Second)
		sweep(1)
		v = d.leadView(t, called)
		if v.Status != pipeline.LeadIsRecycled {
			t.Errorf("after 15 days: %+v", v)
		}
		d.clock.advance(30*24*time.Hour - time.Microsecond)
		wants(t, "within 30 days", d.svc.AssignLead(d.manager(), called, v.Version, d.person["NOa"]), pipeline.ErrLeadBlocked)
		d.clock.advance(time.Microsecond)
		wants(t, "after 30 days", d.svc.AssignLead(d.manager(), called, v.Version, d.person["NOa"]), nil)
		if _, err := d.svc.RecycleIdle(d.boss()); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("a person ran the job: %v", err)
		}
	})
}

func TestANoteIsNoContact(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.bring(t, "只有备注", pipeline.LeadIsAssigned)
		d.call(t, id, false)
		if v := d.leadView(t, id); v.Status != pipeline.LeadIsAssigned {
			t.Errorf("status %s", v.Status)
		}
	})
}

func TestLeadRevealLimit(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.bring(t, "常被查看", pipeline.LeadIsAssigned)
		policy := pipeline.Defaults()
		policy.LeadReveals = 7
		d.svc = pipeline.New(d.db, func() *pipeline.Policy { return &policy }, d.svc.Neighbours)
		for range 7 {
			_, err := d.svc.RevealLead(d.owner(), id, "联系")
			must(t, err)
		}
		_, err := d.svc.RevealLead(d.owner(), id, "联系")
		wants(t, "one more", err, pipeline.ErrLeadReveals)
		d.clock.advance(24*time.Hour + time.Second)
		_, err = d.svc.RevealLead(d.owner(), id, "联系")
		wants(t, "the next day", err, nil)
	})
}

// TestLeadTellsUntilWhen: 4 hours to be given to somebody, 24 to be called.
func TestLeadTellsUntilWhen(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		var moves []pipeline.LeadMoved
		db.React(d.db, "test", func(_ *db.Tx, e pipeline.LeadMoved) error { moves = append(moves, e); return nil })
		id := d.bring(t, "逐步推进", pipeline.LeadIsConverted)
		want := []struct {
			from, to pipeline.LeadStatus
			within   time.Duration
		}{
			{"", pipeline.LeadIsNew, 4 * time.Hour}, {pipeline.LeadIsNew, pipeline.LeadIsAssigned, 24 * time.Hour}, {pipeline.LeadIsAssigned, pipeline.LeadIsContacted, 0},
			{pipeline.LeadIsContacted, pipeline.LeadIsQualified, 0}, {pipeline.LeadIsQualified, pipeline.LeadIsConverted, 0},
		}
		if len(moves) != len(want) {
			t.Fatalf("%d moves: %+v", len(moves), moves)
		}
		for i, w := range want {
			m := moves[i]
			due := time.Time{}
			if w.within > 0 {
				due = d.clock.t.Add(w.within)
			}
			if m.ID != id || m.From != w.from || m.To != w.to || !m.DueAt.Equal(due) || !m.Since.Equal(d.clock.t) {
				t.Errorf("move %d: %+v, want %+v", i, m, w)
			}
		}
		moves = nil
		_, err := d.svc.CreateLead(d.owner(), ref.Nil, hint("自己的线索"))
		must(t, err)
		if len(moves) != 1 || moves[0].To != pipeline.LeadIsAssigned || moves[0].Owner != d.person["NOa"] {
			t.Errorf("own lead: %+v", moves)
		}
		moves = nil
		must(t, d.svc.UpdateLead(d.manager(), d.lead(t, "改名之前"), 1, hint("改名之后")))
		if len(moves) != 1 {
			t.Errorf("a change of words moved the lead: %+v", moves)
		}
	})
}
