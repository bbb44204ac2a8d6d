package service

import (
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
)

// Named is a record shown by its name.
type Named struct {
	ID   ref.ID `json:"id"`
	Name string `json:"name"`
}

// some is null for none.
func some(id ref.ID, name string) *Named {
	if id.IsZero() {
		return nil
	}
	return &Named{id, name}
}

// instant is null for none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// View is a survey. Where an answer came from is shown to those who see contact
// data.
type View struct {
	ID          ref.ID           `json:"id"`
	Version     int64            `json:"version"`
	CreatedAt   time.Time        `json:"created_at"`
	UpdatedAt   time.Time        `json:"updated_at"`
	EntityID    ref.ID           `json:"entity_id"`
	Customer    Named            `json:"customer"`
	Project     *Named           `json:"project"`
	Milestone   *Named           `json:"milestone"`
	Contact     *Named           `json:"contact" doc:"Null until somebody to ask is known."`
	Owner       *Named           `json:"owner"`
	Cause       string           `json:"cause" enum:"milestone,completion,warranty,yearly,resurvey,manual"`
	Purpose     Purpose          `json:"purpose" enum:"short,full"`
	State       State            `json:"state" enum:"scheduled,sent,opened,answered,expired"`
	DueOn       workday.Date     `json:"due_on"`
	SentAt      *time.Time       `json:"sent_at"`
	ExpiresAt   *time.Time       `json:"expires_at"`
	OpenedAt    *time.Time       `json:"opened_at"`
	AnsweredAt  *time.Time       `json:"answered_at"`
	Questions   []Question       `json:"questions" nullable:"false" doc:"Since it was sent."`
	Answers     map[string]int64 `json:"answers" doc:"By the code of the question."`
	Score       *int64           `json:"score" doc:"Hundredths of a point of five."`
	SalesScore  *int64           `json:"sales_score" doc:"How many of them came from questions about sales."`
	Recommend   *int64           `json:"recommend" doc:"0 to 10."`
	Comment     string           `json:"comment"`
	Complaint   bool             `json:"complaint"`
	ContentHash string           `json:"content_hash" doc:"SHA-256 of what was shown."`
	IP          *string          `json:"ip"`
	Agent       *string          `json:"agent"`
	Actions     []string         `json:"actions" nullable:"false"`
}

func view(a *authz.Actor, part string, n *named) View {
	s := &n.Survey
	v := View{ID: s.ID, Version: s.Version, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt, EntityID: s.EntityID, Customer: Named{s.CustomerID, n.Customer}, Project: some(s.ProjectID, n.Project),
		Milestone: some(s.MilestoneID, n.Milestone), Contact: some(s.ContactID, s.ContactName), Owner: some(s.OwnerID, n.Owner), Cause: s.Cause, Purpose: s.Purpose, State: s.State, DueOn: s.DueOn,
		SentAt: instant(s.SentAt), ExpiresAt: instant(s.ExpiresAt), OpenedAt: instant(s.OpenedAt), AnsweredAt: instant(s.AnsweredAt), Questions: append([]Question{}, s.Questions...), Answers: s.Answers,
		Recommend: s.Recommend, Comment: s.Comment, Complaint: s.Complaint, ContentHash: s.ContentHash, Actions: authz.Actions(a, part, s.Scope(), s, actions)}
	if s.State == Replied {
		v.Score, v.SalesScore = &s.Score, &s.SalesScore
		if a.Sees(authz.Contact) {
			v.IP, v.Agent = &s.IP, &s.Agent
		}
	}
	return v
}

// TemplateView is a template.
type TemplateView struct {
	ID          ref.ID        `json:"id"`
	Version     int64         `json:"version"`
	CreatedAt   time.Time     `json:"created_at"`
	UpdatedAt   time.Time     `json:"updated_at"`
	EntityID    ref.ID        `json:"entity_id" doc:"Null for what the product brings."`
	Name        string        `json:"name"`
	Purpose     Purpose       `json:"purpose" enum:"short,full"`
	State       TemplateState `json:"state" enum:"draft,published,retired"`
	Questions   []Question    `json:"questions" nullable:"false"`
	SalesShare  int64         `json:"sales_share" doc:"Hundredths of a percent of the weights; a template with less than 3000 is not published."`
	PublishedAt *time.Time    `json:"published_at"`
	Actions     []string      `json:"actions" nullable:"false"`
}

func templateView(a *authz.Actor, t *Template) TemplateView {
	return TemplateView{t.ID, t.Version, t.CreatedAt, t.UpdatedAt, t.EntityID, t.Name, t.Purpose, t.State, append([]Question{}, t.Questions...), t.SalesShare(), instant(t.PublishedAt),
		authz.Actions(a, "", t.Scope(), t, templateActions)}
}

