package customer

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"gongqiao/internal/kernel/contactform"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Named is a record shown by its name.
type Named struct {
	ID   ref.ID `json:"id"`
	Name string `json:"name"`
}

// Row is a customer in the list.
type Row struct {
	ID           ref.ID    `json:"id"`
	Version      int64     `json:"version"`
	CreatedAt    time.Time `json:"created_at"`
	UpdatedAt    time.Time `json:"updated_at"`
	Name         string    `json:"name"`
	ShortName    string    `json:"short_name"`
	USCC         string    `json:"uscc"`
	Party        string    `json:"party" enum:"owner,partner,supplier"`
	Type         string    `json:"type"`
	Industry     string    `json:"industry"`
	Region       string    `json:"region"`
	City         string    `json:"city"`
	Credit       string    `json:"credit"`
	Status       Status    `json:"status" enum:"prospect,active,dormant,blacklisted"`
	Completeness int64     `json:"completeness" doc:"Percent of the fields that matter."`
	Tags         []Tag     `json:"tags" nullable:"false"`
	Owner        *Named    `json:"owner" doc:"Of the leading company's engagement."`
	Entity       *Named    `json:"entity"`
	Actions      []string  `json:"actions" nullable:"false"`

	Custom map[string]json.RawMessage `json:"custom,omitempty" doc:"Values of the fields that users added and the caller sees, by key; missing without any."`
}

// View is a customer's record page.
type View struct {
	Row
	NoUSCCReason string           `json:"no_uscc_reason"`
	Address      string           `json:"address"`
	Website      string           `json:"website"`
	ProjectTypes []string         `json:"project_types" nullable:"false"`
	Source       string           `json:"source"`
	Note         string           `json:"note"`
	Origin       string           `json:"origin"`
	MergedInto   ref.ID           `json:"merged_into"`
	Hold         string           `json:"hold" doc:"Why he gets no new quotes: the number of a collection order; empty for nothing."`
	Satisfaction SatisfactionView `json:"satisfaction"`
	Engagements  []EngagementView `json:"engagements" nullable:"false"`
	Contacts     []ContactView    `json:"contacts" nullable:"false"`

	Registration *RegistrationView `json:"registration" doc:"What the business register says; null before it was asked."`

	Custom map[string]json.RawMessage `json:"custom" doc:"Values of the fields that users added and the caller sees, by key."`
}

// RegistrationView is the last extract of the business register.
type RegistrationView struct {
	Source         string     `json:"source"`
	Name           string     `json:"name"`
	USCC           string     `json:"uscc"`
	Representative string     `json:"legal_representative"`
	Status         Standing   `json:"status" enum:"existing,moved,suspended,revoked,cancelled,unlisted,other"`
	StatusText     string     `json:"status_text" doc:"In the register's own words."`
	Capital        string     `json:"capital"`
	Alarm          bool       `json:"alarm" doc:"No new quotes until somebody confirms."`
	CheckedAt      time.Time  `json:"checked_at"`
	ConfirmedAt    *time.Time `json:"confirmed_at"`
	ConfirmedBy    ref.ID     `json:"confirmed_by_id"`
}

func registrationView(r *Registration) *RegistrationView {
	if r == nil {
		return nil
	}
	v := &RegistrationView{Source: r.Source, Name: r.Name, USCC: r.USCC, Representative: r.Representative, Status: r.Status, StatusText: r.StatusText, Capital: r.Capital, Alarm: r.Alarm, CheckedAt: r.CheckedAt, ConfirmedBy: r.ConfirmedBy}
	if !r.ConfirmedAt.IsZero() {
		v.ConfirmedAt = &r.ConfirmedAt
	}
	return v
}

// SatisfactionView is what a customer's answers to surveys come to.
type SatisfactionView struct {
	Answers int64        `json:"answers"`
	Average int64        `json:"average" doc:"Hundredths of a point of five; 0 without answers."`
	Last    int64        `json:"last" doc:"Hundredths of a point, of the last answer."`
	LastOn  workday.Date `json:"last_on"`
	NPS     *int64       `json:"nps" doc:"-100 to 100; null below five answers."`
}

func satisfactionView(s Satisfaction) SatisfactionView {
	return SatisfactionView{s.Answers, s.Average(), s.Last, s.LastOn, NPS(s.Asked, s.Promoters, s.Detractors)}
}

// EngagementView says which of our companies works with a customer.
type EngagementView struct {
	ID       ref.ID       `json:"id"`
	Entity   Named        `json:"entity"`
	Owner    Named        `json:"owner"`
	Relation string       `json:"relation" enum:"lead,assist,history"`
	Since    workday.Date `json:"since"`
	Until    workday.Date `json:"until"`
}

