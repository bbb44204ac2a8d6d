// Package jobs runs work outside of requests: jobs that are enqueued, with
// retries, and timers that come round by the calendar.
//
// Owns: the queue (River, behind this package's interface), the timers, and when
// each timer last ran.
// Does not own: what jobs do. Events become jobs through a consumer of package
// outbox, so that a job exists exactly when its event committed.
//
// The queue never uses the product's writer connection: on SQLite it lives in a
// file of its own, on PostgreSQL in the schema "jobs".
//
// Invariants:
//   - a job runs at least once, and so is repeatable; a process that dies leaves
//     its jobs to be taken up again;
//   - a timer that was due while nobody ran is made up for once, however often it
//     was missed; one that fails is tried again after a minute;
//   - timers follow the product's clock, so that a test moves them.
package jobs
