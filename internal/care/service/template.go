package service

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// TemplateKind names templates in references.
const TemplateKind ref.Kind = "survey_template"

// Purpose says what a template is for.
type Purpose string

// Purposes: a short survey after each milestone, a full one at completion, in
// the warranty and once a year.
const (
	Short Purpose = "short"
	Full  Purpose = "full"
)

// Purposes lists them.
var Purposes = []string{"short", "full"}

// TemplateState is how far a template has come.
type TemplateState string

// States of a template.
const (
	Draft     TemplateState = "draft"
	Published TemplateState = "published"
	Retired   TemplateState = "retired"
)

// templateMoves is the transition table of [TemplateState].
var templateMoves = map[TemplateState][]TemplateState{Draft: {Published}, Published: {Retired}}

// Dimensions of a scale question. The first three are asked in every full
// survey (SVC-01); the next three are about sales by their nature.
var Dimensions = []string{"construction_quality", "response_speed", "service_attitude", "promise_accuracy", "needs_understanding", "follow_up", "schedule", "safety", "cost_transparency", "documents"}

const needed = 3 // of Dimensions, in a full survey

// Kinds of questions.
const (
	Scale     = "scale" // one to five points
	Recommend = "nps"   // zero to ten: would you recommend us
)

// Bounds of a template.
const (
	MaxQuestions = 20
	MaxShort     = 3 // questions of a short survey
	MaxWeight    = 10_000
	SalesPercent = 30 // least share of the weights for sales
)

// Errors of templates.
var (
	ErrTemplateNotFound = fault.New(fault.NotFound, "survey_template.not_found", "no such template")
	ErrTemplateState    = fault.New(fault.Conflict, "survey_template.state", "the template does not stand where this can be done")
	ErrSalesShare       = fault.New(fault.Conflict, "survey_template.sales_share", "questions about sales weigh less than 30 % of the template")
	ErrDimensions       = fault.New(fault.Conflict, "survey_template.dimensions", "a full survey asks about quality, speed and attitude, and whether one would recommend us")
	ErrTemplateTaken    = fault.New(fault.Conflict, "survey_template.id_taken", "another record has this id")
	ErrNoTemplate       = fault.New(fault.Conflict, "survey_template.none", "no template of this purpose is published")
)

// Question is one thing that a survey asks.
type Question struct {
	Code      string `json:"code"`
	Kind      string `json:"kind" enum:"scale,nps"`
	Dimension string `json:"dimension,omitempty" doc:"Of a scale question."`
	Sales     bool   `json:"sales" doc:"It is about sales."`
	Weight    int64  `json:"weight" doc:"Against the others'; 0 for a question that gives no points."`
	ZH        string `json:"zh" doc:"The question in Chinese."`
	EN        string `json:"en" doc:"The question in English."`
}

// check answers what is wrong with a question that stands at a place.
func (q *Question) check(c *fault.Checks, at string, seen map[string]bool) {
	q.Code, q.ZH, q.EN = strings.TrimSpace(q.Code), strings.TrimSpace(q.ZH), strings.TrimSpace(q.EN)
	c.Check(q.Code != "", at+".code", "required")
	c.Check(!seen[q.Code], at+".code", "duplicate")
	seen[q.Code] = true
	c.Check(q.ZH != "", at+".zh", "required")
	c.Check(q.EN != "", at+".en", "required")
	switch q.Kind {
	case Scale:
		c.Check(slices.Contains(Dimensions, q.Dimension), at+".dimension", "not_allowed")
		c.Check(q.Weight >= 1 && q.Weight <= MaxWeight, at+".weight", "not_allowed")
	case Recommend:
		c.Check(q.Dimension == "", at+".dimension", "not_allowed")
		c.Check(q.Weight == 0, at+".weight", "not_allowed")
		c.Check(!q.Sales, at+".sales", "not_allowed")
	default:
		c.Check(false, at+".kind", "not_allowed")
	}
}

// Template is what surveys of a purpose ask.
type Template struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID     ref.ID `track:"public"` // none for what the product brings, which serves companies without one of their own
	DepartmentID ref.ID `track:"-"`
	OwnerID      ref.ID `track:"-"`

	Name        string        `track:"public"`
	Purpose     Purpose       `track:"public"`
	State       TemplateState `track:"public"`
	Questions   []Question    `track:"public"`
	PublishedAt time.Time     `track:"public"`
}

// Subject implements db.Record.
func (t *Template) Subject() db.Subject {
	return db.Subject{Ref: ref.To(TemplateKind, t.ID), Label: t.Name, Entity: t.EntityID, Version: t.Version}
}

// Scope implements authz.Scoped.
func (t *Template) Scope() authz.Scope {
	return authz.Scope{Owner: t.OwnerID, Department: t.DepartmentID, Entity: t.EntityID}
}

// TemplateDraft is what a person may write of a template.
type TemplateDraft struct {
	Name      string
	Purpose   Purpose
	Questions []Question
}

