package app

import (
	"strings"

	"gongqiao/internal/platform/authz"
)

// Role is a built-in role. An administrator may change what it grants later.
type Role struct {
	Code, NameZH, NameEN, Kind string
	Classes                    []authz.Class
}

// Kinds of roles: the three administrators are kept apart from business and
// from each other.
const (
	business = "business"
	system   = "system"
	security = "security"
	audits   = "audit"
)

// builtin lists the roles of a new installation, in the order in which the
// permission page shows them.
var builtin = []Role{
	{"sales", "销售", "Sales", business, []authz.Class{authz.Price}},
	{"sales_manager", "销售经理", "Sales manager", business, []authz.Class{authz.Price}},
	{"technical", "技术", "Technical", business, []authz.Class{authz.Price}},
	{"commercial", "商务", "Commercial", business, []authz.Class{authz.Price, authz.Cost}},
	{"finance", "财务", "Finance", business, []authz.Class{authz.Price, authz.Cost}},
	{"finance_manager", "财务经理", "Finance manager", business, []authz.Class{authz.Price, authz.Cost}},
	{"project_manager", "项目经理", "Project manager", business, []authz.Class{authz.Price, authz.Cost}},
	{"site_engineer", "施工员", "Site engineer", business, nil},
	{"customer_service", "客服", "Customer service", business, nil},
	{"executive", "分管领导", "Executive", business, []authz.Class{authz.Price, authz.Cost}},
	{"general_manager", "总经理", "General manager", business, []authz.Class{authz.Price, authz.Cost}},
	{"system_admin", "系统管理员", "System administrator", system, nil},
	{"security_admin", "安全管理员", "Security administrator", security, nil},
	{"audit_admin", "审计管理员", "Audit administrator", audits, nil},
}

// grants is the policy of a new installation: who holds a permission, and how
// far it goes. "own" includes records on which a person plays a part.
var grants = map[authz.Permission]string{
	"org:manage":  "system_admin:group",
	"role:read":   "system_admin:group security_admin:group audit_admin:group general_manager:group",
	"role:manage": "security_admin:group",
	"audit:read":  "audit_admin:group",

	"customer:read":      "sales:own sales_manager:department technical:own commercial:department finance:group finance_manager:group project_manager:own site_engineer:own customer_service:entity executive:entity general_manager:group",
	"customer:create":    "sales:own sales_manager:department commercial:department general_manager:group",
	"customer:update":    "sales:own sales_manager:department commercial:department general_manager:group",
	"customer:engage":    "sales_manager:department executive:entity general_manager:group",
	"customer:reveal":    "sales:own sales_manager:department commercial:department finance:entity customer_service:entity general_manager:group",
	"customer:blacklist": "executive:entity general_manager:group",
}

// GrantsOf returns what a built-in role grants in a new installation.
func GrantsOf(role string) map[authz.Permission]authz.Reach {
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
		for p := range GrantsOf(r.Code) {
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
