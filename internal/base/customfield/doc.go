// Package customfield lets users add fields to the records of a kind.
//
// Owns: the definitions (key, labels, type, choices, class), what a value may
// be, who sees it, how a list filters by it, shows it and sorts by it, and the
// indexes that make that fast.
// Does not own: the values. They are one JSON object in the column custom of
// the kind's main table; the module that owns the table calls
// [Service.SchemaTx] when it reads, writes or lists.
//
// Invariants:
//   - a stored object holds only defined keys, each in one spelling of its
//     value, so that both engines compare alike;
//   - kind, key and type of a definition never change: stored values stay what
//     they are, and a field that is not wanted any more is made inactive;
//   - a value that its reader may not see, or whose field is inactive, is not
//     shown, not filtered by, and not lost when somebody else saves the record;
//   - a key is safe to stand inside a statement: lower-case letters, digits, _.
package customfield
