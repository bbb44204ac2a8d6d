// Package planfile reads and writes schedules in every format that this module
// knows, by the names of their files: Microsoft Project XML (.xml), Primavera
// (.xer), and the problems of PSPLIB (.rcp, .sm), which can only be read.
//
// Owns: which package reads which file, and how a problem without dates becomes
// a plan. Does not own: the formats (packages mspdi, xer, psplib) and what a plan
// means (package schedule).
package planfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"gongqiao/mspdi"
	"gongqiao/schedule"
	"gongqiao/schedule/level"
	"gongqiao/schedule/psplib"
	"gongqiao/xer"
)

// Errors that are not those of a format's own package.
var (
	ErrFormat = errors.New("planfile: no format that can be read or written")
	ErrBinary = errors.New("planfile: this is a binary file of Microsoft Project; open it there and save it as XML (*.xml)")
)

// Format is a kind of file.
type Format uint8

// The formats.
const (
	MSPDI Format = iota + 1
	XER
	RCP
	SM
)

// Dated says whether the times of a format are dates; else they are bare numbers.
func (f Format) Dated() bool { return f == MSPDI || f == XER }

// File is a schedule as it was read.
type File struct {
	Format  Format
	Plan    *schedule.Plan
	Problem *level.Problem // of a format without dates; else nil
	Left    []Left         // what the plan has no place for

	project *mspdi.File // what Microsoft's format has beside the plan
}

// Left is something that was left out: all occurrences for one reason.
type Left struct {
	Element string `json:"element"` // of XML with its parent, of XER the table and the column
	Reason  string `json:"reason"`
	Of      string `json:"of"` // the first places
	Count   int    `json:"count"`
}

// FormatOf is the format that the name of a file stands for. Errors: [ErrFormat],
// [ErrBinary].
func FormatOf(name string) (Format, error) {
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".xml":
		return MSPDI, nil
	case ".xer":
		return XER, nil
	case ".rcp":
		return RCP, nil
	case ".sm":
		return SM, nil
	case ".mpp", ".mpt":
		return 0, ErrBinary
	default:
		return 0, fmt.Errorf("%w: %q; known are .xml, .xer, .rcp and .sm", ErrFormat, ext)
	}
}

// Read reads a file of a name. Besides [ErrFormat] and [ErrBinary], errors are
// those of the format's package, with the place in the file.
func Read(name string, r io.Reader) (*File, error) {
	head := make([]byte, 1024)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	if mspdi.Sniff(head[:n]) == mspdi.MPP {
		return nil, ErrBinary
	}
	in := io.MultiReader(bytes.NewReader(head[:n]), r)
	format, err := FormatOf(name)
	if err != nil {
		return nil, err
	}
	f := &File{Format: format}
	switch format {
	case MSPDI:
		err = f.readMSPDI(in)
	case XER:
		err = f.readXER(in)
	case RCP:
		f.Problem, err = psplib.ReadRCP(in)
	case SM:
		f.Problem, err = psplib.ReadSM(in)
	}
	if err != nil {
		return nil, err
	}
	if f.Problem != nil {
		f.Plan = planOf(f.Problem, schedule.AroundTheClock(1, "units"), 1, unitStart)
	}
	return f, nil
}

func (f *File) readMSPDI(r io.Reader) error {
	in, err := mspdi.Read(r)
	if err != nil {
		return err
	}
	f.Plan, f.project = in.Plan, in
	for _, l := range in.Left {
		f.Left = append(f.Left, Left{l.Element, l.Reason, l.Of, l.Count})
	}
	return nil
}

func (f *File) readXER(r io.Reader) error {
	in, err := xer.Read(r)
	if err != nil {
		return err
	}
	f.Plan = in.Plan
	f.Left = leftOf(in.Left)
	return nil
}

// Summary is the row that Microsoft's format has for the project as a whole, with
// the number 0; nil in other files.
func (f *File) Summary() *schedule.Task {
	if f.project == nil {
		return nil
	}
	return f.project.Root
}

