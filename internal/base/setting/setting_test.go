package setting_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/base/setting"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/migrate"
)

// policy is that of a module.
type policy struct {
	Soon, Late time.Duration
	Days       int
	Margin     money.Rate
	Large      int64
}

func usual() policy {
	return policy{Soon: 14 * 24 * time.Hour, Late: 30 * 24 * time.Hour, Days: 2, Margin: 80_000, Large: 5_000_000_00}
}

func (p *policy) rules() []setting.Rule {
	return []setting.Rule{
		setting.Time("thing.soon", setting.Days, &p.Soon, 1, 365, "早", "Soon").Below("thing.late"),
		setting.Time("thing.late", setting.Days, &p.Late, 2, 730, "晚", "Late"),
		setting.Value("thing.days", setting.Workdays, &p.Days, 1, 30, "天", "Days"),
		setting.Rate("thing.margin", &p.Margin, 0, 50_00, "毛利", "Margin"),
		setting.Value("thing.large", setting.Money, &p.Large, 0, 9_000_000_000_000, "大额", "Large"),
	}
}

var (
	admin  = person("admin", authz.Group, setting.PermRead, setting.PermManage)
	local  = person("local", authz.Entity, setting.PermRead, setting.PermManage)
	reader = person("reader", authz.Group, setting.PermRead)
	nobody = person("nobody", authz.Group)
)

func person(name string, r authz.Reach, perms ...authz.Permission) *authz.Actor {
	b := authz.Build(authz.Actor{ID: ref.Derived("person", name), Kind: authz.User, Username: name, Name: name})
	for _, p := range perms {
		b.Grant(authz.Given{Permission: p, Reach: r, Departments: []ref.ID{ref.Derived("test", "department")}})
	}
	return b.Actor()
}

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

// desk is one process of the installation.
type desk struct {
	*setting.Service
	now  func() *policy
	day  *atomic.Pointer[time.Time]
	told func() []string // topics that were published
	open func() *desk    // another process on the same database
}

func each(t *testing.T, fn func(*testing.T, *desk)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			var day atomic.Pointer[time.Time]
			at := time.Date(2026, 9, 18, 1, 42, 0, 0, time.UTC)
			day.Store(&at)
			d := schema.Open(t, e, db.Options{Clock: func() time.Time { return *day.Load() }})
			fn(t, process(t, d, &day))
		})
	}
}

func process(t *testing.T, d *db.DB, day *atomic.Pointer[time.Time]) *desk {
	s := setting.New(d, func(*db.Tx) ([]ref.ID, error) { return []ref.ID{admin.ID}, nil })
	p := &desk{Service: s, now: setting.Follow(s, usual, (*policy).rules), day: day, open: func() *desk { return process(t, d, day) }}
	p.told = func() (topics []string) {
		must(t, d.Peek(t.Context(), func(tx *db.Tx) (err error) {
			topics, err = db.All(tx, "select topic from outbox_event", nil, func(r db.Row) (x string, err error) { return x, r.Scan(&x) })
			return err
		}))
		return topics
	}
	must(t, s.Seed(system(t)))
	return p
}

func (d *desk) on(day string) {
	at := workday.MustParse(day).Start(time.UTC).Add(time.Hour)
	d.day.Store(&at)
}

func system(t *testing.T) context.Context { return authz.With(t.Context(), authz.NewSystem("test")) }

func as(t *testing.T, a *authz.Actor) context.Context { return authz.With(t.Context(), a) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (d *desk) get(t *testing.T, key string) setting.Setting {
	t.Helper()
	all, err := d.List(as(t, reader))
	must(t, err)
	i := slices.IndexFunc(all, func(x setting.Setting) bool { return x.Key == key })
	if i < 0 {
		t.Fatalf("no %s in %d settings", key, len(all))
	}
	return all[i]
}

func (d *desk) set(t *testing.T, key string, value int64) error {
	x := d.get(t, key)
	return d.Set(as(t, admin), x.ID, x.Version, &value, "例会决定")
}

func (d *desk) year(t *testing.T, n int64) setting.Year {
	t.Helper()
	all, err := d.Years(as(t, nobody))
	must(t, err)
	i := slices.IndexFunc(all, func(y setting.Year) bool { return y.Year == n })
	if i < 0 {
		t.Fatalf("no %d", n)
	}
	return all[i]
}

func TestAValueHoldsFromTheCommitOn(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		if *d.now() != usual() {
			t.Fatalf("before any change: %+v", *d.now())
		}
		other := d.open()
		for key, v := range map[string]int64{"thing.soon": 21, "thing.late": 45, "thing.days": 3, "thing.margin": 7_50, "thing.large": 1} {
			must(t, d.set(t, key, v))
		}
		want := policy{21 * 24 * time.Hour, 45 * 24 * time.Hour, 3, 75_000, 1}
		if *d.now() != want {
			t.Errorf("holds %+v", *d.now())
		}
		if *other.now() != usual() {
			t.Errorf("another process knew before it looked: %+v", *other.now())
		}
		must(t, other.Refresh(t.Context()))
		if *other.now() != want || *d.open().now() != want {
			t.Errorf("another process holds %+v", *other.now())
		}
		x := d.get(t, "thing.margin")
		if x.Value() != 7_50 || x.Usual() != 8_00 || x.Reason != "例会决定" || x.Version != 2 {
			t.Errorf("reads %+v", x)
		}
		must(t, d.Set(as(t, admin), x.ID, x.Version, nil, "回到默认"))
		if d.now().Margin != usual().Margin || d.get(t, "thing.margin").Own != nil {
			t.Errorf("after going back: %v", d.now().Margin)
		}
	})
}

