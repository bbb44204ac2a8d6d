package customer

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"gongqiao/internal/base/customfield"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/httpapi"
)

// Input is what a person may write of a customer.
type Input struct {
	ID           ref.ID   `json:"id,omitempty" doc:"Made by the caller, so that a repeated request means the same customer."`
	Name         string   `json:"name" minLength:"1" maxLength:"200"`
	ShortName    string   `json:"short_name,omitempty" maxLength:"60"`
	USCC         string   `json:"uscc,omitempty" maxLength:"40" doc:"Unified social credit code, GB 32100."`
	NoUSCCReason string   `json:"no_uscc_reason,omitempty" maxLength:"200"`
	Party        string   `json:"party,omitempty" enum:"owner,partner,supplier" default:"owner"`
	Type         string   `json:"type,omitempty" enum:"private,developer,government,public_institution,state_owned,platform" default:"private"`
	Industry     string   `json:"industry,omitempty" maxLength:"60"`
	Region       string   `json:"region,omitempty" maxLength:"60"`
	City         string   `json:"city,omitempty" maxLength:"60"`
	Address      string   `json:"address,omitempty" maxLength:"300"`
	Website      string   `json:"website,omitempty" maxLength:"200"`
	ProjectTypes []string `json:"project_types,omitempty" maxItems:"20"`
	Credit       string   `json:"credit,omitempty" enum:"A,B,C,D,"`
	Source       string   `json:"source,omitempty" maxLength:"40"`
	Note         string   `json:"note,omitempty" maxLength:"4000"`

	Custom map[string]json.RawMessage `json:"custom,omitempty" doc:"Values of the fields that users added, by key. Missing as a whole, they stay; given, they replace all that the caller sees."`
}

func (in Input) draft() Draft {
	return Draft{Name: in.Name, ShortName: in.ShortName, USCC: in.USCC, NoUSCCReason: in.NoUSCCReason, Party: in.Party, Type: in.Type, Industry: in.Industry, Region: in.Region, City: in.City,
		Address: in.Address, Website: in.Website, Credit: in.Credit, Source: in.Source, Note: in.Note, ProjectTypes: in.ProjectTypes, Custom: written(in.Custom)}
}

// written is added values as one object; "" for none given.
func written(values map[string]json.RawMessage) string {
	if values == nil {
		return ""
	}
	b, err := json.Marshal(values)
	if err != nil {
		return "malformed" // no JSON: the check of the values refuses it
	}
	return string(b)
}

type (
	byID struct {
		ID ref.ID `path:"id"`
	}
	one struct {
		ETag string `header:"ETag"`
		Body View
	}
	many struct{ Body page.Page[Row] }
)

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	again := func(ctx context.Context, id ref.ID) (*one, error) { return answer(s.Get(ctx, id)) }
	done := func(ctx context.Context, id ref.ID, err error) (*one, error) {
		if err != nil {
			return nil, err
		}
		return again(ctx, id)
	}
	httpapi.Register(a, httpapi.Operation{ID: "customer-list", Method: http.MethodGet, Path: "/customers", Summary: "List customers", Permission: PermRead, List: &list},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*many, error) {
			q, err := s.ask(ctx, in.Values())
			if err != nil {
				return nil, err
			}
			p, err := s.List(ctx, q)
			return &many{p}, err
		})
	httpapi.Export(a, httpapi.Operation{ID: "customer-export", Path: "/customers/export", Summary: "Take the customers of a list as a file", Permission: PermExport, List: &list}, httpapi.File[Row]{List: s.wide, Columns: s.exported, Read: s.List})
	httpapi.Register(a, httpapi.Operation{ID: "customer-get", Method: http.MethodGet, Path: "/customers/{id}", Summary: "Read a customer with its people and companies", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *byID) (*one, error) { return again(ctx, in.ID) })
	httpapi.Once(a, httpapi.Operation{ID: "customer-create", Method: http.MethodPost, Path: "/customers", Summary: "Add a customer", Permission: PermCreate, Status: http.StatusCreated,
		Errors: []*fault.Error{ErrDuplicate, ErrElsewhere}, Example: map[string]any{"name": "甬江仓储物流有限公司", "type": "private", "city": "宁波", "industry": "物流", "no_uscc_reason": "尚未取得营业执照"}},
		func(ctx context.Context, in *struct{ Body Input }) (*one, error) {
			id, err := s.Create(ctx, in.Body.ID, in.Body.draft())
			return done(ctx, id, err)
		}, again)
	httpapi.Register(a, httpapi.Operation{ID: "customer-update", Method: http.MethodPut, Path: "/customers/{id}", Summary: "Replace what is written of a customer", Permission: PermUpdate, Visible: s.Visible, Versioned: true,
		Errors: []*fault.Error{ErrNotFound, ErrDuplicate, ErrElsewhere, ErrMerged}, Example: map[string]any{"name": "鹭江文旅投资有限公司", "type": "state_owned", "city": "厦门", "uscc": "91350200MAFAKE123R"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body Input
		}) (*one, error) {
			return done(ctx, in.ID, s.Update(ctx, in.ID, httpapi.Version(ctx), in.Body.draft()))
		})
	registerVerbs(a, s, done, again)
	registerContacts(a, s)
}

