// Package audit makes the audit log evidence: it seals the records that package
// db writes into a transparency log, verifies it, and shows it.
//
// Owns: seals, tree hashes and signed checkpoints, the verification, erasing a
// record by law, the log's API, the history of one record.
// Does not own: writing records (package db does, inside each write), who may
// read them (roles), keys (the caller hands them in).
//
// A record is digested when it is written. Within a second the sealer gives it
// the next number and adds its digest to a Merkle tree (RFC 6962, package tlog).
// A checkpoint is the tree's size and root under the installation's signature;
// each is also appended to a file, and a copy of that file kept elsewhere is
// what proves that no tail was cut off.
//
// Invariants:
//   - numbers have no gaps and never change their record;
//   - records are sealed in the order (at, id) as far as they are known; one
//     that commits late is sealed when it appears;
//   - a record whose digest or MAC is wrong is never sealed;
//   - a key can be rotated: what older keys authenticated or signed stays valid,
//     but nothing new under them is, a day after the newer one came into use;
//   - an erased record keeps its digest, and stays valid only because a later
//     record, itself sealed, says that it was erased and on what ground.
//
// Reading the log is noted in the log, once an hour and session; answering one
// record or a record's history is not.
package audit
