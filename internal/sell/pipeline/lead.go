package pipeline

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"gongqiao/internal/kernel/contactform"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/orgcode"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/text"
)

// LeadKind names leads in references.
const LeadKind ref.Kind = "lead"

// LeadStatus is where a lead stands.
type LeadStatus string

// Statuses (reference 2.1).
const (
	LeadIsNew          LeadStatus = "new"
	LeadIsAssigned     LeadStatus = "assigned"
	LeadIsContacted    LeadStatus = "contacted"
	LeadIsQualified    LeadStatus = "qualified"
	LeadIsConverted    LeadStatus = "converted"
	LeadIsDisqualified LeadStatus = "disqualified"
	LeadIsRecycled     LeadStatus = "recycled"
)

// Closed sets of leads.
var (
	LeadStatuses      = []string{"new", "assigned", "contacted", "qualified", "converted", "disqualified", "recycled"}
	DisqualifyReasons = []string{"duplicate", "unreachable", "no_budget", "out_of_scope", "competitor", "no_response", "other"}
	FundingSources    = []string{"own_funds", "government", "loan", "bond", "mixed"}
)

// living are the statuses that are not the end.
var living = []LeadStatus{LeadIsNew, LeadIsAssigned, LeadIsContacted, LeadIsQualified, LeadIsRecycled}

// leadMoves tells from where each verb leads on. A recycled lead lies in the
// public pool until it is assigned again.
var leadMoves = map[string][]LeadStatus{
	"assign":     {LeadIsNew, LeadIsRecycled},
	"contact":    {LeadIsAssigned},
	"qualify":    {LeadIsContacted},
	"convert":    {LeadIsQualified},
	"disqualify": living,
	"recycle":    {LeadIsAssigned, LeadIsContacted},
	"update":     living,
	"reveal":     {LeadIsNew, LeadIsAssigned, LeadIsContacted, LeadIsQualified, LeadIsConverted, LeadIsDisqualified, LeadIsRecycled},
}

// Errors of leads.
var (
	ErrLeadNotFound = fault.New(fault.NotFound, "lead.not_found", "no such lead")
	ErrLeadStatus   = fault.New(fault.Conflict, "lead.status", "the lead does not allow this now")
	ErrLeadBlocked  = fault.New(fault.Conflict, "lead.blocked", "this person let the lead lie a short while ago")
	ErrLeadClash    = fault.New(fault.Conflict, "lead.clash", "somebody in the group chases the same project")
	ErrLeadOwner    = fault.New(fault.Invalid, "lead.owner_unknown", "the person does not exist or is not active")
	ErrLeadReveals  = fault.New(fault.RateLimited, "lead.reveal_limit", "the day's limit of contact data read in clear is reached")
)

// Lead is a hint that somebody may build something.
type Lead struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID     ref.ID     `track:"public"`
	DepartmentID ref.ID     `track:"public"`
	OwnerID      ref.ID     `track:"public"` // none while new or recycled
	Status       LeadStatus `track:"public"`

	Source      string `track:"public"` // archived when it was created
	Company     string `track:"public"`
	CompanyKey  string `track:"-"`
	CompanyNorm string `track:"-"`
	USCC        string `track:"public"`
	ContactName string `track:"public"`
	Mobile      string `track:"contact"`
	Email       string `track:"contact"`
	Region      string `track:"public"`
	Note        string `track:"public"`
	Origin      string `track:"public"`
	Custom      string `track:"public"`

	Need
	Grade  string `track:"public"`
	Reason string `track:"public"` // why it was disqualified

	AssignedAt     time.Time `track:"public"`
	ContactedAt    time.Time `track:"public"`
	LastActivityAt time.Time `track:"-"`
	BlockedOwnerID ref.ID    `track:"public"` // who let it lie
	BlockedUntil   time.Time `track:"public"`
	CustomerID     ref.ID    `track:"public"`
	OpportunityID  ref.ID    `track:"public"`

	owner string // name, for display
}

// Need is what makes a lead worth an opportunity: budget, authority, need and
// time.
type Need struct {
	ProjectName        string       `track:"public"`
	OwnerUnit          string       `track:"public"` // who builds
	Amount             int64        `track:"price"`  // fen
	ExpectedTenderDate workday.Date `track:"public"`
	FundingSource      string       `track:"public"`
}

func (n *Need) check() error {
	var c fault.Checks
	n.ProjectName, n.OwnerUnit = strings.TrimSpace(n.ProjectName), strings.TrimSpace(n.OwnerUnit)
	c.Check(n.ProjectName != "", "project_name", "required")
	c.Check(n.OwnerUnit != "", "owner_unit", "required")
	c.Check(n.Amount > 0, "amount", "not_positive")
	c.Check(n.Amount <= MaxAmount, "amount", "too_large")
	c.Check(!n.ExpectedTenderDate.IsZero(), "expected_tender_date", "required")
	c.Check(slices.Contains(FundingSources, n.FundingSource), "funding_source", "required")
	return c.Err()
}

// Subject implements db.Record.
func (l *Lead) Subject() db.Subject {
	return db.Subject{Ref: ref.To(LeadKind, l.ID), Label: l.label(), Entity: l.EntityID, Version: l.Version}
}

// label is what people call the lead. A phone number is no public label, its
// ends are.
func (l *Lead) label() string {
	return cmp.Or(l.Company, l.ContactName, contactform.MaskPhone(l.Mobile))
}

// Scope implements authz.Scoped.
func (l *Lead) Scope() authz.Scope {
	return authz.Scope{Owner: l.OwnerID, Department: l.DepartmentID, Entity: l.EntityID}
}

// LeadDraft is what a person may write of a lead.
type LeadDraft struct {
	Source, Company, USCC, ContactName string
	Mobile, Email, Region, Note        string
}

