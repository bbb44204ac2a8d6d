package pipeline_test

import (
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/pipeline"
)

// process is one of the installation whose policy a test changes.
type process struct {
	*pipeline.Service
	policy atomic.Pointer[pipeline.Policy]
}

// process returns another process on the same database.
func (d *desk) process(n pipeline.Neighbours) *process {
	p := &process{}
	usual := pipeline.Defaults()
	p.policy.Store(&usual)
	p.Service = pipeline.New(d.db, p.policy.Load, n)
	return p
}

// hope is what the group thinks now: likelier at an offer, less so before.
func (p *process) hope() {
	now := pipeline.Defaults()
	now.Probability = map[pipeline.Stage]int64{pipeline.Intent: 5, pipeline.Negotiation: 20, pipeline.Quotation: 65, pipeline.Signing: 90}
	p.policy.Store(&now)
}

// settle runs the timer until every process has followed, and once more.
func (p *process) settle(t *testing.T, d *desk) (changed int, err error) {
	t.Helper()
	if n, err := p.Revalue(system()); err != nil || n != 0 {
		t.Fatalf("at once: %d, %v", n, err)
	}
	d.clock.advance(10 * time.Second)
	return p.Revalue(system())
}

func (d *desk) valued(t *testing.T, id ref.ID, probability, weighted int64) {
	t.Helper()
	if v := d.get(t, id); v.Probability != probability || v.Weighted.Amount != weighted {
		t.Errorf("%s %s is valued at %d %%, %d; want %d, %d", v.Name, v.Stage, v.Probability, v.Weighted.Amount, probability, weighted)
	}
}

// Everything open is valued by what holds, ten seconds after it was heard of and
// not a moment before; what is closed stays, and nothing becomes a new version.
func TestOpenDealsAreValuedByWhatHolds(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		at, versions := map[pipeline.Stage]ref.ID{}, map[ref.ID]int64{}
		for _, stage := range pipeline.Stages() {
			at[stage] = d.create(t, "阶段 "+string(stage), 3*million)
			d.push(t, at[stage], stage)
		}
		held, lost, won := d.create(t, "搁置", million), d.create(t, "放弃", million), d.create(t, "已签", million)
		must(t, d.svc.Hold(d.owner(), held, 1, "等土地手续"))
		must(t, d.svc.Lose(d.boss(), lost, 1, pipeline.Loss{Reason: "price"}))
		d.push(t, won, pipeline.Signing)
		must(t, d.win(t, won))
		for _, id := range []ref.ID{at[pipeline.Intent], at[pipeline.Quotation], held, lost, won} {
			versions[id] = d.get(t, id).Version
		}
		p := d.process(d.svc.Neighbours)
		if n, err := p.settle(t, d); n != 0 || err != nil {
			t.Errorf("valued anew by what held all along: %d, %v", n, err)
		}
		p.hope()
		if n, err := p.Revalue(system()); n != 0 || err != nil {
			t.Errorf("at once: %d, %v", n, err)
		}
		d.clock.advance(10*time.Second - time.Microsecond)
		if n, err := p.Revalue(system()); n != 0 || err != nil {
			t.Errorf("before every process followed: %d, %v", n, err)
		}
		d.valued(t, at[pipeline.Quotation], 60, 1_800_000_00)
		d.clock.advance(time.Microsecond)
		if n, err := p.Revalue(system()); n != 5 || err != nil {
			t.Errorf("changed %d, %v", n, err)
		}
		d.valued(t, at[pipeline.Intent], 5, 150_000_00)
		d.valued(t, at[pipeline.Negotiation], 20, 600_000_00)
		d.valued(t, at[pipeline.Quotation], 65, 1_950_000_00)
		d.valued(t, at[pipeline.Signing], 90, 2_700_000_00)
		d.valued(t, held, 5, 50_000_00)
		d.valued(t, lost, 0, 0)
		d.valued(t, won, 100, million)
		for id, version := range versions {
			if v := d.get(t, id); v.Version != version {
				t.Errorf("%s has version %d after %d", v.Name, v.Version, version)
			}
		}
		d.checkSums(t, t)
		d.clock.advance(time.Hour)
		if n, err := p.Revalue(system()); n != 0 || err != nil {
			t.Errorf("again: %d, %v", n, err)
		}
		if _, err := p.Revalue(d.boss()); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("a person valued: %v", err)
		}
	})
}

