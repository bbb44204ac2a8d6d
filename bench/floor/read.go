package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/pipeline"
)

const rowColumns = `o.id, o.version, o.created_at, o.updated_at, o.number, o.name, o.customer_id, c.name, o.owner_id, u.name, o.entity_id, l.short_name, o.department_id,
	o.stage, o.outcome, o.on_hold, o.stage_since, o.amount, o.probability, o.weighted, o.expected_sign_date, o.score, o.grade, o.project_type, o.region, o.source,
	o.last_activity_at, o.first_visit_at, o.report_due_at, o.report_submitted_at, o.stalled, o.clash, o.closed_at`

const moreColumns = `, d.name, o.lead_id, o.tender_mode, o.tender_at, o.close_reason, o.competitor, o.contract_id, o.note, o.origin, o.custom`

const names = ` join customer c on c.id = o.customer_id join person u on u.id = o.owner_id join legal_entity l on l.id = o.entity_id`

const selectOne = "select " + rowColumns + moreColumns + " from opportunity o" + names + " join department d on d.id = o.department_id where o.id = ?"

// The same rows that the salesperson sees: his own.
const selectPage = "select " + rowColumns + " from (select id, amount from opportunity where owner_id = ? and stage = ? order by amount desc, id desc limit ?) p join opportunity o on o.id = p.id" +
	names + " order by p.amount desc, p.id desc"

const selectSums = "select stage, count(*), sum(amount), sum(weighted) from opportunity where owner_id = ? and outcome = 'open' group by stage"

// scanned is a row on its way into the wire types of the product, so that both
// servers give the same bytes.
type scanned struct {
	pipeline.View
	amount, weighted int64
	score            int64
	custom           string
}

func (s *scanned) row() []any {
	r := &s.Row
	return []any{&r.ID, &r.Version, db.At(&r.CreatedAt), db.At(&r.UpdatedAt), &r.Number, &r.Name, &r.Customer.ID, &r.Customer.Name, &r.Owner.ID, &r.Owner.Name, &r.Entity.ID, &r.Entity.Name, &r.DepartmentID,
		&r.Stage, &r.Outcome, &r.OnHold, db.At(&r.StageSince), &s.amount, &r.Probability, &s.weighted, &r.ExpectedSignDate, &s.score, &r.Grade, &r.ProjectType, &r.Region, &r.Source,
		db.At(&r.LastActivityAt), micros{&r.FirstVisitAt}, micros{&r.ReportDueAt}, micros{&r.ReportSubmittedAt}, &r.Stalled, &r.Clash, micros{&r.ClosedAt}}
}

func (s *scanned) all() []any {
	v := &s.View
	return append(s.row(), &v.Department.Name, &v.LeadID, &v.TenderMode, micros{&v.TenderAt}, &v.CloseReason, &v.Competitor, &v.ContractID, &v.Note, &v.Origin, &s.custom)
}

// finish fills what is not a column. Actions are those of an owner, unasked.
func (s *scanned) finish() {
	amount, weighted := money.CNY(s.amount), money.CNY(s.weighted)
	s.Amount, s.Weighted, s.Score = &amount, &weighted, float64(s.score)/100
	s.Masked, s.Actions = []string{}, verbs(s.Stage, s.Outcome)
	s.Department.ID, s.Custom = s.DepartmentID, map[string]json.RawMessage{}
}

func verbs(s pipeline.Stage, o pipeline.Outcome) []string {
	switch {
	case o != pipeline.Open:
		return []string{}
	case s == pipeline.Signing:
		return []string{"update", "hold", "lose"}
	}
	return []string{"update", "advance", "hold", "lose"}
}

func (f *floor) one(w http.ResponseWriter, r *http.Request) {
	var s scanned
	err := f.byID.QueryRow(idOf(r)).Scan(s.all()...)
	s.finish()
	if s.Outcome == pipeline.Open {
		s.Gate = gate(&s.View)
	}
	answer(w, http.StatusOK, &s.View, err)
}

