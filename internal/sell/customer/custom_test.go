package customer_test

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"testing"

	"gongqiao/internal/base/customfield"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/customer"
)

// define adds a field to customers.
func (b *bench) define(t *testing.T, f customfield.Field) {
	t.Helper()
	fields := customfield.New(b.db, map[ref.Kind]string{customer.Kind: "customer"})
	f.Kind, f.LabelZH, f.LabelEN = customer.Kind, "字段", "Field"
	_, err := fields.Create(b.as("NOb", authz.Group, customfield.PermManage), f)
	must(t, err)
	b.svc.Fields = fields
}

// values returns what somebody reads of a customer's added fields.
func (b *bench) values(t *testing.T, ctx context.Context, id ref.ID) map[string]string {
	t.Helper()
	v, err := b.svc.Get(ctx, id)
	must(t, err)
	out := map[string]string{}
	for key, value := range v.Custom {
		out[key] = string(value)
	}
	return out
}

func TestAddedFieldsAreKeptWithACustomer(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.define(t, customfield.Field{Key: "land", Type: customfield.Number, Class: authz.Public})
		b.define(t, customfield.Field{Key: "margin", Type: customfield.Text, Class: authz.Cost})
		ctx := b.as("NOa", authz.Own, everything...)
		d := draft("鹭江文旅投资有限公司")
		d.Custom = `{"land":12.50}`
		id, err := b.svc.Create(ctx, ref.Nil, d)
		must(t, err)
		if got := b.values(t, ctx, id); !maps.Equal(got, map[string]string{"land": "12.5"}) {
			t.Errorf("after the beginning: %v", got)
		}
		d.Custom = "" // somebody who does not know of added fields
		must(t, b.svc.Update(ctx, id, 1, d))
		if got := b.values(t, ctx, id); !maps.Equal(got, map[string]string{"land": "12.5"}) {
			t.Errorf("a change of something else: %v", got)
		}
		d.Custom = `{"land":"wide","margin":"7"}` // of a class that he does not see
		err = b.svc.Update(ctx, id, 2, d)
		var paths []string
		if f := fault.As(err); f != nil {
			for _, x := range f.Fields {
				paths = append(paths, x.Path)
			}
		}
		if slices.Sort(paths); !slices.Equal(paths, []string{"custom.land", "custom.margin"}) {
			t.Errorf("refused: %v", err)
		}
		d.Custom = `{}`
		must(t, b.svc.Update(ctx, id, 2, d))
		if got := b.values(t, ctx, id); len(got) != 0 {
			t.Errorf("taken away: %v", got)
		}
	})
}

func TestWhatIsRequiredIsAskedOfANewCustomer(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx := b.as("NOa", authz.Own, everything...)
		old := b.create(t, ctx, "甬江仓储物流有限公司")
		b.define(t, customfield.Field{Key: "land", Type: customfield.Number, Class: authz.Public, Required: true})
		if _, err := b.svc.Create(ctx, ref.Nil, draft("鹭江文旅投资有限公司")); fault.As(err) == nil || fault.As(err).Fields[0].Path != "custom.land" {
			t.Errorf("without it: %v", err)
		}
		must(t, b.svc.Update(ctx, old, 1, draft("甬江仓储物流有限公司"))) // nothing given: what is stored stays
	})
}

func TestListsKnowAddedFields(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.define(t, customfield.Field{Key: "land", Type: customfield.Number, Class: authz.Public, Indexed: true})
		b.define(t, customfield.Field{Key: "margin", Type: customfield.Number, Class: authz.Cost, Indexed: true})
		mine, others := b.as("NOa", authz.Own, everything...), b.as("SOa", authz.Own, everything...)
		for name, land := range map[string]string{"甬江仓储物流有限公司": `{"land":12.50}`, "鹭江文旅投资有限公司": `{"land":3}`, "姚江船务有限公司": ""} {
			d := draft(name)
			d.Custom = land
			_, err := b.svc.Create(mine, ref.Nil, d)
			must(t, err)
		}
		d := draft("外地的一家有限公司")
		d.Custom = `{"land":99}`
		_, err := b.svc.Create(others, ref.Nil, d)
		must(t, err)
		for question, want := range map[string]string{
			"sort=-custom_land": "12.5 3  ", "sort=custom_land": " 3 12.5 ", "custom_land.gte=3.5": "12.5 ", "custom_land.null=true": " ",
		} {
			if got := b.lands(t, mine, question); got != want {
				t.Errorf("%s: %q, want %q", question, got, want)
			}
		}
		for _, question := range []string{"sort=custom_margin", "custom_margin.gte=1"} {
			values, err := url.ParseQuery(question)
			must(t, err)
			q, err := b.svc.AskForTest(mine, values)
			must(t, err)
			if _, err = b.svc.List(mine, q); !errors.Is(err, db.ErrRestricted) {
				t.Errorf("%s: %v", question, err)
			}
		}
	})
}

// lands are the values of the field land down a list.
func (b *bench) lands(t *testing.T, ctx context.Context, question string) (lands string) {
	t.Helper()
	values, err := url.ParseQuery(question)
	must(t, err)
	q, err := b.svc.AskForTest(ctx, values)
	must(t, err)
	p, err := b.svc.List(ctx, q)
	must(t, err)
	for _, r := range p.Items {
		lands += string(r.Custom["land"]) + " "
	}
	return lands
}
