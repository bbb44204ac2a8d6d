package collection

import (
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
)

// Kinds of records in references.
const (
	ReceiptKind ref.Kind = "receipt"
	OrderKind   ref.Kind = "collection_order"
)

// Rights this module checks.
const (
	PermReceiptRead authz.Permission = "receipt:read"
	PermRegister    authz.Permission = "receipt:register"
	PermClaim       authz.Permission = "receipt:claim"   // say which contract unknown money is for
	PermConfirm     authz.Permission = "receipt:confirm" // confirm, reverse, refund
	PermAllocate    authz.Permission = "receipt:allocate"

	PermRead     authz.Permission = "collection:read"
	PermAct      authz.Permission = "collection:act" // steps, promises, disputes
	PermAssign   authz.Permission = "collection:assign"
	PermEscalate authz.Permission = "collection:escalate"
	PermLegal    authz.Permission = "collection:legal"
	PermWriteOff authz.Permission = "collection:write_off"
)

// Permissions lists what this module checks, for the catalogue of roles.
func Permissions() []authz.Permission {
	return []authz.Permission{PermReceiptRead, PermRegister, PermClaim, PermConfirm, PermAllocate, PermRead, PermAct, PermAssign, PermEscalate, PermLegal, PermWriteOff}
}

// Errors about receipts.
var (
	ErrReceiptNotFound = fault.New(fault.NotFound, "receipt.not_found", "no such receipt")
	ErrReceiptState    = fault.New(fault.Conflict, "receipt.state", "the receipt's state does not allow this")
	ErrIDInUse         = fault.New(fault.Conflict, "receipt.id_in_use", "another record has this id")
	ErrBankRef         = fault.New(fault.Conflict, "receipt.bank_ref_taken", "this bank reference was registered already")
	ErrContract        = fault.New(fault.Invalid, "receipt.contract_unknown", "no such contract in force of this legal entity")
	ErrTarget          = fault.New(fault.Invalid, "receipt.node_unknown", "no such payment node or invoice of this legal entity and customer")
	ErrOverReceipt     = fault.New(fault.Conflict, "receipt.over_receipt", "the allocations are more than what is left of the receipt")
	ErrNotIncome       = fault.New(fault.Conflict, "receipt.not_income", "a bond that comes back is not allocated to payments")
	ErrProof           = fault.New(fault.Conflict, "receipt.proof_required", "payment in kind and offsets need the document of the transfer")
	ErrLetter          = fault.New(fault.Conflict, "receipt.letter_required", "the payer is not the party: attach the payment-on-behalf letter")
	ErrReceiptDocument = fault.New(fault.Invalid, "receipt.document_unknown", "there is no such document on the receipt")
	ErrEntity          = fault.New(fault.Invalid, "receipt.entity_unknown", "no such legal entity")
	ErrAllocated       = fault.New(fault.Conflict, "receipt.allocated", "the receipt is allocated; take that back first")
)

// Errors about collection orders.
var (
	ErrNotFound = fault.New(fault.NotFound, "collection_order.not_found", "no such collection order")
	ErrState    = fault.New(fault.Conflict, "collection_order.state", "the order's state does not allow this")
	ErrLevel    = fault.New(fault.Conflict, "collection_order.level", "a level only rises")
	ErrPerson   = fault.New(fault.Invalid, "collection_order.person_unknown", "the person does not exist or is not active")
	ErrPromise  = fault.New(fault.Conflict, "collection_order.promise_too_much", "the promise is more than what is open")
	ErrDocument = fault.New(fault.Invalid, "collection_order.document_unknown", "there is no such document on the order or its contract")
)

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
