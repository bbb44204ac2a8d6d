package importer

import (
	"context"
	"errors"
	"maps"
	"time"

	"gongqiao/internal/base/customfield"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/sheet"
)

// taker turns rows of one kind into records.
type taker interface {
	fields() []Field
	record() ref.Kind
	grouped() []string // fields whose value rows of one record share; nil when each row is one
	// draft reads an item out of its rows, without the database.
	draft(r *run, it *item) error
	// judge asks the database what keeps an item out.
	judge(tx *db.Tx, r *run, it *item) error
	// write makes the records of an item that judge let pass.
	write(tx *db.Tx, r *run, it *item) ([]made, error)
}

// crowd is a taker that asks and writes for many items at once.
type crowd interface {
	taker
	// foresee asks the database what judge will want to know of all items.
	foresee(tx *db.Tx, r *run, items []*item) error
	// writeAll is write for items that judge let pass. Its error is about all.
	writeAll(tx *db.Tx, r *run, items []*item) ([]made, error)
}

// Sizes of what runs at once. A transaction holds up its neighbours, so it takes
// as many items as fit into the pace; a process that has none takes its time.
const (
	chunkFirst = 64
	chunkLeast = 32
	chunkMost  = 1024
	pace       = 40 * time.Millisecond
	alonePace  = time.Second
	lease      = time.Minute
	rightsFor  = time.Second // how long an actor's rights are believed
)

// Observer hears of each row as it is decided; nil hears nothing.
type Observer func(Line)

// run is one process's work on an import.
type run struct {
	*Service
	observe Observer
	batch   Batch
	mapping *Mapping
	taker   taker
	reader  *reader
	schema  customfield.Schema
	custom_ []customfield.Field

	base     context.Context //nolint:containedctx // of this one run: whoever lets it run
	ctx      context.Context //nolint:containedctx // base with the rights of the import's owner, as they were read last
	actorAt  time.Time
	here     *time.Location // of the owner's company
	size     int
	seats    map[string]*seat
	known    map[string]ref.ID // customers that are there, by their keys
	fresh    map[string]ref.ID // customers of the transaction on its way
	owners   map[string]owned
	mine     map[ref.ID]bool // records of this import
	resumed  map[int]ref.ID  // records that it made before it stopped, by row
	answered map[int]string
	pace     time.Duration
	alike    map[ref.ID]bool // customers of the transaction that the group may have; nil when nobody asked
	singly   bool            // one of these items cannot be written: each by itself, to tell which
}

// place is where a record belongs, and what day it is there.
type place struct {
	authz.Scope
	zone  *time.Location
	today workday.Date
}

type owned struct {
	place
	code string // why the owner cannot be taken
}

// RunDue works on one import that waits, if there is one, and reports whether
// there was. The system calls it; the import runs with the rights of whoever
// started it.
func (s *Service) RunDue(ctx context.Context) (bool, error) {
	var ids []ref.ID
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		ids, err = waiting(tx, 1)
		return err
	})
	if err != nil || len(ids) == 0 {
		return false, err
	}
	err = s.Run(ctx, ids[0], nil)
	if errors.Is(err, ErrRunning) {
		err = nil
	}
	return true, err
}

// Run does what an import waits for, until it is done: the dry run, taking rows
// in, or taking them back. It goes on where an earlier process stopped. Errors:
// [ErrRunning] when another process works on it; what is wrong with the file is
// told by the import, in state failed.
func (s *Service) Run(ctx context.Context, id ref.ID, observe Observer) error {
	return s.run(ctx, id, observe, pace)
}

// RunAlone is [Service.Run] for a process that serves nobody whom long
// transactions would hold up.
func (s *Service) RunAlone(ctx context.Context, id ref.ID, observe Observer) error {
	return s.run(ctx, id, observe, alonePace)
}

