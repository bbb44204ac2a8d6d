package setting

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Service is the module's public face: one method per use case.
type Service struct {
	db       *db.DB
	managers func(*db.Tx) ([]ref.ID, error)

	rules []Rule
	take  []func(map[string]int64) // gives the values to the policies

	calendar atomic.Pointer[workday.Calendar]
	reading  sync.Mutex
	read     int64 // what stamp said when it was read
}

// New returns a Service. Managers lists the people whom a missing calendar year
// is told.
func New(d *db.DB, managers func(*db.Tx) ([]ref.ID, error)) *Service {
	s := &Service{db: d, managers: managers}
	s.calendar.Store(workday.StateCouncil())
	return s
}

// Calendar returns the working days that hold now.
func (s *Service) Calendar() *workday.Calendar { return s.calendar.Load() }

// Follow returns what answers a module's policy as it holds now: the usual one
// with what the group set. Rules binds each rule to a field of the policy it is
// given. It is called while wiring.
func Follow[P any](s *Service, usual func() P, rules func(*P) []Rule) func() *P {
	var now atomic.Pointer[P]
	take := func(values map[string]int64) {
		p := usual()
		for _, r := range rules(&p) {
			if v, set := values[r.Key]; set && r.allows(v) {
				r.Put(v)
			}
		}
		now.Store(&p)
	}
	p := usual()
	s.rules, s.take = append(s.rules, rules(&p)...), append(s.take, take)
	take(nil)
	return now.Load
}

// Fixed answers the same policy always, for who has nothing to follow.
func Fixed[P any](p P) func() *P { return func() *P { return &p } }

// follower is who reads what holds.
var follower = authz.NewSystem("settings")

// Refresh reads what another process may have changed, and nothing when nothing
// was.
func (s *Service) Refresh(ctx context.Context) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	return s.db.Read(authz.With(ctx, follower), func(tx *db.Tx) error {
		n, err := stamp(tx)
		if err != nil || n == s.read {
			return err
		}
		settings, err := kept(tx)
		if err != nil {
			return err
		}
		known, err := years(tx)
		if err != nil {
			return err
		}
		calendar, err := calendarOf(known)
		if err != nil {
			return err
		}
		values := map[string]int64{}
		for _, x := range settings {
			if x.Own != nil {
				values[x.Key] = *x.Own
			}
		}
		for _, take := range s.take {
			take(values)
		}
		s.calendar.Store(calendar)
		s.read = n
		return nil
	})
}

// pace is how soon one process follows what was changed in another.
const pace = 5 * time.Second

// Run follows changes until ctx ends.
func (s *Service) Run(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.Refresh(ctx); err != nil && ctx.Err() == nil {
				log.ErrorContext(ctx, "the settings were not read; the last ones hold", "error", err)
			}
		}
	}
}

// Seed gives every rule and every year of the calendar its row, and reads what
// holds. Only the system may.
func (s *Service) Seed(ctx context.Context) error {
	if err := bySystem(ctx); err != nil {
		return err
	}
	var rules []Rule
	var fresh []int64
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		settings, err := kept(tx)
		if err != nil {
			return err
		}
		known, err := years(tx)
		rules = slices.DeleteFunc(slices.Clone(s.rules), func(r Rule) bool {
			return slices.ContainsFunc(settings, func(x Setting) bool { return x.Key == r.Key })
		})
		fresh = slices.DeleteFunc(wanted(s.today()), func(n int64) bool {
			return slices.ContainsFunc(known, func(y Year) bool { return y.Year == n })
		})
		return err
	})
	if err != nil {
		return err
	}
	if len(rules)+len(fresh) > 0 {
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return add(tx, rules, fresh) }); err != nil {
			return err
		}
	}
	return s.Refresh(ctx)
}

func add(tx *db.Tx, rules []Rule, fresh []int64) error {
	for _, r := range rules {
		if err := insert(tx, &Setting{ID: r.id(), Key: r.Key}); err != nil {
			return err
		}
	}
	for _, n := range fresh {
		if err := insertYear(tx, &Year{ID: yearID(n), Year: n}); err != nil {
			return err
		}
	}
	return tx.Note("setting.seed", db.Subject{Ref: ref.Ref{Kind: Kind}}, map[string]any{"rules": len(rules), "years": fresh})
}

func bySystem(ctx context.Context) error {
	a, err := authz.From(ctx)
	if err == nil && a.Kind != authz.System {
		err = authz.ErrForbidden
	}
	return err
}

func (s *Service) today() workday.Date {
	zone, _ := workday.Zone(workday.DefaultZone) // embedded
	return workday.Today(s.db.Now(), zone)
}

// List returns every rule with what holds, in the order of the modules. It
// needs [PermRead] over the group.
func (s *Service) List(ctx context.Context) (out []Setting, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if !reaches(tx.Actor, PermRead) {
			return authz.ErrForbidden
		}
		out, err = kept(tx)
		out = inOrder(s.rules, out)
		return err
	})
	return out, err
}

// Get returns one; see [Service.List]. Errors: [ErrNotFound].
func (s *Service) Get(ctx context.Context, id ref.ID) (x Setting, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if !reaches(tx.Actor, PermRead) {
			return ErrNotFound
		}
		x, err = s.load(tx, id)
		return err
	})
	return x, err
}

func (s *Service) load(tx *db.Tx, id ref.ID) (Setting, error) {
	x, err := load(tx, id)
	if err != nil {
		return x, err
	}
	i := slices.IndexFunc(s.rules, func(r Rule) bool { return r.Key == x.Key })
	if i < 0 {
		return x, ErrNotFound // of a program that had more rules
	}
	x.Rule = s.rules[i]
	return x, nil
}

// Visible answers [ErrNotFound] unless the caller may read the setting.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	_, err := s.Get(ctx, id)
	return err
}

// Set gives a rule a value, or with nil the product's own again. It counts from
// the commit on here, and within [pace] in other processes. It needs
// [PermManage] over the group. Errors: [ErrNotFound], [ErrOrder].
func (s *Service) Set(ctx context.Context, id ref.ID, version int64, value *int64, reason string) error {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := s.load(tx, id)
		if err != nil {
			return err
		}
		if !reaches(tx.Actor, PermManage) {
			return authz.ErrForbidden
		}
		if x.Version != version {
			return db.ErrStale
		}
		before := x
		if err := x.put(value, reason); err != nil {
			return err
		}
		all, err := kept(tx)
		if err != nil {
			return err
		}
		if err := ordered(&x, inOrder(s.rules, all)); err != nil {
			return err
		}
		if err := update(tx, &x); err != nil {
			return err
		}
		return tx.Audit("setting.update", &before, &x)
	})
	if err != nil {
		return err
	}
	return s.Refresh(context.WithoutCancel(ctx))
}

func reaches(a *authz.Actor, p authz.Permission) bool { return a.Reach(p) >= authz.Group }
