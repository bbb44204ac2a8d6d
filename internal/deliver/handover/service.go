package handover

import (
	"context"
	"errors"
	"time"

	"gongqiao/internal/base/setting"
	"gongqiao/internal/base/task"
	"gongqiao/internal/base/team"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// People tells where an active person works and what time it is there.
type People interface {
	HomeTx(tx *db.Tx, person ref.ID) (entity, department ref.ID, err error)
	ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error)
}

// Numbers gives a legal entity the number of its next handover.
type Numbers interface {
	NextTx(tx *db.Tx, entity ref.ID) (string, error)
}

// Projects are what is handed over to. ScopeTx answers a fault of kind NotFound
// unless tx.Actor may read the project.
type Projects interface {
	ScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error)
	BriefTx(tx *db.Tx, id ref.ID) (project.Project, error)
	NameRepTx(tx *db.Tx, p *project.Project, person ref.ID) error
}

// Documents knows the files that hang on records. FileTx answers a fault of kind
// NotFound for an unknown or voided one.
type Documents interface {
	FileTx(tx *db.Tx, id ref.ID) (f File, on ref.Ref, err error)
}

// Quotes knows the offer that an opportunity agreed on; nil when there is none.
type Quotes interface {
	OfferTx(tx *db.Tx, opportunity ref.ID) (*Offer, error)
}

// Contracts knows the payment schedule of a contract; nil when there is none.
type Contracts interface {
	ScheduleTx(tx *db.Tx, contract ref.ID) (*Schedule, error)
}

// Contacts knows the active people at a customer, decision makers first.
type Contacts interface {
	StakeholdersTx(tx *db.Tx, customer ref.ID) ([]Stakeholder, error)
}

// Team keeps who plays which part on a handover: it lets project manager and
// technical lead see it.
type Team interface {
	SetTx(tx *db.Tx, on db.Subject, part team.Part, people ...ref.ID) error
}

// Tasks gives people something to do by a time.
type Tasks interface {
	CreateTx(tx *db.Tx, m task.Made) (ref.ID, error)
	DoneTx(tx *db.Tx, key, result string) (bool, error)
	HandOnTx(tx *db.Tx, from, to ref.ID, records ...ref.ID) error
}

// Policy is what a group may set differently. Days are working days.
type Policy struct {
	Rubric   Rubric // of handovers to come
	Calendar func() *workday.Calendar

	DraftDays, SubmitDays              int // from the contract in force
	ScoreDays, ReworkDays, KickoffDays int
}

// Defaults returns the policy of reference 2.10.
func Defaults() Policy {
	return Policy{Rubric: DefaultRubric(), Calendar: workday.StateCouncil, DraftDays: 3, SubmitDays: 5, ScoreDays: 2, ReworkDays: 2, KickoffDays: 5}
}

// Rules says which of it a group may set.
func (p *Policy) Rules() []setting.Rule {
	return []setting.Rule{
		setting.Value("handover.draft_days", setting.Workdays, &p.DraftDays, 1, 60, "合同生效后交底起草时限", "A handover is drafted after the contract is in force within").Below("handover.submit_days"),
		setting.Value("handover.submit_days", setting.Workdays, &p.SubmitDays, 2, 60, "合同生效后交底提交时限", "A handover is submitted after the contract is in force within"),
		setting.Value("handover.score_days", setting.Workdays, &p.ScoreDays, 1, 30, "项目经理评分时限", "The project manager scores within"),
		setting.Value("handover.rework_days", setting.Workdays, &p.ReworkDays, 1, 30, "交底返工时限", "Rework of a handover within"),
		setting.Value("handover.kickoff_days", setting.Workdays, &p.KickoffDays, 1, 60, "签字后召开启动会时限", "Kick-off meeting after the signatures within"),
	}
}

// Neighbours are what this module needs to know of others.
type Neighbours struct {
	People    People
	Numbers   Numbers
	Projects  Projects
	Documents Documents
	Quotes    Quotes
	Contracts Contracts
	Contacts  Contacts
	Team      Team
	Tasks     Tasks
}

// Service is the module's public face: one method per use case.
type Service struct {
	db     *db.DB
	policy func() *Policy
	Neighbours
}

// New returns a Service, or [ErrRubric] for a rubric that would not score from 0
// to 10.
func New(d *db.DB, p func() *Policy, n Neighbours) (*Service, error) {
	return &Service{db: d, policy: p, Neighbours: n}, p().Rubric.Check()
}

// Get returns a handover with its score, worked out from the evidence as it is
// now; a frozen one shows what was signed. It needs [PermRead] over it, or a part
// on it or its project. Errors: [ErrNotFound].
func (s *Service) Get(ctx context.Context, id ref.ID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := loadNamed(tx, id)
		if err != nil {
			return err
		}
		if err := tx.Visible(PermRead, n.Scope(), ErrNotFound, n.ID, n.ProjectID); err != nil {
			return err
		}
		v, err = s.view(tx, &n)
		return err
	})
	return v, err
}

