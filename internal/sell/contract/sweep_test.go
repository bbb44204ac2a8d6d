package contract_test

import (
	"context"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/sell/contract"
)

// ending is a contract in a state whose works end on a day.
func (d *desk) ending(t *testing.T, last workday.Date, to contract.State, by ...func(*contract.Draft)) ref.ID {
	t.Helper()
	id := d.create(t, small, append(by, func(x *contract.Draft) { x.StartOn, x.FinishOn, x.Days = today, last, 0 })...)
	d.push(t, id, to)
	d.topics()
	return id
}

// swept runs the daily job at midnight of a day and returns of how many contracts
// it told.
func (d *desk) swept(t *testing.T, on workday.Date, after time.Duration) int {
	t.Helper()
	d.clock.t = on.Start(time.FixedZone("CST", 8*60*60)).Add(after)
	n, err := d.svc.Sweep(system())
	must(t, err)
	return n
}

func TestLastDayIsToldOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		last := workday.New(2027, 3, 31)
		id := d.ending(t, last, contract.StateInForce)
		d.ending(t, last, contract.StateSigning)
		d.ending(t, last, contract.StateCompleted)
		if n := d.swept(t, last.AddDays(-30), -time.Second); n != 0 {
			t.Fatalf("31 days before: told of %d", n)
		}
		if n := d.swept(t, last.AddDays(-30), 0); n != 1 || len(d.told) != 1 {
			t.Fatalf("30 days before: told of %d: %v", n, d.told)
		}
		if e, ok := d.told[0].(contract.Expiring); !ok || e.ID != id || e.On != last || e.Days != 30 || e.Owner != d.person["NOa"] {
			t.Errorf("told %+v", d.told[0])
		}
		if n := d.swept(t, last, 0); n != 0 {
			t.Errorf("told again of %d", n)
		}
	})
}

func TestLastDayOfALateSignatureAndOfOneThatIsOver(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		last := workday.New(2027, 3, 31)
		d.ending(t, last, contract.StateSuspended)
		if n := d.swept(t, last, 23*time.Hour); n != 1 {
			t.Errorf("on the last day: told of %d", n)
		}
		d.ending(t, last.AddDays(10), contract.StateInForce)
		if n := d.swept(t, last.AddDays(11), 0); n != 0 {
			t.Errorf("a day after the last: told of %d", n)
		}
	})
}

// TestLastDayByItsDays: a contract that names only how long the works take.
func TestLastDayByItsDays(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, small, func(x *contract.Draft) { x.StartOn, x.FinishOn, x.Days = today, 0, 100 })
		d.push(t, id, contract.StateInForce)
		last := today.AddDays(99)
		if n := d.swept(t, last.AddDays(-31), 23*time.Hour); n != 0 {
			t.Errorf("31 days before: told of %d", n)
		}
		if n := d.swept(t, last.AddDays(-30), 0); n != 1 {
			t.Errorf("30 days before: told of %d", n)
		}
		if n := d.swept(t, last.AddDays(-29), 0); n != 0 {
			t.Errorf("29 days before: told again of %d", n)
		}
	})
}

func TestOnlyTheSystemSweeps(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for name, ctx := range map[string]context.Context{"nobody": context.Background(), "boss": d.boss()} {
			if _, err := d.svc.Sweep(ctx); err == nil {
				t.Errorf("%s swept", name)
			}
		}
		_, err := d.svc.Sweep(d.boss())
		wants(t, "boss", err, authz.ErrForbidden)
	})
}

// TestSomebodySeesToTheSignature: whoever hands a contract out has 15 days.
func TestSomebodySeesToTheSignature(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for _, tc := range []struct {
			then contract.State
			task string
		}{{contract.StateInForce, "done"}, {contract.StateVoided, "cancelled"}} {
			id := d.create(t, small)
			d.push(t, id, contract.StateSigning)
			x := d.signing
			if want := d.clock.t.Add(15 * 24 * time.Hour); x.On.Ref.ID != id || !x.DueAt.Equal(want) || x.By != d.person["NOb"] || d.tasks[x.Key] != "open" {
				t.Errorf("task %+v, due %s", x, want)
			}
			d.step(t, id, tc.then)
			if d.tasks[x.Key] != tc.task {
				t.Errorf("%s: the task is %s", tc.then, d.tasks[x.Key])
			}
		}
		id := d.create(t, small)
		d.push(t, id, contract.StateSigning)
		first := d.signing.Key
		must(t, d.svc.Recall(d.boss(), id, d.version(t, id), "改签"))
		if d.tasks[first] != "cancelled" {
			t.Errorf("recalled: the task is %s", d.tasks[first])
		}
		d.push(t, id, contract.StateSigning)
		if d.signing.Key == first || d.tasks[d.signing.Key] != "open" {
			t.Error("a second round asks nobody for its signature")
		}
	})
}

func TestSuspendedContractIsTerminated(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, small)
		d.push(t, id, contract.StateSuspended)
		d.topics()
		d.step(t, id, contract.StateTerminated)
		if got := d.topics(); got != "terminated" {
			t.Errorf("told %s", got)
		}
		wants(t, "again", d.svc.Terminate(d.boss(), id, d.version(t, id), contract.Ground{DocumentID: d.onContract(id, "evidence"), Reason: "依据"}), contract.ErrState)
	})
}
