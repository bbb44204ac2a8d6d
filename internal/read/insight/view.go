package insight

import (
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/sell/pipeline"
)

// FigureView is a number with the list that opens exactly what it counts.
type FigureView struct {
	Count    int64        `json:"count"`
	Amount   *money.Money `json:"amount" doc:"Null for whom may not see prices."`
	Weighted *money.Money `json:"weighted" doc:"By probability; of open opportunities."`
	List     string       `json:"list" doc:"Address of the list, below /api/v1, that opens exactly these records; its total is this number."`
}

// shower writes figures for one person.
type shower struct{ priced bool }

func (s shower) figure(f Figure) FigureView {
	v := FigureView{Count: f.Count, List: f.List}
	if s.priced {
		amount, weighted := money.CNY(f.Amount), money.CNY(f.Weighted)
		v.Amount, v.Weighted = &amount, &weighted
	}
	return v
}

// OverviewView is what a home page shows. What you may not read is null.
type OverviewView struct {
	On          workday.Date     `json:"on"`
	Deals       *DealsView       `json:"deals"`
	Contracts   *ContractsView   `json:"contracts"`
	Projects    *ProjectsView    `json:"projects"`
	Opinion     *OpinionView     `json:"opinion"`
	Receivables *ReceivablesView `json:"receivables" doc:"Null also while no module answers for it."`
	Receipts    *ReceiptsView    `json:"receipts"`
}

// DealsView is about opportunities.
type DealsView struct {
	Stages    []StageView  `json:"stages" nullable:"false"`
	Total     FigureView   `json:"total"`
	Stalled   FigureView   `json:"stalled"`
	Months    []MonthView  `json:"months" nullable:"false" doc:"What is expected to be signed: this month with what is overdue, and five more."`
	Later     FigureView   `json:"later" doc:"Expected behind these months."`
	Won       FigureView   `json:"won" doc:"In this year."`
	Lost      FigureView   `json:"lost" doc:"In this year."`
	WinRate   *int64       `json:"win_rate" doc:"Tenths of a percent of won and lost, by number; null without any."`
	WinAmount *int64       `json:"win_rate_by_amount" doc:"Tenths of a percent; null without any, or for whom may not see prices."`
	Trend     TrendView    `json:"trend"`
	Companies []UnitView   `json:"companies" nullable:"false"`
	Regions   []RegionView `json:"regions" nullable:"false"`
}

// StageView is one step of the funnel.
type StageView struct {
	Stage      pipeline.Stage `json:"stage" enum:"intent,negotiation,quotation,signing"`
	Open       FigureView     `json:"open"`
	Entered    int64          `json:"entered" doc:"In this month and the two before."`
	Moved      int64          `json:"moved" doc:"Of those that entered: ever went on."`
	Conversion *int64         `json:"conversion" doc:"Tenths of a percent; null when nothing entered."`
}

// MonthView is what is expected in a month.
type MonthView struct {
	Month  string       `json:"month" example:"2026-12"`
	Total  FigureView   `json:"total"`
	Stages []FigureView `json:"stages" nullable:"false" doc:"In the order of the stages."`
}

// TrendView compares what was won, by amount, in tenths of a percent; null where
// there was nothing to compare with, or for whom may not see prices.
type TrendView struct {
	Months  []WonView `json:"months" nullable:"false" doc:"The last twelve."`
	Month   *int64    `json:"month_on_month"`
	Quarter *int64    `json:"quarter_on_quarter"`
	Year    *int64    `json:"year_on_year" doc:"This year up to this month, against the same months."`
}

// WonView is what a month brought.
type WonView struct {
	Month string     `json:"month"`
	Won   FigureView `json:"won"`
	Lost  FigureView `json:"lost"`
}

