package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"gongqiao/internal/base/approval"
	"gongqiao/internal/base/document"
	"gongqiao/internal/base/setting"
	"gongqiao/internal/base/task"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/notify/mail"
	"gongqiao/internal/platform/outbox"
	"gongqiao/internal/platform/pdf"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
	"gongqiao/internal/sell/quote"
)

// What module quote asks of its neighbours, in its own words.

type quoteOpportunities struct{ pipeline *pipeline.Service }

func (o quoteOpportunities) ForQuoteTx(tx *db.Tx, id ref.ID) (quote.Opportunity, error) {
	b, err := o.pipeline.BriefTx(tx, id)
	return quote.Opportunity{ID: b.ID, Customer: b.Customer, Scope: b.Scope, Open: b.Open}, err
}

// quoteCustomers lets no offer be made to whom the group waits for money.
type quoteCustomers struct{ customers *customer.Service }

// UsableTx answers why the actor may not make the customer an offer.
func (c quoteCustomers) UsableTx(tx *db.Tx, id ref.ID) (string, error) {
	return c.customers.QuotableTx(tx, id)
}

type quoteApprovals struct{ approvals *approval.Service }

func (q quoteApprovals) StartTx(tx *db.Tx, a quote.Approval) error {
	share := func(v int64) *money.Rate { r := money.Rate(v); return &r }
	_, err := q.approvals.StartTx(tx, approval.Start{Subject: a.Subject, Label: a.Label, Hash: a.Hash, Submitter: a.Submitter, Scope: a.Scope,
		Facts: approval.Facts{Amount: a.Amount, Margin: share(a.Margin), Advance: share(a.Advance), Retention: share(a.Retention), PayerRisk: a.PayerRisk}})
	return err
}

func (q quoteApprovals) VoidTx(tx *db.Tx, r ref.Ref, hash string) error {
	return q.approvals.VoidTx(tx, r, hash)
}

// letterSent is a quote on its way by mail; it leaves the house after the commit.
type letterSent struct {
	Quote    ref.ID `json:"quote_id"`
	To       string `json:"to"`
	Subject  string `json:"subject"`
	Text     string `json:"text"`
	Document ref.ID `json:"document_id"`
}

// Topic implements db.Event.
func (letterSent) Topic() string { return "quote.letter" }

// Version implements db.Event.
func (letterSent) Version() int { return 1 }

type letters struct{}

func (letters) QuoteTx(tx *db.Tx, l quote.Letter) error {
	return tx.Emit(letterSent{l.Quote, l.To, l.Subject, l.Text, l.Document})
}

// post sends a letter with its PDF.
func (a *App) post(ctx context.Context, e outbox.Envelope) error {
	var l letterSent
	if err := json.Unmarshal(e.Payload, &l); err != nil {
		return err
	}
	file, content, err := a.Documents.Content(ctx, l.Document, 0)
	if err != nil {
		return err
	}
	defer content.Close()
	return a.mailOut(ctx, e, mail.Message{To: l.To, Subject: l.Subject, Text: l.Text, Attachments: []mail.Attachment{{Name: file.Name, Type: file.Type, Content: content}}})
}

// mailOut sends what an event calls for, once. A server that refuses for good is
// not asked again; one that is busy is.
func (a *App) mailOut(ctx context.Context, e outbox.Envelope, m mail.Message) error {
	m.ID, m.Date = e.ID.String(), e.At
	err := a.sender.Send(ctx, m)
	if errors.Is(err, mail.ErrUnavailable) {
		return err
	}
	if err != nil {
		a.log.WarnContext(ctx, "a mail was refused", "topic", e.Topic, "event", e.ID, "error", err)
	}
	return nil
}

// renderer sets documents in the fonts that are there; without any it answers
// a clear error, and everything else works. A font that somebody named is tried
// out at once.
func renderer(path string) (*pdf.Renderer, error) {
	if path == "" {
		return pdf.LazyRenderer(func() (*pdf.Fonts, error) { return pdf.FindFonts("") }), nil
	}
	fonts, err := pdf.FindFonts(path)
	if err != nil && !errors.Is(err, pdf.ErrFontMissing) {
		return nil, err
	}
	return pdf.NewRenderer(fonts), nil
}

