package psplib_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"gongqiao/schedule/level"
	"gongqiao/schedule/psplib"
)

// A project of our own: two jobs in a row beside a third, on one of two resources.
const smallRCP = `5 2
4 1

0 0 0 2 2 4
3 2 0 1 3
2 3 1 1 5
4 2 0 1 5
0 0 0 0
`

const smallSM = `************************************************************************
file with basedata            : none
initial value random generator: 1
************************************************************************
projects                      :  1
jobs (incl. supersource/sink ):  5
horizon                       :  9
RESOURCES
  - renewable                 :  2   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
************************************************************************
PROJECT INFORMATION:
pronr.  #jobs rel.date duedate tardcost  MPM-Time
    1      3      0        9        0        5
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   4
   2        1          1           3
   3        1          1           5
   4        1          1           5
   5        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     3       2    0
  3      1     2       3    1
  4      1     4       2    0
  5      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
    4    1
************************************************************************
`

func TestReadBothFormatsAlike(t *testing.T) {
	for name, read := range map[string]func() (*level.Problem, error){
		"rcp":      func() (*level.Problem, error) { return psplib.ReadRCP(strings.NewReader(smallRCP)) },
		"sm":       func() (*level.Problem, error) { return psplib.ReadSM(strings.NewReader(smallSM)) },
		"rcp crlf": func() (*level.Problem, error) { return psplib.ReadRCP(strings.NewReader(crlf(smallRCP))) },
		"sm crlf":  func() (*level.Problem, error) { return psplib.ReadSM(strings.NewReader(crlf(smallSM))) },
	} {
		t.Run(name, func(t *testing.T) {
			p, err := read()
			if err != nil {
				t.Fatal(err)
			}
			checkSmall(t, p)
		})
	}
}

// crlf adds a byte order mark, too.
func crlf(s string) string { return "\ufeff" + strings.ReplaceAll(s, "\n", "\r\n") }

func checkSmall(t *testing.T, p *level.Problem) {
	t.Helper()
	if len(p.Jobs) != 5 || len(p.Links) != 5 || len(p.Resources) != 2 {
		t.Fatalf("%d jobs, %d links, %d resources", len(p.Jobs), len(p.Links), len(p.Resources))
	}
	if r := p.Resources; r[0].Capacity != 4 || r[1].Capacity != 1 || r[1].Name != "R2" {
		t.Errorf("resources %+v", r)
	}
	j := p.Jobs[2]
	if j.Name != "3" || j.Duration != 2 || len(j.Demands) != 2 || j.Demands[0].Units != 3 || j.Demands[1] != (level.Demand{Resource: 1, Units: 1}) {
		t.Errorf("job 3 is %+v", j)
	}
	if p.Links[1] != (level.Link{From: 0, To: 3}) {
		t.Errorf("second link is %+v", p.Links[1])
	}
	plan, err := level.Generate(p, level.Serial, level.LatestFinish)
	if err != nil || plan.Makespan != 9 { // 2 at 0, 3 at 3, and 4 has no room before 5
		t.Errorf("makespan %d (%v), want 9", plan.Makespan, err)
	}
}