// Write writes the plan as a file of a name, and reports what that format cannot
// hold. Errors: [ErrFormat] and those of the format's package.
func (f *File) Write(name string, w io.Writer) ([]Left, error) {
	format, err := FormatOf(name)
	if err != nil {
		return nil, err
	}
	plan := f.Plan
	if f.Problem != nil {
		plan = planOf(f.Problem, schedule.Standard(1, "Standard"), dayMinutes, schedule.At(2026, 1, 5, 0, 0))
	}
	switch format {
	case MSPDI:
		out := &mspdi.File{Plan: plan}
		if f.project != nil {
			out.Root, out.Unassigned = f.project.Root, f.project.Unassigned
		}
		left, err := mspdi.Write(w, out)
		all := make([]Left, len(left))
		for i, l := range left {
			all[i] = Left{l.Element, l.Reason, l.Of, l.Count}
		}
		return all, err
	case XER:
		left, err := xer.Write(w, plan)
		return leftOf(left), err
	default:
		return nil, fmt.Errorf("%w: problems of PSPLIB are only read", ErrFormat)
	}
}

// What a unit of a problem becomes: a minute around the clock to compute with, and
// a day of work in a file with dates.
const (
	dayMinutes = 480
	unitStart  = schedule.Time(dayMinutes * 3 * 100)
)

// Units are how many units of the problem an instant of the plan lies after its start.
func Units(at schedule.Time) int { return int(at - unitStart) }

// planOf makes a plan of a problem: job k is task k+1, a unit of a resource one of them.
func planOf(p *level.Problem, calendar schedule.Calendar, unit schedule.Minutes, start schedule.Time) *schedule.Plan {
	out := &schedule.Plan{Projects: []schedule.Project{{ID: 1, Start: start, Calendar: calendar.ID}}, Calendars: []schedule.Calendar{calendar}}
	for i, r := range p.Resources {
		out.Resources = append(out.Resources, schedule.Resource{ID: schedule.ResourceID(i + 1), Name: r.Name, Units: schedule.Share(r.Capacity) * schedule.Whole})
	}
	for i, j := range p.Jobs {
		t := schedule.Task{ID: schedule.TaskID(i + 1), Code: j.Name, Name: j.Name, Duration: schedule.Minutes(j.Duration) * unit, Priority: 500}
		if j.Duration == 0 {
			t.Kind = schedule.Milestone
		}
		out.Tasks = append(out.Tasks, t)
		for _, d := range j.Demands {
			if d.Units == 0 {
				continue
			}
			units := schedule.Share(d.Units) * schedule.Whole
			out.Assignments = append(out.Assignments, schedule.Assignment{ID: schedule.AssignmentID(len(out.Assignments) + 1), Task: t.ID, Resource: schedule.ResourceID(d.Resource + 1), Units: units, Work: int64(t.Duration) * int64(d.Units)})
		}
	}
	for _, l := range p.Links {
		out.Links = append(out.Links, schedule.Link{Pred: schedule.TaskID(l.From + 1), Succ: schedule.TaskID(l.To + 1)})
	}
	return out
}

func leftOf(in []xer.Left) []Left {
	out := make([]Left, len(in))
	for i, l := range in {
		out[i] = Left{Element: l.Table, Reason: string(l.Reason), Count: l.Count}
		if l.Column != "" {
			out[i].Element += "." + l.Column
		}
		for k, p := range l.Places {
			if k > 0 {
				out[i].Of += ", "
			}
			out[i].Of += placeOf(p)
		}
	}
	return out
}

func placeOf(p xer.Place) string {
	switch {
	case p.ID == 0:
		return fmt.Sprint("line ", p.Line)
	case p.Line == 0:
		return fmt.Sprint(p.ID)
	default:
		return fmt.Sprint(p.ID, " in line ", p.Line)
	}
}
