package demo

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"gongqiao/internal/base/activity"
	"gongqiao/internal/base/approval"
	"gongqiao/internal/base/document"
	"gongqiao/internal/base/identity"
	"gongqiao/internal/base/org"
	"gongqiao/internal/base/task"
	"gongqiao/internal/base/team"
	"gongqiao/internal/care/service"
	"gongqiao/internal/deliver/handover"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/money/collection"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/pdf"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
	"gongqiao/internal/sell/quote"
)

// ID returns the id of a demo record: ID("org-12"), ID("li.sales").
func ID(name string) ref.ID { return ref.Derived("demo", name) }

// Account is a person who can sign in to the demo.
type Account struct{ Username, Name, Title, Role string }

// Accounts lists the demo accounts in order.
func Accounts() []Account {
	var out []Account
	for _, c := range colleagues {
		out = append(out, Account{c.username, c.name, c.title, c.role})
	}
	return out
}

// Modules are the services that the story is told through.
type Modules struct {
	DB        *db.DB
	Clock     Clock
	Org       *org.Service
	Customers *customer.Service
	Pipeline  *pipeline.Service
	Quotes    *quote.Service
	Contracts *contract.Service
	Approvals *approval.Service
	Documents *document.Service
	Projects  *project.Service
	Handovers *handover.Service
	Care      *service.Service
	Billing   *billing.Service
	Collect   *collection.Service
	Activity  *activity.Service
	Tasks     *task.Service
	Team      *team.Service
	Identity  *identity.Service
	Paper     *pdf.Renderer
}

// opened is when the group began to work with the product.
const opened = "2022-11-15 09:00"

// Fill tells the story in an empty installation: who and what there is in one
// transaction a chapter, what happened use case by use case, each at its time
// and by whom it was. It does nothing when there are people already.
func Fill(ctx context.Context, m Modules, roles []org.RoleSeed, password string) error {
	outside := ctx
	ctx = authz.With(ctx, authz.NewSystem("demo"))
	empty := false
	err := m.DB.Read(ctx, func(tx *db.Tx) (err error) {
		empty, err = m.Org.EmptyTx(tx)
		return err
	})
	if err != nil || !empty {
		return err
	}
	hash, err := m.Identity.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	zone, err := workday.Zone(workday.DefaultZone)
	if err != nil {
		return err
	}
	t := &teller{Modules: m, outside: outside, now: m.DB.Now(), zone: zone, actors: map[string]*authz.Actor{}, invoiced: map[string]ref.ID{}}
	t.Clock.Travel(t.moment(opened))
	if err := t.chapters(ctx, func(tx *db.Tx) error { return m.group(tx, roles, hash) }, t.customers); err != nil {
		return err
	}
	t.engagements()
	t.leads()
	if err := t.tell(ctx); err != nil {
		return err
	}
	if err := t.chapters(ctx, m.pipeline, m.activities, m.clocks, t.people); err != nil {
		return err
	}
	for _, o := range offers {
		t.offer(o)
	}
	t.agreements()
	t.deliveries()
	t.amendments()
	t.cares()
	t.registrations()
	t.monies()
	t.receipts()
	t.files()
	return t.tell(ctx)
}

