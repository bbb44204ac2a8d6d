package pipeline

import (
	"encoding/json"
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
)

// Row is an opportunity in the list. What the caller may not see is null and
// named in Masked.
type Row struct {
	ID                ref.ID       `json:"id"`
	Version           int64        `json:"version"`
	CreatedAt         time.Time    `json:"created_at"`
	UpdatedAt         time.Time    `json:"updated_at"`
	Number            string       `json:"number"`
	Name              string       `json:"name"`
	Customer          Person       `json:"customer"`
	Owner             Person       `json:"owner"`
	Entity            Person       `json:"entity"`
	DepartmentID      ref.ID       `json:"department_id"`
	Stage             Stage        `json:"stage" enum:"intent,negotiation,quotation,signing" doc:"Where it stands, or stood when it was closed."`
	Outcome           Outcome      `json:"outcome" enum:"open,won,lost,void"`
	OnHold            bool         `json:"on_hold"`
	StageSince        time.Time    `json:"stage_since"`
	Amount            *money.Money `json:"amount"`
	Probability       int64        `json:"probability" doc:"Percent."`
	Weighted          *money.Money `json:"weighted"`
	ExpectedSignDate  workday.Date `json:"expected_sign_date"`
	Score             float64      `json:"score"`
	Grade             string       `json:"grade"`
	ProjectType       string       `json:"project_type"`
	Region            string       `json:"region"`
	Source            string       `json:"source"`
	LastActivityAt    time.Time    `json:"last_activity_at"`
	FirstVisitAt      *time.Time   `json:"first_visit_at"`
	ReportDueAt       *time.Time   `json:"report_due_at" doc:"Of the needs report, 48 hours after the end of the first visit."`
	ReportSubmittedAt *time.Time   `json:"report_submitted_at"`
	Stalled           bool         `json:"stalled" doc:"Longer in its stage than deals that are won."`
	Clash             bool         `json:"clash" doc:"Somebody else in the group may chase the same project."`
	ClosedAt          *time.Time   `json:"closed_at"`
	Masked            []string     `json:"masked" nullable:"false"`
	Actions           []string     `json:"actions" nullable:"false"`

	Custom map[string]json.RawMessage `json:"custom,omitempty" doc:"Values of the fields that users added and the caller sees, by key; missing without any."`
}

// Rows is a page of the list; it writes its own JSON, which package json would
// write alike but in five times the time.
type Rows page.Page[Row]

// View is an opportunity's page.
type View struct {
	Row
	Department      Person                     `json:"department"`
	LeadID          ref.ID                     `json:"lead_id"`
	AmountQuoteID   ref.ID                     `json:"amount_quote_id" doc:"The accepted quote that the amount is of, which nobody changes by hand; null for an estimate."`
	TenderMode      string                     `json:"tender_mode"`
	TenderAt        *time.Time                 `json:"tender_at"`
	CloseReason     string                     `json:"close_reason"`
	Competitor      string                     `json:"competitor"`
	CompetitorPrice *money.Money               `json:"competitor_price"`
	ContractID      ref.ID                     `json:"contract_id"`
	Note            string                     `json:"note"`
	Origin          string                     `json:"origin"`
	Custom          map[string]json.RawMessage `json:"custom" doc:"Values of the fields that users added and the caller sees, by key."`
	UsualDays       *int64                     `json:"usual_days" doc:"Median stay of won deals in this stage; null while too few were won."`
	ReportOnTime    *bool                      `json:"report_on_time" doc:"Null until the needs report is in."`
	Gate            *GateView                  `json:"gate" doc:"What the next stage asks for; null when closed."`
}

// GateView is what stands between an opportunity and its next stage.
type GateView struct {
	To      string      `json:"to" enum:"negotiation,quotation,signing,won"`
	Missing []Criterion `json:"missing" nullable:"false"`
	Met     []Criterion `json:"met" nullable:"false"`
}

// Error params carry criteria too, and both are written alike.
func gateView(g Gate) *GateView { return &GateView{g.To, g.Missing(), g.Met()} }

// shower shows rows to one actor. Rows of equal standing share one list of
// actions, because the verbs depend on nothing else.
type shower struct {
	actor   *authz.Actor
	verbs   []authz.Action[*Opportunity]
	actions map[standing][]string
	policy  *Policy
	now     time.Time
	priced  bool
}

// standing is everything of an opportunity that the rules of its verbs look at.
type standing struct {
	department, entity ref.ID
	mine, onHold       bool
	stage              Stage
	outcome            Outcome
	large, late        bool
}

func (s *Service) shower(a *authz.Actor) *shower {
	return &shower{actor: a, verbs: s.verbs.all(), actions: map[standing][]string{}, policy: s.policy(), now: s.db.Now(), priced: a.Sees(authz.Price)}
}

func (x *shower) actionsOn(o *Opportunity) []string {
	k := standing{
		department: o.DepartmentID, entity: o.EntityID, mine: o.OwnerID == x.actor.ID, onHold: o.OnHold, stage: o.Stage, outcome: o.Outcome,
		large: o.Amount >= x.policy.LossFrom, late: o.Outcome == LostDeal && x.now.Sub(o.ClosedAt) > x.policy.ReopenWithin,
	}
	list, known := x.actions[k]
	if !known {
		list = authz.Actions(x.actor, "", o.Scope(), o, x.verbs)
		x.actions[k] = list
	}
	return list
}

// None and hidden are shared by rows that mask nothing and rows without prices.
var (
	none   = []string{}
	hidden = []string{"amount", "weighted"}
)

