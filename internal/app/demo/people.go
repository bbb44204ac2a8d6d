package demo

// company is one of the group's legal entities.
type company struct{ key, code, name, short, uscc, city string }

var companies = []company{
	{"org-1", "HL", "沪澜建设集团有限公司", "沪澜建设", "91310115MAFAKE019P", "上海"},
	{"org-2", "SL", "深澜机电工程有限公司", "深澜机电", "91440300MAFAKE0278", "深圳"},
	{"org-3", "JL", "京澜市政工程有限公司", "京澜市政", "91110105MAFAKE035G", "北京"},
	{"org-4", "SD", "苏澜电力建设有限公司", "苏澜电力", "91320500MAFAKE0439", "苏州"},
}

// unit is a department; root departments stand for the company itself.
type unit struct{ key, company, parent, name string }

var units = []unit{
	{"hl", "org-1", "", "沪澜建设"},
	{"hl-office", "org-1", "hl", "集团办公室"},
	{"hl-sales", "org-1", "hl", "市场中心"},
	{"hl-sales-1", "org-1", "hl-sales", "市场一部"},
	{"hl-sales-2", "org-1", "hl-sales", "市场二部"},
	{"hl-tech", "org-1", "hl", "技术部"},
	{"hl-commercial", "org-1", "hl", "商务部"},
	{"hl-finance", "org-1", "hl", "财务部"},
	{"hl-projects", "org-1", "hl", "工程部"},
	{"hl-service", "org-1", "hl", "客户服务部"},
	{"hl-it", "org-1", "hl", "信息部"},
	{"sl", "org-2", "", "深澜机电"},
	{"sl-sales", "org-2", "sl", "机电市场部"},
	{"jl", "org-3", "", "京澜市政"},
	{"jl-sales", "org-3", "jl", "市政市场部"},
	{"sd", "org-4", "", "苏澜电力"},
	{"sd-sales", "org-4", "sd", "电力市场部"},
}

// colleague is a person with one role at one department.
type colleague struct{ username, name, title, unit, role, at string }

// colleagues are the demo accounts first, then people who fill the lists.
var colleagues = []colleague{
	{"admin", "何系统", "系统管理员", "hl-it", "system_admin", "hl"},
	{"secadmin", "吕安全", "安全管理员", "hl-it", "security_admin", "hl"},
	{"auditor", "施审计", "审计管理员", "hl-office", "audit_admin", "hl"},
	{"gm", "周启明", "总经理", "hl-office", "general_manager", "hl"},
	{"li.sales", "李若安", "销售经理", "hl-sales-1", "sales", "hl-sales-1"},
	{"wang.sales", "王望舒", "销售经理", "hl-sales-2", "sales", "hl-sales-2"},
	{"zhao.sales", "赵云帆", "销售经理", "sl-sales", "sales", "sl-sales"},
	{"sun.manager", "孙知行", "市场一部经理", "hl-sales-1", "sales_manager", "hl-sales-1"},
	{"qian.tech", "钱明远", "技术负责人", "hl-tech", "technical", "hl"},
	{"zhou.commercial", "周亦舟", "商务经理", "hl-commercial", "commercial", "hl"},
	{"wu.finance", "吴以恒", "财务主管", "hl-finance", "finance", "hl"},
	{"zheng.pm", "郑安澜", "项目经理", "hl-projects", "project_manager", "hl"},
	{"feng.site", "冯清和", "施工员", "hl-projects", "site_engineer", "hl"},
	{"chen.service", "陈思远", "客服主管", "hl-service", "customer_service", "hl"},
	{"gu.sales", "顾云舒", "销售经理", "sd-sales", "sales", "sd-sales"},
	{"han.sales", "韩予安", "销售经理", "jl-sales", "sales", "jl-sales"},
	{"tang.leader", "唐景行", "分管副总", "hl-office", "executive", "hl"},
	{"xu.finance", "许静姝", "财务经理", "hl-finance", "finance_manager", "hl"},
	{"shen.manager", "沈怀瑾", "市场二部经理", "hl-sales-2", "sales_manager", "hl-sales-2"},
	{"luo.manager", "罗景明", "机电市场部经理", "sl-sales", "sales_manager", "sl-sales"},
	{"cai.manager", "蔡文澜", "市政市场部经理", "jl-sales", "sales_manager", "jl-sales"},
	{"meng.manager", "孟书衡", "电力市场部经理", "sd-sales", "sales_manager", "sd-sales"},
}

// shared are those whose departments work for every company of the group.
var shared = []string{"tang.leader", "chen.service", "qian.tech", "zhou.commercial", "wu.finance", "xu.finance", "zheng.pm"}

// managers are those who lead the salespeople of the story.
var managers = map[string]string{"li.sales": "sun.manager", "wang.sales": "shen.manager", "zhao.sales": "luo.manager", "han.sales": "cai.manager", "gu.sales": "meng.manager"}
