package billing_test

import (
	"context"
	"errors"
	"testing"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/contract"
)

func TestContractInForceMakesNodes(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		got := d.nodes(t, d.contract)
		for name, want := range map[string]int64{"预付款": 3_680_000, "地基基础完成": 7_360_000, "主体封顶": 11_040_000, "设备调试完成": 7_360_000, "投运移交": 6_256_000, "质保金": 1_104_000} {
			if got[name].Amount != want*yuan {
				t.Errorf("%s: %d, want %d", name, got[name].Amount, want*yuan)
			}
		}
		advance := got["预付款"]
		if advance.State != billing.NodeDue || advance.TriggeredOn != day("2026-03-04") || advance.DueOn != day("2026-03-11") {
			t.Errorf("advance %s, triggered %v, due %v", advance.State, advance.TriggeredOn, advance.DueOn)
		}
		if n := got["主体封顶"]; n.State != billing.NodePlanned || !n.DueOn.IsZero() {
			t.Errorf("a payment that waits for a milestone is %s, due %v", n.State, n.DueOn)
		}
		if n := got["质保金"]; n.ExpectedOn != day("2028-12-24") {
			t.Errorf("retention is expected on %v, want two years and 14 days after the works", n.ExpectedOn)
		}
		if advance.ManagerID != d.person["NOp"] {
			t.Error("the node does not know its project's manager")
		}
	})
}

func TestInForceTwiceChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		before := d.nodes(t, d.contract)
		must(t, d.write(func(tx *db.Tx) error { return d.svc.OnInForceTx(tx, d.agreed[d.contract]) }))
		for name, n := range d.nodes(t, d.contract) {
			if n != before[name] {
				t.Errorf("%s changed: %+v", name, n)
			}
		}
	})
}

func TestConfirmedMilestoneTriggersPaymentAndReminders(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.reach(t, "M3", day("2026-11-18"))
		n := d.nodes(t, d.contract)["主体封顶"]
		if n.State != billing.NodeTriggered || n.DueOn != day("2026-12-18") {
			t.Fatalf("%s, due %v", n.State, n.DueOn)
		}
		heard := d.heard
		if got := told[billing.PaymentTriggered](d); len(got) != 1 || got[0].Owner != d.person["NOs"] || got[0].ID != n.ID {
			t.Errorf("the responsible salesperson hears %v", got)
		}
		d.heard = heard
		if got := told[billing.InvoiceWanted](d); len(got) != 1 || got[0].Finance != d.person["NOf"] {
			t.Errorf("the bookkeeper hears %v", got)
		}
		d.reach(t, "M3", day("2026-11-19"))
		if len(d.heard) != 0 {
			t.Error("a milestone that is confirmed again tells again")
		}
	})
}

func TestDueDate(t *testing.T) {
	calendar := workday.StateCouncil()
	for _, c := range []struct {
		basis    string
		on, want string
		days     int64
	}{
		{billing.Calendar, "2026-09-11", "2026-10-01", 20},
		{billing.NextWorkday, "2026-09-11", "2026-10-08", 20},
		{billing.Workdays, "2026-09-30", "2026-10-09", 2},
		{billing.Calendar, "2026-02-28", "2026-03-01", 1},
		{billing.NextWorkday, "2026-11-20", "2026-11-20", 0},
	} {
		if got := billing.DueDate(day(c.on), c.days, c.basis, calendar); got != day(c.want) {
			t.Errorf("%s, %d days after %s: %v, want %s", c.basis, c.days, c.on, got, c.want)
		}
	}
}

