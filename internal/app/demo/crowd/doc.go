// Package crowd fills an empty installation with as many records as somebody
// wants to see at once: people of many companies, their customers, their deals
// and what happened with them.
//
// Owns: the worlds (who owns what in them) and the bar that shows how far the
// filling has come.
// Does not own: the story of the demo group (package demo), the benchmark, which
// measures on such worlds.
//
// Invariants:
//   - a world is the same each time: every record can be named without asking;
//   - everything goes through the modules' own paths for records of the past, so
//     that search entries, sums, stage history and audit are what the product
//     would have written;
//   - memory does not grow with the world: a batch is written and forgotten.
package crowd
