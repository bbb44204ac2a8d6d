package matrix_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"

	"gongqiao/internal/app"
	"gongqiao/internal/app/demo"
	"gongqiao/internal/base/activity"
	"gongqiao/internal/base/approval"
	"gongqiao/internal/base/customfield"
	"gongqiao/internal/base/document"
	"gongqiao/internal/base/org"
	"gongqiao/internal/base/savedview"
	"gongqiao/internal/base/task"
	"gongqiao/internal/care/service"
	"gongqiao/internal/deliver/handover"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/edge/importer"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/orgcode"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
)

// kind is a kind of record that operations have in their path.
type kind struct {
	// make adds one at a place. It returns its id, and the id of the record that
	// parts are played on when that is another one.
	make func(w *world, at place) (id ref.ID, err error)
	sees test                   // who may read it; nil: everybody who is signed in
	does test                   // who may do what is not reading; nil: by the operation's permission
	of   func(r *record) string // the list is one of what hangs on a record: its address
	find bool                   // GET /search and ?q= find it by title
}

// rule says of one operation what its registration does not.
type rule struct {
	on       string // the kind of record that the body or the query names
	sees     test
	does     test
	path     func(r *record) string
	body     func(b map[string]any, r *record, w *world, p *person)
	before   func(w *world, r *record) error   // brings the record to where the operation may be asked
	hidden   int                               // status when the record may not be seen; 404 when missing here
	session  bool                              // is for people in sessions: a token is refused
	form     func(r *record) map[string]string // fields of a multipart body that ends with a file
	audited  bool                              // leaves a record of who looked, although it is a GET
	silent   bool                              // only looks, although it is no GET
	verb     string                            // what the record's actions call it, when not by its path
	unshown  bool                              // does not stand in the actions of a new record
	wider    bool                              // the verb is shown to some whom the operation's own permission refuses
	once     bool                              // ends the session in which it is asked
	accepted string                            // why no cell is ever answered with success
	alone    bool                              // concerns no record: nothing but a permission is asked
}

// A new kind of record: say how to make one, and who sees it.
var kinds = map[string]kind{
	"/customers/{id}":   {make: makeCustomer, sees: by("customer:read"), find: true},
	"/contacts/{id}":    {make: makeContact, sees: by("customer:read")},
	"/activities/{id}":  {make: makeActivity, sees: by("activity:read")},
	"/tasks/{id}":       {make: makeTask, sees: by("task:read")},
	"/people/{id}":      {make: makePerson, does: byPlace("org:manage")},
	"/entities/{id}":    {make: makeEntity, does: overGroup("org:manage")},
	"/departments/{id}": {make: makeDepartment, does: byPlace("org:manage")},
	"/roles/{id}":       {make: makeRole, sees: holding("role:read"), does: overGroup("role:manage")},
	"/assignments/{id}": {make: makeAssignment, sees: byPlace("role:read"), does: overGroup("role:manage")},
	"/me/sessions/{id}": {make: makeSession, sees: himself, does: everybody},
	"/tokens/{id}":      {make: makeToken, sees: himself, does: everybody},

	"/leads/{id}":             {make: makeLead, sees: by("lead:read")},
	"/opportunities/{id}":     {make: makeOpportunity, sees: by("opportunity:read"), find: true},
	"/documents/{id}":         {make: makeDocument, sees: all(by("customer:read"), by("document:read")), of: func(r *record) string { return "/documents?ref_kind=customer&ref_id=" + r.root.String() }},
	"/approvals/{id}":         {make: makeApproval, sees: submitsOrReads, of: func(r *record) string { return "/approvals?box=record&ref_kind=customer&ref_id=" + r.root.String() }},
	"/custom-fields/{id}":     {make: makeField, sees: seesPrices, does: overGroup("customfield:manage")},
	"/settings/{id}":          {make: ruleOfGroup, sees: overGroup("setting:read"), does: overGroup("setting:manage")},
	"/calendar-years/{id}":    {make: yearOfGroup, does: overGroup("setting:manage")},
	"/quotes/{id}":            {make: makeQuote, sees: by("quote:read")},
	"/contracts/{id}":         {make: makeContract, sees: by("contract:read")},
	"/amendments/{id}":        {make: makeAmendment, sees: by("contract:read")},
	"/projects/{id}":          {make: makeProject, sees: by("project:read"), find: true},
	"/milestones/{id}":        {make: makeMilestone, sees: by("milestone:read")},
	"/handovers/{id}":         {make: makeHandover, sees: by("handover:read")},
	"/surveys/{id}":           {make: makeSurvey, sees: by("survey:read")},
	"/payment-nodes/{id}":     {make: makeNode, sees: by("payment_node:read")},
	"/invoices/{id}":          {make: makeInvoice, sees: by("invoice:read")},
	"/receipts/{id}":          {make: makeReceipt, sees: by("receipt:read")},
	"/collection-orders/{id}": {make: makeOrder, sees: by("collection:read")},
	"/imports/{id}":           {make: makeImport, sees: by("import:read")},
	"/audit/{id}":             {make: makeAudit, sees: overGroup("audit:read")},
	"/views/{id}":             {make: makeView, sees: himself, does: everybody},

	"/survey-templates/{id}":  {make: makeTemplate, sees: holding("survey:read"), does: withoutPart(by("survey:manage"))},
	"/improvement-plans/{id}": {make: makePlan, sees: by("improvement:read")},
	"/complaints/{id}":        {make: makeComplaint, sees: by("complaint:read")},

	"/team/{kind}/{id}/{person_id}/{part}": {make: makeTeam, sees: by("customer:read")},
}

