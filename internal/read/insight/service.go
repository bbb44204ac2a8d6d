package insight

import (
	"context"
	"net/url"

	"gongqiao/internal/care/service"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/pipeline"
)

// Pipeline keeps the sums of opportunities, each in the scope of who asks.
type Pipeline interface {
	Today() workday.Date
	Funnel(ctx context.Context, from, to string) (map[pipeline.Stage]pipeline.Sum, map[string]pipeline.Flow, error)
	Outlook(ctx context.Context) (map[string]map[pipeline.Stage]pipeline.Outlook, error)
	Closed(ctx context.Context, from, to string) (map[string]map[string]pipeline.Flow, error)
	Units(ctx context.Context, from, to string) ([]pipeline.Unit, error)
	Regions(ctx context.Context, year string) ([]pipeline.Region, error)
}

// Lists answers how many records a question to a list leaves, and what they come
// to, for whoever asks. Shown is false when he may not read the list, or there
// is no such list.
type Lists interface {
	Total(ctx context.Context, path string, question url.Values) (n int64, sums map[string]int64, shown bool, err error)
}

// Answers is what customers said of us.
type Answers struct {
	Answers int64
	Average int64  // hundredths of a point of five
	NPS     *int64 // none below five
}

// Opinions sums up the answers of customers that a question leaves.
type Opinions interface {
	Opinion(ctx context.Context, question url.Values) (Answers, error)
}

// Bucket is what is owed for so long.
type Bucket struct {
	Name string // of module billing: "not_due", "1-30" …
	Open Figure
}

// Debtor is what is owed to one company.
type Debtor struct {
	ID      ref.ID
	Name    string
	Owed    Figure
	Overdue Figure
	Buckets []Bucket
}

// Receivables is what customers owe us.
type Receivables struct {
	Owed    Figure
	Overdue Figure
	Buckets []Bucket
	By      []Debtor
}

// Debts knows what is owed. Shown is false when the caller may not see it.
type Debts interface {
	Receivables(ctx context.Context) (r Receivables, shown bool, err error)
}

// Trouble finds projects that go wrong, for the system.
type Trouble interface {
	Troubled(ctx context.Context, on workday.Date) ([]Troubled, error)
	DueBy(on workday.Date) workday.Date // the last planned finish that is so long past that the project should be closed
}

// Neighbours are what this module needs to know of others. Debts may be missing:
// then nothing is said about what is owed.
type Neighbours struct {
	Pipeline Pipeline
	Lists    Lists
	Opinions Opinions
	Trouble  Trouble
	Debts    Debts
}

// Service is the module's public face: one method per use case.
type Service struct {
	db *db.DB
	Neighbours
}

// New returns a Service.
func New(d *db.DB, n Neighbours) *Service { return &Service{d, n} }

// aheadMonths is how many months the outlook shows; windowMonths is how far back
// the funnel looks.
const (
	aheadMonths  = 6
	windowMonths = 3
)

// Deals are the figures of opportunities.
type Deals struct {
	Stages    []Stage
	Total     Figure
	Stalled   Figure
	Months    []Month
	Later     Figure // expected behind the months
	Won, Lost Figure // this year
	Trend     Trend
	Companies []Unit
	Regions   []Region
}

// deals adds the figures of opportunities.
func (s *Service) deals(ctx context.Context, by *authz.Actor, o *Overview) error {
	if !by.Has(pipeline.PermRead) {
		return nil
	}
	d := &Deals{Total: Figure{List: open()}}
	from, to := months(o.On.FirstOfMonth().AddMonths(1-windowMonths), windowMonths).keys()
	now, flow, err := s.Pipeline.Funnel(ctx, from, to)
	if err != nil {
		return err
	}
	for _, stage := range pipeline.Stages() {
		d.Stages = append(d.Stages, Stage{stage, figure(now[stage], open("stage", string(stage))), flow[string(stage)].Entered, flow[string(stage)].Moved})
		d.Total.add(now[stage])
	}
	outlook, err := s.Pipeline.Outlook(ctx)
	if err != nil {
		return err
	}
	d.Months, d.Later = ahead(outlook, o.On, aheadMonths)
	d.Stalled = stalled(outlook)
	o.Deals = d
	return s.results(ctx, d, o.On)
}

