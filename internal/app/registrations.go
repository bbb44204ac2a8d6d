package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gongqiao/internal/base/task"
	"gongqiao/internal/edge/connect/registry"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/outbound"
	"gongqiao/internal/sell/customer"
)

// register returns the business register of the settings; none when they name none.
func register(c config.Config, clock func() time.Time) (customer.Registry, error) {
	if c.Registry == "" {
		return nil, nil
	}
	return registry.New(outbound.New(outbound.Options{Timeout: 10 * time.Second}), registry.Options{Kind: c.Registry, URL: c.RegistryURL, Key: c.RegistryKey, Secret: c.RegistrySecret, Clock: clock})
}

// refreshRegistrations asks about the customers whose turn it is this night.
func (a *App) refreshRegistrations(ctx context.Context) error {
	if a.register == nil {
		return nil
	}
	_, err := a.Customers.Refresh(ctx, a.register, a.Config.RegistryBudget)
	return err
}

// checkRegistration asks whoever leads a customer to look at what changed in the
// business register, within three days; at once when it was struck off.
func (a *App) checkRegistration(tx *db.Tx, e customer.RegistryChanged) error {
	if e.Owner.IsZero() {
		return nil
	}
	fields := make([]string, len(e.Changes))
	for i, c := range e.Changes {
		fields[i] = c.Old + " → " + c.New
	}
	due, priority := e.At.Add(72*time.Hour), ""
	if e.Alarm {
		due, priority = e.At.Add(24*time.Hour), "high"
	}
	_, err := a.Tasks.CreateTx(tx, task.Made{
		Key: fmt.Sprintf("registration/%s/%d", e.ID, e.At.UnixMicro()), On: db.Subject{Ref: ref.To(customer.Kind, e.ID), Label: e.Name, Entity: e.Entity}, Scope: authz.Scope{Owner: e.Owner, Department: e.Dept, Entity: e.Entity},
		Kind: task.Todo, Title: "核对工商变更：" + e.Name, Code: "customer.task.registration", Params: map[string]any{"name": e.Name}, Note: strings.Join(fields, "\n"), Priority: priority, Assignee: e.Owner, DueAt: due,
	})
	return err
}
