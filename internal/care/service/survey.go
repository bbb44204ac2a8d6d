package service

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/link"
)

// Kind names surveys in references.
const Kind ref.Kind = "survey"

// LinkPurpose is what a token of this module is good for.
const LinkPurpose = "survey.answer"

// Rights this module checks.
const (
	PermRead   authz.Permission = "survey:read"
	PermSend   authz.Permission = "survey:send"
	PermManage authz.Permission = "survey:manage" // templates

	PermPlanRead    authz.Permission = "improvement:read"
	PermPlanWrite   authz.Permission = "improvement:write"
	PermPlanApprove authz.Permission = "improvement:approve"
)

// Permissions lists what this module checks, for the catalogue of roles.
func Permissions() []authz.Permission {
	return []authz.Permission{PermRead, PermSend, PermManage, PermPlanRead, PermPlanWrite, PermPlanApprove, PermComplaintRead, PermComplaintWrite, PermComplaintClose, PermComplaintReopen}
}

// State is where a survey stands.
type State string

// States (reference 2.17).
const (
	Scheduled State = "scheduled"
	Out       State = "sent"
	Opened    State = "opened"
	Replied   State = "answered"
	Expired   State = "expired"
)

// States lists the states in order.
var States = []string{"scheduled", "sent", "opened", "answered", "expired"}

// moves is the transition table of [State].
var moves = map[State][]State{
	Scheduled: {Out, Expired},
	Out:       {Opened, Expired},
	Opened:    {Replied, Expired},
}

// Causes of a survey.
const (
	AtMilestone  = "milestone"
	AtCompletion = "completion"
	InWarranty   = "warranty"
	Yearly       = "yearly"
	Again        = "resurvey" // after an improvement plan
	ByHand       = "manual"
)

// Causes lists them.
var Causes = []string{AtMilestone, AtCompletion, InWarranty, Yearly, Again, ByHand}

// MaxComment bounds the words of an answer, in characters.
const MaxComment = 2000

// Errors a caller can act on.
var (
	ErrNotFound        = fault.New(fault.NotFound, "survey.not_found", "no such survey")
	ErrState           = fault.New(fault.Conflict, "survey.state", "the survey does not stand where this can be done")
	ErrThrottled       = fault.New(fault.Conflict, "survey.too_soon", "the contact was asked less than 30 days ago")
	ErrNoContact       = fault.New(fault.Conflict, "survey.no_contact", "the customer has no active contact to ask")
	ErrTaken           = fault.New(fault.Conflict, "survey.id_taken", "another record has this id")
	ErrCustomerUnknown = fault.New(fault.Invalid, "survey.customer_unknown", "no such customer")
	ErrProjectUnknown  = fault.New(fault.Invalid, "survey.project_unknown", "no such project of this customer")
	ErrContactUnknown  = fault.New(fault.Invalid, "survey.contact_unknown", "no such active contact of this customer")

	ErrLinkNotFound = fault.New(fault.NotFound, "survey.link_not_found", "no such link")
	ErrAnswered     = fault.New(fault.Conflict, "survey.answered", "the survey was answered already")
	ErrChanged      = fault.New(fault.Conflict, "survey.changed", "what the link shows has changed since it was opened")
	ErrOurs         = fault.New(fault.Forbidden, "survey.own_people", "who is signed in cannot answer for the customer")
)

// Survey is one question to one contact.
type Survey struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID     ref.ID `track:"public"`
	DepartmentID ref.ID `track:"public"`
	OwnerID      ref.ID `track:"public"` // project manager, else who leads the customer
	CustomerID   ref.ID `track:"public"`
	ProjectID    ref.ID `track:"public"`
	MilestoneID  ref.ID `track:"public"`
	ContactID    ref.ID `track:"public"` // none until somebody to ask is known
	ContactName  string `track:"public"`

	Cause   string       `track:"public"`
	Purpose Purpose      `track:"public"`
	Key     string       `track:"-"` // what happened; asked about once
	State   State        `track:"public"`
	DueOn   workday.Date `track:"public"`

	TemplateID ref.ID     `track:"public"` // since it was sent
	Questions  []Question `track:"-"`
	Nonce      link.Nonce `track:"-"`
	SentAt     time.Time  `track:"public"`
	ExpiresAt  time.Time  `track:"public"` // whole seconds
	OpenedAt   time.Time  `track:"public"`

	AnsweredAt  time.Time        `track:"public"`
	AnsweredOn  workday.Date     `track:"-"`      // in the business zone
	Answers     map[string]int64 `track:"public"` // by code
	Score       int64            `track:"public"` // hundredths of a point of five
	SalesScore  int64            `track:"public"` // hundredths of it that came from questions about sales
	Recommend   *int64           `track:"public"`
	Comment     string           `track:"public"`
	Complaint   bool             `track:"public"`
	IP          string           `track:"contact"`
	Agent       string           `track:"contact"`
	ContentHash string           `track:"public"` // hexadecimal SHA-256 of what was shown
}

