// Package billing owns what a customer has to pay and when, and the invoices
// that are written about it.
//
// Owns: payment nodes (the payments of a contract in force), their triggers and
// due dates, the valuation of monthly progress, invoices with their tax lines,
// the table of VAT rates, the compliance checks INV-001 to INV-015, red-letter
// invoices, the ageing of receivables.
// Does not own: contracts and their terms (module contract), milestones (module
// project), money that came in (module collection, which tells by
// [Service.ReceiveTx]), files (module document), the tax platform: an invoice is
// recorded with the number that the platform gave it.
//
// Invariants:
//   - the nodes of a contract that are not cancelled sum to what is to be paid
//     under it, to the fen, after every amendment and after the settlement;
//   - what was triggered keeps its amount as long as the rest can carry a change;
//   - open = amount - received - waived, and never below zero; received is the
//     sum of the allocations that module collection holds;
//   - a node is invoiced for no more than its amount, invoices on their way
//     included; a red invoice takes back no more than is left of its original;
//   - net, tax and gross of an invoice are the sums of its lines, which are
//     rounded one by one;
//   - a state changes only along its table (reference 2.6 and 2.7); overdue is
//     no state but a fact: past due and open;
//   - a fiscal number stands on one invoice only; whoever asked for an invoice
//     does not approve it.
//
// Events: [PaymentTriggered], [PaymentDueSoon], [PaymentOverdue], [ValuationDue], [MonthValued], [ValuationOver], [InvoiceWanted],
// [InvoiceSubmitted], [InvoiceIssued], [InvoiceUnpaid].
//
// Time: dates are those of the entity's business zone. A node is overdue from
// the day after its due date. Rates of tax are looked up by the tax point date.
package billing
