// Package importer takes spreadsheets of other systems in: customers with their
// people, opportunities, contracts, and projects with milestones and revisions.
//
// Owns: imports, how the columns of a file are read, which rows are right, the
// report of each row, what an import made, and taking all of it back.
// Does not own: the records themselves (each module writes its own, by methods
// that take what is past), reading files (package sheet), keeping them (package
// blob).
//
// Invariants:
//   - a row is taken whole or not at all, and one that is not taken is in the
//     report with every reason;
//   - nobody imports what he could not create by hand: the right to create, the
//     reach over the owner of each record and the duplicates of the whole group
//     are asked for every row, in the transaction that writes it;
//   - how far an import came is written in the transaction that writes the rows,
//     so that a killed one goes on where it stopped and doubles nothing;
//   - one process runs an import at a time: it holds a lease that it renews with
//     every write;
//   - an import is taken back only when nobody changed what it made and nothing
//     hangs on it; afterwards nothing of it is left but the audit log and the
//     line in the list of imports;
//   - numbers that a record was given by a counter are not given again.
//
// Time: what has no date of its own happened on the day of the import, in the
// business zone of the owner's company.
package importer