// Subject implements db.Record.
func (s *Survey) Subject() db.Subject {
	return db.Subject{Ref: ref.To(Kind, s.ID), Label: s.ContactName, Entity: s.EntityID, Version: s.Version}
}

// Scope implements authz.Scoped.
func (s *Survey) Scope() authz.Scope {
	return authz.Scope{Owner: s.OwnerID, Department: s.DepartmentID, Entity: s.EntityID}
}

func (s *Survey) belong(to authz.Scope) {
	s.EntityID, s.DepartmentID, s.OwnerID = to.Entity, to.Department, to.Owner
}

func (s *Survey) move(to State) error {
	if !slices.Contains(moves[s.State], to) {
		return ErrState.With("state", string(s.State))
	}
	s.State = to
	return nil
}

// send freezes what the survey asks and starts the life of its link.
func (s *Survey) send(t *Template, now time.Time, life time.Duration) error {
	if err := s.move(Out); err != nil {
		return err
	}
	s.TemplateID, s.Questions, s.Nonce = t.ID, t.Questions, link.NewNonce()
	s.SentAt, s.ExpiresAt = now, now.Add(life).Truncate(time.Second)
	return nil
}

// turn is what time asks of a survey.
type turn int

const (
	nothing turn = iota
	sendNow
	postpone
	giveUp
)

// turn says what is due. Last is when the contact was sent another survey.
func (s *Survey) turn(now time.Time, today workday.Date, last time.Time, contact bool, p *Policy) turn {
	switch {
	case s.waits():
		if now.Before(s.ExpiresAt) {
			return nothing
		}
		return giveUp
	case s.State != Scheduled || today < s.DueOn:
		return nothing
	case today.Sub(s.DueOn) >= p.WaitDays:
		return giveUp
	case !contact:
		return nothing
	case p.tooSoon(last, now):
		return postpone
	}
	return sendNow
}

// tooSoon reports whether a contact that was asked last is left in peace.
func (p *Policy) tooSoon(last, now time.Time) bool {
	return !last.IsZero() && now.Before(last.Add(p.Pause))
}

// claims is what the token of the survey proves.
func (s *Survey) claims() link.Claims {
	return link.Claims{Purpose: LinkPurpose, Ref: ref.To(Kind, s.ID), Audience: s.ContactID.String(), Expires: s.ExpiresAt, Nonce: s.Nonce}
}

// proves reports whether claims that are genuine are those of this survey.
func (s *Survey) proves(c link.Claims) bool {
	own := s.claims()
	return own.Ref == c.Ref && own.Audience == c.Audience && own.Nonce == c.Nonce && own.Expires.Equal(c.Expires)
}

// waits reports whether the survey can still be answered.
func (s *Survey) waits() bool { return s.State == Out || s.State == Opened }

// open notes that the contact has seen the questions.
func (s *Survey) open(now time.Time) {
	if s.State == Out {
		s.State, s.OpenedAt = Opened, now
	}
}

// Answer is the word of a contact.
type Answer struct {
	Answers   map[string]int64 // by the code of the question
	Comment   string
	Complaint bool   // he wants it seen to
	Hash      string // of the content that he was shown
}

// check answers what is wrong with an answer to the questions. Every question
// wants an answer; a complaint says what it is about.
func (a *Answer) check(qs []Question) error {
	var c fault.Checks
	a.Comment = strings.TrimSpace(a.Comment)
	known := map[string]bool{}
	for _, q := range qs {
		known[q.Code] = true
		v, given := a.Answers[q.Code]
		least, most := int64(1), int64(5)
		if q.Kind == Recommend {
			least, most = 0, 10
		}
		c.Check(given, "answers."+q.Code, "required")
		c.Check(!given || v >= least && v <= most, "answers."+q.Code, "not_allowed")
	}
	for code := range a.Answers {
		c.Check(known[code], "answers", "unknown")
	}
	c.Check(!a.Complaint || a.Comment != "", "comment", "required")
	c.Check(utf8.RuneCountInString(a.Comment) <= MaxComment, "comment", "too_long")
	c.Check(a.Hash != "", "content_hash", "required")
	return c.Err()
}

