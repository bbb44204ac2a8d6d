package crowd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"gongqiao/internal/base/activity"
	"gongqiao/internal/base/identity"
	"gongqiao/internal/base/org"
	"gongqiao/internal/base/task"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
)

// batch is how many records one transaction adds.
const batch = 4000

// Accounts of every world, one of each reach, with one password. The salesperson
// is person 0; the others stand above him.
const (
	Sales     = "p0"
	Manager   = "manager"
	Executive = "executive"
	General   = "general"
	Password  = "Bench-of-planks-2026" //nolint:gosec // of accounts in a database that holds nobody's data
)

// Modules are the services that a world is filled through.
type Modules struct {
	DB        *db.DB
	Org       *org.Service
	Identity  *identity.Service
	Customers *customer.Service
	Pipeline  *pipeline.Service
	Activity  *activity.Service
	Tasks     *task.Service
}

// filler fills one database.
type filler struct {
	World
	m    Modules
	out  io.Writer
	now  time.Time
	hash string // of the password
	role map[string]ref.ID
	load *pipeline.Load
}

// Fill writes a world into an empty installation and shows on out how far it has
// come.
func Fill(ctx context.Context, m Modules, w World, out io.Writer) (err error) {
	ctx = authz.With(ctx, authz.NewSystem("demo"))
	// The day decides what a world says, not the hour in which it is filled.
	f := &filler{World: w, m: m, out: out, now: m.DB.Now().Truncate(day), role: map[string]ref.ID{}, load: m.Pipeline.NewLoad()}
	if f.hash, err = m.Identity.HashPassword(ctx, Password); err != nil {
		return err
	}
	if err := m.DB.Write(ctx, f.group); err != nil {
		return err
	}
	began := time.Now()
	err = migrate.Bare(ctx, m.DB, func() error {
		err := f.records(ctx)
		began = time.Now()
		fmt.Fprintf(out, "%s: building indexes\n", w.Name)
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%-24s in %s\n", w.Name+": indexes", time.Since(began).Round(100*time.Millisecond))
	return err
}

// records fills the tables, the owners of records before what they own.
func (f *filler) records(ctx context.Context) error {
	for _, x := range []struct {
		what string
		kind Family
		n    int
		add  func(tx *db.Tx, from, to int) error
	}{
		{"people", Person, f.People + len(chiefs), f.people},
		{"customers", Customer, f.Customers, f.customers},
		{"opportunities", Deal, f.Deals, f.deals},
		{"activities", Activity, f.Activities, f.activities},
	} {
		if err := f.each(ctx, x.what, x.kind, x.n, x.add); err != nil {
			return err
		}
	}
	if err := f.note(ctx, "sums", f.load.SumTx); err != nil {
		return err
	}
	_, err := f.m.Pipeline.Sweep(ctx) // what stands still too long shows by the pace of all
	return err
}

// each calls add for n records, some in each transaction, and leaves an audit
// record of each.
func (f *filler) each(ctx context.Context, what string, kind Family, n int, add func(tx *db.Tx, from, to int) error) error {
	b := newBar(f.out, f.Name+": "+what, n)
	for from := 0; from < n; from += batch {
		to := min(from+batch, n)
		err := f.m.DB.Write(ctx, func(tx *db.Tx) error {
			if err := add(tx, from, to); err != nil {
				return fmt.Errorf("%s from %d: %w", what, from, err)
			}
			first, last := ID(kind, from), ID(kind, to-1)
			return tx.Note("demo.fill", db.Subject{Label: f.Name + ": " + what}, map[string]any{"records": to - from, "first": first, "last": last})
		})
		if err != nil {
			return err
		}
		b.at(to)
	}
	return b.end()
}

// note runs something in a transaction of its own.
func (f *filler) note(ctx context.Context, what string, do func(*db.Tx) error) error {
	return f.m.DB.Write(ctx, func(tx *db.Tx) error {
		return errors.Join(do(tx), tx.Note("demo.fill", db.Subject{Label: f.Name + ": " + what}, nil))
	})
}

func (f *filler) group(tx *db.Tx) error {
	if err := f.m.Org.NameGroupTx(tx, "示例集团"); err != nil {
		return err
	}
	for e := range f.Entities {
		root, err := f.m.Org.CreateEntityTx(tx, &org.Entity{ID: ID(Entity, e), Code: "E" + strconv.Itoa(e), Name: "基准" + strconv.Itoa(e) + "公司", Position: int64(e)})
		if err != nil {
			return err
		}
		for d := range f.Departments {
			n := d*f.Entities + e
			if err := f.m.Org.CreateDepartmentTx(tx, &org.Department{ID: ID(Department, n), ParentID: root, Name: "市场" + strconv.Itoa(n) + "部", Position: int64(d)}); err != nil {
				return err
			}
		}
	}
	for _, code := range []string{"sales", "sales_manager", "executive", "general_manager"} {
		role, err := f.m.Org.RoleByCodeTx(tx, code)
		if err != nil {
			return err
		}
		f.role[code] = role.ID
	}
	return nil
}

func (f *filler) people(tx *db.Tx, from, to int) error {
	people, roles := make([]*org.Person, 0, to-from), make([]*org.Assignment, 0, to-from)
	for n := from; n < to; n++ {
		p, a := f.person(n)
		people, roles = append(people, p), append(roles, a)
	}
	return errors.Join(f.m.Org.LoadTx(tx, people, roles), f.m.Identity.LoadTx(tx, people, f.hash))
}

func (f *filler) customers(tx *db.Tx, from, to int) error {
	all := make([]*customer.Past, 0, to-from)
	for n := from; n < to; n++ {
		p := f.customer(n)
		if err := p.Ready(); err != nil {
			return err
		}
		all = append(all, p)
	}
	return f.m.Customers.LoadTx(tx, all...)
}

func (f *filler) deals(tx *db.Tx, from, to int) error {
	all := make([]pipeline.Past, 0, to-from)
	for n := from; n < to; n++ {
		all = append(all, f.deal(n))
	}
	return f.load.AddTx(tx, all)
}

// activities adds what happened, and the next steps of what goes on.
func (f *filler) activities(tx *db.Tx, from, to int) error {
	all, steps := make([]activity.Past, 0, to-from), []task.Made{}
	for n := from; n < to; n++ {
		a := f.activity(n)
		all = append(all, a)
		if a.Words.NextStep != "" {
			step := task.NextStep{Activity: a.ID, On: a.On, Scope: a.Scope, By: a.By, Text: a.Words.NextStep, At: a.Words.NextAt}.Made()
			step.ID = ID(Task, n)
			steps = append(steps, step)
		}
	}
	return errors.Join(f.m.Activity.LoadTx(tx, all), f.m.Tasks.LoadTx(tx, steps))
}
