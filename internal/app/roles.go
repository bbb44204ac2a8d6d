package app

import (
	"maps"
	"slices"
	"strings"

	"gongqiao/internal/base/org"
	"gongqiao/internal/base/setting"
	"gongqiao/internal/platform/authz"
)

// builtin lists the roles of a new installation, in the order in which the
// permission page shows them. An administrator may change them later.
var builtin = []org.RoleSeed{
	{Code: "sales", NameZH: "销售", NameEN: "Sales", Kind: org.Business, Classes: price},
	{Code: "sales_manager", NameZH: "销售经理", NameEN: "Sales manager", Kind: org.Business, Classes: price},
	{Code: "technical", NameZH: "技术", NameEN: "Technical", Kind: org.Business, Classes: price},
	{Code: "commercial", NameZH: "商务", NameEN: "Commercial", Kind: org.Business, Classes: cost},
	{Code: "finance", NameZH: "财务", NameEN: "Finance", Kind: org.Business, Classes: cost},
	{Code: "finance_manager", NameZH: "财务经理", NameEN: "Finance manager", Kind: org.Business, Classes: cost},
	{Code: "project_manager", NameZH: "项目经理", NameEN: "Project manager", Kind: org.Business, Classes: cost},
	{Code: "site_engineer", NameZH: "施工员", NameEN: "Site engineer", Kind: org.Business},
	{Code: "customer_service", NameZH: "客服", NameEN: "Customer service", Kind: org.Business},
	{Code: "executive", NameZH: "分管领导", NameEN: "Executive", Kind: org.Business, Classes: cost},
	{Code: "general_manager", NameZH: "总经理", NameEN: "General manager", Kind: org.Business, Classes: cost},
	{Code: "system_admin", NameZH: "系统管理员", NameEN: "System administrator", Kind: org.System},
	{Code: "security_admin", NameZH: "安全管理员", NameEN: "Security administrator", Kind: org.Security},
	{Code: "audit_admin", NameZH: "审计管理员", NameEN: "Audit administrator", Kind: org.Audit},
}

var (
	price = []authz.Class{authz.Price}
	cost  = []authz.Class{authz.Price, authz.Cost}
)

// Roles returns the built-in roles with what they grant.
func Roles() []org.RoleSeed {
	seeds := slices.Clone(builtin)
	for i := range seeds {
		seeds[i].Grants = grantsOf(seeds[i].Code)
	}
	return seeds
}

