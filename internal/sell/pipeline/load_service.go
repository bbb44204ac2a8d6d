package pipeline

import (
	"maps"
	"slices"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// Load adds opportunities of the past by the thousand. What they come to is kept
// in memory, some cells for each department, and written once by
// [Load.SumTx]: until then the sums of an installation are those of before.
type Load struct {
	s     *Service
	homes map[ref.ID]home
	sums  share
}

// home is where an owner works.
type home struct {
	entity, department ref.ID
	zone               *time.Location
}

// NewLoad begins to add.
func (s *Service) NewLoad() *Load { return &Load{s, map[ref.ID]home{}, shareOf(nil)} }

// AddTx adds opportunities as [Service.AddTx] does, but for their sums, the leads
// that they came from, and the audit record, which is the caller's.
func (l *Load) AddTx(tx *db.Tx, all []Past) error {
	_, err := l.add(tx, all)
	return err
}

// SumTx adds what all of them come to to the sums. Nothing is added afterwards.
func (l *Load) SumTx(tx *db.Tx) error {
	return changeOf(shareOf(nil), l.sums).apply(tx)
}

func (l *Load) add(tx *db.Tx, past []Past) ([]*Opportunity, error) {
	all, stays := make([]*Opportunity, 0, len(past)), [][]any{}
	for i := range past {
		o, err := l.born(tx, &past[i])
		if err != nil {
			return nil, err
		}
		all, stays = append(all, o), append(stays, past[i].stays(o, tx.Actor.ID)...)
	}
	if err := l.number(tx, all); err != nil {
		return nil, err
	}
	if err := insert(tx, all...); err != nil {
		return nil, err
	}
	for _, o := range all {
		l.sums.add(shareOf(o))
	}
	return all, tx.InsertAll("opportunity_stage", "opportunity_id, seq, stage, verb, reason, actor_id, entered_at, left_at", stays)
}

// born returns an opportunity that has gone its way. It has no number yet unless
// it brings one.
func (l *Load) born(tx *db.Tx, p *Past) (*Opportunity, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	at, err := l.home(tx, p.Owner)
	if err != nil {
		return nil, err
	}
	o := &Opportunity{ID: p.ID, OwnerID: p.Owner, EntityID: at.entity, DepartmentID: at.department, Number: p.Number, Origin: p.Origin, Custom: "{}", LeadID: p.Lead}
	o.apply(p.Draft)
	l.s.relive(o, *p, at.zone)
	return o, o.rate(workday.Today(tx.Now, at.zone), at.zone, *l.s.policy())
}

func (l *Load) home(tx *db.Tx, owner ref.ID) (h home, err error) {
	h, known := l.homes[owner]
	if known {
		return h, nil
	}
	if h.entity, h.department, err = l.s.home(tx, owner); err != nil {
		return h, err
	}
	h.zone, err = l.s.People.ZoneTx(tx, h.entity)
	l.homes[owner] = h
	return h, err
}

// number gives numbers to those that bring none, in their order.
func (l *Load) number(tx *db.Tx, all []*Opportunity) error {
	without := map[ref.ID][]*Opportunity{}
	for _, o := range all {
		if o.Number == "" {
			without[o.EntityID] = append(without[o.EntityID], o)
		}
	}
	for _, entity := range slices.SortedFunc(maps.Keys(without), compareIDs) {
		numbers, err := l.s.Numbers.TakeTx(tx, entity, len(without[entity]))
		if err != nil {
			return err
		}
		for i, o := range without[entity] {
			o.Number = numbers[i]
		}
	}
	return nil
}
