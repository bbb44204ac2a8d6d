package deal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db/dbtest"
)

// The people of the deal.
const (
	sales      = "li.sales"
	manager    = "sun.manager"
	technical  = "qian.tech"
	commercial = "zhou.commercial"
	finance    = "wu.finance"
	works      = "zheng.pm"
	general    = "gm"
	executive  = "tang.leader"
	treasurer  = "xu.finance"
	contact    = "" // the customer, who has no account
)

const crore = 1_000_000_000 // 10,000,000.00 CNY in fen

// deal is what the story has come to.
type deal struct {
	*desk
	customer, decider, user, supervisor string
	opportunity, quote, contract        string
	project, handover, milestone        string
}

func TestOneDealFromTheFirstVisitToTheConfirmedMilestone(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			s := &deal{desk: newDesk(t, e)}
			s.visit()
			s.quoteIt()
			s.reconsider()
			s.win()
			s.handOver()
			s.build()
			s.rest()
		})
	}
}

func person(name string) ref.ID { return ref.Derived("demo", name) }

func cny(fen int64) record { return record{"amount": fen, "currency": "CNY"} }

// shanghai is the business zone of the demo group; China keeps one time all year.
var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

func today() workday.Date { return workday.Today(time.Now(), shanghai) }

// visit: a customer, the first visit, the report within 48 hours, the team.
func (s *deal) visit() {
	s.customer = s.post(sales, "/customers", record{"name": "鹭江灯彩文化旅游有限公司", "uscc": "91350203MA8LJDCW2T", "type": "private", "city": "厦门", "industry": "文旅"}).id()
	met := func(name, part string) string {
		return s.post(sales, "/contacts", record{"customer_id": s.customer, "name": name, "part": part, "mobile": "19900000199", "email": "someone@customer.example", "met_at": today()}).id()
	}
	s.decider, s.user, s.supervisor = met("陈望舒", "decision_maker"), met("许明远", "end_user"), met("郑监理", "supervisor")
	s.opportunity = s.post(sales, "/opportunities", record{"customer_id": s.customer, "name": "鹭江夜游灯光二期", "amount": cny(crore), "expected_sign_date": today().AddDays(60), "source": "referral", "project_type": "municipal", "region": "厦门"}).id()
	at := record{"kind": "opportunity", "id": s.opportunity}
	s.post(sales, "/activities", record{"ref": at, "kind": "visit", "text": "首次拜访，确认夜游二期范围与预算", "at": time.Now().Add(-2 * time.Hour), "ended_at": time.Now().Add(-time.Hour), "first_visit": true})
	for part, who := range map[string]string{"technical": technical, "commercial": commercial, "project_manager": works} {
		s.post(sales, "/team", record{"ref": at, "person_id": person(who), "part": part})
	}
	report := "/opportunities/" + s.opportunity + "/needs-report"
	s.on(sales, http.MethodPut, report, "", record{"background": "夜游二期，市级重点", "pain_points": "一期照度不足，预算约 1,000 万元", "technical_requirements": "IP67，色温 3000K", "decision_process": "董事长决策，工程部使用", "timeline": "明年六月亮灯", "risks": "雨季施工"})
	s.on(sales, http.MethodPost, report, "/submit", nil)
}

func (s *deal) advance(to string) {
	s.t.Helper()
	got := s.on(sales, http.MethodPost, "/opportunities/"+s.opportunity, "/advance", nil)
	if got.text("stage") != to {
		s.t.Fatalf("the opportunity stands at %v, want %s", got["stage"], to)
	}
}

var terms = record{"work": "works", "defects_months": 24, "labour_apart": true, "payer_guarantee": true, "review_days": 28, "silence_accepts": true, "nodes": []record{
	{"kind": "advance", "name": "预付款", "ratio": "0.2", "term_days": 7, "trigger": "signed"},
	{"kind": "milestone", "name": "灯具安装完成", "ratio": "0.6", "term_days": 30, "trigger": "milestone"},
	{"kind": "settlement", "name": "结算款", "ratio": "0.17", "term_days": 30, "trigger": "settled"},
	{"kind": "retention", "name": "质保金", "ratio": "0.03", "term_days": 14, "trigger": "defects_end"},
}}

