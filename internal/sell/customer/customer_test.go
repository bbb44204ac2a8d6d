package customer_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/sell/customer"
)

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

// bench is a group of two companies: the owner and a colleague sit in different
// departments of the first, the stranger in the second.
type bench struct {
	db        *db.DB
	svc       *customer.Service
	unit      map[string]ref.ID
	person    map[string]ref.ID
	companies map[string]ref.ID
}

type people struct{ org *org.Service }

func (p people) HomeTx(tx *db.Tx, id ref.ID) (ref.ID, ref.ID, error) {
	x, err := p.org.PersonTx(tx, id)
	if err != nil {
		return ref.Nil, ref.Nil, err
	}
	return x.EntityID, x.DepartmentID, nil
}

func (p people) ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error) {
	e, err := p.org.EntityTx(tx, entity)
	if err != nil {
		return nil, err
	}
	return workday.Zone(e.Zone)
}

func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	schema.Each(t, func(t *testing.T, d *db.DB) { fn(t, open(t, d)) })
}

func open(t *testing.T, d *db.DB) *bench {
	t.Helper()
	o := org.New(d, nil)
	b := &bench{db: d, svc: customer.New(d, people{o}), unit: map[string]ref.ID{}, person: map[string]ref.ID{}, companies: map[string]ref.ID{}}
	must(t, d.Write(system(), func(tx *db.Tx) error {
		for _, c := range []string{"NO", "SO"} {
			e := &org.Entity{Code: c, Name: c + "建设有限公司"}
			root, err := o.CreateEntityTx(tx, e)
			if err != nil {
				return err
			}
			b.companies[c] = e.ID
			for _, u := range []string{"a", "b"} {
				unit := &org.Department{ParentID: root, Name: u}
				if err := o.CreateDepartmentTx(tx, unit); err != nil {
					return err
				}
				p := &org.Person{Username: c + u, Name: c + u, DepartmentID: unit.ID}
				if err := o.CreatePersonTx(tx, p); err != nil {
					return err
				}
				b.unit[c+u], b.person[c+u] = unit.ID, p.ID
			}
		}
		return nil
	}))
	return b
}

func system() context.Context { return authz.With(context.Background(), authz.NewSystem("test")) }

// as returns a context in which a person asks, with permissions at a reach.
func (b *bench) as(who string, reach authz.Reach, perms ...authz.Permission) context.Context {
	x := authz.Build(authz.Actor{ID: b.person[who], Kind: authz.User, Name: who, Entity: b.companies[who[:2]], Department: b.unit[who]})
	for _, p := range perms {
		g := authz.Given{Permission: p, Reach: reach}
		switch reach {
		case authz.Department:
			g.Departments = []ref.ID{b.unit[who]}
		case authz.Entity:
			g.Departments = []ref.ID{b.unit[who[:2]+"a"], b.unit[who[:2]+"b"]}
		case authz.None, authz.Own, authz.Group:
		}
		x.Grant(g)
	}
	return authz.With(context.Background(), x.Actor())
}

var everything = []authz.Permission{customer.PermRead, customer.PermCreate, customer.PermUpdate, customer.PermEngage, customer.PermReveal, customer.PermBlock}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func draft(name string) customer.Draft {
	return customer.Draft{Name: name, Party: "owner", Type: "private"}
}

func (b *bench) create(t *testing.T, ctx context.Context, name string) ref.ID {
	t.Helper()
	id, err := b.svc.Create(ctx, ref.Nil, draft(name))
	must(t, err)
	return id
}

func TestWhoReadsACustomer(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := b.create(t, b.as("NOa", authz.Own, everything...), "鹭江文旅投资有限公司")
		for name, tc := range map[string]struct {
			ctx  context.Context
			want error
		}{
			"owner":                     {b.as("NOa", authz.Own, everything...), nil},
			"own department":            {b.as("NOa", authz.Department, customer.PermRead), nil},
			"company":                   {b.as("NOb", authz.Entity, customer.PermRead), nil},
			"group":                     {b.as("SOa", authz.Group, customer.PermRead), nil},
			"colleague, own only":       {b.as("NOb", authz.Own, everything...), customer.ErrNotFound},
			"colleague, own department": {b.as("NOb", authz.Department, everything...), customer.ErrNotFound},
			"other company":             {b.as("SOa", authz.Entity, everything...), customer.ErrNotFound},
			"without the permission":    {b.as("NOa", authz.Group, customer.PermUpdate), customer.ErrNotFound},
			"nobody":                    {context.Background(), authz.ErrNoActor},
		} {
			_, err := b.svc.Get(tc.ctx, id)
			if !errors.Is(err, tc.want) {
				t.Errorf("%s: %v, want %v", name, err, tc.want)
			}
			if n := b.listed(t, tc.ctx); (n == 1) != (tc.want == nil) {
				t.Errorf("%s: the list shows %d, the record answers %v", name, n, err)
			}
		}
	})
}