// An operation that concerns no record, names it elsewhere than in its path, or
// asks for another permission than it is registered with.
var rules = map[string]rule{
	"customer-list":   {alone: true},
	"customer-create": {alone: true},
	"customer-check":  {alone: true, silent: true},
	"customer-update": {body: func(b map[string]any, r *record, _ *world, _ *person) { b["name"], b["uscc"] = r.title, "" }},
	"customer-restore": {before: func(w *world, r *record) error {
		return w.app.Customers.Blacklist(w.system, r.id, 1, "拖欠工程款")
	}},
	"customer-confirm-registration": {unshown: true, before: struckOff},
	"contact-create":                {on: "/customers/{id}", hidden: 422, body: names("customer_id")},

	"team-get":  {on: "/customers/{id}", sees: by("customer:read"), does: by("team:read"), path: func(r *record) string { return "/team?ref_kind=customer&ref_id=" + r.id.String() }},
	"team-join": {on: "/customers/{id}", hidden: 422, body: joins},
	"team-leave": {path: func(r *record) string {
		return "/team/customer/" + r.id.String() + "/" + demo.ID("qian.tech").String() + "/technical"
	}},

	"activity-log":    {on: "/customers/{id}", hidden: 422, body: refers},
	"activity-update": {does: all(himself, by("activity:log"))},
	"activity-void": {wider: true, does: func(p *person, rel relation) bool {
		return rel == own && by("activity:log")(p, rel) || rel != own && by("activity:void")(p, rel)
	}},

	"task-create": {on: "/customers/{id}", hidden: 422, body: refers},
	"task-update": {wider: true, does: mine("task:write", "task:manage")},
	"task-done":   {wider: true, does: mine("task:write", "task:manage")},
	"task-cancel": {wider: true, does: mine("task:write", "task:manage")},
	"task-snooze": {wider: true, does: mine("task:write", "task:manage")},

	"lead-create":  {alone: true},
	"lead-check":   {alone: true, silent: true},
	"lead-assign":  {before: recycled},
	"lead-qualify": {before: contacted},
	"lead-convert": {before: qualified, does: all(by("lead:convert"), withoutPart(by("opportunity:create")))},

	"opportunity-create":  {on: "/customers/{id}", hidden: 422, does: holding("opportunity:create"), body: names("customer_id")},
	"opportunity-check":   {on: "/customers/{id}", hidden: 422, does: holding("opportunity:create"), body: names("customer_id"), silent: true},
	"opportunity-summary": {alone: true},
	"opportunity-funnel":  {alone: true},
	"opportunity-board":   {alone: true},
	"opportunity-resume":  {before: func(w *world, r *record) error { return w.app.Pipeline.Hold(w.system, r.id, 1, "matrix") }},
	"opportunity-reopen": {before: func(w *world, r *record) error {
		return w.app.Pipeline.Lose(w.system, r.id, 1, pipeline.Loss{Reason: "price"})
	}},
	"opportunity-report-update": {unshown: true},
	"opportunity-advance":       {accepted: "the gate asks for evidence"},
	"opportunity-regress":       {accepted: "a new opportunity stands at the first stage"},
	"opportunity-report-submit": {accepted: "an empty report is not submitted"},

	"customer-export":    {alone: true, audited: true},
	"opportunity-export": {alone: true, audited: true},

	"document-list":    {on: "/customers/{id}", does: everybody, path: func(r *record) string { return "/documents?ref_kind=customer&ref_id=" + r.id.String() }},
	"document-upload":  {on: "/customers/{id}", hidden: 422, form: upload},
	"document-replace": {verb: "replace", form: func(*record) map[string]string { return map[string]string{"name": "next.txt"} }},

	// Where no manager stands nearer, every sales manager of the company is asked.
	"approval-approve":  {does: decides},
	"approval-reject":   {does: decides},
	"approval-withdraw": {does: himself},
	"approval-urge":     {does: himself},

	"customfield-list":      {alone: true, path: func(*record) string { return "/custom-fields?kind=customer" }},
	"customfield-create":    {alone: true, does: overGroup("customfield:manage")},
	"setting-list":          {alone: true, does: overGroup("setting:read")},
	"setting-update":        {body: usualValue},
	"setting-list-years":    {alone: true},
	"savedview-list":        {alone: true},
	"savedview-create":      {alone: true},
	"notice-list":           {alone: true},
	"notice-read":           {alone: true},
	"notice-preference-get": {alone: true},
	"notice-preference-set": {alone: true},

	"audit-checkpoint": {alone: true, accepted: "nothing is sealed yet"},

	"quote-create":           {on: "/opportunities/{id}", hidden: 422, body: names("opportunity_id")},
	"contract-create":        {on: "/customers/{id}", hidden: 422, does: holding("contract:create"), body: names("customer_id")},
	"quote-boq-upload":       {unshown: true, accepted: asDraft},
	"quote-lines-edit":       {unshown: true, accepted: asDraft},
	"quote-submit":           {unshown: true, accepted: asDraft},
	"quote-request-approval": {unshown: true, accepted: asDraft},
	"quote-tech-review":      {unshown: true, accepted: asDraft},
	"quote-cost-estimate":    {unshown: true, accepted: asDraft},
	"quote-send":             {unshown: true, accepted: asDraft},
	"quote-accept":           {unshown: true, accepted: asDraft},
	"quote-reject":           {unshown: true, accepted: asDraft},
	"quote-withdraw":         {unshown: true, accepted: asDraft},
	"quote-revise":           {unshown: true, accepted: asDraft},
	"quote-diff":             {path: func(r *record) string { return "/quotes/" + r.id.String() + "/diff?against=" + r.id.String() }},
	"contract-damages":       {path: func(r *record) string { return "/contracts/" + r.id.String() + "/damages?days=3" }, accepted: "nobody agreed on damages"},
	"contract-submit":        {unshown: true, accepted: asDraft},
	"contract-waive":         {unshown: true, accepted: asDraft},
	"contract-start-signing": {unshown: true, accepted: asDraft},
	"contract-sign":          {unshown: true, accepted: asDraft},
	"contract-recall":        {unshown: true, accepted: asDraft},
	"contract-suspend":       {unshown: true, accepted: asDraft},
	"contract-resume":        {unshown: true, accepted: asDraft},
	"contract-complete":      {unshown: true, accepted: asDraft},
	"contract-settle":        {unshown: true, accepted: asDraft},
	"contract-close":         {unshown: true, accepted: asDraft},
	"contract-terminate":     {unshown: true, accepted: asDraft},
	"contract-update":        {unshown: true, accepted: asDraft},
	"amendment-create":       {unshown: true, accepted: asDraft},
	"amendment-submit":       {unshown: true, accepted: asDraft},
	"amendment-waive":        {unshown: true, accepted: asDraft},
	"amendment-recall":       {unshown: true, accepted: asDraft},
	"amendment-sign":         {unshown: true, accepted: asDraft},
	"quote-lines-set":        {unshown: true},
	"quote-boq":              {audited: true},
	"quote-pdf":              {does: pricedOnly, audited: true, accepted: "the font is built in by make"},
	"contract-review":        {does: by("contract:review_legal"), unshown: true, accepted: asDraft},

	"project-create":              {on: "/customers/{id}", hidden: 422, does: holding("project:create"), body: names("customer_id")},
	"project-delivery":            {alone: true, path: func(*record) string { return "/projects/delivery?from=2026-01-01&to=2026-12-31" }},
	"project-revise":              {verb: "revise"},
	"milestone-reach":             {unshown: true, accepted: asDraft},
	"project-ready":               {unshown: true, accepted: asDraft},
	"project-start":               {unshown: true, accepted: asDraft},
	"project-accept":              {unshown: true, accepted: asDraft},
	"project-complete":            {unshown: true, accepted: asDraft},
	"project-close":               {unshown: true, accepted: asDraft},
	"project-resume":              {unshown: true, accepted: asDraft},
	"milestone-create":            {on: "/projects/{id}", hidden: 422, body: names("project_id")},
	"milestone-rectify":           {unshown: true, accepted: asDraft},
	"milestone-remind":            {unshown: true, accepted: asDraft},
	"milestone-link":              {unshown: true, accepted: asDraft},
	"portal-milestone":            {alone: true, path: func(*record) string { return "/portal/milestones/xx" }, accepted: "nobody guesses a link"},
	"portal-milestone-file":       {alone: true, path: func(*record) string { return "/portal/milestones/xx/files/00000000-0000-7000-8000-000000000001" }, accepted: "nobody guesses a link"},
	"portal-milestone-answer":     {alone: true, path: func(*record) string { return "/portal/milestones/xx" }, accepted: "nobody guesses a link"},
	"handover-create":             {on: "/projects/{id}", hidden: 422, does: holding("handover:prepare"), body: names("project_id")},
	"handover-items":              {verb: "update"},
	"handover-expectations":       {verb: "update"},
	"handover-package":            {accepted: asDraft},
	"handover-sign-statement":     {unshown: true, accepted: asDraft},
	"handover-submit":             {unshown: true, accepted: asDraft},
	"handover-review":             {unshown: true, accepted: asDraft},
	"handover-score":              {unshown: true, accepted: asDraft},
	"handover-sign":               {unshown: true, accepted: asDraft},
	"handover-withdraw-signature": {unshown: true, accepted: asDraft},
	"handover-transition":         {unshown: true, accepted: asDraft},
	"handover-accept":             {unshown: true, accepted: asDraft},

	"payment-node-trigger":    {accepted: noPaper},
	"payment-node-apply":      {unshown: true, accepted: noPaper},
	"payment-node-approve":    {unshown: true, accepted: noPaper},
	"payment-node-value":      {unshown: true, accepted: noPaper},
	"payment-node-reschedule": {unshown: true, accepted: noPaper},
	"payment-node-dispute":    {unshown: true, before: triggered},
	"payment-node-resolve":    {unshown: true, before: disputed},
	"receivable-ageing":       {alone: true},
	"receivable-standing":     {alone: true},

	"receipt-register":     {alone: true, does: holding("receipt:register"), body: ownMoney},
	"receipt-unclaimed":    {alone: true},
	"receipt-claim":        {unshown: true, accepted: asClaimed},
	"receipt-unclaim":      {does: withoutPart(by("receipt:confirm")), before: claimedAgain},
	"receipt-confirm":      {before: claimedAgain},
	"receipt-allocate":     {body: spends},
	"receipt-unallocate":   {unshown: true, accepted: "nothing is booked yet"},
	"collection-summary":   {alone: true},
	"collection-behaviour": {alone: true, path: func(*record) string { return "/collection/behaviour?customer_id=" + demo.ID("org-12").String() }},

	"collection-order-assign":      {body: func(b map[string]any, r *record, _ *world, _ *person) { b["assignee_id"] = r.owner.id }},
	"collection-order-promise":     {body: func(b map[string]any, _ *record, _ *world, _ *person) { b["pay_on"] = someday }},
	"collection-order-resume":      {unshown: true, accepted: "nothing is disputed"},
	"collection-order-legal":       {accepted: noPaper},
	"collection-order-close-legal": {unshown: true, accepted: noPaper},
	"collection-order-write-off":   {accepted: noPaper},

	"invoice-create":     {on: "/payment-nodes/{id}", hidden: 422, sees: all(by("contract:read"), by("payment_node:read")), does: by("invoice:create"), body: billsNode},
	"invoice-defaults":   {on: "/payment-nodes/{id}", hidden: 422, sees: by("contract:read"), does: holding("invoice:create"), path: func(r *record) string { return "/invoices/defaults?contract_id=" + r.root.String() }},
	"invoice-update":     {body: billsSame},
	"invoice-allow":      {accepted: "the invoice stays within the price"},
	"invoice-credit-get": {alone: true, does: holding("invoice:read")},
	"invoice-credit-set": {alone: true, does: holding("invoice:credit")},
	"invoice-approve":    {unshown: true, before: submitted},
	"invoice-return":     {unshown: true, before: submitted},
	"invoice-send":       {unshown: true, before: passedOn},
	"invoice-fail":       {unshown: true, accepted: asDraft},
	"invoice-record":     {unshown: true, accepted: asDraft},
	"invoice-deliver":    {unshown: true, accepted: asDraft},
	"invoice-confirm":    {unshown: true, accepted: asDraft},
	"invoice-red":        {unshown: true, accepted: asDraft},

	"group-get":         {alone: true},
	"group-update":      {alone: true, does: overGroup("org:manage")},
	"entity-list":       {alone: true},
	"entity-create":     {alone: true, does: overGroup("org:manage")},
	"department-list":   {alone: true},
	"department-create": {on: "/departments/{id}", body: names("parent_id"), hidden: 422},
	"person-create":     {on: "/departments/{id}", body: names("department_id"), hidden: 422},
	"role-permissions":  {alone: true, does: holding("role:read")},
	"role-list":         {alone: true},
	"role-create":       {alone: true, does: overGroup("role:manage")},
	"assignment-create": {alone: true, does: overGroup("role:manage"), body: assigns},

	"portal-survey":        {alone: true, path: func(*record) string { return "/portal/surveys/xx" }, accepted: "nobody guesses a link"},
	"portal-survey-open":   {alone: true, path: func(*record) string { return "/portal/surveys/xx/open" }, accepted: "nobody guesses a link"},
	"portal-survey-answer": {alone: true, path: func(*record) string { return "/portal/surveys/xx" }, accepted: "nobody guesses a link"},

	"insight-overview":      {alone: true},
	"survey-figures":        {alone: true},
	"survey-create":         {on: "/customers/{id}", hidden: 422, does: withoutPart(by("survey:send")), body: names("customer_id"), before: addressed},
	"survey-link":           {does: by("survey:send"), before: func(w *world, r *record) error { return w.app.Care.Send(w.system, r.id, 1) }},
	"template-list":         {alone: true},
	"template-create":       {alone: true},
	"template-publish":      {unshown: true},
	"template-retire":       {unshown: true, accepted: asDraft},
	"improvement-create":    {on: "/customers/{id}", hidden: 422, does: withoutPart(by("improvement:write")), body: names("customer_id")},
	"improvement-approve":   {before: written},
	"complaint-create":      {on: "/customers/{id}", hidden: 422, does: withoutPart(by("complaint:write")), body: names("customer_id")},
	"complaint-investigate": {unshown: true, before: stands("accepted")},
	"complaint-resolve":     {unshown: true, before: stands("investigating")},
	"complaint-answer":      {unshown: true, before: stands("resolving")},
	"complaint-improve":     {unshown: true, before: stands("accepted")},
	"complaint-close":       {unshown: true, before: stands("awaiting_customer")},
	"complaint-reopen":      {unshown: true, before: stands("awaiting_customer")},
	"improvement-start":     {before: approved},
	"improvement-verify":    {before: started},
	"improvement-close":     {before: verified},
	"improvement-fail":      {before: verified},

	"import-upload": {alone: true, form: func(*record) map[string]string { return map[string]string{"kind": "customers"} }},
	"import-decide": {unshown: true, accepted: "no row waits for an answer"},
	"import-undo":   {unshown: true, accepted: "nothing was taken in"},

	"search-find": {alone: true, path: func(*record) string { return "/search?q=xx" }},

	"identity-sign-in":         {alone: true, once: true, body: signsIn},
	"identity-sign-out":        {alone: true, once: true, session: true},
	"identity-setup-state":     {alone: true},
	"identity-setup":           {alone: true, accepted: "the group exists already"},
	"identity-me":              {alone: true},
	"identity-update-me":       {alone: true, session: true},
	"identity-change-password": {alone: true, session: true, body: changesPassword},
	"identity-list-sessions":   {alone: true, session: true},
	"identity-end-session":     {session: true},
	"identity-totp-begin":      {alone: true, session: true},
	"identity-totp-confirm":    {alone: true, session: true, accepted: "no fixed code is ever right"},
	"identity-totp-disable":    {alone: true, session: true, accepted: "no fixed code is ever right"},
	"identity-recovery-renew":  {alone: true, session: true, accepted: "no fixed code is ever right"},
	"identity-list-tokens":     {alone: true, session: true},
	"identity-create-token":    {alone: true, session: true},
	"identity-revoke-token":    {session: true},
	"person-enable":            {unshown: true},
	"identity-reset-password":  {unshown: true},
	"identity-list-resets":     {alone: true},
	"identity-confirm-reset":   {does: byPlace("role:manage"), unshown: true, accepted: "nobody asked for a new password in the matrix"},
	"identity-reset-totp":      {accepted: "nobody in the matrix has a second factor"},
}

