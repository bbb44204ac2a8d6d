// Package savedview owns the named views of lists: filters, order and columns
// that a person keeps, pins to the sidebar, or shares.
//
// Owns: table saved_view.
// Does not own: what a view shows; the list applies the row rule of whoever
// opens it, so a shared view shares a question and never an answer.
//
// Invariants:
//   - a person changes only views of his own;
//   - a shared view is seen by everybody, a private one by its owner;
//   - of the views that a person has of a list, at most one opens with it.
package savedview
