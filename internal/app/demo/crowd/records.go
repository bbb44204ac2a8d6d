package crowd

import (
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"gongqiao/internal/base/activity"
	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
)

const day = 24 * time.Hour

// chief stands above person 0: over his department, his entity, the group.
type chief struct{ username, role string }

var chiefs = []chief{{Manager, "sales_manager"}, {Executive, "executive"}, {General, "general_manager"}}

// person returns the n-th person, the chiefs behind the salespeople, with what he
// may do and where.
func (f *filler) person(n int) (*org.Person, *org.Assignment) {
	home := ID(Department, f.Home(n))
	who, at := chief{"p" + strconv.Itoa(n), "sales"}, home
	if n >= f.People {
		who, home = chiefs[n-f.People], ID(Department, 0)
		at = home
		if who.username != Manager {
			at = ref.Derived("root", ID(Entity, 0).String())
		}
	}
	r := dice(Person, n)
	p := &org.Person{ID: ID(Person, n), Username: who.username, Name: pick(r, Firsts) + pick(r, Lasts) + pick(r, Firsts), DepartmentID: home, EntityID: f.entityOf(n)}
	return p, &org.Assignment{ID: ID(Assignment, n), PersonID: p.ID, RoleID: f.role[who.role], DepartmentID: at}
}

// entityOf returns where a person works; chiefs are of the first.
func (f *filler) entityOf(person int) ref.ID {
	if person >= f.People {
		return ID(Entity, 0)
	}
	return ID(Entity, f.Home(person)%f.Entities)
}

func (f *filler) customer(n int) *customer.Past {
	name, short := CustomerName(n)
	owner := f.Holder(n)
	r := dice(Contact, n)
	p := &customer.Past{Incoming: customer.Incoming{ID: ID(Customer, n), Engagement: ID(Engagement, n), Status: customer.Active, Origin: "import",
		Owner: ID(Person, owner), Unit: ID(Department, f.Home(owner)), Entity: f.entityOf(owner), Since: workday.Today(f.now, time.UTC).AddDays(-r.IntN(700)),
		Draft: customer.Draft{Name: name, ShortName: short, Party: "owner", Type: pick(r, customer.Types), Industry: "municipal", City: pick(r, Cities), Source: "referral", ProjectTypes: []string{"municipal"}}}}
	p.Contacts = []customer.Contact{{ID: ID(Contact, n), Name: pick(r, Firsts) + pick(r, Lasts), Title: "总工", Part: "decision_maker"}}
	return p
}

// deal returns an opportunity. Half are open; a good part of those that came to
// the last stage was won.
func (f *filler) deal(n int) pipeline.Past {
	r := dice(Deal, n)
	p := pipeline.Past{ID: ID(Deal, n), Owner: ID(Person, f.Owner(n)), Origin: "import", Outcome: pipeline.Open,
		Draft: pipeline.Draft{CustomerID: ID(Customer, f.CustomerOf(n)), Name: pick(r, Cities) + pick(r, Lasts) + pick(r, Works) + pick(r, Phases), ProjectType: "municipal", Region: pick(r, Cities),
			Source: "referral", Amount: amount(r), ExpectedSignDate: workday.Today(f.now, time.UTC).AddDays(r.IntN(300) - 30)}}
	p.Entered = make([]time.Time, stagesOf(r))
	at := f.now.Add(-time.Duration(2+r.IntN(55)) * day)
	switch end := r.IntN(10); {
	case end < 2 && len(p.Entered) == len(pipeline.Stages()):
		p.Outcome = pipeline.WonDeal
	case end < 5:
		p.Outcome, p.Loss = pipeline.LostDeal, pipeline.Loss{Reason: "price"}
	}
	if p.Outcome != pipeline.Open {
		p.ClosedAt = f.now.Add(-time.Duration(1+r.IntN(700)) * day)
		at = p.ClosedAt.Add(-stay(r))
	}
	for i := len(p.Entered) - 1; i >= 0; i-- {
		p.Entered[i], at = at, at.Add(-stay(r))
	}
	p.VisitEnded, p.ReportGiven = p.Entered[0].Add(2*time.Hour), p.Entered[0].Add(26*time.Hour)
	p.LastActive = p.ClosedAt
	if p.Outcome == pipeline.Open {
		p.LastActive = between(r, p.Entered[len(p.Entered)-1].Add(3*time.Hour), f.now)
	}
	return p
}

// stay is how long a deal stays in a stage.
func stay(r *rand.Rand) time.Duration { return time.Duration(10+r.IntN(40)) * day }

// between is a moment, to the second.
func between(r *rand.Rand, from, to time.Time) time.Time {
	return from.Add(time.Duration(r.Float64() * float64(to.Sub(from)))).Truncate(time.Second)
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

// activity returns what happened with a deal: first a visit, at last what made it
// stand where it stands, and, while it goes on, what comes next.
func (f *filler) activity(n int) activity.Past {
	deal := n % f.Deals
	p, owner, r := f.deal(deal), f.Owner(deal), dice(Activity, n)
	unit, entity := ID(Department, f.Home(owner)), f.entityOf(owner)
	a := activity.Past{ID: ID(Activity, n), On: db.Subject{Ref: ref.To(pipeline.Kind, p.ID), Label: p.Draft.Name, Entity: entity}, Scope: authz.Scope{Owner: p.Owner, Department: unit, Entity: entity},
		Customer: p.Draft.CustomerID, Kind: pick(r, activity.Kinds[:5]), Took: time.Duration(5+r.IntN(90)) * time.Minute, Words: activity.Words{Text: pick(r, talks)}, By: p.Owner}
	switch {
	case n < f.Deals:
		a.Kind, a.FirstVisit, a.Took = activity.Visit, true, time.Hour
		a.At = p.VisitEnded.Add(-a.Took)
	case n+f.Deals >= f.Activities:
		a.At = p.LastActive.Add(-a.Took)
		if p.Outcome == pipeline.Open {
			a.Words.NextStep, a.Words.NextAt = pick(r, steps), f.now.Add(time.Duration(30+r.IntN(24*20))*time.Hour)
		}
	default:
		a.At = between(r, p.VisitEnded, p.LastActive.Add(-a.Took))
	}
	return a
}
