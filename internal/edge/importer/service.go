package importer

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongqiao/internal/base/customfield"
	"gongqiao/internal/base/org"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/sheet"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
)

// origin marks what an import made.
const origin = "import"

// Modules are those whose records are imported, and who knows the people.
type Modules struct {
	Org       *org.Service
	Fields    *customfield.Service
	Customers *customer.Service
	Pipeline  *pipeline.Service
	Contracts *contract.Service
	Projects  *project.Service
}

// Service is the module's public face: one method per use case.
type Service struct {
	Modules
	db     *db.DB
	files  blob.Store
	limits sheet.Limits
}

// New returns a Service. MaxFile bounds the bytes of a file; 0 is the usual bound.
func New(d *db.DB, files blob.Store, maxFile int64, m Modules) *Service {
	limits := sheet.DefaultLimits()
	if maxFile > 0 {
		limits.File = maxFile
	}
	return &Service{Modules: m, db: d, files: files, limits: limits}
}

// MaxFile is the largest file that is taken, in bytes.
func (s *Service) MaxFile() int64 { return s.limits.File }

// kinds are what can be imported, by the name that people and paths use.
var kinds = map[string]taker{"customers": customers{}, "opportunities": opportunities{}, "contracts": contracts{}, "projects": projects{}}

// Kinds lists what can be imported.
func Kinds() []string { return []string{"customers", "opportunities", "contracts", "projects"} }

// Upload keeps a file for an import and proposes how its columns are read: as the
// person last had them for the same columns, else by their titles. It needs
// [PermRun]. Errors: [ErrKind], [ErrEmpty], those of package sheet.
func (s *Service) Upload(ctx context.Context, id ref.ID, of, name string, r io.Reader) (ref.ID, error) {
	if kinds[of] == nil {
		return id, ErrKind.At("kind", "not_allowed")
	}
	if id.IsZero() {
		id = ref.New()
	}
	if err := s.db.Read(ctx, func(tx *db.Tx) error { return tx.Actor.Require(PermRun) }); err != nil {
		return id, err
	}
	info, err := s.files.Put(ctx, r, s.limits.File)
	if err != nil {
		return id, err
	}
	bind(ctx, of, name, info.SHA256.String())
	head, err := s.head(ctx, info.SHA256, Mapping{})
	if err != nil {
		return id, err
	}
	return id, s.db.Write(ctx, func(tx *db.Tx) error {
		b := &Batch{ID: id, EntityID: tx.Actor.Entity, DepartmentID: tx.Actor.Department, OwnerID: tx.Actor.ID, Of: of, File: fileName(name), SHA256: info.SHA256.String(), Size: info.Size, State: Uploaded}
		if b.Mapping, err = remembered(tx, of, fingerprint(head.titles)); errors.Is(err, ErrNotFound) {
			b.Mapping, _ = Guess(kinds[of].fields(), head.titles, head.sample)
		} else if err != nil {
			return err
		}
		if err := insert(tx, b); err != nil {
			return err
		}
		return tx.Audit("import.upload", nil, b)
	})
}

// bind makes what a form says part of the request that an Idempotency-Key stands
// for: the body itself passes by unread.
func bind(ctx context.Context, parts ...string) {
	m := db.MetaFrom(ctx)
	if m.Key == "" {
		return
	}
	h := sha256.New()
	h.Write(m.Body)
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p)) + ":" + p))
	}
	m.Body = h.Sum(nil)
}

// fileName is the last part of a path, as a label.
func fileName(name string) string {
	name = clean(path.Base(strings.ReplaceAll(name, "\\", "/")))
	if r := []rune(name); len(r) > 200 {
		name = string(r[len(r)-200:])
	}
	return name
}

// head is the beginning of a file.
type head struct {
	sheets []string
	row    int
	titles []string
	sample [][]sheet.Cell // the first rows below the titles
}

// sampleRows are looked at to tell in which order dates stand.
const sampleRows = 200

// head reads the titles of a file and some rows below them.
func (s *Service) head(ctx context.Context, sum blob.Sum, m Mapping) (h head, err error) {
	err = s.open(ctx, sum, func(book *sheet.Book) error {
		h, err = headOf(book, m)
		return err
	})
	return h, err
}

