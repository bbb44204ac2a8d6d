package schedule

import (
	"errors"
	"fmt"
	"strings"
)

// What can be wrong with a plan. The typed errors below match these with errors.Is.
var (
	ErrRange     = errors.New("schedule: outside of 1900 to 2199")
	ErrCycle     = errors.New("schedule: tasks wait for each other in a circle")
	ErrDangling  = errors.New("schedule: a number names nothing")
	ErrDuplicate = errors.New("schedule: a number names two things")
	ErrCalendar  = errors.New("schedule: a calendar cannot be used")
	ErrEstimate  = errors.New("schedule: an estimate cannot be used")
	ErrTask      = errors.New("schedule: a task cannot be used")
)

// CycleError names the tasks of a circle in the order in which they wait, the
// first of them once.
type CycleError struct{ Tasks []TaskID }

func (e *CycleError) Error() string {
	names := make([]string, 0, len(e.Tasks)+1)
	for _, id := range e.Tasks {
		names = append(names, fmt.Sprint(id))
	}
	if len(names) > 0 {
		names = append(names, names[0])
	}
	return ErrCycle.Error() + ": " + strings.Join(names, " > ")
}

// Is answers for ErrCycle.
func (e *CycleError) Is(target error) bool { return target == ErrCycle }

// DanglingError is a link one or both of whose ends are not in the plan.
type DanglingError struct {
	Link    Link
	Missing []TaskID
}

func (e *DanglingError) Error() string {
	return fmt.Sprintf("%v: the link %d > %d, there is no task %v", ErrDangling, e.Link.Pred, e.Link.Succ, e.Missing)
}

// Is answers for ErrDangling.
func (e *DanglingError) Is(target error) bool { return target == ErrDangling }

// RangeError is a task whose dates leave what a Time can hold.
type RangeError struct{ Task TaskID }

func (e *RangeError) Error() string {
	return fmt.Sprintf("%v: the dates of task %d", ErrRange, e.Task)
}

// Is answers for ErrRange.
func (e *RangeError) Is(target error) bool { return target == ErrRange }
