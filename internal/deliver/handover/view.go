package handover

import (
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
)

// Named is a record shown by its name.
type Named struct {
	ID   ref.ID `json:"id"`
	Name string `json:"name"`
}

// Row is a handover in the list.
type Row struct {
	ID          ref.ID       `json:"id"`
	Version     int64        `json:"version"`
	CreatedAt   time.Time    `json:"created_at"`
	UpdatedAt   time.Time    `json:"updated_at"`
	Number      string       `json:"number"`
	Name        string       `json:"name" doc:"That of the project."`
	State       State        `json:"state" enum:"draft,submitted,scoring,rework,signing,signed,transition,accepted"`
	Score       float64      `json:"score" doc:"Points of ten, as last submitted, scored or signed."`
	ProjectID   ref.ID       `json:"project_id"`
	Project     string       `json:"project_number"`
	Customer    Named        `json:"customer"`
	Entity      Named        `json:"entity"`
	Owner       Named        `json:"owner" doc:"Sales."`
	Manager     *Named       `json:"manager" doc:"Of the project; null while nobody was named."`
	Technical   *Named       `json:"technical"`
	BegunOn     workday.Date `json:"begun_on"`
	SubmittedAt *time.Time   `json:"submitted_at"`
	ScoredAt    *time.Time   `json:"scored_at"`
	SignedAt    *time.Time   `json:"signed_at"`
	Actions     []string     `json:"actions" nullable:"false"`
}

// View is a handover's page.
type View struct {
	Row
	ContractID      ref.ID            `json:"contract_id"`
	OpportunityID   ref.ID            `json:"opportunity_id"`
	Explained       ScoreView         `json:"explained" doc:"The score as the evidence gives it now."`
	Expectations    []ExpectationView `json:"expectations" nullable:"false"`
	StatementAt     *time.Time        `json:"statement_at" doc:"When sales signed the expectations; null for not yet."`
	StatementBy     ref.ID            `json:"statement_by_id"`
	ContentHash     string            `json:"content_hash" doc:"SHA-256 of what would be signed now; sign with it."`
	Signatures      []SignatureView   `json:"signatures" nullable:"false" doc:"The three, signed or not."`
	PackageHash     string            `json:"package_hash" doc:"Of the frozen package; empty before the third signature."`
	History         []JudgementView   `json:"history" nullable:"false" doc:"Newest first."`
	TransitionFrom  workday.Date      `json:"transition_from"`
	TransitionUntil workday.Date      `json:"transition_until"`
	AcceptedOn      workday.Date      `json:"accepted_on"`
	Origin          string            `json:"origin"`
}

// ScoreView explains a score: each section's points beside its evidence.
type ScoreView struct {
	Score    float64       `json:"score" doc:"Points of ten, rounded half up to one decimal."`
	Passing  float64       `json:"passing"`
	Passed   bool          `json:"passed"`
	Sections []SectionView `json:"sections" nullable:"false"`
	Missing  []MissingView `json:"missing" nullable:"false" doc:"What does not count, most points first."`
	ToPass   []string      `json:"to_pass" nullable:"false" doc:"The fewest pieces of evidence that would reach the passing score."`
}

// SectionView is one section of the score.
type SectionView struct {
	Key      string     `json:"key"`
	Weight   float64    `json:"weight"`
	Points   float64    `json:"points"`
	Present  int64      `json:"present"`
	Required int64      `json:"required"`
	Items    []ItemView `json:"items" nullable:"false"`
}

// ItemView is a piece of evidence: what counts, or why it does not.
type ItemView struct {
	Key         string       `json:"key"`
	By          string       `json:"by" enum:"document,field,date,risk,stakeholder,quote,schedule,statement"`
	Counts      bool         `json:"counts"`
	Lacks       string       `json:"lacks" enum:"absent,refused,unconfirmed,no_owner,no_response,uncovered,unsigned," doc:"Why it does not count."`
	Gain        float64      `json:"gain" doc:"Points that it gives, or would."`
	Text        string       `json:"text"`
	On          workday.Date `json:"on"`
	ConfirmedBy *Named       `json:"confirmed_by"`
	ConfirmedOn workday.Date `json:"confirmed_on"`
	Document    *File        `json:"document"`
	Person      *Named       `json:"person" doc:"Who owns a risk, or whom we know at the customer."`
	Response    string       `json:"response"`
	MetOn       workday.Date `json:"met_on"`
	Offer       *Offer       `json:"offer"`
	Schedule    *Schedule    `json:"schedule"`
	Refusal     *RefusalView `json:"refusal"`
}

// RefusalView is why the project manager did not take it.
type RefusalView struct {
	By     Named  `json:"by"`
	Reason string `json:"reason"`
}

// MissingView is a piece of evidence that is asked for.
type MissingView struct {
	Key   string  `json:"key"`
	Lacks string  `json:"lacks"`
	Gain  float64 `json:"gain"`
}

// ExpectationView is a row of the expectation statement.
type ExpectationView struct {
	Expectation
	Beyond bool `json:"beyond" doc:"Agreed to, and not in the contract: it needs a change request."`
}

// SignatureView is one of the three.
type SignatureView struct {
	Role   Role       `json:"role" enum:"sales,project_manager,technical"`
	Person *Named     `json:"person"`
	At     *time.Time `json:"at"`
	Valid  bool       `json:"valid" doc:"For the content as it is now, or as it was frozen."`
}

// JudgementView is an entry of the history of scores.
type JudgementView struct {
	At      time.Time `json:"at"`
	By      *Named    `json:"by"`
	What    string    `json:"what" enum:"submit,score,edit"`
	Score   float64   `json:"score"`
	Refused int64     `json:"refused"`
}