// Another heat of its type grades a deal anew, at the very point; a type without
// one of its own follows the usual.
func TestOpenDealsAreGradedByTheHeatThatHolds(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		factory, other := d.create(t, "厂房", 5*million), d.draft("机库", 5*million) // amount 80, urgency 60
		other.ProjectType = "hangar"
		hangar, err := d.svc.Create(d.owner(), ref.Nil, ref.Nil, other)
		must(t, err)
		lost := d.create(t, "放弃", 5*million)
		must(t, d.svc.Lose(d.boss(), lost, 1, pipeline.Loss{Reason: "price"}))
		p := d.process(d.svc.Neighbours)
		if n, err := p.settle(t, d); n != 0 || err != nil {
			t.Errorf("rated anew by what held all along: %d, %v", n, err)
		}
		for _, c := range []struct {
			heat, usual    int64
			changed        int
			factory, other string
			score          float64
		}{{24, 50, 1, "C", "B", 59}, {28, 50, 1, "B", "B", 60}, {28, 24, 1, "B", "C", 60}, {100, 100, 2, "B", "B", 78}} {
			now := pipeline.Defaults()
			now.Heat["factory"], now.UsualHeat = c.heat, c.usual
			p.policy.Store(&now)
			if n, err := p.settle(t, d); n != c.changed || err != nil {
				t.Errorf("heat %d, %d changed %d, %v", c.heat, c.usual, n, err)
			}
			f, h := d.get(t, factory), d.get(t, hangar)
			if f.Grade != c.factory || h.Grade != c.other || f.Score != c.score || f.Version != 1 {
				t.Errorf("heat %d, %d: %s of %v and %s, version %d", c.heat, c.usual, f.Grade, f.Score, h.Grade, f.Version)
			}
			if first := d.page(t, d.boss(), "grade="+c.factory+"&outcome=open").rows; len(first) == 0 {
				t.Errorf("heat %d: no list of grade %s", c.heat, c.factory)
			}
		}
		if v := d.get(t, lost); v.Grade != "B" || v.Score != 75.5 {
			t.Errorf("a lost deal was graded anew: %s %v", v.Grade, v.Score)
		}
		d.checkSums(t, t)
	})
}

// A deal that goes on by what holds is valued by it, and so is one of which only
// the name changes.
func TestWhoChangesADealValuesItByWhatHolds(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		named, moved := d.create(t, "改名", 3*million), d.create(t, "推进", 3*million)
		p := d.process(d.svc.Neighbours)
		p.hope()
		d.svc = p.Service
		must(t, d.svc.Update(d.owner(), named, 1, d.draft("改了名", 3*million)))
		d.valued(t, named, 5, 150_000_00)
		d.push(t, moved, pipeline.Negotiation)
		d.valued(t, moved, 20, 600_000_00)
		d.checkSums(t, t)
	})
}

// crowd adds more opportunities than one write looks at, in two companies: those
// of the other one come last.
func (d *desk) crowd(t *testing.T, here, there int) {
	t.Helper()
	must(t, d.db.Write(system(), func(tx *db.Tx) error {
		var all []pipeline.Past
		for i := range here + there {
			owner, id := d.person["NOa"], ref.ID{0x01, byte(i >> 8), byte(i), 15: 1}
			if i >= here {
				owner, id[0] = d.person["SOa"], 0x02
			}
			draft := d.draft(fmt.Sprintf("批量%04d", i), int64(i+1)*101)
			all = append(all, pipeline.Past{ID: id, Owner: owner, Origin: "demo", Draft: draft, Entered: []time.Time{d.clock.t}, Outcome: pipeline.Open, LastActive: d.clock.t})
		}
		l := d.svc.NewLoad()
		if err := l.AddTx(tx, all); err != nil {
			return err
		}
		if err := l.SumTx(tx); err != nil {
			return err
		}
		return tx.Note("test.crowd", db.Subject{}, nil)
	}))
}

