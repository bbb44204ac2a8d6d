package crowd

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"gongqiao/internal/base/activity"
	"gongqiao/internal/base/identity"
	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
)

// batch is how many records one transaction adds.
const batch = 1000

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
}

// filler fills one database.
type filler struct {
	World
	m   Modules
	out io.Writer
	now time.Time
}

// Fill writes a world into an empty installation and shows on out how far it has
// come.
func Fill(ctx context.Context, m Modules, w World, out io.Writer) error {
	ctx = authz.With(ctx, authz.NewSystem("demo"))
	f := &filler{World: w, m: m, out: out, now: m.DB.Now()}
	hash, err := m.Identity.HashPassword(ctx, Password)
	if err != nil {
		return err
	}
	if err := m.DB.Write(ctx, f.group); err != nil {
		return err
	}
	if err := f.each(ctx, "people", w.People, func(tx *db.Tx, n int) error { return f.person(tx, n, hash) }); err != nil {
		return err
	}
	if err := m.DB.Write(ctx, func(tx *db.Tx) error { return f.chiefs(tx, hash) }); err != nil {
		return err
	}
	for _, x := range []struct {
		what string
		n    int
		add  func(*db.Tx, int) error
	}{{"customers", w.Customers, f.customer}, {"opportunities", w.Deals, f.deal}, {"activities", w.Activities, f.activity}} {
		if err := f.each(ctx, x.what, x.n, x.add); err != nil {
			return err
		}
	}
	return nil
}

