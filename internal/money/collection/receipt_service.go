package collection

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Receipts returns a page of the receipts that the caller may see.
func (s *Service) Receipts(ctx context.Context, q *db.Query) (db.Page[ReceiptView], error) {
	return s.receipts(ctx, &receiptList, q)
}

// Unclaimed returns a page of the receipts of which nobody said what they are
// for. It needs [PermClaim], which decides how far it goes.
func (s *Service) Unclaimed(ctx context.Context, q *db.Query) (db.Page[ReceiptView], error) {
	return s.receipts(ctx, &unclaimedList, q)
}

func (s *Service) receipts(ctx context.Context, l *db.List, q *db.Query) (p db.Page[ReceiptView], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = db.Run(tx, l, q, func(x db.Row) (ReceiptView, error) {
			r, err := scanReceipt(x)
			return receiptView(tx.Actor, &r, authz.Actions(tx.Actor, "", r.Scope(), &r, receiptActions)), err
		})
		return err
	})
	return p, err
}

// FindReceipts returns the first receipts whose numbers or payers contain what
// was typed, for the palette.
func (s *Service) FindReceipts(ctx context.Context, typed string, limit int) ([]ReceiptView, error) {
	q, err := db.ParseQuery(map[string][]string{"q": {typed}, "limit": {strconv.Itoa(limit)}}, &receiptList)
	if err != nil {
		return nil, err
	}
	p, err := s.Receipts(ctx, q)
	return p.Items, err
}

// Receipt returns a receipt with its bookings. It needs [PermReceiptRead] over
// it, or [PermClaim] while nobody claimed it. Errors: [ErrReceiptNotFound].
func (s *Service) Receipt(ctx context.Context, id ref.ID) (v ReceiptPage, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := getReceipt(tx, id)
		if err != nil {
			return err
		}
		actions, err := db.Actions(tx, receiptActions, r.Scope(), &r, r.members()...)
		if err != nil {
			return err
		}
		all, err := allocationsOf(tx, id)
		v = ReceiptPage{receiptView(tx.Actor, &r, actions), allocationViews(all, seesPrice(tx.Actor))}
		return err
	})
	return v, err
}

// ReceiptVisible answers [ErrReceiptNotFound] unless the caller may read it.
func (s *Service) ReceiptVisible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := getReceipt(tx, id)
		return err
	})
}

// ReceiptScopeTx returns the scope of a receipt that the actor may read, and its
// label, for records that hang on it. Errors: [ErrReceiptNotFound].
func (s *Service) ReceiptScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	r, err := getReceipt(tx, id)
	if err != nil {
		return authz.Scope{}, "", err
	}
	return r.Scope(), r.Subject().Label, nil
}

// Register notes money that came in. It needs [PermRegister] over the entity,
// which is the caller's own when none is named. Errors: [ErrEntity],
// [ErrBankRef], [ErrIDInUse].
func (s *Service) Register(ctx context.Context, id, entity ref.ID, m Money) (ref.ID, error) {
	if id.IsZero() {
		id = ref.New()
	}
	return id, s.db.Write(ctx, func(tx *db.Tx) error { return s.RegisterTx(tx, id, entity, m) })
}

// RegisterTx is [Service.Register] in the caller's transaction.
func (s *Service) RegisterTx(tx *db.Tx, id, entity ref.ID, m Money) error {
	if err := tx.Actor.Require(PermRegister); err != nil {
		return err
	}
	r := &Receipt{ID: id, EntityID: entity, State: Registered}
	if entity.IsZero() {
		r.EntityID = tx.Actor.Entity
	}
	var err error
	if r.DepartmentID, err = rootOf(tx, r.EntityID); err != nil {
		return orElse(err, ErrEntity.At("entity_id", "unknown"))
	}
	if r.EntityID == tx.Actor.Entity {
		r.DepartmentID = tx.Actor.Department
	}
	if !tx.Actor.Covers(PermRegister, r.Scope()) {
		return ErrEntity.At("entity_id", "unknown")
	}
	today, err := s.today(tx, r.EntityID)
	if err != nil {
		return err
	}
	if err := m.check(today); err != nil {
		return err
	}
	r.apply(m)
	if r.Number, err = s.Neighbours.Receipts.NextTx(tx, r.EntityID); err != nil {
		return err
	}
	if err := insertReceipt(tx, r); err != nil {
		return err
	}
	return tx.Audit("receipt.register", nil, r)
}

// changeReceipt is the common course of every use case on a receipt.
func (s *Service) changeReceipt(ctx context.Context, id ref.ID, version int64, act receiptAction, reason string, decide func(tx *db.Tx, r *Receipt, today workday.Date) error) error {
	return s.db.Write(because(ctx, reason), func(tx *db.Tx) error {
		if err := tx.Lock("receipt", id); err != nil {
			return orElse(err, ErrReceiptNotFound)
		}
		r, err := getReceipt(tx, id)
		if err != nil {
			return err
		}
		if r.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, r.Scope(), &r, r.members()...); err != nil {
			return err
		}
		today, err := s.today(tx, r.EntityID)
		if err != nil {
			return err
		}
		before := r
		if err := decide(tx, &r, today); err != nil {
			return err
		}
		return s.saveReceipt(tx, act.Verb, &before, &r)
	})
}

