// Package team owns who plays which part on a record of any kind.
//
// Owns: the rows of table team_member.
// Does not own: the owner of a record (that is its own column; a team shows him
// first, but he is no row), what a part allows (package authz: it gives what
// reach "own" gives, and an observer only reads), the records themselves, which
// are asked through [Records].
//
// Invariants:
//   - a person plays a part on a record at most once, and may play several;
//   - a record has at most one dedicated sales representative;
//   - only active people join.
//
// Leaving a team takes rights away at once: package authz reads team_member in
// every statement that asks for a part, and nothing caches a membership.
//
// Events: [Joined], [Left].
package team
