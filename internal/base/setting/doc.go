// Package setting lets a group set what the trade leaves open: how long things
// may take, from which amount on a rule holds, which days are worked.
//
// Owns: the values that differ from the product's own, the announcements of
// calendar years, who may change them, and that every process follows a change.
// Does not own: what a value means. A module describes its policy by [Rule]s
// and asks [Follow] for the one that holds now.
//
// Invariants:
//   - a policy is replaced as a whole, so nobody sees half of a change;
//   - a value lies within its bounds and keeps its order with its neighbour; one
//     that a newer program no longer allows gives way to the product's own;
//   - a change counts from then on: what was due already stays due; what it means for
//     values that are kept is for the module to say and do;
//   - a year without an announcement works from Monday to Friday, and says so.
package setting