// While the contract rests no day makes a payment owed; when it goes on, what
// waited is owed from that day. What is owed already is asked for all the same.
func TestASuspendedContractMakesNothingOwed(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		dated := billing.Payment{ID: ref.New(), Kind: "progress", Name: "年底付款", Trigger: "date", On: day("2026-12-01"), Ratio: money.RateOne, TermDays: 10}
		id := d.sign(t, 1_000_000*yuan, dated)
		d.rests = id
		run := func(on string) billing.Node {
			d.clock.set(day(on))
			_, err := d.svc.RunDue(system())
			must(t, err)
			return d.nodes(t, id)["年底付款"]
		}
		if n := run("2026-12-15"); n.State != billing.NodePlanned || n.Version != 1 {
			t.Errorf("while it rests: %s, version %d", n.State, n.Version)
		}
		d.rests = ref.Nil
		must(t, d.write(func(tx *db.Tx) error { return d.svc.OnResumedTx(tx, id) }))
		if n := d.nodes(t, id)["年底付款"]; n.State != billing.NodeTriggered || n.TriggeredOn != day("2026-12-15") || n.DueOn != day("2026-12-25") {
			t.Errorf("going on: %s on %v, due on %v", n.State, n.TriggeredOn, n.DueOn)
		}
		d.rests = id // it is suspended again
		d.heard = nil
		if n := run("2026-12-26"); n.State != billing.NodeDue || len(told[billing.PaymentOverdue](d)) == 0 {
			t.Errorf("owed before: %s", n.State)
		}
	})
}

func TestTheDayBringsRemindersAndOverdue(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.clock.set(day("2026-11-01"))
		d.reach(t, "M3", day("2026-11-01")) // due on 12-01
		sweep := func(on string) (soon []billing.PaymentDueSoon, late []billing.PaymentOverdue) {
			d.heard = nil
			d.clock.set(day(on))
			for range 2 { // a second run does nothing
				_, err := d.svc.RunDue(system())
				must(t, err)
			}
			heard := d.heard
			soon = told[billing.PaymentDueSoon](d)
			d.heard = heard
			return soon, told[billing.PaymentOverdue](d)
		}
		if _, late := sweep("2026-11-01"); len(late) != 1 {
			t.Fatalf("the advance of March: %d overdue, want 1", len(late))
		}
		for _, c := range []struct {
			on   string
			days int64
			soon int
		}{{"2026-11-15", 16, 0}, {"2026-11-16", 15, 1}, {"2026-11-17", 14, 0}, {"2026-11-24", 7, 1}, {"2026-11-28", 3, 1}, {"2026-11-30", 1, 0}, {"2026-12-01", 0, 1}} {
			soon, late := sweep(c.on)
			if len(soon) != c.soon || len(late) != 0 || c.soon == 1 && soon[0].Days != c.days {
				t.Errorf("%s: %v and %v", c.on, soon, late)
			}
		}
		if n := d.nodes(t, d.contract)["主体封顶"]; n.State != billing.NodeDue {
			t.Errorf("on its due date it is %s", n.State)
		}
		_, late := sweep("2026-12-02")
		if len(late) != 1 || late[0].Owner != d.person["NOs"] || late[0].Finance != d.person["NOf"] || late[0].Manager != d.person["NOp"] {
			t.Errorf("the day after: %+v", late)
		}
		if _, again := sweep("2026-12-03"); len(again) != 0 {
			t.Error("overdue is told every day")
		}
	})
}

func TestOnlySystemRunsTheSweep(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		_, err := d.svc.RunDue(d.leader())
		wants(t, "a person", err, authz.ErrForbidden)
		_, err = d.svc.RunDue(context.Background())
		wants(t, "nobody", err, authz.ErrNoActor)
	})
}

func TestReceiptsMoveTheStateAndBack(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.reach(t, "M3", day("2026-11-18"))
		n := d.nodes(t, d.contract)["主体封顶"]
		steps := []struct {
			fen  int64
			want billing.NodeState
			err  bool
		}{{7_360_000 * yuan, billing.NodePartly, false}, {3_680_001 * yuan, billing.NodePartly, true}, {3_680_000 * yuan, billing.NodeReceived, false}, {1, billing.NodeReceived, true},
			{-11_040_000 * yuan, billing.NodeTriggered, false}, {-1, billing.NodeTriggered, true}}
		for _, s := range steps {
			err := d.receive(n.ID, s.fen, today)
			if (err != nil) != s.err {
				t.Fatalf("booking %d: %v", s.fen, err)
			}
			if s.err {
				wants(t, "booking", err, billing.ErrNodeOpen)
			}
			if got := d.nodes(t, d.contract)["主体封顶"]; got.State != s.want || got.Open() != got.Amount-got.Received {
				t.Errorf("after %d: %s, open %d", s.fen, got.State, got.Open())
			}
		}
		wants(t, "a planned payment", d.receive(d.nodes(t, d.contract)["质保金"].ID, 1, today), billing.ErrNodeState)
	})
}