// each calls add for n records, some in each transaction.
func (f *filler) each(ctx context.Context, what string, n int, add func(*db.Tx, int) error) error {
	b := newBar(f.out, f.Name+": "+what, n)
	for from := 0; from < n; from += batch {
		err := f.m.DB.Write(ctx, func(tx *db.Tx) error {
			for i := from; i < min(from+batch, n); i++ {
				if err := add(tx, i); err != nil {
					return fmt.Errorf("%s %d: %w", what, i, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		b.at(min(from+batch, n))
	}
	return b.end()
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
	return nil
}

func (f *filler) person(tx *db.Tx, n int, hash string) error {
	return f.account(tx, n, account{"p" + strconv.Itoa(n), "sales", ID(Department, f.Home(n)), ID(Department, f.Home(n))}, hash)
}

// chiefs stand above person 0: over his department, his entity, the group.
func (f *filler) chiefs(tx *db.Tx, hash string) error {
	root := ref.Derived("root", ID(Entity, 0).String())
	for i, a := range []account{
		{Manager, "sales_manager", ID(Department, 0), ID(Department, 0)},
		{Executive, "executive", ID(Department, 0), root},
		{General, "general_manager", ID(Department, 0), root},
	} {
		if err := f.account(tx, f.People+i, a, hash); err != nil {
			return err
		}
	}
	return nil
}

// account is a person with one role at one department.
type account struct {
	username, role string
	home, at       ref.ID
}

func (f *filler) account(tx *db.Tx, n int, a account, hash string) error {
	r := dice(Person, n)
	p := &org.Person{ID: ID(Person, n), Username: a.username, Name: pick(r, Firsts) + pick(r, Lasts) + pick(r, Firsts), DepartmentID: a.home}
	if err := f.m.Org.CreatePersonTx(tx, p); err != nil {
		return err
	}
	role, err := f.m.Org.RoleByCodeTx(tx, a.role)
	if err != nil {
		return err
	}
	if err := f.m.Org.AssignTx(tx, &org.Assignment{ID: ID(Assignment, n), PersonID: p.ID, RoleID: role.ID, DepartmentID: a.at}); err != nil {
		return err
	}
	return f.m.Identity.GivePasswordTx(tx, p, hash, false)
}

func (f *filler) customer(tx *db.Tx, n int) error {
	name, short := CustomerName(n)
	owner := f.Holder(n)
	home := f.Home(owner)
	r := dice(Contact, n)
	c := customer.Incoming{ID: ID(Customer, n), Status: customer.Active, Origin: "import", Owner: ID(Person, owner), Unit: ID(Department, home), Entity: ID(Entity, home%f.Entities),
		Since: workday.Today(f.now, time.UTC).AddDays(-r.IntN(700)),
		Draft: customer.Draft{Name: name, ShortName: short, Party: "owner", Type: pick(r, customer.Types), Industry: "municipal", City: pick(r, Cities), Source: "referral", ProjectTypes: []string{"municipal"}}}
	if err := f.m.Customers.AddTx(tx, c); err != nil {
		return err
	}
	return f.m.Customers.AddContactTx(tx, customer.Contact{ID: ID(Contact, n), CustomerID: c.ID, Name: pick(r, Firsts) + pick(r, Lasts), Title: "总工", Part: "decision_maker"})
}

// deal adds an opportunity. Half are open; a fifth was won.
func (f *filler) deal(tx *db.Tx, n int) error { return f.m.Pipeline.AddTx(tx, f.past(n)) }

func (f *filler) past(n int) pipeline.Past {
	r := dice(Deal, n)
	began := f.now.Add(-time.Duration(30+r.IntN(700)) * 24 * time.Hour)
	p := pipeline.Past{ID: ID(Deal, n), Number: fmt.Sprintf("OPP-%07d", n), Owner: ID(Person, f.Owner(n)), Origin: "import", Outcome: pipeline.Open,
		VisitEnded: began.Add(48 * time.Hour), ReportGiven: began.Add(72 * time.Hour),
		Draft: pipeline.Draft{CustomerID: ID(Customer, f.CustomerOf(n)), Name: pick(r, Cities) + pick(r, Lasts) + pick(r, Works) + pick(r, Phases), ProjectType: "municipal", Region: pick(r, Cities),
			Source: "referral", Amount: amount(r), ExpectedSignDate: workday.Today(f.now, time.UTC).AddDays(r.IntN(300) - 30)}}
	for i := range stagesOf(r) {
		p.Entered = append(p.Entered, began.Add(time.Duration(i)*20*24*time.Hour/3))
	}
	p.LastActive = p.Entered[len(p.Entered)-1].Add(24 * time.Hour)
	switch end := r.IntN(10); {
	case end < 2 && len(p.Entered) == len(pipeline.Stages()):
		p.Outcome, p.ClosedAt = pipeline.WonDeal, p.LastActive
	case end < 5:
		p.Outcome, p.ClosedAt, p.Loss = pipeline.LostDeal, p.LastActive, pipeline.Loss{Reason: "price"}
	}
	return p
}

// amount spreads from 0.1 to 50 million yuan, small ones most often.
func amount(r *rand.Rand) int64 {
	return int64(math.Exp(r.Float64()*math.Log(500))*100_000) * 100
}

// stagesOf returns how many stages a deal has reached.
func stagesOf(r *rand.Rand) int {
	switch n := r.IntN(10); {
	case n < 4:
		return 1
	case n < 7:
		return 2
	case n < 9:
		return 3
	}
	return 4
}

// activity adds what happened with a deal, between its beginning and its last
// step.
func (f *filler) activity(tx *db.Tx, n int) error {
	deal := n % f.Deals
	p := f.past(deal)
	r := dice(Activity, n)
	home := f.Home(f.Owner(deal))
	span := p.LastActive.Sub(p.Entered[0])
	return f.m.Activity.AddTx(tx, activity.Past{ID: ID(Activity, n), On: db.Subject{Ref: ref.To(pipeline.Kind, p.ID), Label: p.Draft.Name, Entity: ID(Entity, home%f.Entities)},
		Scope: authz.Scope{Owner: p.Owner, Department: ID(Department, home), Entity: ID(Entity, home%f.Entities)}, Customer: p.Draft.CustomerID, Kind: pick(r, activity.Kinds[:5]),
		At: p.Entered[0].Add(time.Duration(r.Float64() * float64(span))), Took: time.Duration(5+r.IntN(90)) * time.Minute, Words: activity.Words{Text: pick(r, talks)}, By: p.Owner})
}