func TestBoundsAndOrder(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for _, c := range []struct {
			key   string
			value int64
			bad   string
		}{
			{"thing.days", 1, ""}, {"thing.days", 0, "too_small"}, {"thing.days", 30, ""}, {"thing.days", 31, "too_large"},
			{"thing.margin", 0, ""}, {"thing.margin", -1, "too_small"}, {"thing.margin", 50_00, ""}, {"thing.margin", 50_01, "too_large"},
			{"thing.soon", 29, ""}, {"thing.soon", 30, "order"}, {"thing.late", 29, "order"}, {"thing.late", 30, ""},
		} {
			before := *d.now()
			f := fault.As(d.set(t, c.key, c.value))
			switch {
			case c.bad == "" && f != nil, c.bad != "" && f == nil:
				t.Errorf("%s = %d: %v", c.key, c.value, f)
			case c.bad != "" && (f.Fields[0].Path != "value" || f.Fields[0].Code != c.bad || *d.now() != before):
				t.Errorf("%s = %d: %+v, holds %+v", c.key, c.value, f.Fields, *d.now())
			}
		}
		x, v := d.get(t, "thing.days"), int64(5)
		if f := fault.As(d.Set(as(t, admin), x.ID, x.Version, &v, "  ")); f == nil || f.Fields[0].Path != "reason" {
			t.Errorf("without a reason: %v", f)
		}
		if err := d.Set(as(t, admin), x.ID, x.Version-1, &v, "旧页"); !errors.Is(err, db.ErrStale) {
			t.Errorf("from an old page: %v", err)
		}
		if err := d.Set(as(t, admin), ref.New(), 1, &v, "没有"); !errors.Is(err, setting.ErrNotFound) {
			t.Errorf("a rule that is none: %v", err)
		}
	})
}

// Whatever is asked, what holds stays within bounds and in order.
func TestAnythingAskedKeepsThePolicySound(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		rapid.Check(t, func(r *rapid.T) {
			key := rapid.SampledFrom([]string{"thing.soon", "thing.late", "thing.days"}).Draw(r, "key")
			_ = d.set(t, key, rapid.Int64Range(-5, 800).Draw(r, "value")) // refused or not
			p := d.now()
			if p.Soon >= p.Late || p.Soon < 24*time.Hour || p.Late > 730*24*time.Hour || p.Days < 1 || p.Days > 30 {
				r.Fatalf("holds %+v", *p)
			}
		})
	})
}

func TestAValueThatIsNoLongerAllowedGivesWay(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		must(t, d.set(t, "thing.days", 30))
		s := d.open()
		narrow := setting.Follow(s.Service, usual, func(p *policy) []setting.Rule {
			return []setting.Rule{setting.Value("thing.days", setting.Workdays, &p.Days, 1, 10, "天", "Days")}
		})
		must(t, d.set(t, "thing.large", 7)) // something to read
		must(t, s.Refresh(t.Context()))
		if narrow().Days != usual().Days {
			t.Errorf("holds %d", narrow().Days)
		}
	})
}

func TestWhoMaySet(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		x, v := d.get(t, "thing.days"), int64(9)
		y := d.year(t, 2026)
		for a, want := range map[*authz.Actor]error{reader: authz.ErrForbidden, local: authz.ErrForbidden, nobody: authz.ErrForbidden} {
			if err := d.Set(as(t, a), x.ID, x.Version, &v, "试"); !errors.Is(err, want) {
				t.Errorf("%s sets: %v", a.Name, err)
			}
			if err := d.Announce(as(t, a), y.ID, y.Version, []string{"01-01"}, nil, ""); !errors.Is(err, want) {
				t.Errorf("%s announces: %v", a.Name, err)
			}
		}
		for _, a := range []*authz.Actor{local, nobody} {
			if _, err := d.List(as(t, a)); !errors.Is(err, authz.ErrForbidden) {
				t.Errorf("%s lists: %v", a.Name, err)
			}
			if _, err := d.Get(as(t, a), x.ID); !errors.Is(err, setting.ErrNotFound) {
				t.Errorf("%s reads: %v", a.Name, err)
			}
		}
		if _, err := d.RunDue(as(t, admin)); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("a person runs the timer: %v", err)
		}
		if err := d.Seed(as(t, admin)); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("a person seeds: %v", err)
		}
	})
}

