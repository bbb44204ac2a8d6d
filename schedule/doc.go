// Package schedule computes when the tasks of a plan can and must happen.
//
// Owns: the plan and its parts ([Plan]), working calendars ([Timetable]), the
// critical path over them ([Compile], [Network]), what one change moves
// ([Network.Change]), and what is likely when durations are not sure
// ([Network.Simulate]). Does not own: files (packages mspdi, xer and
// schedule/psplib), limited resources (schedule/level), and the value of work
// (schedule/earned).
//
// # Time
//
// A [Time] is a minute of the plan's wall clock, without a zone; a [Minutes] is a
// span. There is no floating point in either. Plans live between 1900 and 2199:
// what would leave that is a [RangeError], and never wraps.
//
// Working time is counted in positions: the position of an instant is how many
// working minutes of a calendar lie before it. A task occupies the positions from
// its start up to its finish, its floats are differences of positions, and what
// ends on Friday at 17:00 and what begins on Monday at 08:00 have the same one.
// Dates are shown from positions: a start where its work begins, a finish where
// its work ends, and a milestone where that stands which drives it.
//
// # The critical path
//
// Kelley and Walker (1959), over calendars and with four types of links. With ES,
// EF, LS, LF early and late start and finish, and L the lag:
//
//	finish to start   ES(s) >= EF(p) + L      LF(p) <= LS(s) - L
//	start to start    ES(s) >= ES(p) + L      LS(p) <= LS(s) - L
//	finish to finish  EF(s) >= EF(p) + L      LF(p) <= LF(s) - L
//	start to finish   EF(s) >= ES(p) + L      LS(p) <= LF(s) - L
//
// Between two calendars a link goes through the clock: it is met when no working
// minute of the successor lies before the instant that it allows. A lag counts in
// the working time of a calendar, in time of the clock, or as a share of the
// predecessor's duration.
//
// Total float is LF - EF in the task's own working time; free float is how far a
// task can move without moving what follows; both may be negative where a wish
// cannot be kept, and [Network.Conflicts] tells whose. A task is critical when its
// total float is at most [Rules].Critical. A project's tasks are late against its
// own finish, or against the one it must meet.
//
// Constraints are those of Microsoft Project and of Primavera: see
// [ConstraintKind]. Deadlines count as the latest finish and move nothing.
//
// # Progress
//
// What has ended keeps its dates. What has begun keeps its start, and what remains
// of it begins at the data date or, with retained logic, when its predecessors
// allow, whichever is later. What has not begun does not begin before the data date.
//
// # Summaries
//
// A task with children spans them. Who waits for its finish waits for all of them;
// if it waits, all of them do. Before the date of its [StartNoEarlier], [StartOn] or
// [MustStartOn] none of them begins; by that of its [FinishNoLater], [FinishOn],
// [MustFinishOn] or deadline all of them end, or have negative float. Links from its
// start or to its finish ([LinkUnsaid]) and its other constraints ([WishUnsaid]) say
// nothing that could be kept and are left out.
package schedule