func (s *Service) run(ctx context.Context, id ref.ID, observe Observer, pace time.Duration) error {
	r := &run{Service: s, observe: observe, base: ctx, ctx: ctx, size: chunkFirst, pace: pace, seats: map[string]*seat{}, known: map[string]ref.ID{}, fresh: map[string]ref.ID{}, owners: map[string]owned{}, mine: map[ref.ID]bool{}, resumed: map[int]ref.ID{}}
	if err := r.claim(id); err != nil {
		return err
	}
	work, otherwise := r.read, Failed
	if r.batch.State == Undoing {
		work, otherwise = r.undo, Applied
	}
	err := r.refresh()
	if err == nil {
		err = work()
	}
	if f := fault.As(err); f != nil && ends(f) {
		return errors.Join(r.finish(otherwise, f.Code), err)
	}
	return err
}

// ends reports whether a fault is the end of an import's work: the file or the
// rights are wrong, and trying again would not help.
func ends(f *fault.Error) bool {
	return ofRow(f) && f.Code != ErrRunning.Code && f.Code != db.ErrStale.Code
}

// claim takes the import. A dry run that stopped begins anew.
func (r *run) claim(id ref.ID) error {
	return r.db.Write(r.base, func(tx *db.Tx) error {
		b, err := get(tx, id)
		if err != nil {
			return err
		}
		if !b.working() {
			return ErrState.With("state", string(b.State))
		}
		if err := claim(tx, &b, ref.New(), tx.Now.Add(lease)); err != nil {
			return err
		}
		if b.State == Checking {
			b.Done, b.Counts, b.Total = 0, Counts{}, 0
			if err := forgetLines(tx, id); err != nil {
				return err
			}
		}
		r.batch, r.mapping, r.taker = b, &b.Mapping, kinds[b.Of]
		if r.answered, err = decisions(tx, id); err != nil {
			return err
		}
		return tx.Note("import.run", b.Subject(), map[string]any{"state": string(b.State), "from": b.Done})
	})
}

// refresh reads the owner's rights anew, so that one who lost them stops.
func (r *run) refresh() error {
	now := r.db.Now()
	if !r.actorAt.IsZero() && now.Sub(r.actorAt) < rightsFor {
		return nil
	}
	var actor *authz.Actor
	err := r.db.Read(r.base, func(tx *db.Tx) (err error) {
		if actor, err = r.Org.ActorFor(tx, r.batch.OwnerID); err != nil {
			return err
		}
		e, err := r.Org.EntityTx(tx, actor.Entity)
		if err != nil {
			return err
		}
		r.here, err = workday.Zone(e.Zone)
		return err
	})
	if err != nil {
		return err
	}
	need := PermRun
	if r.batch.State == Undoing {
		need = PermUndo
	}
	if err := actor.Require(need); err != nil {
		return err
	}
	r.ctx, r.actorAt = authz.With(r.base, actor), now
	return nil
}

// read goes through the file, a chunk at a time.
func (r *run) read() error {
	sum, err := blob.ParseSum(r.batch.SHA256)
	if err != nil {
		return err
	}
	if err := r.resume(); err != nil {
		return err
	}
	if err := r.open(r.ctx, sum, r.rows); err != nil {
		return err
	}
	to := Checked
	if r.batch.State == Applying {
		to = Applied
	}
	return r.finish(to, "")
}

// resume learns what was made before the import stopped.
func (r *run) resume() error {
	return r.db.Read(r.ctx, func(tx *db.Tx) error {
		if r.batch.State != Applying || r.batch.Done == 0 {
			return nil
		}
		all, err := madeFrom(tx, r.batch.ID, 0)
		for _, m := range all {
			r.mine[m.id] = true
			if m.kind == r.taker.record() {
				r.resumed[m.row] = m.id
			}
		}
		return err
	})
}

func (r *run) rows(book *sheet.Book) error {
	h, err := headOf(book, *r.mapping)
	if err != nil {
		return err
	}
	if err := r.prepare(h); err != nil {
		return err
	}
	var chunk []*item
	var n int64
	for it, err := range r.items(book, h.row) {
		if err != nil {
			return err
		}
		if n++; n <= r.batch.Done {
			r.restore(it)
			continue
		}
		if chunk = append(chunk, it); len(chunk) < r.size {
			continue
		}
		if err := r.chunk(chunk); err != nil {
			return err
		}
		chunk = chunk[:0]
	}
	r.batch.Items = n
	if len(chunk) == 0 {
		return nil
	}
	return r.chunk(chunk)
}

