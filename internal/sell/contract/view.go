package contract

import (
	"encoding/json"
	"slices"
	"time"

	"gongqiao/internal/base/document"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/terms"
)

// Named is a record shown by its name.
type Named struct {
	ID   ref.ID `json:"id"`
	Name string `json:"name"`
}

// Row is a contract in the list. What the caller may not see is null and named
// in Masked.
type Row struct {
	ID            ref.ID       `json:"id"`
	Version       int64        `json:"version"`
	CreatedAt     time.Time    `json:"created_at"`
	UpdatedAt     time.Time    `json:"updated_at"`
	Number        string       `json:"number"`
	Title         string       `json:"title"`
	Type          string       `json:"type" enum:"MU,PW,BD,RD,WT,ME,EN,SV,SP"`
	Pricing       string       `json:"pricing_type" enum:"lump_sum,unit_price,cost_plus"`
	State         State        `json:"state" enum:"draft,reviewing,approving,approved,signing,in_force,completed,settled,closed,rejected,suspended,terminated,voided"`
	Customer      Named        `json:"customer"`
	Owner         Named        `json:"owner"`
	Entity        Named        `json:"entity"`
	DepartmentID  ref.ID       `json:"department_id"`
	OpportunityID ref.ID       `json:"opportunity_id"`
	Amount        *money.Money `json:"amount" doc:"Current price: with the amendments in force, tax included."`
	SignedOn      workday.Date `json:"signed_on"`
	StartOn       workday.Date `json:"start_on"`
	FinishOn      workday.Date `json:"finish_on"`
	Masked        []string     `json:"masked" nullable:"false"`
	Actions       []string     `json:"actions" nullable:"false"`
}

// View is a contract's page.
type View struct {
	Row
	Department    Named          `json:"department"`
	QuoteID       ref.ID         `json:"quote_id"`
	QuoteRevision int64          `json:"quote_revision"`
	QuoteHash     string         `json:"quote_hash" doc:"Content of the quote that the customer accepted."`
	Price         *money.Money   `json:"price" doc:"As first signed."`
	Net           *money.Money   `json:"net" doc:"Current price without tax."`
	TaxLines      []TaxLineView  `json:"tax_lines" nullable:"false"`
	Margin        *money.Rate    `json:"margin"`
	DurationDays  int64          `json:"duration_days"`
	Terms         TermsView      `json:"terms"`
	Bar           *BarView       `json:"payment_bar" doc:"What became of the current price; the four parts sum to it."`
	Invoiced      *money.Money   `json:"invoiced"`
	PendingChange *money.Money   `json:"pending_change" doc:"By amendments that are not in force yet."`
	Parties       []Party        `json:"parties" nullable:"false"`
	Clauses       []Clause       `json:"clauses" nullable:"false"`
	Note          string         `json:"note"`
	Origin        string         `json:"origin"`
	Custom        map[string]any `json:"custom"`
	Hash          string         `json:"hash" doc:"SHA-256 of the content that was submitted."`
	SubmittedAt   *time.Time     `json:"submitted_at"`
	Reviews       []ReviewView   `json:"reviews" nullable:"false"`
	Mode          string         `json:"mode"`
	Scan          *ScanView      `json:"scan"`
	AcceptedOn    workday.Date   `json:"accepted_on"`
	SettledOn     workday.Date   `json:"settled_on"`
	ClosedOn      workday.Date   `json:"closed_on"`
	FinalPrice    *money.Money   `json:"final_price" doc:"Audited; null before the settlement."`
	Retained      *money.Money   `json:"retained"`
	EvidenceID    ref.ID         `json:"evidence_id"`
	Reason        string         `json:"reason"`
	Check         CheckView      `json:"check"`
	Amendments    []AmendmentRow `json:"amendments" nullable:"false"`
	Documents     []FileView     `json:"documents" nullable:"false"`
}