// check normalises the draft and answers every broken rule at once.
func (d *LeadDraft) check() error {
	var c fault.Checks
	d.Company, d.ContactName = strings.TrimSpace(d.Company), strings.TrimSpace(d.ContactName)
	if d.Mobile != "" {
		m, err := contactform.Mobile(d.Mobile)
		c.Check(err == nil, "mobile", "not_a_phone")
		d.Mobile = m
	}
	if d.Email != "" {
		m, err := contactform.Email(d.Email)
		c.Check(err == nil, "email", "not_an_email")
		d.Email = m
	}
	if d.USCC = orgcode.Normalize(d.USCC); d.USCC != "" {
		if err := orgcode.Check(d.USCC); err != nil {
			c.Check(false, "uscc", fault.As(err).Code)
		}
	}
	c.Check(d.Company != "" || d.Mobile != "", "company", "required")
	c.Check(d.Source != "" && slices.Contains(Sources, d.Source), "source", "required")
	return c.Err()
}

// apply writes the draft into the lead. Where it came from is archived once.
func (l *Lead) apply(d LeadDraft) {
	if l.Source == "" {
		l.Source = d.Source
	}
	l.Company, l.CompanyKey, l.CompanyNorm = d.Company, text.SortKey(d.Company), companyNorm(d.Company)
	l.USCC, l.ContactName, l.Mobile, l.Email, l.Region, l.Note = d.USCC, d.ContactName, d.Mobile, d.Email, d.Region, d.Note
}

// keepMasked puts back what the caller was shown masked and sent unchanged.
func (l *Lead) keepMasked(d *LeadDraft) {
	if l.Mobile != "" && d.Mobile == contactform.MaskPhone(l.Mobile) {
		d.Mobile = l.Mobile
	}
	if l.Email != "" && d.Email == contactform.MaskEmail(l.Email) {
		d.Email = l.Email
	}
}

// companyNorm is a company's name without its legal form.
func companyNorm(name string) string {
	n := text.Normalize(name)
	return n.Region + n.Core
}

// may is the rule of a verb.
func (l *Lead) may(verb string) error {
	if !slices.Contains(leadMoves[verb], l.Status) {
		return ErrLeadStatus.With("status", string(l.Status))
	}
	return nil
}

func (l *Lead) assign(owner ref.ID, now time.Time) error {
	if owner == l.BlockedOwnerID && now.Before(l.BlockedUntil) {
		return ErrLeadBlocked
	}
	l.Status, l.OwnerID, l.AssignedAt, l.LastActivityAt = LeadIsAssigned, owner, now, now
	l.BlockedOwnerID, l.BlockedUntil, l.ContactedAt = ref.Nil, time.Time{}, time.Time{}
	return nil
}

// recycle puts the lead into the public pool and keeps it from the one who let
// it lie.
func (l *Lead) recycle(now time.Time, p Policy) {
	l.Status, l.BlockedOwnerID, l.BlockedUntil = LeadIsRecycled, l.OwnerID, now.Add(p.LeadBlock)
	l.OwnerID, l.AssignedAt = ref.Nil, time.Time{}
}

// idle reports whether the lead lies still too long: no first contact, or no
// activity any more.
func (l *Lead) idle(now time.Time, p Policy) bool {
	switch l.Status {
	case LeadIsAssigned:
		return now.Sub(l.AssignedAt) > p.LeadRecycleAfter || now.Sub(l.LastActivityAt) > p.LeadIdle
	case LeadIsContacted:
		return now.Sub(l.LastActivityAt) > p.LeadIdle
	case LeadIsNew, LeadIsQualified, LeadIsConverted, LeadIsDisqualified, LeadIsRecycled:
	}
	return false
}

// moved tells that the lead came from a status to the one in which it is.
func (l *Lead) moved(from LeadStatus, now time.Time, p Policy) LeadMoved {
	e := LeadMoved{LeadFact: l.fact(), From: from, To: l.Status, Since: now}
	switch l.Status {
	case LeadIsNew:
		e.DueAt = now.Add(p.LeadAssignWithin)
	case LeadIsAssigned:
		e.DueAt = now.Add(p.LeadContactWithin)
	case LeadIsContacted, LeadIsQualified, LeadIsConverted, LeadIsDisqualified, LeadIsRecycled:
	}
	return e
}

func (l *Lead) qualify(n Need, today workday.Date, p Policy) {
	l.Status, l.Need = LeadIsQualified, n
	l.Grade = gradeOf(weightAmount*amountPoints(n.Amount) + weightUrgency*urgencyPoints(today, n.ExpectedTenderDate) + weightHeat*p.UsualHeat)
}

// leadActions are the verbs on a lead; contact is what logging an activity does.
var leadActions = map[string]authz.Action[*Lead]{
	"update": leadAction("update", PermLeadUpdate), "assign": leadAction("assign", PermLeadAssign), "qualify": leadAction("qualify", PermLeadUpdate),
	"convert": leadAction("convert", PermLeadConvert), "disqualify": leadAction("disqualify", PermLeadUpdate), "recycle": leadAction("recycle", PermLeadAssign), "reveal": leadAction("reveal", PermLeadReveal),
}

// leadVerbs is the order in which they are shown.
var leadVerbs = []authz.Action[*Lead]{leadActions["update"], leadActions["assign"], leadActions["qualify"], leadActions["convert"], leadActions["disqualify"], leadActions["recycle"], leadActions["reveal"]}

func leadAction(verb string, p authz.Permission) authz.Action[*Lead] {
	return authz.Action[*Lead]{Verb: verb, Permission: p, When: func(l *Lead, _ *authz.Actor) error { return l.may(verb) }}
}
