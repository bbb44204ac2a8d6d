// Package timer runs what comes round: every so often, or by the calendar.
//
// Owns: the schedules, when each timer last ran, and what went wrong.
// Does not own: what timers do; work that follows from a fact, which consumers of
// package outbox do, at least once and with retries.
//
// Invariants:
//   - one process of an installation runs timers: hand [Timers.Run] to package
//     leader;
//   - a timer that was due while nobody ran is made up for once, however often it
//     was missed; one that fails is tried again after a minute, and its failure
//     stays in the table until it succeeds;
//   - a timer that comes round within a minute only looks whether something waits:
//     it runs at once after a start, and leaves nothing in the table;
//   - timers follow the product's clock, so that a test moves them.
package timer
