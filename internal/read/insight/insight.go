package insight

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/sell/pipeline"
)

// Figure is a number of records and what they come to, with the address of the
// list that opens exactly these records: "/opportunities?outcome=open".
type Figure struct {
	Count    int64
	Amount   int64 // fen
	Weighted int64 // fen; of opportunities
	List     string
}

func figure(s pipeline.Sum, list string) Figure {
	return Figure{s.Deals, s.Amount, s.Weighted, list}
}

func closed(f pipeline.Flow, list string) Figure { return Figure{f.Entered, f.Amount, 0, list} }

// address writes the address of a list under a question. Names are in order, so
// that the same question has one address.
func address(path string, question map[string]string) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(question)) {
		if question[name] != "" {
			parts = append(parts, name+"="+url.QueryEscape(question[name]))
		}
	}
	return path + "?" + strings.Join(parts, "&")
}

const deals = "/opportunities"

func open(more ...string) string { return about("open", more...) }
func about(outcome string, more ...string) string {
	q := map[string]string{"outcome": outcome}
	for i := 0; i+1 < len(more); i += 2 {
		q[more[i]] = more[i+1]
	}
	return address(deals, q)
}

// span is some months, both included.
type span struct{ from, to workday.Date } // first day of the first, last day of the last

func months(first workday.Date, n int) span {
	first = first.FirstOfMonth()
	return span{first, first.AddMonths(n).AddDays(-1)}
}

func (s span) keys() (from, to string) { return month(s.from), month(s.to) }

// closing is the question for what was won or lost in the span.
func (s span) closing(more ...string) []string {
	return append([]string{"closed_on.gte", s.from.String(), "closed_on.lte", s.to.String()}, more...)
}

func month(d workday.Date) string { return d.String()[:7] }

// quarter is the quarter that a day lies in.
func quarter(d workday.Date) span {
	return months(workday.New(d.Year(), d.Month(), 1).AddMonths(-((int(d.Month()) - 1) % 3)), 3)
}

// Change returns by how many tenths of a percent a number grew; nil when there
// was nothing to grow from.
func Change(before, now int64) *int64 {
	if before <= 0 {
		return nil
	}
	c := divide(1000*(now-before), before)
	return &c
}

// Share returns part of whole in tenths of a percent; nil of nothing.
func Share(part, whole int64) *int64 {
	if whole <= 0 {
		return nil
	}
	s := divide(1000*part, whole)
	return &s
}

// divide rounds half away from zero; b is above zero.
func divide(a, b int64) int64 {
	if a < 0 {
		return -divide(-a, b)
	}
	return (2*a + b) / (2 * b)
}

// Stage is one step of the funnel.
type Stage struct {
	Name    pipeline.Stage
	Open    Figure
	Entered int64 // in the window
	Moved   int64 // of those that entered: ever went on
}

// Month is what is expected to be signed in a month.
type Month struct {
	Month  string // "2026-11"
	Total  Figure
	Stages []Figure // in the order of the stages
}

// ahead sorts the open opportunities into the coming months: the first takes
// what is overdue too, and the last figure what lies behind them, so that the
// months miss nothing.
func ahead(outlook map[string]map[pipeline.Stage]pipeline.Outlook, today workday.Date, n int) (in []Month, later Figure) {
	for i := range n {
		s := months(today.FirstOfMonth().AddMonths(i), 1)
		in = append(in, Month{Month: month(s.from), Total: Figure{List: open(s.expected(i == 0)...)}})
		for _, stage := range pipeline.Stages() {
			in[i].Stages = append(in[i].Stages, Figure{List: open(append(s.expected(i == 0), "stage", string(stage))...)})
		}
	}
	end := months(today, n).to
	later.List = open("expected_sign_date.gt", end.String())
	for key, stages := range outlook {
		for k, stage := range pipeline.Stages() {
			u := stages[stage].Sum
			switch at := slices.IndexFunc(in, func(m Month) bool { return m.Month >= key }); {
			case at < 0:
				later.add(u)
			default:
				in[at].Total.add(u)
				in[at].Stages[k].add(u)
			}
		}
	}
	return in, later
}

func (f *Figure) add(s pipeline.Sum) {
	f.Count, f.Amount, f.Weighted = f.Count+s.Deals, f.Amount+s.Amount, f.Weighted+s.Weighted
}

// expected is the question for what is expected in the span; the first one takes
// what should have been signed before, too.
func (s span) expected(first bool) []string {
	if first {
		return []string{"expected_sign_date.lte", s.to.String()}
	}
	return []string{"expected_sign_date.gte", s.from.String(), "expected_sign_date.lte", s.to.String()}
}

// stalled sums up what stands still.
func stalled(outlook map[string]map[pipeline.Stage]pipeline.Outlook) Figure {
	f := Figure{List: open("stalled", "true")}
	for _, stages := range outlook {
		for _, u := range stages {
			f.Count, f.Amount = f.Count+u.Stalled, f.Amount+u.StalledAmount
		}
	}
	return f
}