// grants is the policy of a new installation: who holds a permission, and how
// far it goes. "own" includes records on which a person plays a part.
var grants = map[authz.Permission]string{
	"org:manage":  "system_admin:group",
	"role:read":   "system_admin:group security_admin:group audit_admin:group",
	"role:manage": "security_admin:group",
	"audit:read":  "audit_admin:group",

	"customer:read":      "sales:own sales_manager:department technical:own commercial:department finance:group finance_manager:group project_manager:own site_engineer:own customer_service:entity executive:entity general_manager:group",
	"customer:create":    "sales:own sales_manager:department commercial:department general_manager:group",
	"customer:update":    "sales:own sales_manager:department commercial:department general_manager:group",
	"customer:engage":    "sales_manager:department executive:entity general_manager:group",
	"customer:reveal":    "sales:own sales_manager:department commercial:department finance:entity customer_service:entity general_manager:group",
	"customer:export":    "sales:own sales_manager:department commercial:department finance:entity finance_manager:entity executive:entity general_manager:group",
	"customer:blacklist": "executive:entity general_manager:group",

	"lead:read":    "sales:own sales_manager:department commercial:department executive:entity general_manager:group",
	"lead:create":  "sales:own sales_manager:department commercial:department general_manager:group",
	"lead:update":  "sales:own sales_manager:department general_manager:group",
	"lead:assign":  "sales_manager:department executive:entity general_manager:group",
	"lead:convert": "sales:own sales_manager:department general_manager:group",
	"lead:reveal":  "sales:own sales_manager:department general_manager:group",

	"opportunity:read":         "sales:own sales_manager:department technical:own commercial:own finance:own finance_manager:entity project_manager:own executive:entity general_manager:group",
	"opportunity:export":       "sales:own sales_manager:department finance_manager:entity executive:entity general_manager:group",
	"opportunity:create":       "sales:own sales_manager:department general_manager:group",
	"opportunity:update":       "sales:own sales_manager:department general_manager:group",
	"opportunity:advance":      "sales:own sales_manager:department general_manager:group",
	"opportunity:regress":      "sales_manager:department executive:entity general_manager:group",
	"opportunity:void":         "sales_manager:department executive:entity general_manager:group",
	"opportunity:reopen":       "sales_manager:department executive:entity general_manager:group",
	"opportunity:confirm_loss": "sales_manager:department executive:entity general_manager:group",
	"opportunity:transfer":     "sales_manager:department executive:entity general_manager:group",

	"quote:read":          "sales:own sales_manager:department technical:entity commercial:own finance:entity finance_manager:entity executive:entity general_manager:group",
	"quote:create":        "sales:own sales_manager:department commercial:own general_manager:group",
	"quote:update":        "sales:own sales_manager:department commercial:own general_manager:group",
	"quote:submit":        "sales:own sales_manager:department commercial:own general_manager:group",
	"quote:tech_review":   "technical:entity",
	"quote:cost_estimate": "finance:entity finance_manager:entity",
	"quote:send":          "sales:own sales_manager:department general_manager:group",
	"quote:accept":        "sales:own sales_manager:department general_manager:group",
	"quote:withdraw":      "sales:own sales_manager:department general_manager:group",

	"contract:read":             "sales:own sales_manager:department technical:entity commercial:entity finance:entity finance_manager:entity project_manager:own executive:entity general_manager:group",
	"contract:create":           "sales:own sales_manager:department commercial:entity general_manager:group",
	"contract:update":           "sales:own sales_manager:department commercial:entity general_manager:group",
	"contract:submit":           "commercial:entity general_manager:group",
	"contract:waive":            "commercial:entity finance_manager:entity executive:entity general_manager:group",
	"contract:review_legal":     "commercial:entity executive:entity",
	"contract:review_finance":   "finance:entity finance_manager:entity",
	"contract:review_technical": "technical:entity",
	"contract:sign":             "commercial:entity general_manager:group",
	"contract:amend":            "commercial:entity general_manager:group",
	"contract:suspend":          "executive:entity general_manager:group",
	"contract:complete":         "project_manager:entity executive:entity general_manager:group",
	"contract:settle":           "commercial:entity finance:entity finance_manager:entity general_manager:group",
	"contract:close":            "finance:entity finance_manager:entity general_manager:group",
	"contract:terminate":        "general_manager:group",
	"contract:void":             "commercial:entity executive:entity general_manager:group",

	"project:read":    delivery,
	"milestone:read":  delivery,
	"project:create":  "commercial:department project_manager:own executive:entity general_manager:group",
	"project:update":  "project_manager:own executive:entity general_manager:group",
	"project:advance": "project_manager:own executive:entity general_manager:group",
	"project:revise":  "project_manager:own executive:entity general_manager:group",
	"project:manage":  "executive:entity general_manager:group",
	"project:waive":   "executive:entity general_manager:group",
	"milestone:write": "project_manager:own executive:entity general_manager:group",
	"milestone:reach": "project_manager:own site_engineer:own general_manager:group",
	"milestone:ask":   "project_manager:own general_manager:group",

	"handover:read":    "sales:own sales_manager:department technical:own commercial:department project_manager:entity executive:entity general_manager:group",
	"handover:prepare": "sales:own sales_manager:department general_manager:group",
	"handover:score":   "project_manager:own general_manager:group",
	"handover:accept":  "project_manager:own general_manager:group",
	"handover:sign":    "sales:own project_manager:own technical:own",

	"survey:read":         care,
	"survey:send":         "project_manager:own customer_service:entity general_manager:group",
	"survey:manage":       "customer_service:entity general_manager:group",
	"improvement:read":    care,
	"improvement:write":   "sales:own sales_manager:department project_manager:own customer_service:entity general_manager:group",
	"improvement:approve": "executive:entity general_manager:group",
	"complaint:read":      care,
	"complaint:write":     "sales:own sales_manager:department project_manager:own customer_service:entity general_manager:group",
	"complaint:close":     "customer_service:entity executive:entity general_manager:group",
	"complaint:reopen":    "sales_manager:department executive:entity general_manager:group",

	"payment_node:read":    "sales:own sales_manager:department commercial:entity finance:entity finance_manager:entity project_manager:own executive:entity general_manager:group",
	"payment_node:trigger": "commercial:entity finance:entity finance_manager:entity project_manager:own general_manager:group",
	"payment_node:apply":   "commercial:entity finance:entity finance_manager:entity project_manager:own general_manager:group",
	"payment_node:adjust":  "finance:entity finance_manager:entity general_manager:group",
	"invoice:read":         "sales:own sales_manager:department commercial:entity finance:entity finance_manager:entity executive:entity general_manager:group",
	"invoice:create":       "finance:entity finance_manager:entity",
	"invoice:approve":      "finance_manager:entity general_manager:group",
	"invoice:issue":        "finance:entity finance_manager:entity",
	"invoice:allow":        "executive:entity general_manager:group",
	"invoice:credit":       "finance:entity finance_manager:entity",

	"receipt:read":         "sales:own sales_manager:department commercial:entity finance:entity finance_manager:entity executive:entity general_manager:group",
	"receipt:register":     "finance:entity finance_manager:entity",
	"receipt:claim":        "sales:entity sales_manager:entity finance:entity finance_manager:entity",
	"receipt:confirm":      "finance:entity finance_manager:entity",
	"receipt:allocate":     "finance:entity finance_manager:entity",
	"collection:read":      "sales:own sales_manager:department commercial:entity finance:entity finance_manager:entity project_manager:own executive:entity general_manager:group",
	"collection:act":       "sales:own sales_manager:department finance:entity finance_manager:entity general_manager:group",
	"collection:assign":    "sales_manager:department finance:entity finance_manager:entity executive:entity general_manager:group",
	"collection:escalate":  "sales_manager:department finance_manager:entity executive:entity general_manager:group",
	"collection:legal":     "executive:entity general_manager:group",
	"collection:write_off": "general_manager:group",

	"document:read":  "sales:own sales_manager:department technical:own commercial:department finance:group finance_manager:group project_manager:own site_engineer:own customer_service:entity executive:entity general_manager:group",
	"document:write": "sales:own sales_manager:department technical:own commercial:department finance:entity project_manager:own site_engineer:own customer_service:entity general_manager:group",

	"approval:read":   "sales:own sales_manager:department technical:own commercial:department finance:entity finance_manager:entity project_manager:own executive:entity general_manager:group",
	"approval:decide": "sales_manager:own finance_manager:own executive:own general_manager:own",
	"approval:submit": "sales:own sales_manager:own commercial:own project_manager:own executive:own general_manager:own",

	"import:read": "sales_manager:department commercial:entity project_manager:own executive:entity general_manager:group",
	"import:run":  "sales_manager:department commercial:entity project_manager:own general_manager:group",
	"import:undo": "sales_manager:department commercial:entity project_manager:own general_manager:group",

	"customfield:manage": "system_admin:group",

	"setting:read":   "system_admin:group security_admin:group audit_admin:group sales_manager:group finance_manager:group executive:group general_manager:group",
	"setting:manage": "system_admin:group",

	// As far as a role reads any record with a team: contracts, customers.
	"team:read":   "sales:own sales_manager:department technical:entity commercial:entity finance:group finance_manager:group project_manager:own site_engineer:own customer_service:entity executive:entity general_manager:group",
	"team:manage": "sales:own sales_manager:department commercial:department project_manager:own executive:entity general_manager:group",

	"activity:read": everybody,
	"activity:log":  everybody,
	"activity:void": "sales_manager:department executive:entity general_manager:group",

	"task:read":   everybody,
	"task:write":  everybody,
	"task:manage": "sales_manager:department executive:entity general_manager:group",
}

