package service_test

import (
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/care/service"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

func scale(code, dimension string, sales bool, weight int64) service.Question {
	return service.Question{Code: code, Kind: service.Scale, Dimension: dimension, Sales: sales, Weight: weight, ZH: "问", EN: "ask"}
}

// weighing is a short template whose sales weigh so much of ten thousand.
func weighing(sales int64) service.TemplateDraft {
	return service.TemplateDraft{Name: "模板", Purpose: service.Short, Questions: []service.Question{
		scale("works", "construction_quality", false, 10_000-sales), scale("sales", "promise_accuracy", true, sales)}}
}

// 29.99 % of the weight for sales is refused, 30.00 % passes (KPI-02).
func TestSalesShareAtItsBoundary(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for sales, want := range map[int64]*fault.Error{1: service.ErrSalesShare, 2_999: service.ErrSalesShare, 3_000: nil, 3_001: nil} {
			id, err := d.svc.CreateTemplate(d.service(), ref.Nil, weighing(sales))
			must(t, err)
			wants(t, "publish", d.svc.Publish(d.service(), id, 1), want)
			v, err := d.svc.Template(d.service(), id)
			must(t, err)
			if v.SalesShare != sales || (want == nil) != (v.State == service.Published || v.State == service.Retired) || want != nil && v.Version != 1 {
				t.Errorf("%d of 10000: %+v", sales, v)
			}
		}
	})
}

func TestSalesShareIsExact(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		qs := []service.Question{}
		var sales, all int64
		for range rapid.IntRange(1, 20).Draw(rt, "questions") {
			q := scale("", "schedule", rapid.Bool().Draw(rt, "sales"), rapid.Int64Range(1, service.MaxWeight).Draw(rt, "weight"))
			qs = append(qs, q)
			all += q.Weight
			if q.Sales {
				sales += q.Weight
			}
		}
		tpl := service.Template{Questions: qs}
		if got := tpl.SalesShare(); got*all > sales*10_000 || (got+1)*all <= sales*10_000 {
			rt.Errorf("%d of %d: %d", sales, all, got)
		}
	})
}

func TestTemplateRules(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		good := scale("a", "schedule", false, 5)
		with := func(change func(q *service.Question)) service.TemplateDraft {
			q := good
			change(&q)
			return service.TemplateDraft{Name: "模板", Purpose: service.Full, Questions: []service.Question{good, q}}
		}
		nps := service.Question{Code: "n", Kind: service.Recommend, ZH: "问", EN: "ask"}
		other := func(change func(q *service.Question)) service.TemplateDraft {
			return with(func(q *service.Question) { q.Code = "b"; change(q) })
		}
		four := service.TemplateDraft{Name: "模板", Purpose: service.Short, Questions: []service.Question{good, scale("b", "schedule", false, 1), scale("c", "schedule", false, 1), scale("d", "schedule", true, 9)}}
		for name, tc := range map[string]service.TemplateDraft{
			"no name":             {Purpose: service.Short, Questions: []service.Question{good}},
			"no purpose":          {Name: "x", Questions: []service.Question{good}},
			"no question":         {Name: "x", Purpose: service.Short},
			"four in a short one": four,
			"twice the same code": with(func(*service.Question) {}),
			"no weight":           other(func(q *service.Question) { q.Weight = 0 }),
			"too heavy":           other(func(q *service.Question) { q.Weight = service.MaxWeight + 1 }),
			"no dimension":        other(func(q *service.Question) { q.Dimension = "weather" }),
			"no English":          other(func(q *service.Question) { q.EN = " " }),
			"another kind":        other(func(q *service.Question) { q.Kind = "text" }),
			"weight on nps":       other(func(q *service.Question) { *q = nps; q.Weight = 1 }),
			"nps about sales":     other(func(q *service.Question) { *q = nps; q.Sales = true }),
			"nps twice":           {Name: "x", Purpose: service.Full, Questions: []service.Question{nps, {Code: "m", Kind: service.Recommend, ZH: "问", EN: "ask"}}},
		} {
			_, err := d.svc.CreateTemplate(d.service(), ref.Nil, tc)
			wants(t, name, err, fault.ErrInvalid)
		}
		full := service.TemplateDraft{Name: "完整", Purpose: service.Full, Questions: []service.Question{
			scale("q", "construction_quality", false, 1), scale("r", "response_speed", false, 1), scale("s", "service_attitude", true, 1)}}
		id, err := d.svc.CreateTemplate(d.service(), ref.Nil, full)
		must(t, err)
		wants(t, "without recommending", d.svc.Publish(d.service(), id, 1), service.ErrDimensions)
		full.Questions = append(full.Questions, nps)
		full.Questions[2].Dimension = "schedule"
		must(t, d.svc.UpdateTemplate(d.service(), id, 1, full))
		wants(t, "without attitude", d.svc.Publish(d.service(), id, 2), service.ErrDimensions)
		full.Questions[2].Dimension = "service_attitude"
		must(t, d.svc.UpdateTemplate(d.service(), id, 2, full))
		wants(t, "with an old version", d.svc.Publish(d.service(), id, 2), db.ErrStale)
		must(t, d.svc.Publish(d.service(), id, 3))
		wants(t, "changing what is published", d.svc.UpdateTemplate(d.service(), id, 4, full), service.ErrTemplateState)
	})
}

// A company uses one template of a purpose: publishing the next retires the one
// before; without its own it asks what the product brings.
func TestOneTemplateAtATime(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		first, err := d.svc.CreateTemplate(d.service(), ref.Nil, weighing(3_000))
		must(t, err)
		second, err := d.svc.CreateTemplate(d.service(), ref.Nil, weighing(4_000))
		must(t, err)
		abroad, err := d.svc.CreateTemplate(d.stranger(), ref.Nil, weighing(5_000))
		must(t, err)
		must(t, d.svc.Publish(d.service(), first, 1))
		must(t, d.svc.Publish(d.stranger(), abroad, 1))
		must(t, d.svc.Publish(d.service(), second, 1))
		state := func(id ref.ID) service.TemplateState {
			v, err := d.svc.Template(d.service(), id)
			must(t, err)
			return v.State
		}
		if state(first) != service.Retired || state(second) != service.Published || state(abroad) != service.Published {
			t.Errorf("%s %s %s", state(first), state(second), state(abroad))
		}
		asks := func() string {
			id, err := d.svc.Ask(d.service(), service.Asking{ProjectID: d.project, Purpose: service.Short})
			must(t, err)
			d.clock.days(31)
			return d.get(t, id).Questions[0].Code
		}
		if got := asks(); got != "works" {
			t.Errorf("asks %s", got)
		}
		must(t, d.svc.Retire(d.service(), second, 2))
		if got := asks(); got != "construction_quality" {
			t.Errorf("asks %s", got)
		}
		builtin := ref.Derived("survey_template", "short")
		v, err := d.svc.Template(d.as("NOb", authz.Group, everything...), builtin)
		if must(t, err); len(v.Actions) != 0 || v.SalesShare != 3_500 {
			t.Errorf("what the product brings: %+v", v)
		}
		wants(t, "retiring what the product brings", d.svc.Retire(d.as("NOb", authz.Group, everything...), builtin, 1), service.ErrTemplateState)
		must(t, d.svc.Seed(system()))
		wants(t, "seeding as a person", d.svc.Seed(d.service()), authz.ErrForbidden)
		list, err := d.svc.Templates(d.reader())
		if must(t, err); len(list) != 5 || list[len(list)-1].State != service.Retired {
			t.Errorf("%d templates", len(list))
		}
	})
}
