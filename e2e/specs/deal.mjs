// One deal through the whole product: from the first visit to money in the bank, as the people whose work it is.
// What a person decides is sent as that person's own browser sends it; every page on the way is looked at.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startBrowser } from "../lib/chromium.mjs";
import { faces } from "../lib/faces.mjs";
import { openWindow, signIn } from "../lib/person.mjs";
import { startServer, today } from "../lib/server.mjs";

const face = faces.find((f) => f.name === "zh-light-desk");
const phone = faces.find((f) => f.name === "zh-light-phone");
const people = { sales: "li.sales", technical: "qian.tech", commercial: "zhou.commercial", finance: "wu.finance", works: "zheng.pm", manager: "sun.manager", executive: "tang.leader", treasurer: "xu.finance", general: "gm" };

const cny = (fen) => ({ amount: fen, currency: "CNY" });
const later = (days) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);

const terms = {
  work: "works", defects_months: 24, labour_apart: true, payer_guarantee: true, review_days: 28, silence_accepts: true,
  nodes: [
    { kind: "advance", name: "预付款", ratio: "0.2", term_days: 7, trigger: "signed" },
    { kind: "milestone", name: "灯具安装完成", ratio: "0.6", term_days: 30, trigger: "milestone" },
    { kind: "settlement", name: "结算款", ratio: "0.17", term_days: 30, trigger: "settled" },
    { kind: "retention", name: "质保金", ratio: "0.03", term_days: 14, trigger: "defects_end" },
  ],
};

/** Asks the API from a person's window, as its pages do. Answers status and body. */
async function ask(person, method, path, body, version) {
  return person.page.evaluate(
    async ({ method, path, body, version }) => {
      const headers = { "Idempotency-Key": crypto.randomUUID(), ...(body ? { "Content-Type": "application/json" } : {}), ...(version ? { "If-Match": `"${version}"` } : {}) };
      const answer = await fetch(`/api/v1${path}`, { method, headers, body: body ? JSON.stringify(body) : undefined });
      return { status: answer.status, body: await answer.json().catch(() => null) };
    },
    { method, path, body, version },
  );
}

