// Package search answers what people type into the palette: records of every
// kind that they may see, best first.
//
// Owns: the order of kinds and how many hits of each are shown.
// Does not own: what a person may see; every source asks its own list, with the
// row rule of that list.
//
// Invariants:
//   - a hit is a record that its own list would show to the same person.
package search
