// Package backup writes everything that an installation keeps into one file,
// while it serves, and restores it elsewhere.
//
// Owns: the file's format, the consistent copy of the database, the checks.
// Does not own: when backups are made and where they go, blobs in an S3 store,
// waiting jobs (package jobs: what they were made from is in the outbox), the
// secrecy of the file: it holds the installation's keys when asked to.
//
// # Format
//
//	GQBACKUP1\n
//	gzip( tar(
//	   header.json             Header
//	   db/gongqiao.db          SQLite: the database
//	   db/TABLE/columns.json   PostgreSQL: the columns of a table, in COPY's order
//	   db/TABLE/00000001 …     its rows, as COPY writes text, cut anywhere
//	   files/PATH …            files of the data folder
//	   manifest.json           Manifest
//	   SHA256SUMS              of all entries above, as sha256sum writes it
//	) )
//	32 bytes: SHA-256 of everything before
//
// Tables come in an order in which every foreign key finds its row.
//
// Invariants:
//   - the database is one state, of the moment when the backup began; files are
//     copied after it, and so include all that the state names, provided that
//     nothing deletes files meanwhile;
//   - a file with one wrong byte is refused before anything is touched;
//   - a restore happens completely or not at all: it works beside its target and
//     moves there at the end, after the copy was checked.
package backup