func TestAmendmentPlansAnewWhatNothingTriggered(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.reach(t, "M2", day("2026-05-18"))
		a := d.agreed[d.contract]
		a.Price += 426_000 * yuan
		must(t, d.write(func(tx *db.Tx) error { return d.svc.OnAmendedTx(tx, a) }))
		got := d.nodes(t, d.contract)
		if got["预付款"].Amount != 3_680_000*yuan || got["地基基础完成"].Amount != 7_360_000*yuan {
			t.Errorf("triggered payments changed: %d and %d", got["预付款"].Amount, got["地基基础完成"].Amount)
		}
		if sum := d.sum(t, d.contract); sum != a.Price {
			t.Errorf("sum %d, want %d", sum, a.Price)
		}
		a.Payments = append(a.Payments[:3:3], a.Payments[4:]...) // the fourth goes
		must(t, d.write(func(tx *db.Tx) error { return d.svc.OnAmendedTx(tx, a) }))
		if n := d.nodes(t, d.contract)["设备调试完成"]; n.State != billing.NodeCancelled || n.Open() != 0 {
			t.Errorf("a payment that the amendment drops is %s, open %d", n.State, n.Open())
		}
		if sum := d.sum(t, d.contract); sum != a.Price {
			t.Errorf("sum %d after a payment went, want %d", sum, a.Price)
		}
	})
}

func TestAmendmentBelowWhatWasPaidIsRefused(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		must(t, d.receive(d.nodes(t, d.contract)["预付款"].ID, 3_680_000*yuan, today))
		a := d.agreed[d.contract]
		a.Price = 3_680_000*yuan - 1
		wants(t, "less than was paid", d.write(func(tx *db.Tx) error { return d.svc.OnAmendedTx(tx, a) }), billing.ErrOverpaid)
		a.Price++
		wants(t, "what was paid", d.write(func(tx *db.Tx) error { return d.svc.OnAmendedTx(tx, a) }), nil)
		if sum := d.sum(t, d.contract); sum != a.Price {
			t.Errorf("sum %d", sum)
		}
	})
}

// TestProgressBilling is the worked example of reference 3.8, to the fen.
func TestProgressBilling(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		pay := func(kind, trigger string, percent int64) billing.Payment {
			return billing.Payment{ID: ref.New(), Kind: kind, Name: kind, Trigger: trigger, Ratio: money.Rate(percent * 10_000), TermDays: 14}
		}
		d.rates = billing.Rates{Progress: 800_000}
		d.contract = d.sign(t, 20_000_000*yuan, pay("advance", "signed", 20), pay("progress", "monthly", 60), pay("settlement", "settled", 17), pay("retention", "defects_end", 3))
		paper := d.attach(ref.To(contract.Kind, d.contract))
		months := []struct{ done, net int64 }{{2_400_000, 1_920_000}, {3_600_000, 2_880_000}, {4_200_000, 1_680_000}, {3_800_000, 1_520_000}, {3_500_000, 2_000_000}, {2_500_000, 2_000_000}}
		for i, m := range months {
			n := d.nodes(t, d.contract)["progress"]
			period := []string{"2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"}[i]
			id, err := d.svc.ValueMonth(d.finance(), n.ID, n.Version, billing.Month{Period: period, Done: m.done * yuan, Evidence: billing.Evidence{DocumentID: paper, On: day(period + "-28")}})
			must(t, err)
			got := d.nodes(t, d.contract)["progress "+period]
			if got.ID != id || got.Amount != m.net*yuan || got.TriggeredOn.IsZero() {
				t.Errorf("%s: %d, want %d (%s)", period, got.Amount, m.net*yuan, got.State)
			}
			if sum := d.sum(t, d.contract); sum != 20_000_000*yuan {
				t.Errorf("%s: sum %d", period, sum)
			}
		}
		n := d.nodes(t, d.contract)["progress"]
		_, err := d.svc.ValueMonth(d.finance(), n.ID, n.Version, billing.Month{Period: "2026-10", Done: 1, Evidence: billing.Evidence{DocumentID: paper, On: today}})
		wants(t, "a month twice", err, billing.ErrPeriodValued)
		_, err = d.svc.ValueMonth(d.finance(), n.ID, n.Version, billing.Month{Period: "2026-11", Done: 1_000 * yuan, Evidence: billing.Evidence{DocumentID: paper, On: today}})
		wants(t, "more than all", err, billing.ErrProgress)
		must(t, d.write(func(tx *db.Tx) error {
			return d.svc.OnSettledTx(tx, d.contract, 20_680_000*yuan, 620_400*yuan, today)
		}))
		got := d.nodes(t, d.contract)
		if got["settlement"].Amount != 4_059_600*yuan || got["retention"].Amount != 620_400*yuan || d.sum(t, d.contract) != 20_680_000*yuan {
			t.Errorf("settlement %d, retention %d, sum %d", got["settlement"].Amount, got["retention"].Amount, d.sum(t, d.contract))
		}
		if got["settlement"].State == billing.NodePlanned || got["retention"].State != billing.NodePlanned {
			t.Errorf("settlement is %s, retention %s", got["settlement"].State, got["retention"].State)
		}
	})
}