// chapters writes each chapter in one transaction.
func (t *teller) chapters(ctx context.Context, all ...func(*db.Tx) error) error {
	for _, chapter := range all {
		if err := t.DB.Write(ctx, chapter); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return nil
}

func (m Modules) group(tx *db.Tx, roles []org.RoleSeed, hash string) error {
	if err := m.Org.NameGroupTx(tx, "沪澜集团"); err != nil {
		return err
	}
	if err := m.Org.SeedRolesTx(tx, roles); err != nil {
		return err
	}
	for i, c := range companies {
		if _, err := m.Org.CreateEntityTx(tx, &org.Entity{ID: ID(c.key), Code: c.code, Name: c.name, ShortName: c.short, USCC: c.uscc, Position: int64(i)}); err != nil {
			return err
		}
	}
	for i, u := range units {
		if u.parent == "" {
			continue
		}
		if err := m.Org.CreateDepartmentTx(tx, &org.Department{ID: ID(u.key), ParentID: unitID(u.parent), Name: u.name, Position: int64(i)}); err != nil {
			return err
		}
	}
	for i, c := range colleagues {
		if err := m.colleague(tx, i, c, hash); err != nil {
			return fmt.Errorf("%s: %w", c.username, err)
		}
	}
	for _, username := range shared {
		if err := m.everywhere(tx, username); err != nil {
			return fmt.Errorf("%s: %w", username, err)
		}
	}
	return nil
}

// everywhere gives a person of a shared department his role at the other
// companies, too.
func (m Modules) everywhere(tx *db.Tx, username string) error {
	i := slices.IndexFunc(colleagues, func(c colleague) bool { return c.username == username })
	for _, at := range []string{"sl", "jl", "sd"} {
		if err := m.assign(tx, username, colleagues[i].role, at, "assignment-"+username+"-"+at); err != nil {
			return err
		}
	}
	return nil
}

func (m Modules) assign(tx *db.Tx, username, code, at, name string) error {
	role, err := m.Org.RoleByCodeTx(tx, code)
	if err != nil {
		return err
	}
	return m.Org.AssignTx(tx, &org.Assignment{ID: ID(name), PersonID: ID(username), RoleID: role.ID, DepartmentID: unitID(at)})
}

// unitID returns the id of a department; a company's root carries the one that
// org gives it.
func unitID(key string) ref.ID {
	for _, u := range units {
		if u.key == key && u.parent == "" {
			return ref.Derived("root", ID(u.company).String())
		}
	}
	return ID(key)
}

func (m Modules) colleague(tx *db.Tx, i int, c colleague, hash string) error {
	p := &org.Person{ID: ID(c.username), Username: c.username, Name: c.name, Title: c.title, DepartmentID: unitID(c.unit),
		Email: c.username + "@hulan.example", Mobile: "1990000" + fmt.Sprintf("%04d", 800+i)}
	if err := m.Org.CreatePersonTx(tx, p); err != nil {
		return err
	}
	if err := m.assign(tx, c.username, c.role, c.at, "assignment-"+c.username); err != nil {
		return err
	}
	return m.Identity.GivePasswordTx(tx, p, hash, false)
}

func (t *teller) customers(tx *db.Tx) error {
	since := workday.Today(t.now, t.zone).AddMonths(-14)
	phone := 0
	for _, o := range organisations {
		owner, err := t.Org.PersonTx(tx, ID(o.owner))
		if err != nil {
			return err
		}
		id := ID("org-" + strconv.Itoa(o.no))
		if err := t.Customers.AddTx(tx, customer.Incoming{ID: id, Draft: o.draft(), Status: o.status(), Origin: "demo", Entity: owner.EntityID, Unit: owner.DepartmentID, Owner: owner.ID, Since: since, Tags: o.marks(since)}); err != nil {
			return fmt.Errorf("%s: %w", o.name, err)
		}
		for i, s := range stakeholders[:o.people()] {
			phone++
			p := customer.Contact{ID: ID(fmt.Sprintf("contact-%d-%d", o.no, i)), CustomerID: id, Name: names[(o.no*3+i)%len(names)], Title: s.title, Part: s.part,
				Mobile: "1990000" + fmt.Sprintf("%04d", phone), Email: fmt.Sprintf("p%03d@%s.example", phone, "org"+strconv.Itoa(o.no)), MetAt: since.AddMonths(13).AddDays(i * 3)}
			if err := t.Customers.AddContactTx(tx, p); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o organisation) draft() customer.Draft {
	return customer.Draft{Name: o.name, ShortName: o.short, USCC: o.uscc, Party: o.party, Type: o.kind, Industry: o.industry, Region: o.region, City: o.city,
		Address: o.city + "市示范路 " + strconv.Itoa(o.no*7) + " 号", Credit: o.credit, Source: o.source, ProjectTypes: []string{o.industry}}
}

// status is prospect for those who never signed.
func (o organisation) status() customer.Status {
	for _, t := range o.tags {
		if t == "potential" {
			return customer.Prospect
		}
	}
	return customer.Active
}

// aloof is the customer of whom only the decision maker is known: his handover
// scores below the line for it.
const aloof = 10

// people says how many of the four stakeholders are known.
func (o organisation) people() int {
	if o.party != "owner" || o.no == aloof {
		return 1
	}
	return len(stakeholders)
}

func (o organisation) marks(since workday.Date) []customer.Tag {
	reasons := map[string]string{"high_value": "近 12 个月签约金额超过 500 万元", "potential": "有询价，尚无成交合同", "risk": "近 12 个月 4 次延期付款", "supplier": "供应商", "partner": "合作单位"}
	var tags []customer.Tag
	for _, t := range o.tags {
		tags = append(tags, customer.Tag{Tag: t, Source: "auto", Reason: reasons[t], Since: since})
	}
	return tags
}
