// One deal through the whole product: from the first visit to money in the bank, as the people whose work it is,
// with mouse and keyboard. Nothing is written but by what they press; every page on the way is looked at.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { get } from "../lib/api.mjs";
import { startBrowser } from "../lib/chromium.mjs";
import { faces } from "../lib/faces.mjs";
import { hands } from "../lib/hands.mjs";
import { openWindow, signIn } from "../lib/person.mjs";
import { startServer, today } from "../lib/server.mjs";

const face = faces.find((f) => f.name === "zh-light-desk");
const phone = faces.find((f) => f.name === "zh-light-phone");
const people = { sales: "li.sales", technical: "qian.tech", commercial: "zhou.commercial", finance: "wu.finance", works: "zheng.pm", manager: "sun.manager", executive: "tang.leader", treasurer: "xu.finance", general: "gm" };

const buyer = "鹭江灯彩文化旅游有限公司";
const project = "鹭江夜游灯光二期";
const agreement = `${project}合同`;
const milestone = "灯具安装完成";

const later = (days) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
const paper = (name, content = name) => ({ name: `${name}.txt`, mimeType: "text/plain", buffer: Buffer.from(content) });
const scan = { name: "合同签字页.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n") };

/** The id in the address that a page went to. */
const idOf = (page) => new URL(page.url()).pathname.split("/").at(-1);

/** Adds somebody of the customer whose page is open, met today. */
async function meet({ press, type, choose, settleDialog }, name, part) {
  await press("新增关系人");
  await type("姓名", name);
  await choose("角色", part);
  await type("手机", "19900000199");
  await type("最近见面", today);
  await settleDialog("保存");
}

/** The bill of a quote of the demo group, as the Excel file that the product makes of it. */
async function excel(person, title) {
  const quote = (await get(person, "/quotes?limit=100")).items.find((q) => q.title === title && q.revision === 3);
  const bytes = await person.page.evaluate(async (id) => {
    const answer = await fetch(`/api/v1/quotes/${id}/boq`);
    return answer.ok ? [...new Uint8Array(await answer.arrayBuffer())] : null;
  }, quote.id);
  assert.ok(bytes, "the bill cannot be downloaded");
  return { name: "工程量清单.xlsx", mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer: Buffer.from(bytes) };
}