func TestRefusalsHavePositions(t *testing.T) {
	sm := func(old, new string) string { return strings.Replace(smallSM, old, new, 1) }
	for name, c := range map[string]struct {
		text         string
		sm           bool
		line, column int
	}{
		"rcp empty":              {"", false, 1, 1},
		"rcp truncated":          {"2 1\n5\n0 0 1 2\n3", false, 4, 2},
		"rcp negative":           {"1 1\n5\n-3 0 0\n", false, 3, 1},
		"rcp word":               {"1 1\n5\n3 x 0\n", false, 3, 3},
		"rcp huge":               {"1 1\n99999999999999999999 3 0 0\n", false, 2, 1},
		"rcp above the most":     {"1 1\n268435457 3 0 0\n", false, 2, 1},
		"rcp many jobs":          {"268435456 1\n5\n", false, 3, 1},
		"rcp many resources":     {"1 268435456\n5\n", false, 3, 1},
		"rcp successor 0":        {"1 1\n5\n1 1 1 0\n", false, 3, 7},
		"rcp successor beyond":   {"1 1\n5\n1 1 1 2\n", false, 3, 7},
		"rcp successor of self":  {"1 1\n5\n1 1 1 1\n", false, 3, 7},
		"rcp too many of them":   {"1 1\n5\n1 1 2 1\n", false, 3, 5},
		"rcp rubbish behind":     {"1 1\n5\n1 1 0\n\n  7", false, 5, 3},
		"rcp nul":                {"1 1\n5\n1\x00 1 0\n", false, 3, 1},
		"rcp second BOM":         {"\ufeff\ufeff1 1\n5\n1 1 0\n", false, 1, 1},
		"sm empty":               {"", true, 1, 1},
		"sm truncated":           {smallSM[:strings.Index(smallSM, "   4        1 ")], true, 22, 1},
		"sm no requests":         {sm("REQUESTS", "QUESTS"), true, 38, 1},
		"sm short row":           {sm("  3      1     2       3    1", "  3      1     2       3"), true, 30, 25},
		"sm long row":            {sm("  3      1     2       3    1", "  3      1     2       3    1 4"), true, 30, 31},
		"sm wrong job":           {sm("  3      1     2 ", "  2      1     2 "), true, 30, 3},
		"sm modes":               {sm("   2        1          1", "   2        2          1"), true, 20, 4},
		"sm negative":            {sm("  2      1     3 ", "  2      1    -3 "), true, 29, 15},
		"sm successor":           {sm("   5        1          0", "   5        1          1  6"), true, 23, 27},
		"sm nonrenewable":        {sm(":  0   N", ":  1   N"), true, 10, 1},
		"sm jobs no number":      {sm("):  5", "):  five"), true, 6, 34},
		"sm jobs more than rows": {sm("):  5", "):  6"), true, 25, 1},
		"sm many resources":      {sm(":  2   R", ":  200000000   R"), true, 11, 1},
		"sm capacity missing":    {sm("    4    1\n", "    4\n"), true, 36, 6},
		"sm rubbish behind":      {smallSM + "x", true, 38, 1},
	} {
		t.Run(name, func(t *testing.T) {
			read := psplib.ReadRCP
			if c.sm {
				read = psplib.ReadSM
			}
			p, err := read(strings.NewReader(c.text))
			var syntax *psplib.SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("got %v, %v", p, err)
			}
			if syntax.Line != c.line || syntax.Column != c.column {
				t.Errorf("%v; want line %d, column %d", err, c.line, c.column)
			}
		})
	}
}

func TestRefusesWhatIsNoProblem(t *testing.T) {
	_, err := psplib.ReadRCP(strings.NewReader("3 1\n5\n1 1 1 2\n1 1 1 3\n1 1 1 1\n"))
	var cycle *level.CycleError
	if !errors.As(err, &cycle) || len(cycle.Jobs) != 3 {
		t.Errorf("a cycle gives %v", err)
	}
	if _, err := psplib.ReadRCP(strings.NewReader("1 1\n5\n1 6 0\n")); !errors.Is(err, level.ErrDemand) {
		t.Errorf("a demand beyond the capacity gives %v", err)
	}
	if _, err := psplib.ReadRCP(strings.NewReader(strings.Repeat(" ", psplib.MaxBytes+1))); !errors.Is(err, psplib.ErrTooLong) {
		t.Errorf("a long file gives %v", err)
	}
}

func FuzzReadRCP(f *testing.F) {
	f.Add([]byte(smallRCP))
	f.Add([]byte("1 1\n5\n1 6 0\n"))
	f.Fuzz(func(t *testing.T, b []byte) { readOrRefuse(t, psplib.ReadRCP, b) })
}

func FuzzReadSM(f *testing.F) {
	f.Add([]byte(smallSM))
	f.Add([]byte(smallSM[:700]))
	f.Fuzz(func(t *testing.T, b []byte) { readOrRefuse(t, psplib.ReadSM, b) })
}

// readOrRefuse reads b and, where that gives a problem, makes sure that it can be planned.
func readOrRefuse(t *testing.T, read func(r io.Reader) (*level.Problem, error), b []byte) {
	p, err := read(bytes.NewReader(b))
	if err != nil {
		return
	}
	plan, err := level.Generate(p, level.Serial, level.LatestFinish)
	if err != nil {
		t.Fatal(err)
	}
	if err := level.Check(p, plan); err != nil {
		t.Fatal(err)
	}
}
