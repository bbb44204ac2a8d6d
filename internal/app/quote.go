package app

import (
	"context"
	"encoding/json"
	"errors"

	"gongqiao/internal/base/approval"
	"gongqiao/internal/base/document"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/notify/mail"
	"gongqiao/internal/platform/outbox"
	"gongqiao/internal/platform/pdf"
	"gongqiao/internal/sell/pipeline"
	"gongqiao/internal/sell/quote"
)

// What module quote asks of its neighbours, in its own words.

type quoteOpportunities struct{ pipeline *pipeline.Service }

func (o quoteOpportunities) ForQuoteTx(tx *db.Tx, id ref.ID) (quote.Opportunity, error) {
	b, err := o.pipeline.BriefTx(tx, id)
	return quote.Opportunity{ID: b.ID, Customer: b.Customer, Scope: b.Scope, Open: b.Open}, err
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

// post sends a letter with its PDF. A server that refuses for good is not asked
// again; one that is busy is.
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
	err = a.sender.Send(ctx, mail.Message{To: l.To, Subject: l.Subject, Text: l.Text, ID: e.ID.String(), Date: e.At, Attachments: []mail.Attachment{{Name: file.Name, Type: file.Type, Content: content}}})
	if errors.Is(err, mail.ErrUnavailable) {
		return err
	}
	if err != nil {
		a.log.WarnContext(ctx, "a quote could not be mailed", "quote", l.Quote, "error", err)
	}
	return nil
}

// renderer sets documents in the fonts that are there; without any it answers
// a clear error, and everything else works.
func renderer(path string) (*pdf.Renderer, error) {
	fonts, err := pdf.FindFonts(path)
	if err != nil {
		return nil, err
	}
	return pdf.NewRenderer(fonts), nil
}

// wireApprovals carries decisions to what was decided about.
func (a *App) wireApprovals() {
	db.React(a.DB, "quote", func(tx *db.Tx, e approval.Approved) error { return a.Quotes.OnApprovedTx(tx, e.Ref, e.Hash) })
	db.React(a.DB, "quote", func(tx *db.Tx, e approval.Rejected) error { return a.Quotes.OnRejectedTx(tx, e.Ref, e.Hash, e.Comment) })
	db.React(a.DB, "quote", func(tx *db.Tx, e approval.Withdrawn) error { return a.Quotes.OnApprovalWithdrawnTx(tx, e.Ref) })
}

var _ quote.Documents = (*document.Service)(nil)
