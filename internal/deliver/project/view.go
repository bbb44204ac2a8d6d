package project

import (
	"slices"
	"time"

	"gongqiao/internal/base/team"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
)

// Named is a record shown by its name.
type Named struct {
	ID   ref.ID `json:"id"`
	Name string `json:"name"`
}

// LightsView is the lights of a project as colours.
type LightsView struct {
	Progress   Colour `json:"progress" enum:"grey,green,amber,red"`
	Cost       Colour `json:"cost" enum:"grey,green,amber,red"`
	Quality    Colour `json:"quality" enum:"grey,green,amber,red"`
	Collection Colour `json:"collection" enum:"grey,green,amber,red"`
}

// Row is a project in the list. What the caller may not see is null and named in
// Masked.
type Row struct {
	ID             ref.ID       `json:"id"`
	Version        int64        `json:"version"`
	CreatedAt      time.Time    `json:"created_at"`
	UpdatedAt      time.Time    `json:"updated_at"`
	Number         string       `json:"number"`
	Name           string       `json:"name"`
	Type           string       `json:"type"`
	State          State        `json:"state" enum:"initiating,planning,ready,executing,accepting,warranty,closed,suspended,cancelled"`
	Customer       Named        `json:"customer"`
	Owner          *Named       `json:"owner" doc:"The project manager; null while nobody was named."`
	Entity         Named        `json:"entity"`
	Department     Named        `json:"department"`
	ContractID     ref.ID       `json:"contract_id"`
	Amount         *money.Money `json:"amount" doc:"Tax included."`
	PlannedStart   workday.Date `json:"planned_start"`
	PlannedFinish  workday.Date `json:"planned_finish"`
	BaselineFinish workday.Date `json:"baseline_finish"`
	ForecastFinish workday.Date `json:"forecast_finish"`
	CompletedOn    workday.Date `json:"completed_on"`
	Progress       int64        `json:"progress" doc:"Percent of the weights that the customer confirmed."`
	Health         Colour       `json:"health" enum:"grey,green,amber,red" doc:"The worst of the lights."`
	Lights         LightsView   `json:"lights"`
	OnTime         *bool        `json:"on_time" doc:"Null until the works are accepted."`
	Masked         []string     `json:"masked" nullable:"false"`
	Actions        []string     `json:"actions" nullable:"false"`
}

// View is a project's page.
type View struct {
	Row
	OpportunityID   ref.ID          `json:"opportunity_id"`
	Budget          *money.Money    `json:"budget"`
	ForecastCost    *money.Money    `json:"forecast_cost" doc:"At completion; null when it is not known."`
	CommencedOn     workday.Date    `json:"commenced_on"`
	WarrantyUntil   workday.Date    `json:"warranty_until"`
	RetrospectiveOn workday.Date    `json:"retrospective_on"`
	ClosedOn        workday.Date    `json:"closed_on"`
	DeemedClause    bool            `json:"deemed_clause" doc:"Fourteen days of silence confirm a milestone."`
	Waiver          *WaiverView     `json:"waiver"`
	SalesRep        *Named          `json:"sales_rep"`
	ContractHold    Hold            `json:"contract_hold" enum:",halted,waits" doc:"A suspended or terminated contract brought the project to rest, or met it at rest; empty while the contract holds nothing."`
	Reached         int64           `json:"reached" doc:"Percent of the weights that our side reports as reached."`
	LateDays        int64           `json:"late_days" doc:"Of the forecast behind the baseline."`
	LightReasons    Health          `json:"light_reasons"`
	Gate            []Criterion     `json:"gate" nullable:"false" doc:"What the start asks for; empty once the project is ready."`
	Milestones      []MilestoneView `json:"milestones" nullable:"false"`
	Revisions       []RevisionView  `json:"revisions" nullable:"false" doc:"Newest first; the first one counts."`
	Note            string          `json:"note"`
	Origin          string          `json:"origin"`
}

// WaiverView is who let a project start without a signed handover.
type WaiverView struct {
	At     time.Time `json:"at"`
	By     ref.ID    `json:"by_id"`
	Reason string    `json:"reason"`
}

// RevisionView is what a project reported on a day.
type RevisionView struct {
	ID             ref.ID       `json:"id"`
	At             time.Time    `json:"at"`
	By             *Named       `json:"by"`
	ReportedOn     workday.Date `json:"reported_on"`
	Budget         *money.Money `json:"budget"`
	BudgetDelta    *money.Money `json:"budget_delta" doc:"Against the revision before; null for the first."`
	ForecastCost   *money.Money `json:"forecast_cost"`
	ForecastFinish workday.Date `json:"forecast_finish"`
	FinishDelta    *int64       `json:"finish_delta" doc:"Days against the revision before; null for the first."`
	Reason         string       `json:"reason"`
	Origin         string       `json:"origin"`
}

