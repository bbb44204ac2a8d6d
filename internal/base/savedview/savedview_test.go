package savedview_test

import (
	"context"
	"errors"
	"testing"

	"gongqiao/internal/base/savedview"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/migrate"
)

var (
	entity     = ref.Derived("entity", "one")
	department = ref.Derived("department", "one")
	lin, chen  = person("lin"), person("chen")
)

func person(name string) *authz.Actor {
	return authz.Build(authz.Actor{ID: ref.Derived("person", name), Kind: authz.User, Username: name, Name: name, Entity: entity, Department: department}).Actor()
}

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	if _, err := migrate.Up(ctx, d); err != nil {
		return err
	}
	return d.Housekeep(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec("insert into legal_entity (id, version, created_at, updated_at, code, name, short_name, uscc, zone, position, active) values (?, 1, 0, 0, 'A', 'A', 'A', '', 'Asia/Shanghai', 1, ?)", entity, true); err != nil {
			return err
		}
		if _, err := tx.Exec("insert into department (id, version, created_at, updated_at, entity_id, name, position, active) values (?, 1, 0, 0, ?, 'A', 1, ?)", department, entity, true); err != nil {
			return err
		}
		for _, p := range []*authz.Actor{lin, chen} {
			if _, err := tx.Exec("insert into person (id, version, created_at, updated_at, username, name, name_key, email, mobile, title, entity_id, department_id, language, theme, active) values (?, 1, 0, 0, ?, ?, '', '', '', '', ?, ?, 'zh', 'light', ?)",
				p.ID, p.Name, p.Name, entity, department, true); err != nil {
				return err
			}
		}
		return nil
	})
})

// desk is two people with no views.
type desk struct {
	*testing.T
	*savedview.Service
}

func each(t *testing.T, fn func(desk)) {
	schema.Each(t, func(t *testing.T, d *db.DB) { fn(desk{t, savedview.New(d)}) })
}

func (d desk) as(a *authz.Actor) context.Context { return authz.With(d.Context(), a) }

func (d desk) keep(a *authz.Actor, draft savedview.Draft) ref.ID {
	d.Helper()
	id, err := d.Create(d.as(a), ref.Nil, draft)
	if err != nil {
		d.Fatal(err)
	}
	return id
}

func (d desk) get(a *authz.Actor, id ref.ID) savedview.View {
	d.Helper()
	v, err := d.Get(d.as(a), id)
	if err != nil {
		d.Fatal(err)
	}
	return v
}

func TestAListOpensWithOneViewOfAPerson(t *testing.T) {
	each(t, func(d desk) {
		first := d.keep(lin, savedview.Draft{List: "customers", Name: "first", Opens: true})
		other := d.keep(lin, savedview.Draft{List: "leads", Name: "other list", Opens: true})
		hers := d.keep(chen, savedview.Draft{List: "customers", Name: "hers", Opens: true})
		second := d.keep(lin, savedview.Draft{List: "customers", Name: "second", Opens: true})
		for id, want := range map[ref.ID]bool{first: false, second: true, other: true} {
			if v := d.get(lin, id); v.Opens != want {
				d.Errorf("%s opens: %t, want %t", v.Name, v.Opens, want)
			}
		}
		if !d.get(chen, hers).Opens {
			d.Error("somebody else's view was touched")
		}
		if v := d.get(lin, first); v.Version != 2 {
			d.Errorf("version %d: an open form could bring the old choice back", v.Version)
		}
		if err := d.Update(d.as(lin), first, 1, savedview.Draft{List: "customers", Name: "first", Opens: true}); !errors.Is(err, db.ErrStale) {
			d.Errorf("the old version: %v", err)
		}
	})
}

func TestASharedViewIsReadByAllAndChangedByItsOwner(t *testing.T) {
	each(t, func(d desk) {
		shared := d.keep(lin, savedview.Draft{List: "customers", Name: "shared", Query: "status=active", Shared: true})
		private := d.keep(lin, savedview.Draft{List: "customers", Name: "private"})
		if v := d.get(chen, shared); v.OwnerName != "lin" || v.Query != "status=active" {
			d.Errorf("read as %+v", v)
		}
		if _, err := d.Get(d.as(chen), private); !errors.Is(err, savedview.ErrNotFound) {
			d.Errorf("a private view: %v", err)
		}
		for name, err := range map[string]error{
			"change": d.Update(d.as(chen), shared, 1, savedview.Draft{List: "customers", Name: "mine"}),
			"drop":   d.Delete(d.as(chen), shared, 1),
		} {
			if !errors.Is(err, savedview.ErrForeign) {
				d.Errorf("%s: %v", name, err)
			}
		}
		if views, err := d.List(d.as(chen), "customers"); err != nil || len(views) != 1 {
			d.Errorf("chen is offered %v, %v", views, err)
		}
	})
}

func TestAViewNeedsANameAndAQuery(t *testing.T) {
	each(t, func(d desk) {
		for name, draft := range map[string]savedview.Draft{"name": {List: "customers", Name: "  "}, "query": {List: "customers", Name: "a", Query: "%zz"}} {
			if _, err := d.Create(d.as(lin), ref.Nil, draft); err == nil {
				d.Errorf("without a good %s it was kept", name)
			}
		}
	})
}
