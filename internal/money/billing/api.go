package billing

import (
	"context"
	"net/http"
	"strings"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// ByID is the input of what concerns one record. It is exported because the
// mapper of requests sees no embedded type that is not.
type ByID struct {
	ID ref.ID `path:"id"`
}

type (
	oneNode struct {
		ETag string `header:"ETag"`
		Body NodePage
	}
	manyNodes struct{ Body page.Page[NodeView] }
	whyBody   struct {
		ByID
		Body struct {
			Reason string `json:"reason" minLength:"2" maxLength:"500"`
		}
	}
)

// Proof is the body of a step that a paper proves.
type Proof struct {
	DocumentID ref.ID       `json:"document_id" doc:"On the node, its contract or its project."`
	On         workday.Date `json:"on" doc:"The day on which it happened."`
	Note       string       `json:"note,omitempty" maxLength:"500"`
}

func (p Proof) evidence() Evidence { return Evidence(p) }

var (
	proofExample = map[string]any{"document_id": ref.Derived("demo", "node-paper"), "on": "2026-11-18", "note": "监理签认的付款证书"}
	whyExample   = map[string]any{"reason": "客户对工程量有异议"}
)

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	registerNodes(a, s)
	registerNodeVerbs(a, s)
	registerReports(a, s)
	registerInvoices(a, s)
	registerInvoiceVerbs(a, s)
	registerRed(a, s)
	registerCredit(a, s)
}

func (s *Service) nodeAgain(ctx context.Context, id ref.ID) (*oneNode, error) {
	return s.nodeDone(ctx, id, nil)
}

// nodeDone answers the node as it is after a use case.
func (s *Service) nodeDone(ctx context.Context, id ref.ID, err error) (*oneNode, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Node(ctx, id)
	if err != nil {
		return nil, err
	}
	return &oneNode{httpapi.ETag(v.Version), v}, nil
}

// onNode describes a verb on one node; all of them leave a new version.
func (s *Service) onNode(verb, summary string, p authz.Permission, sample any, errs ...*fault.Error) httpapi.Operation {
	return httpapi.Operation{ID: "payment-node-" + verb, Method: http.MethodPost, Path: "/payment-nodes/{id}/" + verb, Summary: summary, Permission: p, Visible: s.NodeVisible, Versioned: true,
		Example: sample, Errors: append([]*fault.Error{ErrNodeNotFound, ErrNodeState}, errs...)}
}

func registerNodes(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "payment-node-list", Method: http.MethodGet, Path: "/payment-nodes", Summary: "List payment nodes: receivables (owed=true) and what is planned", Permission: PermNodeRead, List: &nodeList},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*manyNodes, error) {
			q, err := in.Parse(&nodeList)
			if err != nil {
				return nil, err
			}
			p, err := s.Nodes(ctx, q)
			return &manyNodes{p}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "payment-node-get", Method: http.MethodGet, Path: "/payment-nodes/{id}", Summary: "Read a payment node with its invoices", Permission: PermNodeRead, Errors: []*fault.Error{ErrNodeNotFound}},
		func(ctx context.Context, in *ByID) (*oneNode, error) { return s.nodeAgain(ctx, in.ID) })
	httpapi.Register(a, httpapi.Operation{ID: "payment-node-update", Method: http.MethodPatch, Path: "/payment-nodes/{id}", Summary: "Say how the days of a planned node's term count, and when it is expected", Permission: PermNodeAdjust, Visible: s.NodeVisible, Versioned: true,
		Example: map[string]any{"day_basis": NextWorkday, "expected_on": "2027-03-31"}, Errors: []*fault.Error{ErrNodeNotFound, ErrNodeState}},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				DayBasis   string       `json:"day_basis" enum:"calendar,next_workday,workdays"`
				ExpectedOn workday.Date `json:"expected_on,omitempty"`
			}
		}) (*oneNode, error) {
			return s.nodeDone(ctx, in.ID, s.UpdateNode(ctx, in.ID, httpapi.Version(ctx), in.Body.DayBasis, in.Body.ExpectedOn))
		})
}