// prepare binds the mapping to the columns, and defines the fields that it adds.
func (r *run) prepare(h head) error {
	if r.batch.State == Applying {
		if err := r.define(); err != nil {
			return err
		}
	}
	return r.db.Read(r.ctx, func(tx *db.Tx) error {
		fields, err := r.fieldsTx(tx, r.batch.Of)
		if err != nil {
			return err
		}
		if err := r.mapping.check(fields, h.titles); err != nil {
			return err
		}
		r.reader = newReader(r.mapping, fields, h.titles)
		schema, err := r.Fields.SchemaTx(tx, r.taker.record())
		if err != nil {
			return err
		}
		r.schema = r.withNew(schema)
		for _, f := range r.schema.Shown() {
			if _, mapped := r.reader.index[CustomPrefix+f.Key]; mapped {
				r.custom_ = append(r.custom_, f)
			}
		}
		return nil
	})
}

// withNew adds the fields that the mapping would define.
func (r *run) withNew(schema customfield.Schema) customfield.Schema {
	have := map[string]bool{}
	for _, f := range schema.Shown() {
		have[f.Key] = true
	}
	for _, c := range r.mapping.Custom {
		if !have[c.Key] {
			f := c.definition()
			f.Active = true
			schema = schema.With(f)
		}
	}
	return schema
}

// know remembers a customer that is there.
func (r *run) know(id ref.ID, keys ...string) {
	for _, k := range keys {
		r.known[k] = id
	}
}

// ask leaves it to a person, or to the mapping, whether a record that is like
// another one is taken.
func (r *run) ask(it *item, twin ref.ID, name string) {
	it.twin = twin
	decision := r.mapping.Similar
	if d, ok := r.answered[it.main().Row]; ok {
		decision = d
	}
	if decision == Take {
		return
	}
	it.outcome = Similar
	it.main().say("name", "similar_to", false, map[string]any{"name": name})
}

// rowFailed is what a module said against an item while it was written; against
// one of many when it is nil.
type rowFailed struct {
	it  *item
	why *fault.Error
}

func (f *rowFailed) Error() string { return f.why.Error() }

// chunk decides on some items and, when they are taken in, writes them: all of
// them that pass, in one transaction. One that fails at writing is left out and
// the others are written again.
func (r *run) chunk(items []*item) error {
	if err := r.refresh(); err != nil {
		return err
	}
	began := r.db.Now()
	for r.singly = false; ; {
		var failed *rowFailed
		err := r.once(items)
		if errors.As(err, &failed) && failed.it == nil {
			r.singly = true
			continue
		}
		if errors.As(err, &failed) {
			failed.it.fail(failed.why)
			continue
		}
		if err != nil {
			return err
		}
		break
	}
	r.adapt(r.db.Now().Sub(began))
	return nil
}

// adapt makes the next transaction larger or smaller by how long one took.
func (r *run) adapt(spent time.Duration) {
	switch {
	case spent < r.pace/2:
		r.size = min(2*r.size, chunkMost)
	case spent > r.pace:
		r.size = max(r.size/2, chunkLeast)
	}
}

// once looks at some items in one transaction.
func (r *run) once(items []*item) error {
	var next Batch
	var lines []Line
	var all []made
	fresh := map[string]ref.ID{}
	look := func(tx *db.Tx, write bool) (err error) {
		next, r.fresh = r.batch, map[string]ref.ID{}
		lines, all, err = r.look(tx, items, &next, write)
		fresh = r.fresh
		return err
	}
	var err error
	if r.batch.State == Checking {
		if err = r.db.Read(r.ctx, func(tx *db.Tx) error { return look(tx, false) }); err == nil {
			err = r.report(&next, lines)
		}
	} else {
		err = r.db.Write(r.ctx, func(tx *db.Tx) error {
			if err := tx.Note("import.take", r.batch.Subject(), map[string]any{"from": items[0].main().Row, "to": items[len(items)-1].main().Row}); err != nil {
				return err
			}
			if err := look(tx, true); err != nil {
				return err
			}
			if err := keepRecords(tx, &next, all); err != nil {
				return err
			}
			return r.advance(tx, &next, lines)
		})
	}
	if err != nil {
		return err
	}
	r.batch = next
	maps.Copy(r.known, fresh)
	for _, m := range all {
		r.mine[m.id] = true
	}
	for i := range lines {
		if r.observe != nil {
			r.observe(lines[i])
		}
	}
	return nil
}

