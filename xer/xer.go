package xer

import (
	"bytes"
	"io"

	"gongqiao/schedule"
)

// File is what Read found.
type File struct {
	Plan     *schedule.Plan
	Left     []Left   // what the plan does not hold, by table, column and reason
	Counts   Counts   // rows of the file
	Encoding Encoding // as named by the caller, or as detected
	Version  string   // of P6, as the first line says
}

// Counts are rows of tables as they stand in the file, those of baselines and
// those that were left out among them.
type Counts struct {
	Rows map[string]int // by table

	Projects, WBS, Tasks, Links, Resources, Assignments, Calendars int
}

// Option changes how a file is read or written.
type Option func(*options)

type options struct {
	enc    Encoding
	most   int64
	longer int
}

func settle(opts []Option) options {
	o := options{most: 256 << 20, longer: 16 << 20}
	for _, set := range opts {
		set(&o)
	}
	return o
}

// In names the encoding, for those who know better than the detection. A mark
// of UTF-8 at the beginning of a file counts more.
func In(e Encoding) Option { return func(o *options) { o.enc = e } }

// Most bounds the bytes of a file that is read, 256 MiB if it is not said. A
// reader needs about six times as much memory as the file has bytes.
func Most(n int64) Option { return func(o *options) { o.most = n } }

// Read reads a whole file. What the plan cannot hold is in the report; what
// cannot be read is a *SyntaxError with its place: a file that is none, that
// ends too early, rows that do not fit their columns, bytes that are no text,
// numbers that are none, a number that names two things, a circle of parents.
// A number that names nothing only costs what hangs on it, and is reported.
func Read(r io.Reader, opts ...Option) (*File, error) {
	o := settle(opts)
	data, err := io.ReadAll(io.LimitReader(r, o.most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > o.most {
		return nil, &SyntaxError{Line: 1, Column: 1, Err: ErrTooLarge}
	}
	if bytes.HasPrefix(data, mark) {
		data, o.enc = data[len(mark):], UTF8
	}
	s := &splitter{data: data, longer: o.longer}
	if err := s.run(); err != nil {
		return nil, err
	}
	rd, err := newReader(s, o.enc)
	if err != nil {
		return nil, err
	}
	return rd.read()
}

// known are the tables that a plan is made of.
var known = []string{
	"PROJECT", "CALENDAR", "SCHEDOPTIONS", "PROJWBS", "RSRC", "RSRCRATE", "TASK", "TASKPRED", "TASKRSRC",
	"PROJCOST", "TASKMEMO", "WBSMEMO", "ACTVTYPE", "ACTVCODE", "TASKACTV", "UDFTYPE", "UDFVALUE",
}
