package pipeline

import (
	"context"
	"maps"
	"net/url"
	"strconv"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// Narrow leaves only some of the open opportunities on the board: filters and
// words as the list takes them.
type Narrow url.Values

// question returns the narrowing as a question to the list, with so many rows.
func (n Narrow) question(limit int) url.Values {
	v := url.Values{"limit": {strconv.Itoa(limit)}}
	maps.Copy(v, n)
	return v
}

// whole reports whether everything that is open stands on the board.
func (n Narrow) whole() bool { return len(n) == 0 }

// Column is one stage of the board.
type Column struct {
	Stage Stage
	Sum
	Flow  Flow
	Cards []Card
}

// Card is an opportunity on the board with the one thing to do about it.
type Card struct {
	Row    Row
	Status *Status
}

// Summary returns what the open opportunities that the caller may see come to,
// by stage. It needs [PermRead]. It agrees with the list under the same scope.
func (s *Service) Summary(ctx context.Context) (out map[Stage]Sum, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = sums(tx)
		return err
	})
	return out, err
}

// Funnel returns the summary and what went on in the months from and to, both
// included ("2026-11"), of what the caller may see. It needs [PermRead].
func (s *Service) Funnel(ctx context.Context, from, to string) (now map[Stage]Sum, flow map[string]Flow, err error) {
	err = s.db.Snapshot(ctx, func(tx *db.Tx) error {
		if now, err = sums(tx); err != nil {
			return err
		}
		flow, err = flows(tx, from, to)
		return err
	})
	return now, flow, err
}

// Board returns every stage with its first cards by priority, its sums, and the
// conversion of those that entered it in the months from and to. It needs
// [PermRead].
func (s *Service) Board(ctx context.Context, n Narrow, cards int, from, to string) (board []Column, err error) {
	err = s.db.Snapshot(ctx, func(tx *db.Tx) error {
		flow, err := flows(tx, from, to)
		if err != nil {
			return err
		}
		var kept map[Stage]Sum
		if n.whole() {
			if kept, err = sums(tx); err != nil {
				return err
			}
		}
		board = []Column{}
		for _, stage := range Stages() {
			c := Column{Stage: stage, Sum: kept[stage], Flow: flow[string(stage)]}
			if err := s.deal(tx, &c, n, cards); err != nil {
				return err
			}
			board = append(board, c)
		}
		return nil
	})
	return board, err
}

// deal puts the first cards on a column. A narrowed board is summed row by row.
func (s *Service) deal(tx *db.Tx, c *Column, n Narrow, cards int) error {
	l, err := s.columnTx(tx, c.Stage, n)
	if err != nil {
		return err
	}
	q, err := db.ParseQuery(n.question(cards), l)
	if err != nil {
		return err
	}
	q.Total = !n.whole()
	show := s.shower(tx.Actor)
	p, err := db.Run(tx, l, q, scanRow)
	if err != nil {
		return err
	}
	if q.Total && p.Total != nil {
		c.Sum = Sum{*p.Total, p.Sums["amount"], p.Sums["weighted"]}
	}
	for i := range p.Items {
		card := Card{Row: show.row(&p.Items[i])}
		if card.Status, err = s.status(tx, &p.Items[i]); err != nil {
			return err
		}
		c.Cards = append(c.Cards, card)
	}
	return nil
}

// columnTx is the list behind a column, wide enough for how the board is
// narrowed.
func (s *Service) columnTx(tx *db.Tx, stage Stage, n Narrow) (*db.List, error) {
	l := columnFor(tx.Actor, stage)
	if s.Fields == nil {
		return l, nil
	}
	return s.Fields.WidenTx(tx, l, Kind, customColumn, url.Values(n))
}

// status picks what is most urgent about an opportunity: something that its
// stage asks for, or its next task.
func (s *Service) status(tx *db.Tx, n *summary) (*Status, error) {
	g, err := s.gate(tx, &n.Opportunity, n.Owner)
	if err != nil {
		return nil, err
	}
	task, err := s.Tasks.NextTx(tx, ref.To(Kind, n.ID))
	if err != nil {
		return nil, err
	}
	need, missing := g.urgent()
	switch {
	case task.ID.IsZero() && !missing:
		return &Status{Kind: "ready", Code: g.To}, nil
	case !missing, !task.ID.IsZero() && sooner(task.DueAt, need.DueAt):
		return &Status{Kind: "task", Title: task.Title, DueAt: instant(task.DueAt), Holder: task.Holder}, nil
	}
	return &Status{Kind: "gate", Code: need.Code, DueAt: instant(need.DueAt), Holder: need.Holder}, nil
}
