package mspdi_test

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"

	"gongqiao/mspdi"
	"gongqiao/schedule"
)

// bigPlan is a site programme of so many tasks: a summary for every ten, a link
// and an assignment for every task.
func bigPlan(tasks int) *schedule.Plan {
	p := &schedule.Plan{
		Name: "大型项目", Projects: []schedule.Project{{ID: 1, Start: schedule.At(2026, 9, 21, 8, 0), Calendar: 1}},
		Calendars: []schedule.Calendar{schedule.Standard(1, "标准")},
		Resources: []schedule.Resource{{ID: 1, Name: "木工班", Units: 12 * schedule.Whole}},
	}
	for id := schedule.TaskID(1); int(id) <= tasks; id++ {
		task := schedule.Task{
			ID: id, Name: fmt.Sprintf("第%d段 钢筋绑扎", id), Priority: 500, Duration: 5 * 480,
			Start: schedule.At(2026, 9, 21, 8, 0), Finish: schedule.At(2026, 9, 25, 17, 0),
			Work: 5 * 480, RemainingWork: 5 * 480, Cost: 400_000, RemainingCost: 400_000,
		}
		if id%10 == 1 {
			task.Kind = schedule.Summary
		} else {
			task.Parent = id - (id-1)%10
			p.Links = append(p.Links, schedule.Link{Pred: id - 1, Succ: id})
			p.Assignments = append(p.Assignments, schedule.Assignment{
				ID: schedule.AssignmentID(id), Task: id, Resource: 1, Units: schedule.Whole, Work: 2400, RemainingWork: 2400,
			})
		}
		p.Tasks = append(p.Tasks, task)
	}
	return p
}

// watch looks at the heap whenever a quarter of a megabyte went through it.
type watch struct {
	r     io.Reader
	w     io.Writer
	seen  int
	heap  uint64 // the most that was seen
	floor uint64
}

func newWatch(r io.Reader, w io.Writer) *watch {
	runtime.GC()
	watched := &watch{r: r, w: w}
	watched.look()
	watched.floor, watched.heap = watched.heap, 0
	return watched
}

func (w *watch) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.passed(n)
	return n, err
}

func (w *watch) Write(p []byte) (int, error) {
	w.passed(len(p))
	return w.w.Write(p)
}

func (w *watch) passed(n int) {
	if w.seen/(1<<18) != (w.seen+n)/(1<<18) {
		w.look()
	}
	w.seen += n
}

func (w *watch) look() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	w.heap = max(w.heap, m.HeapInuse+m.StackInuse)
}

// used is the most memory that came on top of what was there before.
func (w *watch) used() float64 { return float64(w.heap) - float64(w.floor) }

func TestMemoryOf20000Tasks(t *testing.T) {
	var file bytes.Buffer
	if _, err := mspdi.Write(&file, &mspdi.File{Plan: bigPlan(20_000)}); err != nil {
		t.Fatal(err)
	}
	size := float64(file.Len())
	in := newWatch(bytes.NewReader(file.Bytes()), nil)
	f, err := mspdi.Read(in)
	if err != nil {
		t.Fatal(err)
	}
	in.look()
	out := &watch{w: io.Discard, floor: in.floor} // on top of the plan that was read
	if _, err := mspdi.Write(out, f); err != nil {
		t.Fatal(err)
	}
	out.look()
	t.Logf("%.1f MB: reading takes %.1f times the file, writing %.1f", size/1e6, in.used()/size, out.used()/size)
	if in.used() > 8*size || out.used() > 8*size {
		t.Errorf("reading takes %.1f times the file, writing %.1f; 8 are allowed", in.used()/size, out.used()/size)
	}
}

func BenchmarkRead(b *testing.B) {
	var file bytes.Buffer
	if _, err := mspdi.Write(&file, &mspdi.File{Plan: bigPlan(2_000)}); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := mspdi.Read(bytes.NewReader(file.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	f := &mspdi.File{Plan: bigPlan(2_000)}
	var size bytes.Buffer
	if _, err := mspdi.Write(&size, f); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(size.Len()))
	for b.Loop() {
		if _, err := mspdi.Write(io.Discard, f); err != nil {
			b.Fatal(err)
		}
	}
}