// asDraft is why a verb of a later state is refused by the trade.
const asDraft = "a draft is not that far"

// mine is the rule of what one has or gave oneself, whoever's record it hangs
// on, and of those who manage it for others.
func mine(write, manage string) test {
	return func(p *person, rel relation) bool {
		return rel == own && p.of(write) > toNone || rel != own && by(manage)(p, rel)
	}
}

// submitsOrReads is the rule of approvals: they are seen by who submitted them,
// and by whoever sees the approvals of the record.
func submitsOrReads(p *person, rel relation) bool {
	if p.of("approval:read") == toNone {
		return false
	}
	return rel == own || decides(p, rel) || by("customer:read")(p, rel) && by("approval:read")(p, rel)
}

func decides(p *person, rel relation) bool {
	return strings.HasPrefix(p.name, "sales_manager") && p.state != assignmentEnded && rel != own && rel != missing && !elsewhere(rel)
}

// elsewhere are records of the other company, which has a sales manager of its own.
func elsewhere(rel relation) bool { return rel == abroad || rel == partner || rel == observing }

// pricedOnly is the rule of papers full of prices.
func pricedOnly(p *person, _ relation) bool { return p.classes["price"] }

// seesPrices is the rule of what users added to the class price: it is known to
// those who see prices, and to those who define fields.
func seesPrices(p *person, _ relation) bool {
	return p.classes["price"] && p.state != assignmentEnded || p.of("customfield:manage") == toGroup
}

