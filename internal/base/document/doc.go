// Package document owns the files that hang on records of any kind.
//
// Owns: documents, the versions of their files, who has uploaded how much, and
// which stored blobs are still in use.
// Does not own: the bytes (package blob keeps them by their hash), the records,
// which are asked through [Records], what a signed scan or a drawing brings
// about (the modules of those records, which react to [Attached]).
//
// Invariants:
//   - the bytes are stored before the row that names them, so a document never
//     lacks its file; a blob without a row is garbage, see [Service.OrphansTx];
//   - a file never changes and never goes: a new one becomes the next version,
//     and a document that should not be there is voided with a reason;
//   - what a person uploads stays within the quota, under concurrency too;
//   - whoever may not read a record does not find its documents.
//
// Rights are asked over the record as it stands now. The copies of its scope in
// a document only serve the list; whoever moves a record calls
// [Service.RescopeTx].
//
// Events: [Attached], [Voided].
package document