// row shows a row of the list. What a part on the record opens is not among its
// actions: the record's page tells.
func (x *shower) row(n *summary) Row {
	r := rowOf(&n.Opportunity, n.names, x.priced)
	r.Actions = x.actionsOn(&n.Opportunity)
	return r
}

func rowOf(o *Opportunity, n names, priced bool) Row {
	r := Row{
		ID: o.ID, Version: o.Version, CreatedAt: o.CreatedAt, UpdatedAt: o.UpdatedAt, Number: o.Number, Name: o.Name,
		Customer: Person{o.CustomerID, n.Customer}, Owner: Person{o.OwnerID, n.Owner}, Entity: Person{o.EntityID, n.Entity}, DepartmentID: o.DepartmentID,
		Stage: o.Stage, Outcome: o.Outcome, OnHold: o.OnHold, StageSince: o.StageSince, Probability: o.Probability, ExpectedSignDate: o.ExpectedSignDate,
		Score: float64(o.Score) / 100, Grade: o.Grade, ProjectType: o.ProjectType, Region: o.Region, Source: o.Source, LastActivityAt: o.LastActivityAt,
		FirstVisitAt: instant(o.FirstVisitAt), ReportDueAt: instant(o.ReportDueAt), ReportSubmittedAt: instant(o.ReportSubmittedAt),
		Stalled: o.Stalled, Clash: o.Clash, ClosedAt: instant(o.ClosedAt), Masked: hidden,
	}
	if priced {
		prices := [2]money.Money{money.CNY(o.Amount), money.CNY(o.Weighted)}
		r.Amount, r.Weighted, r.Masked = &prices[0], &prices[1], none
	}
	return r
}

// instant is null for none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func view(a *authz.Actor, n *named, actions []string) View {
	o := &n.Opportunity
	v := View{
		Row: rowOf(o, n.names, a.Sees(authz.Price)), Department: Person{o.DepartmentID, n.Department}, LeadID: o.LeadID, AmountQuoteID: o.AmountQuoteID, TenderMode: o.TenderMode, TenderAt: instant(o.TenderAt),
		CloseReason: o.CloseReason, Competitor: o.Competitor, ContractID: o.ContractID, Note: o.Note, Origin: o.Origin, Custom: map[string]json.RawMessage{},
	}
	v.Actions = actions
	if n.deals >= enough {
		days := int64(n.median / (24 * time.Hour))
		v.UsualDays = &days
	}
	if !o.ReportSubmittedAt.IsZero() {
		onTime := OnTime(o.ReportDueAt, o.ReportSubmittedAt)
		v.ReportOnTime = &onTime
	}
	if o.CompetitorPrice > 0 {
		if a.Sees(authz.Price) {
			p := money.CNY(o.CompetitorPrice)
			v.CompetitorPrice = &p
		} else {
			v.Masked = append(append([]string{}, v.Masked...), "competitor_price")
		}
	}
	return v
}

// ReportView is a needs report on the wire.
type ReportView struct {
	ID        ref.ID    `json:"id" doc:"That of the opportunity."`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	Status    string    `json:"status" enum:"draft,submitted"`
	Sections
	Missing     []string   `json:"missing" nullable:"false" doc:"Sections that say nothing yet."`
	VisitedAt   *time.Time `json:"visited_at" doc:"End of the first visit; the clock starts here."`
	DueAt       *time.Time `json:"due_at"`
	SubmittedAt *time.Time `json:"submitted_at"`
	SubmittedBy ref.ID     `json:"submitted_by"`
	OnTime      *bool      `json:"on_time" doc:"Null until the report is in."`
	Actions     []string   `json:"actions" nullable:"false"`
}

func reportView(r *Report, actions []string) ReportView {
	v := ReportView{
		ID: r.OpportunityID, Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Status: r.Status, Sections: r.Sections, Missing: r.empty(),
		VisitedAt: instant(r.opportunity.FirstVisitAt), DueAt: instant(r.opportunity.ReportDueAt), SubmittedAt: instant(r.SubmittedAt), SubmittedBy: r.SubmittedBy, Actions: actions,
	}
	if !r.SubmittedAt.IsZero() {
		onTime := OnTime(r.opportunity.ReportDueAt, r.SubmittedAt)
		v.OnTime = &onTime
	}
	return v
}

// IntervalView is one stay in a stage.
type IntervalView struct {
	Stage     Stage      `json:"stage"`
	Verb      string     `json:"verb" doc:"What began it."`
	Reason    string     `json:"reason"`
	Actor     Person     `json:"actor"`
	EnteredAt time.Time  `json:"entered_at"`
	LeftAt    *time.Time `json:"left_at"`
	Seconds   int64      `json:"seconds" doc:"How long it lasted, or has lasted by now."`
	UsualDays *int64     `json:"usual_days" doc:"Median stay of won deals; null while too few were won."`
}

func intervalViews(list []Interval, pace map[Stage]Pace, now time.Time) []IntervalView {
	views := make([]IntervalView, 0, len(list))
	for _, i := range list {
		until := i.LeftAt
		if until.IsZero() {
			until = now
		}
		v := IntervalView{Stage: i.Stage, Verb: i.Verb, Reason: i.Reason, Actor: i.Actor, EnteredAt: i.EnteredAt, LeftAt: instant(i.LeftAt), Seconds: int64(until.Sub(i.EnteredAt) / time.Second)}
		if p := pace[i.Stage]; p.Deals >= enough {
			days := int64(p.Median / (24 * time.Hour))
			v.UsualDays = &days
		}
		views = append(views, v)
	}
	return views
}
