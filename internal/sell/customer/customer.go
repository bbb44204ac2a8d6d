package customer

import (
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/orgcode"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/text"
)

// Kind names customers in references.
const Kind ref.Kind = "customer"

// Rights this module checks.
const (
	PermRead   authz.Permission = "customer:read"
	PermCreate authz.Permission = "customer:create"
	PermUpdate authz.Permission = "customer:update"
	PermEngage authz.Permission = "customer:engage" // say which of us works with a customer
	PermReveal authz.Permission = "customer:reveal" // read a phone number in clear, which leaves a record
	PermExport authz.Permission = "customer:export"
	PermBlock  authz.Permission = "customer:blacklist"
)

// Errors a caller can act on.
var (
	ErrNotFound    = fault.New(fault.NotFound, "customer.not_found", "no such customer")
	ErrDuplicate   = fault.New(fault.Conflict, "customer.duplicate", "this customer exists already")
	ErrElsewhere   = fault.New(fault.Conflict, "customer.known_in_group", "somebody in the group works with this customer already")
	ErrBlacklisted = fault.New(fault.Conflict, "customer.blacklisted", "the customer is blacklisted")
	ErrMerged      = fault.New(fault.Conflict, "customer.merged", "the customer was merged into another")
	ErrHeld        = fault.New(fault.Conflict, "customer.held", "the customer's debts are overdue: no new quotes")
	ErrUnknown     = fault.New(fault.Invalid, "customer.unknown", "no such customer")
)

// Status is where a customer stands with the group.
type Status string

// Statuses (reference 2.2).
const (
	Prospect    Status = "prospect"
	Active      Status = "active"
	Dormant     Status = "dormant"
	Blacklisted Status = "blacklisted"
)

// Closed sets of the trade. The first of each is the default.
var (
	Statuses = []string{"prospect", "active", "dormant", "blacklisted"}
	Parties  = []string{"owner", "partner", "supplier"}
	Types    = []string{"private", "developer", "government", "public_institution", "state_owned", "platform"}
	Credits  = []string{"", "A", "B", "C", "D"}
	Sources  = []string{"", "online_ad", "exhibition", "referral", "tender_notice", "cold_call", "partner", "government_list"}
)

// moves is the transition table of [Status].
var moves = map[Status][]Status{
	Prospect:    {Active, Blacklisted},
	Active:      {Dormant, Blacklisted},
	Dormant:     {Active, Blacklisted},
	Blacklisted: {Active},
}

// Customer is an organisation that the group deals with.
type Customer struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	Name         string `track:"public"`
	NameKey      string `track:"-"`
	NameNorm     string `track:"-"`
	ShortName    string `track:"public"`
	USCC         string `track:"public"`
	NoUSCCReason string `track:"public"`
	Party        string `track:"public"`
	Type         string `track:"public"`
	Industry     string `track:"public"`
	Region       string `track:"public"`
	City         string `track:"public"`
	Address      string `track:"public"`
	Website      string `track:"public"`
	ProjectTypes string `track:"public"` // comma list
	Credit       string `track:"public"`
	Status       Status `track:"public"`
	Source       string `track:"public"`
	Note         string `track:"public"`
	Origin       string `track:"public"` // user or import
	Completeness int64  `track:"-"`      // percent of the fields that matter
	RootID       ref.ID `track:"public"`
	Custom       string `track:"public"` // JSON object of user-defined fields
	Hold         string `track:"public"` // why he gets no new quotes: the number of a collection order

	Engagements  []Engagement  `track:"-"`
	Registration *Registration `track:"-"` // where it is shown or decided upon
	Tags         []Tag         `track:"-"`
}

// Subject implements db.Record.
func (c *Customer) Subject() db.Subject {
	return db.Subject{Ref: ref.To(Kind, c.ID), Label: c.Name, Version: c.Version}
}

// Tag is a mark with its reason.
type Tag struct {
	Tag    string       `json:"tag"`
	Source string       `json:"source"`
	Reason string       `json:"reason"`
	Since  workday.Date `json:"since"`
}

// Draft is what a person may write of a customer.
type Draft struct {
	Name, ShortName, USCC, NoUSCCReason    string
	Party, Type, Industry, Region, City    string
	Address, Website, Credit, Source, Note string
	ProjectTypes                           []string
	Custom                                 string
}

// check normalises the draft and answers every broken rule at once.
func (d *Draft) check() error {
	var c fault.Checks
	d.Name = strings.TrimSpace(d.Name)
	d.ShortName = strings.TrimSpace(d.ShortName)
	c.Check(d.Name != "", "name", "required")
	if d.USCC = orgcode.Normalize(d.USCC); d.USCC != "" {
		if err := orgcode.Check(d.USCC); err != nil {
			c.Check(false, "uscc", fault.As(err).Code)
		}
	}
	c.Check(d.Party != "supplier" || d.USCC != "" || d.NoUSCCReason != "", "uscc", "required")
	return c.Err()
}