async function get(person, path) {
  const { status, body } = await ask(person, "GET", path);
  assert.equal(status, 200, `GET ${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

async function post(person, path, body) {
  const answer = await ask(person, "POST", path, body);
  assert.ok(answer.status < 300, `POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Does something to a record as it stands now. */
async function on(person, at, verb, body, method = "POST") {
  const { version } = await get(person, at);
  const answer = await ask(person, method, at + verb, body, version);
  assert.ok(answer.status < 300, `${method} ${at}${verb}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The bill of a quote of the demo group, as the Excel file that the product makes of it. */
async function excel(person, title) {
  const quote = (await get(person, "/quotes?limit=100")).items.find((q) => q.title === title && q.revision === 3);
  const bytes = await person.page.evaluate(async (id) => {
    const answer = await fetch(`/api/v1/quotes/${id}/boq`);
    return answer.ok ? [...new Uint8Array(await answer.arrayBuffer())] : null;
  }, quote.id);
  assert.ok(bytes, "the bill cannot be downloaded");
  return Buffer.from(bytes);
}

/** Hangs a small file on a record; answers the document's id. */
async function attach(person, kind, id, as, name, type = "text/plain", content = name) {
  const made = await person.page.evaluate(
    async ({ kind, id, as, name, type, content }) => {
      const form = new FormData();
      for (const [field, value] of Object.entries({ ref_kind: kind, ref_id: id, kind: as, name })) form.append(field, value);
      form.append("file", new File([content], name, { type }));
      const answer = await fetch("/api/v1/documents", { method: "POST", headers: { "Idempotency-Key": crypto.randomUUID() }, body: form });
      return { status: answer.status, body: await answer.json() };
    },
    { kind, id, as, name, type, content },
  );
  assert.ok(made.status < 300, `${name}: ${JSON.stringify(made.body)}`);
  return made.body.id;
}

describe("one deal", () => {
  let browser, server;
  const desk = {};
  const deal = {};

  before(async () => {
    [browser, server] = await Promise.all([startBrowser(), startServer()]);
    for (const [who, username] of Object.entries(people)) desk[who] = await signIn(browser, server, face, username);
    for (const who of Object.keys(people)) deal[who] = (await get(desk[who], "/me")).id;
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** Opens a page as a person, waits for a text on it, and looks at everything. */
  async function look(who, path, text, name) {
    const { page } = desk[who];
    await page.goto(path);
    await page.getByText(text).first().waitFor();
    await desk[who].assertRight(`deal-${name}`);
  }

  /** Lets whoever is asked decide, until nobody is asked any more. */
  async function approve(kind, id) {
    for (let round = 0; round < 10; round++) {
      const open = (await get(desk.general, `/approvals?box=record&ref_kind=${kind}&ref_id=${id}`)).items.find((a) => a.state === "pending");
      if (!open) return;
      for (const who of ["manager", "treasurer", "executive", "general"]) {
        const seen = await ask(desk[who], "GET", `/approvals/${open.id}`);
        if (seen.status === 200 && seen.body.actions.includes("approve")) await on(desk[who], `/approvals/${open.id}`, "/approve", { comment: "同意" });
      }
    }
    assert.fail(`nobody can finish the approval of ${kind} ${id}`);
  }

  test("a first visit, and the report within 48 hours", async () => {
    const { sales } = desk;
    deal.customer = (await post(sales, "/customers", { name: "鹭江灯彩文化旅游有限公司", uscc: "91350203MA8LJDCW2T", type: "private", city: "厦门", industry: "文旅" })).id;
    const met = async (name, part) => (await post(sales, "/contacts", { customer_id: deal.customer, name, part, mobile: "19900000199", met_at: today })).id;
    deal.decider = await met("陈望舒", "decision_maker");
    await met("许明远", "end_user");
    await met("郑监理", "supervisor");
    deal.opportunity = (await post(sales, "/opportunities", { customer_id: deal.customer, name: "鹭江夜游灯光二期", amount: cny(1_000_000_000), expected_sign_date: later(60), source: "referral", project_type: "municipal", region: "厦门" })).id;
    const ref = { kind: "opportunity", id: deal.opportunity };
    await post(sales, "/activities", { ref, kind: "visit", text: "首次拜访，确认夜游二期范围与预算", at: `${today}T06:00:00Z`, ended_at: `${today}T07:00:00Z`, first_visit: true });
    for (const [part, who] of [["technical", "technical"], ["commercial", "commercial"], ["project_manager", "works"]]) await post(sales, "/team", { ref, person_id: deal[who], part });
    await look("sales", `/opportunities/${deal.opportunity}`, "鹭江夜游灯光二期", "01-visit");
    await look("sales", `/opportunities/${deal.opportunity}/needs-report`, "48", "02-report");
    const report = `/opportunities/${deal.opportunity}/needs-report`;
    await on(sales, report, "", { background: "夜游二期，市级重点", pain_points: "一期照度不足", technical_requirements: "IP67", decision_process: "董事长决策", timeline: "明年六月亮灯", risks: "雨季施工" }, "PUT");
    await on(sales, report, "/submit");
    assert.equal((await on(sales, `/opportunities/${deal.opportunity}`, "/advance")).stage, "negotiation");
    await look("sales", "/opportunities/board", "谈判", "03-board");
  });

  test("a bill of quantities, confirmed twice, sent and accepted", async () => {
    const { sales, technical, finance } = desk;
    deal.quote = (await post(sales, "/quotes", { opportunity_id: deal.opportunity, title: "鹭江夜游灯光二期报价", basis: "excl_tax", tax_rate: "0.09", validity_days: 30, terms })).id;
    const at = `/quotes/${deal.quote}`;
    const bill = await excel(sales, "庐州智造园5#厂房");
    await sales.page.goto(at);
    await sales.page.getByRole("button", { name: "导入清单" }).first().click();
    const dialog = sales.page.getByRole("dialog");
    await dialog.locator("input[type=file]").setInputFiles({ name: "工程量清单.xlsx", mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer: bill });
    await dialog.getByRole("button", { name: /^导入 \d+ 行$/ }).click();
    await dialog.waitFor({ state: "detached" });
    await sales.page.getByText("满堂基础 C35P8").first().waitFor();
    await sales.assertRight("deal-04-quote-imported");
    await on(sales, at, "/submit");
    await look("technical", at, "满堂基础 C35P8", "04-quote-review");
    await on(technical, at, "/tech-review", { pass: true, note: "参数与图纸一致", findings: { risks: "雨季施工" } });
    await on(finance, at, "/cost-estimate", { pass: true, amounts: { labour: cny(120_000_000), material: cny(420_000_000), machinery: cny(40_000_000) } });
    await look("manager", "/approvals", "鹭江夜游灯光二期报价", "05-approvals");
    await approve("quote", deal.quote);
    await attach(sales, "opportunity", deal.opportunity, "solution", "技术方案.txt");
    assert.equal((await on(sales, `/opportunities/${deal.opportunity}`, "/advance")).stage, "quotation");
    await on(sales, at, "/send", { channel: "paper", recipient: "鹭江灯彩 采购部" });
    await on(sales, at, "/accept", { evidence_id: await attach(sales, "quote", deal.quote, "evidence", "中标通知书.txt") });
    assert.equal((await on(sales, `/opportunities/${deal.opportunity}`, "/advance")).stage, "signing");
    await look("sales", at, "满堂基础 C35P8", "06-quote-accepted");
  });

  test("the contract in force wins the opportunity", async () => {
    const { commercial, sales } = desk;
    deal.contract = (await post(commercial, "/contracts", { quote_id: deal.quote, type: "MU", customer_id: deal.customer, title: "鹭江夜游灯光二期施工合同", start_on: today, finish_on: later(180), parties: [{ role: "owner", signatory: "陈望舒" }, { role: "contractor", signatory: "周启明" }] })).id;
    const at = `/contracts/${deal.contract}`;
    await attach(commercial, "contract", deal.contract, "attachment", "施工合同.txt");
    await look("commercial", at, "鹭江夜游灯光二期施工合同", "07-contract-draft");
    await on(commercial, at, "/submit");
    for (const [kind, who] of [["legal", "executive"], ["finance", "finance"], ["technical", "technical"]]) await on(desk[who], at, "/review", { kind, pass: true, note: "同意" });
    await approve("contract", deal.contract);
    await on(commercial, at, "/start-signing", { mode: "paper" });
    const scan = await attach(commercial, "contract", deal.contract, "signed_scan", "合同签字页.pdf", "application/pdf", "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n");
    assert.equal((await on(commercial, at, "/sign", { document_id: scan, signed_on: today })).state, "in_force");
    assert.equal((await get(sales, `/opportunities/${deal.opportunity}`)).outcome, "won");
    await look("commercial", at, "预付款", "08-contract-in-force");
    await look("sales", `/customers/${deal.customer}`, "鹭江灯彩文化旅游有限公司", "09-customer");
  });

  test("the handover is sent back below the line, and signed by three above it", async () => {
    const { sales, works } = desk;
    deal.project = (await get(works, `/projects?contract_id=${deal.contract}`)).items[0].id;
    deal.handover = (await get(sales, `/handovers?project_id=${deal.project}`)).items[0].id;
    const at = `/handovers/${deal.handover}`;
    const file = (name) => attach(sales, "handover", deal.handover, "attachment", name);
    const items = (list) => on(sales, at, "/items", { items: list }, "PUT");
    const day = (key, days) => ({ key, on: later(days), confirmed_by: deal.decider, confirmed_on: today });
    const risk = (key) => ({ key, text: "场地与许可", person_id: deal.works, response: "提前协调" });
    await items([{ key: "technical_parameters", document_id: await file("技术参数表.txt") }, { key: "delivery_standard", text: "CJJ 45" }, day("start", 30)]);
    await on(sales, at, "/submit");
    await on(works, at, "/review");
    assert.equal((await on(works, at, "/score", { refusals: [] })).state, "rework");
    await look("works", at, "6.0", "10-handover-rework");
    await items([{ key: "tender_documents", document_id: await file("招标文件.txt") }, { key: "scope", text: "步道与码头；不含消防" }, { key: "performance_bond", text: "10%" }, { key: "liquidated_damages", text: "每日 0.5‰" }, day("equipment", 30), day("trial_run", 90), risk("site"), risk("permits"), risk("underground"), risk("funding")]);
    await on(sales, at, "/expectations", { expectations: [{ text: "每周五提供进度影像", priority: "must", standard: "每周五 18:00 前", in_contract: false, answer: "accepted" }] }, "PUT");
    await on(sales, at, "/sign-statement");
    await on(sales, at, "/submit");
    await on(works, at, "/review");
    const scored = await on(works, at, "/score", { refusals: [] });
    assert.ok(scored.score >= 8, `the handover has ${scored.score}`);
    for (const who of ["sales", "works", "technical"]) await on(desk[who], at, "/sign", { content_hash: (await get(desk[who], at)).content_hash });
    await look("sales", at, "钱明远", "11-handover-signed");
  });

  test("the customer confirms a milestone on the phone, without an account", async () => {
    const { works } = desk;
    const at = `/projects/${deal.project}`;
    await on(works, at, "/ready");
    await on(works, at, "/start", { commenced_on: today });
    deal.milestone = (await get(works, `/milestones?project_id=${deal.project}`)).items[0].id;
    const m = `/milestones/${deal.milestone}`;
    await on(works, m, "/reach", { actual_on: today, statement: "灯具全部安装并点亮" });
    const link = await on(works, m, "/link", { contact_id: deal.decider });
    await look("works", at, "灯具安装完成", "12-project");
    const contact = await openWindow(browser, server, phone);
    await contact.page.goto(link.path);
    await contact.page.getByText("灯具安装完成").first().waitFor();
    await contact.assertRight("deal-13-portal");
    const shown = await get(contact, `/portal/milestones/${link.token}`);
    await post(contact, `/portal/milestones/${link.token}`, { action: "confirm", score: 5, text: "灯光效果很好", content_hash: shown.content_hash });
    await contact.page.reload();
    await contact.page.getByText("灯具安装完成").first().waitFor();
    await contact.assertRight("deal-14-portal-confirmed");
    await contact.close();
    assert.equal((await get(works, m)).state, "confirmed");
  });

  test("the payment falls due, is invoiced and received", async () => {
    const { finance, sales, treasurer } = desk;
    const nodes = (await get(finance, `/payment-nodes?contract_id=${deal.contract}`)).items;
    const node = nodes.find((n) => n.name === "灯具安装完成");
    assert.ok(node.triggered_on, `the payment is ${node.state}`);
    await look("finance", `/receivables?view=all&id=${node.id}`, "灯具安装完成", "15-receivable");
    const net = Math.round(node.amount.amount / 1.09);
    const invoice = await post(finance, "/invoices", { contract_id: deal.contract, kind: "vat_ordinary", works_place: "厦门市思明区", works_name: "鹭江夜游灯光二期", lines: [{ name: "*建筑服务*灯光安装", item: "works", unit: "项", quantity: "1", rate: "0.09", amount: node.amount }], nodes: [{ node_id: node.id, amount: node.amount }] });
    assert.ok(Math.abs(invoice.net.amount - net) <= 1);
    await look("finance", `/invoices/${invoice.id}`, "灯光安装", "16-invoice");
    const receipt = await post(finance, "/receipts", { kind: "bank_transfer", amount: node.amount, received_on: today, payer_name: "鹭江灯彩文化旅游有限公司", bank_ref: "EB-0001", memo: "灯具安装款" });
    await on(finance, `/receipts/${receipt.id}`, "/claim", { contract_id: deal.contract });
    await on(treasurer, `/receipts/${receipt.id}`, "/confirm", {});
    await on(finance, `/receipts/${receipt.id}`, "/allocate", { allocations: [{ node_id: node.id, amount: node.amount }] });
    assert.equal((await get(sales, `/payment-nodes/${node.id}`)).state, "received");
    await look("finance", `/receipts?id=${receipt.id}`, "鹭江灯彩文化旅游有限公司", "17-receipt");
  });

  test("a survey goes out, and its answer shows on the customer", async () => {
    const { works, sales } = desk;
    const survey = (await get(works, `/surveys?project_id=${deal.project}`)).items[0];
    assert.ok(survey, "no survey follows the milestone");
    if (survey.state === "scheduled") await on(works, `/surveys/${survey.id}`, "/send");
    const { path } = await get(works, `/surveys/${survey.id}/link`);
    const token = path.slice("/s/".length);
    const contact = await openWindow(browser, server, phone);
    await contact.page.goto(path);
    await contact.page.getByText("灯具安装完成").first().waitFor();
    await contact.assertRight("deal-18-survey");
    const { questions, content_hash } = await get(contact, `/portal/surveys/${token}`);
    const answers = Object.fromEntries(questions.map((q) => [q.code, q.kind === "nps" ? 10 : 5]));
    assert.equal((await post(contact, `/portal/surveys/${token}`, { answers, comment: "配合很好", content_hash })).answered, true);
    await contact.close();
    const { satisfaction } = await get(sales, `/customers/${deal.customer}`);
    assert.deepEqual([satisfaction.answers, satisfaction.average], [1, 500]);
    await look("sales", `/customers/${deal.customer}`, "鹭江灯彩文化旅游有限公司", "18-customer-after");
  });

  test("what is late is collected, and the figures open their lists", async () => {
    await look("general", "/collection", "L3", "19-collection");
    await look("general", "/home", "应收", "20-home");
  });
});
