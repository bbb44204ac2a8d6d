package db

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
)

// Page is one page of a list.
type Page[T any] = page.Page[T]

// Errors of list questions.
var (
	ErrFilter     = fault.New(fault.Invalid, "list.filter_unknown", "the list has no such filter")
	ErrFilterUse  = fault.New(fault.Invalid, "list.filter_invalid", "the filter's value cannot be read")
	ErrSort       = fault.New(fault.Invalid, "list.sort_unknown", "the list cannot be sorted by this")
	ErrRestricted = fault.New(fault.Forbidden, "list.restricted", "you may not filter or sort by a field that you may not see")
	ErrNoSearch   = fault.New(fault.Invalid, "list.no_search", "this list has no search")
)

// Query is one question to a list, read from a URL by [ParseQuery].
type Query struct {
	Limit    int
	Total    bool
	Search   string
	Under    authz.Permission // narrows the list to what this permission reaches too; "" narrows nothing
	filters  []filter
	order    []sortKey
	ranked   bool             // in the order in which the search finds them
	counting bool             // how many there are, and not which
	from     string           // cursor
	print    page.Fingerprint // what decides which records it has, in which order
}

type filter struct {
	field  Field
	walks  bool // its index is there to be walked, and has few values or wide ranges
	op     string
	values []any
	isNull *bool
}

type sortKey struct {
	column string
	desc   bool
	class  authz.Class // who may ask for it; "" is public
	walks  bool        // an index has all rows in its order
}

var operators = map[string]string{"": "=", "gte": ">=", "lte": "<=", "gt": ">", "lt": "<", "ne": "<>", "null": "", "contains": ""}

// valuesMax bounds the values of one filter.
const valuesMax = 500

var reserved = []string{"limit", "cursor", "total", "sort", "q", "lang"}

