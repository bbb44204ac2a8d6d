package quote

import (
	"bytes"
	"context"
	"errors"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// lineChange is one line before and after an edit; nil where there is none.
type lineChange struct{ before, after *Line }

// billOf reads the lines of a quote.
func billOf(tx *db.Tx, q *Quote) (Bill, error) {
	lines, err := linesOf(tx, q.ID)
	return Bill{Lines: lines, Basis: q.Basis}, err
}

// Lines returns the bill of a quote. It needs [PermRead] over it; what the
// caller may not see of prices is null. Errors: [ErrNotFound].
func (s *Service) Lines(ctx context.Context, id ref.ID) (v BillView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := get(tx, id)
		if err != nil {
			return err
		}
		b, err := billOf(tx, &n.Quote)
		if err != nil {
			return err
		}
		_, groups, err := b.price()
		v = billView(tx.Actor, &n.Quote, &b, groups)
		return err
	})
	return v, err
}

// Touched is what an edit of cells left: the lines that are different now, those
// that are gone, and the quote with its new totals.
type Touched struct {
	Quote   Quote
	Changed []Line
	Removed []ref.ID
}

func touched(changes []lineChange) Touched {
	t := Touched{Changed: []Line{}, Removed: []ref.ID{}}
	for _, c := range changes {
		if c.after != nil {
			t.Changed = append(t.Changed, *c.after)
		} else {
			t.Removed = append(t.Removed, c.before.ID)
		}
	}
	return t
}

// SetLines replaces the whole bill of a draft. Lines whose id the bill has keep
// it. It needs [PermUpdate]. Errors: [ErrNotFound], [ErrNotDraft], [ErrLines],
// [ErrTooMany], [ErrTooMuch].
func (s *Service) SetLines(ctx context.Context, id ref.ID, version int64, lines []Line) error {
	return s.change(ctx, id, version, actUpdate, func(tx *db.Tx, n *named) error {
		old, err := billOf(tx, &n.Quote)
		if err != nil {
			return err
		}
		origin := make(map[ref.ID]ref.ID, len(old.Lines))
		for _, l := range old.Lines {
			origin[l.ID] = l.OriginID
		}
		b := Bill{Lines: append([]Line(nil), lines...), Basis: n.Basis}
		for i := range b.Lines {
			l := &b.Lines[i]
			if l.ID.IsZero() {
				l.ID = ref.New()
			}
			if l.OriginID = l.ID; !origin[l.ID].IsZero() {
				l.OriginID = origin[l.ID]
			}
		}
		b.number()
		return s.keep(tx, &n.Quote, &old, &b)
	})
}

// EditLines changes cells of a draft's bill. It needs [PermUpdate]. Errors: as
// [Service.SetLines], and [ErrLine].
func (s *Service) EditLines(ctx context.Context, id ref.ID, version int64, edits []Edit) (t Touched, err error) {
	err = s.change(ctx, id, version, actUpdate, func(tx *db.Tx, n *named) error {
		old, err := billOf(tx, &n.Quote)
		if err != nil {
			return err
		}
		b := Bill{Lines: append([]Line(nil), old.Lines...), Basis: n.Basis}
		if err := b.edit(edits, n.TaxRate); err != nil {
			return err
		}
		if err := s.keep(tx, &n.Quote, &old, &b); err != nil {
			return err
		}
		t = touched(n.touched)
		return nil
	}, func(_ *db.Tx, n *named) error {
		t.Quote = n.Quote
		return nil
	})
	return t, err
}

// keep prices and writes a bill that takes the place of another one.
func (s *Service) keep(tx *db.Tx, q *Quote, old, b *Bill) error {
	for i := range b.Lines {
		b.Lines[i].normal()
	}
	if err := b.check(); err != nil {
		return err
	}
	var err error
	if q.Totals, _, err = b.price(); err != nil {
		return err
	}
	if q.touched, err = writeLines(tx, q.ID, old.Lines, b.Lines); err != nil {
		return err
	}
	return s.edit(tx, q)
}

// writeLines brings the stored lines from one state to another and returns the
// lines that differ.
func writeLines(tx *db.Tx, quote ref.ID, old, lines []Line) ([]lineChange, error) {
	before := make(map[ref.ID]*Line, len(old))
	for i := range old {
		before[old[i].ID] = &old[i]
	}
	var changes []lineChange
	var gone []ref.ID
	var fresh []Line
	for i := range lines {
		l := &lines[i]
		was := before[l.ID]
		delete(before, l.ID)
		if was != nil && *was == *l {
			continue
		}
		if was != nil {
			gone = append(gone, l.ID)
		}
		fresh = append(fresh, *l)
		if was == nil || len(changed(was, l)) > 0 {
			changes = append(changes, lineChange{was, l})
		}
	}
	for i := range old {
		if before[old[i].ID] != nil {
			gone = append(gone, old[i].ID)
			changes = append(changes, lineChange{&old[i], nil})
		}
	}
	if err := deleteLines(tx, quote, gone); err != nil {
		return nil, err
	}
	err := insertLines(tx, quote, fresh)
	if errors.Is(err, db.ErrTaken) {
		err = ErrIDInUse
	}
	return changes, err
}

// auditedLines is up to how many lines each gets an entry of its own in the
// audit record. More come from a file or a whole new bill: the record says how
// many, and the hash of the revision holds them.
const auditedLines = 200

