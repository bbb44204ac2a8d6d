// Package workday counts days: civil dates, and the working days of mainland
// China between them.
//
// Owns: the Date type, time zones by name, the State Council calendar.
// Does not own: working hours and shifts, calendars of sites and crews
// (package planning), deadlines.
//
// Invariants:
//   - a date has no zone: an instant becomes one only through [Today] and the
//     zone of a legal entity;
//   - dates run from 0001-01-01 to 9999-12-31; arithmetic stops there and
//     stays valid, and no date plus anything is no date;
//   - a working day is what the notice of its year says, else Monday to
//     Friday. A year without a notice is never silent: ask [Calendar.Gaps].
package workday
