package db

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gongqiao/internal/platform/authz"
)

// FieldType says how a filter value of a field is read.
type FieldType string

// Field types. A number is whole, amounts are numbers of fen; a decimal may have
// a fraction.
const (
	Text    FieldType = "text"
	Choice  FieldType = "choice"
	IDs     FieldType = "id"
	Number  FieldType = "number"
	Decimal FieldType = "decimal"
	Day     FieldType = "date"
	Moment  FieldType = "instant"
	Flag    FieldType = "flag"
)

// Field is one name by which a list is filtered or sorted.
type Field struct {
	Column  string // SQL expression; for sorting it is never NULL
	Order   string // what it is sorted by when that is not Column: never NULL, and an index has all rows in its order
	Type    FieldType
	Class   authz.Class // who may filter and sort by it; "" is public
	Sort    bool
	Choices []string // closed set of a Choice
	Within  string   // wraps the comparison, for fields of another table: "c.id in (select t.customer_id from customer_tag t where %s)"
}

// List describes how a module's records are listed: the same page of ids is
// chosen first, by scope, filters and order, and joined after.
type List struct {
	Permission authz.Permission
	From       string // "opportunity o"
	Key        string // "o.id"
	Scope      authz.Columns
	Via        string // wraps a scope on another table: "c.id in (select e.customer_id from engagement e where %s)"
	ViaEach    string // the same for one row at hand: "exists (select 1 from engagement e where e.customer_id = c.id and %s)"
	Always     string // predicate that always holds: "not o.archived"
	Fields     map[string]Field
	Order      string   // default order: "-amount,name"
	Walks      []string // fields of whose order an index has all rows: whoever sees many departments walks it
	Columns    string   // what scan reads, after the join
	Joins      string   // joined to the chosen page: "join customer c on c.id = o.customer_id"
	Sums       map[string]Field
	Search     func(tx *Tx, text string) (authz.Clause, error)
	// Ranked answers searches that ask for no order; without it they come in the
	// default order.
	Ranked func(tx *Tx, under authz.Permission, text string) ([]Hits, error)
}

// Hits is a source of found records, in an order that its index keeps: by No,
// the last first. Several sources may give the same record under the same No.
type Hits struct {
	From  string // "find_entry e"
	Where string
	Args  []any
	No    string // "e.no": a number that no other record has
	ID    string // "e.ref_id"
}

// legs returns the predicates, each complete, whose union is what tx.Actor may
// see of the list under q.
func (l *List) legs(tx *Tx, q *Query) ([]authz.Clause, error) {
	legs := tx.Actor.Legs(l.under(tx.Actor, q), l.Scope, tx.Postgres())
	if l.Via != "" && !(len(legs) == 1 && legs[0].SQL == "true") {
		legs = l.wrapped(legs, q)
	}
	for i, leg := range legs {
		few, much := leg.Few && !tx.Postgres(), leg.Wide || leg.SQL == "true"
		if leg.Wide && q.walked(l) {
			leg.SQL = pin(true) + leg.SQL
		}
		filter, err := l.filter(tx, q, few, much)
		if err != nil {
			return nil, err
		}
		legs[i] = authz.Clause{SQL: "(" + leg.SQL + ")" + filter.SQL, Args: append(append([]any(nil), leg.Args...), filter.Args...), Few: few}
	}
	return legs, nil
}

// pin returns what keeps SQLite's planner from walking an index over a column:
// for the few records on which somebody plays a part it would rather read the
// whole list in order, hoping to meet them soon.
func pin(few bool) string {
	if few {
		return "+"
	}
	return ""
}

// under is the permission that decides the rows: the list's own, or the
// question's when that goes less far.
func (l *List) under(a *authz.Actor, q *Query) authz.Permission {
	if q.Under != "" && a.Reach(q.Under) < a.Reach(l.Permission) {
		return q.Under
	}
	return l.Permission
}

// wrapped puts the legs on another table into one. Whoever sees a good part of
// all rows meets them soon on a walk in the list's order; for all others it is
// shorter to collect theirs first.
func (l *List) wrapped(legs []authz.Clause, q *Query) []authz.Clause {
	if len(legs) == 0 {
		return nil
	}
	via := l.Via
	var sql []string
	var args []any
	for _, leg := range legs {
		sql, args = append(sql, leg.SQL), append(args, leg.Args...)
		if leg.Wide && l.ViaEach != "" && q.walked(l) {
			via = l.ViaEach
		}
	}
	return []authz.Clause{{SQL: fmt.Sprintf(via, "("+strings.Join(sql, " or ")+")"), Args: args}}
}