// quoteIt: lines, the two reviews of one version, approval, sent, accepted.
func (s *deal) quoteIt() {
	s.advance("negotiation")
	s.quote = s.post(sales, "/quotes", record{"opportunity_id": s.opportunity, "title": "鹭江夜游灯光二期报价", "basis": "excl_tax", "tax_rate": "0.09", "validity_days": 30, "terms": terms}).id()
	at := "/quotes/" + s.quote
	s.on(sales, http.MethodPut, at, "/lines", record{"lines": []record{
		{"code": "030412001001", "name": "线条灯 24W IP67", "section": "灯具", "unit": "m", "quantity": "18000", "unit_rate": "380", "tax_rate": "0.09"},
		{"code": "030408001001", "name": "电力电缆 YJV-4×16", "section": "线缆", "unit": "m", "quantity": "9200", "unit_rate": "96.5", "tax_rate": "0.09"},
	}})
	s.clear()
	s.upload(sales, "opportunity", s.opportunity, "solution", "技术方案.txt", "线条灯布置方案")
	s.advance("quotation")
	s.accept()
	s.advance("signing")
}

// clear: the two reviews of one version, and the approval.
func (s *deal) clear() {
	at := "/quotes/" + s.quote
	s.on(sales, http.MethodPost, at, "/submit", nil)
	s.isReminded(s.hasTask(technical, "quote", s.quote))
	s.on(technical, http.MethodPost, at, "/tech-review", record{"pass": true, "note": "参数与图纸一致", "findings": record{"risks": "雨季施工"}})
	s.on(finance, http.MethodPost, at, "/cost-estimate", record{"pass": true, "amounts": record{"labour": cny(120_000_000), "material": cny(420_000_000), "machinery": cny(40_000_000)}})
	s.approve("quote", s.quote)
}

// accept: sent, and the customer agrees; the opportunity is worth it.
func (s *deal) accept() {
	at := "/quotes/" + s.quote
	s.on(sales, http.MethodPost, at, "/send", record{"channel": "paper", "recipient": "鹭江灯彩文化旅游有限公司 采购部"})
	letter := s.upload(sales, "quote", s.quote, "evidence", "中标通知书.txt", "同意按报价签约")
	q := s.on(sales, http.MethodPost, at, "/accept", record{"evidence_id": letter})
	if o := s.get(sales, "/opportunities/"+s.opportunity); o["amount_quote_id"] != s.quote || o.under("amount")["amount"] != q.under("amount")["amount"] {
		s.t.Errorf("the opportunity is worth %v of %v, the quote %v", o["amount"], o["amount_quote_id"], q["amount"])
	}
}

// reconsider: the customer thinks again, and accepts the next version.
func (s *deal) reconsider() {
	s.on(manager, http.MethodPost, "/opportunities/"+s.opportunity, "/regress", record{"reason": "业主要求缩减范围"})
	first := s.quote
	s.quote = s.on(sales, http.MethodPost, "/quotes/"+first, "/revise", record{}).id()
	if q := s.get(sales, "/quotes/"+first); q.text("state") != "accepted" {
		s.t.Fatalf("the accepted quote is %v while the next is prepared", q["state"])
	}
	line := s.get(sales, "/quotes/"+s.quote+"/lines").list("lines")[0].id()
	s.on(sales, http.MethodPatch, "/quotes/"+s.quote, "/lines", []record{{"line_id": line, "field": "quantity", "value": "17000"}})
	s.clear()
	s.accept()
	if q := s.get(sales, "/quotes/"+first); q.text("state") != "superseded" {
		s.t.Errorf("the quote before is %v", q["state"])
	}
	s.advance("signing")
}

// rest: the contract is suspended and goes on, and the project with it.
func (s *deal) rest() {
	notice := s.upload(commercial, "contract", s.contract, "evidence", "停工通知.txt", "业主要求暂停施工")
	s.on(executive, http.MethodPost, "/contracts/"+s.contract, "/suspend", record{"document_id": notice, "reason": "业主要求暂停施工"})
	p := s.get(works, "/projects/"+s.project)
	if p.text("state") != "suspended" || p.text("contract_hold") != "halted" || p.may("resume") {
		s.t.Errorf("under a suspended contract: %v held %v, may %v", p["state"], p["contract_hold"], p["actions"])
	}
	s.on(executive, http.MethodPost, "/contracts/"+s.contract, "/resume", record{"reason": "业主通知复工"})
	if p = s.get(works, "/projects/"+s.project); p.text("state") != "executing" {
		s.t.Errorf("when the contract goes on: %v", p["state"])
	}
}