// probabilities counts what the list of the whole group is valued at.
func (d *desk) probabilities(t *testing.T) map[int64]int {
	t.Helper()
	out := map[int64]int{}
	must(t, d.db.Read(system(), func(tx *db.Tx) error {
		clear(out)
		return tx.Each("select probability, count(*) from opportunity where outcome = 'open' group by probability", nil, func(r db.Row) error {
			var p int64
			var n int
			err := r.Scan(&p, &n)
			out[p] = n
			return err
		})
	}))
	return out
}

func (d *desk) isValuedAt(t *testing.T, what string, want map[int64]int) {
	t.Helper()
	if got := d.probabilities(t); !maps.Equal(got, want) {
		t.Errorf("%s: valued at %v, want %v", what, got, want)
	}
}

// kills dies where the other company begins.
type kills struct {
	pipeline.People
	at ref.ID
}

var errKilled = errors.New("the process was killed")

func (k kills) ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error) {
	if entity == k.at {
		return nil, errKilled
	}
	return k.People.ZoneTx(tx, entity)
}

// A process that dies on the way leaves rows and sums that agree; the next one
// does what is left.
func TestAValuationThatWasKilledGoesOn(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.crowd(t, 500, 40)
		n := d.svc.Neighbours
		n.People = kills{n.People, d.company["SO"]}
		first := d.process(n)
		first.hope()
		if done, err := first.settle(t, d); done != 500 || !errors.Is(err, errKilled) {
			t.Fatalf("killed after %d: %v", done, err)
		}
		d.isValuedAt(t, "killed", map[int64]int{5: 500, 10: 40})
		d.checkSums(t, t)
		next := d.process(d.svc.Neighbours)
		next.hope()
		if done, err := next.Revalue(system()); done != 40 || err != nil {
			t.Errorf("the next process changed %d: %v", done, err)
		}
		d.isValuedAt(t, "after all", map[int64]int{5: 540})
		d.checkSums(t, t)
		if done, err := next.Revalue(system()); done != 0 || err != nil {
			t.Errorf("once more: %d, %v", done, err)
		}
	})
}

// Two processes that do the same at the same time count nothing twice.
func TestTwoProcessesValueOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.crowd(t, 520, 30)
		a, b := d.process(d.svc.Neighbours), d.process(d.svc.Neighbours)
		a.hope()
		b.hope()
		if _, err := a.Revalue(system()); err != nil {
			t.Fatal(err)
		}
		d.clock.advance(10 * time.Second)
		var done atomic.Int64
		var both sync.WaitGroup
		for _, p := range []*process{a, b} {
			both.Go(func() {
				n, err := p.Revalue(system())
				if err != nil {
					t.Error(err)
				}
				done.Add(int64(n))
			})
		}
		both.Wait()
		if done.Load() != 550 {
			t.Errorf("%d were changed of 550", done.Load())
		}
		d.isValuedAt(t, "both", map[int64]int{5: 550})
		d.checkSums(t, t)
	})
}

// A process that does not know yet what holds begins nothing: by the time the
// others have followed, so has it.
func TestAProcessThatIsBehindDoesNotValueBack(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.create(t, "一进一出", million)
		ahead, behind := d.process(d.svc.Neighbours), d.process(d.svc.Neighbours)
		ahead.hope()
		if n, err := ahead.settle(t, d); n != 1 || err != nil {
			t.Fatalf("changed %d, %v", n, err)
		}
		for range 2 {
			if n, err := behind.Revalue(system()); n != 0 || err != nil {
				t.Errorf("behind: %d, %v", n, err)
			}
		}
		behind.hope()
		d.clock.advance(10 * time.Second)
		for _, p := range []*process{ahead, behind} {
			if n, err := p.Revalue(system()); n != 0 || err != nil {
				t.Errorf("after it followed: %d, %v", n, err)
			}
		}
		d.isValuedAt(t, "in the end", map[int64]int{5: 1})
	})
}

