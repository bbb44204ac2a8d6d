package service

import (
	"context"
	"net/http"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// ComplaintView is a complaint.
type ComplaintView struct {
	ID          ref.ID         `json:"id"`
	Version     int64          `json:"version"`
	CreatedAt   time.Time      `json:"created_at"`
	UpdatedAt   time.Time      `json:"updated_at"`
	EntityID    ref.ID         `json:"entity_id"`
	Customer    Named          `json:"customer"`
	Project     *Named         `json:"project"`
	Contact     *Named         `json:"contact"`
	Owner       *Named         `json:"owner"`
	Handler     *Named         `json:"handler" doc:"Who answers the customer."`
	SurveyID    ref.ID         `json:"survey_id"`
	PlanID      ref.ID         `json:"improvement_plan_id"`
	Source      string         `json:"source" enum:"survey,milestone,complaint"`
	Severity    string         `json:"severity" enum:"s1,s2,s3,s4"`
	Title       string         `json:"title"`
	Words       string         `json:"words" doc:"The customer's."`
	State       ComplaintState `json:"state" enum:"open,accepted,investigating,resolving,awaiting_customer,closed,reopened"`
	Round       int64          `json:"round" doc:"How often it was opened, from 1."`
	RespondBy   time.Time      `json:"respond_by"`
	ResolveBy   time.Time      `json:"resolve_by"`
	RespondedAt *time.Time     `json:"responded_at"`
	AnsweredAt  *time.Time     `json:"answered_at" doc:"When the customer was last told that it is done."`
	ClosedAt    *time.Time     `json:"closed_at"`
	Late        struct {
		Response bool `json:"response"`
		Remedy   bool `json:"remedy"`
	} `json:"late" doc:"Which clock ran out."`
	Reply   string   `json:"reply" doc:"What the customer was told first."`
	Cause   string   `json:"cause"`
	Remedy  string   `json:"remedy"`
	Outcome string   `json:"outcome" doc:"What the customer said to it, or why it was reopened."`
	Actions []string `json:"actions" nullable:"false"`
}

func complaintView(a *authz.Actor, now time.Time, part string, n *namedComplaint) ComplaintView {
	c := &n.Complaint
	v := ComplaintView{ID: c.ID, Version: c.Version, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt, EntityID: c.EntityID, Customer: Named{c.CustomerID, n.Customer}, Project: some(c.ProjectID, n.Project), Contact: some(c.ContactID, n.Contact),
		Owner: some(c.OwnerID, n.Owner), Handler: some(c.HandlerID, n.Handler), SurveyID: c.SurveyID, PlanID: c.PlanID, Source: c.Source, Severity: c.Severity, Title: c.Title, Words: c.Words, State: c.State, Round: c.Round,
		RespondBy: c.RespondBy, ResolveBy: c.ResolveBy, RespondedAt: instant(c.RespondedAt), AnsweredAt: instant(c.AnsweredAt), ClosedAt: instant(c.ClosedAt), Reply: c.Reply, Cause: c.Cause, Remedy: c.Remedy, Outcome: c.Outcome,
		Actions: authz.Actions(a, part, c.Scope(), c, complaintActions)}
	v.Late.Response, v.Late.Remedy = c.late(now)
	return v
}

type oneComplaint struct {
	ETag string `header:"ETag"`
	Body ComplaintView
}

func (s *Service) complaintAgain(ctx context.Context, id ref.ID) (*oneComplaint, error) {
	v, err := s.Complaint(ctx, id)
	if err != nil {
		return nil, err
	}
	return &oneComplaint{httpapi.ETag(v.Version), v}, nil
}

func (s *Service) complaintDone(ctx context.Context, id ref.ID, err error) (*oneComplaint, error) {
	if err != nil {
		return nil, err
	}
	return s.complaintAgain(ctx, id)
}

func registerComplaints(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "complaint-list", Method: http.MethodGet, Path: "/complaints", Summary: "List complaints, newest first", Permission: PermComplaintRead, List: &complaintList},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*struct{ Body page.Page[ComplaintView] }, error) {
			q, err := in.Parse(&complaintList)
			if err != nil {
				return nil, err
			}
			p, err := s.Complaints(ctx, q)
			return &struct{ Body page.Page[ComplaintView] }{p}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "complaint-get", Method: http.MethodGet, Path: "/complaints/{id}", Summary: "Read a complaint", Permission: PermComplaintRead, Errors: []*fault.Error{ErrComplaintNotFound}},
		func(ctx context.Context, in *ByID) (*oneComplaint, error) { return s.complaintAgain(ctx, in.ID) })
	httpapi.Once(a, httpapi.Operation{ID: "complaint-create", Method: http.MethodPost, Path: "/complaints", Summary: "Note a complaint that you were told", Permission: PermComplaintWrite, Status: http.StatusCreated,
		Errors:  []*fault.Error{ErrCustomerUnknown, ErrProjectUnknown, ErrComplaintTaken},
		Example: map[string]any{"customer_id": ref.Derived("demo", "org-12"), "title": "地下室渗水，三次报修未处理", "words": "已经三周了，没有人来看", "severity": "s2"}},
		func(ctx context.Context, in *struct {
			Body struct {
				ID         ref.ID `json:"id,omitempty" doc:"Made by the caller, so that a repeated request means the same complaint."`
				CustomerID ref.ID `json:"customer_id,omitempty" doc:"Or a project of his."`
				ProjectID  ref.ID `json:"project_id,omitempty"`
				Title      string `json:"title" minLength:"1" maxLength:"200"`
				Words      string `json:"words,omitempty" maxLength:"4000" doc:"The customer's."`
				Severity   string `json:"severity,omitempty" enum:"s1,s2,s3,s4" default:"s2" doc:"Unless the group set others: respond within 1, 4, 8, 24 hours; resolve within 1, 3, 7, 15 days."`
			}
		}) (*oneComplaint, error) {
			b := in.Body
			id, err := s.Complain(ctx, Told{b.ID, b.CustomerID, b.ProjectID, b.Title, b.Words, b.Severity})
			return s.complaintDone(ctx, id, err)
		}, s.complaintAgain)
	registerComplaintVerbs(a, s)
}