describe("one deal", () => {
  let browser, server;
  const desk = {};
  const at = {}; // pages of the deal

  before(async () => {
    [browser, server] = await Promise.all([startBrowser(), startServer()]);
    for (const [who, username] of Object.entries(people)) {
      // Who decides on the same content after somebody else is refused once, and his page asks again.
      const window = await signIn(browser, server, face, username, { allowed: [{ status: 412, path: /\/(handovers|contracts)\/[^/]+\/(sign|review)$/ }] });
      desk[who] = Object.assign(window, hands(window.page));
    }
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** Looks at everything of the page that a person has before him. */
  async function look(who, text, name) {
    await desk[who].see(text);
    await desk[who].assertRight(`deal-${name}`);
  }

  /** Lets whoever is asked say yes in the inbox, until nobody is asked any more. */
  async function approve(what) {
    let said = 0;
    for (const who of ["manager", "treasurer", "executive", "general"]) {
      const { go, page } = desk[who];
      await go("/approvals");
      const asked = page.getByRole("button", { name: new RegExp(` · ${what} `) });
      if ((await asked.count()) === 0) continue;
      await asked.first().click();
      await page.getByRole("heading", { name: new RegExp(`^${what}`) }).waitFor();
      if (said++ === 0) await desk[who].assertRight(`deal-approval-${what}`);
      await Promise.all([page.waitForResponse((r) => r.url().endsWith("/approve") && r.ok()), page.getByRole("button", { name: /^同意/ }).click()]);
    }
    assert.ok(said > 0, `nobody was asked about ${what}`);
  }

  test("a first visit, and the report within 48 hours", async () => {
    const { sales } = desk;
    const { go, press, type, choose, find, page, settleDialog } = sales;
    await go("/customers/new");
    await type("客户名称", buyer);
    await type("统一社会信用代码", "91350203MA8LJDCW2T");
    await type("行业", "文旅");
    await type("城市", "厦门");
    await press("保存");
    await page.waitForURL(/customers\/[0-9a-f-]{36}/);
    at.customer = `/customers/${idOf(page)}`;
    for (const [name, part] of [["陈望舒", "决策者"], ["许明远", "使用方"], ["郑监理", "监理"]]) await meet(sales, name, part);
    await look("sales", "陈望舒", "01-customer");

    await go("/opportunities/new");
    await find("客户", buyer);
    await type("商机名称", project);
    await type("金额", "10000000");
    await choose("来源", "老客户推荐");
    await choose("项目类型", "市政");
    await type("地区", "厦门");
    await type("预计签约", later(60));
    await press("保存");
    await page.waitForURL(/opportunities\/[0-9a-f-]{36}/);
    at.opportunity = `/opportunities/${idOf(page)}`;
    await press("记录首访");
    await page.getByLabel("内容").fill("首次拜访，确认夜游二期范围与预算");
    await press("保存跟进");
    await look("sales", "48 小时需求分析报告", "02-visit");
    await press("指派");
    for (const [part, who] of [["技术", "钱明远"], ["商务", "周亦舟"], ["项目经理", "郑安澜"]]) {
      await choose("分工", part);
      await choose("人", who);
      await press("加入");
      await page.locator("dialog[open]").getByText(who).first().waitFor();
    }
    await settleDialog("关闭");
    await press("写报告", "link");
    for (const [i, text] of ["夜游二期，市级重点", "一期照度不足", "IP67", "董事长决策", "明年六月亮灯", "雨季施工"].entries()) await page.locator("textarea").nth(i).fill(text);
    await look("sales", "48 小时需求分析报告", "03-report");
    await press("提交报告");
    await press("推进到谈判");
    await sales.see("进入报价还差");
    await go("/opportunities/board");
    await look("sales", project, "04-board");
  });

  test("a bill of quantities, confirmed twice, sent and accepted", async () => {
    const { sales, technical, finance } = desk;
    const { go, press, type, choose, give, page, settleDialog } = sales;
    await go(at.opportunity);
    await press("新建报价", "link");
    await page.getByText("按节点").first().click();
    await press("建立并编清单");
    await page.waitForURL(/quotes\/[0-9a-f-]{36}/);
    at.quote = `/quotes/${idOf(page)}`;
    const bill = await excel(sales, "庐州智造园5#厂房");
    await press("导入清单");
    await give(bill);
    await settleDialog(/^导入 \d+ 行$/);
    await look("sales", "满堂基础 C35P8", "05-quote-imported");
    await press("提交复核");
    await sales.see("复核中");

    await technical.go(at.quote);
    await technical.press(/技术部初审/);
    await technical.type("风险", "雨季施工");
    await technical.type("意见", "参数与图纸一致");
    await look("technical", "技术初审", "06-quote-review");
    await technical.press("初审通过");
    await technical.see("复核记录");
    await finance.go(at.quote);
    await finance.press(/财务成本测算/);
    for (const [part, yuan] of [["人工", "1200000"], ["材料", "12200000"], ["机械", "400000"], ["分包", "8000000"]]) await finance.type(part, yuan);
    await finance.press("测算通过");
    await look("finance", "成本合计", "07-quote-cost");
    await approve(project);

    await go(at.opportunity);
    await press("上传");
    await give(paper("技术方案"));
    await sales.closed();
    await press("推进到报价");
    await sales.see("进入签约还差");
    await go(at.quote);
    await press("发给客户");
    await choose("方式", "纸质");
    await type("收件人", "鹭江灯彩 采购部");
    await settleDialog("发给客户");
    await press("登记客户接受");
    await give(paper("中标通知书"));
    await sales.see("SHA-256");
    await settleDialog("客户接受");
    await look("sales", "客户接受", "08-quote-accepted");
    await go(at.opportunity);
    await press("推进到签约");
    await sales.see("赢单还差");
  });

  test("the contract in force wins the opportunity", async () => {
    const { commercial, sales } = desk;
    const { go, press, type, choose, give, page, settleDialog } = commercial;
    await go(at.quote);
    await press("建立合同");
    await page.waitForURL(/contracts\/new/);
    await choose("专业", "市政");
    await type("开工", today);
    await type("完工", later(180));
    await type("发包人签署人", "陈望舒");
    await type("我方签署人", "周启明");
    await type("第 2 笔 节点名称", milestone);
    await type("第 3 笔 节点名称", "联调完成");
    await choose("发包人支付担保", "是");
    await press("建立合同");
    await page.waitForURL(/contracts\/[0-9a-f-]{36}/);
    at.contract = `/contracts/${idOf(page)}`;
    await give(paper("施工合同"), page.locator(".record-rail"));
    await commercial.see("施工合同.txt");
    await look("commercial", agreement, "09-contract-draft");
    await press("提交会签");
    await commercial.see("会签中");

    // All three read it before any of them has decided.
    const reviews = { executive: "法务意见", finance: "财务意见", technical: "技术意见" };
    for (const who of Object.keys(reviews)) await desk[who].go(at.contract);
    for (const [who, opinion] of Object.entries(reviews)) {
      await desk[who].type(opinion, "同意");
      await desk[who].press("会签通过");
      await desk[who].page.getByRole("button", { name: "会签通过" }).waitFor({ state: "detached" });
    }
    await approve(agreement);
    await go(at.contract);
    await press("发起签署");
    await press("登记签署");
    await give(scan);
    await commercial.see("SHA-256");
    await settleDialog("登记签署");
    await look("commercial", "履行中", "10-contract-in-force");
    await sales.go(at.opportunity);
    await look("sales", "赢单", "11-opportunity-won");
  });

  test("the handover is sent back below the line, and signed by three above it", async () => {
    const { sales, works } = desk;
    const { go, press, type, choose, give, page, settleDialog } = sales;
    const { id } = (await get(works, `/projects?contract_id=${at.contract.split("/").at(-1)}`)).items[0];
    at.project = `/projects/${id}`;
    at.handover = `/handovers/${(await get(sales, `/handovers?project_id=${id}`)).items[0].id}`;
    await go(at.handover);

    const open = (item) => page.getByText(item).first().locator("xpath=following::button[1]").click();
    const says = async (item, text) => {
      await open(item);
      await page.locator("dialog[open] textarea").fill(text);
      await settleDialog("保存");
    };
    const shows = async (item) => {
      await open(item);
      await give(paper(item));
      await page.locator("dialog[open]").getByText("SHA-256").waitFor();
      await settleDialog("保存");
    };
    const isOn = async (item, days) => {
      await open(item);
      await type(item, later(days));
      await choose("客户确认人", "陈望舒");
      await type("确认日期", today);
      await settleDialog("保存");
    };
    const risks = async (item) => {
      await open(item);
      await type("风险", `${item}待协调`);
      await choose("责任人", "郑安澜");
      await type("应对措施", "提前协调");
      await settleDialog("保存");
    };
    const score = async (words) => {
      await works.go(at.handover);
      await works.press("开始评分");
      await works.press(words);
    };

    await shows("技术参数表");
    await says("交付标准与验收口径", "CJJ 45");
    await isOn("开工日期", 30);
    await press("提交移交");
    await score(/^评分 5\.\d，退回/);
    await look("works", "退回整改", "12-handover-rework");

    await go(at.handover);
    await shows("招标文件及答疑");
    for (const [item, text] of [["范围与不含项", "步道与码头；不含消防"], ["履约担保", "10%"], ["违约金条款说明", "每日 0.5‰"]]) await says(item, text);
    await isOn("设备进场日期", 30);
    await isOn("试运行日期", 90);
    for (const item of ["场地限制", "审批与许可", "地下管线与障碍", "资金到位"]) await risks(item);
    await press(/客户期望确认书/, "tab");
    await press("加一条");
    await type("第 1 条 期望", "每周五提供进度影像");
    await type("第 1 条 衡量标准", "每周五 18:00 前");
    await choose("第 1 条 答复", /接受|答应/);
    await press("保存");
    await press("销售签字");
    await page.getByRole("button", { name: "销售签字" }).waitFor({ state: "detached" });
    await press("重新提交");
    await page.getByRole("button", { name: "重新提交" }).waitFor({ state: "detached" });
    await score(/^评分 10/);

    const signers = ["sales", "works", "technical"];
    for (const who of signers) await desk[who].go(at.handover);
    for (const who of signers) {
      await desk[who].press("签字");
      await desk[who].settleDialog("签字");
    }
    await look("technical", "移交包", "13-handover-signed");
  });

  test("the customer confirms a milestone on the phone, without an account", async () => {
    const { works } = desk;
    await works.go(at.project);
    await works.press("转为待开工");
    await works.press("下达开工");
    await works.settleDialog("下达开工");
    await works.page.getByRole("row").filter({ hasText: milestone }).getByRole("button", { name: "报告完成" }).click();
    await works.type("给客户的说明", "灯具全部安装并点亮");
    await works.settleDialog("报告完成");
    await works.press(`请客户确认：${milestone}`);
    await works.choose("客户联系人", /陈望舒/);
    await works.press("生成确认链接");
    const link = await works.page.getByRole("textbox", { name: "链接" }).inputValue();
    await works.press("完成");
    await look("works", milestone, "14-project");

    const contact = await openWindow(browser, server, phone);
    await contact.page.goto(new URL(link).pathname);
    await contact.page.getByText(`请确认：${milestone}`).waitFor();
    await contact.assertRight("deal-15-portal");
    await contact.page.getByLabel("5 分，满分 5 分").check({ force: true });
    await contact.page.getByRole("button", { name: "确认完成" }).click();
    await contact.page.getByText(`已确认：${milestone}`).waitFor();
    await contact.assertRight("deal-16-portal-confirmed");
    await contact.close();
  });

  test("the payment falls due, is invoiced and received", async () => {
    const { finance, treasurer } = desk;
    const { go, press, type, page, settleDialog } = finance;
    const contract = at.contract.split("/").at(-1);
    const nodes = async () => (await get(finance, `/payment-nodes?contract_id=${contract}`)).items.find((n) => n.name === milestone);
    const node = await nodes();
    assert.ok(node.triggered_on, `the payment is ${node.state}`);
    await go(`/receivables?view=all&id=${node.id}`);
    await look("finance", milestone, "17-receivable");
    await press("申请开票", "link");
    await type("发生地，到区县", "厦门市思明区");
    await look("finance", "可开票余额", "18-invoice-form");
    await press("保存");
    await page.waitForURL(/invoices\/[0-9a-f-]{36}/);
    await look("finance", project, "19-invoice");

    await go("/receipts");
    await press("登记到账");
    await type("金额(元)", String(node.amount.amount / 100));
    await type("付款方", buyer);
    await type("银行流水号", "20261120-0001");
    await type("附言", "灯具安装款");
    await settleDialog("登记到账");
    await page.getByText("灯具安装款").first().click();
    await press("认领");
    await settleDialog("认领");
    await treasurer.go("/receipts");
    await treasurer.page.getByText("灯具安装款").first().click();
    await treasurer.press("确认到账");
    await treasurer.settleDialog("确认到账");
    await go("/receipts");
    await page.getByText("灯具安装款").first().click();
    await press("核销");
    await settleDialog(/^核销 \d+ 个节点$/);
    await look("finance", "已核销", "20-receipt");
    assert.equal((await nodes()).state, "received");
  });

  test("a survey goes out, and its answer shows on the customer", async () => {
    const { works, sales } = desk;
    const found = (await get(works, `/surveys?project_id=${at.project.split("/").at(-1)}`)).items[0];
    assert.ok(found, "no survey follows the milestone");
    await works.go(`/surveys/${found.id}`);
    if (found.state === "scheduled") await works.press("发送");
    await works.page.getByRole("button", { name: "复制链接" }).waitFor();
    const { path } = await get(works, `/surveys/${found.id}/link`);
    const contact = await openWindow(browser, server, phone);
    await contact.page.goto(path);
    await contact.page.getByText(milestone).first().waitFor();
    await contact.assertRight("deal-21-survey");
    for (const star of await contact.page.getByLabel("5 分，满分 5 分").all()) await star.check({ force: true });
    for (const ten of await contact.page.locator("input[type=radio][value='10']").all()) await ten.check({ force: true });
    await contact.page.locator("form#survey textarea").last().fill("配合很好");
    await contact.page.locator("button[type=submit]").click();
    await contact.page.getByText(/谢谢|感谢/).first().waitFor();
    await contact.close();
    const { satisfaction } = await get(sales, at.customer);
    assert.deepEqual([satisfaction.answers, satisfaction.average], [1, 500]);
    await sales.go(at.customer);
    await look("sales", buyer, "22-customer-after");
  });

  test("what is late is collected, and the figures open their lists", async () => {
    await desk.general.go("/collection");
    await look("general", "L3", "23-collection");
    await desk.general.go("/home");
    await look("general", "应收", "24-home");
  });
});