// Run reads one page. scan maps the list's Columns; the answer's Total and Sums
// are filled when q wants them, and agree with the rows to the fen.
func Run[T any](tx *Tx, l *List, q *Query, scan func(Row) (T, error)) (Page[T], error) {
	out := Page[T]{Items: []T{}}
	from, err := l.sources(tx, q)
	if err != nil || len(from) == 0 {
		return out, err
	}
	sql, args, err := l.page(tx, q, from)
	if err != nil {
		return out, err
	}
	keys := make([]any, len(q.order))
	last := make([]any, len(q.order))
	dest := make([]any, len(q.order))
	for i := range keys {
		dest[i] = &keys[i]
	}
	err = tx.Each(sql, args, func(r Row) error {
		if len(out.Items) == q.Limit {
			next, err := q.cursor(last)
			out.Next = &next
			return err
		}
		v, err := scan(prefixed{r, dest})
		out.Items = append(out.Items, v)
		copy(last, keys)
		return err
	})
	if err == nil && q.Total {
		err = l.totals(tx, q, &out.Total, &out.Sums)
	}
	return out, err
}

// walked reports whether an index of all rows has the order of the question.
func (q *Query) walked(l *List) bool {
	return !q.counting && (q.order[0].walks || slices.ContainsFunc(l.Walks, func(name string) bool { return q.order[0].column == l.Fields[name].Column }))
}

// Plan returns the steps in which the engine would choose the page, in its own
// words, for each source of records, so that a test can tell when one of them
// walks or sorts a whole table.
func Plan(tx *Tx, l *List, q *Query) (plans [][]string, err error) {
	from, err := l.sources(tx, q)
	if err != nil || len(from) == 0 {
		return nil, err
	}
	for _, s := range from {
		sql, args, err := q.choose(s, l.place(tx))
		if err != nil {
			return nil, err
		}
		steps, err := All(tx, tx.Pick("explain query plan ", "explain ")+sql, args, func(r Row) (step string, err error) {
			if tx.Postgres() {
				return step, r.Scan(&step)
			}
			var id, parent, unused int
			return step, r.Scan(&id, &parent, &unused, &step)
		})
		if err != nil {
			return nil, err
		}
		plans = append(plans, steps)
	}
	return plans, nil
}

// prefixed reads the sort keys before what the caller wants.
type prefixed struct {
	row  Row
	keys []any
}

func (p prefixed) Scan(dest ...any) error {
	return p.row.Scan(append(p.keys[:len(p.keys):len(p.keys)], dest...)...)
}

// source is a part of what a question asks for, which can walk its own index in
// the question's order.
type source struct {
	authz.Clause // "from … where …"
	order        []sortKey
}

// sources returns the parts that together hold every record of the question,
// and nothing else.
func (l *List) sources(tx *Tx, q *Query) ([]source, error) {
	if err := q.allowed(tx.Actor); err != nil {
		return nil, err
	}
	if q.ranked {
		return l.found(tx, q)
	}
	legs, err := l.legs(tx, q)
	var out []source
	for _, leg := range legs {
		leg.SQL = " from " + l.From + " where " + leg.SQL
		out = append(out, source{leg, q.order})
	}
	return out, err
}

// found starts from the hits of a search and tests the row rule on each, so that
// a page ends where it is full, however many there are.
func (l *List) found(tx *Tx, q *Query) ([]source, error) {
	under := l.under(tx.Actor, q)
	rule := tx.Actor.Where(under, l.Scope, tx.Postgres())
	if rule.SQL == "(false)" {
		return nil, nil
	}
	if l.ViaEach != "" && rule.SQL != "(true)" {
		rule.SQL = fmt.Sprintf(l.ViaEach, rule.SQL)
	}
	filter, err := l.filter(tx, q, false, true)
	if err != nil {
		return nil, err
	}
	hits, err := l.Ranked(tx, under, q.Search)
	join := tx.Pick(" cross join ", " join ") // SQLite: from the hits to the rows, never back
	var out []source
	for _, h := range hits {
		out = append(out, source{authz.Clause{
			SQL:  " from " + h.From + join + l.From + " on " + l.Key + " = " + h.ID + " where (" + h.Where + ") and " + rule.SQL + filter.SQL,
			Args: slices.Concat(h.Args, rule.Args, filter.Args),
		}, []sortKey{{column: h.No, desc: true}, {column: l.Key, desc: true}}})
	}
	return out, err
}