func (s *Service) saveReceipt(tx *db.Tx, verb string, before, r *Receipt) error {
	if err := updateReceipt(tx, r); err != nil {
		return err
	}
	if before.ContractID != r.ContractID {
		if err := indexReceipt(tx, r); err != nil {
			return err
		}
	}
	if err := tx.Audit("receipt."+verb, before, r); err != nil {
		return err
	}
	if before.State != Claimed || r.State != Confirmed {
		return nil
	}
	return tx.Emit(ReceiptConfirmed{r.ID, r.Number, r.Number, r.Kind, r.ContractID, r.CustomerID, r.EntityID, r.OwnerID, r.ReceivedOn})
}

// Claim says which contract a receipt is for. It needs [PermClaim] over it, and
// the contract to be readable and in force with the same entity. A payer who is
// not the party to the contract is noted. Errors: [ErrContract],
// [ErrReceiptState].
func (s *Service) Claim(ctx context.Context, id ref.ID, version int64, contract ref.ID) error {
	return s.changeReceipt(ctx, id, version, actClaim, "", func(tx *db.Tx, r *Receipt, _ workday.Date) error {
		unknown := ErrContract.At("contract_id", "unknown")
		if _, _, err := s.Contracts.ScopeTx(tx, contract); err != nil {
			return orElse(err, unknown)
		}
		return s.claim(tx, r, contract)
	})
}

func (s *Service) claim(tx *db.Tx, r *Receipt, contract ref.ID) error {
	unknown := ErrContract.At("contract_id", "unknown")
	a, err := s.Contracts.AgreementTx(tx, contract)
	if err != nil {
		return orElse(err, unknown)
	}
	if a.Entity != r.EntityID {
		return unknown
	}
	name, alias, err := party(tx, a.Customer)
	if err != nil {
		return err
	}
	r.ContractID, r.CustomerID, r.OwnerID, r.DepartmentID, r.Contract = contract, a.Customer, a.Owner, a.Dept, a.Number
	r.ThirdParty = !samePayer(r.PayerName, name, alias)
	r.ClaimedBy, r.ClaimedAt = tx.Actor.ID, tx.Now
	return r.move(Claimed)
}

// Unclaim makes unknown money of a receipt again that was claimed for the wrong
// contract. It needs [PermConfirm] over it.
func (s *Service) Unclaim(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.changeReceipt(ctx, id, version, actUnclaim, reason, func(tx *db.Tx, r *Receipt, _ workday.Date) error {
		if !tx.Actor.Covers(PermConfirm, r.Scope()) {
			return authz.ErrForbidden // a part on the contract ends with the claim
		}
		r.ContractID, r.CustomerID, r.OwnerID, r.ThirdParty, r.Contract, r.Reason = ref.Nil, ref.Nil, ref.Nil, false, "", reason
		return r.move(Registered)
	})
}

// Papers are the documents that a confirmation may need, on the receipt.
type Papers struct {
	Letter ref.ID // of a payer who is not the party
	Proof  ref.ID // of the transfer, for payment in kind and offsets
}

// Confirm says that the money is there and is what the claim says. It needs
// [PermConfirm] over the receipt. Errors: [ErrLetter], [ErrProof],
// [ErrReceiptDocument].
func (s *Service) Confirm(ctx context.Context, id ref.ID, version int64, p Papers) error {
	return s.changeReceipt(ctx, id, version, actConfirm, "", func(tx *db.Tx, r *Receipt, today workday.Date) error {
		for field, x := range map[string]struct {
			id ref.ID
			to *ref.ID
		}{"letter_id": {p.Letter, &r.LetterID}, "proof_id": {p.Proof, &r.ProofID}} {
			if x.id.IsZero() {
				continue
			}
			if err := s.proof(tx, x.id, ErrReceiptDocument, field, ref.To(ReceiptKind, r.ID)); err != nil {
				return err
			}
			*x.to = x.id
		}
		return r.confirm(tx.Actor.ID, today)
	})
}

func (r *Receipt) confirm(by ref.ID, on workday.Date) error {
	if err := r.confirmable(); err != nil {
		return err
	}
	r.ConfirmedBy, r.ConfirmedOn = by, on
	return r.move(Confirmed)
}

// Spending is a part of a receipt for a payment node or an invoice.
type Spending struct {
	Target ref.Ref
	Amount int64 // fen
}

// Allocate books a confirmed receipt on payments and invoices. It needs
// [PermAllocate] over the receipt. Orders that are paid by it close. Errors:
// [ErrOverReceipt], [ErrTarget], [ErrNotIncome], those of module billing.
func (s *Service) Allocate(ctx context.Context, id ref.ID, version int64, all []Spending) error {
	return s.changeReceipt(ctx, id, version, actAllocate, "", func(tx *db.Tx, r *Receipt, today workday.Date) error {
		return s.spend(tx, r, all, today)
	})
}

