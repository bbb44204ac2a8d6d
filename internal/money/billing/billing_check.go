package billing

import (
	"regexp"
	"strings"
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/orgcode"
	"gongqiao/internal/kernel/workday"
)

// Severity says what a check means to who goes on.
type Severity string

// Severities. Only Block keeps an invoice from being submitted.
const (
	Pass  Severity = "pass"
	Info  Severity = "info"
	Warn  Severity = "warn"
	Block Severity = "block"
)

// Finding is the answer of one compliance check. The web pages have a sentence
// for each rule; Limit and Value fill it.
type Finding struct {
	Rule     string   `json:"rule" example:"INV-006"`
	Severity Severity `json:"severity" enum:"pass,info,warn,block"`
	Path     string   `json:"path" doc:"What it is about: cross_region_no, lines[1].rate."`
	Limit    string   `json:"limit" doc:"What the rule asks for."`
	Value    string   `json:"value" doc:"What the invoice says."`
}

// Blocked reports whether any check blocks.
func Blocked(all []Finding) bool {
	for _, f := range all {
		if f.Severity == Block {
			return true
		}
	}
	return false
}

// Case is what the checks must know beside the invoice.
type Case struct {
	Today     workday.Date
	BuyerName string // of the customer's own record
	BuyerCode string
	Price     int64        // to be paid under the contract, fen
	Before    int64        // invoiced under it already, and on the way
	Planned   bool         // a node was not reached yet
	Advance   bool         // all nodes are advances, and no works were done
	DueOn     workday.Date // the first due date of the nodes
	Twins     int64        // invoices of the same contract, node and amount within a day
	Overdue   int64        // open and past due on the contract's nodes, fen
	Credit    *int64       // what the seller may invoice this month without tax, fen; nil while nobody said
	Used      int64        // of it, by others: issued this month, and on the way
}

// lineTolerance is by how much the tax of a line may differ from rate × net when
// it was split out of a gross amount (reference 3.2: legacy of tax control).
const lineTolerance = 6

// Check runs the compliance checks (reference 3.5) on an invoice, in their
// order. INV-011 passes while nobody recorded the seller's credit line: the tax
// platform asks for it in any case.
func Check(i *Invoice, c Case) []Finding {
	x := &inspection{Invoice: i, Case: c}
	x.buyer()
	x.rates()
	x.works()
	x.amounts()
	return x.found
}

type inspection struct {
	*Invoice
	Case
	found []Finding
}

// add notes what a rule found; holds means that it found nothing.
func (x *inspection) add(rule string, holds bool, s Severity, path, limit, value string) {
	if holds {
		s, path, limit, value = Pass, "", "", ""
	}
	x.found = append(x.found, Finding{rule, s, path, limit, value})
}

var legacyCode = regexp.MustCompile(`^[0-9A-Z]{15}$|^[0-9A-Z]{20}$`)

func (x *inspection) buyer() {
	special := x.Kind == Special
	known := x.BuyerTaxNo != "" && x.BuyerTaxNo == x.BuyerCode
	x.add("INV-001", !known || x.Invoice.BuyerName == x.Case.BuyerName, Block, "buyer_name", x.Case.BuyerName, x.Invoice.BuyerName)
	valid := orgcode.Check(x.BuyerTaxNo) == nil || legacyCode.MatchString(x.BuyerTaxNo) || x.BuyerPerson
	severity := Warn
	if special {
		severity = Block
	}
	x.add("INV-002", valid, severity, "buyer_tax_no", "", x.BuyerTaxNo)
	x.add("INV-003", !special || x.BuyerTaxNo != "" && !x.BuyerPerson, Block, "kind", Ordinary, x.Kind)
}

func (x *inspection) rates() {
	rule := Finding{Rule: "INV-004", Severity: Pass}
	sum := Finding{Rule: "INV-005", Severity: Pass}
	for n, l := range x.Lines {
		at := "lines[" + itoa(n) + "]."
		if rule.Severity == Pass && !allowed(l.Item, x.Method, l.Rate, x.TaxedOn) {
			rule = Finding{"INV-004", Block, at + "rate", percents(RatesOn(l.Item, x.Method, x.TaxedOn)), l.Rate.Percent()}
		}
		tax, err := money.CNY(l.Net).MulRate(l.Rate)
		if off := max(tax.Amount-l.Tax, l.Tax-tax.Amount); sum.Severity == Pass && (err != nil || off > lineTolerance) {
			sum = Finding{"INV-005", Block, at + "tax", tax.Yuan(), money.CNY(l.Tax).Yuan()}
		}
	}
	x.found = append(x.found, rule, sum)
}

func percents(rates []money.Rate) string {
	out := make([]string, len(rates))
	for i, r := range rates {
		out[i] = r.Percent()
	}
	return strings.Join(out, " / ")
}

func (x *inspection) ofWorks() bool {
	for _, l := range x.Lines {
		if strings.HasPrefix(l.Item, "works") {
			return true
		}
	}
	return false
}

func (x *inspection) works() {
	missing := ""
	switch {
	case !x.ofWorks():
	case strings.TrimSpace(x.Place) == "":
		missing = "works_place"
	case x.WorksName == "":
		missing = "works_name"
	case x.CrossCity && strings.TrimSpace(x.CrossRegionNo) == "":
		missing = "cross_region_no"
	}
	x.add("INV-006", missing == "", Block, missing, "", "")
}

func (x *inspection) amounts() {
	total := x.Before + x.Gross
	over := Block
	if total <= x.AllowedTotal {
		over = Warn // an executive knows
	}
	x.add("INV-007", total <= x.Price, over, "lines", money.CNY(x.Price).Yuan(), money.CNY(total).Yuan())
	x.add("INV-008", !x.Planned, Warn, "nodes", "", "")
	x.add("INV-009", x.Invoice.BuyerName == x.Case.BuyerName, Warn, "buyer_name", x.Case.BuyerName, x.Invoice.BuyerName)
	x.add("INV-010", !x.Advance || x.untaxed(), Warn, "lines", "612", "")
	x.credit()
	x.add("INV-012", x.Twins == 0, Warn, "nodes", "", itoa(int(x.Twins)))
	x.add("INV-013", !x.Red || x.Gross < 0, Block, "lines", "", money.CNY(x.Gross).Yuan())
	path, proved := x.deductible()
	x.add("INV-014", path == "", Block, path, money.CNY(x.Deducted).Yuan(), money.CNY(proved).Yuan())
	if point := TaxPoint(x.TaxedOn, x.DueOn); point < x.TaxedOn || x.Overdue > 0 {
		x.add("INV-015", false, Info, "taxed_on", point.String(), money.CNY(x.Overdue).Yuan())
		return
	}
	x.add("INV-015", true, Info, "", "", "")
}

// credit holds the invoice against what the seller may invoice this month.
func (x *inspection) credit() {
	var line int64
	if x.Credit != nil {
		line = *x.Credit
	}
	x.add("INV-011", x.Credit == nil || x.Red || x.Used+x.Net <= line, Block, "lines", money.CNY(line).Yuan(), money.CNY(x.Used+x.Net).Yuan())
}

// untaxed reports whether an advance is invoiced without tax, by code 612.
func (x *inspection) untaxed() bool {
	for _, l := range x.Lines {
		if l.Item != "untaxed" {
			return false
		}
	}
	return true
}

// twinWindow is within which the same invoice twice is suspicious.
const twinWindow = 24 * time.Hour