// results adds what was won and lost: in the year, by month, company and region.
func (s *Service) results(ctx context.Context, d *Deals, today workday.Date) error {
	year := months(workday.New(today.Year(), 1, 1), 12)
	from, to := year.keys()
	by, err := s.Pipeline.Closed(ctx, month(year.from.AddMonths(-12)), to)
	if err != nil {
		return err
	}
	d.Trend = trend(by, today)
	d.Won, d.Lost = Figure{List: about("won", year.closing()...)}, Figure{List: about("lost", year.closing()...)}
	for key, flows := range by {
		if key >= from {
			d.Won.add(pipeline.Sum{Deals: flows["won"].Entered, Amount: flows["won"].Amount})
			d.Lost.add(pipeline.Sum{Deals: flows["lost"].Entered, Amount: flows["lost"].Amount})
		}
	}
	units, err := s.Pipeline.Units(ctx, from, to)
	if err != nil {
		return err
	}
	var called Names
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		called, err = names(tx)
		return err
	}); err != nil {
		return err
	}
	d.Companies = companies(units, called, year)
	found, err := s.Pipeline.Regions(ctx, from[:4])
	d.Regions = regions(found, year)
	return err
}

// binding are the states of a contract that was signed and holds, or held to its
// end.
const binding = "in_force,suspended,completed,settled,closed"

// Contracts are the figures of contracts.
type Contracts struct {
	InForce  Figure // today
	ThisYear Figure // signed this year so far
	LastYear Figure // signed in the same days of the last year
}

// contracts adds the figures of contracts.
func (s *Service) contracts(ctx context.Context, o *Overview) error {
	first := workday.New(o.On.Year(), 1, 1)
	c := &Contracts{}
	shown, err := s.totals(ctx, "/contracts", map[*Figure]url.Values{
		&c.InForce:  {"state": {"in_force"}},
		&c.ThisYear: {"state": {binding}, "signed_on.gte": {first.String()}, "signed_on.lte": {o.On.String()}},
		&c.LastYear: {"state": {binding}, "signed_on.gte": {first.AddMonths(-12).String()}, "signed_on.lte": {o.On.AddMonths(-12).String()}},
	})
	if shown {
		o.Contracts = c
	}
	return err
}

// taken are the states of money that finance says is there, income the kinds that
// are our own: a bond that comes back was never income.
const (
	taken  = "confirmed,partially_allocated,allocated"
	income = "bank_transfer,bank_acceptance,commercial_bill,cash,offset,payment_in_kind"
)

// Receipts are the figures of money that came in.
type Receipts struct {
	ThisYear Figure // so far
	LastYear Figure // in the same days of the last year
}

// receipts adds the figures of money that came in.
func (s *Service) receipts(ctx context.Context, o *Overview) error {
	first := workday.New(o.On.Year(), 1, 1)
	between := func(from, to workday.Date) url.Values {
		return url.Values{"state": {taken}, "kind": {income}, "received_on.gte": {from.String()}, "received_on.lte": {to.String()}}
	}
	r := &Receipts{}
	shown, err := s.totals(ctx, "/receipts", map[*Figure]url.Values{
		&r.ThisYear: between(first, o.On),
		&r.LastYear: between(first.AddMonths(-12), o.On.AddMonths(-12)),
	})
	if shown {
		o.Receipts = r
	}
	return err
}

// totals fills figures with the totals of one list; shown is false when the
// caller may not read it.
func (s *Service) totals(ctx context.Context, path string, questions map[*Figure]url.Values) (shown bool, err error) {
	for into, question := range questions {
		if shown, err = s.total(ctx, into, path, question); err != nil || !shown {
			return false, err
		}
	}
	return shown, nil
}

// total fills a figure with the total of a list.
func (s *Service) total(ctx context.Context, f *Figure, path string, question url.Values) (shown bool, err error) {
	n, sums, shown, err := s.Lists.Total(ctx, path, question)
	flat := map[string]string{}
	for name := range question {
		flat[name] = question.Get(name)
	}
	*f = Figure{n, sums["amount"], 0, address(path, flat)}
	return shown, err
}

// Running are the states of a project on which somebody works.
const Running = "planning,ready,executing,accepting"

// Projects are the figures of projects that run, by the worst of their lights.
type Projects struct {
	Running      Figure
	Red, Amber   Figure
	Green, Grey  Figure
	InTime, Late Figure  // works accepted this year of which a day was promised (PRJ-17)
	OverBudget   Figure  // the light of cost is red
	PastDue      Figure  // long past the planned finish
	Awaited      *Figure // milestones that wait for the customer; nil for whom may not read them
}

