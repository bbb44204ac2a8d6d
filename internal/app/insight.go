package app

import (
	"context"
	"net/url"
	"slices"

	"gongqiao/internal/care/service"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/read/insight"
)

// lists answers questions to the lists that the product offers, by their address.
type lists struct {
	api *httpapi.API
	db  *db.DB
}

// Total counts and sums what a question leaves of a list for whoever asks.
func (l lists) Total(ctx context.Context, path string, question url.Values) (n int64, sums map[string]int64, shown bool, err error) {
	ops := l.api.Operations()
	i := slices.IndexFunc(ops, func(op httpapi.Operation) bool { return op.List != nil && op.Path == path })
	by, err := authz.From(ctx)
	if err != nil || i < 0 || !by.Has(ops[i].Permission) {
		return 0, nil, false, err
	}
	q, err := db.ParseQuery(question, ops[i].List)
	if err != nil {
		return 0, nil, false, err
	}
	n, sums, err = db.Totals(ctx, l.db, ops[i].List, q)
	return n, sums, true, err
}

type opinions struct{ care *service.Service }

// Opinion sums up what customers answered.
func (o opinions) Opinion(ctx context.Context, question url.Values) (insight.Answers, error) {
	f, err := o.care.Answers(ctx, question)
	return insight.Answers{Answers: f.Answers, Average: f.Average, NPS: f.NPS}, err
}

type trouble struct{ projects *project.Service }

// DueBy returns the last day on which a planned finish counts as long past.
func (t trouble) DueBy(on workday.Date) workday.Date { return t.projects.DueBy(on) }

// late returns the projects that fall behind their baseline, and those whose
// customer does not answer about a milestone.
func (t trouble) late(ctx context.Context, on workday.Date) (found []insight.Troubled, err error) {
	running := map[ref.ID]insight.Troubled{}
	if err := t.projects.Each(ctx, url.Values{"state": {insight.Running}}, func(r project.Row) {
		x := insight.Troubled{Project: r.ID, Number: r.Number, Name: r.Name, Entity: r.Entity.ID}
		if r.Owner != nil {
			x.Owner = r.Owner.ID
		}
		running[r.ID] = x
		days, told := t.projects.Slipped(r)
		if x.Code, x.Days = insight.Slipped, days; told {
			found = append(found, x)
		}
	}); err != nil {
		return nil, err
	}
	longest := map[ref.ID]int64{}
	err = t.projects.EachMilestone(ctx, url.Values{"state": {string(project.AwaitingCustomer)}}, func(m project.MilestoneView) {
		if days, told := t.projects.Waiting(m.AskedOn, on); told {
			longest[m.Project.ID] = max(longest[m.Project.ID], days)
		}
	})
	for id, days := range longest {
		if x, lives := running[id]; lives {
			x.Code, x.Days = insight.Unconfirmed, days
			found = append(found, x)
		}
	}
	return found, err
}

// questions says which projects go wrong in which way (requirement ANA-03).
func (t trouble) questions(on workday.Date) map[string]url.Values {
	return map[string]url.Values{
		insight.PastDue:    {"state": {insight.Running}, "planned_finish.lte": {t.DueBy(on).String()}},
		insight.OverBudget: {"state": {insight.Running}, "cost_light": {string(project.Red)}},
	}
}

// Troubled returns every project that goes wrong.
func (t trouble) Troubled(ctx context.Context, on workday.Date) (found []insight.Troubled, err error) {
	if found, err = t.late(ctx, on); err != nil {
		return nil, err
	}
	for code, question := range t.questions(on) {
		err := t.projects.Each(ctx, question, func(r project.Row) {
			x := insight.Troubled{Project: r.ID, Number: r.Number, Name: r.Name, Entity: r.Entity.ID, Code: code}
			if r.Owner != nil {
				x.Owner = r.Owner.ID
			}
			if code == insight.PastDue {
				x.Days = int64(on.Sub(r.PlannedFinish))
			}
			found = append(found, x)
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

type debts struct{ billing *billing.Service }

// owing is where the payments stand that a question to their list counts.
func owing(n int64, open *money.Money, query string) insight.Figure {
	f := insight.Figure{Count: n, List: "/payment-nodes?" + query}
	if open != nil {
		f.Amount = open.Amount
	}
	return f
}

func buckets(all []billing.BucketView) []insight.Bucket {
	out := make([]insight.Bucket, len(all))
	for i, b := range all {
		out[i] = insight.Bucket{Name: b.Name, Open: owing(b.Nodes, b.Open, b.Query)}
	}
	return out
}

// Receivables says what is owed of what the caller may see.
func (d debts) Receivables(ctx context.Context) (r insight.Receivables, shown bool, err error) {
	by, err := authz.From(ctx)
	if err != nil || !by.Has(billing.PermNodeRead) {
		return r, false, err
	}
	v, err := d.billing.Ageing(ctx, billing.About{})
	if err != nil {
		return r, false, err
	}
	r = insight.Receivables{Owed: owing(v.Nodes, v.Owed, v.Query), Overdue: owing(v.Late, v.Overdue, v.LateQuery), Buckets: buckets(v.Buckets)}
	for _, e := range v.Entities {
		r.By = append(r.By, insight.Debtor{ID: e.Entity.ID, Name: e.Entity.Name, Owed: owing(e.Nodes, e.Owed, e.Query), Overdue: owing(e.Late, e.Overdue, e.LateQuery), Buckets: buckets(e.Buckets)})
	}
	return r, true, nil
}

// buildInsight builds what sums everything up.
func (a *App) buildInsight(d *db.DB) {
	a.Insight = insight.New(d, insight.Neighbours{Pipeline: a.Pipeline, Lists: lists{a.API, d}, Opinions: opinions{a.Care}, Trouble: trouble{a.Projects}, Debts: debts{a.Billing}})
}