// A group values on a day of its own. Where it moves the day, a month is asked for
// once, and none is left out.
func TestTheDayOfTheValuationIsTheGroups(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		policy := billing.Usual()
		d.svc = billing.New(d.db, func() *billing.Policy { return &policy }, d.svc.Neighbours)
		policy.ValuationDay = 10
		d.contract = d.sign(t, 20_000_000*yuan, billing.Payment{ID: ref.New(), Kind: "progress", Name: "progress", Trigger: "monthly", Ratio: 1_000_000, TermDays: 14})
		for _, c := range []struct {
			on     string
			day    int
			period string
		}{
			{"2026-04-09", 10, ""}, {"2026-04-10", 10, "2026-04"}, {"2026-04-25", 25, ""}, {"2026-05-10", 25, ""}, {"2026-05-25", 25, "2026-05"}, {"2026-05-28", 28, ""},
			{"2026-06-14", 28, ""}, {"2026-06-15", 1, "2026-06"}, {"2026-06-28", 28, ""}, {"2026-07-01", 1, "2026-07"},
		} {
			policy.ValuationDay, d.heard = c.day, nil
			d.clock.set(day(c.on))
			for range 2 {
				_, err := d.svc.RunDue(system())
				must(t, err)
			}
			got := told[billing.ValuationDue](d)
			if c.period == "" && len(got) > 0 || c.period != "" && (len(got) != 1 || got[0].Period != c.period) {
				t.Errorf("%s, valued on day %d: %+v", c.on, c.day, got)
			}
		}
	})
}

