// Package db is the one door to data: [DB.Read] and [DB.Write] on embedded
// SQLite or PostgreSQL, whichever the product was started with.
//
// Owns: connections, transactions, group commit, the audit and outbox rows that
// every write leaves, idempotency keys, version history, the list builder.
// Does not own: the schema (package migrate), sealing and verifying the audit
// log (package audit), delivering events (package outbox).
//
// Invariants:
//   - a write without an actor does not start, and one that audited nothing
//     does not commit;
//   - the audit record, the events and the effect commit together or not at all;
//   - SQLite runs with WAL and synchronous=FULL, PostgreSQL with
//     synchronous_commit=on: an acknowledged write survives a power cut;
//   - statements inside a write never see the caller's cancellation, because an
//     interrupt would take the neighbours of the same commit with it.
//
// Time: instants are UTC microseconds in BIGINT columns, dates are TEXT
// "YYYY-MM-DD", ids are uuid or 16 bytes.
//
// SQL is written once with ? as placeholder; where engines differ, [Tx.Pick]
// takes both statements side by side.
package db
