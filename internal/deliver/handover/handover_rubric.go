package handover

import (
	"cmp"
	"slices"

	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
)

// What evidence can be. The first four are written by sales; the others live in
// other modules and are looked up.
const (
	ByDocument    = "document"    // a file that hangs on the deal
	ByField       = "field"       // a text
	ByDate        = "date"        // a day that a contact of the customer confirmed
	ByRisk        = "risk"        // a risk with somebody who owns it and a response
	ByStakeholder = "stakeholder" // a known person at the customer in this part
	ByQuote       = "quote"       // an accepted or approved offer with its lines
	BySchedule    = "schedule"    // the payment schedule of the contract
	ByStatement   = "statement"   // the signed expectation statement
)

// ErrRubric says that a rubric would not score from 0 to 10.
var ErrRubric = fault.New(fault.Invalid, "handover.rubric", "the weights of a rubric sum to ten, and each section asks for something")

// Required is one piece of evidence that a section asks for.
type Required struct {
	Key string `json:"key"`
	By  string `json:"by"`
}

// Section is one of the mandatory contents of a handover.
type Section struct {
	Key    string     `json:"key"`
	Weight int64      `json:"weight"` // tenths of a point
	Items  []Required `json:"items"`
}

// Rubric says which evidence gives how many points. It is data: a group may have
// its own, and a handover keeps the one that it began with.
type Rubric []Section

// DefaultRubric is the rubric of reference 2.10 and 8.6.
func DefaultRubric() Rubric {
	return Rubric{
		{"requirements", 25, []Required{{"technical_parameters", ByDocument}, {"tender_documents", ByDocument}, {"delivery_standard", ByField}, {"scope", ByField}, {"expectation_statement", ByStatement}}},
		{"commercial", 20, []Required{{"quote_version", ByQuote}, {"payment_schedule", BySchedule}, {"performance_bond", ByField}, {"liquidated_damages", ByField}}},
		{"dates", 15, []Required{{"start", ByDate}, {"equipment", ByDate}, {"trial_run", ByDate}}},
		{"risks", 15, []Required{{"site", ByRisk}, {"permits", ByRisk}, {"underground", ByRisk}, {"funding", ByRisk}}},
		{"stakeholders", 25, []Required{{"decision_maker", ByStakeholder}, {"end_user", ByStakeholder}, {"supervisor", ByStakeholder}}},
	}
}

// Check answers [ErrRubric] unless the rubric scores from 0 to 10.
func (r Rubric) Check() error {
	sum, keys := int64(0), map[string]bool{}
	for _, s := range r {
		sum += s.Weight
		if s.Weight < 0 || len(s.Items) == 0 || len(s.Items) > 20 {
			return ErrRubric
		}
		for _, x := range s.Items {
			if keys[x.Key] {
				return ErrRubric
			}
			keys[x.Key] = true
		}
	}
	if sum != 100 {
		return ErrRubric
	}
	return nil
}

// find returns what the rubric asks for under a key.
func (r Rubric) find(key string) (Required, bool) {
	for _, s := range r {
		for _, x := range s.Items {
			if x.Key == key {
				return x, true
			}
		}
	}
	return Required{}, false
}

// Item is a piece of evidence as sales brought it, or its refusal.
type Item struct {
	Key         string       `json:"key"`
	Text        string       `json:"text,omitempty"`
	On          workday.Date `json:"on"`
	ConfirmedBy ref.ID       `json:"confirmed_by"`
	ConfirmedOn workday.Date `json:"confirmed_on"`
	DocumentID  ref.ID       `json:"document_id"`
	PersonID    ref.ID       `json:"person_id"`
	Response    string       `json:"response,omitempty"`
	Refusal     Refusal      `json:"-"`
}

// Refusal is why the project manager does not take a piece of evidence.
type Refusal struct {
	Key    string
	Reason string
	By     ref.ID
	ByName string
}