// On the 25th of each month its work is to be valued: told once, not before the works
// begin (here on April 1), not while the contract rests, not for a month that was valued.
func TestEachMonthIsToBeValued(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		monthly := billing.Payment{ID: ref.New(), Kind: "progress", Name: "progress", Trigger: "monthly", Ratio: 1_000_000, TermDays: 14}
		d.contract = d.sign(t, 20_000_000*yuan, monthly)
		sweep := func(on string) []billing.ValuationDue {
			d.heard = nil
			d.clock.set(day(on))
			for range 2 {
				_, err := d.svc.RunDue(system())
				must(t, err)
			}
			return told[billing.ValuationDue](d)
		}
		value := func(period string, done int64) {
			n := d.nodes(t, d.contract)["progress"]
			_, err := d.svc.ValueMonth(d.finance(), n.ID, n.Version, billing.Month{Period: period, Done: done, Evidence: billing.Evidence{DocumentID: d.attach(ref.To(contract.Kind, d.contract)), On: day(period + "-20")}})
			must(t, err)
		}
		for _, c := range []struct{ on, period string }{{"2026-03-25", ""}, {"2026-04-24", ""}, {"2026-04-25", "2026-04"}, {"2026-05-24", ""}, {"2026-06-02", "2026-05"}, {"2026-06-25", "2026-06"}} {
			got := sweep(c.on)
			if c.period == "" && len(got) > 0 || c.period != "" && (len(got) != 1 || got[0].Period != c.period || got[0].Manager != d.person["NOp"]) {
				t.Errorf("%s: %+v", c.on, got)
			}
		}
		d.clock.set(day("2026-07-21"))
		value("2026-07", 1_000*yuan)
		if done := told[billing.MonthValued](d); len(done) != 1 || done[0].Period != "2026-07" || done[0].ID != monthly.ID {
			t.Errorf("valued: %+v", done)
		}
		if got := sweep("2026-07-25"); len(got) > 0 {
			t.Errorf("valued before the 25th: %+v", got)
		}
		d.rests = d.contract
		if got := sweep("2026-08-25"); len(got) > 0 {
			t.Errorf("while it rests: %+v", got)
		}
		d.rests = ref.Nil
		if got := sweep("2026-08-26"); len(got) != 1 || got[0].Period != "2026-08" {
			t.Errorf("going on: %+v", got)
		}
		state := func(is string) {
			must(t, d.write(func(tx *db.Tx) error {
				_, err := tx.Exec("update contract set state = ? where id = ?", is, d.contract)
				return errors.Join(err, tx.Note("test", db.Subject{Ref: ref.To(contract.Kind, d.contract)}, nil))
			}))
		}
		state("completed")
		if got := sweep("2026-09-25"); len(got) > 0 {
			t.Errorf("the works were accepted, the settlement follows: %+v", got)
		}
		state("in_force")
		d.clock.set(day("2026-09-21"))
		value("2026-09", 19_999_000*yuan)
		if over := told[billing.ValuationOver](d); len(over) != 1 || over[0].ID != monthly.ID {
			t.Errorf("nothing is left: %+v", over)
		}
		if got := sweep("2026-10-25"); len(got) > 0 {
			t.Errorf("all is valued: %+v", got)
		}
	})
}

func TestRetentionIsOwedWhenTheDefectsPeriodEnds(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		must(t, d.write(func(tx *db.Tx) error { return d.svc.OnCompletedTx(tx, d.contract, day("2026-11-20"), 24) }))
		n := d.nodes(t, d.contract)["质保金"]
		if n.State != billing.NodePlanned || n.FixedOn != day("2028-11-20") || n.ExpectedOn != day("2028-12-04") {
			t.Fatalf("%s, fixed %v, expected %v", n.State, n.FixedOn, n.ExpectedOn)
		}
		d.clock.set(day("2028-11-19"))
		_, err := d.svc.RunDue(system())
		must(t, err)
		if got := d.nodes(t, d.contract)["质保金"]; got.State != billing.NodePlanned {
			t.Errorf("the day before: %s", got.State)
		}
		d.clock.set(day("2028-11-20"))
		_, err = d.svc.RunDue(system())
		must(t, err)
		if got := d.nodes(t, d.contract)["质保金"]; got.State != billing.NodeTriggered || got.DueOn != day("2028-12-04") || got.Overdue(day("2028-12-04")) {
			t.Errorf("%s, due %v", got.State, got.DueOn)
		}
	})
}

func TestTerminationCancelsWhatWasPlanned(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		must(t, d.write(func(tx *db.Tx) error { return d.svc.OnTerminatedTx(tx, d.contract) }))
		for name, n := range d.nodes(t, d.contract) {
			if want := name != "预付款"; (n.State == billing.NodeCancelled) != want {
				t.Errorf("%s is %s", name, n.State)
			}
		}
	})
}

