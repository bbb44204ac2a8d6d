package customer

import (
	"strings"
	"time"

	"gongqiao/internal/kernel/contactform"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// ContactKind names contacts in references.
const ContactKind ref.Kind = "contact"

// Parts that people at a customer play (CUS-14). The handover asks for the
// first three.
const (
	DecisionMaker = "decision_maker"
	EndUser       = "end_user"
	Supervisor    = "supervisor"
)

// Closed sets of contacts.
var (
	ContactParts = []string{"other", DecisionMaker, EndUser, Supervisor, "tech_gatekeeper", "finance", "coach"}
	Attitudes    = []string{"", "supporter", "neutral", "opponent"}
)

// Errors of contacts.
var (
	ErrContactNotFound = fault.New(fault.NotFound, "contact.not_found", "no such contact")
	ErrRevealLimit     = fault.New(fault.RateLimited, "contact.reveal_limit", "the day's limit of contact data read in clear is reached")
)

// Contact is a person at a customer.
type Contact struct {
	ID         ref.ID       `track:"-"`
	Version    int64        `track:"-"`
	CreatedAt  time.Time    `track:"-"`
	UpdatedAt  time.Time    `track:"-"`
	CustomerID ref.ID       `track:"public"`
	Name       string       `track:"public"`
	Title      string       `track:"public"`
	Part       string       `track:"public"`
	Attitude   string       `track:"public"`
	Mobile     string       `track:"contact"`
	Phone      string       `track:"contact"`
	Email      string       `track:"contact"`
	Wechat     string       `track:"contact"`
	Note       string       `track:"public"`
	Active     bool         `track:"public"`
	MetAt      workday.Date `track:"public"`
}

// Subject implements db.Record.
func (p *Contact) Subject() db.Subject {
	return db.Subject{Ref: ref.To(ContactKind, p.ID), Label: p.Name, Version: p.Version}
}

// check normalises the contact and answers every broken rule (DAT-03).
func (p *Contact) check() error {
	var c fault.Checks
	p.Name = strings.TrimSpace(p.Name)
	c.Check(p.Name != "", "name", "required")
	if p.Mobile != "" {
		m, err := contactform.Mobile(p.Mobile)
		c.Check(err == nil, "mobile", "not_a_phone")
		p.Mobile = m
	}
	if p.Phone != "" {
		m, _, err := contactform.Phone(p.Phone)
		c.Check(err == nil, "phone", "not_a_phone")
		p.Phone = m
	}
	if p.Email != "" {
		m, err := contactform.Email(p.Email)
		c.Check(err == nil, "email", "not_an_email")
		p.Email = m
	}
	return c.Err()
}
