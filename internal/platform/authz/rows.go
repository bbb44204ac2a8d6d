package authz

import "strings"

// Columns names the SQL expressions that a predicate needs of a table.
type Columns struct {
	Owner      string   // "o.owner_id"; "" when nobody owns such rows
	Department string   // "o.department_id"; "" for rows of the whole group
	Members    []string // ids on which a part counts: "o.id", "o.project_id"
}

// Clause is a piece of SQL with its arguments, safe to stand beside AND.
type Clause struct {
	SQL  string
	Args []any
	Few  bool // holds for a handful of rows: a list starts from them, not from its order
	Wide bool // holds for a good part of all rows: a list that can walk in its order meets them soon
}

// wide is how many departments are a good part of all: to sort all that they have
// takes longer than to pass over what others have.
const wide = 8

// Legs returns predicates whose union is exactly what the actor may see under
// p. Each leg can walk its own ordered index, which one OR could not. No legs
// means nothing is visible. Postgres selects the dialect.
func (a *Actor) Legs(p Permission, c Columns, postgres bool) []Clause {
	if a.Kind == System {
		return []Clause{{SQL: "true"}}
	}
	g := a.grants[p]
	switch {
	case g == nil:
		return nil
	case g.group:
		return []Clause{{SQL: "true"}}
	}
	var legs []Clause
	if c.Department != "" && g.departments.Len() > 0 {
		legs = append(legs, g.departments.in(c.Department, postgres))
	}
	if c.Owner != "" {
		legs = append(legs, Clause{SQL: c.Owner + " = ?", Args: []any{a.ID}})
	}
	for _, m := range c.Members {
		legs = append(legs, a.member(p, m))
	}
	return legs
}

// Where returns the same as one predicate in parentheses, for aggregates and
// by-id reads.
func (a *Actor) Where(p Permission, c Columns, postgres bool) Clause {
	legs := a.Legs(p, c, postgres)
	if len(legs) == 0 {
		return Clause{SQL: "(false)"}
	}
	var sql []string
	var args []any
	for _, l := range legs {
		sql, args = append(sql, l.SQL), append(args, l.Args...)
	}
	return Clause{SQL: "(" + strings.Join(sql, " or ") + ")", Args: args}
}

func (s *DepartmentSet) in(column string, postgres bool) Clause {
	switch {
	case s.Len() == 1:
		return Clause{SQL: column + " = ?", Args: []any{s.Only()}}
	case postgres:
		return Clause{SQL: column + " = any(?::uuid[])", Args: []any{s.uuid}}
	}
	return Clause{SQL: column + " in (select unhex(value) from json_each(?))", Args: []any{s.hex}, Wide: s.Len() > wide}
}

func (a *Actor) member(p Permission, column string) Clause {
	sql := column + " in (select m.ref_id from team_member m where m.user_id = ?"
	if !p.ReadOnly() {
		sql += " and m.part <> '" + Observer + "'"
	}
	return Clause{SQL: sql + ")", Args: []any{a.ID}, Few: true}
}