func (d *TemplateDraft) check() error {
	var c fault.Checks
	d.Name = strings.TrimSpace(d.Name)
	c.Check(d.Name != "", "name", "required")
	c.Check(slices.Contains(Purposes, string(d.Purpose)), "purpose", "not_allowed")
	most := MaxQuestions
	if d.Purpose == Short {
		most = MaxShort
	}
	c.Check(len(d.Questions) > 0, "questions", "required")
	c.Check(len(d.Questions) <= most, "questions", "too_long")
	seen, recommends := map[string]bool{}, 0
	for i := range d.Questions {
		d.Questions[i].check(&c, fmt.Sprintf("questions[%d]", i), seen)
		if d.Questions[i].Kind == Recommend {
			recommends++
		}
	}
	c.Check(recommends <= 1, "questions", "duplicate")
	return c.Err()
}

func (t *Template) apply(d TemplateDraft) {
	t.Name, t.Purpose, t.Questions = d.Name, d.Purpose, d.Questions
}

// weights returns what questions about sales weigh, and all.
func weights(qs []Question) (sales, all int64) {
	for _, q := range qs {
		all += q.Weight
		if q.Sales {
			sales += q.Weight
		}
	}
	return sales, all
}

// SalesShare returns the share of the weights that is about sales, in hundredths
// of a percent, rounded down.
func (t *Template) SalesShare() int64 {
	sales, all := weights(t.Questions)
	if all == 0 {
		return 0
	}
	return sales * 10_000 / all
}

// publish lets surveys ask what the template says (KPI-02).
func (t *Template) publish(now time.Time) error {
	if err := t.move(Published); err != nil {
		return err
	}
	if sales, all := weights(t.Questions); all == 0 || sales*100 < SalesPercent*all {
		share := t.SalesShare()
		return ErrSalesShare.With("share", fmt.Sprintf("%d.%02d %%", share/100, share%100))
	}
	if t.Purpose == Full && !t.covers() {
		return ErrDimensions
	}
	t.PublishedAt = now
	return nil
}

// covers reports whether a full survey asks what it must.
func (t *Template) covers() bool {
	asked, recommends := map[string]bool{}, false
	for _, q := range t.Questions {
		asked[q.Dimension] = true
		recommends = recommends || q.Kind == Recommend
	}
	for _, d := range Dimensions[:needed] {
		if !asked[d] {
			return false
		}
	}
	return recommends
}

func (t *Template) move(to TemplateState) error {
	if !slices.Contains(templateMoves[t.State], to) {
		return ErrTemplateState.With("state", string(t.State))
	}
	t.State = to
	return nil
}

// templateIn returns the rule that a company's own template stands in one of the
// states; what the product brings stays as it is.
func templateIn(states ...TemplateState) func(*Template, *authz.Actor) error {
	return func(t *Template, _ *authz.Actor) error {
		if t.EntityID.IsZero() || !slices.Contains(states, t.State) {
			return ErrTemplateState.With("state", string(t.State))
		}
		return nil
	}
}

// Verbs on a template.
var (
	actTemplateUpdate = authz.Action[*Template]{Verb: "update", Permission: PermManage, When: templateIn(Draft)}
	actPublish        = authz.Action[*Template]{Verb: "publish", Permission: PermManage, When: templateIn(Draft)}
	actRetire         = authz.Action[*Template]{Verb: "retire", Permission: PermManage, When: templateIn(Published)}

	templateActions = []authz.Action[*Template]{actTemplateUpdate, actPublish, actRetire}
)

// builtin returns the templates that the product brings: three questions after a
// milestone, eleven at the end (reference 2.17).
func builtin() []Template {
	scale := func(code string, sales bool, weight int64, zh, en string) Question {
		return Question{Code: code, Kind: Scale, Dimension: code, Sales: sales, Weight: weight, ZH: zh, EN: en}
	}
	return []Template{
		{ID: ref.Derived(string(TemplateKind), "short"), Name: "节点满意度（简版）", Purpose: Short, State: Published, Questions: []Question{
			scale("construction_quality", false, 40, "这个节点的施工质量，您满意吗？", "How satisfied are you with the quality of the works at this milestone?"),
			scale("response_speed", false, 25, "我们回应您问题的速度，您满意吗？", "How satisfied are you with how fast we respond to you?"),
			scale("promise_accuracy", true, 35, "签约时的承诺，到目前为止兑现得怎么样？", "How well have we kept so far what we promised before signing?"),
		}},
		{ID: ref.Derived(string(TemplateKind), "full"), Name: "项目满意度（完整版）", Purpose: Full, State: Published, Questions: []Question{
			scale("construction_quality", false, 15, "施工质量", "Quality of the works"),
			scale("response_speed", false, 12, "响应速度", "Speed of response"),
			scale("service_attitude", false, 12, "服务态度", "Attitude of our people"),
			scale("promise_accuracy", true, 12, "销售承诺与实际相符", "What was promised is what you got"),
			scale("needs_understanding", true, 10, "对您需求的理解", "Understanding of your needs"),
			scale("follow_up", true, 10, "签约之后的跟进", "Attention after signing"),
			scale("schedule", false, 9, "工期控制", "Keeping the schedule"),
			scale("safety", false, 8, "安全与文明施工", "Safety and order on site"),
			scale("cost_transparency", false, 6, "费用透明", "Clarity of costs"),
			scale("documents", false, 6, "资料与竣工文件", "Documents"),
			{Code: "recommend", Kind: Recommend, ZH: "您有多大可能把我们推荐给同行？", EN: "How likely are you to recommend us to others in your trade?"},
		}},
	}
}
