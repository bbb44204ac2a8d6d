package contract

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/sell/terms"
)

// Attached is a file that belongs to what is signed.
type Attached struct {
	ID     ref.ID `json:"id"`
	SHA256 string `json:"sha256"`
}

// content is everything that both sides agree to, in one order of fields. What
// happens to the contract later is not in it.
type content struct {
	Form        string       `json:"form"`
	Number      string       `json:"number"`
	Entity      ref.ID       `json:"entity_id"`
	Customer    ref.ID       `json:"customer_id"`
	QuoteHash   string       `json:"quote_hash"`
	Title       string       `json:"title"`
	Pricing     string       `json:"pricing_type"`
	Price       int64        `json:"price"`
	TaxLines    []TaxLine    `json:"tax_lines"`
	Start       workday.Date `json:"start_on"`
	Finish      workday.Date `json:"finish_on"`
	Days        int64        `json:"duration_days"`
	Terms       terms.Terms  `json:"terms"`
	Payments    []Payment    `json:"payments"`
	Parties     []Party      `json:"parties"`
	Clauses     []Clause     `json:"clauses"`
	Attachments []Attached   `json:"attachments"`
}

// digest is the SHA-256 of what is agreed, in hexadecimal. It is worked out of
// what is stored, so that a change behind the product's back is found too.
func (c *Contract) digest(files []Attached) (string, error) {
	return sum(content{"gongqiao/contract/1", c.Number, c.EntityID, c.CustomerID, c.QuoteHash, c.Title, c.Pricing, c.Price,
		c.TaxLines, c.StartOn, c.FinishOn, c.Days, bare(c.Terms), c.Payments, c.Parties, c.Clauses, files})
}

// change is what both sides agree to in an amendment.
type change struct {
	Form        string       `json:"form"`
	Contract    ref.ID       `json:"contract_id"`
	Number      int64        `json:"number"`
	Title       string       `json:"title"`
	Base        int64        `json:"base"`
	Before      int64        `json:"price_before"`
	Delta       int64        `json:"price_change"`
	TaxLines    []TaxLine    `json:"tax_lines"`
	Days        int64        `json:"duration_change"`
	Terms       *terms.Terms `json:"terms"`
	Payments    []Payment    `json:"payments"`
	Clauses     []Clause     `json:"clauses"`
	Attachments []Attached   `json:"attachments"`
}

// digest is the SHA-256 of the change, with the price that it starts from.
func (a *Amendment) digest(c *Contract, files []Attached) (string, error) {
	return sum(change{"gongqiao/contract_amendment/1", a.ContractID, a.Number, a.Title, a.Base, c.CurrentPrice, a.Delta,
		a.TaxLines, a.Days, a.Terms, a.Payments, a.Clauses, files})
}

func sum(v any) (string, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	h := sha256.Sum256(text)
	return hex.EncodeToString(h[:]), nil
}