// PackageView is the frozen package, verified.
type PackageView struct {
	Hash       string          `json:"hash"`
	Package    string          `json:"package" doc:"JSON, exactly as it was signed: its SHA-256 is the hash."`
	Signatures []SignatureView `json:"signatures" nullable:"false"`
}

// details is everything that a handover's page shows.
type details struct {
	*named
	evidence   Evidence
	content    Package
	signatures []Signature
	history    []Judgement
}

func rowOf(n *named) Row {
	h := &n.Handover
	return Row{
		ID: h.ID, Version: h.Version, CreatedAt: h.CreatedAt, UpdatedAt: h.UpdatedAt, Number: h.Number, Name: h.Name, State: h.State, Score: points(h.Score), ProjectID: h.ProjectID, Project: n.Project,
		Customer: Named{h.CustomerID, n.Customer}, Entity: Named{h.EntityID, n.Entity}, Owner: Named{h.OwnerID, n.Owner}, Manager: person(h.ManagerID, n.Manager), Technical: person(h.TechnicalID, n.Technical),
		BegunOn: h.BegunOn, SubmittedAt: instant(h.SubmittedAt), ScoredAt: instant(h.ScoredAt), SignedAt: instant(h.SignedAt),
	}
}

// listed shows a row of the list. What a part on the record opens is not among
// its actions: the record's page tells.
func listed(a *authz.Actor, n *named) Row {
	r := rowOf(n)
	r.Actions = authz.Actions(a, "", n.Scope(), &n.Handover, actions)
	return r
}

// points turns tenths into points.
func points(tenths int64) float64 { return float64(tenths) / 10 }

// hundredths turns hundredths into points.
func hundredths(n int64) float64 { return float64(n) / 100 }

func person(id ref.ID, name string) *Named {
	if id.IsZero() {
		return nil
	}
	return &Named{id, name}
}

// instant is null for none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func view(a *authz.Actor, part string, x details) View {
	h := &x.Handover
	v := View{Row: rowOf(x.named), ContractID: h.ContractID, OpportunityID: h.OpportunityID, Explained: explain(h.Rubric, x.evidence), Expectations: []ExpectationView{}, StatementAt: instant(h.StatementAt), StatementBy: h.StatementBy,
		ContentHash: x.content.Hash, PackageHash: h.PackageHash, History: []JudgementView{}, TransitionFrom: h.TransitionFrom, TransitionUntil: h.TransitionUntil, AcceptedOn: h.AcceptedOn, Origin: h.Origin}
	v.Actions = authz.Actions(a, part, h.Scope(), h, actions)
	for _, e := range x.evidence.Expectations {
		v.Expectations = append(v.Expectations, ExpectationView{e, e.beyond()})
	}
	now := x.content.Hash
	if !h.SignedAt.IsZero() {
		now = h.PackageHash
	}
	v.Signatures = seats(x.named, x.signatures, now)
	for _, j := range x.history {
		v.History = append(v.History, JudgementView{j.At, person(j.By, j.ByName), j.What, points(j.Tenths), j.Refused})
	}
	return v
}

// seats shows the three with what each has signed.
func seats(n *named, signatures []Signature, hash string) []SignatureView {
	names := map[Role]string{Sales: n.Owner, ProjectManager: n.Manager, Technical: n.Technical}
	views := []SignatureView{}
	for _, r := range Roles() {
		v := SignatureView{Role: r, Person: person(n.signer(r), names[r])}
		for _, s := range signatures {
			if s.Role == r {
				v.Person, v.At, v.Valid = &Named{s.PersonID, s.Name}, instant(s.At), s.Hash == hash
			}
		}
		views = append(views, v)
	}
	return views
}

// explain shows each section's points beside its evidence.
func explain(r Rubric, e Evidence) ScoreView {
	s := r.Score(e)
	v := ScoreView{Score: points(s.Tenths), Passing: points(PassingTenths), Passed: s.Passed(), Sections: []SectionView{}, Missing: []MissingView{}, ToPass: r.shortest(e)}
	for _, p := range s.Parts {
		section := SectionView{Key: p.Key, Weight: points(p.Weight), Points: hundredths(p.Points), Present: p.Present, Required: p.Required, Items: []ItemView{}}
		for _, m := range p.Marks {
			section.Items = append(section.Items, itemView(m, e))
		}
		v.Sections = append(v.Sections, section)
	}
	for _, m := range s.Missing() {
		v.Missing = append(v.Missing, MissingView{m.Key, m.Lacks, hundredths(m.Gain)})
	}
	return v
}

func itemView(m Mark, e Evidence) ItemView {
	i, c := e.Items[m.Key], e.behind(m.Required)
	v := ItemView{Key: m.Key, By: m.By, Counts: m.Lacks == "", Lacks: m.Lacks, Gain: hundredths(m.Gain), Text: i.Text, On: i.On, ConfirmedOn: i.ConfirmedOn, Response: i.Response, Document: c.File, Offer: c.Offer, Schedule: c.Schedule}
	switch {
	case m.By == ByDate && c.Person != nil:
		v.ConfirmedBy = &Named{c.Person.ID, c.Person.Name}
	case m.By == ByStakeholder && c.Person != nil:
		v.Person, v.MetOn = &Named{c.Person.ID, c.Person.Name}, c.Person.MetOn
	case m.By == ByRisk:
		v.Person = person(i.PersonID, e.Colleagues[i.PersonID])
	}
	if i.Refusal.Reason != "" {
		v.Refusal = &RefusalView{Named{i.Refusal.By, i.Refusal.ByName}, i.Refusal.Reason}
	}
	return v
}
