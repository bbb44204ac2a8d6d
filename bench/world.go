package main

import (
	"encoding/binary"
	"math/rand/v2"
	"strings"

	"gongqiao/internal/kernel/ref"
)

// world is how much there is in a database, and who owns what. It is pure: the
// same world always has the same records, so that the benchmark can name any of
// them without asking.
type world struct {
	name        string
	entities    int
	departments int // of each entity, below its root
	people      int // salespeople, spread over the departments
	customers   int // spread over the people
	deals       int // opportunities, spread over the people and their customers
}

// worlds are the databases that the benchmark fills. Names is for the search.
var worlds = map[string]world{
	"small":   {"small", 4, 5, 200, 2_000, 10_000},
	"100k":    {"100k", 4, 5, 200, 20_000, 100_000},
	"names":   {"names", 4, 5, 200, 200_000, 1_000},
	"million": {"million", 20, 20, 20_000, 200_000, 1_000_000},
}

// Families of ids.
const (
	idEntity byte = 1 + iota
	idDepartment
	idPerson
	idAssignment
	idCustomer
	idContact
	idDeal
)

// id returns the n-th id of a family. Like the product's own they grow with
// time, so that the trees of primary keys look as they do in real life.
func id(family byte, n int) (v ref.ID) {
	const began = 0x018000000000 // milliseconds: the year 2022
	binary.BigEndian.PutUint64(v[:8], uint64(began+n)<<16)
	v[6], v[8], v[9] = 0x70, 0x80, family
	binary.BigEndian.PutUint32(v[12:], uint32(n)*2654435761)
	return v
}

// home returns the place of a person's department among all of them.
func (w world) home(person int) int { return person % (w.entities * w.departments) }

// holder returns who owns a customer.
func (w world) holder(customer int) int { return customer % w.people }

// owner returns who owns a deal.
func (w world) owner(deal int) int { return deal % w.people }

// customerOf returns the customer of a deal: one of its owner's.
func (w world) customerOf(deal int) int {
	return w.owner(deal) + deal/w.people%(w.customers/w.people)*w.people
}

// dice returns random numbers that are always the same for a record.
func dice(family byte, n int) *rand.Rand { return rand.New(rand.NewPCG(uint64(family), uint64(n))) }

// Words that names are made of; none of them names anybody.
var (
	cities = strings.Fields("上海 北京 深圳 苏州 厦门 重庆 合肥 贵阳 武汉 西安 长沙 杭州 天津 南宁 成都 昆明 南昌 青岛 大连 海口 无锡 温州 泉州 烟台 洛阳 徐州 常州 佛山 东莞 珠海")
	firsts = strings.Fields("宏 远 盛 华 鼎 瑞 恒 安 泰 启 明 德 信 嘉 润 博 锦 云 中 天 海 金 新 东 北 南 立 正 宇 国")
	lasts  = strings.Fields("达 通 成 基 业 诚 益 隆 昌 和 丰 源 兴 邦 景 辉 澜 桥 石 川 岳 帆 舟 凯 盈 森 岩 航 舜 垚")
	trades = strings.Fields("建设 机电 市政 电力 置业 路桥 环境 水务 医药 物流 智能 园林 装饰 消防 能源 轨道")
	forms  = strings.Fields("有限公司 股份有限公司 集团有限公司 工程有限公司 发展有限公司 科技有限公司")
	works  = strings.Fields("厂房机电安装 泵房改造 变配电改造 雨污分流改造 停车楼 综合管廊 智能化系统 照明节能 实验楼净化 消防改造 冷链仓库 储能电站 屋面光伏 室外管网 污水处理站 配套道路")
	phases = strings.Fields("一期 二期 三期 东区 西区 南区 北区 扩建")
)

func pick(r *rand.Rand, words []string) string { return words[r.IntN(len(words))] }

// customerName returns the registered and the short name of a customer.
func customerName(n int) (name, short string) {
	r := dice(idCustomer, n)
	city, brand := pick(r, cities), pick(r, firsts)+pick(r, lasts)+pick(r, lasts)
	trade := pick(r, trades)
	return city + brand + trade + pick(r, forms), brand + trade
}
