package importer

import (
	"iter"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/sheet"
)

// items are what the rows below the titles make, in the order of the file.
func (r *run) items(book *sheet.Book, header int) iter.Seq2[*item, error] {
	if r.taker.grouped() != nil {
		return r.groups(book, header)
	}
	return func(yield func(*item, error) bool) {
		for rec, err := range r.records(book, header) {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(r.item(rec)) {
				return
			}
		}
	}
}

// records reads the rows below the titles that say anything.
func (r *run) records(book *sheet.Book, header int) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		name, err := sheetOf(book, r.mapping.Sheet)
		if err != nil {
			yield(nil, err)
			return
		}
		for row, err := range book.Rows(name) {
			if err == nil && (row.Number <= header || blank(row)) {
				continue
			}
			var rec *Record
			if err == nil {
				rec = r.reader.read(row)
			}
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}
}

func blank(row *sheet.Row) bool {
	for i := range row.Cells {
		if c := row.Cell(i); c.Formula || c.Kind == sheet.Error || row.Text(i) != "" {
			return false
		}
	}
	return true
}

// groupMax bounds the rows that are held at once.
const groupMax = 100_000

// groups gathers rows of one record wherever they stand in the file.
func (r *run) groups(book *sheet.Book, header int) iter.Seq2[*item, error] {
	return func(yield func(*item, error) bool) {
		by, order := map[string][]*Record{}, []string{}
		n := 0
		for rec, err := range r.records(book, header) {
			if n++; err == nil && n > groupMax {
				err = ErrTooManyRow.With("limit", groupMax)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			key := groupKey(rec, r.taker.grouped())
			if by[key] == nil {
				order = append(order, key)
			}
			by[key] = append(by[key], rec)
		}
		for _, key := range order {
			if !yield(r.item(by[key]...)) {
				return
			}
			delete(by, key)
		}
	}
}

// groupKey is the first of the fields that says something.
func groupKey(rec *Record, fields []string) string {
	for _, f := range fields {
		if c, _, _ := rec.cell(f); clean(c.Text) != "" {
			return f + "/" + clean(c.Text)
		}
	}
	return ""
}

func (r *run) item(rows ...*Record) (*item, error) {
	it := &item{rows: rows, id: r.resumed[rows[0].Row]}
	if it.id.IsZero() {
		it.id = ref.New()
	}
	err := r.taker.draft(r, it)
	it.settle()
	return it, err
}

// restore takes the place of an item that was looked at before the import
// stopped.
func (r *run) restore(it *item) {
	if it.seat != nil {
		it.seat.dropped = r.resumed[it.main().Row].IsZero()
	}
}

// sit takes the keys of an item for it.
func (r *run) sit(it *item, keys ...string) {
	it.seat = &seat{row: it.main().Row, id: it.id}
	for _, k := range keys {
		if s := r.seats[k]; s == nil || s.dropped {
			r.seats[k] = it.seat
		}
	}
}
