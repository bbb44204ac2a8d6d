// Package collection owns money that came in, what it was booked on, and the
// orders by which overdue money is collected.
//
// Owns: receipts with their claims and allocations, suggestions where a receipt
// belongs, collection orders with levels, steps and promises, the customer's
// payment behaviour.
// Does not own: payment nodes and invoices (module billing, which is told of
// every booking), contracts, customers (asked to hold new quotes), files (module
// document).
//
// Invariants:
//   - the allocations of a receipt to nodes sum to no more than its amount, and
//     so do those to invoices; both legs are kept apart;
//   - the allocations on a node sum to what billing says was received on it;
//   - an allocation is never changed or deleted: taking it back adds its negative;
//   - a bond that comes back is no income; payment in kind and offsets count once
//     the transfer is proved; a payer who is not the party needs his letter;
//   - a bill is cash on the day on which it matures, not before;
//   - there is one open order for a contract; it opens the day after a due date,
//     and closes by itself when nothing overdue is open on it;
//   - a level only rises; from L3 on the customer gets no new quotes, until none
//     of his orders is at L3 any more;
//   - a state changes only along its table (reference 2.8 and 2.9).
//
// Events: [ReceiptConfirmed], [OrderOpened], [OrderEscalated], [PromiseBroken],
// [LimitationNear], [OrderClosed].
//
// Time: dates are those of the entity's business zone. Three years of limitation
// run from the oldest open due date and anew from each written demand; the
// priority of a builder's claim ends eighteen months after the due date.
package collection
