package service

import (
	"time"

	"gongqiao/internal/base/activity"
	"gongqiao/internal/base/task"
	"gongqiao/internal/base/team"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/keyring"
	"gongqiao/internal/sell/customer"
)

// People tells who is active, who holds a role nearest to a department, and what
// time it is in a company. HomeTx answers a fault of kind NotFound or Invalid
// unless the person is active; HolderTx answers no id when nobody holds the role.
type People interface {
	HomeTx(tx *db.Tx, person ref.ID) (entity, department ref.ID, err error)
	ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error)
	HolderTx(tx *db.Tx, role string, department ref.ID) (ref.ID, error)
}

// Customers knows customers and their people, and keeps what surveys say of us.
type Customers interface {
	ScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error)
	BriefTx(tx *db.Tx, id ref.ID) (customer.Customer, error)
	ContactTx(tx *db.Tx, id ref.ID) (customer.Contact, error)
	ContactsTx(tx *db.Tx, customer ref.ID) ([]customer.Contact, error)
	RateTx(tx *db.Tx, id ref.ID, r customer.Rating) error
	TagTx(tx *db.Tx, id ref.ID, t customer.Tag) error
	UntagTx(tx *db.Tx, id ref.ID, tag, source string) error
}

// Projects knows what is being built. ScopeTx answers a fault of kind NotFound
// unless tx.Actor may read the project.
type Projects interface {
	ScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error)
	BriefTx(tx *db.Tx, id ref.ID) (project.Project, error)
}

// Team knows who plays which part on a project.
type Team interface {
	MembersTx(tx *db.Tx, r ref.Ref) ([]team.Member, error)
}

// Tasks gives people something to do.
type Tasks interface {
	CreateTx(tx *db.Tx, m task.Made) (ref.ID, error)
	DoneTx(tx *db.Tx, key, result string) (bool, error)
	CancelAllTx(tx *db.Tx, r ref.Ref, prefix, reason string) error
}

// Timeline keeps what happened with a record.
type Timeline interface {
	LogTx(tx *db.Tx, e activity.Entry) error
}

// Keys sign the links to customers; *keyring.Ring does.
type Keys interface {
	Current() keyring.Key
	Find(id string) (keyring.Key, bool)
}

// Neighbours are what this module needs to know of others.
type Neighbours struct {
	People    People
	Customers Customers
	Projects  Projects
	Team      Team
	Tasks     Tasks
	Timeline  Timeline
	Keys      Keys
}

// Service is the module's public face: one method per use case.
type Service struct {
	db     *db.DB
	policy func() *Policy
	Neighbours
}

// New returns a Service.
func New(d *db.DB, p func() *Policy, n Neighbours) *Service { return &Service{d, p, n} }

func (s *Service) today(tx *db.Tx, entity ref.ID) (workday.Date, error) {
	zone, err := s.People.ZoneTx(tx, entity)
	if err != nil {
		return 0, err
	}
	return workday.Today(tx.Now, zone), nil
}

// absent reports whether a neighbour says that something is not there, or not
// for this actor; a database that does not answer is another matter.
func absent(err error) bool {
	f := fault.As(err)
	return f != nil && (f.Kind == fault.Invalid || f.Kind == fault.NotFound)
}

// about is what a survey or a plan hangs on.
type about struct {
	Customer, Project ref.ID
	Scope             authz.Scope
	On                db.Subject // the project, else the customer
}

// aboutTx returns where something about a customer, or one of his projects,
// belongs. It checks no right. Errors: [ErrCustomerUnknown], [ErrProjectUnknown].
func (s *Service) aboutTx(tx *db.Tx, of, on ref.ID) (a about, err error) {
	if !on.IsZero() {
		p, err := s.Projects.BriefTx(tx, on)
		if absent(err) || err == nil && !of.IsZero() && p.CustomerID != of {
			return a, ErrProjectUnknown.At("project_id", "unknown")
		}
		return about{p.CustomerID, p.ID, p.Scope(), p.Subject()}, err
	}
	c, err := s.Customers.BriefTx(tx, of)
	if absent(err) {
		return a, ErrCustomerUnknown.At("customer_id", "unknown")
	}
	if err != nil {
		return a, err
	}
	a = about{Customer: c.ID, On: c.Subject()}
	for _, e := range c.Engagements {
		if e.Relation == customer.Lead {
			a.Scope = authz.Scope{Owner: e.OwnerID, Department: e.DepartmentID, Entity: e.EntityID}
			return a, nil
		}
	}
	return a, ErrCustomerUnknown.At("customer_id", "unknown") // nobody of us works with him
}

// readable is aboutTx for somebody who must see what he names; what is not there
// and what he may not see get the same answer.
func (s *Service) readable(tx *db.Tx, of, on ref.ID) (a about, err error) {
	if on.IsZero() {
		if _, _, err := s.Customers.ScopeTx(tx, of); absent(err) {
			return a, ErrCustomerUnknown.At("customer_id", "unknown")
		} else if err != nil {
			return a, err
		}
		return s.aboutTx(tx, of, on)
	}
	if _, _, err := s.Projects.ScopeTx(tx, on); absent(err) {
		return a, ErrProjectUnknown.At("project_id", "unknown")
	} else if err != nil {
		return a, err
	}
	return s.aboutTx(tx, of, on)
}

// concerned returns who sees to an unhappy customer: customer service, the
// salesperson of the project or of the customer, and the project manager. Each
// is named once.
func (s *Service) concerned(tx *db.Tx, a about) ([]ref.ID, error) {
	desk, err := s.People.HolderTx(tx, "customer_service", a.Scope.Department)
	if err != nil {
		return nil, err
	}
	people := []ref.ID{desk, a.Scope.Owner}
	if !a.Project.IsZero() {
		members, err := s.Team.MembersTx(tx, a.On.Ref)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			if m.Part == team.SalesRep {
				people = append(people, m.PersonID)
			}
		}
	}
	var once []ref.ID
	seen := map[ref.ID]bool{ref.Nil: true}
	for _, p := range people {
		if _, _, err := s.People.HomeTx(tx, p); !seen[p] && err != nil && !absent(err) {
			return nil, err
		} else if !seen[p] && err == nil {
			once = append(once, p)
		}
		seen[p] = true
	}
	return once, nil
}