// hooks calls back where a use case asks its neighbours.
type hooks struct {
	pipeline.People
	pipeline.Customers
	zone, decider func()
}

func (h *hooks) ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error) {
	call(&h.zone)
	return h.People.ZoneTx(tx, entity)
}

func (h *hooks) DeciderTx(*db.Tx, ref.ID) (bool, error) {
	call(&h.decider)
	return true, nil
}

func call(once *func()) {
	if fn := *once; fn != nil {
		*once = nil
		fn()
	}
}

func (d *desk) hooked() (*process, *hooks) {
	h := &hooks{People: d.svc.People, Customers: d.svc.Customers}
	n := d.svc.Neighbours
	n.People, n.Customers = h, h
	p := d.process(n)
	p.hope()
	return p, h
}

// A deal that somebody moves between the look at it and the write stays as he
// left it, and counts once.
func TestADealThatMovesMeanwhileCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		moved, given, other := d.create(t, "推进", million), d.create(t, "移交", million), d.create(t, "不动", million)
		d.ready(t, moved)
		p, h := d.hooked()
		if _, err := p.Revalue(system()); err != nil {
			t.Fatal(err)
		}
		d.clock.advance(10 * time.Second)
		q := d.process(d.svc.Neighbours)
		q.hope()
		h.zone = func() {
			must(t, q.Advance(d.boss(), moved, d.get(t, moved).Version))
			must(t, q.Transfer(d.boss(), given, 1, d.person["SOa"], "换人"))
		}
		if n, err := p.Revalue(system()); n != 1 || err != nil {
			t.Errorf("changed %d, %v", n, err)
		}
		d.valued(t, moved, 20, 200_000_00)
		d.valued(t, given, 5, 50_000_00)
		d.valued(t, other, 5, 50_000_00)
		d.checkSums(t, t)
	})
}

// ready gives a deal all that its first stage asks for.
func (d *desk) ready(t *testing.T, id ref.ID) {
	t.Helper()
	d.decider = true
	d.parts[id] = []string{pipeline.PartTechnical, pipeline.PartCommercial}
	d.visit(t, id, d.clock.t)
	d.report(t, id)
}

// The other way round: the valuation comes while somebody moves the deal. It waits
// for him.
func TestAValuationWaitsForWhoMovesADeal(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		moved := d.create(t, "推进", million)
		d.create(t, "不动", million)
		d.ready(t, moved)
		p, h := d.hooked()
		if _, err := p.Revalue(system()); err != nil {
			t.Fatal(err)
		}
		d.clock.advance(10 * time.Second)
		q := d.process(d.svc.Neighbours)
		q.hope()
		done := make(chan error, 1)
		h.decider = func() {
			go func() {
				_, err := q.Revalue(system())
				done <- err
			}()
			select {
			case err := <-done:
				done <- err
			case <-time.After(200 * time.Millisecond):
			}
		}
		must(t, p.Advance(d.boss(), moved, d.get(t, moved).Version))
		must(t, <-done)
		d.valued(t, moved, 20, 200_000_00)
		d.isValuedAt(t, "in the end", map[int64]int{5: 1, 20: 1})
		d.checkSums(t, t)
	})
}

// Whatever happens while it is not done, the night sees to it, too.
func TestTheNightValuesByWhatHolds(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "夜里", million)
		p := d.process(d.svc.Neighbours)
		p.hope()
		if n, err := p.Sweep(system()); n != 1 || err != nil {
			t.Errorf("changed %d, %v", n, err)
		}
		d.valued(t, id, 5, 50_000_00)
		d.checkSums(t, t)
		if n, err := p.settle(t, d); n != 0 || err != nil {
			t.Errorf("nothing is left: %d, %v", n, err)
		}
	})
}