func (s *Service) spend(tx *db.Tx, r *Receipt, all []Spending, today workday.Date) error {
	var c fault.Checks
	c.Check(len(all) > 0, "allocations", "required")
	for i, x := range all {
		c.Check(x.Amount > 0 && x.Amount <= MaxAmount, "allocations["+strconv.Itoa(i)+"].amount", "not_positive")
	}
	if err := c.Err(); err != nil {
		return err
	}
	for i, x := range all {
		a := Allocation{ID: ref.New(), Receipt: r.ID, Target: x.Target, Amount: x.Amount, On: r.ReceivedOn}
		if err := s.book(tx, r, a, today, "allocations["+strconv.Itoa(i)+"]"); err != nil {
			return err
		}
	}
	return nil
}

// book writes one booking on both sides.
func (s *Service) book(tx *db.Tx, r *Receipt, a Allocation, today workday.Date, at string) error {
	if err := r.book(a.Target.Kind, a.Amount); err != nil {
		return err
	}
	unknown := ErrTarget.At(at, "unknown")
	switch a.Target.Kind {
	case nodeKind:
		n, err := s.Billing.NodeTx(tx, a.Target.ID)
		if err != nil {
			return orElse(err, unknown)
		}
		if n.EntityID != r.EntityID || n.CustomerID != r.CustomerID {
			return unknown
		}
		if a.DueOn.IsZero() {
			a.DueOn = n.DueOn
		}
		if _, err := s.Billing.ReceiveTx(tx, n.ID, a.Amount, a.On); err != nil {
			return err
		}
		if err := insertAllocation(tx, &a); err != nil {
			return err
		}
		return s.paid(tx, n.ContractID, n.ID, a.Amount, today)
	case invoiceKind:
		i, err := s.Billing.InvoiceTx(tx, a.Target.ID)
		if err != nil {
			return orElse(err, unknown)
		}
		if i.EntityID != r.EntityID || i.CustomerID != r.CustomerID {
			return unknown
		}
		if _, err := s.Billing.PayInvoiceTx(tx, i.ID, a.Amount); err != nil {
			return err
		}
		return insertAllocation(tx, &a)
	}
	return unknown
}

// Unallocate takes bookings of a receipt back: those named, or all. It needs
// [PermAllocate] over the receipt. Errors: [ErrTarget], [ErrReceiptState].
func (s *Service) Unallocate(ctx context.Context, id ref.ID, version int64, which []ref.ID, reason string) error {
	return s.changeReceipt(ctx, id, version, actUnallocate, reason, func(tx *db.Tx, r *Receipt, today workday.Date) error {
		r.Reason = reason
		return s.takeBack(tx, r, which, today)
	})
}

// takeBack adds the negatives of bookings that still stand.
func (s *Service) takeBack(tx *db.Tx, r *Receipt, which []ref.ID, today workday.Date) error {
	all, err := allocationsOf(tx, r.ID)
	if err != nil {
		return err
	}
	for _, id := range which {
		if !slices.ContainsFunc(standing(all), func(a Allocation) bool { return a.ID == id }) {
			return ErrTarget.At("allocation_ids", "unknown")
		}
	}
	for _, a := range standing(all) {
		if len(which) > 0 && !slices.Contains(which, a.ID) {
			continue
		}
		back := Allocation{ID: ref.New(), Receipt: r.ID, Target: a.Target, Amount: -a.Amount, On: a.On, DueOn: a.DueOn, Reverses: a.ID}
		if err := s.book(tx, r, back, today, "allocation_ids"); err != nil {
			return err
		}
	}
	return nil
}

// standing are the bookings that nobody took back.
func standing(all []Allocation) (out []Allocation) {
	for _, a := range all {
		taken := slices.ContainsFunc(all, func(b Allocation) bool { return b.Reverses == a.ID })
		if a.Amount > 0 && !taken {
			out = append(out, a)
		}
	}
	return out
}

// Reverse says that the money is not there after all, or was meant for somebody
// else; what it was booked on is open again. It needs [PermConfirm] over the
// receipt.
func (s *Service) Reverse(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.changeReceipt(ctx, id, version, actReverse, reason, func(tx *db.Tx, r *Receipt, today workday.Date) error {
		if err := s.takeBack(tx, r, nil, today); err != nil {
			return err
		}
		r.Reason = reason
		return r.move(Reversed)
	})
}

// Refund says that a receipt on which nothing is booked was paid back. It needs
// [PermConfirm] over it. Errors: [ErrAllocated].
func (s *Service) Refund(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.changeReceipt(ctx, id, version, actRefund, reason, func(_ *db.Tx, r *Receipt, _ workday.Date) error {
		r.Reason = strings.TrimSpace(reason)
		return r.move(Refunded)
	})
}

// Suggestions answers where a receipt may belong, best first. It needs to be
// readable. Errors: [ErrReceiptNotFound].
func (s *Service) Suggestions(ctx context.Context, id ref.ID) (out []SuggestionView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := getReceipt(tx, id)
		if err != nil {
			return err
		}
		open, err := candidates(tx, &r)
		out = suggestionViews(Suggest(&r, open), seesPrice(tx.Actor))
		return err
	})
	return out, err
}

var _ Billing = (*billing.Service)(nil)
