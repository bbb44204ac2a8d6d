// Package xer reads and writes the files that Oracle Primavera P6 exchanges, as
// plans of package schedule.
//
// Owns: the XER format, its encodings, and the report of what does not fit.
// Does not own: what a plan means and when its tasks happen (package schedule).
//
// # The format
//
// An XER file is text: a line ERMHDR, then tables, each a line %T with its name,
// a line %F with its columns and lines %R with the rows, all divided by tabs, and
// at the end %E. Lines end with CR LF. It has no escape for a tab or a line break
// within a text; P6 writes a break as two DEL characters and a quotation mark
// twice. This package writes the other characters that would break a row (tab,
// CR, NUL, DEL itself) as DEL and a letter, and reads them back.
//
// Sources: files that P6 8.2, 8.4 and 20.12 wrote, and for words that do not occur
// in them (of types, constraints, lag calendars and user-defined fields) those on
// which public readers of the format agree. No P6 was at hand to import a file.
//
// # Units
//
//	*_hr_cnt, *_qty        hours with decimals       schedule.Minutes, or minutes of work
//	*_cost, cost_per_qty   the currency              hundredths of it
//	*_pct                  percent                   schedule.Share, hundredths of a percent
//	*_qty_per_hr           resources, 1 is one       schedule.Share, 10000 is one
//	*_date                 2026-09-21 08:00          schedule.Time
//	d|43650                days since 1899-12-30     schedule.Date
//
// Numbers are read without floating point and rounded half away from zero. Where
// more than a thousandth of the unit is lost, the report says so.
//
// # How a plan is mapped
//
//   - PROJECT and the root of its PROJWBS are one [schedule.Project]. A PROJECT
//     whose orig_proj_id names another of the file is a baseline of that one: its
//     tasks become baselines of the tasks with the same code. The one that
//     sum_base_proj_id names has the number 0, others that of their name
//     ("A12 - B3").
//   - Every other node of PROJWBS is a summary task. It keeps its number unless a
//     task has the same; then it gets one that is 10,000,000,000 higher (again and
//     again while a task has that too), and Write takes the step back. So the
//     number of a node does not change from one reading to the next.
//   - Write gives seq_num of PROJWBS the number of the row. Read takes a file whose
//     seq_num can be read so row by row; in any other, nodes follow each other by
//     seq_num and the tasks of a node stand before the nodes below it.
//   - What P6 demands but the plan leaves open is written as what it means: the
//     calendar of the project on a task without one, "ID" and the number on a
//     thing without a code. Read turns these back.
//   - A task's Start and Finish are the actual dates if there are, else those last
//     computed, else the planned ones. Planned dates that differ, and a few other
//     columns that P6 needs (suspend and resume, the expected finish, its own
//     types of duration, task, percent complete and resource), are kept as values
//     in fields named after their column: "TASK.suspend_date".
//   - Percent is of the duration, computed from target and remaining duration;
//     the physical percent complete is kept beside it.
//   - Costs of a task are the sum of its assignments and expenses. What a plan has
//     beyond its assignments is written as expenses.
//   - A constraint is mapped by its meaning: CS_MSO and CS_MEO are StartOn and
//     FinishOn, CS_MANDSTART and CS_MANDFIN are MustStartOn and MustFinishOn.
//     Priorities are the five levels 900, 700, 500, 300, 100.
//   - The rules of a plan are those of its first project. Without SCHEDOPTIONS lags
//     count in the predecessor's calendar.
//   - Days in a row that a calendar excepts alike are one exception. Write expands
//     seasons into exceptions, and says so.
//   - Activity codes and user-defined fields are [schedule.Field]s; the key of the
//     former is "ACTVTYPE" and the number, of the latter udf_type_name.
//
// Whatever is not mapped is in the report, which is made from the file's own
// columns: each of which nothing was read and that holds something is a line.
//
// # Encodings
//
// P6 uses the code page of its Windows. A file that is valid UTF-8 is taken for
// that; of others those whose high bytes stand mostly side by side for GB18030
// (which contains GBK and GB2312), the rest for Windows-1252. The caller may name
// the encoding with [In]. Only the tables that are read are judged and must be
// valid: P6 itself writes bytes into POBS that are no text.
//
// # Errors
//
// Read returns a [*SyntaxError] with line, column, table and field, which matches
// one of the errors of this package. A number that names nothing (a link to a task
// that is not in the file) is no error but a line of the report, since P6 exports
// such files; a number that names two things is refused, since one would be lost.
//
// Invariants:
//   - a plan that Write reports nothing about is read back equal;
//   - what Read returns is written without a report and read back equal;
//   - no input crashes; memory is bounded by the size of the file, and that by [Most].
package xer