// apply writes the draft into the customer.
func (c *Customer) apply(d Draft) {
	c.Name, c.ShortName, c.USCC, c.NoUSCCReason = d.Name, d.ShortName, d.USCC, d.NoUSCCReason
	c.Party, c.Type, c.Industry, c.Region, c.City = d.Party, d.Type, d.Industry, d.Region, d.City
	c.Address, c.Website, c.Credit, c.Source, c.Note = d.Address, d.Website, d.Credit, d.Source, d.Note
	c.ProjectTypes, c.Custom = strings.Join(d.ProjectTypes, ","), d.Custom
	c.NameKey, c.NameNorm = text.SortKey(c.Name), norm(c.Name)
	if c.Custom == "" {
		c.Custom = "{}"
	}
}

// norm is what two spellings of one organisation share: place and core, without
// the legal form.
func norm(name string) string {
	n := text.Normalize(name)
	return n.Region + n.Core
}

// complete scores how much of what matters is known, in percent (CUS-18):
// mandatory and recommended fields count alike, and so do a decision maker and
// a reachable contact.
func (c *Customer) complete(contacts []Contact) {
	decision, reachable := false, false
	for _, p := range contacts {
		decision = decision || p.Part == DecisionMaker
		reachable = reachable || p.Mobile != "" || p.Phone != "" || p.Email != ""
	}
	facts := []bool{c.Name != "", c.ShortName != "", c.USCC != "" || c.NoUSCCReason != "", c.Type != "", c.Industry != "",
		c.Region != "", c.City != "", c.Address != "", c.Credit != "", c.ProjectTypes != "", c.Source != "", decision, reachable}
	known := int64(0)
	for _, f := range facts {
		if f {
			known++
		}
	}
	c.Completeness = known * 100 / int64(len(facts))
}

// move changes the status along the table.
func (c *Customer) move(to Status) error {
	for _, s := range moves[c.Status] {
		if s == to {
			c.Status = to
			return nil
		}
	}
	return ErrMove.With("from", string(c.Status)).With("to", string(to))
}

// ErrMove says that the status cannot change like that.
var ErrMove = fault.New(fault.Conflict, "customer.status", "the customer cannot go to this status")

// usable answers why no new business may start with the customer.
func (c *Customer) usable() error {
	switch {
	case !c.RootID.IsZero():
		return ErrMerged
	case c.Status == Blacklisted:
		return ErrBlacklisted
	}
	return nil
}

// Verbs on a customer.
var (
	actUpdate    = authz.Action[*Customer]{Verb: "update", Permission: PermUpdate, When: living}
	actEngage    = authz.Action[*Customer]{Verb: "engage", Permission: PermEngage, When: living}
	actReveal    = authz.Action[*Customer]{Verb: "reveal", Permission: PermReveal}
	actBlacklist = authz.Action[*Customer]{Verb: "blacklist", Permission: PermBlock, When: func(c *Customer, _ *authz.Actor) error {
		if c.Status == Blacklisted {
			return ErrMove
		}
		return living(c, nil)
	}}
	actRestore = authz.Action[*Customer]{Verb: "restore", Permission: PermBlock, When: func(c *Customer, _ *authz.Actor) error {
		if c.Status != Blacklisted {
			return ErrMove
		}
		return nil
	}}
	actions = []authz.Action[*Customer]{actUpdate, actEngage, actReveal, actBlacklist, actRestore, actConfirm}
)

func living(c *Customer, _ *authz.Actor) error {
	if !c.RootID.IsZero() {
		return ErrMerged
	}
	return nil
}

// Created says that the group has a new customer.
type Created struct {
	ID     ref.ID `json:"id"`
	Name   string `json:"name"`
	Entity ref.ID `json:"entity_id"`
	Owner  ref.ID `json:"owner_id"`
}

// Topic implements db.Event.
func (Created) Topic() string { return "customer.created" }

// Version implements db.Event.
func (Created) Version() int { return 1 }

// StatusChanged says that a customer stands elsewhere now.
type StatusChanged struct {
	ID     ref.ID `json:"id"`
	From   Status `json:"from"`
	To     Status `json:"to"`
	Reason string `json:"reason" doc:"Why a person did it; empty when it followed from something."`
	By     ref.ID `json:"by_id"`
}

// Topic implements db.Event.
func (StatusChanged) Topic() string { return "customer.status_changed" }

// Version implements db.Event.
func (StatusChanged) Version() int { return 1 }
