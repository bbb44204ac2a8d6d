/**
 * Fictional data for `npm run dev` without a server. Every company, person,
 * number and credit code is invented; nothing here is shipped.
 */

const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/** A credit code with a valid check character, marked FAKE. */
function creditCode(region, n) {
  const body = `91${region}MAFAKE${String(n % 1000).padStart(3, "0")}`;
  let sum = 0;
  let weight = 1;
  for (const c of body) {
    sum += ALPHABET.indexOf(c) * weight;
    weight = (weight * 3) % 31;
  }
  return body + ALPHABET[(31 - (sum % 31)) % 31];
}

/** A small seeded generator, so that every start shows the same list. */
function random(seed) {
  let state = seed;
  return (n) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * n);
  };
}

const PLACES = [["庐州", "合肥", "340100"], ["滇池", "昆明", "530100"], ["邕江", "南宁", "450100"], ["赣江", "南昌", "360100"], ["楚汉", "武汉", "420100"], ["鹭江", "厦门", "350200"], ["渝峡", "重庆", "500100"], ["津滨", "天津", "120116"], ["青岚", "青岛", "370200"], ["秦川", "西安", "610100"], ["锦麓", "成都", "510100"], ["黔岭", "贵阳", "520100"], ["湘麓", "长沙", "430100"], ["钱湾", "杭州", "330100"], ["琼海湾", "海口", "460100"], ["沪浦", "上海", "310115"]];
const TRADES = [["新能源", "电力"], ["智造园区开发", "园区"], ["环境治理", "环保"], ["物流", "仓储"], ["水务", "水务"], ["生物科技", "医药"], ["文旅投资", "文旅"], ["轨道交通建设", "交通"], ["港务投资", "港口"], ["数据产业", "数据中心"], ["置业", "房地产"], ["高速公路", "公路"], ["医疗投资", "医疗"], ["城市建设发展", "市政"], ["度假开发", "文旅"], ["国际会展", "会展"]];
const FORMS = ["有限公司", "集团有限公司", "发展有限公司", "股份有限公司"];
const TYPES = ["state_owned", "private", "developer", "government", "private"];
const STATUSES = ["active", "active", "prospect", "active", "dormant", "prospect", "active"];
const GRADES = ["A", "B", "B", "C", "A", "D", null];

export const people = ["林若安", "陈望舒", "顾云帆", "许明远", "韩亦舟", "唐以恒", "赵安澜", "周启明"].map((name, i) => ({ id: `u${i + 1}`, name }));
export const entities = [["沪澜建设集团有限公司", "沪澜建设"], ["苏澜电力建设有限公司", "苏澜电力"], ["深澜机电工程有限公司", "深澜机电"], ["京澜市政工程有限公司", "京澜市政"]].map(([name, short_name], i) => ({ id: `e${i + 1}`, name, short_name, uscc: creditCode("310115", i + 41) }));

const ago = (days, hours = 0) => new Date(Date.now() - days * 86400000 - hours * 3600000).toISOString();
const money = (amount) => ({ amount, currency: "CNY" });

function tagsOf(i, total) {
  const tags = [];
  if (total > 500000000) tags.push({ code: "high_value", name: "高价值", reason: `近 12 个月合同 ${(total / 1000000).toLocaleString("en")} 万元`, source: "auto", tone: "accent" });
  if (i % 7 === 0) tags.push({ code: "risk", name: "付款变慢", reason: "最近一笔 52 天，均值 34", source: "auto", tone: "warn" });
  if (i % 4 === 0) tags.push({ code: "repeat", name: "复购 2 次", reason: "三份合同隔 12–24 个月", source: "auto", tone: "mute" });
  if (i % 5 === 0) tags.push({ code: "m-cross", name: "需跨区报验", reason: "项目地与签约主体不同城", source: "manual", tone: "mute" });
  return tags;
}

