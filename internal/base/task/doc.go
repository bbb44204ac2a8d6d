// Package task owns what somebody is to do by when, and telling people in time.
//
// Owns: tasks on records of any kind, their reminders, the clock of a limit
// (the 48 hours of a needs analysis), breaches and to whom they go.
// Does not own: the records (asked through [Records]), what closes a task that
// a module made (it calls [Service.DoneTx]), delivering notices (notify/inbox).
//
// Invariants:
//   - a task is open, and then done or cancelled for good;
//   - a module's task has a key, and one key never makes two tasks;
//   - each reminder and each breach is emitted exactly once, also by several
//     processes that sweep at the same moment, and never for a closed task;
//   - what had passed when a task was made or moved is not reminded of; a breach
//     is told however late;
//   - entity, department and owner are those of the record, or of the maker's
//     place when there is none; [Service.RescopeTx] keeps them true;
//   - what modules asked of somebody goes to his successor on the record
//     ([Service.HandOnTx]); what people gave him stays his.
//
// Events: [Assigned], [Reminder], [Breached], [Closed].
// Time: due_at is an instant. Reminders in hours are wall-clock hours before it;
// those in working days come at 08:30 of that working day in the zone of the
// entity, counted back from the date on which the task is due there.
package task
