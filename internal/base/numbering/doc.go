// Package numbering gives records the numbers that people read out.
//
// Owns: series such as quotes and contracts, their patterns, and the last
// number of each legal entity and year.
// Does not own: ids; a number is for people, an id for programs.
//
// Invariants:
//   - a number is given once, in the transaction that uses it: a refused
//     request leaves no gap;
//   - a series counts for each legal entity and starts at 1 every year.
//
// Time: the year is that of the entity's business zone.
package numbering
