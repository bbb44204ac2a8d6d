package page

import (
	"strconv"

	"gongqiao/internal/kernel/fault"
)

// How many items a page has.
const (
	DefaultLimit = 50
	MaxLimit     = 1000
)

// ErrLimit says that a page of that size is not given.
var ErrLimit = fault.New(fault.Invalid, "page.limit_invalid", "a page has 1 to 1000 items")

// Limit returns the page size for a wish; 0 is no wish.
func Limit(wish int) (int, error) {
	switch {
	case wish == 0:
		return DefaultLimit, nil
	case wish < 0 || wish > MaxLimit:
		return 0, ErrLimit
	}
	return wish, nil
}

// ParseLimit is [Limit] for the text of a query; empty is no wish.
func ParseLimit(s string) (int, error) {
	if s == "" {
		return DefaultLimit, nil
	}
	wish, err := strconv.Atoi(s)
	if err != nil || wish == 0 {
		return 0, ErrLimit
	}
	return Limit(wish)
}

// Page is one page of a list.
type Page[T any] struct {
	Items []T              `json:"items" nullable:"false"`
	Next  *string          `json:"next" doc:"Cursor of the next page; null on the last."`
	Total *int64           `json:"total" doc:"Number of all items, when asked for."`
	Sums  map[string]int64 `json:"sums,omitempty" doc:"Totals over all items by field, in minor units, when asked for."`
}

// New returns the only page of a short list.
func New[T any](items []T) Page[T] {
	if items == nil {
		items = []T{}
	}
	return Page[T]{Items: items}
}

// Cut makes a page of rows that were read with a limit of limit+1: the row too
// many is dropped and tells that there is a next page. at says where the last
// row that stays is placed in the list.
func Cut[T any](rows []T, limit int, list Fingerprint, at func(last T) Cursor) (Page[T], error) {
	if len(rows) <= limit {
		return New(rows), nil
	}
	rows = rows[:limit:limit]
	next, err := at(rows[limit-1]).Encode(list)
	if err != nil {
		return Page[T]{}, err
	}
	return Page[T]{Items: rows, Next: &next}, nil
}

// Map returns the page with its items translated, as from rows to views.
func Map[T, U any](p Page[T], translate func(T) U) Page[U] {
	items := make([]U, len(p.Items))
	for i, item := range p.Items {
		items[i] = translate(item)
	}
	return Page[U]{Items: items, Next: p.Next, Total: p.Total, Sums: p.Sums}
}
