package quote

import (
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/sell/terms"
)

// Fact is what every event of a quote tells.
type Fact struct {
	ID          ref.ID `json:"id"`
	Root        ref.ID `json:"root_id"`
	Number      string `json:"number"`
	Revision    int64  `json:"revision"`
	Title       string `json:"title"`
	Opportunity ref.ID `json:"opportunity_id"`
	Customer    ref.ID `json:"customer_id"`
	Entity      ref.ID `json:"entity_id"`
	Dept        ref.ID `json:"department_id"`
	Owner       ref.ID `json:"owner_id"`
	State       State  `json:"state"`
	By          ref.ID `json:"by_id"` // who caused it; none for the system
}

func (q *Quote) fact(by ref.ID) Fact {
	return Fact{q.ID, q.RootID, q.Number, q.Revision, q.Title, q.OpportunityID, q.CustomerID, q.EntityID, q.DepartmentID, q.OwnerID, q.State, by}
}

// Version implements db.Event.
func (Fact) Version() int { return 1 }

// Created says that there is a new offer or a new revision of one.
type Created struct{ Fact }

// Topic implements db.Event.
func (Created) Topic() string { return "quote.created" }

// ReviewRequested says that a part waits for a reviewer. It is emitted for each
// part that nobody has passed yet.
type ReviewRequested struct {
	Fact
	Part    Part      `json:"part"`
	Role    string    `json:"role"`    // who reviews: holders of this role in the entity …
	Authors []ref.ID  `json:"authors"` // … but for those who wrote it
	Hash    string    `json:"hash"`
	DueAt   time.Time `json:"due_at"`
}

// Topic implements db.Event.
func (ReviewRequested) Topic() string { return "quote.review_requested" }

// roles that review, as they are called in a new installation.
var roles = map[Part]string{Technical: "technical", Finance: "finance"}

// Reviewed says that a reviewer passed or refused his part.
type Reviewed struct {
	Fact
	Part   Part   `json:"part"`
	Passed bool   `json:"passed"`
	Note   string `json:"note"`
	Hash   string `json:"hash"`
}

// Topic implements db.Event.
func (Reviewed) Topic() string { return "quote.reviewed" }

// Confirmed says that both parts passed on one content.
type Confirmed struct {
	Fact
	Hash string `json:"hash"`
}

// Topic implements db.Event.
func (Confirmed) Topic() string { return "quote.confirmed" }

// Approved says that the offer may leave the house.
type Approved struct {
	Fact
	Hash       string    `json:"hash"`
	ApprovedAt time.Time `json:"approved_at"`
}

// Topic implements db.Event.
func (Approved) Topic() string { return "quote.approved" }

// Sent says that the customer has the offer, and until when it binds us.
type Sent struct {
	Fact
	Channel    string       `json:"channel"`
	Paper      ref.ID       `json:"paper_id"` // document that was sent
	ValidUntil workday.Date `json:"valid_until"`
}

// Topic implements db.Event.
func (Sent) Topic() string { return "quote.sent" }

// Accepted says that the customer agreed: a contract draws from it.
type Accepted struct {
	Fact
	Hash       string      `json:"hash"`       // of the whole content
	LinesHash  string      `json:"lines_hash"` // of the bill alone
	Basis      Basis       `json:"basis"`
	Terms      terms.Terms `json:"terms"`
	Sums       Sums        `json:"totals"`
	Evidence   ref.ID      `json:"evidence_id"`
	AcceptedAt time.Time   `json:"accepted_at"`
}

// Topic implements db.Event.
func (Accepted) Topic() string { return "quote.accepted" }

// Sums are the totals of a bill in words that other modules share.
type Sums struct {
	Lines       int64       `json:"lines"`
	Measured    money.Money `json:"measured"`
	Measures    money.Money `json:"measures"`
	Other       money.Money `json:"other"`
	Statutory   money.Money `json:"statutory"`
	Provisional money.Money `json:"provisional"`
	Net         money.Money `json:"net"`
	VAT         money.Money `json:"vat"`
	Gross       money.Money `json:"gross"`
}

func (t Totals) sums() Sums {
	return Sums{t.Lines, money.CNY(t.Measured), money.CNY(t.Measures), money.CNY(t.Other), money.CNY(t.Statutory), money.CNY(t.Provisional), money.CNY(t.Net), money.CNY(t.VAT), money.CNY(t.Gross)}
}

// Rejected says that the customer refused.
type Rejected struct {
	Fact
	Reason string `json:"reason"`
}

// Topic implements db.Event.
func (Rejected) Topic() string { return "quote.rejected" }

// Superseded says that a later revision took the place of a quote.
type Superseded struct {
	Fact
	Successor ref.ID `json:"successor_id"`
}

// Topic implements db.Event.
func (Superseded) Topic() string { return "quote.superseded" }

// Expired says that the validity ended without an answer.
type Expired struct{ Fact }

// Topic implements db.Event.
func (Expired) Topic() string { return "quote.expired" }

// Withdrawn says that we took the offer back.
type Withdrawn struct {
	Fact
	From   State  `json:"from"`
	Reason string `json:"reason"`
}

// Topic implements db.Event.
func (Withdrawn) Topic() string { return "quote.withdrawn" }