// approve lets whoever is asked decide, until nobody is asked any more.
func (s *deal) approve(kind, id string) {
	s.t.Helper()
	for range 10 {
		open := ""
		for _, a := range s.get(general, "/approvals?box=record&ref_kind="+kind+"&ref_id="+id).list("items") {
			if a.text("state") == "pending" {
				open = a.id()
			}
		}
		if open == "" {
			return
		}
		for _, who := range []string{manager, finance, commercial, executive, treasurer, general} {
			if a := s.get(general, "/approvals/"+open); a.text("state") != "pending" {
				break
			}
			if status, a := s.json(who, http.MethodGet, "/approvals/"+open, nil, nil); status == http.StatusOK && a.may("approve") {
				s.on(who, http.MethodPost, "/approvals/"+open, "/approve", record{"comment": "同意"})
			}
		}
	}
	s.t.Fatalf("nobody can finish the approval of %s %s", kind, id)
}

// hasTask: a person was given something to do on a record.
func (s *deal) hasTask(who, kind, id string) record {
	s.t.Helper()
	for _, x := range s.get(who, "/tasks?limit=200&state=open&assignee_id="+person(who).String()).list("items") {
		if on := x.under("ref"); on.text("kind") == kind && on.id() == id {
			return x
		}
	}
	s.t.Errorf("%s has no task on %s %s", who, kind, id)
	return nil
}

// isReminded: a review speaks up when half and four fifths of its working time
// have passed, to the hour.
func (s *deal) isReminded(x record) {
	s.t.Helper()
	made, err := time.Parse(time.RFC3339Nano, x.text("created_at"))
	if err != nil {
		s.t.Fatal(err)
	}
	due, err := time.Parse(time.RFC3339Nano, x.text("due_at"))
	if err != nil {
		s.t.Fatal(err)
	}
	reminders := x.list("reminders")
	for i, share := range []int{50, 80} {
		want := float64(int(due.Sub(workday.StateCouncil().Part(made, due, share, shanghai)).Hours()))
		if len(reminders) != 2 || reminders[i]["hours"] != want {
			s.t.Errorf("at %d %% of the time until %v: %v, want %v hours before", share, due, reminders, want)
		}
	}
}

