package collection

import (
	"context"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

type (
	oneOrder struct {
		ETag string `header:"ETag"`
		Body OrderView
	}
	manyOrders struct{ Body pages }
	pages      = page.Page[OrderRow]
)

func (s *Service) orderAgain(ctx context.Context, id ref.ID) (*oneOrder, error) {
	return s.orderDone(ctx, id, nil)
}

func (s *Service) orderDone(ctx context.Context, id ref.ID, err error) (*oneOrder, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Order(ctx, id)
	if err != nil {
		return nil, err
	}
	return &oneOrder{httpapi.ETag(v.Version), v}, nil
}

func (s *Service) onOrder(verb, summary string, p authz.Permission, sample any, errs ...*fault.Error) httpapi.Operation {
	return httpapi.Operation{ID: "collection-order-" + verb, Method: http.MethodPost, Path: "/collection-orders/{id}/" + verb, Summary: summary, Permission: p, Visible: s.Visible, Versioned: true,
		Example: sample, Errors: append([]*fault.Error{ErrNotFound, ErrState}, errs...)}
}

func registerOrders(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "collection-order-list", Method: http.MethodGet, Path: "/collection-orders", Summary: "List collection orders, the oldest debts first", Permission: PermRead, List: &orderList},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*manyOrders, error) {
			q, err := in.Parse(&orderList)
			if err != nil {
				return nil, err
			}
			p, err := s.Orders(ctx, q)
			return &manyOrders{p}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "collection-order-get", Method: http.MethodGet, Path: "/collection-orders/{id}", Summary: "Read a collection order with its ladder, promises and steps", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *ByID) (*oneOrder, error) { return s.orderAgain(ctx, in.ID) })
}

func registerOrderVerbs(a *httpapi.API, s *Service) {
	httpapi.Once(a, s.onOrder("assign", "Give an order to whoever is to collect", PermAssign, map[string]any{"assignee_id": ref.Derived("demo", "li.sales")}, ErrPerson),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				AssigneeID ref.ID `json:"assignee_id"`
			}
		}) (*oneOrder, error) {
			return s.orderDone(ctx, in.ID, s.Assign(ctx, in.ID, httpapi.Version(ctx), in.Body.AssigneeID))
		}, s.orderAgain)
	httpapi.Once(a, s.onOrder("step", "Note what was done about an order", PermAct, map[string]any{"kind": "call", "note": "财务部长答应本周对账"}, ErrDocument),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Kind       string       `json:"kind" enum:"call,statement,letter,visit,meeting,lawyer_letter,other"`
				On         workday.Date `json:"on,omitempty" doc:"Today when missing."`
				Written    bool         `json:"written,omitempty" doc:"A written demand, proved by a document: the limitation starts anew."`
				DocumentID ref.ID       `json:"document_id,omitempty" doc:"On the order or its contract."`
				Note       string       `json:"note" minLength:"1" maxLength:"2000"`
			}
		}) (*oneOrder, error) {
			b := in.Body
			return s.orderDone(ctx, in.ID, s.Step(ctx, in.ID, httpapi.Version(ctx), Work{b.Kind, b.On, b.Written, b.DocumentID, b.Note}))
		}, s.orderAgain)
	httpapi.Once(a, s.onOrder("promise", "Note what the customer says that he will pay", PermAct, map[string]any{"pay_on": "2026-11-30", "amount": money.CNY(1_000_00), "note": "财务部长口头，待书面"}, ErrPromise),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				PayOn   workday.Date `json:"pay_on"`
				Amount  money.Money  `json:"amount"`
				Written bool         `json:"written,omitempty" doc:"Who promises in writing acknowledges the debt: the limitation starts anew."`
				Note    string       `json:"note,omitempty" maxLength:"500"`
			}
		}) (*oneOrder, error) {
			b := in.Body
			if err := renminbi("amount", b.Amount); err != nil {
				return nil, err
			}
			return s.orderDone(ctx, in.ID, s.Promise(ctx, in.ID, httpapi.Version(ctx), Word{b.PayOn, b.Amount.Amount, b.Written, b.Note}))
		}, s.orderAgain)
	httpapi.Once(a, s.onOrder("escalate", "Raise an order to a higher level before its time", PermEscalate, map[string]any{"level": 4, "reason": "客户转移资产"}, ErrLevel),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Level  int64  `json:"level" minimum:"1" maximum:"4"`
				Reason string `json:"reason" minLength:"2" maxLength:"500"`
			}
		}) (*oneOrder, error) {
			return s.orderDone(ctx, in.ID, s.Escalate(ctx, in.ID, httpapi.Version(ctx), in.Body.Level, in.Body.Reason))
		}, s.orderAgain)
	for _, v := range []struct {
		op  httpapi.Operation
		run func(context.Context, ref.ID, int64, string) error
	}{
		{s.onOrder("dispute", "Let collecting rest: the customer does not agree to pay", PermAct, whyExample), s.Dispute},
		{s.onOrder("resume", "End a dispute", PermAct, whyExample), s.Resume},
	} {
		httpapi.Once(a, v.op, func(ctx context.Context, in *whyBody) (*oneOrder, error) {
			return s.orderDone(ctx, in.ID, v.run(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.orderAgain)
	}
}

// Ground is the body of a turn that a paper proves.
type Ground struct {
	DocumentID ref.ID `json:"document_id" doc:"On the order or its contract."`
	Reason     string `json:"reason" minLength:"2" maxLength:"500"`
}

func registerOrderPapers(a *httpapi.API, s *Service) {
	sample := map[string]any{"document_id": ref.Derived("demo", "order-paper"), "reason": "已提交仲裁申请"}
	for _, v := range []struct {
		op  httpapi.Operation
		run func(context.Context, ref.ID, int64, ref.ID, string) error
	}{
		{s.onOrder("legal", "Take the claim to court or arbitration", PermLegal, sample, ErrDocument), s.GoLegal},
		{s.onOrder("close-legal", "End an order by a judgement or a settlement", PermLegal, sample, ErrDocument), s.CloseLegal},
		{s.onOrder("write-off", "Give up what is open", PermWriteOff, sample, ErrDocument), s.WriteOff},
	} {
		httpapi.Once(a, v.op, func(ctx context.Context, in *struct {
			ByID
			Body Ground
		}) (*oneOrder, error) {
			return s.orderDone(ctx, in.ID, v.run(ctx, in.ID, httpapi.Version(ctx), in.Body.DocumentID, in.Body.Reason))
		}, s.orderAgain)
	}
}
