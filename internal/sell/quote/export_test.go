package quote

import (
	"bytes"
	"io"
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/pdf"
)

// ListForTest lets tests ask the list.
func ListForTest() *db.List { return &list }

// Moves is the transition table.
func Moves() map[State][]State { return moves }

// Price prices a bill.
func (b *Bill) Price() (Totals, []TaxGroup, error) { return b.price() }

// Check checks a bill.
func (b *Bill) Check() error { return b.check() }

// Edit edits a bill.
func (b *Bill) Edit(edits []Edit, tax money.Rate) error {
	if err := b.edit(edits, tax); err != nil {
		return err
	}
	for i := range b.Lines {
		b.Lines[i].normal()
	}
	return nil
}

// SectionSums sums the sections of a bill.
func (b *Bill) SectionSums() []SectionSum { return b.sections() }

// ContentHash is the hash of a quote's content.
func (q *Quote) ContentHash(b *Bill) (string, error) { return q.contentHash(b) }

// Compare is the difference of two bills.
func Compare(old, new []Line) Difference { return diff(old, new) }

// ReadFile reads a bill from a spreadsheet.
func ReadFile(file []byte, sheet string, tax money.Rate) (Found, error) {
	return readBill(bytes.NewReader(file), int64(len(file)), sheet, tax)
}

// WriteFile writes a bill as a spreadsheet.
func WriteFile(w io.Writer, b *Bill, priced bool) error { return writeBill(w, b, "Q-1 V1", priced) }

// TakeOver takes lines into a bill.
func (b *Bill) TakeOver(incoming []Line, mode string) Bill { return b.takeOver(incoming, mode) }

// RoundTo rounds plain digits.
func RoundTo(plain string, places int) (string, bool) { return roundTo(plain, places) }

// PaperOf composes the printed offer.
func PaperOf(q *Quote, b *Bill, groups []TaxGroup, zone *time.Location) (pdf.Document, error) {
	return paper(q, b, groups, names{Customer: "鹭江文旅投资有限公司", Owner: "李销售", Entity: "沪澜", Company: "沪澜建设有限公司", Opportunity: "游船码头"}, zone)
}

// MaxFile bounds an uploaded bill.
const MaxFile = maxFile
