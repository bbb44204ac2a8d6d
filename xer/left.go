package xer

import (
	"cmp"
	"slices"
)

// Reason says why something was left out or changed.
type Reason string

// The reasons of a report.
const (
	NoPlace       Reason = "nothing holds it"              // the other side has no place for it
	Unknown       Reason = "not understood"                // a word that this package does not know
	Dangling      Reason = "names nothing"                 // a number whose row is not there
	Rounded       Reason = "rounded"                       // to the minute, the hundredth, the part of a percent
	OutOfRange    Reason = "out of range"                  // of what a plan holds
	Conflict      Reason = "something else says otherwise" // the other one was taken
	AsValue       Reason = "kept as a value only"          // in a field named "TABLE.column"; nothing is computed from it
	Changed       Reason = "written as the nearest there is"
	Implied       Reason = "says what is meant anyway" // the same is said by leaving it out, and so it comes back
	Ordered       Reason = "in another order"
	OfBaseline    Reason = "belongs to a baseline"
	Joined        Reason = "lines that were broken are one row"
	NotInEncoding Reason = "no character of this encoding"
)

// Left is one line of the exclusion report.
type Left struct {
	// Read: a table and a column of the file; the column is empty where the
	// whole row, or the whole table, is meant. Write: a type and a field of package schedule.
	Table, Column string
	Reason        Reason
	Count         int     // how often
	Places        []Place // the first five
}

// Place is where something was left out.
type Place struct {
	Line int   // of the file; zero in the report of Write
	ID   int64 // of the row or the thing, where it has one
}

const mostPlaces = 5

type leftKey struct {
	table, column string
	reason        Reason
}

type report struct {
	at    map[leftKey]int
	lines []Left
}

func (r *report) add(table, column string, why Reason, at Place) {
	r.addMany(table, column, why, 1, at)
}

func (r *report) addMany(table, column string, why Reason, count int, places ...Place) {
	if r.at == nil {
		r.at = map[leftKey]int{}
	}
	key := leftKey{table, column, why}
	i, ok := r.at[key]
	if !ok {
		i = len(r.lines)
		r.at[key] = i
		r.lines = append(r.lines, Left{Table: table, Column: column, Reason: why})
	}
	line := &r.lines[i]
	line.Count += count
	line.Places = append(line.Places, places[:min(len(places), mostPlaces-len(line.Places))]...)
}

// sorted is the report by table, column and reason.
func (r *report) sorted() []Left {
	slices.SortFunc(r.lines, func(a, b Left) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Reason, b.Reason))
	})
	return r.lines
}
