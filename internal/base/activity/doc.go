// Package activity owns what happened with a record: calls, visits, meetings,
// messages, notes, and what the system did.
//
// Owns: activities on records of any kind, their voiding.
// Does not own: the records (asked through [Records]), what is to be done next
// (module task, which reacts to [Logged]), documents.
//
// Invariants:
//   - an activity carries the entity, department and owner of its record, so
//     that a scoped list walks one index; [Service.RescopeTx] keeps them true;
//   - its author may correct it for a day, and nobody afterwards; kind, times
//     and first visit never change, because clocks were started by them;
//   - a record has at most one first visit that was not voided;
//   - nothing is deleted: a voided activity stays readable by its id.
//
// Events: [Logged], [Voided].
// Time: at is when it began and ended_at when it ended, both instants; an
// activity lies in the past when it is logged.
package activity