// withoutPart is a rule under which a part on the record does not count.
func withoutPart(t test) test {
	return func(p *person, rel relation) bool {
		if rel == partner || rel == observing {
			rel = abroad
		}
		return t(p, rel)
	}
}

// ruleOf completes what the tables say about an operation. It answers what to
// add when they say too little.
func ruleOf(op *httpapi.Operation) (*rule, error) {
	r, known := rules[op.ID]
	if r.on == "" && !r.alone {
		r.on = kindIn(op.Path)
	}
	k, found := kinds[r.on]
	switch {
	case r.on != "" && !found:
		return nil, fmt.Errorf("%s %s: fixtures_test.go cannot make the record: add %q to kinds", op.Method, op.Path, r.on)
	case r.on == "" && op.List == nil && !(known && r.alone):
		return nil, fmt.Errorf("%s %s: fixtures_test.go does not know it: add %q to rules, with the record that its body names or alone: true", op.Method, op.Path, op.ID)
	}
	fill(&r, k, op)
	return &r, nil
}

func fill(r *rule, k kind, op *httpapi.Operation) {
	if r.sees == nil {
		r.sees = k.sees
	}
	if r.sees == nil {
		r.sees = everybody
	}
	if r.does == nil && op.Method != "GET" {
		r.does = k.does
	}
	if r.does == nil && op.Method != "GET" && op.Permission != "" && r.on != "" {
		r.does = by(string(op.Permission))
	}
	if r.does == nil {
		r.does = everybody
	}
	if r.hidden == 0 {
		r.hidden = 404
	}
	if r.path == nil {
		r.path = func(x *record) string {
			if x == nil {
				return op.Path
			}
			return strings.Replace(op.Path, "{id}", x.id.String(), 1)
		}
	}
}