// projects adds the figures of projects.
func (s *Service) projects(ctx context.Context, o *Overview) error {
	p := &Projects{}
	light := func(colour string) url.Values { return url.Values{"state": {Running}, "health": {colour}} }
	year := months(workday.New(o.On.Year(), 1, 1), 12)
	accepted := func(inTime string) url.Values {
		return url.Values{"completed_on.gte": {year.from.String()}, "completed_on.lte": {year.to.String()}, "on_time": {inTime}}
	}
	shown, err := s.totals(ctx, "/projects", map[*Figure]url.Values{
		&p.Running: {"state": {Running}}, &p.Red: light("red"), &p.Amber: light("amber"), &p.Green: light("green"), &p.Grey: light("grey"), &p.InTime: accepted("true"), &p.Late: accepted("false"),
		&p.OverBudget: {"state": {Running}, "cost_light": {"red"}}, &p.PastDue: {"state": {Running}, "planned_finish.lte": {s.Trouble.DueBy(o.On).String()}},
	})
	if err != nil || !shown {
		return err
	}
	o.Projects = p
	awaited := &Figure{}
	if shown, err = s.total(ctx, awaited, "/milestones", url.Values{"state": {"awaiting_customer"}}); shown {
		p.Awaited = awaited
	}
	return err
}

// Opinion is what customers said this year.
type Opinion struct {
	Answers
	List string
}

// opinion adds what customers said this year.
func (s *Service) opinion(ctx context.Context, by *authz.Actor, o *Overview) error {
	if !by.Has(service.PermRead) {
		return nil
	}
	year := months(workday.New(o.On.Year(), 1, 1), 12)
	a, err := s.Opinions.Opinion(ctx, url.Values{"answered_on.gte": {year.from.String()}, "answered_on.lte": {year.to.String()}})
	o.Opinion = &Opinion{a, address("/surveys", map[string]string{"state": "answered", "answered_on.gte": year.from.String(), "answered_on.lte": year.to.String()})}
	return err
}

// Overview is everything that a home page shows of what somebody answers for. A
// panel is nil when he may not read what it sums up.
type Overview struct {
	On          workday.Date
	Priced      bool
	Deals       *Deals
	Contracts   *Contracts
	Projects    *Projects
	Opinion     *Opinion
	Receivables *Receivables
	Receipts    *Receipts
}

// Overview returns the figures of what the caller may see.
func (s *Service) Overview(ctx context.Context) (o Overview, err error) {
	by, err := authz.From(ctx)
	if err != nil {
		return o, err
	}
	o.On, o.Priced = s.Pipeline.Today(), by.Sees(authz.Price)
	if err := s.deals(ctx, by, &o); err != nil {
		return o, err
	}
	if err := s.contracts(ctx, &o); err != nil {
		return o, err
	}
	if err := s.receipts(ctx, &o); err != nil {
		return o, err
	}
	if err := s.projects(ctx, &o); err != nil {
		return o, err
	}
	if err := s.opinion(ctx, by, &o); err != nil || s.Debts == nil {
		return o, err
	}
	owed, shown, err := s.Debts.Receivables(ctx)
	if shown {
		o.Receivables = &owed
	}
	return o, err
}

// Alert tells the owners of projects what goes wrong, each once a day. Only the
// system may call it; it returns how many were told.
func (s *Service) Alert(ctx context.Context) (told int, err error) {
	by, err := authz.From(ctx)
	if err != nil {
		return 0, err
	}
	if by.Kind != authz.System {
		return 0, authz.ErrForbidden
	}
	today := s.Pipeline.Today()
	found, err := s.Trouble.Troubled(ctx, today)
	if err != nil || len(found) == 0 {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		told = 0
		for _, t := range found {
			fresh, err := tell(tx, t.Project, t.Code, today)
			if err != nil {
				return err
			}
			if !fresh || t.Owner.IsZero() {
				continue
			}
			told++
			if err := tx.Emit(ProjectAlert{t.Project, t.Number + " " + t.Name, t.Owner, t.Code, t.Days, today}); err != nil {
				return err
			}
		}
		return tx.Note("insight.alert", db.Subject{Label: "projects"}, map[string]any{"told": told})
	})
	return told, err
}
