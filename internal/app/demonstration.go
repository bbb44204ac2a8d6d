package app

import (
	"context"
	"fmt"
	"io"

	"gongqiao/internal/app/demo"
	"gongqiao/internal/app/demo/crowd"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// demoModules are what the story of the demo group is told through.
func (a *App) demoModules() (demo.Modules, error) {
	paper, err := renderer(a.Config.Font)
	return demo.Modules{
		DB: a.DB, Clock: a.clock, Org: a.Org, Customers: a.Customers, Pipeline: a.Pipeline, Quotes: a.Quotes, Contracts: a.Contracts, Approvals: a.Approvals, Documents: a.Documents, Projects: a.Projects, Handovers: a.Handovers, Care: a.Care, Billing: a.Billing, Collect: a.Collect,
		Activity: a.Activity, Tasks: a.Tasks, Team: a.Team, Identity: a.Identity, Paper: paper,
	}, err
}

// ErrFilled says that a world can only be written into an empty installation.
var ErrFilled = fault.New(fault.Conflict, "demo.filled", "the data folder holds people already; take an empty one")

// FillCrowd fills an empty installation with a world of many records and shows
// on out how far it has come. Errors: [ErrFilled].
func (a *App) FillCrowd(ctx context.Context, w crowd.World, out io.Writer) error {
	empty := false
	err := a.DB.Peek(ctx, func(tx *db.Tx) (err error) {
		empty, err = a.Org.EmptyTx(tx)
		return err
	})
	if err != nil {
		return err
	}
	if !empty {
		return ErrFilled
	}
	return crowd.Fill(ctx, crowd.Modules{DB: a.DB, Org: a.Org, Identity: a.Identity, Customers: a.Customers, Pipeline: a.Pipeline, Activity: a.Activity, Tasks: a.Tasks}, w, out)
}

// FillDemoOf fills an empty installation with the demo group, or with a world of
// another size, and says who can sign in.
func (a *App) FillDemoOf(ctx context.Context, size string, out io.Writer) error {
	if size == "small" {
		return a.FillDemo(ctx, out)
	}
	w, ok := crowd.Worlds[size]
	if !ok {
		return fmt.Errorf("--size %s: want small, group or million", size)
	}
	if err := a.FillCrowd(ctx, w, out); err != nil {
		return err
	}
	n, err := a.Audit.Seal(authz.With(ctx, authz.NewSystem("demo")))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%v audit records sealed\nAccounts %s, %s, %s and %s, password %s\n", n, crowd.Sales, crowd.Manager, crowd.Executive, crowd.General, crowd.Password)
	return err
}