// wireQuotes carries decisions to quotes, their reviews to whoever makes them,
// and an opportunity's new owner to all that hangs on it.
func (a *App) wireQuotes() {
	db.React(a.DB, "quote", func(tx *db.Tx, e approval.Approved) error { return a.Quotes.OnApprovedTx(tx, e.Ref, e.Hash) })
	db.React(a.DB, "quote", func(tx *db.Tx, e approval.Rejected) error { return a.Quotes.OnRejectedTx(tx, e.Ref, e.Hash, e.Comment) })
	db.React(a.DB, "quote", func(tx *db.Tx, e approval.Withdrawn) error { return a.Quotes.OnApprovalWithdrawnTx(tx, e.Ref) })
	db.React(a.DB, "pipeline", func(tx *db.Tx, e quote.Accepted) error {
		return a.Pipeline.OnQuoteAcceptedTx(tx, pipeline.QuoteAccepted{Opportunity: e.Opportunity, Quote: e.ID, Amount: e.Sums.Gross.Amount})
	})
	db.React(a.DB, "task", a.askReview)
	db.React(a.DB, "task", func(tx *db.Tx, e quote.Reviewed) error {
		if _, err := a.Tasks.DoneTx(tx, quoteReviewKey(e.ID, e.Part, e.Hash), e.Note); err != nil || e.Passed {
			return err
		}
		return a.dropReviews(tx, e.Fact, "")
	})
	db.React(a.DB, "task", func(tx *db.Tx, e quote.Superseded) error { return a.dropReviews(tx, e.Fact, "") })
	db.React(a.DB, "task", func(tx *db.Tx, e quote.Withdrawn) error { return a.dropReviews(tx, e.Fact, "") })
	db.React(a.DB, "quote", func(tx *db.Tx, e pipeline.Moved) error {
		scope := authz.Scope{Owner: e.Owner, Department: e.Dept, Entity: e.Entity}
		return errors.Join(a.Quotes.OnOpportunityMovedTx(tx, e.ID, scope), a.hanging().RescopeTx(tx, ref.To(pipeline.Kind, e.ID), scope), a.Tasks.HandOnTx(tx, e.From, e.Owner, e.ID))
	})
}

func quoteReviewKey(id ref.ID, p quote.Part, hash string) string {
	return "quote_review/" + id.String() + "/" + string(p) + "/" + hash
}

// dropReviews takes back what reviewers were asked: the content is another one,
// or is offered no more. An empty part means both.
func (a *App) dropReviews(tx *db.Tx, f quote.Fact, p quote.Part) error {
	prefix := "quote_review/" + f.ID.String() + "/" + string(p)
	return a.Tasks.CancelAllTx(tx, ref.To(quote.Kind, f.ID), prefix, string(f.State))
}

// reviewReminders come when half and four fifths of the working time have passed.
var reviewReminders = []int{50, 80}

// above says which roles hear of a review that was not made in time.
var above = map[quote.Part][]string{quote.Technical: {"executive", "general_manager"}, quote.Finance: {"finance_manager", "executive"}}

// askReview gives a review to the holder of its role nearest to the quote's
// department. Without one, or where he wrote the quote himself, it waits in the
// list of those who may review.
func (a *App) askReview(tx *db.Tx, e quote.ReviewRequested) error {
	if err := a.dropReviews(tx, e.Fact, e.Part); err != nil {
		return err
	}
	holder, err := a.Org.HolderTx(tx, e.Role, e.Dept)
	if err != nil || holder.IsZero() || slices.Contains(e.Authors, holder) {
		return err
	}
	boss, err := a.firstHolder(tx, e.Dept, above[e.Part]...)
	if err != nil {
		return err
	}
	zone, err := a.Org.ZoneTx(tx, e.Entity)
	if err != nil {
		return err
	}
	made := task.Made{
		Key: quoteReviewKey(e.ID, e.Part, e.Hash), On: db.Subject{Ref: ref.To(quote.Kind, e.ID), Label: e.Title, Entity: e.Entity}, Scope: authz.Scope{Owner: e.Owner, Department: e.Dept, Entity: e.Entity},
		Kind: task.Review, Title: "报价确认", Code: "task.quote_review." + string(e.Part), Assignee: holder, DueAt: e.DueAt, EscalateTo: boss, Fixed: true,
	}
	for _, share := range reviewReminders {
		at := a.Settings.Calendar().Part(tx.Now, e.DueAt, share, zone)
		made.Reminders = append(made.Reminders, task.Offset{Hours: int(e.DueAt.Sub(at).Hours())})
	}
	_, err = a.Tasks.CreateTx(tx, made)
	return err
}

var _ quote.Documents = (*document.Service)(nil)

// quotePolicy is that of quotes with the margin below which an executive approves
// them: the floor price has the same.
func (a *App) quotePolicy(matrix func() *approval.Policy) func() *quote.Policy {
	own := setting.Follow(a.Settings, quote.Defaults, (*quote.Policy).Rules)
	return func() *quote.Policy {
		p := *own()
		p.MinMargin = matrix().MinMargin
		return &p
	}
}