// onComplaint describes a verb on one complaint.
func (s *Service) onComplaint(verb, summary string, p authz.Permission, sample any, errs ...*fault.Error) httpapi.Operation {
	return httpapi.Operation{ID: "complaint-" + verb, Method: http.MethodPost, Path: "/complaints/{id}/" + verb, Summary: summary, Permission: p, Visible: s.ComplaintVisible, Versioned: true,
		Example: sample, Errors: append([]*fault.Error{ErrComplaintNotFound, ErrComplaintState}, errs...)}
}

func registerComplaintVerbs(a *httpapi.API, s *Service) {
	httpapi.Once(a, s.onComplaint("assign", "Give a complaint to another person", PermComplaintWrite, map[string]any{"handler_id": ref.Derived("demo", "chen.service")}, ErrHandlerUnknown), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			HandlerID ref.ID `json:"handler_id"`
		}
	}) (*oneComplaint, error) {
		return s.complaintDone(ctx, in.ID, s.Assign(ctx, in.ID, httpapi.Version(ctx), in.Body.HandlerID))
	}, s.complaintAgain)
	httpapi.Once(a, s.onComplaint("accept", "Note the first answer to the customer, and how severe the complaint is", PermComplaintWrite, map[string]any{"reply": "已联系客户，明日上午到场查看", "severity": "s3"}), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Reply    string `json:"reply" minLength:"1" maxLength:"4000" doc:"What the customer was told."`
			Severity string `json:"severity,omitempty" enum:",s1,s2,s3,s4" doc:"As it stands when missing."`
		}
	}) (*oneComplaint, error) {
		return s.complaintDone(ctx, in.ID, s.Accept(ctx, in.ID, httpapi.Version(ctx), in.Body.Severity, in.Body.Reply))
	}, s.complaintAgain)
	for _, v := range []struct {
		op  httpapi.Operation
		run func(context.Context, ref.ID, int64) error
	}{
		{s.onComplaint("investigate", "Say that somebody looks into it", PermComplaintWrite, nil), s.Investigate},
		{s.onComplaint("improve", "Open the improvement plan of a complaint", PermComplaintWrite, nil, ErrComplaintPlanned), s.Improve},
	} {
		httpapi.Once(a, v.op, func(ctx context.Context, in *ByID) (*oneComplaint, error) {
			return s.complaintDone(ctx, in.ID, v.run(ctx, in.ID, httpapi.Version(ctx)))
		}, s.complaintAgain)
	}
	registerComplaintWords(a, s)
}

// registerComplaintWords offers the verbs that want words.
func registerComplaintWords(a *httpapi.API, s *Service) {
	type worded struct {
		ByID
		Body struct {
			Text string `json:"text" minLength:"1" maxLength:"4000"`
		}
	}
	sample := map[string]any{"text": "止水带搭接不足，已凿除重做，闭水 48 小时无渗漏"}
	for _, v := range []struct {
		op  httpapi.Operation
		run func(context.Context, ref.ID, int64, string) error
	}{
		{s.onComplaint("resolve", "Note the cause; the remedy is under way", PermComplaintWrite, sample), s.Resolve},
		{s.onComplaint("answer", "Tell the customer what was done", PermComplaintWrite, sample), s.AnswerComplaint},
		{s.onComplaint("close", "End a complaint with what the customer says to it", PermComplaintClose, sample), s.CloseComplaint},
		{s.onComplaint("reopen", "Begin another round because the customer is not satisfied", PermComplaintWrite, sample, ErrComplaintReopen), s.Reopen},
	} {
		httpapi.Once(a, v.op, func(ctx context.Context, in *worded) (*oneComplaint, error) {
			return s.complaintDone(ctx, in.ID, v.run(ctx, in.ID, httpapi.Version(ctx), in.Body.Text))
		}, s.complaintAgain)
	}
}