// UnitView is a company with its departments, or one of them.
type UnitView struct {
	ID          ref.ID     `json:"id"`
	Name        string     `json:"name"`
	Open        FigureView `json:"open"`
	Won         FigureView `json:"won" doc:"In this year."`
	Lost        FigureView `json:"lost"`
	WinRate     *int64     `json:"win_rate" doc:"Tenths of a percent."`
	Departments []UnitView `json:"departments,omitempty"`
}

// RegionView is what a region brings.
type RegionView struct {
	Name string     `json:"name" doc:"Empty where none is written."`
	Open FigureView `json:"open"`
	Won  FigureView `json:"won" doc:"In this year."`
	Lost FigureView `json:"lost"`
}

// ContractsView is about contracts.
type ContractsView struct {
	InForce  FigureView `json:"in_force"`
	ThisYear FigureView `json:"this_year" doc:"Signed this year so far."`
	LastYear FigureView `json:"last_year" doc:"Signed in the same days of the last year."`
	Change   *int64     `json:"change" doc:"By amount, in tenths of a percent."`
}

// ProjectsView is about projects.
type ProjectsView struct {
	Running    FigureView  `json:"running"`
	Red        FigureView  `json:"red" doc:"By the worst of the lights."`
	Amber      FigureView  `json:"amber"`
	Green      FigureView  `json:"green"`
	Grey       FigureView  `json:"grey"`
	InTime     FigureView  `json:"in_time" doc:"Accepted this year by the day that was promised."`
	Late       FigureView  `json:"late" doc:"Accepted this year after it."`
	OnTimeRate *int64      `json:"on_time_rate" doc:"Tenths of a percent."`
	OverBudget FigureView  `json:"over_budget"`
	PastDue    FigureView  `json:"past_due" doc:"So long past the planned finish that they should be closed."`
	Awaited    *FigureView `json:"milestones_awaited" doc:"Waiting for the customer's confirmation."`
}

// OpinionView is what customers said this year.
type OpinionView struct {
	Answers int64  `json:"answers"`
	Average int64  `json:"average" doc:"Hundredths of a point of five."`
	NPS     *int64 `json:"nps" doc:"Null below five."`
	List    string `json:"list"`
}

// ReceiptsView sums up the money that came in, as finance confirmed it; bonds that came back are no income.
type ReceiptsView struct {
	ThisYear FigureView `json:"this_year" doc:"Received this year so far."`
	LastYear FigureView `json:"last_year" doc:"Received in the same days of the last year."`
	Change   *int64     `json:"change" doc:"By amount, in tenths of a percent."`
}

// ReceivablesView is what customers owe us.
type ReceivablesView struct {
	Owed      FigureView   `json:"owed"`
	Overdue   FigureView   `json:"overdue"`
	Buckets   []BucketView `json:"buckets" nullable:"false"`
	Companies []DebtorView `json:"companies" nullable:"false"`
}

// BucketView is what is owed for so long.
type BucketView struct {
	Name string     `json:"name"`
	Open FigureView `json:"open"`
}

// DebtorView is what is owed to one company.
type DebtorView struct {
	ID      ref.ID       `json:"id"`
	Name    string       `json:"name"`
	Owed    FigureView   `json:"owed"`
	Overdue FigureView   `json:"overdue"`
	Buckets []BucketView `json:"buckets" nullable:"false"`
}