// delivery is who sees the works: a project manager sees all of the own entity.
const delivery = "sales:own sales_manager:department technical:own commercial:department finance:entity finance_manager:entity project_manager:entity " +
	"site_engineer:own customer_service:entity executive:entity general_manager:group"

// care is who sees what customers think of us.
const care = "sales:own sales_manager:department project_manager:entity customer_service:entity executive:entity general_manager:group"

// everybody is what generic rows take: they go as far as a role's own records.
const everybody = "sales:own sales_manager:department technical:own commercial:department finance:entity finance_manager:entity project_manager:own " +
	"site_engineer:own customer_service:entity executive:entity general_manager:group"

func grantsOf(role string) map[authz.Permission]authz.Reach {
	out := map[authz.Permission]authz.Reach{}
	for p, holders := range grants {
		for holder := range strings.FieldsSeq(holders) {
			if code, reach, _ := strings.Cut(holder, ":"); code == role {
				out[p] = mustReach(reach)
			}
		}
	}
	return out
}

// Holders returns, per permission, the built-in roles that hold it.
func Holders() map[authz.Permission][]string {
	out := map[authz.Permission][]string{}
	for _, r := range builtin {
		for p := range grantsOf(r.Code) {
			out[p] = append(out[p], r.Code)
		}
	}
	return out
}

// mustReach is for the constants above; a wrong word is found by every test.
func mustReach(s string) (r authz.Reach) {
	if err := r.UnmarshalText([]byte(s)); err != nil {
		panic("roles: reach " + s)
	}
	return r
}

// catalogue lists every permission of the product for the permission page.
func catalogue() []org.PermissionEntry {
	entries := org.Permissions()
	for _, p := range slices.Sorted(maps.Keys(grants)) {
		known := slices.ContainsFunc(entries, func(e org.PermissionEntry) bool { return e.Permission == p })
		if module, _, _ := strings.Cut(string(p), ":"); !known {
			entries = append(entries, org.PermissionEntry{Permission: p, Module: module, Only: onlyFor(p)})
		}
	}
	return entries
}

// onlyFor keeps what administrators do from those who do business.
func onlyFor(p authz.Permission) []org.RoleKind {
	switch module, _, _ := strings.Cut(string(p), ":"); {
	case module == "audit":
		return []org.RoleKind{org.Audit}
	case module == "customfield", p == setting.PermManage:
		return []org.RoleKind{org.System}
	}
	return nil
}
