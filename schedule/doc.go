// Package schedule computes when the tasks of a plan can and must happen: its
// model, working calendars, the critical path, and what one change moves.
package schedule
