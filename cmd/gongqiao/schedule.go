package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"gongqiao/planfile"
	"gongqiao/schedule"
	"gongqiao/schedule/level"
)

func scheduleCommand() *cli.Command {
	return &cli.Command{
		Name: "schedule", Usage: "compute, level, forecast and convert schedules of Microsoft Project (.xml), Primavera (.xer) and PSPLIB (.rcp, .sm)",
		Commands: []*cli.Command{
			planCommand("cpm", "compute the critical path: dates, floats, what drives the finish", runCPM, asJSON(), written(), replacing()),
			planCommand("level", "search for a short plan that no resource is overbooked in", runLevel, asJSON(), written(), replacing(),
				&cli.IntFlag{Name: "schedules", Usage: "try so many schedules; the same number and seed give the same plan"},
				&cli.FloatFlag{Name: "seconds", Usage: "stop after so many seconds"},
				&cli.Uint64Flag{Name: "seed", Usage: "of the search"}),
			planCommand("simulate", "forecast finish and cost when durations are uncertain", runSimulate, asJSON(),
				&cli.StringFlag{Name: "project", Usage: "of several in the file, the one that is forecast: its code or number"},
				&cli.IntFlag{Name: "runs", Value: 10_000, Usage: "how often the plan is tried"},
				&cli.Uint64Flag{Name: "seed", Usage: "of the draws; the same seed gives the same forecast"},
				&cli.StringFlag{Name: "shape", Value: "pert", Usage: "pert, triangular or uniform"},
				&cli.IntFlag{Name: "low", Value: 90, Usage: "the least that a task lasts, in percent of its duration"},
				&cli.IntFlag{Name: "high", Value: 130, Usage: "the most that it lasts; Duration1, 2 and 3 of a task go before both"}),
			convertCommand(),
		},
	}
}

func asJSON() cli.Flag {
	return &cli.BoolFlag{Name: "json", Usage: "print JSON, see docs/scheduling.md"}
}

func written() cli.Flag {
	return &cli.StringFlag{Name: "write", Usage: "write the plan with the computed dates to this .xml or .xer file"}
}

func replacing() cli.Flag {
	return &cli.BoolFlag{Name: "force", Usage: "replace a file of this name"}
}

// checkOut refuses a file to write before anything is computed for it.
func checkOut(cmd *cli.Command, name string) error {
	if format, err := planfile.FormatOf(name); err != nil {
		return cli.Exit(err, exitUsage)
	} else if !format.Dated() {
		return cli.Exit(fmt.Errorf("%w: problems of PSPLIB are only read", planfile.ErrFormat), exitUsage)
	}
	if _, err := os.Lstat(name); err == nil && !cmd.Bool("force") {
		return cli.Exit(fmt.Errorf("%s is there already; --force replaces it", name), exitUsage)
	}
	return nil
}

// planCommand is one that reads one file.
func planCommand(name, usage string, run func(context.Context, *cli.Command, *planfile.File) error, flags ...cli.Flag) *cli.Command {
	return &cli.Command{Name: name, Usage: usage, ArgsUsage: "FILE", Flags: flags, Action: func(ctx context.Context, cmd *cli.Command) error {
		if cmd.Args().Len() != 1 {
			return cli.Exit(errors.New("name one file"), exitUsage)
		}
		f, err := readPlan(cmd.Args().First())
		if err != nil {
			return err
		}
		if out := cmd.String("write"); out != "" {
			if !f.Format.Dated() {
				return cli.Exit(errors.New("--write needs a file with dates; gongqiao schedule convert makes one"), exitUsage)
			}
			if err := checkOut(cmd, out); err != nil {
				return err
			}
		}
		return run(ctx, cmd, f)
	}}
}

