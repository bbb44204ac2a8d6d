// Pages that people use every day, by their buttons: a survey and what follows from
// it, a template, the board narrowed like the list, a role.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startBrowser } from "../lib/chromium.mjs";
import { faces } from "../lib/faces.mjs";
import { openWindow, signIn } from "../lib/person.mjs";
import { startServer } from "../lib/server.mjs";

const face = faces.find((f) => f.name === "zh-light-desk");
const phone = faces.find((f) => f.name === "zh-light-phone");

/** Asks the API as whoever sits before the window. */
async function ask(person, path, body) {
  const answer = await person.page.evaluate(
    async ({ path, body }) => {
      const headers = body ? { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() } : {};
      const response = await fetch(path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
      return { status: response.status, body: await response.json() };
    },
    { path, body },
  );
  assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

describe("the desk", () => {
  let browser, server;

  before(async () => {
    [browser, server] = await Promise.all([startBrowser(), startServer()]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("a customer is asked, answers poorly, and the improvement plan stands beside the answer", async () => {
    const service = await signIn(browser, server, face, "chen.service");
    const { page } = service;
    await page.goto("/surveys");
    const document = await ask(service, "/api/openapi.json");
    const { customer_id: id } = document.paths["/surveys"].post.requestBody.content["application/json"].example;
    const { name } = await ask(service, `/api/v1/customers/${id}`);

    await page.getByRole("button", { name: "发起调查" }).first().click();
    const dialog = page.getByRole("dialog", { name: "发起调查" });
    await dialog.getByRole("combobox").first().fill(name);
    await page.getByRole("option", { name }).click();
    await dialog.getByRole("button", { name: "发送" }).click();
    await page.getByRole("button", { name: "复制链接" }).waitFor();
    const survey = new URL(page.url()).searchParams.get("id");
    const { path } = await ask(service, `/api/v1/surveys/${survey}/link`);

    const contact = await openWindow(browser, server, phone);
    await contact.page.goto(path);
    const token = path.slice("/s/".length);
    const { questions, content_hash } = await ask(contact, `/api/v1/portal/surveys/${token}`);
    const answers = Object.fromEntries(questions.map((q) => [q.code, q.kind === "nps" ? 3 : 2]));
    await ask(contact, `/api/v1/portal/surveys/${token}`, { answers, comment: "报修三次没有人来", complaint: true, content_hash });
    await contact.close();

    await page.goto(`/surveys/${survey}`);
    await page.getByText("报修三次没有人来").first().waitFor();
    await page.getByText("2.00").first().waitFor();
    await service.assertRight("desk-survey");
    await page.getByRole("region", { name: "专项改进" }).getByRole("link").first().click();
    await page.waitForURL(/\/improvement-plans\//);
    await page.getByText("来自满意度调查，2.00 分").waitFor();
    await service.assertRight("desk-plan");
    await service.close();
  });

  test("a template is copied, named and published", async () => {
    const service = await signIn(browser, server, face, "chen.service");
    const { page } = service;
    await page.goto("/surveys/templates");
    await page.getByRole("button", { name: "复制为新模板" }).click();
    await page.getByLabel("名称").fill("住宅项目回访");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByRole("button", { name: "发布" }).click();
    await page.getByRole("button", { name: "停用" }).waitFor();
    const { items } = await ask(service, "/api/v1/survey-templates");
    assert.equal(items.find((x) => x.name === "住宅项目回访")?.state, "published");
    await service.close();
  });

  test("the board is narrowed like the list, and its sums are those of the list", async () => {
    const sales = await signIn(browser, server, face, "li.sales");
    const { page } = sales;
    await page.goto("/opportunities/board");
    await page.getByRole("button", { name: "条件", exact: true }).click();
    await page.getByRole("menuitem", { name: "金额" }).click();
    await page.getByLabel("从").fill("10000000");
    await page.getByRole("button", { name: "应用" }).click();
    await page.waitForURL(/amount\.gte=1000000000/);

    const list = await ask(sales, "/api/v1/opportunities?outcome=open&amount.gte=1000000000&limit=1&total=true");
    assert.ok(list.total > 0, "the demo has no large opportunity");
    const foot = page.getByRole("status").filter({ hasText: "个商机" });
    await foot.getByText(String(list.total), { exact: true }).waitFor();
    const wan = (list.sums.amount / 1_000_000).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    await foot.getByText(wan, { exact: true }).waitFor();
    await sales.assertRight("desk-board");

    await page.getByRole("button", { name: "列表" }).click();
    await page.waitForURL((url) => url.pathname === "/opportunities" && url.searchParams.get("amount.gte") === "1000000000");
    await page.getByText(wan, { exact: true }).waitFor();
    await sales.close();
  });

  test("a role is made from another, and is in nobody's hands yet", async () => {
    const security = await signIn(browser, server, face, "secadmin");
    const { page } = security;
    await page.goto("/settings/roles");
    await page.getByRole("button", { name: "新建角色" }).click();
    const dialog = page.getByRole("dialog", { name: "新建角色" });
    await dialog.getByLabel("中文名称").fill("巡检员");
    await dialog.getByLabel("英文名称").fill("Inspector");
    await dialog.getByLabel("代码").fill("inspector");
    await dialog.getByRole("combobox").last().click();
    await page.getByRole("option", { name: "施工员" }).click();
    await dialog.getByRole("button", { name: "新建角色" }).click();
    await page.getByRole("complementary", { name: "巡检员" }).getByText("没有人持有").waitFor();
    const { items } = await ask(security, "/api/v1/roles");
    const [made, like] = ["inspector", "site_engineer"].map((code) => items.find((r) => r.code === code));
    assert.equal(made.holders, 0);
    if (like) assert.deepEqual(made.grants, like.grants);
    await security.assertRight("desk-role");
    await security.close();
  });
});
