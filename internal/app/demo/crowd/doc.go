// Package crowd fills an empty installation with as many records as somebody
// wants to see at once: people of many companies, their customers, their deals,
// what happened with them and what is to be done next.
//
// Owns: the worlds (who owns what in them) and the bar that shows how far the
// filling has come.
// Does not own: any table. Each module writes its own rows, by the method that
// takes thousands at once; the story of the demo group (package demo); the
// benchmark, which measures on such worlds.
//
// Invariants:
//   - a world is the same each time: every record can be named without asking;
//   - rows, search entries, sums, stays, numbers and tasks are those that the
//     modules write when people work; nothing is told to anybody, because nothing
//     happens now;
//   - memory does not grow with the world: a batch is written and forgotten.
//
// Audit: a record that the product makes for somebody is told of by itself. A
// filling writes one audit record for each of its transactions, with the kind,
// the number, and the first and last id of what it added; the values are those
// of this package and told nowhere. So the history of a filled record begins with
// its first change, and it has no version before that one.
package crowd
