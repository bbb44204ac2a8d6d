// Package page is the vocabulary of lists: how many, from where on, and what
// comes back.
//
// Owns: the limit, the opaque cursor, the shape of a page on the wire.
// Does not own: filters, sort fields and SQL (package db), permissions.
//
// Invariants:
//   - a page's items are never null on the wire when it was made by [New],
//     [Cut] or [Map];
//   - a cursor works only with the list that made it: same kind, same filters,
//     same order. A changed, cut or foreign one is refused, not guessed at;
//   - a cursor grants nothing. It carries a check sum, not a signature: scope
//     is applied to every page anew.
package page
