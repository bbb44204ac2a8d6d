// Package approval asks people, one after the other, whether something may go
// on: a quote may leave the house, a contract may be signed.
//
// Owns: approvals, their nodes and history, who is asked, and the matrix that
// says whom an amount or a margin needs (table approval_rule).
// Does not own: what is approved. A module starts an approval over its record
// with [Service.StartTx] and the hash of the content, and reacts to [Approved],
// [Rejected] and [Withdrawn] in the transaction that emits them.
//
// Invariants:
//   - a record has at most one pending approval;
//   - nobody decides what he submitted himself: when he alone holds the role,
//     the next superior role is asked, and the history says so;
//   - whoever approved one node is not asked at a later one: it passes by
//     itself, and the history says so;
//   - the decision is about one hash: a changed content voids what was pending
//     or approved ([Service.VoidTx]);
//   - a node is decided once, however many people press the button;
//   - who is asked is found when the approval enters the node, and whoever lost
//     the role since then decides nothing.
//
// Holders of a role are looked for at the departments that cover the record,
// else in its legal entity, else in the whole group.
//
// Events: [Asked], [Urged], [DueSoon], [Overdue], [Stalled], [Approved], [Rejected], [Withdrawn],
// [Voided].
//
// Time: a node is due at the same hour of the next working day of the entity;
// reminders come at shares of the working time until then ([Marks]).
package approval