// look judges the items and writes those that pass.
func (r *run) look(tx *db.Tx, items []*item, b *Batch, write bool) (lines []Line, all []made, err error) {
	for _, it := range items {
		it.reset()
	}
	if m, ok := r.taker.(crowd); ok && !r.singly {
		all, err = r.together(tx, m, items, write)
	} else {
		all, err = r.eachByItself(tx, items, write)
	}
	if err != nil {
		return nil, nil, err
	}
	for _, it := range items {
		if it.outcome == Fresh {
			b.Total += it.total
		}
		for _, l := range it.lines() {
			b.Counts.add(l.Outcome, 1)
			lines = append(lines, l)
		}
	}
	b.Done += int64(len(items))
	return lines, all, nil
}

// eachByItself judges and writes one item after the other.
func (r *run) eachByItself(tx *db.Tx, items []*item, write bool) (all []made, err error) {
	r.alike = nil
	for _, it := range items {
		if it.taking() {
			if err := r.taker.judge(tx, r, it); err != nil {
				return nil, err
			}
		}
		if write && it.taking() {
			m, err := r.taker.write(tx, r, it)
			if f := fault.As(err); f != nil && ofRow(f) {
				return nil, &rowFailed{it, f}
			}
			if err != nil {
				return nil, err
			}
			all = append(all, m...)
		}
		it.end()
	}
	return all, nil
}

// together judges all items and writes those that pass.
func (r *run) together(tx *db.Tx, m crowd, items []*item, write bool) ([]made, error) {
	if err := m.foresee(tx, r, items); err != nil {
		return nil, err
	}
	var taken []*item
	for _, it := range items {
		if it.taking() {
			if err := m.judge(tx, r, it); err != nil {
				return nil, err
			}
		}
		if it.end(); it.outcome == Fresh {
			taken = append(taken, it)
		}
	}
	if !write || len(taken) == 0 {
		return nil, nil
	}
	all, err := m.writeAll(tx, r, taken)
	if f := fault.As(err); f != nil && ofRow(f) {
		err = &rowFailed{nil, f}
	}
	return all, err
}

// ofRow reports whether a fault says something about a row, and not about the
// database or the process.
func ofRow(f *fault.Error) bool {
	switch f.Kind {
	case fault.Invalid, fault.Conflict, fault.NotFound, fault.Forbidden, fault.Malformed, fault.TooLarge:
		return true
	default:
		return false
	}
}

// report keeps what a dry run found.
func (r *run) report(next *Batch, lines []Line) error {
	return r.db.Write(r.ctx, func(tx *db.Tx) error {
		if err := tx.Note("import.look", r.batch.Subject(), map[string]any{"done": next.Done}); err != nil {
			return err
		}
		return r.advance(tx, next, lines)
	})
}

func (r *run) advance(tx *db.Tx, next *Batch, lines []Line) error {
	next.Until = tx.Now.Add(lease)
	if err := keepLines(tx, next.ID, lines); err != nil {
		return err
	}
	return advance(tx, next)
}

// finish ends the work and gives the import back.
func (r *run) finish(to State, code string) error {
	return r.db.Write(r.base, func(tx *db.Tx) error {
		before, next := r.batch, r.batch
		if err := next.move(to, tx.Now); err != nil {
			return err
		}
		next.Code, next.Runner, next.Until = code, before.Runner, time.Time{}
		if err := advance(tx, &next); err != nil {
			return err
		}
		if err := release(tx, &next); err != nil {
			return err
		}
		return tx.Audit("import."+string(to), &before, &next)
	})
}