function customer(i, pick) {
  const [place, city, region] = PLACES[(i * 7 + 7) % PLACES.length];
  const [trade, industry] = TRADES[(i * 3 + Math.floor(i / 16)) % TRADES.length];
  const active = STATUSES[i % STATUSES.length] === "active";
  const total = active ? (pick(900) + 20) * 10000000 : 0;
  const receivable = active ? Math.round(total * 0.21) : 0;
  const complete = [100, 80, 100, 60, 90, 100, 40][i % 7];
  const owner = people[i % 5];
  return {
    id: `c${i}`, version: 3, created_at: ago(700 - i), updated_at: ago(pick(40), pick(20)), actions: ["update", "engage"], masked: i % 11 === 3 ? ["contract_total", "receivable", "overdue", "credit_limit"] : [],
    name: i === 0 ? "津滨新能源有限公司" : `${place}${trade}${FORMS[Math.floor(i / 16) % FORMS.length]}`, short_name: `${place}${trade}`, uscc: creditCode(region, 100 + i), type: TYPES[i % TYPES.length], city, industry, address: `${city}市示例区澜桥路 ${i + 1} 号`,
    grade: GRADES[i % GRADES.length], status: STATUSES[i % STATUSES.length], group_wide: i % 6 === 0, owner,
    tags: tagsOf(i, total), completeness: complete, missing: complete === 100 ? [] : ["credit_limit", "decision_maker"].slice(0, complete < 80 ? 2 : 1),
    engagements: [
      { entity: { id: "e2", name: "苏澜电力" }, part: "lead", owner: people[0], until: "2027-06-30", last_at: ago(2), last_note: "电话工程部长，升压站合同编号", next: "11-23 例会" },
      ...(i % 2 === 0 ? [{ entity: { id: "e1", name: "沪澜建设" }, part: "assist", owner: people[2], note: "储能 EPC", last_at: ago(8), last_note: "拜访，等指派商务角色", next: "指派商务" }] : []),
      ...(i % 3 === 0 ? [{ entity: { id: "e3", name: "深澜机电" }, part: "former", owner: people[1], last_at: ago(350), last_note: "质保回访" }] : []),
    ],
    contract_total: i % 11 === 3 ? null : money(total), receivable: i % 11 === 3 ? null : money(receivable), overdue: i % 11 === 3 ? null : money(i % 7 === 0 ? Math.round(receivable / 3) : 0), credit_limit: i % 11 === 3 ? null : money(3000000000),
    last_activity_at: ago(i === 0 ? 0 : (i % 90) + 1, i % 9), registry: { status: "存续", capital: money(80000000000), legal_representative: "示例人", checked_at: ago(3) },
  };
}

const pick = random(20261120);
export const customers = Array.from({ length: 416 }, (_, i) => customer(i, pick));

const POSTS = [["宋清和", "总经理", "决策者"], ["沈知行", "工程部长", "使用方"], ["叶书白", "财务部长", "付款"], ["江未晚", "监理总监", "监理单位"]];
export const contactsOf = (id) => POSTS.map(([name, title, part], i) => ({ id: `${id}-k${i}`, version: 1, created_at: ago(100), updated_at: ago(10), actions: ["reveal"], masked: ["mobile"], customer_id: id, name, title, part, mobile: i === 3 ? null : `199******1${i + 1}`, last_met_at: ago([14, 2, 31, 4][i]) }));

const EVENTS = [["note", "电话工程部长，确认升压站合同编号", "18 分钟"], ["visit", "拜访总经理，确认投产节点 2027-09", "天津现场 74 分钟 · 3 张照片"], ["quote", "提交报价 V3，进入双重确认", "2,750.00 万元，较 V2 −68.40"], ["bid", "购买招标文件，登记投标保证金", "50.00 万元 · 银行保函"], ["meeting", "第二次技术交流，提出工期压缩 15 天", "已转为期望条目，答复：部分接受"], ["note", "首次拜访，线索由老客户推荐转入", ""]];
export const activities = [];
export const activitiesOf = (id) => [...activities.filter((a) => a.ref === `customer/${id}`), ...EVENTS.map(([kind, text, detail], i) => ({ id: `${id}-a${i}`, version: 1, created_at: ago(i * 6 + 1), updated_at: ago(i * 6 + 1), actions: [], kind, text, detail, by: people[(i + 3) % 5], at: ago(i * 6 + 1, i * 2), ref: `customer/${id}` }))];

const WORK = [["催办成本测算，唐以恒剩 1 个工作日", "庐州智造园5#厂房", "review", 0.1], ["提交需求分析报告，还差「痛点与预算」一节", "黔岭隧道照明节能", "report", -0.2], ["客户要求分两批付款，等财务经理意见", "邕江冷链仓库二期", "follow_up", 0.3], ["现场踏勘改期，通知许明远", "津滨海河站扩建", "follow_up", 3], ["约谈业主，准备对账函与影像", "锦麓云庭二期3#楼", "collection", 4], ["合同用印，法务已通过", "黔岭服务区充电设施", "review", 5], ["法定代表人有变更，请核对", "津滨新能源有限公司", "registry", 6], ["补全关系人：缺使用方", "庐州智造园综合管廊", "follow_up", 9], ["首访时间待约", "湘麓医院住院部净化", "follow_up", null]];
export const tasks = WORK.map(([title, ref_title, kind, days], i) => ({ id: `t${i}`, version: 1, created_at: ago(9), updated_at: ago(1), actions: ["complete"], title, note: i === 0 ? "成本组两天内要给结果，否则投标报价来不及复核。" : "", status: "open", due_at: days === null ? null : ago(-days), kind, ref: i === 6 ? "customer/c0" : "", ref_title, assignee: people[0] }));