func auditLines(tx *db.Tx, q *Quote) error {
	if len(q.touched) > auditedLines {
		added, removed := 0, 0
		for _, c := range q.touched {
			if c.before == nil {
				added++
			}
			if c.after == nil {
				removed++
			}
		}
		return tx.Note("quote.lines", q.Subject(), map[string]any{"added": added, "removed": removed, "changed": len(q.touched) - added - removed, "lines": q.Lines})
	}
	for _, c := range q.touched {
		var before, after db.Record
		if c.before != nil {
			before = &traced{*c.before, q}
		}
		if c.after != nil {
			after = &traced{*c.after, q}
		}
		if err := tx.Audit("quote.line", before, after); err != nil {
			return err
		}
	}
	return nil
}

// Editable answers why the caller may not change a quote's lines now, before a
// file is read. Errors: [ErrNotFound], [ErrNotDraft], db.ErrStale.
func (s *Service) Editable(ctx context.Context, id ref.ID, version int64) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := s.writable(tx, id, version, actUpdate)
		return err
	})
}

// Upload says how a file of lines is taken over.
type Upload struct {
	Mode   string // [Replace] or [Merge]
	Sheet  string // "" for the first that looks like a bill
	DryRun bool
}

// Taken is what an upload did, or would do.
type Taken struct {
	Found
	Added, Changed, Removed, Same int
	Before, After                 Totals
	Written                       bool
}

// ReadBill takes the lines of a spreadsheet into a draft's bill, or only says
// what would come of it. Nothing is written while any row cannot be read. It
// needs [PermUpdate]. Errors: those of package sheet, [ErrNoHeader],
// [ErrProblems], and as [Service.SetLines].
func (s *Service) ReadBill(ctx context.Context, id ref.ID, version int64, file []byte, u Upload) (t Taken, err error) {
	var tax money.Rate
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := s.writable(tx, id, version, actUpdate)
		tax = n.TaxRate
		return err
	})
	if err != nil {
		return t, err
	}
	found, err := readBill(bytes.NewReader(file), int64(len(file)), u.Sheet, tax) // while no transaction is held
	if err != nil {
		return t, err
	}
	if u.DryRun {
		err = s.db.Read(ctx, func(tx *db.Tx) error {
			n, err := s.writable(tx, id, version, actUpdate)
			if err == nil {
				t, _, _, err = take(tx, &n.Quote, found, u)
			}
			return err
		})
		return t, err
	}
	err = s.change(ctx, id, version, actUpdate, func(tx *db.Tx, n *named) error {
		var old, b Bill
		if t, old, b, err = take(tx, &n.Quote, found, u); err != nil {
			return err
		}
		if t.Severe > 0 {
			return ErrProblems.With("count", t.Severe)
		}
		t.Written = true
		return s.keep(tx, &n.Quote, &old, &b)
	})
	return t, err
}

// take works out the bill that an upload leaves, and how it differs.
func take(tx *db.Tx, q *Quote, found Found, u Upload) (t Taken, old, b Bill, err error) {
	if old, err = billOf(tx, q); err != nil {
		return t, old, b, err
	}
	b = old.takeOver(found.Lines, u.Mode)
	t = Taken{Found: found, Before: q.Totals}
	t.tellTwice(&b)
	if t.After, _, err = b.price(); err != nil && !u.DryRun {
		return t, old, b, err
	}
	d := diff(old.Lines, b.Lines)
	t.Added, t.Removed, t.Changed, t.Same = len(d.Added), len(d.Removed), len(d.Changed), d.Same
	return t, old, b, nil
}

// tellTwice makes codes that would stand twice a problem of the file.
func (t *Taken) tellTwice(b *Bill) {
	for _, i := range b.twice() {
		if t.Severe++; len(t.Problems) < problemsMost {
			t.Problems = append(t.Problems, Problem{Field: "code", Cell: b.Lines[i].Code, Code: "duplicate", Severe: true})
		}
	}
}

// Sheet returns the bill as an xlsx file in the layout that [Service.ReadBill]
// reads; it leaves a record. It needs [PermRead] over the quote; without sight
// of prices their columns are empty. Errors: [ErrNotFound].
func (s *Service) Sheet(ctx context.Context, id ref.ID) (name string, file []byte, err error) {
	var b Bill
	var mark string
	priced := false
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := get(tx, id)
		if err != nil {
			return err
		}
		if b, err = billOf(tx, &n.Quote); err != nil {
			return err
		}
		zone, err := s.People.ZoneTx(tx, n.EntityID)
		if err != nil {
			return err
		}
		name, priced = n.Label()+".xlsx", tx.Actor.Sees(authz.Price)
		mark = n.Label() + " · " + tx.Actor.Name + " · " + tx.Now.In(zone).Format("2006-01-02 15:04")
		return tx.Note("quote.export", n.Subject(), map[string]any{"lines": len(b.Lines), "prices": priced})
	})
	if err != nil {
		return "", nil, err
	}
	var out bytes.Buffer
	err = writeBill(&out, &b, mark, priced)
	return name, out.Bytes(), err
}

// Diff compares a quote with another revision of the same offer, line by line.
// It needs [PermRead] over both. Errors: [ErrNotFound], [ErrOther].
func (s *Service) Diff(ctx context.Context, id, against ref.ID) (v DiffView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := get(tx, id)
		if err != nil {
			return err
		}
		old, err := get(tx, against)
		if err != nil {
			return err
		}
		if old.RootID != n.RootID {
			return ErrOther
		}
		was, err := linesOf(tx, old.ID)
		if err != nil {
			return err
		}
		is, err := linesOf(tx, n.ID)
		v = diffView(tx.Actor, &old.Quote, &n.Quote, diff(was, is))
		return err
	})
	return v, err
}
