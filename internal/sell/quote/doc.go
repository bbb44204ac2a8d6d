// Package quote owns priced offers, from the first draft of a bill of
// quantities to the customer's answer.
//
// Owns: quotes in revisions, the lines of their bills, totals, the cost
// estimate, the double confirmation by the technical department and finance,
// the Excel and the printed form of an offer.
// Does not own: opportunities (module pipeline), who approves what (module
// approval), rules about payment terms (package terms), contracts (module
// contract, which draws from an accepted quote), files (module document).
//
// Invariants:
//   - a quote changes in state draft only; a change of a submitted one is the
//     next revision, which supersedes it;
//   - a quote is confirmed by two passes, one of each part, on one content hash;
//     any edit voids both; whoever wrote on a revision reviews none of it;
//   - approval and acceptance are about the hash that was confirmed, worked out
//     anew from the stored lines each time;
//   - the totals are the sums of the lines to the fen, after every edit; net and
//     VAT sum to the gross;
//   - an opportunity has at most one accepted quote, a number at most one newest
//     revision; an accepted quote stands until the customer accepts a later
//     revision, which takes its place unless a contract was drawn from it.
//
// Events: [Created], [ReviewRequested], [Reviewed], [Confirmed], [Approved],
// [Sent], [Accepted], [Rejected], [Superseded], [Expired], [Withdrawn].
//
// Time: validity counts from the day of sending in the entity's business zone,
// and the last day is included; reviews are due at the same hour so many
// working days later.
package quote
