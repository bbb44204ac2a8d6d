// Package terms holds payment terms as values, and a pack of rules that looks
// at them: what the law of the trade forbids, what standards advise, what the
// house asks for.
//
// Owns: the terms of an offer or a contract, the rules PAY-001 to PAY-019 with
// their sources and the time from which each edition holds.
// Does not own: quotes and contracts (they keep terms as a column and refuse to
// go on while a finding blocks), payments that fell due (module collection).
//
// Invariants:
//   - the package is pure: no clock, no database, no actor;
//   - a rule looks only at what is known: an absent fact gives no finding,
//     except where the rule asks for a clause to be present;
//   - on any date at most one edition of a rule holds.
//
// Time: dates are those of the legal entity that signs; an edition holds from
// its first day to its last, both included, by the date of signing.
package terms