// kindIn returns the part of a path that names a record, or "".
func kindIn(path string) string {
	if _, whole := kinds[path]; whole {
		return path
	}
	if before, _, ok := strings.Cut(path, "/{id}"); ok {
		return before + "/{id}"
	}
	return ""
}

// names puts the record into a field of the body.
func names(field string) func(map[string]any, *record, *world, *person) {
	return func(b map[string]any, r *record, w *world, _ *person) {
		b[field] = r.id
		if _, ok := b["username"]; ok {
			b["username"] = fmt.Sprintf("made-%d", w.count.Add(1))
		}
	}
}

func refers(b map[string]any, r *record, _ *world, _ *person) {
	b["ref"] = ref.To(customer.Kind, r.id)
}

func joins(b map[string]any, r *record, _ *world, _ *person) {
	b["ref"], b["person_id"], b["part"] = ref.To(customer.Kind, r.id), demo.ID("zheng.pm"), "project_manager"
}

func assigns(b map[string]any, _ *record, w *world, _ *person) {
	b["person_id"], b["role_id"], b["department_id"] = w.staff[same].id, ref.Derived("role", "sales"), w.departments[across]
}

func signsIn(b map[string]any, _ *record, _ *world, _ *person) {
	b["username"], b["password"] = "li.sales", app.DemoPassword
}

func changesPassword(b map[string]any, _ *record, _ *world, _ *person) {
	b["current"], b["password"] = password, "Another-long-Word-77"
}

// place says to whom a new record belongs and who plays a part on it.
type place struct {
	owner  *person
	entity ref.ID
	unit   ref.ID
	member ref.ID // plays part, or zero
	part   string
	title  string
	record *record // whose root is the record that it hangs on
}

// join lets the member of the place play his part on a record.
func (at place) join(tx *db.Tx, on ref.Kind, id ref.ID) error {
	if at.member.IsZero() {
		return nil
	}
	_, err := tx.Exec("insert into team_member (ref_id, kind, user_id, part, since) values (?, ?, ?, ?, ?)", id, string(on), at.member, at.part, tx.Now)
	return err
}

func makeCustomer(w *world, at place) (ref.ID, error) {
	id := ref.New()
	return id, w.write(func(tx *db.Tx) error {
		n := customer.Incoming{ID: id, Draft: customer.Draft{Name: at.title, USCC: creditCode(w.count.Add(1))}, Status: customer.Active, Origin: "user", Entity: at.entity, Unit: at.unit, Owner: at.owner.id}
		if err := w.app.Customers.AddTx(tx, n); err != nil {
			return err
		}
		return at.join(tx, customer.Kind, id)
	})
}

func makeContact(w *world, at place) (ref.ID, error) {
	id := ref.New()
	c, err := makeCustomer(w, at)
	if err != nil {
		return id, err
	}
	return id, w.write(func(tx *db.Tx) error {
		return w.app.Customers.AddContactTx(tx, customer.Contact{ID: id, CustomerID: c, Name: "周启明", Part: "other", Mobile: "19900000999", Email: "secret@hidden.example", Wechat: "hidden-wechat"})
	})
}

func makeActivity(w *world, at place) (ref.ID, error) {
	c, err := makeCustomer(w, at)
	if err != nil {
		return c, err
	}
	return w.app.Activity.Log(w.as(at.owner), activity.Draft{Ref: ref.To(customer.Kind, c), Kind: activity.Call, Words: activity.Words{Text: at.title}})
}

func makeTask(w *world, at place) (ref.ID, error) {
	c, err := makeCustomer(w, at)
	if err != nil {
		return c, err
	}
	return w.app.Tasks.Create(w.as(at.owner), ref.Nil, ref.To(customer.Kind, c),
		task.Draft{Title: at.title, Kind: task.Todo, Priority: "normal", AssigneeID: at.owner.id, DueAt: w.app.DB.Now().Add(100 * time.Hour)})
}

