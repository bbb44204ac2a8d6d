package approval

import (
	"errors"
	"fmt"
	"slices"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Start is what a module wants approved.
type Start struct {
	ID        ref.ID // or zero
	Subject   ref.Ref
	Label     string      // what people call the record: "报价 V2 · 赣江第四水厂土建"
	Hash      string      // SHA-256 of the content, 64 hexadecimal digits
	Submitter ref.ID      // tx.Actor when zero
	Scope     authz.Scope // of the record
	Facts     Facts
}

// StartTx asks the people whom the matrix of the subject's kind names, in its
// order. The caller has checked that the submitter may submit. Errors:
// [ErrPending], [ErrNoRoute], [ErrNoApprover].
func (s *Service) StartTx(tx *db.Tx, in Start) (ref.ID, error) {
	if in.ID.IsZero() {
		in.ID = ref.New()
	}
	if in.Submitter.IsZero() {
		in.Submitter = tx.Actor.ID
	}
	if len(in.Hash) != 64 || in.Label == "" || in.Submitter.IsZero() {
		return in.ID, fmt.Errorf("start approval of %s: label, hash and submitter are needed", in.Subject)
	}
	nodes, err := s.RouteTx(tx, in.Subject.Kind, in.Facts)
	if err != nil {
		return in.ID, err
	}
	a := Approval{ID: in.ID, Ref: in.Subject, Entity: in.Scope.Entity, Department: in.Scope.Department, Owner: in.Scope.Owner, Label: in.Label, Hash: in.Hash,
		SubmitterID: in.Submitter, Facts: in.Facts, State: Pending, Position: 1, Nodes: nodes}
	if err := s.startable(tx, &a); err != nil {
		return in.ID, err
	}
	if a.Submitter, err = nameOf(tx, a.SubmitterID); err != nil {
		return in.ID, err
	}
	if err := insert(tx, &a); errors.Is(err, db.ErrTaken) {
		return in.ID, ErrPending
	} else if err != nil {
		return in.ID, err
	}
	a.log("submit", a.SubmitterID, tx.Now, "")
	return in.ID, s.proceed(tx, &a, "approval.start", nil)
}

// RouteTx returns the nodes that an approval of a record of this kind would
// have; none when no rule knows the kind.
func (s *Service) RouteTx(tx *db.Tx, kind ref.Kind, f Facts) ([]Node, error) {
	rules, err := rulesFor(tx, kind)
	s.policy().set(rules)
	return Route(rules, f), err
}

// startable answers why an approval would find nobody to decide it.
func (s *Service) startable(tx *db.Tx, a *Approval) error {
	if len(a.Nodes) == 0 {
		return ErrNoRoute
	}
	for i := range a.Nodes {
		people, _, err := s.approvers(tx, a, &a.Nodes[i])
		if err != nil {
			return err
		}
		if len(people) == 0 {
			return ErrNoApprover.With("role", a.Nodes[i].Role)
		}
	}
	return nil
}

// approvers returns who is asked at a node and by which role: its own, or, when
// nobody but the submitter holds that, a superior one.
func (s *Service) approvers(tx *db.Tx, a *Approval, n *Node) (people []ref.ID, role string, err error) {
	role = n.Role
	for {
		if role == "" {
			people, err = active(tx, n.PersonID)
		} else {
			people, err = asks(tx, role, a.Scope())
		}
		if err != nil {
			return nil, "", err
		}
		people = slices.DeleteFunc(people, func(p ref.ID) bool { return p == a.SubmitterID })
		up := superior(role)
		if len(people) > 0 || up == "" {
			return people, role, nil
		}
		role = up
	}
}

// proceed enters the nodes whose turn it is, until one waits for people or none
// is left, and writes and tells everything that happened. Before is the state
// that the transaction found, nil for a new approval.
func (s *Service) proceed(tx *db.Tx, a *Approval, action string, before *Approval) error {
	for n := a.current(); a.State == Pending && len(a.Asked) == 0; n = a.current() {
		if n == nil {
			a.Position = int64(len(a.Nodes))
			if err := a.finish(StateApproved, tx.Now, Approved{a.about(tx.Actor)}); err != nil {
				return err
			}
			break
		}
		waits, err := s.enter(tx, a, n)
		if err != nil {
			return err
		}
		if waits {
			break
		}
		a.Position++
	}
	return save(tx, a, action, before)
}

// enter turns to the people of a node and reports whether it waits for them. A
// node that one of them has approved already passes by itself.
func (s *Service) enter(tx *db.Tx, a *Approval, n *Node) (waits bool, err error) {
	people, role, err := s.approvers(tx, a, n)
	if err != nil {
		return false, err
	}
	n.EnteredAt, n.AskedRole = tx.Now, role
	if by := a.approvedBy(people); !by.IsZero() {
		a.decide(Skipped, "skip", by, tx.Now, "")
		return false, nil
	}
	if n.DueAt, err = s.due(tx, a.Entity); err != nil {
		return false, err
	}
	a.Asked = people
	switch {
	case len(people) == 0: // startable found somebody, who has gone since
		n.AskedRole = n.Role
		a.log("stall", ref.Nil, tx.Now, "")
		a.events = append(a.events, Stalled{a.about(tx.Actor), n.Role})
		return true, nil
	case role != n.Role:
		a.log("escalate", ref.Nil, tx.Now, role)
	}
	a.events = append(a.events, Asked{a.about(tx.Actor), n.Role, people})
	return true, nil
}

// save writes, audits and tells what happened to an approval.
func save(tx *db.Tx, a *Approval, action string, before *Approval) error {
	if before != nil {
		if err := update(tx, a); err != nil {
			return err
		}
	}
	steps := slices.Clone(a.entries)
	if err := saveSteps(tx, a); err != nil {
		return err
	}
	if err := audit(tx, a, action, before); err != nil {
		return err
	}
	for _, e := range steps {
		details := map[string]any{"step": e.Action, "position": e.Position, "role": e.Role, "comment": e.Comment}
		if err := tx.Note("approval.step", a.Subject(), details); err != nil {
			return err
		}
	}
	events := a.events
	a.events = nil
	for _, e := range events {
		if err := tx.Emit(e); err != nil {
			return err
		}
	}
	return nil
}

func audit(tx *db.Tx, a *Approval, action string, before *Approval) error {
	if before == nil {
		return tx.Audit(action, nil, a)
	}
	return tx.Audit(action, before, a)
}

// VoidTx ends every pending or approved approval of a record whose hash is not
// this one: the content has changed. An empty hash ends them all. Modules call
// it in the transaction that changes the content.
func (s *Service) VoidTx(tx *db.Tx, r ref.Ref, hash string) error {
	stale, err := living(tx, r, hash)
	if err != nil {
		return err
	}
	for _, id := range stale {
		a, err := locked(tx, id)
		if err != nil {
			return err
		}
		before := a
		if err := a.finish(StateVoided, tx.Now, Voided{a.about(tx.Actor)}); err != nil {
			return err
		}
		a.log("void", tx.Actor.ID, tx.Now, "")
		if err := save(tx, &a, "approval.void", &before); err != nil {
			return err
		}
	}
	return nil
}

// ApprovedTx reports whether everybody agreed to exactly this content.
func (s *Service) ApprovedTx(tx *db.Tx, r ref.Ref, hash string) (bool, error) {
	return approved(tx, r, hash)
}

// RescopeTx brings the lists up to date after a record changed its owner,
// department or entity. Who is asked stays.
func (s *Service) RescopeTx(tx *db.Tx, record ref.ID, scope authz.Scope) error {
	return rescope(tx, record, scope)
}

// locked reads an approval that nobody else changes until the transaction ends.
func locked(tx *db.Tx, id ref.ID) (Approval, error) {
	if err := tx.Lock("approval", id); errors.Is(err, db.ErrNoRows) {
		return Approval{}, ErrNotFound
	} else if err != nil {
		return Approval{}, err
	}
	return get(tx, id)
}