func overviewView(o Overview) OverviewView {
	s := shower{o.Priced}
	v := OverviewView{On: o.On}
	if o.Deals != nil {
		v.Deals = s.deals(o.Deals)
	}
	if c := o.Contracts; c != nil {
		v.Contracts = &ContractsView{s.figure(c.InForce), s.figure(c.ThisYear), s.figure(c.LastYear), s.priceless(Change(c.LastYear.Amount, c.ThisYear.Amount))}
	}
	if r := o.Receipts; r != nil {
		v.Receipts = &ReceiptsView{s.figure(r.ThisYear), s.figure(r.LastYear), s.priceless(Change(r.LastYear.Amount, r.ThisYear.Amount))}
	}
	if o.Projects != nil {
		v.Projects = s.projects(o.Projects)
	}
	if p := o.Opinion; p != nil {
		v.Opinion = &OpinionView{p.Answers.Answers, p.Average, p.NPS, p.List}
	}
	if r := o.Receivables; r != nil {
		v.Receivables = &ReceivablesView{s.figure(r.Owed), s.figure(r.Overdue), s.buckets(r.Buckets), []DebtorView{}}
		for _, d := range r.By {
			v.Receivables.Companies = append(v.Receivables.Companies, DebtorView{d.ID, d.Name, s.figure(d.Owed), s.figure(d.Overdue), s.buckets(d.Buckets)})
		}
	}
	return v
}

// priceless hides what amounts tell from whom may not see prices.
func (s shower) priceless(n *int64) *int64 {
	if !s.priced {
		return nil
	}
	return n
}

func (s shower) buckets(all []Bucket) []BucketView {
	out := []BucketView{}
	for _, b := range all {
		out = append(out, BucketView{b.Name, s.figure(b.Open)})
	}
	return out
}

func (s shower) deals(d *Deals) *DealsView {
	v := &DealsView{Stages: []StageView{}, Total: s.figure(d.Total), Stalled: s.figure(d.Stalled), Months: []MonthView{}, Later: s.figure(d.Later), Won: s.figure(d.Won), Lost: s.figure(d.Lost),
		WinRate: Share(d.Won.Count, d.Won.Count+d.Lost.Count), WinAmount: s.priceless(Share(d.Won.Amount, d.Won.Amount+d.Lost.Amount)), Trend: s.trend(d.Trend), Companies: s.units(d.Companies), Regions: []RegionView{}}
	for _, x := range d.Stages {
		v.Stages = append(v.Stages, StageView{x.Name, s.figure(x.Open), x.Entered, x.Moved, Share(x.Moved, x.Entered)})
	}
	for _, m := range d.Months {
		x := MonthView{Month: m.Month, Total: s.figure(m.Total), Stages: []FigureView{}}
		for _, f := range m.Stages {
			x.Stages = append(x.Stages, s.figure(f))
		}
		v.Months = append(v.Months, x)
	}
	for _, r := range d.Regions {
		v.Regions = append(v.Regions, RegionView{r.Name, s.figure(r.Open), s.figure(r.Won), s.figure(r.Lost)})
	}
	return v
}

func (s shower) trend(t Trend) TrendView {
	v := TrendView{[]WonView{}, s.priceless(t.Month), s.priceless(t.Quarter), s.priceless(t.Year)}
	for _, m := range t.Months {
		v.Months = append(v.Months, WonView{m.Month, s.figure(m.Won), s.figure(m.Lost)})
	}
	return v
}

func (s shower) units(all []Unit) []UnitView {
	out := []UnitView{}
	for _, u := range all {
		x := UnitView{ID: u.ID, Name: u.Name, Open: s.figure(u.Open), Won: s.figure(u.Won), Lost: s.figure(u.Lost), WinRate: Share(u.Won.Count, u.Won.Count+u.Lost.Count)}
		if len(u.Within) > 0 {
			x.Departments = s.units(u.Within)
		}
		out = append(out, x)
	}
	return out
}

func (s shower) projects(p *Projects) *ProjectsView {
	v := &ProjectsView{Running: s.figure(p.Running), Red: s.figure(p.Red), Amber: s.figure(p.Amber), Green: s.figure(p.Green), Grey: s.figure(p.Grey), InTime: s.figure(p.InTime), Late: s.figure(p.Late),
		OnTimeRate: Share(p.InTime.Count, p.InTime.Count+p.Late.Count), OverBudget: s.figure(p.OverBudget), PastDue: s.figure(p.PastDue)}
	if p.Awaited != nil {
		f := s.figure(*p.Awaited)
		v.Awaited = &f
	}
	return v
}
