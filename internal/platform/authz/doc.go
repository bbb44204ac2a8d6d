// Package authz decides who may do what to which record.
//
// A role grants permissions, each with a reach (own, department and below,
// entity, group), and a set of field classes. An assignment gives a person a
// role at one department of one legal entity. The sum of a person's
// assignments is an [Actor]; it travels in the context of a request.
//
// Owns: permissions, reaches, field classes, the row predicate of every list,
// the covering test of every by-id read, and the actions shown on a record.
// Does not own: roles and assignments as data (module org), sessions and tokens
// (module identity), who takes part in a record (module team, table team_member).
//
// Invariants:
//   - a permission that nobody granted reaches nothing;
//   - the predicate of a list and the covering test of a record agree;
//   - a part on a record gives what reach "own" gives, and an observer only reads.
package authz
