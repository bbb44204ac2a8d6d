package demo

// organisation is one of the thirty of the story; the first four are ours.
type organisation struct {
	no                                               int
	name, short, party, kind, industry, region, city string
	uscc, owner, credit, source                      string
	tags                                             []string
}

var organisations = []organisation{
	{5, "青岚港务投资有限公司", "青岚港务", "owner", "state_owned", "港口", "山东", "青岛", "91370200MAFAKE0519", "wang.sales", "A", "referral", []string{"high_value"}},
	{6, "钱湾城市建设发展有限公司", "钱湾城建", "owner", "platform", "市政", "浙江", "杭州", "91330100MAFAKE06XB", "li.sales", "A", "tender_notice", []string{"high_value"}},
	{7, "锦麓置业有限公司", "锦麓置业", "owner", "developer", "房地产", "四川", "成都", "91510100MAFAKE078G", "wang.sales", "D", "referral", []string{"risk"}},
	{8, "渝峡轨道交通建设有限公司", "渝峡轨道", "owner", "state_owned", "轨道交通", "重庆", "重庆", "91500000MAFAKE0862", "zhao.sales", "A", "tender_notice", []string{"high_value"}},
	{9, "楚汉生物科技有限公司", "楚汉生物", "owner", "private", "医药", "湖北", "武汉", "91420100MAFAKE094K", "li.sales", "B", "exhibition", []string{"potential"}},
	{10, "秦川数据产业有限公司", "秦川数据", "owner", "private", "数据中心", "陕西", "西安", "91610100MAFAKE107J", "zhao.sales", "B", "referral", nil},
	{11, "津滨新能源有限公司", "津滨新能源", "owner", "private", "电力", "天津", "天津", "91120116MAFAKE1156", "gu.sales", "A", "referral", nil},
	{12, "鹭江文旅投资有限公司", "鹭江文旅", "owner", "state_owned", "文旅", "福建", "厦门", "91350200MAFAKE123R", "li.sales", "B", "exhibition", []string{"potential"}},
	{13, "庐州智造园区开发有限公司", "庐州智造园区", "owner", "platform", "园区", "安徽", "合肥", "91340100MAFAKE131B", "li.sales", "A", "referral", nil},
	{14, "赣江水务有限公司", "赣江水务", "owner", "state_owned", "水务", "江西", "南昌", "91360100MAFAKE14XB", "han.sales", "A", "tender_notice", nil},
	{15, "湘麓医疗投资有限公司", "湘麓医疗", "owner", "private", "医疗", "湖南", "长沙", "91430100MAFAKE158M", "li.sales", "B", "referral", nil},
	{16, "邕江物流有限公司", "邕江物流", "owner", "private", "物流", "广西", "南宁", "91450100MAFAKE166Q", "li.sales", "C", "cold_call", []string{"risk"}},
	{17, "琼海湾度假开发有限公司", "琼海湾度假", "owner", "developer", "文旅", "海南", "海口", "91460100MAFAKE174P", "li.sales", "C", "online_ad", nil},
	{18, "黔岭高速公路有限公司", "黔岭高速", "owner", "state_owned", "公路", "贵州", "贵阳", "91520100MAFAKE182Q", "li.sales", "A", "tender_notice", []string{"high_value"}},
	{19, "滇池环境治理有限公司", "滇池环境", "owner", "platform", "环境", "云南", "昆明", "91530100MAFAKE190P", "han.sales", "B", "government_list", nil},
	{20, "冀北钢构有限公司", "冀北钢构", "supplier", "private", "钢结构", "河北", "石家庄", "91130100MAFAKE203J", "li.sales", "B", "partner", []string{"supplier"}},
	{21, "晋源混凝土有限公司", "晋源混凝土", "supplier", "private", "建材", "山西", "太原", "91140100MAFAKE211H", "li.sales", "B", "partner", []string{"supplier"}},
	{22, "辽东变压器有限公司", "辽东变压器", "supplier", "private", "电气设备", "辽宁", "大连", "91210200MAFAKE22XQ", "gu.sales", "B", "partner", []string{"supplier"}},
	{23, "长白建材有限公司", "长白建材", "supplier", "private", "建材", "吉林", "长春", "91220100MAFAKE238P", "wang.sales", "C", "partner", []string{"supplier"}},
	{24, "松江劳务有限公司", "松江劳务", "supplier", "private", "劳务", "黑龙江", "哈尔滨", "91230100MAFAKE246N", "wang.sales", "C", "partner", []string{"supplier"}},
	{25, "中原工程监理有限公司", "中原监理", "partner", "private", "监理", "河南", "郑州", "91410100MAFAKE254N", "li.sales", "A", "partner", []string{"partner"}},
	{26, "陇原建筑设计院有限公司", "陇原设计", "partner", "private", "设计", "甘肃", "兰州", "91620100MAFAKE2623", "li.sales", "A", "partner", []string{"partner"}},
	{27, "宁朔造价咨询有限公司", "宁朔造价", "partner", "private", "造价咨询", "宁夏", "银川", "91640100MAFAKE2706", "wang.sales", "B", "partner", []string{"partner"}},
	{28, "天山检测技术有限公司", "天山检测", "partner", "private", "检测", "新疆", "乌鲁木齐", "91650100MAFAKE2897", "wang.sales", "B", "partner", []string{"partner"}},
	{29, "钱湾区市政设施管理中心", "钱湾市政中心", "owner", "public_institution", "市政", "浙江", "杭州", "12330100MAFAKE297T", "li.sales", "A", "tender_notice", nil},
	{30, "渝峡区交通运输委员会", "渝峡交委", "owner", "government", "交通", "重庆", "重庆", "11500000MAFAKE30XA", "zhao.sales", "A", "government_list", nil},
}

// stakeholders is the pattern of people at every owner: names repeat along the
// list, phone numbers do not.
var stakeholders = []struct{ title, part string }{
	{"总经理", "decision_maker"}, {"工程部长", "end_user"}, {"财务部长", "finance"}, {"监理总监", "supervisor"},
}

var names = []string{"周启明", "林若安", "陈望舒", "赵安澜", "沈知行", "顾云帆", "许明远", "唐以恒", "韩亦舟", "宋清和"}