// Unit is a company, or one of its departments.
type Unit struct {
	ID     ref.ID
	Name   string
	Open   Figure
	Won    Figure // in the year
	Lost   Figure
	Within []Unit // departments of a company
}

// companies folds departments into their companies, those with most in the
// making first.
func companies(units []pipeline.Unit, names Names, year span) []Unit {
	byID := map[ref.ID]*Unit{}
	for _, u := range units {
		c := byID[u.Entity]
		if c == nil {
			c = &Unit{ID: u.Entity, Name: names.Entities[u.Entity], Open: Figure{List: open("entity_id", u.Entity.String())},
				Won: Figure{List: about("won", year.closing("entity_id", u.Entity.String())...)}, Lost: Figure{List: about("lost", year.closing("entity_id", u.Entity.String())...)}}
			byID[u.Entity] = c
		}
		at := u.Department.String()
		d := Unit{ID: u.Department, Name: names.Departments[u.Department], Open: figure(u.Open, open("department_id", at)),
			Won: closed(u.Won, about("won", year.closing("department_id", at)...)), Lost: closed(u.Lost, about("lost", year.closing("department_id", at)...))}
		c.Within = append(c.Within, d)
		c.Open.add(u.Open)
		c.Won.add(pipeline.Sum{Deals: u.Won.Entered, Amount: u.Won.Amount})
		c.Lost.add(pipeline.Sum{Deals: u.Lost.Entered, Amount: u.Lost.Amount})
	}
	out := make([]Unit, 0, len(byID))
	for _, c := range byID {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(b.Open.Weighted, a.Open.Weighted), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	return out
}

// Region is what a region brings in the year.
type Region struct {
	Name            string // "" where none is written
	Open, Won, Lost Figure
}

func regions(found []pipeline.Region, year span) []Region {
	out := make([]Region, 0, len(found))
	for _, r := range found {
		at := func(outcome string, more ...string) string { return inRegion(outcome, r.Name, more...) }
		out = append(out, Region{r.Name, figure(r.Open, at("open")), figure(r.Won, at("won", year.closing()...)), figure(r.Lost, at("lost", year.closing()...))})
	}
	return out
}

// inRegion keeps the name even when it is empty: that is a region of its own.
func inRegion(outcome, name string, more ...string) string {
	return about(outcome, more...) + "&region=" + url.QueryEscape(name)
}

// Trend is what was won in the last months, and how that compares.
type Trend struct {
	Months  []Won
	Month   *int64 // against the month before, in tenths of a percent
	Quarter *int64 // against the quarter before
	Year    *int64 // this year so far against the same months of the last
}

// Won is what was won and lost in a month.
type Won struct {
	Month     string
	Won, Lost Figure
}

// trendMonths is how many months a trend shows.
const trendMonths = 12

// trend compares by amount. By is keyed by month.
func trend(by map[string]map[string]pipeline.Flow, today workday.Date) Trend {
	sum := func(s span) (amount int64) {
		from, to := s.keys()
		for key, flows := range by {
			if key >= from && key <= to {
				amount += flows["won"].Amount
			}
		}
		return amount
	}
	var t Trend
	for i := range trendMonths {
		s := months(today.FirstOfMonth().AddMonths(i+1-trendMonths), 1)
		flows := by[month(s.from)]
		t.Months = append(t.Months, Won{month(s.from), closed(flows["won"], about("won", s.closing()...)), closed(flows["lost"], about("lost", s.closing()...))})
	}
	this, q := months(today, 1), quarter(today)
	t.Month = Change(sum(months(this.from.AddMonths(-1), 1)), sum(this))
	t.Quarter = Change(sum(months(q.from.AddMonths(-3), 3)), sum(q))
	year := months(workday.New(today.Year(), 1, 1), int(today.Month()))
	t.Year = Change(sum(months(year.from.AddMonths(-12), int(today.Month()))), sum(year))
	return t
}

// Names are what companies and departments are called.
type Names struct{ Entities, Departments map[ref.ID]string }

// Alert codes (requirement ANA-03 and reference 2.11).
const (
	PastDue     = "past_due"    // long past the planned finish and not closed
	OverBudget  = "over_budget" // expected to cost more than the share of the budget at which its light turns red
	Slipped     = "slipped"     // expected to finish behind the baseline by more working days than is green
	Unconfirmed = "unconfirmed" // the customer was asked about a milestone some working days ago
)

// Troubled is a project that goes wrong in one way.
type Troubled struct {
	Project       ref.ID
	Number, Name  string
	Entity, Owner ref.ID
	Code          string
	Days          int64 // past due, behind, or waiting
}

// ProjectAlert tells the owner of a project what goes wrong.
type ProjectAlert struct {
	Project ref.ID       `json:"project_id"`
	Label   string       `json:"label"`
	Owner   ref.ID       `json:"owner_id"`
	Code    string       `json:"code"`
	Days    int64        `json:"days"`
	On      workday.Date `json:"on"`
}

// Topic implements db.Event.
func (ProjectAlert) Topic() string { return "insight.project_alert" }

// Version implements db.Event.
func (ProjectAlert) Version() int { return 1 }
