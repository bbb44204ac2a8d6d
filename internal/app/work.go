package app

import (
	"context"
	"crypto/ed25519"
	"os"
	"sync"
	"time"

	"gongqiao/internal/care/service"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/platform/audit"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/keyring"
	"gongqiao/internal/platform/leader"
	"gongqiao/internal/platform/notify/inbox"
	"gongqiao/internal/platform/outbox"
)

// timer is work that comes round; one process of the installation does it.
type timer struct {
	name  string
	every time.Duration
	run   func(context.Context) error
}

func (a *App) timers() []timer {
	return []timer{
		{"tasks that are due", 5 * time.Minute, func(ctx context.Context) error { _, err := a.Tasks.RunDue(ctx); return err }},
		{"pace and priority of opportunities", 24 * time.Hour, func(ctx context.Context) error { _, err := a.Pipeline.Sweep(ctx); return err }},
		{"leads that lie idle", time.Hour, func(ctx context.Context) error { _, err := a.Pipeline.RecycleIdle(ctx); return err }},
		{"quotes whose validity ended", time.Hour, func(ctx context.Context) error { _, err := a.Quotes.RunDue(ctx); return err }},
		{"projects and milestones", time.Hour, func(ctx context.Context) error { _, err := a.Projects.Sweep(ctx); return err }},
		{"payments and invoices", time.Hour, func(ctx context.Context) error { _, err := a.Billing.RunDue(ctx); return err }},
		{"collection orders", time.Hour, func(ctx context.Context) error { _, err := a.Collect.RunDue(ctx); return err }},
		{"imports that wait", 2 * time.Second, a.runImports},
		{"surveys", time.Hour, func(ctx context.Context) error { _, err := a.Care.Sweep(ctx); return err }},
		{"projects in trouble", 24 * time.Hour, func(ctx context.Context) error { _, err := a.Insight.Alert(ctx); return err }},
		{"sessions that ended", time.Hour, a.Identity.Sweep},
		{"requests that were repeated", time.Hour, func(ctx context.Context) error {
			_, err := a.DB.ForgetKeys(ctx, a.DB.Now().Add(-24*time.Hour))
			return err
		}},
		{"events that were delivered", 24 * time.Hour, func(ctx context.Context) error {
			_, err := a.outbox.Purge(ctx, a.DB.Now().AddDate(0, 0, -7))
			return err
		}},
		{"notices long read", 24 * time.Hour, func(ctx context.Context) error {
			_, err := a.Inbox.Forget(ctx, a.DB.Now().AddDate(0, -6, 0))
			return err
		}},
	}
}

// Work seals the audit log, delivers events and runs the timers until ctx ends.
func (a *App) Work(ctx context.Context) {
	ctx = authz.With(ctx, authz.NewSystem("worker"))
	elector := leader.New(a.DB, 0)
	var all sync.WaitGroup
	all.Go(func() { elector.Run(ctx, "audit", a.Audit.Run) })
	all.Go(func() { elector.Run(ctx, "outbox", a.outbox.Run) })
	all.Go(func() { elector.Run(ctx, "timers", a.runTimers) })
	all.Wait()
}

func (a *App) runTimers(ctx context.Context) {
	var all sync.WaitGroup
	for _, t := range a.timers() {
		all.Go(func() { a.tick(ctx, t) })
	}
	all.Wait()
}

func (a *App) tick(ctx context.Context, t timer) {
	beat := time.NewTicker(t.every)
	defer beat.Stop()
	for {
		if err := t.run(ctx); err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "a timer failed; it comes round again", "timer", t.name, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		}
	}
}

// subscribe says who hears of events after the commit.
func (a *App) subscribe() {
	a.outbox = outbox.New(a.DB, outbox.Options{})
	a.outbox.Subscribe("inbox", inbox.Topics(), func(ctx context.Context, e outbox.Envelope) error {
		return a.Inbox.Deliver(ctx, inbox.Event{ID: e.ID, Topic: e.Topic, Payload: e.Payload})
	})
	a.outbox.Subscribe("post", []string{letterSent{}.Topic()}, a.post)
	a.outbox.Subscribe("milestone post", []string{project.MilestoneAsked{}.Topic(), project.MilestoneReminded{}.Topic()}, a.askContact)
	a.outbox.Subscribe("survey post", []string{service.Sent{}.Topic()}, a.askOpinion)
}

// checkpointKey signs what the audit log held at a moment.
func checkpointKey(ring *keyring.Ring) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(ring.Current().Derive("checkpoint"))
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
	return audit.Verify(ctx, a.DB, audit.VerifyOptions{Key: a.checkpoint.Public().(ed25519.PublicKey), External: outside})
}
