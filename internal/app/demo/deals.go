package demo

// deal is an open opportunity of the story. Amounts are in 万元; their sums by
// stage are 42,680 · 36,150 · 28,940 · 12,760.
type deal struct {
	stage, name  string
	organisation int
	wan          int64
	owner        string
}

var deals = []deal{
	{"intent", "鹭江环岛步道灯光提升", 12, 620, "li.sales"},
	{"intent", "秦川数据中心B区机电", 10, 3950, "zhao.sales"},
	{"intent", "湘麓医院住院部净化", 15, 1420, "li.sales"},
	{"intent", "庐州智造园综合管廊", 13, 2130, "li.sales"},
	{"intent", "琼海湾度假村中水站", 17, 540, "li.sales"},
	{"intent", "钱湾园区110kV用户站", 6, 1760, "gu.sales"},
	{"intent", "黔岭隧道照明节能", 18, 880, "li.sales"},
	{"intent", "渝峡配套道路", 8, 710, "zhao.sales"},
	{"intent", "庐州二期厂房", 13, 1570, "li.sales"},
	{"intent", "黔岭雨污分流改造", 18, 1080, "li.sales"},
	{"intent", "钱湾变配电改造", 6, 1930, "li.sales"},
	{"intent", "津滨装饰装修", 11, 1420, "gu.sales"},
	{"intent", "邕江消防改造", 16, 940, "li.sales"},
	{"intent", "渝峡交委智能化系统", 30, 1790, "zhao.sales"},
	{"intent", "楚汉室外管网", 9, 1290, "li.sales"},
	{"intent", "赣江绿化提升", 14, 820, "han.sales"},
	{"intent", "滇池屋面光伏", 19, 1670, "han.sales"},
	{"intent", "锦麓停车楼", 7, 1180, "wang.sales"},
	{"intent", "鹭江设备基础", 12, 710, "li.sales"},
	{"intent", "琼海湾仓储中心", 17, 1590, "li.sales"},
	{"intent", "青岚检修车间", 5, 1090, "wang.sales"},
	{"intent", "秦川泵房改造", 10, 1970, "zhao.sales"},
	{"intent", "湘麓照明节能", 15, 1400, "li.sales"},
	{"intent", "钱湾市政监控中心", 29, 930, "li.sales"},
	{"intent", "渝峡污水处理站", 8, 1800, "zhao.sales"},
	{"intent", "庐州实验楼净化", 13, 1240, "li.sales"},
	{"intent", "黔岭综合楼维修", 18, 800, "li.sales"},
	{"intent", "钱湾围墙与大门", 6, 1720, "li.sales"},
	{"intent", "津滨地基加固", 11, 1130, "gu.sales"},
	{"intent", "邕江钢结构连廊", 16, 710, "li.sales"},
	{"intent", "渝峡交委给水管线", 30, 1890, "zhao.sales"},
	{"negotiation", "楚汉GMP车间净化工程", 9, 980, "li.sales"},
	{"negotiation", "津滨储能电站EPC", 11, 6800, "gu.sales"},
	{"negotiation", "青岚智慧堆场道路", 5, 1860, "wang.sales"},
	{"negotiation", "锦麓云庭三期总承包", 7, 4960, "wang.sales"},
	{"negotiation", "津滨海河站扩建", 11, 2240, "gu.sales"},
	{"negotiation", "钱湾区智慧路灯改造", 29, 890, "wang.sales"},
	{"negotiation", "赣江泵站自动化", 14, 1340, "han.sales"},
	{"negotiation", "楚汉配套道路", 9, 620, "li.sales"},
	{"negotiation", "赣江二期厂房", 14, 1380, "han.sales"},
	{"negotiation", "滇池雨污分流改造", 19, 950, "han.sales"},
	{"negotiation", "锦麓变配电改造", 7, 1700, "wang.sales"},
	{"negotiation", "鹭江装饰装修", 12, 1230, "li.sales"},
	{"negotiation", "琼海湾消防改造", 17, 810, "li.sales"},
	{"negotiation", "青岚智能化系统", 5, 1560, "wang.sales"},
	{"negotiation", "秦川室外管网", 10, 1100, "zhao.sales"},
	{"negotiation", "湘麓绿化提升", 15, 700, "li.sales"},
	{"negotiation", "钱湾市政屋面光伏", 29, 1480, "li.sales"},
	{"negotiation", "渝峡停车楼", 8, 1010, "zhao.sales"},
	{"negotiation", "庐州设备基础", 13, 620, "li.sales"},
	{"negotiation", "黔岭仓储中心", 18, 1540, "li.sales"},
	{"negotiation", "钱湾检修车间", 6, 970, "li.sales"},
	{"negotiation", "津滨泵房改造", 11, 1410, "gu.sales"},
	{"quotation", "庐州智造园5#厂房", 13, 2750, "li.sales"},
	{"quotation", "邕江冷链仓库二期", 16, 1560, "li.sales"},
	{"quotation", "赣江第四水厂土建", 14, 5600, "han.sales"},
	{"quotation", "渝峡停车场机电安装", 8, 4280, "zhao.sales"},
	{"quotation", "渝峡换乘站装饰装修", 8, 2360, "zhao.sales"},
	{"quotation", "滇池湖滨湿地修复", 19, 1180, "han.sales"},
	{"quotation", "湘麓体检中心装修", 15, 1090, "wang.sales"},
	{"quotation", "邕江照明节能", 16, 790, "li.sales"},
	{"quotation", "渝峡交委监控中心", 30, 1830, "zhao.sales"},
	{"quotation", "楚汉污水处理站", 9, 1230, "li.sales"},
	{"quotation", "赣江实验楼净化", 14, 2270, "han.sales"},
	{"quotation", "滇池综合楼维修", 19, 1450, "han.sales"},
	{"quotation", "锦麓围墙与大门", 7, 930, "wang.sales"},
	{"quotation", "鹭江地基加固", 12, 1620, "li.sales"},
	{"signing", "滇池截污干管整治", 19, 3300, "han.sales"},
	{"signing", "黔岭服务区充电设施", 18, 760, "li.sales"},
	{"signing", "青岚散货码头廊道", 5, 3120, "wang.sales"},
	{"signing", "钱湾排水管网修复", 29, 2480, "wang.sales"},
	{"signing", "渝峡车辆段给排水", 8, 1960, "zhao.sales"},
	{"signing", "津滨风电升压站", 11, 1140, "gu.sales"},
}

// closed is an opportunity that was lost: name, customer, 万元, owner, how many
// days ago, and why or to whom. Those that were won end with their contract.
type closed struct {
	name          string
	organisation  int
	wan           int64
	owner         string
	daysAgo       int
	reason, rival string
	rivalWan      int64
}

var closedDeals = []closed{
	{"琼海湾酒店幕墙", 17, 1230, "li.sales", 48, "price", "海岳幕墙", 1170},
	{"渝峡站前广场照明", 30, 460, "zhao.sales", 75, "schedule", "", 0},
	{"青岚冷库制冷改造", 5, 890, "wang.sales", 120, "technology", "北辰制冷", 0},
	{"锦麓售楼处装修", 7, 320, "wang.sales", 160, "price", "蜀匠装饰", 298},
}