// answer writes what the contact said.
func (s *Survey) answer(a Answer, now time.Time, today workday.Date) error {
	if !s.waits() {
		return ErrAnswered
	}
	if err := a.check(s.Questions); err != nil {
		return err
	}
	s.open(now) // a page that could not tell has been opened all the same
	if err := s.move(Replied); err != nil {
		return err
	}
	s.AnsweredAt, s.AnsweredOn, s.Answers, s.Comment, s.Complaint, s.ContentHash = now, today, a.Answers, a.Comment, a.Complaint, a.Hash
	for _, q := range s.Questions {
		if v := a.Answers[q.Code]; q.Kind == Recommend {
			s.Recommend = &v
		}
	}
	points, sales, all := s.points()
	s.Score, s.SalesScore = share(points, all), share(sales, all)
	return nil
}

// points returns the weighted points, those of questions about sales, and the
// sum of the weights.
func (s *Survey) points() (points, sales, all int64) {
	for _, q := range s.Questions {
		p := q.Weight * s.Answers[q.Code]
		points += p
		all += q.Weight
		if q.Sales {
			sales += p
		}
	}
	return points, sales, all
}

// share returns hundredths of a point, half up.
func share(points, all int64) int64 {
	if all == 0 {
		return 0
	}
	return (200*points + all) / (2 * all)
}

// poor reports whether the answer opens an improvement plan.
func (s *Survey) poor() bool {
	points, _, all := s.points()
	return s.Complaint || all > 0 && points < 3*all
}

// excellent reports whether the answer recommends the customer's next project to
// us first (reference 2.16).
func (s *Survey) excellent() bool {
	points, _, all := s.points()
	return !s.Complaint && s.Recommend != nil && *s.Recommend >= 9 && all > 0 && 10*points >= 45*all
}

// shown is what the contact answers about.
type shown struct {
	Survey    ref.ID     `json:"survey_id"`
	Contact   ref.ID     `json:"contact_id"`
	Customer  string     `json:"customer"`
	Project   string     `json:"project"`
	Milestone string     `json:"milestone"`
	Questions []Question `json:"questions"`
}

// hash is SHA-256 over everything that the contact was shown.
func (s shown) hash() (string, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

func in(states ...State) func(*Survey, *authz.Actor) error {
	return func(s *Survey, _ *authz.Actor) error {
		if !slices.Contains(states, s.State) {
			return ErrState.With("state", string(s.State))
		}
		return nil
	}
}

// Verbs on a survey.
var (
	actSend = authz.Action[*Survey]{Verb: "send", Permission: PermSend, When: in(Scheduled)}
	actLink = authz.Action[*Survey]{Verb: "link", Permission: PermSend, When: in(Out, Opened)}

	actions = []authz.Action[*Survey]{actSend, actLink}
)

// Fact is what every event of a survey tells.
type Fact struct {
	ID        ref.ID `json:"id"`
	Entity    ref.ID `json:"entity_id"`
	Dept      ref.ID `json:"department_id"`
	Owner     ref.ID `json:"owner_id"`
	Customer  ref.ID `json:"customer_id"`
	Project   ref.ID `json:"project_id"`
	Milestone ref.ID `json:"milestone_id"`
	Contact   ref.ID `json:"contact_id"`
	Cause     string `json:"cause"`
}

func (s *Survey) fact() Fact {
	return Fact{s.ID, s.EntityID, s.DepartmentID, s.OwnerID, s.CustomerID, s.ProjectID, s.MilestoneID, s.ContactID, s.Cause}
}

// Version implements db.Event.
func (Fact) Version() int { return 1 }

// Sent says that a contact shall have a survey. The token is not in the payload:
// whoever sends it asks [Service.LetterTx].
type Sent struct {
	Fact
	Expires time.Time `json:"expires_at"`
}

// Topic implements db.Event.
func (Sent) Topic() string { return "survey.sent" }

// Answered says that a contact answered a survey.
type Answered struct {
	Fact
	Score     int64  `json:"score"` // hundredths of a point of five
	Recommend *int64 `json:"recommend"`
	Complaint bool   `json:"complaint"`
	Poor      bool   `json:"poor"`
	Excellent bool   `json:"excellent"`
}

// Topic implements db.Event.
func (Answered) Topic() string { return "survey.answered" }