// exported are the columns of a customer file, with those that users added.
func (s *Service) exported(ctx context.Context) ([]httpapi.Column[Row], error) {
	if s.Fields == nil {
		return fileColumns, nil
	}
	added, err := s.Fields.Added(ctx, Kind, string(httpapi.Lang(ctx)))
	return slices.Concat(fileColumns, customfield.Columns(added, func(r Row) map[string]json.RawMessage { return r.Custom })), err
}

// fileColumns are those of every customer.
var fileColumns = []httpapi.Column[Row]{
	{Title: "column.name", Value: func(r Row) any { return r.Name }},
	{Title: "column.short_name", Value: func(r Row) any { return r.ShortName }},
	{Title: "column.uscc", Value: func(r Row) any { return r.USCC }},
	{Title: "column.type", Value: func(r Row) any { return r.Type }},
	{Title: "column.industry", Value: func(r Row) any { return r.Industry }},
	{Title: "column.region", Value: func(r Row) any { return r.Region }},
	{Title: "column.city", Value: func(r Row) any { return r.City }},
	{Title: "column.credit", Value: func(r Row) any { return r.Credit }},
	{Title: "column.status", Value: func(r Row) any { return string(r.Status) }},
	{Title: "column.completeness", Value: func(r Row) any { return r.Completeness }},
	{Title: "column.owner", Value: func(r Row) any { return nameOf(r.Owner) }},
	{Title: "column.entity", Value: func(r Row) any { return nameOf(r.Entity) }},
	{Title: "column.updated_at", Value: func(r Row) any { return r.UpdatedAt }},
}

func nameOf(n *Named) string {
	if n == nil {
		return ""
	}
	return n.Name
}

func answer(v View, err error) (*one, error) {
	if err != nil {
		return nil, err
	}
	return &one{httpapi.ETag(v.Version), v}, nil
}

type again = func(context.Context, ref.ID) (*one, error)

func registerVerbs(a *httpapi.API, s *Service, done func(context.Context, ref.ID, error) (*one, error), again again) {
	type checked struct {
		Body struct {
			Visible []Twin `json:"visible" nullable:"false" doc:"Customers that you may see and that may be the same."`
			Hidden  bool   `json:"hidden" doc:"Somebody in the group works with this organisation; ask your manager."`
		}
	}
	httpapi.Register(a, httpapi.Operation{ID: "customer-check", Method: http.MethodPost, Path: "/customers/check", Summary: "Ask whether the group has this organisation already", Permission: PermCreate, NoKey: true,
		Example: map[string]any{"name": "鹭江文旅投资有限公司"}},
		func(ctx context.Context, in *struct{ Body Input }) (*checked, error) {
			out := &checked{}
			var err error
			out.Body.Visible, out.Body.Hidden, err = s.Check(ctx, in.Body.draft())
			return out, err
		})
	httpapi.Once(a, httpapi.Operation{ID: "customer-engage", Method: http.MethodPost, Path: "/customers/{id}/engage", Summary: "Say which of our people works with the customer for his company", Permission: PermEngage,
		Visible: s.Visible, Versioned: true, Errors: []*fault.Error{ErrNotFound, ErrNoPerson, ErrLed, ErrMerged}, Example: map[string]any{"owner_id": ref.Derived("demo", "li.sales"), "relation": "lead"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body Assignment
		}) (*one, error) {
			return answer(s.Engage(ctx, in.ID, httpapi.Version(ctx), in.Body))
		}, again)
	httpapi.Once(a, httpapi.Operation{ID: "customer-confirm-registration", Method: http.MethodPost, Path: "/customers/{id}/confirm-registration", Summary: "Let quotes go on although the business register calls the customer cancelled or revoked",
		Permission: PermBlock, Visible: s.Visible, Versioned: true, Errors: []*fault.Error{ErrNotFound, ErrNoAlarm, ErrMerged}, Example: map[string]any{"reason": "已核实为登记机关更正，主体存续"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body struct {
				Reason string `json:"reason" minLength:"1" maxLength:"500"`
			}
		}) (*one, error) {
			return done(ctx, in.ID, s.ConfirmRegistration(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, again)
	for verb, run := range map[string]func(context.Context, ref.ID, int64, string) error{"blacklist": s.Blacklist, "restore": s.Restore} {
		httpapi.Once(a, httpapi.Operation{ID: "customer-" + verb, Method: http.MethodPost, Path: "/customers/{id}/" + verb, Summary: map[string]string{"blacklist": "Block new business with a customer", "restore": "Lift a blacklisting"}[verb],
			Permission: PermBlock, Visible: s.Visible, Versioned: true, Errors: []*fault.Error{ErrNotFound, ErrMove, ErrMerged}, Example: map[string]any{"reason": "拖欠工程款，协商无果"}},
			func(ctx context.Context, in *struct {
				ID   ref.ID `path:"id"`
				Body struct {
					Reason string `json:"reason" minLength:"2" maxLength:"200" doc:"Stands on the customer's timeline."`
				}
			}) (*one, error) {
				return done(ctx, in.ID, run(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
			}, again)
	}
}
