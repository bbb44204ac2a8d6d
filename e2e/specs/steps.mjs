// Steps that the one deal does not take, by mouse and keyboard: a complaint from the first word to the customer's yes,
// an invoice in parts, a company that the register struck off, doubtful rows of an import, a field of one's own.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { get } from "../lib/api.mjs";
import { startBrowser } from "../lib/chromium.mjs";
import { faces } from "../lib/faces.mjs";
import { hands } from "../lib/hands.mjs";
import { settle } from "../lib/inspect.mjs";
import { signIn } from "../lib/person.mjs";
import { startServer } from "../lib/server.mjs";

const face = faces.find((f) => f.name === "zh-light-desk");

describe("steps", () => {
  let browser, server;

  before(async () => {
    [browser, server] = await Promise.all([startBrowser(), startServer()]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function sit(username) {
    const window = await signIn(browser, server, face, username);
    return Object.assign(window, hands(window.page));
  }

  /** A step of a complaint that wants words. */
  async function say({ press, type, settleDialog, see }, verb, label, text) {
    await press(verb);
    await type(label, text);
    await settleDialog(verb);
    await see(text);
  }

  test("a complaint is answered, mended, refused by the customer, mended again and closed", async () => {
    const service = await sit("chen.service");
    const { go, press, pick, type, page, settleDialog, see } = service;
    await go("/complaints");
    await press("登记投诉");
    await pick("客户", "邕江物流", "邕江物流有限公司");
    await type("事项", "卷帘门异响");
    await type("客户的话", "2 号门开到一半会响");
    await settleDialog("登记投诉");
    await page.waitForURL(/id=[0-9a-f-]{36}|complaints\/[0-9a-f-]{36}/);
    const id = /[0-9a-f-]{36}/.exec(page.url())[0];
    const state = async () => (await get(service, `/complaints/${id}`)).state;
    await go(`/complaints/${id}`);
    await service.assertRight("steps-complaint-open");
    await say(service, "受理", "怎么回复的", "今天下午到场查看");
    await press("开始调查");
    await see("“卷帘门异响”开始调查");
    await say(service, "查明原因", "原因", "导轨缺油");
    await say(service, "答复客户", "做了什么", "已加油并调整限位");
    assert.equal(await state(), "awaiting_customer");
    await service.assertRight("steps-complaint-awaiting");
    await say(service, "客户不认可", "客户为什么不认可", "还是响");
    assert.equal(await state(), "reopened");
    await press("开始调查");
    await page.getByRole("button", { name: "查明原因" }).waitFor();
    await say(service, "查明原因", "原因", "轴承磨损");
    await say(service, "答复客户", "做了什么", "已换轴承");
    await say(service, "客户认可", "客户的意见", "不响了");
    assert.equal(await state(), "closed");
    await service.assertRight("steps-complaint-closed");
    await service.close();
  });

  test("an invoice is split over two payments, with a subcontractor's invoice taken off", async () => {
    const finance = await sit("wu.finance");
    const { go, press, type, page } = finance;
    await go("/invoices");
    await press("SD-2026-FP-0004", "link");
    await press("修改", "link");
    const share = (name) => page.getByRole("textbox", { name, exact: true });
    await share("设备调试完成").fill("600000");
    await page.getByRole("checkbox", { name: "投运移交" }).click();
    assert.equal((await share("投运移交").inputValue()).replace(/[^\d.]/g, ""), "490000.00", "the second payment takes what is left");
    await press("加一张分包发票");
    await type("分包发票号码", "26112000000000000001");
    await type("分包方", "津门电力安装有限公司");
    await type("含税金额（元）", "200000");
    await finance.assertRight("steps-invoice-parts");
    await press("保存");
    await page.waitForURL(/invoices\/[0-9a-f-]{36}$/);
    await finance.see("津门电力安装有限公司");
    const invoice = await get(finance, new URL(page.url()).pathname);
    assert.deepEqual(invoice.nodes.map((n) => n.amount.amount).sort((a, b) => a - b), [49_000_000, 60_000_000]);
    assert.deepEqual(invoice.deductions.map((d) => d.amount.amount), [20_000_000]);
    await finance.close();
  });

  test("a part of an invoice is taken back by a red one", async () => {
    const finance = await sit("wu.finance");
    const { go, press, choose, page, settleDialog } = finance;
    await go("/invoices?view=issued");
    await press("HL-2026-FP-0014", "link");
    const whole = await get(finance, new URL(page.url()).pathname);
    await press("红冲");
    const dialog = page.locator("dialog[open]");
    await choose("原因", "销售折让");
    await dialog.getByText("部分金额").click();
    await dialog.getByRole("group", { name: /./ }).last().getByRole("textbox").first().fill("10000");
    await finance.assertRight("steps-invoice-red-part");
    await settleDialog("红冲");
    await page.waitForURL((url) => /invoices\/[0-9a-f-]{36}$/.test(url.pathname) && !url.pathname.endsWith(whole.id));
    const red = await get(finance, new URL(page.url()).pathname);
    assert.deepEqual([red.net.amount, red.state], [-1_000_000, "red_requested"]);
    await finance.assertRight("steps-invoice-red");
    await finance.close();
  });

  test("the register struck a company off; somebody looks and lets business go on", async () => {
    const general = await sit("gm");
    const { go, press, type, page, settleDialog, see } = general;
    await go("/customers");
    await page.getByRole("textbox", { name: "在列表中查找" }).fill("松江劳务");
    await page.getByRole("row", { name: /松江劳务有限公司/ }).waitFor();
    await page.getByRole("row", { name: /松江劳务有限公司/ }).click();
    await page.keyboard.press("Control+Enter");
    await see("登记机关显示该客户");
    await general.assertRight("steps-register-alarm");
    await press("核实后放行");
    await type("原因", "已见到恢复登记的通知书");
    await settleDialog("核实后放行");
    await page.getByText("登记机关显示该客户").waitFor({ state: "detached" });
    await see("核实放行");
    await general.close();
  });

  test("doubtful rows of an import are decided one by one", async () => {
    const manager = await sit("gm");
    const { go, press, give, page, see } = manager;
    const file = "2026客户台账.csv";
    await go("/imports/new");
    await give({ name: file, mimeType: "text/csv", buffer: Buffer.from("客户名称,城市\n鹭江文旅投资股份有限公司,厦门\n邕江物流股份有限公司,南宁\n曹娥江仓储设备有限公司,绍兴\n") }, page.locator("body"));
    await page.waitForURL(/imports\/[0-9a-f-]{36}/);
    const id = /[0-9a-f-]{36}/.exec(page.url())[0];
    await press("试运行");
    await see("疑似重复");
    const row = (name) => page.getByRole("row", { name: new RegExp(name) });
    await row("鹭江文旅投资股份").getByRole("button", { name: "跳过" }).click();
    await row("鹭江文旅投资股份").getByText("跳过", { exact: true }).and(page.locator(".pill")).waitFor();
    await row("邕江物流股份").getByRole("button", { name: "仍然新建" }).click();
    await page.getByRole("button", { name: "导入 2 行" }).waitFor();
    await manager.assertRight("steps-import-decided");
    await press("导入 2 行");
    await see("已写入 2 条记录。");
    assert.deepEqual([(await get(manager, `/imports/${id}`)).records, (await get(manager, `/customers?q=${encodeURIComponent("鹭江文旅投资股份")}&total=true`)).total], [2, 0]);
    await go("/imports");
    await page.getByRole("textbox", { name: "在列表中查找" }).fill("客户台账");
    await page.waitForURL(/q=/);
    await see(file);
    await manager.assertRight("steps-import-found");
    await manager.close();
  });

  test("a field that the group added is a column, a condition and an order of the list", async () => {
    const admin = await sit("admin");
    await admin.go("/settings/fields");
    await admin.press("新建字段");
    await admin.type("中文名称", "跨径（米）");
    await admin.type("英文名称", "Span (m)");
    await admin.type("编码", "span");
    await admin.choose("类型", "数字");
    await admin.page.getByRole("checkbox", { name: /列表可按它排序/ }).check();
    await admin.settleDialog("保存");
    await admin.close();

    const sales = await sit("li.sales");
    const { go, press, type, page } = sales;
    for (const [city, span] of [["厦门", "32.5"], ["合肥", "18"]]) {
      await go("/customers");
      const row = page.getByRole("row", { name: new RegExp(city) }).first();
      await row.hover();
      await row.getByRole("button", { name: "编辑客户" }).click();
      await type("跨径（米）", span);
      await press("保存");
      await page.waitForURL(/customers\/[0-9a-f-]{36}$/);
    }
    await go("/customers");
    await press(/列$/);
    await page.getByRole("checkbox", { name: "跨径（米）" }).check();
    await page.keyboard.press("Escape");
    await press("条件");
    await press("跨径（米）", "menuitem");
    await type("从", "10.5");
    await press("应用");
    await page.getByRole("columnheader", { name: "跨径（米）" }).getByRole("button").click();
    await page.waitForURL(/sort=custom_span/);
    await settle(page);
    const column = page.locator(".dv-row .dv-cell.right").filter({ hasText: /^(32\.5|18)$/ });
    assert.deepEqual(await column.allTextContents(), ["18", "32.5"]);
    await sales.assertRight("steps-own-field");
    await sales.close();
  });
});
