// Package contract owns what both sides signed, from the first draft to the
// last payment.
//
// Owns: contracts with their parties, clauses, tax lines and payment terms; the
// check of the terms and who waived what; the legal, financial and technical
// reviews; signing on paper; amendments.
// Does not own: quotes (module quote), rules about payment terms (package
// terms), who approves (module approval), files (module document), what became
// due, was invoiced or received (modules billing and collection, asked through
// [Ledger]), projects.
//
// Invariants:
//   - a contract changes in state draft and rejected only; what is in force
//     changes by amendments alone: current price = price + sum of the amendments
//     that were signed;
//   - the payments sum to the current price to the fen at any time, and their
//     ratios to 100 % from submission on;
//   - tax lines sum to the price; net and tax of a line sum to its gross;
//   - nothing is submitted while a rule is broken that nobody waived, and a
//     waiver counts only for the very value that it was given for;
//   - reviews, approval and signature are about one content hash, worked out
//     anew from what is stored; nobody reviews what he submitted;
//   - the SHA-256 of the signed scan is kept beside the id of the document;
//   - a quote gives at most one contract that was not voided.
//
// Events: [Submitted], [Rejected], [Approved], [InForce], [Amended],
// [Suspended], [Resumed], [Completed], [Settled], [Closed], [Terminated],
// [Voided], [Expiring].
//
// Time: dates are those of the entity's business zone; rules are looked up by
// the date of signing, and by today before that. Reviews are due at the same
// hour two working days later. Who handed a contract out for signature has
// [Policy.SigningWithin]; its last day is told of [Policy.ExpiryNotice] days before.
package contract
