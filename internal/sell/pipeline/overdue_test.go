package pipeline_test

import (
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/pipeline"
)

// expected is an opportunity that is to be signed by a day.
func (d *desk) expected(t *testing.T, name string, on workday.Date) ref.ID {
	t.Helper()
	draft := d.draft(name, million)
	draft.ExpectedSignDate = on
	id, err := d.svc.Create(d.owner(), ref.Nil, ref.Nil, draft)
	must(t, err)
	return id
}

// overnight runs the nightly job in the first moment of a day in China, or a
// moment before, and returns what it told of days that passed.
func (d *desk) overnight(t *testing.T, told *[]pipeline.Overdue, on workday.Date, shift time.Duration) []pipeline.Overdue {
	t.Helper()
	d.clock.t = on.Start(time.FixedZone("CST", 8*60*60)).Add(shift)
	*told = nil
	for range 2 { // a second run tells nothing
		_, err := d.svc.Sweep(system())
		must(t, err)
	}
	return *told
}

func (d *desk) hearOverdue() *[]pipeline.Overdue {
	told := &[]pipeline.Overdue{}
	db.React(d.db, "test", func(_ *db.Tx, e pipeline.Overdue) error { *told = append(*told, e); return nil })
	return told
}

// The owner hears of it once on the day after, there; and again only when he gave
// another day that passed too.
func TestAnExpectedDayThatPassedIsTold(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		told := d.hearOverdue()
		day := workday.Today(d.clock.t, time.FixedZone("CST", 8*60*60)).AddDays(3)
		id := d.expected(t, "该签未签", day)
		if got := d.overnight(t, told, day.AddDays(1), -time.Microsecond); len(got) != 0 {
			t.Errorf("on the day: %+v", got)
		}
		if got := d.overnight(t, told, day.AddDays(1), 0); len(got) != 1 || got[0].ID != id || got[0].On != day || got[0].Owner != d.person["NOa"] || got[0].Label == "" {
			t.Errorf("the day after: %+v", got)
		}
		if got := d.overnight(t, told, day.AddDays(2), 0); len(got) != 0 {
			t.Errorf("told again: %+v", got)
		}
		draft := d.draft("该签未签", million)
		draft.ExpectedSignDate = day.AddDays(5)
		must(t, d.svc.Update(d.owner(), id, d.get(t, id).Version, draft))
		if got := d.overnight(t, told, day.AddDays(6), 0); len(got) != 1 || got[0].On != day.AddDays(5) {
			t.Errorf("after another day: %+v", got)
		}
	})
}

func TestOldAndRestingDealsAreNotToldAsOverdue(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		told := d.hearOverdue()
		day := workday.Today(d.clock.t, time.FixedZone("CST", 8*60*60)).AddDays(3)
		d.expected(t, "一周前该签", day)
		held, lost := d.expected(t, "搁置", day.AddDays(1)), d.expected(t, "放弃", day.AddDays(1))
		fresh := d.expected(t, "刚过", day.AddDays(1))
		must(t, d.svc.Hold(d.owner(), held, 1, "等土地手续"))
		must(t, d.svc.Lose(d.boss(), lost, 1, pipeline.Loss{Reason: "price"}))
		if got := d.overnight(t, told, day.AddDays(8), 0); len(got) != 1 || got[0].ID != fresh {
			t.Errorf("told %+v", got)
		}
	})
}

func TestAClashIsToldOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		var told []pipeline.Clashed
		db.React(d.db, "test", func(_ *db.Tx, e pipeline.Clashed) error { told = append(told, e); return nil })
		d.create(t, "东湖隧道管片采购", million)
		if len(told) != 0 {
			t.Errorf("the first: %+v", told)
		}
		second := d.create(t, "东湖隧道管片采购", million)
		if len(told) != 1 || told[0].ID != second || told[0].Dept.IsZero() {
			t.Errorf("the second: %+v", told)
		}
	})
}
