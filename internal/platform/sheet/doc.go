// Package sheet reads and writes spreadsheets, xlsx and csv, a row at a time.
//
// Owns: recognising the file, guarding against hostile and damaged ones, rows
// with their positions, cells as typed values, finding the header row, and
// writing files that no spreadsheet program executes.
//
// Does not own: what a column means and which rows are right (package importer),
// storing files (package blob).
//
// Invariants:
//   - a file is read through limits on entries, unpacked size, ratio, depth,
//     rows, columns and cells; memory does not grow with the number of rows,
//     except for the table of shared texts, which the same limits bound;
//   - a file that is cut or altered anywhere in the read sheet gives an error,
//     never fewer rows;
//   - formulas are never evaluated: the saved result is used, the cell flagged;
//   - a text written here never becomes a formula, and reading the file again
//     gives the text back.
//
// The xlsx reader is our own. excelize, which the writer uses, ends a sheet
// silently where its XML breaks off, tells nothing of formulas while streaming,
// and needs several times the processor time.
package sheet
