package schedule

import "slices"

// window answers for the years in which a plan happens without looking for
// stretches and shifts: a table of its days, one of where positions lie, and for
// each kind of day one of its minutes.
type window struct {
	first Date      // its first day
	begin Minutes   // position at its first minute
	upTo  []Minutes // positions at the beginning of each day, counted from begin, and at the end of the last
	kind  []uint8   // of each day
	near  []int32   // for each nearSize positions the day of the first
	kinds []*kindOfDay
}

// kindOfDay is a day of certain shifts.
type kindOfDay struct {
	shifts []Shift
	before [dayMinutes]uint16 // working minutes before each minute
	minute []uint16           // where each working minute begins
}

const nearShift = 8

// mostKinds is how many kinds of days a window tells apart; a calendar with more
// has none, and counts by its stretches.
const mostKinds = 64

// open makes the window of some days.
func (t *Timetable) open(from, to Date) {
	if t.allHours || from >= to {
		return
	}
	w := &window{first: from, begin: t.Position(from.At(0)), upTo: make([]Minutes, 1, to-from+1), kind: make([]uint8, 0, to-from)}
	for day := from; day < to; day++ {
		kind, ok := w.kindOf(t.Shifts(day))
		if !ok {
			return
		}
		w.kind = append(w.kind, kind)
		w.upTo = append(w.upTo, w.upTo[len(w.upTo)-1]+Minutes(len(w.kinds[kind].minute)))
	}
	day := int32(0)
	for p := Minutes(0); p < w.upTo[len(w.upTo)-1]; p += 1 << nearShift {
		for w.upTo[day+1] <= p {
			day++
		}
		w.near = append(w.near, day)
	}
	t.window = w
}

// kindOf is the kind of a day with these shifts; false: there are too many kinds.
func (w *window) kindOf(shifts []Shift) (uint8, bool) {
	for i, k := range w.kinds {
		if slices.Equal(k.shifts, shifts) {
			return uint8(i), true
		}
	}
	if len(w.kinds) == mostKinds {
		return 0, false
	}
	w.kinds = append(w.kinds, newKindOfDay(shifts))
	return uint8(len(w.kinds) - 1), true
}

func newKindOfDay(shifts []Shift) *kindOfDay {
	k := &kindOfDay{shifts: shifts}
	for _, s := range shifts {
		for m := s.From; m < s.To; m++ {
			k.minute = append(k.minute, uint16(m))
		}
	}
	worked := 0
	for m := range k.before {
		k.before[m] = uint16(worked)
		if worked < len(k.minute) && int(k.minute[worked]) == m {
			worked++
		}
	}
	return k
}

// position is Timetable.Position of an instant within the window.
func (w *window) position(at Time) (Minutes, bool) {
	day := int32(at)/dayMinutes - int32(w.first)
	if uint32(day) >= uint32(len(w.kind)) {
		return 0, false
	}
	minute := int32(at) - (day+int32(w.first))*dayMinutes
	return w.begin + w.upTo[day] + Minutes(w.kinds[w.kind[day]].before[minute]), true
}

// at is Timetable.Begin of a position within the window.
func (w *window) at(position Minutes) (Time, bool) {
	position -= w.begin
	place := uint32(position) >> nearShift
	if position < 0 || place >= uint32(len(w.near)) || position >= w.upTo[len(w.upTo)-1] {
		return 0, false
	}
	day := w.near[place]
	for w.upTo[day+1] <= position {
		day++
	}
	return (w.first + Date(day)).At(int(w.kinds[w.kind[day]].minute[position-w.upTo[day]])), true
}
