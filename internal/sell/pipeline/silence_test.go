package pipeline_test

import (
	"testing"
	"time"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/pipeline"
)

const day = 24 * time.Hour

// listen collects what is told of silence, and makes NOm the sales manager.
func (d *desk) listen(t *testing.T) *[]pipeline.Silent {
	t.Helper()
	o := org.New(d.db, nil)
	must(t, d.db.Write(system(), func(tx *db.Tx) error {
		if err := o.SeedRolesTx(tx, []org.RoleSeed{{Code: "sales_manager", NameZH: "销售经理", NameEN: "Sales manager", Kind: org.Business}}); err != nil {
			return err
		}
		role, err := o.RoleByCodeTx(tx, "sales_manager")
		if err != nil {
			return err
		}
		return o.AssignTx(tx, &org.Assignment{PersonID: d.person["NOm"], RoleID: role.ID, DepartmentID: d.unit["NOa"]})
	}))
	told := &[]pipeline.Silent{}
	db.React(d.db, "test", func(_ *db.Tx, e pipeline.Silent) error { *told = append(*told, e); return nil })
	return told
}

// night lets time pass, runs the nightly job, and returns what it told.
func (d *desk) night(t *testing.T, told *[]pipeline.Silent, after time.Duration) []pipeline.Silent {
	t.Helper()
	d.clock.advance(after)
	*told = nil
	_, err := d.svc.Sweep(system())
	must(t, err)
	return *told
}

func TestSilenceIsToldToTheOwnerAndThenToHisManager(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		told := d.listen(t)
		id := d.create(t, "无人跟进", million)
		if got := d.night(t, told, 14*day-time.Microsecond); len(got) != 0 {
			t.Errorf("a moment before 14 days: %+v", got)
		}
		got := d.night(t, told, time.Microsecond)
		if len(got) != 1 || got[0].ID != id || got[0].Days != 14 || got[0].Owner != d.person["NOa"] || !got[0].Manager.IsZero() {
			t.Errorf("after 14 days: %+v", got)
		}
		if got := d.night(t, told, 16*day-time.Microsecond); len(got) != 0 {
			t.Errorf("a moment before 30 days: %+v", got)
		}
		got = d.night(t, told, time.Microsecond)
		if len(got) != 1 || got[0].Days != 30 || got[0].Manager != d.person["NOm"] || got[0].OwnerName != "NOa" {
			t.Errorf("after 30 days: %+v", got)
		}
		if got := d.night(t, told, day); len(got) != 0 {
			t.Errorf("told again: %+v", got)
		}
	})
}

func TestAnActivityEndsTheSilence(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		told := d.listen(t)
		id := d.create(t, "有人跟进", million)
		if got := d.night(t, told, 14*day); len(got) != 1 {
			t.Fatalf("after 14 days: %+v", got)
		}
		must(t, d.db.Write(d.owner(), func(tx *db.Tx) error {
			if err := tx.Note("activity.log", db.Subject{}, nil); err != nil {
				return err
			}
			return d.svc.OnActivityTx(tx, pipeline.Activity{On: ref.To(pipeline.Kind, id), Contact: true, EndedAt: d.clock.t})
		}))
		if got := d.night(t, told, 14*day-time.Microsecond); len(got) != 0 {
			t.Errorf("13 days after a call: %+v", got)
		}
		if got := d.night(t, told, time.Microsecond); len(got) != 1 || !got[0].Manager.IsZero() {
			t.Errorf("14 days after a call: %+v", got)
		}
	})
}

// TestOldSilenceIsNoNews: what nobody told for a week is not told to a whole
// department at once.
func TestOldSilenceIsNoNews(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		told := d.listen(t)
		d.create(t, "早已沉默", million)
		if got := d.night(t, told, 21*day); len(got) != 0 {
			t.Errorf("a week late: %+v", got)
		}
		d.create(t, "将要沉默", million)
		if got := d.night(t, told, 21*day-time.Microsecond); len(got) != 1 {
			t.Errorf("a moment less than a week late: %+v", got)
		}
	})
}

func TestWhatRestsIsNotCalledSilent(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		told := d.listen(t)
		held, lost := d.create(t, "搁置", million), d.create(t, "放弃", million)
		must(t, d.svc.Hold(d.owner(), held, 1, "等土地手续"))
		must(t, d.svc.Lose(d.boss(), lost, 1, pipeline.Loss{Reason: "price"}))
		if got := d.night(t, told, 14*day); len(got) != 0 {
			t.Errorf("told %+v", got)
		}
	})
}

// TestAManagersOwnSilence: he hears of it himself, twice.
func TestAManagersOwnSilence(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		told := d.listen(t)
		_, err := d.svc.Create(d.manager(), ref.Nil, d.person["NOm"], d.draft("经理自己的", million))
		must(t, err)
		d.night(t, told, 14*day)
		if got := d.night(t, told, 16*day); len(got) != 1 || got[0].Owner != d.person["NOm"] || !got[0].Manager.IsZero() {
			t.Errorf("told %+v", got)
		}
	})
}
