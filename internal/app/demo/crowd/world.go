package crowd

import (
	"encoding/binary"
	"math/rand/v2"
	"strings"

	"gongqiao/internal/kernel/ref"
)

// World is how much there is in a database, and who owns what. It is pure.
type World struct {
	Name        string
	Entities    int
	Departments int // of each entity, below its root
	People      int // salespeople, spread over the departments
	Customers   int // spread over the people
	Deals       int // opportunities, spread over the people and their customers
	Activities  int // spread over the deals
}

// Worlds are those of the command line.
var Worlds = map[string]World{
	"group":   {"group", 20, 6, 1_200, 24_000, 50_000, 250_000},
	"million": {"million", 20, 20, 20_000, 200_000, 1_000_000, 5_000_000},
}

// Family is a kind of record in a world.
type Family byte

// Families of records.
const (
	Entity Family = 1 + iota
	Department
	Person
	Assignment
	Customer
	Contact
	Deal
	Activity
	Task
	Engagement
)

// ID returns the id of the n-th record of a family. Like the product's own they
// grow with time, so that the trees of primary keys look as they do in real life.
func ID(f Family, n int) (v ref.ID) {
	const began = 0x018000000000 // milliseconds: the year 2022
	binary.BigEndian.PutUint64(v[:8], uint64(began+n)<<16)
	v[6], v[8], v[9] = 0x70, 0x80, byte(f)
	binary.BigEndian.PutUint32(v[12:], uint32(n)*2654435761)
	return v
}

// Home returns the place of a person's department among all of them.
func (w World) Home(person int) int { return person % (w.Entities * w.Departments) }

// Holder returns who owns a customer.
func (w World) Holder(customer int) int { return customer % w.People }

// Owner returns who owns a deal.
func (w World) Owner(deal int) int { return deal % w.People }

// CustomerOf returns the customer of a deal: one of its owner's.
func (w World) CustomerOf(deal int) int {
	return w.Owner(deal) + deal/w.People%(w.Customers/w.People)*w.People
}

// dice returns random numbers that are always the same for a record.
func dice(f Family, n int) *rand.Rand { return rand.New(rand.NewPCG(uint64(f), uint64(n))) }

// Words that names are made of; none of them names anybody.
var (
	Cities = strings.Fields("上海 北京 深圳 苏州 厦门 重庆 合肥 贵阳 武汉 西安 长沙 杭州 天津 南宁 成都 昆明 南昌 青岛 大连 海口 无锡 温州 泉州 烟台 洛阳 徐州 常州 佛山 东莞 珠海")
	Firsts = strings.Fields("宏 远 盛 华 鼎 瑞 恒 安 泰 启 明 德 信 嘉 润 博 锦 云 中 天 海 金 新 东 北 南 立 正 宇 国")
	Lasts  = strings.Fields("达 通 成 基 业 诚 益 隆 昌 和 丰 源 兴 邦 景 辉 澜 桥 石 川 岳 帆 舟 凯 盈 森 岩 航 舜 垚")
	Trades = strings.Fields("建设 机电 市政 电力 置业 路桥 环境 水务 医药 物流 智能 园林 装饰 消防 能源 轨道")
	Forms  = strings.Fields("有限公司 股份有限公司 集团有限公司 工程有限公司 发展有限公司 科技有限公司")
	Works  = strings.Fields("厂房机电安装 泵房改造 变配电改造 雨污分流改造 停车楼 综合管廊 智能化系统 照明节能 实验楼净化 消防改造 冷链仓库 储能电站 屋面光伏 室外管网 污水处理站 配套道路")
	Phases = strings.Fields("一期 二期 三期 东区 西区 南区 北区 扩建")
	steps  = strings.Fields("提交技术方案 约见分管领导 更新报价 确认付款条件 组织现场踏勘 催办合同评审")
	talks  = strings.Fields("电话沟通建设计划 现场拜访了解需求 技术交流讨论工期 微信发送业绩资料 邮件确认付款方式 陪同考察在建项目")
)

func pick(r *rand.Rand, words []string) string { return words[r.IntN(len(words))] }

// CustomerName returns the registered and the short name of a customer.
func CustomerName(n int) (name, short string) {
	r := dice(Customer, n)
	city, brand := pick(r, Cities), pick(r, Firsts)+pick(r, Lasts)+pick(r, Lasts)
	trade := pick(r, Trades)
	return city + brand + trade + pick(r, Forms), brand + trade
}
