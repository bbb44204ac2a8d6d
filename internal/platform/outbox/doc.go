// Package outbox hands events to those who react after the commit: notices,
// search, webhooks, realtime, jobs.
//
// Owns: delivering the events that package db wrote, retries, dead letters,
// forgetting old events.
// Does not own: reactions inside the emitter's transaction ([db.React]), long
// work (package jobs: a consumer enqueues a job), what consumers do.
//
// Invariants:
//   - an event that committed reaches every consumer of its topic at least once,
//     whatever process dies in between, or lies among the dead with its error;
//   - a consumer sees events in the order of their ids, until a delivery fails:
//     then the others do not wait for it;
//   - a consumer that is slow or broken delays the others by two seconds at most;
//   - a consumer that was not there when an event was routed does not get it.
//
// Consumers are idempotent. [Envelope.Once] makes one db.Write of a consumer so.
//
// Several processes share the work by leadership: one routes and delivers.
package outbox