const DEPARTMENTS = [["d1", "e1", null, "销售一部", 14, 2], ["d2", "e1", "d1", "华东组", 6, 0], ["d3", "e1", "d1", "西南组", 8, 1], ["d4", "e1", null, "技术部", 9, 3], ["d5", "e1", null, "商务部", 6, 4], ["d6", "e1", null, "财务部", 7, 5], ["d7", "e2", null, "销售部", 11, 0], ["d8", "e2", null, "工程部", 18, 6], ["d9", "e3", null, "机电事业部", 12, 1], ["d10", "e4", null, "市政事业部", 10, 2]];
export const departments = DEPARTMENTS.map(([id, entity_id, parent_id, name, count, manager]) => ({ id, version: 1, created_at: ago(900), updated_at: ago(20), actions: [], name, entity_id, parent_id, people: count, manager: people[manager] }));

const ROLES = [["sales", "销售", 14, "own"], ["manager", "销售经理", 5, "department"], ["tech", "技术", 9, "department"], ["commercial", "商务", 6, "department"], ["finance", "财务", 7, "group"], ["finance_manager", "财务经理", 2, "group"], ["pm", "项目经理", 18, "department"], ["executive", "分管领导", 3, "entity"], ["gm", "总经理", 1, "group"], ["auditor", "审计", 2, "group"]];
export const roles = ROLES.map(([code, name, count, reach], i) => ({
  id: `r${i}`, code, name, people: count, classes: { sales: ["price"], manager: ["price", "contact"], tech: [], commercial: ["price", "cost"], finance: ["price", "cost"], finance_manager: ["price", "cost"], pm: [], executive: ["price", "cost", "contact"], gm: ["price", "cost", "contact"], auditor: ["price", "cost"] }[code],
  permissions: { "customer:read": reach, "opportunity:read": ["finance", "pm"].includes(code) ? "none" : code.startsWith("finance") ? "entity" : reach, "quote:read": code === "pm" ? "none" : code === "finance" ? "own" : reach, "contract:read": code === "tech" ? "none" : reach === "group" && code.startsWith("finance") ? "entity" : reach, "receipt:read": ["tech", "commercial"].includes(code) ? "none" : reach, "project:read": code === "sales" ? "own" : reach },
}));

export const users = people.map((p, i) => ({ id: p.id, version: 1, created_at: ago(800), updated_at: ago(5), actions: ["update", "disable"], username: ["lin.sales", "chen.sales", "gu.manager", "xu.tech", "han.commercial", "tang.finance", "zhao.pm", "zhou.gm"][i], name: p.name, mobile: `1990000000${i}`, email: `demo${i}@example.invalid`, status: i === 6 ? "disabled" : "active", totp: i > 3, last_seen_at: i === 6 ? null : ago(i, i), assignments: [{ role: { id: roles[i].id, name: roles[i].name }, department: { id: departments[i].id, name: departments[i].name }, entity: { id: "e1", name: "沪澜建设" } }] }));

const AUDITED = [["customer.update", "customer/c0", "津滨新能源有限公司", [{ field: "credit_limit", before: money(2000000000), after: money(3000000000) }, { field: "industry", before: "能源", after: "电力" }]], ["contact.reveal", "contact/c0-k0", "宋清和 手机", []], ["identity.sign-in", "session/s1", "Chrome，Windows", []], ["customer.create", "customer/c12", "秦川数据产业有限公司", [{ field: "name", before: null, after: "秦川数据产业有限公司" }]], ["identity.sign-in-failed", "session/-", "wang.sales", []], ["customer.export", "customer/-", "416 条", []], ["role.update", "role/r3", "商务", [{ field: "quote:read", before: "own", after: "department" }]]];
export const audit = Array.from({ length: 240 }, (_, i) => {
  const [action, ref, ref_title, changes] = AUDITED[i % AUDITED.length];
  return { id: `au${i}`, at: ago(Math.floor(i / 9), i % 23), actor: people[i % 8], actor_kind: "user", action, ref, ref_title, address: `10.0.0.${(i % 40) + 2}`, request_id: `7c1e-44${String(i).padStart(2, "0")}`, hash: (i * 2654435761).toString(16).padStart(16, "0"), changes };
});

export const notifications = [
  { id: "n1", title: "成本测算剩 1 个工作日", text: "庐州智造园5#厂房，唐以恒", created_at: ago(0, 1) },
  { id: "n2", title: "许明远 通过技术初审", text: "报价 V3，提出 2 项参数风险", created_at: ago(0, 5) },
  { id: "n3", title: "法定代表人有变更", text: "津滨新能源有限公司", created_at: ago(1), read_at: ago(1) },
];

export const me = {
  id: "u1", username: "lin.sales", name: "林若安", language: "zh", theme: "system", group_name: "沪澜集团", totp: false, entities: entities.slice(0, 2).map(({ id, short_name }) => ({ id, name: short_name })), roles: ["销售", "系统管理员"], classes: ["price"],
  permissions: Object.fromEntries(["customer:read", "customer:create", "customer:update", "customer:export", "user:read", "user:create", "department:create", "audit:read", "task:read"].map((p) => [p, "group"])),
  counts: { customers: customers.length, tasks: tasks.length },
};