func headOf(book *sheet.Book, m Mapping) (h head, err error) {
	name, err := sheetOf(book, m.Sheet)
	if err != nil {
		return h, err
	}
	for _, i := range book.Sheets() {
		h.sheets = append(h.sheets, i.Name)
	}
	if h.row = m.HeaderRow; h.row == 0 {
		if h.row, _, err = book.HeaderRow(name); err != nil {
			return h, err
		}
	}
	for row, err := range book.Rows(name) {
		if err != nil {
			return h, err
		}
		switch {
		case row.Number == h.row:
			h.titles = distinct(row.Texts())
		case row.Number > h.row && len(h.sample) < sampleRows:
			h.sample = append(h.sample, slices.Clone(row.Cells))
		case row.Number > h.row:
			return h, nil
		}
	}
	if h.row == 0 || len(h.titles) == 0 {
		return h, ErrEmpty
	}
	return h, nil
}

// sheetOf is the worksheet to read: the named one, or the first that shows.
func sheetOf(book *sheet.Book, name string) (string, error) {
	all := book.Sheets()
	for _, i := range all {
		if name == i.Name || name == "" && !i.Hidden {
			return i.Name, nil
		}
	}
	return "", sheet.ErrSheetUnknown
}

// open reads a kept file.
func (s *Service) open(ctx context.Context, sum blob.Sum, read func(*sheet.Book) error) error {
	f, err := s.files.Open(ctx, sum)
	if err != nil {
		return err
	}
	defer f.Close() // it was only read
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	at, ok := f.(io.ReaderAt)
	if !ok {
		at = &seeker{f}
	}
	book, err := sheet.Open(at, size, s.limits)
	if err != nil {
		return err
	}
	return read(book)
}

// seeker reads at places through a reader that has one place; one goroutine at a
// time.
type seeker struct{ io.ReadSeeker }

// ReadAt implements io.ReaderAt.
func (s *seeker) ReadAt(b []byte, off int64) (int, error) {
	if _, err := s.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(s, b)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

// Get returns an import that the caller may read. Errors: [ErrNotFound].
func (s *Service) Get(ctx context.Context, id ref.ID) (b Batch, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		b, err = get(tx, id)
		return err
	})
	return b, err
}

// Visible answers [ErrNotFound] unless the caller may read the import.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	_, err := s.Get(ctx, id)
	return err
}

// View returns an import as its page shows it, with the columns of its file.
func (s *Service) View(ctx context.Context, id ref.ID) (v View, err error) {
	b, err := s.Get(ctx, id)
	if err != nil {
		return v, err
	}
	h, err := s.headFor(ctx, &b)
	if err != nil && !unfit(err) && !errors.Is(err, blob.ErrNotFound) {
		return v, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v = view(tx.Actor, &b, h)
		if v.Actions, err = db.Actions(tx, actions, b.Scope(), &b, b.ID); err != nil || b.State != Checked {
			return err
		}
		v.Taken, err = taken(tx, b.ID)
		return err
	})
	return v, err
}

func (s *Service) headFor(ctx context.Context, b *Batch) (head, error) {
	sum, err := blob.ParseSum(b.SHA256)
	if err != nil {
		return head{}, err
	}
	return s.head(ctx, sum, b.Mapping)
}

// List returns a page of the imports that the caller may see.
func (s *Service) List(ctx context.Context, q *db.Query) (p db.Page[Row], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = db.Run(tx, &list, q, func(r db.Row) (Row, error) {
			b, err := scan(r)
			return row(tx.Actor, &b), err
		})
		return err
	})
	return p, err
}

// Lines returns a page of the report of an import, in the order of rows, and the
// row to go on after, 0 at the end. Outcome narrows it; "" does not.
func (s *Service) Lines(ctx context.Context, id ref.ID, outcome Outcome, after, limit int) (lines []Line, next int, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		b, err := get(tx, id)
		if err != nil {
			return err
		}
		if lines, err = linesOf(tx, b.ID, outcome, after, limit+1); err != nil {
			return err
		}
		if next = 0; len(lines) > limit {
			lines = lines[:limit]
			next = lines[limit-1].Row
		}
		hidePrices(tx.Actor, lines)
		return nil
	})
	return lines, next, err
}

// SetMapping says how the columns are read and remembers it for the next file of
// the same columns. What an earlier dry run found is void. It needs [PermRun].
// Errors: [ErrMapping], [ErrState].
func (s *Service) SetMapping(ctx context.Context, id ref.ID, version int64, m Mapping) error {
	b, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	b.Mapping = m
	h, err := s.headFor(ctx, &b)
	if err != nil {
		return err
	}
	return s.change(ctx, id, version, actMap, func(tx *db.Tx, b *Batch) error {
		fields, err := s.fieldsTx(tx, b.Of)
		if err != nil {
			return err
		}
		if err := m.check(fields, h.titles); err != nil {
			return err
		}
		if b.State != Uploaded {
			if err := b.move(Uploaded, tx.Now); err != nil {
				return err
			}
		}
		b.Mapping = m
		if err := forgetLines(tx, b.ID); err != nil {
			return err
		}
		return remember(tx, b.Of, fingerprint(h.titles), m)
	})
}

