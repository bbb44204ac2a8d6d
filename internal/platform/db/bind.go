package db

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// bound caches the PostgreSQL form of each statement text.
var bound sync.Map

// bind turns ? into $1, $2 … for PostgreSQL. Statements hold no literal ?.
func (d *DB) bind(query string) string {
	if !d.pg {
		return query
	}
	if s, ok := bound.Load(query); ok {
		return s.(string)
	}
	s := numbered(query)
	bound.Store(query, s)
	return s
}

func numbered(query string) string {
	var b strings.Builder
	n := 0
	for part := range strings.SplitSeq(query, "?") {
		if n > 0 {
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		}
		b.WriteString(part)
		n++
	}
	return b.String()
}

// args turns instants into microseconds, and the zero time into NULL.
func (d *DB) args(args []any) []any {
	isTime := func(a any) bool { _, ok := a.(time.Time); return ok }
	if !slices.ContainsFunc(args, isTime) {
		return args
	}
	out := slices.Clone(args)
	for i, a := range out {
		if t, ok := a.(time.Time); ok {
			out[i] = micros(t)
		}
	}
	return out
}

// storable reports whether both engines take every text among the arguments:
// PostgreSQL has none with a zero byte, nor with anything but UTF-8.
func storable(args []any) bool {
	for _, a := range args {
		if s, ok := a.(string); ok && (strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s)) {
			return false
		}
	}
	return true
}

func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// At scans an instant column into t; NULL gives the zero time.
func At(t *time.Time) *instant { return (*instant)(t) }

type instant time.Time

// Scan implements sql.Scanner.
func (i *instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = instant{}
	case int64:
		*i = instant(time.UnixMicro(v).UTC())
	default:
		return fmt.Errorf("scan instant: %T", src)
	}
	return nil
}
