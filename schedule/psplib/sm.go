package psplib

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"gongqiao/schedule/level"
)

// An sm is the state of reading a .sm file line by line.
type sm struct {
	rest []byte
	line int // of the line read last
	jobs int // as announced
	p    *level.Problem
}

// A line is one that says something.
type line struct {
	words
	text string // without white space at its ends
	word        // where it begins
}

// ReadSM reads a problem in the single-mode format of PSPLIB. Errors are a *SyntaxError,
// ErrTooLong, those of r, and those of level.Problem.Validate.
func ReadSM(r io.Reader) (*level.Problem, error) {
	text, err := load(r)
	if err != nil {
		return nil, err
	}
	f := &sm{rest: text, p: &level.Problem{}}
	for _, section := range []func() error{f.header, f.precedence, f.requests, f.availabilities} {
		if err := section(); err != nil {
			return nil, err
		}
	}
	if l := f.next(); l.text != "" {
		return nil, l.errorf("nothing more wanted, but there is %s", quote(l.text))
	}
	return finished(f.p)
}

// next returns the next line that holds more than a rule of asterisks or hyphens. Its
// text is empty at the end of the file.
func (f *sm) next() line {
	for len(f.rest) > 0 {
		b, rest, _ := bytes.Cut(f.rest, []byte("\n"))
		f.rest = rest
		f.line++
		if text := string(bytes.TrimSpace(b)); strings.Trim(text, "*-") != "" {
			start := words{b, f.line, 1}
			return line{start, text, (&words{b, f.line, 1}).next()}
		}
	}
	return line{words{nil, f.line + 1, 1}, "", word{"", f.line + 1, 1}}
}

// until returns the next line that begins with the title, in whatever case.
func (f *sm) until(title string) (line, error) {
	for {
		l := f.next()
		if l.text == "" {
			return l, l.errorf("the file ends before %q", title)
		}
		if len(l.text) >= len(title) && strings.EqualFold(l.text[:len(title)], title) {
			return l, nil
		}
	}
}

// setting returns the number behind the colon of the line that begins with the title.
func (f *sm) setting(title string) (int, error) {
	l, err := f.until(title)
	if err != nil {
		return 0, err
	}
	if i := bytes.IndexByte(l.words.text, ':'); i >= 0 {
		l.words.text, l.words.column = l.words.text[i+1:], i+2
	}
	return l.number("the number behind "+strconv.Quote(title), MaxNumber)
}

// header reads the numbers of jobs and resources.
func (f *sm) header() error {
	var err error
	if f.jobs, err = f.setting("jobs"); err != nil {
		return err
	}
	k, err := f.setting("- renewable")
	if err != nil {
		return err
	}
	for _, title := range []string{"- nonrenewable", "- doubly constrained"} {
		n, err := f.setting(title)
		if err != nil {
			return err
		}
		if n != 0 {
			return word{"", f.line, 1}.errorf("only renewable resources are read, and there are %d others", n)
		}
	}
	// A table row of as many numbers must fit the file.
	if k > len(f.rest) {
		return word{"", f.line, 1}.errorf("%d resources do not fit this file", k)
	}
	f.p.Resources = make([]level.Resource, k)
	return nil
}

// row begins the next row of a table: the job number, which must be the one wanted, and
// the number of modes or of the mode, which must be 1.
func (f *sm) row(job int) (line, error) {
	l := f.next()
	if l.text == "" {
		return l, l.errorf("the file ends where job %d is wanted", job)
	}
	n, err := l.number("a job number", MaxNumber)
	if err != nil {
		return l, err
	}
	if n != job {
		return l, l.errorf("job %d wanted, not %d", job, n)
	}
	modes, err := l.number("a mode", MaxNumber)
	if err != nil {
		return l, err
	}
	if modes != 1 {
		return l, l.errorf("job %d has several modes", job)
	}
	return l, nil
}

// precedence reads the table of successors.
func (f *sm) precedence() error {
	if err := f.table("PRECEDENCE RELATIONS"); err != nil {
		return err
	}
	for i := range f.jobs {
		l, err := f.row(i + 1)
		if err != nil {
			return err
		}
		f.p.Jobs = append(f.p.Jobs, level.Job{Name: strconv.Itoa(i + 1)})
		count, err := l.number("a number of successors", f.jobs)
		if err != nil {
			return err
		}
		for range count {
			if err := successor(f.p, &l.words, i, f.jobs); err != nil {
				return err
			}
		}
		if err := l.end(); err != nil {
			return err
		}
	}
	return nil
}

// table goes to the first row of the table with the title.
func (f *sm) table(title string) error {
	if _, err := f.until(title); err != nil {
		return err
	}
	if l := f.next(); l.text == "" { // the names of the columns
		return l.errorf("the file ends within %q", title)
	}
	return nil
}

// requests reads the table of durations and demands.
func (f *sm) requests() error {
	if err := f.table("REQUESTS/DURATIONS"); err != nil {
		return err
	}
	for i := range f.p.Jobs {
		l, err := f.row(i + 1)
		if err != nil {
			return err
		}
		j := &f.p.Jobs[i]
		if j.Duration, err = l.number("a duration", MaxNumber); err != nil {
			return err
		}
		if j.Demands, err = demands(&l.words, len(f.p.Resources)); err != nil {
			return err
		}
		if err := l.end(); err != nil {
			return err
		}
	}
	return nil
}

// availabilities reads the capacities.
func (f *sm) availabilities() error {
	if err := f.table("RESOURCEAVAILABILITIES"); err != nil {
		return err
	}
	l := f.next()
	k := len(f.p.Resources)
	f.p.Resources = f.p.Resources[:0]
	if err := capacities(f.p, &l.words, k); err != nil {
		return err
	}
	return l.end()
}
