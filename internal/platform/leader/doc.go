// Package leader lets one process of many do what must be done by one: sealing
// the audit log, delivering events, timers.
//
// Owns: the leases in table leader.
// Does not own: what leaders do.
//
// Invariants:
//   - at most one process holds a role's lease at any moment of the database's
//     own clock; the clocks of the processes play no part;
//   - a leader that cannot renew its lease stops before the lease ends;
//   - a lease is no lock: what a leader writes must be safe when a process that
//     was paused wakes up and writes once more.
//
// SQLite has one process, which leads every role without a lease.
package leader