// details is everything that a project's page shows.
type details struct {
	*named
	today     workday.Date
	findings  Findings
	health    Health
	revisions []Revision
	gate      Gate
	members   []team.Member
}

func rowOf(a *authz.Actor, n *named) Row {
	p, l := &n.Project, n.Lights
	r := Row{
		ID: p.ID, Version: p.Version, CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt, Number: p.Number, Name: p.Name, Type: p.Type, State: p.State,
		Customer: Named{p.CustomerID, n.Customer}, Entity: Named{p.EntityID, n.Entity}, Department: Named{p.DepartmentID, n.Department}, ContractID: p.ContractID,
		PlannedStart: p.PlannedStart, PlannedFinish: p.PlannedFinish, BaselineFinish: p.BaselineFinish, ForecastFinish: p.ForecastFinish, CompletedOn: p.CompletedOn,
		Progress: p.Progress, Health: l.Worst, Lights: LightsView{l.Progress, l.Cost, l.Quality, l.Collection}, OnTime: p.OnTime(), Masked: []string{},
	}
	if !p.OwnerID.IsZero() {
		r.Owner = &Named{p.OwnerID, n.Owner}
	}
	if a.Sees(authz.Price) {
		r.Amount = amount(p.Amount)
	} else {
		r.Masked = append(r.Masked, "amount")
	}
	return r
}

// listed shows a row of the list. What a part on the record opens is not among
// its actions: the record's page tells.
func listed(a *authz.Actor, n *named) Row {
	r := rowOf(a, n)
	r.Actions = authz.Actions(a, "", n.Scope(), &n.Project, actions)
	return r
}

func amount(fen int64) *money.Money {
	m := money.CNY(fen)
	return &m
}

func view(a *authz.Actor, part string, x details) View {
	p := &x.Project
	v := View{
		Row: rowOf(a, x.named), OpportunityID: p.OpportunityID, CommencedOn: p.CommencedOn, WarrantyUntil: p.WarrantyUntil, RetrospectiveOn: p.RetrospectiveOn, ClosedOn: p.ClosedOn,
		DeemedClause: p.DeemedClause, SalesRep: repOf(x.members), ContractHold: p.ContractHold, LateDays: p.late(), LightReasons: x.health, Gate: append([]Criterion{}, x.gate...), Milestones: []MilestoneView{}, Note: p.Note, Origin: p.Origin,
	}
	l := x.health.lights()
	v.Health, v.Lights = l.Worst, LightsView{l.Progress, l.Cost, l.Quality, l.Collection}
	v.Progress, v.Reached = progress(x.findings.Milestones)
	v.Actions = authz.Actions(a, part, p.Scope(), p, actions)
	if !p.WaivedAt.IsZero() {
		v.Waiver = &WaiverView{p.WaivedAt, p.WaivedBy, p.WaiveReason}
	}
	if a.Sees(authz.Cost) {
		v.Budget = amount(p.Budget)
		if p.ForecastCost > 0 {
			v.ForecastCost = amount(p.ForecastCost)
		}
	} else {
		v.Masked = append(v.Masked, "budget", "forecast_cost")
	}
	for i := range x.findings.Milestones {
		v.Milestones = append(v.Milestones, milestoneView(a, part, &x.findings.Milestones[i]))
	}
	v.Revisions = revisionViews(a, x.revisions)
	return v
}

func repOf(members []team.Member) *Named {
	i := slices.IndexFunc(members, func(m team.Member) bool { return m.Part == team.SalesRep })
	if i < 0 {
		return nil
	}
	return &Named{members[i].PersonID, members[i].Name}
}

// revisionViews turns revisions round, so that the one that counts comes first.
func revisionViews(a *authz.Actor, all []Revision) []RevisionView {
	views := make([]RevisionView, 0, len(all))
	for _, r := range slices.Backward(all) {
		v := RevisionView{ID: r.ID, At: r.At, ReportedOn: r.ReportedOn, ForecastFinish: r.ForecastFinish, Reason: r.Reason, Origin: r.Origin}
		if !r.By.IsZero() {
			v.By = &Named{r.By, r.ByName}
		}
		if !r.First {
			v.FinishDelta = &r.FinishDelta
		}
		if a.Sees(authz.Cost) {
			v.Budget, v.ForecastCost = amount(r.Budget), amount(r.ForecastCost)
			if !r.First {
				v.BudgetDelta = amount(r.BudgetDelta)
			}
		}
		views = append(views, v)
	}
	return views
}
