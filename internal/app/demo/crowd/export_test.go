package crowd

import (
	"context"
	"errors"
	"io"

	"gongqiao/internal/base/task"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// OneByOne writes what [Fill] writes, each record by itself and by the methods
// that the product's use cases and the demo group go through.
func OneByOne(ctx context.Context, m Modules, w World) error {
	ctx = authz.With(ctx, authz.NewSystem("demo"))
	f := &filler{World: w, m: m, out: io.Discard, now: m.DB.Now().Truncate(day), role: map[string]ref.ID{}}
	hash, err := m.Identity.HashPassword(ctx, Password)
	if err != nil {
		return err
	}
	err = m.DB.Write(ctx, func(tx *db.Tx) error {
		if err := f.group(tx); err != nil {
			return err
		}
		for n := range w.People + len(chiefs) {
			p, a := f.person(n)
			p.EntityID = ref.Nil // the module finds it
			if err := errors.Join(m.Org.CreatePersonTx(tx, p), m.Org.AssignTx(tx, a), m.Identity.GivePasswordTx(tx, p, hash, false)); err != nil {
				return err
			}
		}
		for n := range w.Customers {
			c := f.customer(n)
			person := c.Contacts[0]
			person.CustomerID = c.ID
			if err := errors.Join(m.Customers.AddTx(tx, c.Incoming), m.Customers.AddContactTx(tx, person)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := m.DB.Write(ctx, f.oneByOne); err != nil {
		return err
	}
	_, err = m.Pipeline.Sweep(ctx)
	return err
}

func (f *filler) oneByOne(tx *db.Tx) error {
	for n := range f.Deals {
		if err := f.m.Pipeline.AddTx(tx, f.deal(n)); err != nil {
			return err
		}
	}
	for n := range f.Activities {
		a := f.activity(n)
		step := task.NextStep{Activity: a.ID, On: a.On, Scope: a.Scope, By: a.By, Text: a.Words.NextStep, At: a.Words.NextAt}
		if err := errors.Join(f.m.Activity.AddTx(tx, a), f.m.Tasks.OnNextStep(tx, step)); err != nil {
			return err
		}
	}
	return nil
}