// TaxLineView is a part of the price with its rate.
type TaxLineView struct {
	Name   string       `json:"name"`
	Rate   money.Rate   `json:"rate"`
	Net    *money.Money `json:"net"`
	Tax    *money.Money `json:"tax"`
	Amount *money.Money `json:"amount"`
}

// TermsView is everything that was agreed about paying. Its nodes tell more than
// those of terms in general, and stand in their place.
type TermsView struct {
	terms.Terms
	Nodes []PaymentView `json:"nodes" nullable:"false"`
}

// PaymentView is a payment and what became of it.
type PaymentView struct {
	ID ref.ID `json:"id"`
	terms.Node
	Milestone string       `json:"milestone"`
	On        workday.Date `json:"on"`
	Amount    *money.Money `json:"amount"`
	State     string       `json:"state" doc:"As billing calls it; empty before anything happened."`
	DueOn     workday.Date `json:"due_on"`
	Invoiced  *money.Money `json:"invoiced"`
	Received  *money.Money `json:"received"`
	Open      *money.Money `json:"open" doc:"Still to be paid."`
	Overdue   bool         `json:"overdue"`
}

// BarView cuts the current price in what was received, what is overdue, what is
// due later, and what nothing has triggered yet.
type BarView struct {
	Received money.Money `json:"received"`
	Overdue  money.Money `json:"overdue"`
	Due      money.Money `json:"due"`
	Planned  money.Money `json:"planned"`
}

// ReviewView is one opinion.
type ReviewView struct {
	Part      Part       `json:"kind" enum:"legal,finance,technical"`
	Verdict   Verdict    `json:"verdict" enum:"pending,passed,refused,dropped"`
	Note      string     `json:"note"`
	DueAt     time.Time  `json:"due_at"`
	By        *Named     `json:"by"`
	DecidedAt *time.Time `json:"decided_at"`
}

// ScanView is the file that proves the signatures.
type ScanView struct {
	DocumentID ref.ID `json:"document_id"`
	SHA256     string `json:"sha256" doc:"As it was when the signature was noted."`
	Intact     bool   `json:"intact" doc:"The document still is that file."`
}