func (b *bench) listed(t *testing.T, ctx context.Context) int64 {
	t.Helper()
	q, err := db.ParseQuery(map[string][]string{"total": {"true"}}, customer.ListForTest())
	must(t, err)
	p, err := b.svc.List(ctx, q)
	if errors.Is(err, authz.ErrNoActor) {
		return 0
	}
	must(t, err)
	if p.Total == nil {
		return int64(len(p.Items))
	}
	if *p.Total != int64(len(p.Items)) {
		t.Errorf("total %d, rows %d", *p.Total, len(p.Items))
	}
	return *p.Total
}

func TestADuplicateIsBlind(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		owner, stranger := b.as("NOa", authz.Own, everything...), b.as("SOa", authz.Own, everything...)
		b.create(t, owner, "鹭江文旅投资有限公司")
		if _, err := b.svc.Create(owner, ref.Nil, draft("鹭江文旅投资股份有限公司")); !errors.Is(err, customer.ErrDuplicate) {
			t.Errorf("the owner hears %v", err)
		}
		if _, err := b.svc.Create(stranger, ref.Nil, draft("鹭江文旅投资有限公司")); !errors.Is(err, customer.ErrElsewhere) {
			t.Errorf("a stranger hears %v", err)
		}
		visible, hidden, err := b.svc.Check(stranger, draft("鹭江文旅投资有限公司"))
		must(t, err)
		if len(visible) != 0 || !hidden {
			t.Errorf("a stranger sees %v, hidden %v", visible, hidden)
		}
	})
}

func TestUpdateWantsTheRightAndTheVersion(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		owner := b.as("NOa", authz.Own, everything...)
		id := b.create(t, owner, "鹭江文旅投资有限公司")
		if err := b.svc.Update(b.as("NOb", authz.Entity, customer.PermRead), id, 1, draft("改名")); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("a reader hears %v", err)
		}
		if err := b.svc.Update(b.as("SOa", authz.Entity, everything...), id, 1, draft("改名")); !errors.Is(err, customer.ErrNotFound) {
			t.Errorf("a stranger hears %v", err)
		}
		if err := b.svc.Update(owner, id, 2, draft("改名")); !errors.Is(err, db.ErrStale) {
			t.Errorf("a wrong version hears %v", err)
		}
		must(t, b.svc.Update(owner, id, 1, draft("鹭江文化旅游投资有限公司")))
		v, err := b.svc.Get(owner, id)
		must(t, err)
		if v.Name != "鹭江文化旅游投资有限公司" || v.Version != 2 {
			t.Errorf("after the update: %q, version %d", v.Name, v.Version)
		}
	})
}

func TestSearchFindsByPartAndInitials(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		owner := b.as("NOa", authz.Own, everything...)
		b.create(t, owner, "鹭江文旅投资有限公司")
		b.create(t, owner, "重庆长安汽车股份有限公司")
		for q, want := range map[string]int{"文旅": 1, "江文": 1, "ljwl": 1, "cqca": 1, "LJWL": 1, "旅": 1, "长安 重庆": 1, "不在": 0, "有限公司": 2} {
			query, err := db.ParseQuery(map[string][]string{"q": {q}}, customer.ListForTest())
			must(t, err)
			p, err := b.svc.List(owner, query)
			must(t, err)
			if len(p.Items) != want {
				t.Errorf("%q finds %d, want %d", q, len(p.Items), want)
			}
			stranger, err := b.svc.List(b.as("SOa", authz.Own, everything...), query)
			must(t, err)
			if len(stranger.Items) != 0 {
				t.Errorf("%q shows a stranger %d", q, len(stranger.Items))
			}
		}
	})
}

// found follows the pages of a search.
func (b *bench) found(t *testing.T, ctx context.Context, typed string) (ids []ref.ID, total int64) {
	t.Helper()
	for cursor := ""; ; {
		q, err := db.ParseQuery(map[string][]string{"q": {typed}, "limit": {"3"}, "total": {"true"}, "cursor": {cursor}}, customer.ListForTest())
		must(t, err)
		p, err := b.svc.List(ctx, q)
		must(t, err)
		for _, c := range p.Items {
			ids = append(ids, c.ID)
		}
		if p.Total != nil {
			total = *p.Total
		}
		if p.Next == nil {
			return ids, total
		}
		cursor = *p.Next
	}
}

