package billing

import (
	"context"
	"fmt"
	"strings"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// About narrows a report to some records; what is empty narrows nothing.
type About struct {
	EntityID     []ref.ID
	DepartmentID []ref.ID
	OwnerID      []ref.ID
	CustomerID   []ref.ID
	ContractID   []ref.ID
	ProjectID    []ref.ID
}

// fields lists what narrows, under the names of the list's filters.
func (a About) fields() []struct {
	name string
	ids  []ref.ID
} {
	return []struct {
		name string
		ids  []ref.ID
	}{{"entity_id", a.EntityID}, {"department_id", a.DepartmentID}, {"owner_id", a.OwnerID}, {"customer_id", a.CustomerID}, {"contract_id", a.ContractID}, {"project_id", a.ProjectID}}
}

// query is the question to the list that opens the same records.
func (a About) query() string {
	var b strings.Builder
	for _, f := range a.fields() {
		for i, id := range f.ids {
			if i == 0 {
				b.WriteString("&" + f.name + "=")
			} else {
				b.WriteString(",")
			}
			b.WriteString(id.String())
		}
	}
	return b.String()
}

// AgeingView is what is owed, by how long it is overdue. Amounts are null for
// whom may not see prices; each figure opens the list by its query.
type AgeingView struct {
	On       workday.Date   `json:"on"`
	Owed     *money.Money   `json:"owed" doc:"Triggered and open: the sum of all buckets."`
	NotDue   *money.Money   `json:"not_due"`
	Overdue  *money.Money   `json:"overdue"`
	Planned  *money.Money   `json:"planned" doc:"Not triggered yet; not part of owed."`
	Nodes    int64          `json:"nodes"`
	Late     int64          `json:"overdue_nodes"`
	Buckets  []BucketView   `json:"buckets" nullable:"false"`
	Entities []EntityAgeing `json:"entities" nullable:"false"`
	Query    string         `json:"query" doc:"Of GET /payment-nodes, for everything owed."`

	LateQuery string `json:"overdue_query" doc:"Of GET /payment-nodes, for what is overdue."`
}

// BucketView is one span of days overdue.
type BucketView struct {
	Name  string       `json:"name" enum:"not_due,1-30,31-60,61-90,91-180,181-365,1-2y,2-3y,>3y"`
	Nodes int64        `json:"nodes"`
	Open  *money.Money `json:"open"`
	Query string       `json:"query" doc:"Of GET /payment-nodes, for exactly these."`
}

// EntityAgeing is what is owed to one legal entity.
type EntityAgeing struct {
	Entity  Named        `json:"entity"`
	Nodes   int64        `json:"nodes"`
	Late    int64        `json:"overdue_nodes"`
	Owed    *money.Money `json:"owed"`
	Overdue *money.Money `json:"overdue"`
	Buckets []BucketView `json:"buckets" nullable:"false"`
	Query   string       `json:"query"`

	LateQuery string `json:"overdue_query"`
}

// Ageing sums up what is owed of what the caller may see. Its days are those of
// the caller's own legal entity, so that every figure is the sum of its list.
func (s *Service) Ageing(ctx context.Context, about About) (v AgeingView, err error) {
	err = s.db.Snapshot(ctx, func(tx *db.Tx) error {
		today, err := s.here(tx)
		if err != nil {
			return err
		}
		filter, args := narrowed(about)
		rows, err := ageing(tx, filter, args)
		if err != nil {
			return err
		}
		all, err := standingOf(tx, filter, today, args)
		if err != nil {
			return err
		}
		v = ageingView(rows, today, about.query(), seesPrice(tx.Actor))
		v.Planned = yuan(seesPrice(tx.Actor), all.Planned)
		return nil
	})
	return v, err
}

// ladder adds open amounts up by bucket.
type ladder struct {
	nodes, open []int64
}

func newLadder() ladder { return ladder{make([]int64, len(Buckets)), make([]int64, len(Buckets))} }

func (l ladder) add(d dueBy, today workday.Date) {
	name := BucketOf(max(int64(today.Sub(d.DueOn)), 0))
	for i, b := range Buckets {
		if b.Name == name {
			l.nodes[i], l.open[i] = l.nodes[i]+d.Count, l.open[i]+d.Open
		}
	}
}

func (l ladder) total() (nodes, late, open, overdue int64) {
	for i := range Buckets {
		nodes, open = nodes+l.nodes[i], open+l.open[i]
		if i > 0 {
			late, overdue = late+l.nodes[i], overdue+l.open[i]
		}
	}
	return nodes, late, open, overdue
}

func (l ladder) views(today workday.Date, more string, priced bool) []BucketView {
	out := make([]BucketView, len(Buckets))
	for i, b := range Buckets {
		from, to := b.Dates(today)
		q := "owed=true"
		if !from.IsZero() {
			q += "&due_on.gte=" + from.String()
		}
		if !to.IsZero() {
			q += "&due_on.lte=" + to.String()
		}
		out[i] = BucketView{b.Name, l.nodes[i], yuan(priced, l.open[i]), q + more}
	}
	return out
}

func ageingView(rows []dueBy, today workday.Date, more string, priced bool) AgeingView {
	all := newLadder()
	owed, late := "owed=true", "owed=true&due_on.lte="+today.AddDays(-1).String()
	v := AgeingView{On: today, Entities: []EntityAgeing{}, Query: owed + more, LateQuery: late + more}
	for from := 0; from < len(rows); {
		to := from
		one := newLadder()
		for ; to < len(rows) && rows[to].Entity == rows[from].Entity; to++ {
			one.add(rows[to], today)
			all.add(rows[to], today)
		}
		count, overdues, open, overdue := one.total()
		at := Named{rows[from].Entity, rows[from].Name}
		its := fmt.Sprintf("%s&entity_id=%s", more, at.ID)
		v.Entities = append(v.Entities, EntityAgeing{at, count, overdues, yuan(priced, open), yuan(priced, overdue), one.views(today, its, priced), owed + its, late + its})
		from = to
	}
	var open, overdue int64
	v.Nodes, v.Late, open, overdue = all.total()
	v.Owed, v.NotDue, v.Overdue, v.Buckets = yuan(priced, open), yuan(priced, open-overdue), yuan(priced, overdue), all.views(today, more, priced)
	return v
}

// StandingView is the standing of a customer, a contract, a project or anything
// else that the question names. Amounts are null for whom may not see prices.
type StandingView struct {
	On       workday.Date `json:"on"`
	Nodes    int64        `json:"nodes"`
	Amount   *money.Money `json:"amount" doc:"Of all payments that were not cancelled."`
	Invoiced *money.Money `json:"invoiced"`
	Received *money.Money `json:"received"`
	Waived   *money.Money `json:"waived"`
	NotDue   *money.Money `json:"not_due" doc:"Triggered, and due today or later."`
	Overdue  *money.Money `json:"overdue"`
	Planned  *money.Money `json:"planned" doc:"Nothing has triggered it yet."`
	Query    string       `json:"query" doc:"Of GET /payment-nodes."`
}

// Sums adds up what the caller may see of some payments.
func (s *Service) Sums(ctx context.Context, about About) (v StandingView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		today, err := s.here(tx)
		if err != nil {
			return err
		}
		filter, args := narrowed(about)
		x, err := standingOf(tx, filter, today, args)
		p := seesPrice(tx.Actor)
		v = StandingView{today, x.Count, yuan(p, x.Amount), yuan(p, x.Invoiced), yuan(p, x.Received), yuan(p, x.Waived), yuan(p, x.NotDue), yuan(p, x.Overdue), yuan(p, x.Planned), strings.TrimPrefix(about.query(), "&")}
		return err
	})
	return v, err
}