// FileView is a file that belongs to the contract.
type FileView struct {
	ID     ref.ID `json:"id"`
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// CheckView is what the rules say about the terms.
type CheckView struct {
	On       workday.Date  `json:"on" doc:"The day whose rules were asked."`
	Findings []FindingView `json:"findings" nullable:"false"`
	Passed   []string      `json:"passed" nullable:"false" doc:"Rules that found nothing."`
	Open     int           `json:"open" doc:"Findings that keep the contract from being submitted."`
}

// FindingView is a broken rule, and who let it pass.
type FindingView struct {
	terms.Finding
	Waiver *WaiverView `json:"waiver"`
}

// WaiverView is why a broken rule passes.
type WaiverView struct {
	By     Named     `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// DamagesView is what a delay would cost us. Amounts are null for whom may not
// see prices.
type DamagesView struct {
	Days  int64        `json:"days"`
	Daily money.Rate   `json:"daily"`
	Raw   *money.Money `json:"raw"`
	Cap   *money.Money `json:"cap" doc:"Null without a limit."`
	Due   *money.Money `json:"due"`
}

func seesPrice(a *authz.Actor) bool { return a.Sees(authz.Price) }

// yuan is an amount for whom may see prices.
func yuan(priced bool, fen int64) *money.Money {
	if !priced {
		return nil
	}
	m := money.CNY(fen)
	return &m
}

// instant is null for none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// row shows a row of the list. What a part on the record opens, and reviews,
// are not among its actions: the record's page tells.
func row(a *authz.Actor, n *summary) Row {
	r := rowOf(a, &n.Contract, n.names)
	r.Actions = authz.Actions(a, "", n.Scope(), &n.Contract, listed)
	return r
}

func rowOf(a *authz.Actor, c *Contract, n names) Row {
	r := Row{ID: c.ID, Version: c.Version, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt, Number: c.Number, Title: c.Title, Type: c.Type, Pricing: c.Pricing, State: c.State,
		Customer: Named{c.CustomerID, n.Customer}, Owner: Named{c.OwnerID, n.Owner}, Entity: Named{c.EntityID, n.Entity}, DepartmentID: c.DepartmentID, OpportunityID: c.OpportunityID,
		Amount: yuan(seesPrice(a), c.CurrentPrice), SignedOn: c.SignedOn, StartOn: c.StartOn, FinishOn: c.FinishOn, Masked: []string{}}
	if !seesPrice(a) {
		r.Masked = append(r.Masked, "amount")
	}
	return r
}

// page is everything that a contract's page is made of.
type page struct {
	*Contract
	names
	standing   Standing
	inspection Inspection
	amendments []Amendment
	files      []document.Document
	intact     bool
	actions    []string
}

// view gathers a contract's page.
func (s *Service) view(tx *db.Tx, c *Contract) (v View, err error) {
	p := page{Contract: c}
	if p.names, err = namesOf(tx, c); err != nil {
		return v, err
	}
	if p.standing, err = s.Ledger.StandingTx(tx, c.ID); err != nil {
		return v, err
	}
	if p.inspection, err = s.inspection(tx, c); err != nil {
		return v, err
	}
	if p.amendments, err = amendmentsOf(tx, c.ID); err != nil {
		return v, err
	}
	if err := s.papers(tx, &p); err != nil {
		return v, err
	}
	if p.actions, err = db.Actions(tx, actions, c.Scope(), c, c.ID); err != nil {
		return v, err
	}
	return p.view(tx.Actor), nil
}

// papers finds the files of a contract, for whom may read documents.
func (s *Service) papers(tx *db.Tx, p *page) error {
	if !tx.Actor.Has(document.PermRead) {
		return nil
	}
	for _, kind := range []string{document.Attachment, document.SignedScan} {
		docs, err := s.Documents.OfTx(tx, ref.To(Kind, p.ID), kind)
		if err != nil {
			return err
		}
		p.files = append(p.files, docs...)
	}
	for _, d := range p.files {
		p.intact = p.intact || d.ID == p.ScanID && d.SHA256 == p.ScanSHA256
	}
	return nil
}

func (p *page) view(a *authz.Actor) View {
	c, priced := p.Contract, seesPrice(a)
	v := View{Row: rowOf(a, c, p.names), Department: Named{c.DepartmentID, p.Department}, QuoteID: c.QuoteID, QuoteRevision: c.QuoteRevision, QuoteHash: c.QuoteHash,
		Price: yuan(priced, c.Price), Net: yuan(priced, net(c.TaxLines)), TaxLines: lineViews(c.TaxLines, priced), DurationDays: c.Days, Terms: termsView(c.agreed(), c.Payments, p.standing, priced),
		Invoiced: yuan(priced, p.standing.Invoiced), PendingChange: yuan(priced, pendingChange(p.amendments)), Parties: c.Parties, Clauses: c.Clauses, Note: c.Note, Origin: c.Origin, Custom: object(c.Custom),
		Hash: c.Hash, SubmittedAt: instant(c.SubmittedAt), Reviews: []ReviewView{}, Mode: c.Mode, AcceptedOn: c.AcceptedOn, SettledOn: c.SettledOn, ClosedOn: c.ClosedOn, EvidenceID: c.EvidenceID, Reason: c.Reason,
		Check: checkView(p.inspection, priced), Amendments: []AmendmentRow{}, Documents: []FileView{}}
	v.Actions = p.actions
	p.show(&v, a, priced)
	for _, r := range c.Reviews {
		v.Reviews = append(v.Reviews, reviewView(r))
	}
	for _, m := range p.amendments {
		v.Amendments = append(v.Amendments, amendmentRow(&m, priced))
	}
	for _, d := range p.files {
		v.Documents = append(v.Documents, FileView{d.ID, d.Kind, d.Name, d.SHA256})
	}
	if !c.ScanID.IsZero() {
		v.Scan = &ScanView{c.ScanID, c.ScanSHA256, p.intact}
	}
	return v
}

// show fills in what depends on the classes that the caller sees.
func (p *page) show(v *View, a *authz.Actor, priced bool) {
	if !priced {
		v.Masked = append(v.Masked, "price", "net", "tax_lines", "terms.nodes", "payment_bar", "invoiced", "pending_change", "final_price", "retained", "check.findings")
	} else {
		v.Bar = bar(p.Payments, p.standing)
	}
	if p.FinalPrice > 0 {
		v.FinalPrice, v.Retained = yuan(priced, p.FinalPrice), yuan(priced, p.Retained)
	}
	if a.Sees(authz.Cost) {
		v.Margin = p.Margin
	} else {
		v.Masked = append(v.Masked, "margin")
	}
}

// of returns what a payment comes to, and what of it is open: as billing has it,
// or as agreed before anything happened.
func (s Standing) of(p Payment) (amount, left int64) {
	if n := s.Nodes[p.ID]; n.State != "" {
		return n.Amount, n.Open
	}
	return p.Amount, p.Amount
}

// bar cuts the price of the payments by what became of each, and of those that
// billing added.
func bar(all []Payment, s Standing) *BarView {
	b := &BarView{money.CNY(0), money.CNY(0), money.CNY(0), money.CNY(0)}
	for _, p := range all {
		n := s.Nodes[p.ID]
		_, left := s.of(p)
		b.add(n, left)
	}
	for id, n := range s.Nodes {
		if !slices.ContainsFunc(all, func(p Payment) bool { return p.ID == id }) {
			b.add(n, n.Open)
		}
	}
	return b
}

func (b *BarView) add(n NodeStanding, left int64) {
	b.Received.Amount += n.Received
	switch {
	case n.Overdue:
		b.Overdue.Amount += left
	case !n.DueOn.IsZero():
		b.Due.Amount += left
	default:
		b.Planned.Amount += left
	}
}

func lineViews(lines []TaxLine, priced bool) []TaxLineView {
	out := make([]TaxLineView, len(lines))
	for i, l := range lines {
		out[i] = TaxLineView{l.Name, l.Rate, yuan(priced, l.Net), yuan(priced, l.Tax), yuan(priced, l.Gross())}
	}
	return out
}

func termsView(t terms.Terms, all []Payment, s Standing, priced bool) TermsView {
	v := TermsView{t, make([]PaymentView, len(all))}
	for i, p := range all {
		n := s.Nodes[p.ID]
		amount, left := s.of(p)
		v.Nodes[i] = PaymentView{p.ID, p.Node, p.Milestone, p.On, yuan(priced, amount), n.State, n.DueOn, yuan(priced, n.Invoiced), yuan(priced, n.Received), yuan(priced, left), n.Overdue}
	}
	return v
}

func reviewView(r Review) ReviewView {
	v := ReviewView{r.Part, r.Verdict, r.Note, r.DueAt, nil, instant(r.DecidedAt)}
	if !r.By.IsZero() {
		v.By = &Named{r.By, r.Name}
	}
	return v
}

func checkView(x Inspection, priced bool) CheckView {
	return CheckView{x.On, findingViews(x.Findings, priced), x.Passed, len(open(x.Findings))}
}

// findingViews leave out limits and values for whom may not see prices: some
// are amounts.
func findingViews(all []Finding, priced bool) []FindingView {
	out := make([]FindingView, len(all))
	for i, f := range all {
		out[i] = FindingView{Finding: f.Finding}
		if !priced {
			out[i].Limit, out[i].Value = "", ""
		}
		if w := f.Waiver; w != nil {
			out[i].Waiver = &WaiverView{Named{w.By, w.Name}, w.At, w.Reason}
		}
	}
	return out
}

// object reads user-defined fields; what is no object is none.
func object(text string) map[string]any {
	m := map[string]any{}
	if json.Unmarshal([]byte(text), &m) != nil {
		return map[string]any{}
	}
	return m
}
