package app

import (
	"context"
	"errors"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"gongqiao/internal/care/service"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/platform/audit"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/find"
	"gongqiao/internal/platform/leader"
	"gongqiao/internal/platform/notify/inbox"
	"gongqiao/internal/platform/outbox"
	"gongqiao/internal/platform/timer"
)

// round is work that comes round; one process of the installation does it.
type round struct {
	name, schedule string
	run            func(context.Context) error
}

// rounds are the timers. Names are kept with the last run: they do not change.
// What looks at dates runs every hour, so that a day begins in every zone.
func (a *App) rounds() []round {
	return []round{
		{"tasks that are due", "every 5m", counted(a.Tasks.RunDue)},
		{"approvals that wait", "every 5m", counted(a.Approvals.RunDue)},
		{"pace and priority of opportunities", "daily 02:30 Asia/Shanghai", counted(a.Pipeline.Sweep)},
		{"value of opportunities", "every 5s", counted(a.Pipeline.Revalue)},
		{"leads that lie idle", "every 1h", counted(a.Pipeline.RecycleIdle)},
		{"quotes whose validity ended", "every 1h", counted(a.Quotes.RunDue)},
		{"contracts that end", "every 1h", counted(a.Contracts.Sweep)},
		{"projects and milestones", "every 1h", counted(a.Projects.Sweep)},
		{"payments and invoices", "every 1h", counted(a.Billing.RunDue)},
		{"collection orders", "every 1h", counted(a.Collect.RunDue)},
		{"imports that wait", "every 2s", a.runImports},
		{"surveys", "every 1h", counted(a.Care.Sweep)},
		{"projects in trouble", "daily 08:30 Asia/Shanghai", counted(a.Insight.Alert)},
		{"customers who fall dormant", "daily 02:15 Asia/Shanghai", counted(a.Customers.Rest)},
		{"business registrations", "daily 02:00 Asia/Shanghai", a.refreshRegistrations},
		{"calendar of the next year", "every 1h", counted(a.Settings.RunDue)},
		{"sessions that ended", "every 1h", a.Identity.Sweep},
		{"requests that were repeated", "every 1h", func(ctx context.Context) error {
			_, err := a.DB.ForgetKeys(ctx, a.DB.Now().Add(-24*time.Hour))
			return err
		}},
		{"events that were delivered", "daily 03:10 Asia/Shanghai", func(ctx context.Context) error {
			_, err := a.outbox.Purge(ctx, a.DB.Now().AddDate(0, 0, -7))
			return err
		}},
		{"notices long read", "daily 03:20 Asia/Shanghai", func(ctx context.Context) error {
			_, err := a.Inbox.Forget(ctx, a.DB.Now().AddDate(0, -6, 0))
			return err
		}},
		{"search index and memory", "daily 04:00 Asia/Shanghai", a.tidy},
	}
}

// tidy keeps the search index short, and gives the memory back that work on
// everything leaves in caches: a start, the sweeps of the night.
func (a *App) tidy(ctx context.Context) error {
	defer debug.FreeOSMemory()
	return errors.Join(find.Tidy(ctx, a.DB), a.DB.Slim(ctx))
}

// counted is a sweep whose count nobody asks for.
func counted[N any](sweep func(context.Context) (N, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := sweep(ctx)
		return err
	}
}

// setTimers says what comes round.
func (a *App) setTimers() error {
	a.timers = timer.New(a.DB)
	for _, r := range a.rounds() {
		if err := a.timers.Every(r.name, r.schedule, func(ctx context.Context, _ time.Time) error { return r.run(ctx) }); err != nil {
			return err
		}
	}
	return nil
}

// Work seals the audit log, delivers events and runs the timers until ctx ends.
func (a *App) Work(ctx context.Context) {
	ctx = authz.With(ctx, authz.NewSystem("worker"))
	elector := leader.New(a.DB, 0)
	var all sync.WaitGroup
	all.Go(func() { elector.Run(ctx, "audit", a.Audit.Run) })
	all.Go(func() { elector.Run(ctx, "outbox", a.outbox.Run) })
	all.Go(func() { elector.Run(ctx, "timers", a.timers.Run) })
	all.Go(func() {
		if err := a.tidy(ctx); err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "the search index was not tidied; it is tried again tonight", "error", err)
		}
	})
	all.Wait()
}

// subscribe says who hears of events after the commit.
func (a *App) subscribe() {
	a.outbox = outbox.New(a.DB, outbox.Options{})
	a.outbox.Subscribe("inbox", inbox.Topics(), func(ctx context.Context, e outbox.Envelope) error {
		return a.Inbox.Deliver(ctx, inbox.Event{ID: e.ID, Topic: e.Topic, Payload: e.Payload, At: e.At})
	})
	a.outbox.Subscribe("post", []string{letterSent{}.Topic()}, a.post)
	a.outbox.Subscribe("milestone post", []string{project.MilestoneAsked{}.Topic(), project.MilestoneReminded{}.Topic()}, a.askContact)
	a.outbox.Subscribe("survey post", []string{service.Sent{}.Topic()}, a.askOpinion)
}

// Verify checks the whole audit log against its seals and the checkpoints that
// are kept beside the database. What a stopped process left unsealed is sealed
// first: only the product's own records pass that.
func (a *App) Verify(ctx context.Context) (audit.Report, error) {
	if _, err := a.Audit.Seal(ctx); err != nil {
		return audit.Report{}, err
	}
	if err := a.Audit.Checkpoint(ctx); err != nil {
		return audit.Report{}, err
	}
	outside, err := os.ReadFile(a.Config.Path("checkpoints.log"))
	if err != nil && !os.IsNotExist(err) {
		return audit.Report{}, err
	}
	return audit.Verify(ctx, a.DB, audit.VerifyOptions{Keys: a.auditKeys, External: outside})
}