func (s *Service) view(tx *db.Tx, n *named) (v View, err error) {
	x := details{named: n}
	if x.evidence, err = s.evidence(tx, &n.Handover); err != nil {
		return v, err
	}
	if x.content, err = n.pack(x.evidence); err != nil {
		return v, err
	}
	if x.signatures, err = signaturesOf(tx, n.ID); err != nil {
		return v, err
	}
	if x.history, err = judgementsOf(tx, n.ID); err != nil {
		return v, err
	}
	part, err := tx.Part(n.ID, n.ProjectID)
	return view(tx.Actor, part, x), err
}

// Visible answers [ErrNotFound] unless the caller may read the handover.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := get(tx, id)
		return err
	})
}

// ScopeTx returns where a handover belongs and what people call it. Errors:
// [ErrNotFound] unless the actor may read it.
func (s *Service) ScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	h, err := get(tx, id)
	return h.Scope(), h.Subject().Label, err
}

// List returns a page of the handovers that the caller may see.
func (s *Service) List(ctx context.Context, q *db.Query) (p db.Page[Row], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = db.Run(tx, &list, q, func(r db.Row) (Row, error) {
			n, err := scanNamed(r)
			return listed(tx.Actor, &n), err
		})
		return err
	})
	return p, err
}

// SignedTx is the gate before a project's start: the score of its handover in
// tenths, and whether all three have signed it. It checks no right.
func (s *Service) SignedTx(tx *db.Tx, project ref.ID) (score int64, signed bool, err error) {
	h, err := byProject(tx, project)
	if errors.Is(err, ErrNotFound) {
		return 0, false, nil
	}
	return h.Score, !h.SignedAt.IsZero(), err
}

// Frozen returns the package that all three signed, and verifies it. Errors:
// [ErrNoPackage], [ErrTampered] also when a signature is for another content.
func (s *Service) Frozen(ctx context.Context, id ref.ID) (p Package, signatures []Signature, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		h, err := get(tx, id)
		if err != nil {
			return err
		}
		if h.SignedAt.IsZero() {
			return ErrNoPackage
		}
		p = Package{[]byte(h.Package), h.PackageHash, h.Score}
		if err := VerifyPackage(p.Bytes, p.Hash); err != nil {
			return err
		}
		if signatures, err = signaturesOf(tx, id); err != nil {
			return err
		}
		for _, x := range signatures {
			if !same(x.Hash, p.Hash) {
				return ErrTampered.With("role", string(x.Role))
			}
		}
		return nil
	})
	return p, signatures, err
}

// evidence gathers what the handover's score is worked out from, as it is now.
func (s *Service) evidence(tx *db.Tx, h *Handover) (e Evidence, err error) {
	e = Evidence{Files: map[ref.ID]File{}, Stated: !h.StatementAt.IsZero()}
	if e.Items, err = itemsOf(tx, h.ID); err != nil {
		return e, err
	}
	if e.Expectations, err = expectationsOf(tx, h.ID); err != nil {
		return e, err
	}
	if e.People, err = s.Contacts.StakeholdersTx(tx, h.CustomerID); err != nil {
		return e, err
	}
	if !h.OpportunityID.IsZero() {
		if e.Offer, err = s.Quotes.OfferTx(tx, h.OpportunityID); err != nil {
			return e, err
		}
	}
	if !h.ContractID.IsZero() {
		if e.Schedule, err = s.Contracts.ScheduleTx(tx, h.ContractID); err != nil {
			return e, err
		}
	}
	return e, s.lookUp(tx, &e)
}

// lookUp adds the files and the colleagues that the items name.
func (s *Service) lookUp(tx *db.Tx, e *Evidence) error {
	var people []ref.ID
	for _, i := range e.Items {
		if !i.PersonID.IsZero() {
			people = append(people, i.PersonID)
		}
		if i.DocumentID.IsZero() {
			continue
		}
		f, _, err := s.Documents.FileTx(tx, i.DocumentID)
		switch {
		case absent(err):
		case err != nil:
			return err
		default:
			e.Files[f.ID] = f
		}
	}
	var err error
	e.Colleagues, err = personNames(tx, people)
	return err
}

func (s *Service) today(tx *db.Tx, entity ref.ID) (workday.Date, *time.Location, error) {
	zone, err := s.People.ZoneTx(tx, entity)
	if err != nil {
		return 0, nil, err
	}
	return workday.Today(tx.Now, zone), zone, nil
}

// absent reports whether a neighbour says that something is not there, or not
// for this actor; a database that does not answer is another matter.
func absent(err error) bool {
	f := fault.As(err)
	return f != nil && (f.Kind == fault.Invalid || f.Kind == fault.NotFound)
}