// tail orders what was chosen, and ends where the page is full.
func (q *Query) tail() string {
	if q.ranked { // numbers are of one record each, and an index is trusted with one key alone
		return fmt.Sprintf(" order by k0 desc limit %d", q.Limit+1)
	}
	return fmt.Sprintf(" order by %s limit %d", q.orderBy(), q.Limit+1)
}

// place is what a chosen row is found by again: on SQLite the number under which
// its table keeps it, which every index holds; a search by id would go by way of
// one more index.
func (l *List) place(tx *Tx) string {
	alias, _, _ := strings.Cut(l.Key, ".")
	return tx.Pick(alias+".rowid", l.Key)
}

// choose builds the statement that finds the ids and places of the page in one
// source.
func (q *Query) choose(s source, place string) (string, []any, error) {
	after, err := q.after(s.order, pin(s.Few))
	return "select " + keys(s.order, pin(s.Few)) + ", " + place + " as place" + s.SQL + after.SQL + q.tail(), slices.Concat(s.Args, after.Args), err
}

// page builds: choose the ids of the page in each source, unite, join.
func (l *List) page(tx *Tx, q *Query, from []source) (string, []any, error) {
	var parts []string
	var args []any
	for _, s := range from {
		sql, more, err := q.choose(s, l.place(tx))
		if err != nil {
			return "", nil, err
		}
		parts, args = append(parts, sql), append(args, more...)
	}
	ids := parts[0]
	if len(parts) > 1 {
		ids = "select * from (select * from (" + strings.Join(parts, ") a union select * from (") + ") a) u" + q.tail()
	}
	var lead []string
	for i := range q.order {
		lead = append(lead, fmt.Sprintf("p.k%d", i))
	}
	return "select " + strings.Join(lead, ", ") + ", " + l.Columns + " from (" + ids + ") p join " + l.From +
		" on " + l.place(tx) + " = p.place " + l.Joins + " order by " + q.orderBy(), args, nil
}

// Count returns how many rows the question has for whoever is in ctx.
func Count(ctx context.Context, d *DB, l *List, q *Query) (int64, error) {
	n, _, err := Totals(ctx, d, l, q)
	return n, err
}

// Totals counts the rows that the question has for whoever is in ctx, and sums
// up what of them he may see.
func Totals(ctx context.Context, d *DB, l *List, q *Query) (n int64, sums map[string]int64, err error) {
	err = d.Read(ctx, func(tx *Tx) error {
		var total *int64
		if err := l.totals(tx, q, &total, &sums); err != nil || total == nil {
			return err
		}
		n = *total
		return nil
	})
	return n, sums, err
}

// totals counts and sums the whole filtered set, in no order. Total stays nil
// when the actor sees nothing.
func (l *List) totals(tx *Tx, q *Query, total **int64, sums *map[string]int64) error {
	counted := *q
	counted.counting = true
	from, err := l.sources(tx, &counted)
	if err != nil || len(from) == 0 {
		return err
	}
	names := l.sumsFor(tx.Actor)
	columns := []string{"count(*)"}
	for i := range names {
		columns = append(columns, fmt.Sprintf("cast(coalesce(sum(s%d), 0) as bigint)", i))
	}
	inner := "select " + l.Key + " as id"
	for i, n := range names {
		inner += fmt.Sprintf(", %s as s%d", l.Sums[n].Column, i)
	}
	var parts []string
	var args []any
	for _, s := range from {
		parts = append(parts, inner+s.SQL)
		args = append(args, s.Args...)
	}
	var count int64
	values := make([]int64, len(names))
	dest := []any{&count}
	for i := range values {
		dest = append(dest, &values[i])
	}
	if err := tx.One("select "+strings.Join(columns, ", ")+" from ("+strings.Join(parts, " union ")+") t", args, dest...); err != nil {
		return err
	}
	*total = &count
	if len(names) > 0 {
		*sums = map[string]int64{}
	}
	for i, n := range names {
		(*sums)[n] = values[i]
	}
	return nil
}

func (l *List) sumsFor(a *authz.Actor) []string {
	var names []string
	for n, f := range l.Sums {
		if f.Class == "" || a.Sees(f.Class) {
			names = append(names, n)
		}
	}
	return names
}