// File is a document as evidence.
type File struct {
	ID     ref.ID `json:"id"`
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Offer is the offer that was agreed on.
type Offer struct {
	ID       ref.ID `json:"id"`
	Number   string `json:"number"`
	Revision int64  `json:"revision"`
	Lines    int64  `json:"lines"`
	Hash     string `json:"hash"`
}

// Schedule is the payment schedule of the contract.
type Schedule struct {
	Contract ref.ID `json:"contract_id"`
	Number   string `json:"number"`
	Nodes    int64  `json:"nodes"`
	Hash     string `json:"hash"`
}

// Stakeholder is a person at the customer.
type Stakeholder struct {
	ID    ref.ID       `json:"id"`
	Name  string       `json:"name"`
	Title string       `json:"title"`
	Part  string       `json:"part"`
	MetOn workday.Date `json:"-"` // each visit moves it, and no visit is to void a signature
}

// Evidence is everything that a score is worked out from, as it is now.
type Evidence struct {
	Items        map[string]Item
	Files        map[ref.ID]File // of the documents that items name and that are there
	People       []Stakeholder   // active contacts of the customer
	Colleagues   map[ref.ID]string
	Offer        *Offer
	Schedule     *Schedule
	Expectations []Expectation
	Stated       bool // the expectation statement is signed
}

// Why evidence does not count.
const (
	Absent      = "absent"
	Refused     = "refused"
	Unconfirmed = "unconfirmed" // the customer has not confirmed the day
	NoOwner     = "no_owner"
	NoResponse  = "no_response"
	Uncovered   = "uncovered" // nobody known in this part
	Unsigned    = "unsigned"
)

// lacks returns why the evidence for x does not count, or "" when it does.
func (e Evidence) lacks(x Required) string {
	i := e.Items[x.Key]
	if i.Refusal.Reason != "" {
		return Refused
	}
	switch x.By {
	case ByDocument:
		_, there := e.Files[i.DocumentID]
		return unless(there, Absent)
	case ByField:
		return unless(i.Text != "", Absent)
	case ByDate:
		return cmp.Or(unless(!i.On.IsZero(), Absent), unless(!i.ConfirmedOn.IsZero() && e.contact(i.ConfirmedBy) != nil, Unconfirmed))
	case ByRisk:
		return cmp.Or(unless(i.Text != "", Absent), unless(!i.PersonID.IsZero(), NoOwner), unless(i.Response != "", NoResponse))
	case ByStakeholder:
		return unless(e.inPart(x.Key) != nil, Uncovered)
	case ByQuote:
		return unless(e.Offer != nil && e.Offer.Lines > 0, Absent)
	case BySchedule:
		return unless(e.Schedule != nil && e.Schedule.Nodes > 0, Absent)
	case ByStatement:
		return cmp.Or(unless(len(e.Expectations) > 0, Absent), unless(e.Stated, Unsigned))
	}
	return Absent
}

func unless(ok bool, code string) string {
	if ok {
		return ""
	}
	return code
}

func (e Evidence) contact(id ref.ID) *Stakeholder {
	return e.person(func(p Stakeholder) bool { return p.ID == id })
}

func (e Evidence) inPart(part string) *Stakeholder {
	return e.person(func(p Stakeholder) bool { return p.Part == part })
}

func (e Evidence) person(is func(Stakeholder) bool) *Stakeholder {
	if i := slices.IndexFunc(e.People, is); i >= 0 {
		return &e.People[i]
	}
	return nil
}

// Mark is one piece of evidence with what it counts.
type Mark struct {
	Required
	Lacks string // why it does not count; "" when it does
	Gain  int64  // hundredths of a point that it gives, or would
}

// Part is the score of one section.
type Part struct {
	Key      string
	Weight   int64 // tenths
	Points   int64 // hundredths, rounded half up for show
	Present  int64
	Required int64
	Marks    []Mark
}

// Score is what the evidence is worth.
type Score struct {
	Tenths int64 // of a point, rounded half up
	Parts  []Part
}

// PassingTenths is the least score that passes; the project's start asks for it.
const PassingTenths = project.PassingScore

// Passed reports whether the score reaches 6.0.
func (s Score) Passed() bool { return s.Tenths >= PassingTenths }

// Score works out what the evidence is worth. Points are fractions, weight ×
// present ÷ required, and are summed as such: only the total is rounded.
func (r Rubric) Score(e Evidence) Score { return r.scoreWith(e, nil) }

// scoreWith is Score as if what is missing among some keys were there.
func (r Rubric) scoreWith(e Evidence, given map[string]bool) Score {
	whole := int64(1)
	for _, s := range r {
		whole = lcm(whole, int64(len(s.Items)))
	}
	score, sum := Score{}, int64(0)
	for _, s := range r {
		p := Part{Key: s.Key, Weight: s.Weight, Required: int64(len(s.Items))}
		for _, x := range s.Items {
			m := Mark{x, e.lacks(x), half(s.Weight*10, p.Required)}
			if m.Lacks == "" || given[x.Key] {
				p.Present++
			}
			p.Marks = append(p.Marks, m)
		}
		p.Points = half(s.Weight*10*p.Present, p.Required)
		sum += s.Weight * p.Present * (whole / p.Required)
		score.Parts = append(score.Parts, p)
	}
	score.Tenths = half(sum, whole)
	return score
}

// half divides two numbers that are not negative and rounds half up.
func half(n, d int64) int64 { return (2*n + d) / (2 * d) }

func lcm(a, b int64) int64 {
	x, y := a, b
	for y > 0 {
		x, y = y, x%y
	}
	return a / x * b
}

// Missing returns what does not count, most points first.
func (s Score) Missing() []Mark {
	missing := []Mark{}
	for _, p := range s.Parts {
		for _, m := range p.Marks {
			if m.Lacks != "" {
				missing = append(missing, m)
			}
		}
	}
	slices.SortStableFunc(missing, func(a, b Mark) int { return cmp.Compare(b.Gain, a.Gain) })
	return missing
}

// shortest returns the fewest pieces of evidence that would bring the score to
// passing, most points first. Taking the largest first is the shortest way,
// because the points of one piece do not depend on another.
func (r Rubric) shortest(e Evidence) []string {
	way := []string{}
	score := r.Score(e)
	missing := score.Missing()
	with := map[string]bool{}
	for _, m := range missing {
		if score.Passed() {
			break
		}
		way, with[m.Key] = append(way, m.Key), true
		score = r.scoreWith(e, with)
	}
	return way
}