// PlanView is an improvement plan.
type PlanView struct {
	ID        ref.ID     `json:"id"`
	Version   int64      `json:"version"`
	CreatedAt time.Time  `json:"created_at"`
	UpdatedAt time.Time  `json:"updated_at"`
	EntityID  ref.ID     `json:"entity_id"`
	Customer  Named      `json:"customer"`
	Project   *Named     `json:"project"`
	Contact   *Named     `json:"contact"`
	Owner     *Named     `json:"owner"`
	SurveyID  ref.ID     `json:"survey_id"`
	Source    string     `json:"source" enum:"survey,milestone,complaint"`
	Severity  string     `json:"severity" enum:"s1,s2,s3,s4"`
	Title     string     `json:"title"`
	Complaint string     `json:"complaint" doc:"In the customer's words."`
	State     PlanState  `json:"state" enum:"draft,approved,executing,verifying,closed,failed"`
	RootCause string     `json:"root_cause"`
	Metric    string     `json:"metric"`
	Steps     []Step     `json:"steps" nullable:"false"`
	RespondBy time.Time  `json:"respond_by"`
	ResolveBy time.Time  `json:"resolve_by"`
	Outcome   string     `json:"outcome"`
	ClosedAt  *time.Time `json:"closed_at"`
	Actions   []string   `json:"actions" nullable:"false"`
}

func planView(a *authz.Actor, part string, n *namedPlan) PlanView {
	p := &n.Plan
	return PlanView{ID: p.ID, Version: p.Version, CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt, EntityID: p.EntityID, Customer: Named{p.CustomerID, n.Customer}, Project: some(p.ProjectID, n.Project),
		Contact: some(p.ContactID, n.Contact), Owner: some(p.OwnerID, n.Owner), SurveyID: p.SurveyID, Source: p.Source, Severity: p.Severity, Title: p.Title, Complaint: p.Complaint, State: p.State,
		RootCause: p.RootCause, Metric: p.Metric, Steps: append([]Step{}, p.Steps...), RespondBy: p.RespondBy, ResolveBy: p.ResolveBy, Outcome: p.Outcome, ClosedAt: instant(p.ClosedAt),
		Actions: authz.Actions(a, part, p.Scope(), p, planActions)}
}

// PortalView is what a contact without an account sees: no amount, no name of
// ours, no id, and of the questions neither weight nor what they are for.
type PortalView struct {
	Customer    string           `json:"customer"`
	Contact     string           `json:"contact" doc:"Whom the link was sent to."`
	Project     string           `json:"project" doc:"Empty when the survey is about all that we do for the customer."`
	Milestone   string           `json:"milestone"`
	Questions   []PortalQuestion `json:"questions" nullable:"false"`
	ContentHash string           `json:"content_hash" doc:"Comes back with the answer: what was answered is what was shown."`
	ExpiresAt   time.Time        `json:"expires_at"`
	Answered    bool             `json:"answered"`
}

// PortalQuestion is one question in both languages.
type PortalQuestion struct {
	Code string `json:"code"`
	Kind string `json:"kind" enum:"scale,nps" doc:"One to five points, or zero to ten."`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

func portalView(n *named, hash string) PortalView {
	v := PortalView{Customer: n.Customer, Contact: n.ContactName, Project: n.Project, Milestone: n.Milestone, Questions: []PortalQuestion{}, ContentHash: hash, ExpiresAt: n.ExpiresAt, Answered: !n.waits()}
	for _, q := range n.Questions {
		v.Questions = append(v.Questions, PortalQuestion{q.Code, q.Kind, q.ZH, q.EN})
	}
	return v
}

// FiguresView is what answers come to.
type FiguresView struct {
	Answers    int64  `json:"answers"`
	Average    int64  `json:"average" doc:"Hundredths of a point of five; 0 without answers."`
	SalesShare int64  `json:"sales_share" doc:"Hundredths of a percent of the points that came from questions about sales."`
	Asked      int64  `json:"asked" doc:"How many said whether they would recommend us."`
	Promoters  int64  `json:"promoters"`
	Passives   int64  `json:"passives"`
	Detractors int64  `json:"detractors"`
	NPS        *int64 `json:"nps" doc:"-100 to 100; null below five."`
	Complaints int64  `json:"complaints"`
}

func figuresView(f Figures) FiguresView {
	return FiguresView{f.Answers, f.Average, f.SalesShare, f.Asked, f.Promoters, f.Asked - f.Promoters - f.Detractors, f.Detractors, f.NPS, f.Complaints}
}