func makeLead(w *world, at place) (ref.ID, error) {
	id := ref.New()
	d := pipeline.LeadDraft{Source: "referral", Company: at.title, Mobile: "19900000999", Email: "secret@hidden.example"}
	if _, err := w.app.Pipeline.CreateLead(w.as(at.owner), id, d); err != nil {
		return id, err
	}
	if err := w.app.Pipeline.AssignLead(w.system, id, 1, at.owner.id); err != nil {
		return id, err
	}
	return id, w.write(func(tx *db.Tx) error {
		if err := at.join(tx, pipeline.LeadKind, id); err != nil {
			return err
		}
		return tx.Note("matrix", db.Subject{}, nil)
	})
}

// makeImport uploads a file in the name of the owner, who may lack the right.
func makeImport(w *world, at place) (ref.ID, error) {
	b := authz.Build(authz.Actor{ID: at.owner.id, Name: "matrix", Entity: at.entity, Department: at.unit})
	b.Grant(authz.Given{Permission: importer.PermRun, Reach: authz.Own})
	id, err := w.app.Imports.Upload(authz.With(context.Background(), b.Actor()), ref.New(), "customers", at.title+".csv", strings.NewReader("客户名称,简称\n"+at.title+",甲\n"))
	if err != nil {
		return id, err
	}
	return id, w.write(func(tx *db.Tx) error {
		if err := at.join(tx, importer.Kind, id); err != nil {
			return err
		}
		return tx.Note("matrix", db.Subject{}, nil)
	})
}

func recycled(w *world, r *record) error {
	if r.owner != w.staff[same] {
		return nil // a lead in the pool is nobody's own
	}
	return w.app.Pipeline.RecycleLead(w.system, r.id, 2)
}

func contacted(w *world, r *record) error {
	return w.write(func(tx *db.Tx) error {
		if err := w.app.Pipeline.OnActivityTx(tx, pipeline.Activity{On: ref.To(pipeline.LeadKind, r.id), Contact: true, EndedAt: tx.Now}); err != nil {
			return err
		}
		return tx.Note("matrix", db.Subject{}, nil)
	})
}

func qualified(w *world, r *record) error {
	if err := contacted(w, r); err != nil {
		return err
	}
	v, err := w.app.Pipeline.Lead(w.system, r.id)
	if err != nil {
		return err
	}
	return w.app.Pipeline.QualifyLead(w.system, r.id, v.Version, pipeline.Need{ProjectName: r.title, OwnerUnit: r.title, Amount: 1_000_00, ExpectedTenderDate: someday, FundingSource: "loan"})
}

var someday = workday.New(2099, time.June, 30)

func makeOpportunity(w *world, at place) (ref.ID, error) {
	c, err := makeCustomer(w, at)
	if err != nil {
		return c, err
	}
	d := pipeline.Draft{CustomerID: c, Name: at.title, Amount: 7654321, ExpectedSignDate: someday, Source: "referral"}
	id, err := w.app.Pipeline.Create(w.as(at.owner), ref.Nil, ref.Nil, d)
	if err != nil {
		return id, err
	}
	return id, w.write(func(tx *db.Tx) error {
		if err := at.join(tx, pipeline.Kind, id); err != nil {
			return err
		}
		return tx.Note("matrix", db.Subject{}, nil)
	})
}

func makeTeam(w *world, at place) (ref.ID, error) {
	id, err := makeCustomer(w, at)
	if err != nil {
		return id, err
	}
	return id, w.write(func(tx *db.Tx) error {
		return w.app.Team.JoinTx(tx, db.Subject{Ref: ref.To(customer.Kind, id), Label: at.title}, demo.ID("qian.tech"), "technical")
	})
}

func upload(r *record) map[string]string {
	return map[string]string{"ref_kind": "customer", "ref_id": r.id.String(), "kind": document.Attachment, "name": "new.txt"}
}

func makeDocument(w *world, at place) (ref.ID, error) {
	c, err := makeCustomer(w, at)
	if err != nil {
		return c, err
	}
	at.record.root = c
	d := document.Draft{Ref: ref.To(customer.Kind, c), Kind: document.Attachment, Name: at.title + ".txt"}
	return w.app.Documents.Upload(w.as(at.owner), d, strings.NewReader("matrix"))
}

func makeApproval(w *world, at place) (ref.ID, error) {
	c, err := makeCustomer(w, at)
	if err != nil {
		return c, err
	}
	at.record.root = c
	in := approval.Start{ID: ref.New(), Subject: ref.To(customer.Kind, c), Label: at.title, Hash: strings.Repeat("0", 64), Submitter: at.owner.id,
		Scope: authz.Scope{Owner: at.owner.id, Department: at.unit, Entity: at.entity}, Facts: approval.Facts{Amount: 7654321, Margin: &margin, Advance: &advance}}
	return in.ID, w.write(func(tx *db.Tx) error {
		_, err := w.app.Approvals.StartTx(tx, in)
		return err
	})
}

// margin is a cost that the search for leaks knows, advance a price.
var margin, advance = money.Rate(765_432), money.Rate(234_567)

func makeField(w *world, at place) (ref.ID, error) {
	return w.app.Fields.Create(w.system, customfield.Field{Kind: customer.Kind, Key: fmt.Sprintf("made_%d", w.count.Add(1)), LabelZH: definition, LabelEN: "Field", Type: "text", Class: authz.Price})
}

func makeView(w *world, at place) (ref.ID, error) {
	return w.app.Views.Create(w.as(at.owner), ref.Nil, savedview.Draft{List: "customers", Name: at.title})
}

