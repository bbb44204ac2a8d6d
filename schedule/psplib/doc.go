// Package psplib reads the two text formats in which scheduling problems with one mode
// per job are published: Patterson (.rcp) and the single-mode format of PSPLIB (.sm), as
// described by Kolisch and Sprecher (1996), "PSPLIB - a project scheduling problem
// library".
//
// Owns: the syntax of both formats and where in a file something is wrong.
// Does not own: what a feasible problem is (package level). The reader refuses cycles and
// demands beyond the capacity through level.Problem.Validate.
//
// Shapes: job number k of a file becomes Jobs[k-1], named by its number; the dummy source
// and sink stay in the problem as jobs of duration 0. Resource k becomes Resources[k-1],
// named "R" and its number. Every successor becomes a finish-start link without lag, in
// the order of the file. Times have the unit of the file.
//
// A .rcp file is a sequence of numbers: the numbers of jobs n and resources K, K
// capacities, and for each job its duration, K demands, the number of its successors and
// the successors. Line breaks mean nothing.
//
// A .sm file consists of lines and of sections with titles. Read are "jobs (incl.
// supersource/sink )", "- renewable", and the tables under "PRECEDENCE RELATIONS",
// "REQUESTS/DURATIONS" and "RESOURCEAVAILABILITIES"; what PSPLIB says about projects,
// horizons and nonrenewable resources is passed over, but a file that has nonrenewable or
// doubly constrained resources or several modes is refused.
//
// Both readers accept a byte order mark at the beginning, LF and CRLF, and refuse
// everything else that is not in the format with a *[SyntaxError] that has the line and
// the column. They allocate in proportion to what they have read, whatever a file says
// about its size, and stop at MaxBytes.
package psplib