// Whoever asks finds what his list shows, page by page, each once and the last
// made first; also where he plays a part, and what was handed to him.
func TestSearchFindsWhatTheListShows(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		var ids []ref.ID
		staff := []string{"NOa", "NOb", "SOa", "SOb"}
		for i := range 24 {
			ids = append(ids, b.create(t, b.as(staff[i%4], authz.Own, everything...), "鹭江第"+strconv.Itoa(i)+"文旅投资有限公司"))
		}
		must(t, b.db.Housekeep(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("insert into team_member (kind, ref_id, user_id, part, since) values ('customer', ?, ?, 'observer', ?)", ids[6], b.person["NOa"], tx.Now)
			return err
		}))
		_, err := b.svc.Engage(b.as("NOa", authz.Group, everything...), ids[7], 1, customer.Assignment{OwnerID: b.person["NOa"], Relation: customer.Lead})
		must(t, err)
		must(t, b.svc.Update(b.as("NOa", authz.Group, everything...), ids[4], 1, draft("丙洲置业有限公司")))
		for name, tc := range map[string]struct {
			ctx  context.Context
			want []int
		}{
			"own, a part, one handed over": {b.as("NOa", authz.Own, customer.PermRead), []int{20, 16, 12, 8, 7, 6, 0}},
			"department":                   {b.as("NOb", authz.Department, customer.PermRead), []int{21, 17, 13, 9, 5, 1}},
			"one in the group":             {b.as("SOa", authz.Group, customer.PermRead), []int{23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 3, 2, 1, 0}},
			"without the right":            {b.as("NOa", authz.Group, customer.PermUpdate), nil},
		} {
			got, total := b.found(t, tc.ctx, "文旅")
			var want []ref.ID
			for _, i := range tc.want {
				want = append(want, ids[i])
			}
			if !slices.Equal(got, want) || total != int64(len(want)) {
				t.Errorf("%s: found %d of %d, want %d", name, len(got), total, len(want))
			}
		}
		if got, _ := b.found(t, b.as("NOa", authz.Own, customer.PermRead), "bzzy"); !slices.Equal(got, ids[4:5]) {
			t.Errorf("the renamed one: %v", got)
		}
	})
}

func TestContactDataIsMaskedAndRevealedOnRecord(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		owner := b.as("NOa", authz.Own, everything...)
		id := b.create(t, owner, "鹭江文旅投资有限公司")
		contact, err := b.svc.AddContact(owner, customer.Contact{CustomerID: id, Name: "宋清和", Part: customer.DecisionMaker, Mobile: "+86 199 0000 0012"})
		must(t, err)
		v, err := b.svc.Get(owner, id)
		must(t, err)
		if got := v.Contacts[0]; got.Mobile != "199****0012" || len(got.Masked) != 1 {
			t.Errorf("shown as %q, masked %v", got.Mobile, got.Masked)
		}
		p, err := b.svc.Reveal(owner, contact, "约拜访")
		must(t, err)
		if p.Mobile != "19900000012" {
			t.Errorf("revealed %q", p.Mobile)
		}
		if _, err := b.svc.Reveal(b.as("NOb", authz.Entity, customer.PermRead), contact, "好奇"); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("a reader hears %v", err)
		}
		must(t, b.svc.UpdateContact(owner, contact, 1, customer.Contact{Name: "宋清和", Part: customer.DecisionMaker, Mobile: "199****0012", Active: true}))
		if p, err = b.svc.Reveal(owner, contact, "核对"); err != nil || p.Mobile != "19900000012" {
			t.Errorf("a mask written back left %q, %v", p.Mobile, err)
		}
	})
}

func TestContactsAreReadInClearAsOftenAsTheGroupSays(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		policy := customer.Defaults()
		policy.Reveals = 3
		b.svc.Policy = func() *customer.Policy { return &policy }
		owner := b.as("NOa", authz.Own, everything...)
		contact, err := b.svc.AddContact(owner, customer.Contact{CustomerID: b.create(t, owner, "鹭江文旅投资有限公司"), Name: "宋清和", Part: customer.DecisionMaker, Mobile: "+86 199 0000 0012"})
		must(t, err)
		for n := range 4 {
			_, err := b.svc.Reveal(owner, contact, "约拜访")
			if f := fault.As(err); (f != nil) != (n == 3) || f != nil && f.Code != customer.ErrRevealLimit.Code {
				t.Errorf("number %d: %v", n+1, err)
			}
		}
	})
}

func TestOneCompanyLeads(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		owner, chief := b.as("NOa", authz.Own, everything...), b.as("NOa", authz.Group, everything...)
		id := b.create(t, owner, "鹭江文旅投资有限公司")
		_, err := b.svc.Engage(chief, id, 1, customer.Assignment{OwnerID: b.person["SOb"], Relation: customer.Lead, Until: workday.New(2027, 6, 30)})
		must(t, err)
		v, err := b.svc.Get(chief, id)
		must(t, err)
		if len(v.Engagements) != 2 || v.Owner.ID != b.person["SOb"] || v.Engagements[1].Relation != customer.Assist || v.Engagements[0].Until != workday.New(2027, 6, 30) {
			t.Errorf("engagements %+v", v.Engagements)
		}
		if _, err := b.svc.Get(b.as("SOb", authz.Own, customer.PermRead), id); err != nil {
			t.Errorf("the new leader hears %v", err)
		}
		_, err = b.svc.Engage(chief, id, 2, customer.Assignment{OwnerID: b.person["SOb"], Relation: customer.Lead, Until: workday.New(2020, 1, 1)})
		if f := fault.As(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Path != "until" {
			t.Errorf("an end long ago answers %v", err)
		}
		if _, err := b.svc.Engage(chief, id, 2, customer.Assignment{OwnerID: b.person["SOb"], Relation: customer.Assist}); !errors.Is(err, customer.ErrLed) {
			t.Errorf("stepping back without a successor answers %v", err)
		}
	})
}