// makeBy makes a record by an operation of its own and its example.
func makeBy(w *world, at place, operation string, path string, set map[string]any) (ref.ID, error) {
	for _, op := range w.app.API.Operations() {
		if op.ID != operation {
			continue
		}
		raw, err := json.Marshal(op.Example)
		if err != nil {
			return ref.Nil, err
		}
		var body map[string]any
		if err := json.Unmarshal(raw, &body); err != nil {
			return ref.Nil, err
		}
		maps.Copy(body, set)
		return w.create(at.owner, path, body)
	}
	return ref.Nil, fmt.Errorf("no operation %s", operation)
}

func makeQuote(w *world, at place) (ref.ID, error) {
	o, err := makeOpportunity(w, at)
	if err != nil {
		return o, err
	}
	id, err := makeBy(w, at, "quote-create", "/quotes", map[string]any{"opportunity_id": o, "title": at.title})
	if err != nil {
		return id, err
	}
	return id, w.app.DB.Housekeep(w.system, func(tx *db.Tx) error {
		_, err := tx.Exec(`update quote set channel = 'email', recipient = 'secret@hidden.example', costs = '{"labour": 314159265}', cost = 314159265, margin = ?, estimated_at = ? where id = ?`, int64(margin), tx.Now, id)
		return err
	})
}

func makeContract(w *world, at place) (ref.ID, error) {
	c, err := makeCustomer(w, at)
	if err != nil {
		return c, err
	}
	id, err := makeBy(w, at, "contract-create", "/contracts", map[string]any{"customer_id": c, "title": at.title})
	if err != nil {
		return id, err
	}
	return id, w.app.DB.Housekeep(w.system, func(tx *db.Tx) error {
		if _, err := tx.Exec("update contract set price = 7654321, current_price = 7654321, margin = ? where id = ?", int64(margin), id); err != nil {
			return err
		}
		return at.join(tx, "contract", id)
	})
}

// makeAmendment takes the contract into force the short way.
func makeAmendment(w *world, at place) (ref.ID, error) {
	c, err := makeContract(w, at)
	if err != nil {
		return c, err
	}
	err = w.app.DB.Housekeep(w.system, func(tx *db.Tx) error {
		_, err := tx.Exec("update contract set state = 'in_force' where id = ?", c)
		return err
	})
	if err != nil {
		return c, err
	}
	return makeBy(w, at, "amendment-create", "/contracts/"+c.String()+"/amendments", nil)
}

func makeProject(w *world, at place) (ref.ID, error) {
	c, err := makeCustomer(w, at)
	if err != nil {
		return c, err
	}
	p := project.Project{ID: ref.New(), EntityID: at.entity, DepartmentID: at.unit, OwnerID: at.owner.id, CustomerID: c, Name: at.title, Amount: 7654321, Budget: 314159265,
		PlannedStart: someday.AddDays(-200), PlannedFinish: someday, State: project.Planning, Origin: "user"}
	return p.ID, w.write(func(tx *db.Tx) error {
		if err := w.app.Projects.AddTx(tx, &p); err != nil {
			return err
		}
		return at.join(tx, project.Kind, p.ID)
	})
}

func makeMilestone(w *world, at place) (ref.ID, error) {
	id, err := makeProject(w, at)
	if err != nil {
		return id, err
	}
	m := project.Milestone{ID: ref.New(), ProjectID: id, Name: at.title, Key: "M1", Weight: 1, PlannedOn: someday, Origin: "user"}
	if err := w.write(func(tx *db.Tx) error { return w.app.Projects.AddMilestoneTx(tx, &m) }); err != nil {
		return m.ID, err
	}
	return m.ID, w.answered(m.ID, at)
}

// answered keeps what a contact answered about a milestone, and from where.
func (w *world) answered(milestone ref.ID, at place) error {
	contact, err := makeContact(w, place{title: at.title, owner: at.owner, unit: at.unit, entity: at.entity, record: &record{}})
	if err != nil {
		return err
	}
	return w.app.DB.Housekeep(w.system, func(tx *db.Tx) error {
		link := ref.New()
		_, err := tx.Exec("insert into milestone_link (id, milestone_id, nonce, contact_id, contact_name, round, issued_at, expires_at, used_at) values (?, ?, ?, ?, '', 1, ?, ?, ?)", link, milestone, link[:], contact, tx.Now, tx.Now, tx.Now)
		if err != nil {
			return err
		}
		_, err = tx.Exec("insert into milestone_answer (id, milestone_id, link_id, round, at, contact_id, contact_name, action, score, text, ip, agent, content_hash) values (?, ?, ?, 1, ?, ?, '', 'reject', 0, 'no', ?, '', '')",
			ref.New(), milestone, link, tx.Now, contact, answeredFrom)
		return err
	})
}

// answeredFrom is an address that the search for leaks knows.
const answeredFrom = "203.0.113.77"

func makeHandover(w *world, at place) (id ref.ID, err error) {
	on, err := makeProject(w, at)
	if err != nil {
		return id, err
	}
	return id, w.write(func(tx *db.Tx) error {
		if err := w.app.Handovers.DraftFromContractTx(tx, handover.FromContract{Project: on, Sales: at.owner.id}); err != nil {
			return err
		}
		return tx.One("select id from handover where project_id = ?", []any{on}, &id)
	})
}

// addressed gives a customer somebody to ask.
func addressed(w *world, r *record) error {
	return w.write(func(tx *db.Tx) error {
		return w.app.Customers.AddContactTx(tx, customer.Contact{ID: ref.New(), CustomerID: r.id, Name: "周启明", Part: "other"})
	})
}

// makeSurvey plans one that waits for its day.
func makeSurvey(w *world, at place) (id ref.ID, err error) {
	on, err := makeProject(w, at)
	if err != nil {
		return id, err
	}
	return id, w.write(func(tx *db.Tx) error {
		p, err := w.app.Projects.BriefTx(tx, on)
		if err != nil {
			return err
		}
		if err := w.app.Customers.AddContactTx(tx, customer.Contact{ID: ref.New(), CustomerID: p.CustomerID, Name: "周启明", Part: "other"}); err != nil {
			return err
		}
		if err := w.app.Care.OnCompletedTx(tx, on, someday); err != nil {
			return err
		}
		if err := tx.One("select id from survey where project_id = ? and cause = 'warranty'", []any{on}, &id); err != nil {
			return err
		}
		return at.join(tx, service.Kind, id)
	})
}

