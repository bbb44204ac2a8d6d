// Package mspdi reads and writes Microsoft Project XML, the interchange format
// of Microsoft Project since 2002 (namespace http://schemas.microsoft.com/project).
// A file becomes a [schedule.Plan] and back.
//
// Owns: the format, its units and numbers, and the report of what does not fit.
// Does not own: dates that follow from a plan (package schedule computes them),
// other formats (package xer), files and names of files.
//
// # What is kept
//
//   - Of the project: UID as its Code, Name (of the plan), Title (of the project),
//     StartDate, StatusDate, CalendarUID, MinutesPerDay, MinutesPerWeek,
//     DaysPerMonth; CriticalSlackLimit; SplitsInProgressTasks as retained logic,
//     or progress override if it is off.
//   - Of tasks: numbers, outline, names, notes, WBS, kind, calendar, duration with
//     its unit, elapsed and estimated, type, priority, constraint, deadline,
//     manual dates, progress, work, cost, baselines, custom fields, outline codes,
//     and whether they are active.
//   - Of links: all four types; lags in working time, elapsed time and percent.
//   - Of calendars: the week, exceptions of both styles, work weeks as seasons,
//     bases. A rule by which exceptions recur becomes its days, and the report
//     says so.
//   - Of resources: code, group, kind, calendar, units, availability as steps,
//     rate and cost per use of table A as the resource itself has them, notes,
//     custom fields, outline codes.
//   - Of assignments: units, delay, work, cost, dates, baselines, custom fields.
//
// # What is not
//
// Every other element of a file is counted in File.Left, by element and reason,
// unless it is empty, zero or what the element always says. That holds for
// elements that this package has never heard of too. What a file says more
// exactly than a plan can (seconds, fractions of a hundredth) is rounded and
// counted as well. Of the more common things these stay behind: work by period,
// with it the interruptions of tasks and contours; overtime; rate tables; the
// levelling delay; hyperlinks; views, macros and everything else that is only
// shown; links and tasks of other projects (a link is left out, a placeholder
// of a task stays as a task); scheduling backwards from a finish.
//
// Write returns in the same form what a plan says and the format does not.
//
// # Units
//
//	in a file                          in a plan
//	2026-09-21T08:00:00                schedule.Time, to the minute
//	PT8H0M0S                           minutes
//	lags, delays: tenths of a minute   minutes
//	lags in percent: whole percents    hundredths of a percent
//	costs: hundredths                  hundredths
//	rates: the currency an hour        hundredths an hour
//	units: 1 is one whole              schedule.Share, 10000 is one whole
//	PercentComplete: whole percents    schedule.Share, 10000 is all
//	priority 0 to 1000                 the same
//
// A custom field has the number of Microsoft Project as its key (188743731 is
// Text1 of tasks) and its alias as its name. Values are in the text of their
// kind, as schedule.Field says; one that is not of its kind stays as it is. A
// code says its path, with points. Fields of other programs are written to the
// first place of Microsoft Project that is free for their kind.
//
// # Limits and errors
//
// Times run from 1900 to 2199, durations to a hundred years, elements nest 64
// deep and tasks 1000, rules make 100,000 days in a file at most. DOCTYPE and
// entities are refused. Errors are [*SyntaxError] with line and column,
// [*FormatError] for files of another kind, or match [ErrPlan] for a plan whose
// numbers contradict each other. References to what is not there are no errors:
// they are left out, or stand in as the report says.
//
// # Invariants
//
//   - What was read, Write writes, and Read reads as it was: Plan, Root and
//     Unassigned are equal. A plan of another origin is so once it was read back.
//   - Read and Write go through a file once and never hold it as a whole.
//   - Nothing in a file makes Read panic.
//
// Sources: the XML Data Interchange Schema that Microsoft published for Project
// 2007 (mspdi_pj12.xsd) for elements and their order, files of Project 2002 to
// 2019 for what came later, and the PjField constants of its object model for
// custom fields.
package mspdi