// ParseQuery reads limit, cursor, total, sort, q and the list's own filters:
// field=a,b · field.gte · field.lte · field.gt · field.lt · field.ne ·
// field.null=true · field.contains=text.
func ParseQuery(v url.Values, l *List) (*Query, error) {
	q := &Query{Search: strings.TrimSpace(v.Get("q")), Total: v.Get("total") == "true", from: v.Get("cursor")}
	var err error
	if _, err := (Field{Type: Text}).read(q.Search); err != nil {
		return nil, ErrFilterUse.With("filter", "q")
	}
	if q.Limit, err = page.ParseLimit(v.Get("limit")); err != nil {
		return nil, err
	}
	if q.Search != "" && l.Search == nil {
		return nil, ErrNoSearch
	}
	names := make([]string, 0, len(v))
	for name := range v {
		if !slices.Contains(reserved, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	parts := []string{l.From}
	for _, name := range names {
		f, err := l.parseFilter(name, v[name])
		if err != nil {
			return nil, err
		}
		q.filters = append(q.filters, f)
		parts = append(parts, name, strings.Join(v[name], ","))
	}
	order := v.Get("sort")
	if q.ranked = order == "" && q.Search != "" && l.Ranked != nil; q.ranked {
		q.print = page.ListOf(append(parts, "found", q.Search)...)
		q.order = []sortKey{{column: "no", desc: true}, {column: l.Key, desc: true}}
		return q, nil
	}
	if order == "" {
		order = l.Order
	}
	q.print = page.ListOf(append(parts, order, q.Search)...)
	return q, l.parseOrder(q, order)
}

func (l *List) parseFilter(name string, raw []string) (filter, error) {
	base, op, _ := strings.Cut(name, ".")
	field, ok := l.Fields[base]
	if _, known := operators[op]; !ok || !known {
		return filter{}, ErrFilter.With("filter", base)
	}
	f := filter{field: field, walks: field.Type != Text && slices.Contains(l.Walks, base), op: op}
	text := strings.Join(raw, ",")
	if op == "null" {
		want, err := strconv.ParseBool(text)
		if err != nil {
			return f, ErrFilterUse.With("filter", base)
		}
		f.isNull = &want
		return f, nil
	}
	if op == "contains" && field.Type != Text || strings.Count(text, ",") >= valuesMax {
		return f, ErrFilterUse.With("filter", base)
	}
	for part := range strings.SplitSeq(text, ",") {
		value, err := field.read(part)
		if err != nil {
			return f, ErrFilterUse.With("filter", base)
		}
		f.values = append(f.values, value)
	}
	if op != "" && op != "ne" && len(f.values) != 1 {
		return f, ErrFilterUse.With("filter", base)
	}
	return f, nil
}

func (f Field) read(s string) (any, error) {
	switch f.Type {
	case IDs:
		return ref.Parse(s)
	case Number:
		return strconv.ParseInt(s, 10, 64)
	case Decimal:
		return decimal(s)
	case Flag:
		return strconv.ParseBool(s)
	case Day:
		_, err := time.Parse(time.DateOnly, s)
		return s, err
	case Moment:
		t, err := time.Parse(time.RFC3339, s)
		return t.UnixMicro(), err
	case Choice:
		if !slices.Contains(f.Choices, s) {
			return nil, ErrFilterUse
		}
	case Text:
	}
	if strings.ContainsRune(s, 0) || !utf8.ValidString(s) {
		return nil, ErrFilterUse // PostgreSQL has no such texts
	}
	return s, nil
}

// decimal reads 12, -3 and 12.5, and none of the other spellings of a float.
func decimal(s string) (float64, error) {
	if s == "" || strings.Trim(s, "0123456789.-") != "" {
		return 0, ErrFilterUse
	}
	return strconv.ParseFloat(s, 64)
}

func (l *List) parseOrder(q *Query, order string) error {
	var first bool
	for i, name := range strings.Split(order, ",") {
		name, desc := strings.CutPrefix(name, "-")
		f, ok := l.Fields[name]
		if !ok || !f.Sort || i > 2 {
			return ErrSort.With("field", name)
		}
		if i == 0 {
			first = desc
		}
		q.order = append(q.order, sortKey{cmp.Or(f.Order, f.Column), desc, f.Class, f.Order != ""})
	}
	q.order = append(q.order, sortKey{column: l.Key, desc: first})
	return nil
}

// allowed refuses filters and orders that would tell a hidden value. The
// question knows its fields itself: it may have been read for a list with more.
func (q *Query) allowed(a *authz.Actor) error {
	hidden := func(c authz.Class) bool { return c != "" && !a.Sees(c) }
	if slices.ContainsFunc(q.filters, func(f filter) bool { return hidden(f.field.Class) }) ||
		slices.ContainsFunc(q.order, func(k sortKey) bool { return hidden(k.class) }) {
		return ErrRestricted
	}
	return nil
}

// filter returns " and (…) and (…)": each wrapped, so that no OR inside one can
// widen the scope that stands before it.
func (l *List) filter(tx *Tx, q *Query, few, much bool) (authz.Clause, error) {
	var c authz.Clause
	if l.Always != "" {
		c.SQL = " and (" + l.Always + ")"
	}
	for _, f := range q.filters {
		x := f.clause(tx, pin(few || !tx.Postgres() && f.tempts(q, much)))
		if f.field.Within != "" {
			x.SQL = fmt.Sprintf(f.field.Within, x.SQL)
		}
		c.SQL += " and (" + x.SQL + ")"
		c.Args = append(c.Args, x.Args...)
	}
	if q.Search != "" && !q.ranked {
		x, err := l.Search(tx, q.Search)
		if err != nil {
			return c, err
		}
		c.SQL += " and (" + x.SQL + ")"
		c.Args = append(c.Args, x.Args...)
	}
	return c, nil
}

// tempts reports whether SQLite, which knows nothing of how many rows a value
// has, would take the index of the filter where another one is meant: that of the
// order, or that of what little the actor sees.
func (f filter) tempts(q *Query, much bool) bool {
	return f.walks && (!much || !q.counting && f.field.Column != q.order[0].column)
}

func (f filter) clause(tx *Tx, pin string) authz.Clause {
	col := pin + f.field.Column
	switch {
	case f.isNull != nil && *f.isNull:
		return authz.Clause{SQL: col + " is null"}
	case f.isNull != nil:
		return authz.Clause{SQL: col + " is not null"}
	case f.op == "contains":
		return Contains(tx, col, f.values[0].(string))
	case len(f.values) == 1:
		return authz.Clause{SQL: col + " " + operators[f.op] + " ?", Args: f.values}
	}
	in := " in ("
	if f.op == "ne" {
		in = " not in ("
	}
	return authz.Clause{SQL: col + in + strings.TrimSuffix(strings.Repeat("?,", len(f.values)), ",") + ")", Args: f.values}
}

// Contains returns a predicate that holds where a column has a text in it,
// whatever the case. No index helps it.
func Contains(tx *Tx, column, text string) authz.Clause {
	return authz.Clause{SQL: column + tx.Pick(" like", " ilike") + ` ? escape '\'`, Args: []any{"%" + likeEscape.Replace(text) + "%"}}
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// keys lists the sort keys as k0, k1 …, the last of which is the id.
func keys(order []sortKey, pin string) string {
	var keys []string
	for i, k := range order {
		keys = append(keys, pin+k.column+" as k"+strconv.Itoa(i))
	}
	return strings.Join(keys, ", ")
}

func (q *Query) orderBy() string {
	var keys []string
	for i, k := range q.order {
		s := "k" + strconv.Itoa(i)
		if k.desc {
			s += " desc"
		}
		keys = append(keys, s)
	}
	return strings.Join(keys, ", ")
}

// cursor marks the place behind the row with these keys, the last of which is
// its id: bytes on SQLite, text on PostgreSQL.
func (q *Query) cursor(keys []any) (string, error) {
	last := len(keys) - 1
	var id ref.ID
	if err := id.Scan(keys[last]); err != nil {
		return "", err
	}
	return page.Cursor{Keys: keys[:last], ID: id}.Encode(q.print)
}

// after returns the keyset predicate of the cursor: everything behind the last
// row of the page before. The form k <= v and (k <> v or …) walks the index.
func (q *Query) after(order []sortKey, pin string) (authz.Clause, error) {
	if q.from == "" {
		return authz.Clause{}, nil
	}
	at, err := page.Decode(q.from, q.print)
	if err != nil {
		return authz.Clause{}, err
	}
	last := len(order) - 1
	if len(at.Keys) != last {
		return authz.Clause{}, page.ErrCursor
	}
	c := authz.Clause{SQL: pin + order[last].column + strict(order[last].desc) + "?", Args: []any{at.ID}}
	for i := last - 1; i >= 0; i-- {
		k, v := order[i], at.Keys[i]
		c = authz.Clause{
			SQL:  pin + k.column + loose(k.desc) + "? and (" + pin + k.column + " <> ? or (" + c.SQL + "))",
			Args: append([]any{v, v}, c.Args...),
		}
	}
	return authz.Clause{SQL: " and (" + c.SQL + ")", Args: c.Args}, nil
}

func strict(desc bool) string {
	if desc {
		return " < "
	}
	return " > "
}

func loose(desc bool) string {
	if desc {
		return " <= "
	}
	return " >= "
}