// fieldsTx are the fields of a kind with those that users added.
func (s *Service) fieldsTx(tx *db.Tx, of string) ([]Field, error) {
	t := kinds[of]
	fields := slices.Clone(t.fields())
	schema, err := s.Fields.SchemaTx(tx, t.record())
	if err != nil {
		return nil, err
	}
	for _, f := range schema.Shown() {
		fields = append(fields, Field{Key: CustomPrefix + f.Key, Shape: Text, Class: f.Class, Max: customfield.MaxText, Names: f.LabelZH + "|" + f.Key, English: f.LabelEN})
	}
	return fields, nil
}

// Check begins a dry run; a process takes it up at once. It needs [PermRun].
func (s *Service) Check(ctx context.Context, id ref.ID, version int64) error {
	return s.begin(ctx, id, version, actCheck, Checking)
}

// Apply begins to take the rows in. It needs [PermRun]. Errors: [ErrNothing] when
// a dry run found nothing to take.
func (s *Service) Apply(ctx context.Context, id ref.ID, version int64) error {
	return s.begin(ctx, id, version, actApply, Applying)
}

func (s *Service) begin(ctx context.Context, id ref.ID, version int64, act action, to State) error {
	b, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	h, err := s.headFor(ctx, &b)
	if err != nil {
		return err
	}
	return s.change(ctx, id, version, act, func(tx *db.Tx, b *Batch) error {
		fields, err := s.fieldsTx(tx, b.Of)
		if err != nil {
			return err
		}
		if err := b.Mapping.check(fields, h.titles); err != nil {
			return err
		}
		if to == Applying && b.State == Checked && b.Counts.Fresh == 0 && b.Counts.Similar == 0 {
			return ErrNothing
		}
		if err := forgetLines(tx, b.ID); err != nil {
			return err
		}
		return b.move(to, tx.Now)
	})
}

// Decide says of rows that wait for an answer whether they are taken or skipped.
// It needs [PermRun]. Errors: [ErrRow].
func (s *Service) Decide(ctx context.Context, id ref.ID, version int64, rows []int, decision string) error {
	if decision != Take && decision != Skip {
		return fault.ErrInvalid.At("decision", "not_allowed")
	}
	return s.change(ctx, id, version, actDecide, func(tx *db.Tx, b *Batch) error {
		n, err := asked(tx, b.ID, rows)
		if err != nil {
			return err
		}
		if n != len(rows) {
			return ErrRow.At("rows", "unknown")
		}
		return decide(tx, b.ID, rows, decision)
	})
}

// Undo begins to take an import back. It needs [PermUndo]. Errors: [ErrBlocked]
// with how many records stand in the way; the report names them.
func (s *Service) Undo(ctx context.Context, id ref.ID, version int64) error {
	obstacles, err := s.Obstacles(ctx, id, 1)
	if err != nil {
		return err
	}
	if len(obstacles) > 0 {
		return ErrBlocked.With("number", obstacles[0].Label)
	}
	return s.change(ctx, id, version, actUndo, func(tx *db.Tx, b *Batch) error { return b.move(Undoing, tx.Now) })
}

// Obstacles lists what keeps an import from being taken back, at most so many.
func (s *Service) Obstacles(ctx context.Context, id ref.ID, limit int) (out []Obstacle, err error) {
	err = s.db.Snapshot(ctx, func(tx *db.Tx) error {
		b, err := get(tx, id)
		if err != nil {
			return err
		}
		holders, err := references(tx)
		if err != nil {
			return err
		}
		out, err = obstacles(tx, holders, b.ID, 0, b.Records+1<<40, limit)
		return err
	})
	return out, err
}

// change is the common course of every use case on an import.
func (s *Service) change(ctx context.Context, id ref.ID, version int64, act action, decide func(*db.Tx, *Batch) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := get(tx, id)
		if err != nil {
			return err
		}
		if b.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, b.Scope(), &b, b.ID); err != nil {
			return err
		}
		before := b
		if err := decide(tx, &b); err != nil {
			return err
		}
		if err := update(tx, &b); err != nil {
			return err
		}
		return tx.Audit("import."+act.Verb, &before, &b)
	})
}

// seconds is how long an import ran, or has run by now.
func (b *Batch) seconds(now time.Time) int64 {
	switch {
	case b.BeganAt.IsZero():
		return 0
	case !b.EndedAt.IsZero():
		now = b.EndedAt
	}
	return int64(now.Sub(b.BeganAt) / time.Second)
}