func TestNodeVerbs(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.reach(t, "M4", day("2026-11-15"))
		paper := d.attach(ref.To(contract.Kind, d.contract))
		alien := d.attach(ref.To(contract.Kind, ref.New()))
		at := func() (ref.ID, int64) {
			n := d.nodes(t, d.contract)["设备调试完成"]
			return n.ID, n.Version
		}
		id, v := at()
		wants(t, "approve before asking", d.svc.Approve(d.finance(), id, v, billing.Evidence{DocumentID: paper, On: today}), billing.ErrNodeState)
		wants(t, "somebody else's paper", d.svc.Apply(d.finance(), id, v, billing.Evidence{DocumentID: alien, On: today}), billing.ErrEvidence)
		if err := d.svc.Apply(d.finance(), id, v, billing.Evidence{DocumentID: paper, On: today.AddDays(1)}); err == nil {
			t.Error("an application of tomorrow passes")
		}
		must(t, d.svc.Apply(d.finance(), id, v, billing.Evidence{DocumentID: paper, On: today}))
		id, v = at()
		wants(t, "stale", d.svc.Approve(d.finance(), id, v-1, billing.Evidence{DocumentID: paper, On: today}), db.ErrStale)
		must(t, d.svc.Approve(d.finance(), id, v, billing.Evidence{DocumentID: paper, On: today}))
		if n := d.nodes(t, d.contract)["设备调试完成"]; n.State != billing.NodeApproved {
			t.Errorf("approved: %s", n.State)
		}
		id, v = at()
		must(t, d.svc.Dispute(d.finance(), id, v, "对调试项目有异议"))
		id, v = at()
		wants(t, "dispute twice", d.svc.Dispute(d.finance(), id, v, "again"), billing.ErrNodeState)
		must(t, d.svc.Resolve(d.finance(), id, v, "已协商一致"))
		id, v = at()
		must(t, d.svc.Reschedule(d.finance(), id, v, day("2027-01-31"), billing.Evidence{DocumentID: paper, On: today}))
		n := d.nodes(t, d.contract)["设备调试完成"]
		if n.DueOn != day("2027-01-31") || n.State != billing.NodeApproved || n.OverdueTold {
			t.Errorf("moved: %v, %s", n.DueOn, n.State)
		}
		must(t, d.svc.UpdateNode(d.finance(), d.nodes(t, d.contract)["质保金"].ID, d.nodes(t, d.contract)["质保金"].Version, billing.Workdays, day("2029-01-01")))
		if err := d.svc.UpdateNode(d.finance(), id, n.Version, billing.Workdays, 0); err == nil {
			t.Error("a triggered node counts its days anew")
		}
	})
}

func TestWhoMayDoWhatToANode(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		n := d.nodes(t, d.contract)["主体封顶"]
		paper := d.attach(ref.To("project", d.project))
		e := billing.Evidence{DocumentID: paper, On: today}
		for who, c := range map[string]struct {
			ctx  context.Context
			want string
		}{
			"nobody": {context.Background(), "auth.required"}, "stranger": {d.stranger(), "payment_node.not_found"}, "reader": {d.sales(), "auth.forbidden"},
			"colleague": {d.as("NOs", authz.Own, billing.PermNodeTrigger), "payment_node.not_found"},
		} {
			err := d.svc.Trigger(c.ctx, n.ID, n.Version, e)
			if got := codeOf(err); got != c.want {
				t.Errorf("%s: %s, want %s", who, got, c.want)
			}
		}
		if got := d.nodes(t, d.contract)["主体封顶"]; got != n {
			t.Error("a refusal changed the node")
		}
		must(t, d.svc.Trigger(d.manager(), n.ID, n.Version, e))
		if got := d.nodes(t, d.contract)["主体封顶"]; got.State != billing.NodeTriggered || got.EvidenceID != paper {
			t.Errorf("the project's manager triggers: %s", got.State)
		}
	})
}

// The retention of a project is held until it is paid or written off.
func TestRetentionIsHeldUntilItIsReleased(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		held := func(project ref.ID) (held bool) {
			must(t, d.db.Read(system(), func(tx *db.Tx) (err error) {
				held, err = d.svc.RetainedTx(tx, project)
				return err
			}))
			return held
		}
		if !held(d.project) || held(ref.New()) {
			t.Error("at the beginning")
		}
		must(t, d.write(func(tx *db.Tx) error { return d.svc.OnCompletedTx(tx, d.contract, day("2026-11-01"), 0) }))
		n := d.nodes(t, d.contract)["质保金"]
		_, err := d.svc.RunDue(system())
		must(t, err)
		must(t, d.receive(n.ID, n.Amount-1, today))
		if !held(d.project) {
			t.Error("a fen is missing")
		}
		must(t, d.receive(n.ID, 1, today))
		if held(d.project) {
			t.Error("all of it was paid")
		}
	})
}
