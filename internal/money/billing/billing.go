package billing

import (
	"time"

	"gongqiao/internal/base/setting"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
)

// Kinds of records in references.
const (
	NodeKind    ref.Kind = "payment_node"
	InvoiceKind ref.Kind = "invoice"
)

// Rights this module checks.
const (
	PermNodeRead    authz.Permission = "payment_node:read"
	PermNodeTrigger authz.Permission = "payment_node:trigger" // with evidence
	PermNodeApply   authz.Permission = "payment_node:apply"   // ask the owner for payment, value the month
	PermNodeAdjust  authz.Permission = "payment_node:adjust"  // dispute, move, settle how the days count

	PermInvoiceRead    authz.Permission = "invoice:read"
	PermInvoiceCreate  authz.Permission = "invoice:create"
	PermInvoiceApprove authz.Permission = "invoice:approve"
	PermInvoiceIssue   authz.Permission = "invoice:issue"  // record, deliver, take back
	PermInvoiceAllow   authz.Permission = "invoice:allow"  // beyond the contract price
	PermInvoiceCredit  authz.Permission = "invoice:credit" // say how much the company may invoice in a month
)

// Permissions lists what this module checks, for the catalogue of roles.
func Permissions() []authz.Permission {
	return []authz.Permission{PermNodeRead, PermNodeTrigger, PermNodeApply, PermNodeAdjust, PermInvoiceRead, PermInvoiceCreate, PermInvoiceApprove, PermInvoiceIssue, PermInvoiceAllow, PermInvoiceCredit}
}

// Errors about payment nodes.
var (
	ErrNodeNotFound = fault.New(fault.NotFound, "payment_node.not_found", "no such payment node")
	ErrNodeState    = fault.New(fault.Conflict, "payment_node.state", "the node's state does not allow this")
	ErrEvidence     = fault.New(fault.Invalid, "payment_node.document_unknown", "there is no such document on the node, its contract or its project")
	ErrNotMonthly   = fault.New(fault.Conflict, "payment_node.not_monthly", "only a node that is paid month by month is valued")
	ErrPeriodValued = fault.New(fault.Conflict, "payment_node.period_valued", "this month was valued already")
	ErrProgress     = fault.New(fault.Conflict, "payment_node.progress_spent", "the valuation is more than what is left of the progress payments")
	ErrNodeOpen     = fault.New(fault.Conflict, "payment_node.over_open", "the amount is more than what is open on the node")
	ErrOverpaid     = fault.New(fault.Conflict, "payment_node.overpaid", "more was invoiced or received than would be to be paid")
)

// Errors about invoices.
var (
	ErrInvoiceNotFound = fault.New(fault.NotFound, "invoice.not_found", "no such invoice")
	ErrInvoiceState    = fault.New(fault.Conflict, "invoice.state", "the invoice's state does not allow this")
	ErrIDInUse         = fault.New(fault.Conflict, "invoice.id_in_use", "another record has this id")
	ErrContract        = fault.New(fault.Invalid, "invoice.contract_unknown", "no such contract, or it is not in force")
	ErrInvoiceNode     = fault.New(fault.Invalid, "invoice.node_unknown", "no such payment node of the contract")
	ErrNodesSum        = fault.New(fault.Invalid, "invoice.nodes_do_not_add_up", "the amounts on the nodes do not sum to the invoice")
	ErrOverNode        = fault.New(fault.Conflict, "invoice.over_node", "the node would be invoiced for more than its amount")
	ErrBlocked         = fault.New(fault.Conflict, "invoice.check_failed", "compliance checks block the invoice")
	ErrWithinPrice     = fault.New(fault.Conflict, "invoice.within_price", "the invoice stays within the contract price; there is nothing to allow")
	ErrOwnInvoice      = fault.New(fault.Forbidden, "invoice.own_request", "nobody approves or allows what he asked for")
	ErrNumberTaken     = fault.New(fault.Conflict, "invoice.number_taken", "another invoice has this number")
	ErrNumber          = fault.New(fault.Invalid, "invoice.number_malformed", "the number of a digital invoice has 20 digits: year, region, channel, sequence")
	ErrDocument        = fault.New(fault.Invalid, "invoice.document_unknown", "there is no such document on the invoice")
	ErrRedTooMuch      = fault.New(fault.Conflict, "invoice.red_too_much", "a red invoice takes back no more than what is left of its original")
	ErrPaidInvoice     = fault.New(fault.Conflict, "invoice.paid", "receipts are booked on what the red invoice would take back; take those bookings back first")
)

// Policy is what a group may set differently.
type Policy struct {
	UnpaidDays   int // after its issue an invoice that nobody paid is asked about
	ValuationDay int // of a month, on which the work done in it is to be valued
}

// Usual returns the product's own policy (reference 2.6).
func Usual() Policy { return Policy{UnpaidDays: 30, ValuationDay: 25} }

// Rules says which of it a group may set.
func (p *Policy) Rules() []setting.Rule {
	return []setting.Rule{
		setting.Value("payment.valuation_day", setting.Monthday, &p.ValuationDay, 1, 28, "每月几日提请当月进度计量", "The month's work is to be valued from this day on"),
		setting.Value("invoice.unpaid_days", setting.Days, &p.UnpaidDays, 1, 365, "发票开出多少天未回款即提醒", "An invoice that nobody paid is asked about after"),
	}
}

// MaxAmount bounds an amount, in fen: the sum of a million such stays exact.
const MaxAmount = 9_000_000_000_000

// Named is a record shown by its name.
type Named struct {
	ID   ref.ID `json:"id"`
	Name string `json:"name"`
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