func (f *floor) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	owner, err := ref.Parse(q.Get("owner_id"))
	if err != nil {
		answer(w, 0, nil, err)
		return
	}
	page := pipeline.Rows{Items: make([]pipeline.Row, 0, 50)}
	rows, err := f.byAmount.Query(owner, q.Get("stage"), 50)
	if err != nil {
		answer(w, 0, nil, err)
		return
	}
	defer rows.Close()
	for rows.Next() {
		var s scanned
		if err := rows.Scan(s.row()...); err != nil {
			answer(w, 0, nil, err)
			return
		}
		s.finish()
		page.Items = append(page.Items, s.Row)
	}
	next := cursor
	page.Next = &next
	answer(w, http.StatusOK, page, rows.Err())
}

// cursor is as long as the product's.
const cursor = "AUrP3bX0yqZpWzMwMDAwMDAwMCwiMDE5MDAwMDAtMDAwMC03MDAwLTgwMDUtMDAwMDAwMDAwMDAwIl0abcdefghijkl"

func (f *floor) summary(w http.ResponseWriter, r *http.Request) {
	owner, err := ref.Parse(r.URL.Query().Get("owner_id"))
	if err != nil {
		answer(w, 0, nil, err)
		return
	}
	sums, err := f.sumsOf(owner)
	answer(w, http.StatusOK, sums, err)
}

type summary struct {
	Stages []pipeline.SumView `json:"stages"`
	Total  pipeline.Totals    `json:"total"`
}

func (f *floor) sumsOf(owner ref.ID) (out summary, err error) {
	rows, err := f.sums.Query(owner)
	if err != nil {
		return out, err
	}
	defer rows.Close()
	var deals, amount, weighted int64
	for rows.Next() {
		var stage pipeline.Stage
		var n, a, w int64
		if err := rows.Scan(&stage, &n, &a, &w); err != nil {
			return out, err
		}
		deals, amount, weighted = deals+n, amount+a, weighted+w
		out.Stages = append(out.Stages, pipeline.SumView{Stage: stage, Totals: totals(n, a, w)})
	}
	slices.SortFunc(out.Stages, func(a, b pipeline.SumView) int {
		return slices.Index(pipeline.Stages(), a.Stage) - slices.Index(pipeline.Stages(), b.Stage)
	})
	out.Total = totals(deals, amount, weighted)
	return out, rows.Err()
}

func totals(deals, amount, weighted int64) pipeline.Totals {
	a, w := money.CNY(amount), money.CNY(weighted)
	return pipeline.Totals{Count: deals, Amount: &a, Weighted: &w}
}

// micros scans an instant that may be missing.
type micros struct{ to **time.Time }

// Scan implements sql.Scanner.
func (m micros) Scan(src any) error {
	switch n := src.(type) {
	case nil:
	case int64:
		t := time.UnixMicro(n).UTC()
		*m.to = &t
	default:
		return fmt.Errorf("scan instant: %T", src)
	}
	return nil
}

// gate says what the next stage asks for as the product does for a record of
// the benchmark: whatever can be there is there.
func gate(v *pipeline.View) *pipeline.GateView {
	g := &pipeline.GateView{Missing: []pipeline.Criterion{}, Met: []pipeline.Criterion{}}
	open := func(code string) {
		g.Missing = append(g.Missing, pipeline.Criterion{Code: code, Since: v.StageSince, Holder: v.Owner})
	}
	met := func(code string, since time.Time) {
		g.Met = append(g.Met, pipeline.Criterion{Code: code, Since: since, Holder: v.Owner})
	}
	switch v.Stage {
	case pipeline.Intent:
		g.To = "negotiation"
		met(pipeline.NeedFirstVisit, v.StageSince)
		met(pipeline.NeedReport, v.StageSince)
		met(pipeline.NeedDecisionMaker, v.StageSince)
		if v.Amount.Amount >= 1_000_000_00 {
			open(pipeline.NeedTeam)
		}
	case pipeline.Negotiation:
		g.To = "quotation"
		open(pipeline.NeedSolution)
		open(pipeline.NeedQuoteApproved)
	case pipeline.Quotation:
		g.To = "signing"
		open(pipeline.NeedQuoteAccepted)
	case pipeline.Signing:
		g.To = "won"
		open(pipeline.NeedContract)
	}
	return g
}