// ContactView is a person at a customer; Masked names what is not in clear.
type ContactView struct {
	ID         ref.ID       `json:"id"`
	Version    int64        `json:"version"`
	CreatedAt  time.Time    `json:"created_at"`
	UpdatedAt  time.Time    `json:"updated_at"`
	CustomerID ref.ID       `json:"customer_id"`
	Name       string       `json:"name"`
	Title      string       `json:"title"`
	Part       string       `json:"part"`
	Attitude   string       `json:"attitude"`
	Mobile     string       `json:"mobile"`
	Phone      string       `json:"phone"`
	Email      string       `json:"email"`
	Wechat     string       `json:"wechat"`
	Note       string       `json:"note"`
	Active     bool         `json:"active"`
	MetAt      workday.Date `json:"met_at"`
	Masked     []string     `json:"masked" nullable:"false"`
	Actions    []string     `json:"actions" nullable:"false"`
}

func row(tx *db.Tx, s summary) Row {
	r := base(&s.Customer)
	if s.lead.Relation != "" {
		r.Owner, r.Entity = &Named{s.lead.OwnerID, s.lead.OwnerName}, &Named{s.lead.EntityID, s.lead.EntityName}
		s.Engagements = []Engagement{s.lead}
	}
	r.Actions = authz.Actions(tx.Actor, "", s.scopeFor(tx.Actor, PermUpdate), &s.Customer, actions)
	return r
}

func base(c *Customer) Row {
	return Row{ID: c.ID, Version: c.Version, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt, Name: c.Name, ShortName: c.ShortName, USCC: c.USCC, Party: c.Party, Type: c.Type,
		Industry: c.Industry, Region: c.Region, City: c.City, Credit: c.Credit, Status: c.Status, Completeness: c.Completeness, Tags: append([]Tag{}, c.Tags...)}
}

func view(tx *db.Tx, c *Customer, contacts []Contact) (View, error) {
	v := View{Row: base(c), NoUSCCReason: c.NoUSCCReason, Address: c.Address, Website: c.Website, ProjectTypes: split(c.ProjectTypes), Source: c.Source, Note: c.Note,
		Origin: c.Origin, MergedInto: c.RootID, Hold: c.Hold, Registration: registrationView(c.Registration), Engagements: []EngagementView{}, Contacts: []ContactView{}}
	for _, e := range c.Engagements {
		v.Engagements = append(v.Engagements, EngagementView{e.ID, Named{e.EntityID, e.EntityName}, Named{e.OwnerID, e.OwnerName}, e.Relation, e.Since, e.Until})
	}
	if e := c.lead(); e != nil {
		v.Owner, v.Entity = &Named{e.OwnerID, e.OwnerName}, &Named{e.EntityID, e.EntityName}
	}
	rated, err := satisfactionOf(tx, c.ID)
	if err != nil {
		return v, err
	}
	v.Satisfaction = satisfactionView(rated)
	if v.Actions, err = db.Actions(tx, actions, c.scopeFor(tx.Actor, PermUpdate), c, c.ID); err != nil {
		return v, err
	}
	for _, p := range contacts {
		v.Contacts = append(v.Contacts, contactView(tx.Actor, p, v.Actions))
	}
	return v, nil
}

func split(s string) []string {
	if s == "" {
		return []string{}
	}
	return strings.Split(s, ",")
}

// contactView masks what the actor may not see in clear. What he may do to a
// contact follows from what he may do to the customer.
func contactView(a *authz.Actor, p Contact, onCustomer []string) ContactView {
	shown := p
	if !a.Sees(authz.Contact) {
		shown = masked(p)
	}
	v := ContactView{ID: p.ID, Version: p.Version, CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt, CustomerID: p.CustomerID, Name: p.Name, Title: p.Title, Part: p.Part, Attitude: p.Attitude,
		Mobile: shown.Mobile, Phone: shown.Phone, Email: shown.Email, Wechat: shown.Wechat, Note: p.Note, Active: p.Active, MetAt: p.MetAt, Masked: []string{}, Actions: []string{}}
	for _, f := range []struct{ name, shown, stored string }{{"mobile", shown.Mobile, p.Mobile}, {"phone", shown.Phone, p.Phone}, {"email", shown.Email, p.Email}, {"wechat", shown.Wechat, p.Wechat}} {
		if f.shown != f.stored {
			v.Masked = append(v.Masked, f.name)
		}
	}
	for _, verb := range onCustomer {
		if verb == "update" || verb == "reveal" {
			v.Actions = append(v.Actions, verb)
		}
	}
	return v
}

// masked returns the contact as it is shown to people without class contact.
func masked(p Contact) Contact {
	p.Mobile, p.Phone, p.Email = contactform.MaskPhone(p.Mobile), contactform.MaskPhone(p.Phone), contactform.MaskEmail(p.Email)
	if p.Wechat != "" {
		p.Wechat = cmp.Or(string([]rune(p.Wechat)[:1]), "") + "***"
	}
	return p
}