func TestAYearIsAnnounced(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.on("2026-11-01")
		if _, err := d.RunDue(system(t)); err != nil {
			t.Fatal(err)
		}
		y := d.year(t, 2027)
		if !y.Missing() || !d.Calendar().IsWorkday(workday.MustParse("2027-02-08")) {
			t.Fatalf("2027 before its announcement: %+v", y)
		}
		must(t, d.Announce(as(t, admin), y.ID, y.Version, []string{"2026-12-31..01-03", " 02-06..02-12 ", ""}, []string{"02-14"}, "国办发明电〔2026〕7号"))
		y = d.year(t, 2027)
		cal := d.Calendar()
		if y.Missing() || !y.Own || len(y.Off) != 2 || cal.IsWorkday(workday.MustParse("2027-02-08")) || !cal.IsWorkday(workday.MustParse("2027-02-14")) || cal.IsWorkday(workday.MustParse("2026-12-31")) {
			t.Errorf("2027 announced: %+v", y)
		}
		if cal.IsWorkday(workday.MustParse("2026-10-01")) {
			t.Error("2026 was lost")
		}
		for what, off := range map[string][]string{"no such day": {"02-30"}, "two years away": {"2029-01-01"}, "backwards": {"02-12..02-06"}, "words": {"春节"}} {
			if err := d.Announce(as(t, admin), y.ID, y.Version, off, nil, ""); !errors.Is(err, workday.ErrCalendar) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := d.Announce(as(t, admin), y.ID, y.Version, []string{"05-01"}, []string{"05-01"}, ""); !errors.Is(err, workday.ErrCalendar) {
			t.Errorf("a day off that is worked: %v", err)
		}
		if f := fault.As(d.Announce(as(t, admin), y.ID, y.Version, nil, []string{"05-08"}, "")); f == nil || f.Fields[0].Path != "off" {
			t.Errorf("work without days off: %v", f)
		}
		if !slices.Equal(d.year(t, 2027).Work, []string{"02-14"}) {
			t.Error("a refused announcement left something")
		}
		must(t, d.Announce(as(t, admin), y.ID, y.Version, nil, nil, ""))
		if y = d.year(t, 2027); !y.Missing() || d.Calendar() != workday.StateCouncil() {
			t.Error("taken back, and it still holds")
		}
	})
}

func TestAYearThatTheProductBringsCanBeCorrected(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		y := d.year(t, 2026)
		off, work := y.Days()
		if y.Own || y.Missing() || len(off) == 0 || len(work) == 0 {
			t.Fatalf("2026: %+v", y)
		}
		must(t, d.Announce(as(t, admin), y.ID, y.Version, append(off, "12-25"), work, "公司放假"))
		if d.Calendar().IsWorkday(workday.MustParse("2026-12-25")) || !d.Calendar().IsWorkday(workday.MustParse("2026-02-14")) {
			t.Error("the correction does not hold")
		}
	})
}

// Reference 2.19: November lists the year to come, December misses it.
func TestAMissingYearIsToldOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for _, c := range []struct {
			day    string
			listed bool
			told   int
		}{{"2026-10-31", false, 0}, {"2026-11-01", true, 0}, {"2026-11-30", true, 0}, {"2026-12-01", true, 1}, {"2026-12-02", true, 0}, {"2027-01-04", true, 0}} {
			d.on(c.day)
			n, err := d.RunDue(system(t))
			must(t, err)
			all, err := d.Years(as(t, nobody))
			must(t, err)
			if listed := all[0].Year == 2027; n != c.told || listed != c.listed {
				t.Errorf("%s: told %d, listed %v", c.day, n, listed)
			}
		}
		if got := d.told(); !slices.Equal(got, []string{"calendar_year.missed"}) {
			t.Errorf("published %v", got)
		}
	})
}

func TestAYearThatIsAnnouncedIsNotMissed(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.on("2026-11-20")
		must(t, d.Seed(system(t)))
		y := d.year(t, 2027)
		must(t, d.Announce(as(t, admin), y.ID, y.Version, []string{"01-01..01-03"}, nil, "通知"))
		d.on("2026-12-01")
		if n, err := d.RunDue(system(t)); err != nil || n != 0 {
			t.Errorf("told %d, %v", n, err)
		}
	})
}