func registerNodeVerbs(a *httpapi.API, s *Service) {
	for _, v := range []struct {
		op  httpapi.Operation
		run func(context.Context, ref.ID, int64, Evidence) error
	}{
		{s.onNode("trigger", "Say by hand that a payment is owed, with the paper that proves it", PermNodeTrigger, proofExample, ErrEvidence), s.Trigger},
		{s.onNode("apply", "Note that the customer was asked for payment", PermNodeApply, proofExample, ErrEvidence), s.Apply},
		{s.onNode("approve", "Note that the customer approved the payment", PermNodeApply, proofExample, ErrEvidence), s.Approve},
	} {
		httpapi.Once(a, v.op, func(ctx context.Context, in *struct {
			ByID
			Body Proof
		}) (*oneNode, error) {
			return s.nodeDone(ctx, in.ID, v.run(ctx, in.ID, httpapi.Version(ctx), in.Body.evidence()))
		}, s.nodeAgain)
	}
	for _, v := range []struct {
		op  httpapi.Operation
		run func(context.Context, ref.ID, int64, string) error
	}{
		{s.onNode("dispute", "Note that the customer does not agree to pay: collecting rests", PermNodeAdjust, whyExample), s.Dispute},
		{s.onNode("resolve", "End a dispute", PermNodeAdjust, whyExample), s.Resolve},
	} {
		httpapi.Once(a, v.op, func(ctx context.Context, in *whyBody) (*oneNode, error) {
			return s.nodeDone(ctx, in.ID, v.run(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.nodeAgain)
	}
	moved := map[string]any{"due_on": "2027-01-31"}
	valued := map[string]any{"period": "2026-10", "done": money.CNY(2_400_000_00)}
	for k, x := range proofExample {
		moved[k], valued[k] = x, x
	}
	httpapi.Once(a, s.onNode("reschedule", "Set another due date that both sides agreed on", PermNodeAdjust, moved, ErrEvidence),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				DueOn workday.Date `json:"due_on"`
				Proof
			}
		}) (*oneNode, error) {
			return s.nodeDone(ctx, in.ID, s.Reschedule(ctx, in.ID, httpapi.Version(ctx), in.Body.DueOn, in.Body.evidence()))
		}, s.nodeAgain)
	httpapi.Once(a, s.onNode("value", "Value a month of progress: what is payable becomes a node of its own", PermNodeApply, valued, ErrEvidence, ErrNotMonthly, ErrPeriodValued, ErrProgress),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Period string      `json:"period" pattern:"^20[0-9]{2}-(0[1-9]|1[0-2])$"`
				Done   money.Money `json:"done" doc:"Value of the work that the supervisor certified, tax included."`
				Proof
			}
		}) (*oneNode, error) {
			if err := renminbi("done", in.Body.Done); err != nil {
				return nil, err
			}
			_, err := s.ValueMonth(ctx, in.ID, httpapi.Version(ctx), Month{in.Body.Period, in.Body.Done.Amount, in.Body.evidence()})
			return s.nodeDone(ctx, in.ID, err)
		}, s.nodeAgain)
}

// renminbi refuses other currencies.
func renminbi(path string, m money.Money) error {
	var c fault.Checks
	c.Check(m.Currency == money.RMB, path+".currency", "not_allowed")
	return c.Err()
}

// AboutQuery narrows a report, by comma lists of ids.
type AboutQuery struct {
	EntityID     string `query:"entity_id" doc:"One or several, by comma; so are the others."`
	DepartmentID string `query:"department_id"`
	OwnerID      string `query:"owner_id"`
	CustomerID   string `query:"customer_id"`
	ContractID   string `query:"contract_id"`
	ProjectID    string `query:"project_id"`
}

func (q *AboutQuery) about() (a About, err error) {
	for _, f := range []struct {
		text string
		to   *[]ref.ID
	}{{q.EntityID, &a.EntityID}, {q.DepartmentID, &a.DepartmentID}, {q.OwnerID, &a.OwnerID}, {q.CustomerID, &a.CustomerID}, {q.ContractID, &a.ContractID}, {q.ProjectID, &a.ProjectID}} {
		if f.text == "" {
			continue
		}
		for part := range strings.SplitSeq(f.text, ",") {
			id, err := ref.Parse(part)
			if err != nil {
				return a, err
			}
			*f.to = append(*f.to, id)
		}
	}
	return a, nil
}

func registerReports(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "receivable-ageing", Method: http.MethodGet, Path: "/receivables/ageing", Summary: "Sum up what is owed by how long it is overdue, for each legal entity", Permission: PermNodeRead},
		func(ctx context.Context, in *AboutQuery) (*struct{ Body AgeingView }, error) {
			about, err := in.about()
			if err != nil {
				return nil, err
			}
			v, err := s.Ageing(ctx, about)
			return &struct{ Body AgeingView }{v}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "receivable-standing", Method: http.MethodGet, Path: "/receivables/standing", Summary: "Add up the payments of a customer, a contract or a project", Permission: PermNodeRead},
		func(ctx context.Context, in *AboutQuery) (*struct{ Body StandingView }, error) {
			about, err := in.about()
			if err != nil {
				return nil, err
			}
			v, err := s.Sums(ctx, about)
			return &struct{ Body StandingView }{v}, err
		})
}