func makeTemplate(w *world, at place) (ref.ID, error) {
	return makeBy(w, at, "template-create", "/survey-templates", map[string]any{"name": at.title})
}

func makePlan(w *world, at place) (ref.ID, error) {
	c, err := makeCustomer(w, at)
	if err != nil {
		return c, err
	}
	id, err := makeBy(w, at, "improvement-create", "/improvement-plans", map[string]any{"customer_id": c, "title": at.title})
	if err != nil {
		return id, err
	}
	return id, w.app.DB.Housekeep(w.system, func(tx *db.Tx) error { return at.join(tx, service.PlanKind, id) })
}

func makeComplaint(w *world, at place) (ref.ID, error) {
	c, err := makeCustomer(w, at)
	if err != nil {
		return c, err
	}
	id, err := makeBy(w, at, "complaint-create", "/complaints", map[string]any{"customer_id": c, "title": at.title})
	if err != nil {
		return id, err
	}
	return id, w.app.DB.Housekeep(w.system, func(tx *db.Tx) error { return at.join(tx, service.ComplaintKind, id) })
}

// stands brings a complaint to a state the short way.
func stands(state string) func(w *world, r *record) error {
	return func(w *world, r *record) error {
		return w.write(func(tx *db.Tx) error {
			if _, err := tx.Exec("update complaint set state = ? where id = ?", state, r.id); err != nil {
				return err
			}
			return tx.Note("matrix", db.Subject{}, nil)
		})
	}
}

// written, approved, started and verified bring a plan on its way.
func written(w *world, r *record) error {
	today := workday.New(2026, time.January, 5)
	return w.app.Care.UpdatePlan(w.system, r.id, 1, service.PlanWords{Title: r.title, RootCause: "c", Metric: "m", Steps: []service.Step{{Text: "s", OwnerID: r.owner.id, DueOn: today, DoneOn: today}}})
}

func approved(w *world, r *record) error {
	if err := written(w, r); err != nil {
		return err
	}
	return w.app.Care.Approve(w.system, r.id, 2)
}

func started(w *world, r *record) error {
	if err := approved(w, r); err != nil {
		return err
	}
	return w.app.Care.StartPlan(w.system, r.id, 3)
}

func verified(w *world, r *record) error {
	if err := started(w, r); err != nil {
		return err
	}
	return w.app.Care.Verify(w.system, r.id, 4)
}

func makeAudit(w *world, _ place) (id ref.ID, err error) {
	return id, w.write(func(tx *db.Tx) error {
		id = tx.AuditID()
		return tx.Note("matrix", db.Subject{}, nil)
	})
}

// creditCode returns a valid code that no other record has.
func creditCode(n int64) string {
	const signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	body := fmt.Sprintf("91310115MA%06d", n)
	for _, a := range signs {
		for _, b := range signs {
			if code := body + string(a) + string(b); orgcode.Check(code) == nil {
				return code
			}
		}
	}
	return ""
}

// makePerson makes a colleague of the place's owner: nobody owns a person.
func makePerson(w *world, at place) (ref.ID, error) {
	id := ref.New()
	return id, w.write(func(tx *db.Tx) error {
		p := &org.Person{ID: id, Username: fmt.Sprintf("subject-%d", w.count.Add(1)), Name: at.title, DepartmentID: at.unit, Mobile: "19900000999", Email: "secret@hidden.example"}
		if err := w.app.Org.CreatePersonTx(tx, p); err != nil {
			return err
		}
		return w.app.Identity.GivePasswordTx(tx, p, w.hash, false)
	})
}

func makeEntity(w *world, at place) (ref.ID, error) {
	id := ref.New()
	return id, w.write(func(tx *db.Tx) error {
		_, err := w.app.Org.CreateEntityTx(tx, &org.Entity{ID: id, Code: fmt.Sprintf("M%d", w.count.Add(1)), Name: at.title})
		return err
	})
}

func makeDepartment(w *world, at place) (ref.ID, error) {
	id := ref.New()
	return id, w.write(func(tx *db.Tx) error {
		return w.app.Org.CreateDepartmentTx(tx, &org.Department{ID: id, ParentID: at.unit, Name: at.title})
	})
}

func makeRole(w *world, _ place) (ref.ID, error) {
	r := &org.Role{Code: fmt.Sprintf("made_%d", w.count.Add(1)), NameZH: "角色", NameEN: "Role", Kind: org.Business}
	err := w.app.Org.CreateRole(w.system, r)
	return r.ID, err
}

func makeAssignment(w *world, at place) (ref.ID, error) {
	id := ref.New()
	p, err := makePerson(w, at)
	if err != nil {
		return id, err
	}
	return id, w.write(func(tx *db.Tx) error {
		return w.app.Org.AssignTx(tx, &org.Assignment{ID: id, PersonID: p, RoleID: ref.Derived("role", "sales"), DepartmentID: at.unit})
	})
}

func makeSession(w *world, at place) (ref.ID, error) {
	_, id, err := w.session(at.owner.id)
	return id, err
}

func makeToken(w *world, at place) (ref.ID, error) {
	_, id, err := w.token(at.owner, "read")
	return id, err
}

// struckOff lets the business register raise its alarm about a customer.
func struckOff(w *world, r *record) error {
	return w.app.DB.Write(w.system, func(tx *db.Tx) error {
		return w.app.Customers.ObserveTx(tx, r.id, customer.Extract{Source: "tianyancha", Name: r.title, Status: "注销"})
	})
}