func readPlan(name string) (f *planfile.File, err error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	f, err = planfile.Read(name, in)
	if errors.Is(err, planfile.ErrFormat) {
		return nil, cli.Exit(err, exitUsage)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

func convertCommand() *cli.Command {
	return &cli.Command{
		Name: "convert", Usage: "write a schedule in another format, and say what that cannot hold", ArgsUsage: "IN OUT",
		Flags: []cli.Flag{asJSON(), replacing()},
		Action: func(_ context.Context, cmd *cli.Command) error {
			if cmd.Args().Len() != 2 {
				return cli.Exit(errors.New("name the file to read and the file to write"), exitUsage)
			}
			out := cmd.Args().Get(1)
			if err := checkOut(cmd, out); err != nil {
				return err
			}
			f, err := readPlan(cmd.Args().First())
			if err != nil {
				return err
			}
			left, err := writePlan(f, out)
			if err != nil {
				return err
			}
			return printConverted(os.Stdout, cmd.Bool("json"), f, left)
		},
	}
}

// writePlan writes beside the file and puts it in place when it is whole.
func writePlan(f *planfile.File, name string) (left []planfile.Left, err error) {
	out, err := os.Create(name + ".part")
	if err != nil {
		return nil, err
	}
	left, err = f.Write(name, out)
	if err = errors.Join(err, out.Close()); err != nil {
		return nil, errors.Join(err, os.Remove(out.Name()))
	}
	return left, os.Rename(out.Name(), name)
}

func runCPM(_ context.Context, cmd *cli.Command, f *planfile.File) error {
	n, err := schedule.Compile(f.Plan)
	if err != nil {
		return err
	}
	if name := cmd.String("write"); name != "" {
		if err := writeDated(f, n, name); err != nil {
			return err
		}
	}
	return show(cmd, cpmOf(f, n))
}

func runLevel(ctx context.Context, cmd *cli.Command, f *planfile.File) error {
	o := level.Options{Schedules: cmd.Int("schedules"), Time: time.Duration(cmd.Float("seconds") * float64(time.Second)), Seed: cmd.Uint64("seed")}
	if o.Schedules < 0 || o.Time < 0 {
		return cli.Exit(errors.New("--schedules and --seconds are not negative"), exitUsage)
	}
	if o.Schedules == 0 && o.Time == 0 {
		o.Schedules = level.DefaultSchedules
	}
	if f.Problem != nil {
		p, err := level.Level(ctx, f.Problem, o)
		if err != nil {
			return err
		}
		early, err := level.FindCriticalPath(f.Problem)
		if err != nil {
			return err
		}
		return show(cmd, problemOf(f, p, early, o.Seed))
	}
	n, err := schedule.Compile(f.Plan)
	if err != nil {
		return err
	}
	l, err := level.Network(ctx, n, o)
	if err != nil {
		return err
	}
	if name := cmd.String("write"); name != "" {
		if err := writeLevelled(f, n, l, name); err != nil {
			return err
		}
	}
	return show(cmd, levelOf(f, n, l, o.Seed))
}

// writeDated writes the plan with its computed dates; what has none keeps its own.
// What the format cannot hold is told beside the result.
func writeDated(f *planfile.File, n *schedule.Network, name string) error {
	for i, d := range n.All() {
		if d.Start != 0 || d.Finish != 0 {
			f.Plan.Tasks[i].Start, f.Plan.Tasks[i].Finish = d.Start, d.Finish
		}
	}
	left, err := writePlan(f, name)
	return errors.Join(err, printLeft(os.Stderr, left))
}

// writeLevelled writes the plan with the levelled dates; summaries span their children.
func writeLevelled(f *planfile.File, n *schedule.Network, l *level.Levelled, name string) error {
	for _, t := range l.Tasks {
		if _, err := n.Change(t.Task, func(task *schedule.Task) { hold(task, t) }); err != nil {
			return err
		}
	}
	return writeDated(f, n, name)
}

// hold keeps a levelled task from going back to where it was, by a start that is no
// earlier. It takes the place of the wish to be as late as possible, which the
// resources do not allow, and of an earlier such start; other wishes stay, and a
// task that has two of them keeps both.
func hold(task *schedule.Task, t level.LevelledTask) {
	late := task.Constraint.Kind == schedule.AsLateAsPossible
	if t.Delay == 0 && !late {
		return
	}
	wish := schedule.Constraint{Kind: schedule.StartNoEarlier, On: t.Start}
	if t.Start == t.Finish { // a milestone stays before the rest that it stands before
		wish.Kind = schedule.FinishNoEarlier
	}
	switch {
	case late || task.Constraint.Kind == schedule.AsSoonAsPossible || task.Constraint.Kind == schedule.StartNoEarlier:
		task.Constraint = wish
	case task.Second.Kind == schedule.AsSoonAsPossible:
		task.Second = wish
	}
}

func runSimulate(ctx context.Context, cmd *cli.Command, f *planfile.File) error {
	shape, ok := map[string]schedule.Shape{"pert": schedule.PERT, "triangular": schedule.Triangular, "uniform": schedule.Uniform}[cmd.String("shape")]
	low, high := int64(cmd.Int("low")), int64(cmd.Int("high"))
	if !ok || low < 0 || low > 100 || high < 100 || high > 10_000 {
		return cli.Exit(errors.New("--shape is pert, triangular or uniform; --low is 0 to 100, --high 100 to 10000"), exitUsage)
	}
	n, err := schedule.Compile(f.Plan)
	if err != nil {
		return err
	}
	project, err := projectNamed(f.Plan, cmd.String("project"))
	if err != nil {
		return cli.Exit(err, exitUsage)
	}
	s := schedule.Simulation{Runs: cmd.Int("runs"), Seed: cmd.Uint64("seed"), Project: project}
	for i := range f.Plan.Tasks {
		t := &f.Plan.Tasks[i]
		if n.Timetable(t.ID) == nil || t.Duration == 0 {
			continue
		}
		e := schedule.Estimate{Shape: shape, Low: int64(t.Duration) * low / 100, Likely: int64(t.Duration), High: int64(t.Duration) * high / 100}
		threePoints(t, &e)
		u := schedule.Uncertain{Task: t.ID, Duration: e}
		if cmp.Or(t.Project, f.Plan.Projects[0].ID) == project {
			u.Cost = schedule.Certain(max(t.Cost, 0))
		}
		s.Tasks = append(s.Tasks, u)
	}
	forecast, err := n.Simulate(ctx, s)
	if err != nil {
		return err
	}
	return show(cmd, forecastOf(f, n, forecast, s))
}

// projectNamed is the project of a code or a number; of none, the first.
func projectNamed(p *schedule.Plan, name string) (schedule.ProjectID, error) {
	if name == "" {
		return p.Projects[0].ID, nil
	}
	codes := make([]string, 0, len(p.Projects))
	for _, x := range p.Projects {
		if name == x.Code || name == fmt.Sprint(x.ID) {
			return x.ID, nil
		}
		codes = append(codes, cmp.Or(x.Code, fmt.Sprint(x.ID)))
	}
	return 0, fmt.Errorf("there is no project %q in the file, but %s", name, strings.Join(codes, ", "))
}

// threePoints takes the estimate that Microsoft's analysis of three points keeps
// in the fields Duration1 to Duration3, if a task has all of them in order.
func threePoints(t *schedule.Task, e *schedule.Estimate) {
	var points [3]int64
	for _, v := range t.Values {
		for i := range points {
			if v.Field != fmt.Sprint("Duration", i+1) {
				continue
			}
			if _, err := fmt.Sscan(v.Text, &points[i]); err != nil {
				return
			}
		}
	}
	if points[0] > 0 && points[0] <= points[1] && points[1] <= points[2] && points[2] <= int64(schedule.MaxMinutes) {
		e.Low, e.Likely, e.High = points[0], points[1], points[2]
	}
}

// report is what a command prints: as JSON, or as a table for people.
type report interface{ print(w io.Writer) error }

func show(cmd *cli.Command, r report) error {
	if !cmd.Bool("json") {
		return r.print(os.Stdout)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", " ")
	out.SetEscapeHTML(false)
	return out.Encode(r)
}