// win: the contract from the quote, three reviews, the signed scan.
func (s *deal) win() {
	s.contract = s.post(commercial, "/contracts", record{"quote_id": s.quote, "type": "MU", "customer_id": s.customer, "title": "鹭江夜游灯光二期施工合同", "start_on": today(), "finish_on": today().AddDays(180),
		"parties": []record{{"role": "owner", "signatory": "陈望舒"}, {"role": "contractor", "signatory": "周启明"}}}).id()
	at := "/contracts/" + s.contract
	s.upload(commercial, "contract", s.contract, "attachment", "施工合同.txt", "工程范围、价款、工期、付款与争议解决")
	s.on(commercial, http.MethodPost, at, "/submit", nil)
	for kind, who := range map[string]string{"legal": executive, "finance": finance, "technical": technical} {
		s.on(who, http.MethodPost, at, "/review", record{"kind": kind, "pass": true, "note": "同意"})
	}
	s.approve("contract", s.contract)
	s.on(commercial, http.MethodPost, at, "/start-signing", record{"mode": "paper"})
	scan := s.upload(commercial, "contract", s.contract, "signed_scan", "合同签字页.pdf", "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
	if c := s.on(commercial, http.MethodPost, at, "/sign", record{"document_id": scan, "signed_on": today()}); c.text("state") != "in_force" {
		s.t.Fatalf("the contract is %v", c["state"])
	}
	if o := s.get(sales, "/opportunities/"+s.opportunity); o.text("outcome") != "won" {
		s.t.Errorf("the opportunity is %v, want won", o["outcome"])
	}
	p := s.first(works, "/projects", url.Values{"contract_id": {s.contract}})
	s.project = p.id()
	if got := p.under("amount")["amount"]; p.under("owner").text("username") != "" && got == nil {
		s.t.Errorf("the project has no amount: %v", p)
	}
	s.handover = s.first(sales, "/handovers", url.Values{"project_id": {s.project}}).id()
	s.milestone = s.first(works, "/milestones", url.Values{"project_id": {s.project}}).id()
}

// handOver: evidence, 5.6 and back, the rest, three signatures.
func (s *deal) handOver() {
	at := "/handovers/" + s.handover
	soon := today().AddDays(30)
	item := func(key string, more record) record {
		more["key"] = key
		return more
	}
	file := func(name string) string { return s.upload(sales, "handover", s.handover, "attachment", name, name) }
	s.on(sales, http.MethodPut, at, "/items", record{"items": []record{
		item("technical_parameters", record{"document_id": file("技术参数表.txt")}), item("delivery_standard", record{"text": "CJJ 45"}),
		item("start", record{"on": soon, "confirmed_by": s.decider, "confirmed_on": today()}),
	}})
	s.on(sales, http.MethodPost, at, "/submit", nil)
	s.on(works, http.MethodPost, at, "/review", nil)
	if h := s.on(works, http.MethodPost, at, "/score", record{"refusals": []record{}}); h.text("state") != "rework" {
		s.t.Fatalf("a thin handover is %v with %v, want rework", h["state"], h["score"])
	}
	if status, _ := s.try(works, http.MethodPost, "/projects/"+s.project, "/ready", nil); status != http.StatusConflict {
		s.t.Errorf("a project without a handover becomes ready: %d", status)
	}
	risk := func() record {
		return record{"text": "场地与许可", "person_id": person(works), "response": "提前协调"}
	}
	s.on(sales, http.MethodPut, at, "/items", record{"items": []record{
		item("tender_documents", record{"document_id": file("招标文件.txt")}), item("scope", record{"text": "步道与码头；不含消防"}),
		item("performance_bond", record{"text": "10%"}), item("liquidated_damages", record{"text": "每日 0.5‰"}),
		item("equipment", record{"on": soon, "confirmed_by": s.decider, "confirmed_on": today()}), item("trial_run", record{"on": soon.AddDays(60), "confirmed_by": s.decider, "confirmed_on": today()}),
		item("site", risk()), item("permits", risk()), item("underground", risk()), item("funding", risk()),
	}})
	s.on(sales, http.MethodPut, at, "/expectations", record{"expectations": []record{{"text": "每周五提供进度影像", "priority": "must", "standard": "每周五 18:00 前", "in_contract": false, "answer": "accepted"}}})
	s.on(sales, http.MethodPost, at, "/sign-statement", nil)
	s.on(sales, http.MethodPost, at, "/submit", nil)
	s.on(works, http.MethodPost, at, "/review", nil)
	h := s.on(works, http.MethodPost, at, "/score", record{"refusals": []record{}})
	if h.text("state") != "signing" {
		s.t.Fatalf("the handover is %v with %v: %v", h["state"], h["score"], h)
	}
	for _, who := range []string{sales, works, technical} {
		h = s.on(who, http.MethodPost, at, "/sign", record{"content_hash": s.get(who, at).text("content_hash")})
	}
	if h.text("signed_at") == "" {
		s.t.Fatalf("three signed and the handover is %v", h["state"])
	}
}

// build: the project is ready, starts, reaches a milestone, and the customer
// confirms it by a link.
func (s *deal) build() {
	at := "/projects/" + s.project
	s.on(works, http.MethodPost, at, "/ready", nil)
	s.on(works, http.MethodPost, at, "/start", record{"commenced_on": today()})
	m := "/milestones/" + s.milestone
	s.on(works, http.MethodPost, m, "/reach", record{"actual_on": today(), "statement": "灯具全部安装并点亮"})
	link := s.on(works, http.MethodPost, m, "/link", record{"contact_id": s.decider})
	token := link.text("token")
	if !strings.HasPrefix(link.text("path"), "/m/") || token == "" {
		s.t.Fatalf("no link: %v", link)
	}
	shown := s.get(contact, "/portal/milestones/"+token)
	s.post(contact, "/portal/milestones/"+token, record{"action": "confirm", "score": 5, "text": "灯光效果很好", "content_hash": shown.text("content_hash")})
	if got := s.get(works, m); got.text("state") != "confirmed" {
		s.t.Fatalf("the milestone is %v", got["state"])
	}
}
