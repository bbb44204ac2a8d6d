// The first day of a firm: an empty installation becomes a group with companies, people and rights; then a
// salesperson meets his first customer. Everything by mouse and keyboard, nothing past the pages.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startBrowser } from "../lib/chromium.mjs";
import { faces } from "../lib/faces.mjs";
import { hands } from "../lib/hands.mjs";
import { fillLogin, openWindow } from "../lib/person.mjs";
import { startServer } from "../lib/server.mjs";

const face = faces.find((f) => f.name === "zh-light-desk");
/** Until somebody signs in, the pages hear that nobody has. */
const nobody = { status: 401, path: "/api/v1/me" };
const own = { admin: "Jianglan-2026-admin", security: "Jianglan-2026-security", sales: "Jianglan-2026-sales" };

describe("first day", () => {
  let browser, server, admin;
  /** Temporary passwords, as they were shown once. */
  const given = {};

  before(async () => {
    [browser, server] = await Promise.all([startBrowser(), startServer({ demo: false })]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const window = (allowed = []) => openWindow(browser, server, face, { allowed: [nobody, ...allowed] });

  /** Creates an account in the office of a department, and keeps the password that is shown. */
  async function hire(name, username, department) {
    const h = hands(admin.page);
    await h.press("新建账号");
    await h.type("姓名", name);
    await h.type("登录名", username);
    await h.choose("部门", department);
    await h.press("建立账号");
    const shown = admin.page.locator("dialog[open] .mono");
    await shown.waitFor();
    given[username] = await shown.innerText();
    await h.press("已告知");
  }

  /** Gives a person of the open list a role, for a reason. */
  async function appoint(person, name, role) {
    const h = hands(person.page);
    await person.page.getByText(name, { exact: true }).first().click();
    await h.press("给角色");
    if (role) await h.choose("角色", role);
    await h.type("原因", "入职");
    await h.settleDialog("给角色");
    await h.press("关闭");
  }

  /** Signs in with a temporary password, which has to be changed before anything else. */
  async function arrive(username, password) {
    const person = await window([{ status: 401, path: "/api/v1/session" }]);
    const h = hands(person.page);
    await person.page.goto("/");
    await fillLogin(person.page, username, given[username]);
    await person.page.getByLabel("当前密码").waitFor();
    await h.type("当前密码", given[username]);
    await h.type("新密码", password);
    await h.press("修改密码");
    await person.page.waitForURL((url) => url.pathname !== "/profile");
    return person;
  }

  test("an empty installation asks for the group and its first administrator", async () => {
    admin = await window();
    const h = hands(admin.page);
    await h.go("/");
    await admin.assertRight("firstday-setup");
    await h.type("集团名称", "江澜集团");
    await h.type("第一家公司", "江澜建设工程有限公司");
    await h.type("你的姓名", "何知远");
    await h.type("登录名", "he.admin");
    await h.type("密码", own.admin);
    await h.press("建立并登录");
    await h.see("还没有安全管理员");
  });

  test("he names the group, a second company and a department", async () => {
    const h = hands(admin.page);
    await h.press("组织", "tab");
    await h.press("新建公司");
    await h.type("公司名称", "江澜机电安装有限公司");
    await h.type("简称", "江澜机电");
    await h.settleDialog("建立公司");
    await h.press("在 江澜机电 下新建部门");
    await h.type("部门", "市场部");
    await h.settleDialog("建立部门");
    await h.press("修改集团名称");
    await h.type("集团名称", "江澜控股集团");
    await h.settleDialog("保存");
    await h.see("2 家公司");
    await admin.assertRight("firstday-organisation");
  });

  test("he may name the first security administrator, and nobody else", async () => {
    const h = hands(admin.page);
    await h.press("人员", "tab");
    await hire("吕安全", "lv.security", /江澜建设/);
    await hire("李若安", "li.sales", /市场部/);
    await appoint(admin, "吕安全");
    await admin.page.getByText("还没有安全管理员").waitFor({ state: "detached" });
    await admin.page.getByText("李若安", { exact: true }).first().click();
    await h.see("还没有角色");
    assert.equal(await admin.page.getByRole("button", { name: "给角色" }).count(), 0);
  });

  test("who gives the roles", async () => {
    const security = await arrive("lv.security", own.security);
    await hands(security.page).go("/settings/people");
    await appoint(security, "李若安", "销售");
    await security.close();
  });

  test("a salesperson adds a customer, a person there, a visit and an opportunity", async () => {
    const sales = await arrive("li.sales", own.sales);
    const { page } = sales;
    const h = hands(page);
    await h.go("/customers/new");
    await h.type("客户名称", "甬江仓储物流有限公司");
    await h.type("没有信用代码的原因", "尚未取得营业执照");
    await h.type("城市", "宁波");
    await h.press("保存");

    await h.press("新增关系人");
    await h.type("姓名", "许明远");
    await h.type("职务", "总经理");
    await h.choose("角色", "决策者");
    await h.type("手机", "199 0000 0777");
    await h.settleDialog("保存");
    await h.see("199 •••• 0777");
    // What he sees in part stays whole when he changes something else.
    await h.press("许明远");
    await h.choose("态度", "支持");
    await h.settleDialog("保存");
    await h.press("关系人1", "tab");
    await page.locator(".record-main").getByRole("button", { name: "查看" }).click();
    await h.type("用途", "预约首次拜访");
    await h.settleDialog("查看");
    await h.see("199 0000 0777");

    await h.press("记录拜访");
    await page.getByRole("textbox", { name: "内容" }).fill("看了仓库选址，要两层坡道库");
    await h.press("保存跟进");
    await h.press(/^动态/, "tab");
    await h.see("看了仓库选址，要两层坡道库");
    await page.getByRole("button", { name: /的操作$/ }).click();
    await page.getByRole("menuitem", { name: "更正" }).click();
    await h.type("结果", "一周内给方案");
    await h.settleDialog("保存");
    await h.see("一周内给方案");
    await sales.assertRight("firstday-customer");

    await h.press("新建商机", "link");
    await h.type("商机名称", "甬江物流园一期");
    await h.type("金额", "2800万");
    await h.choose("来源", "老客户推荐");
    await h.type("预计签约", "2027-03-31");
    assert.equal(await page.getByLabel(/^客户/).first().inputValue(), "甬江仓储物流有限公司");
    await h.press("保存");
    await page.waitForURL(/\/opportunities\/[0-9a-f-]{36}$/);
    await h.see("许明远");
    await sales.assertRight("firstday-opportunity");
    // His people are the customer's: changed here, they are changed there.
    await h.press("许明远");
    await page.getByLabel("已离任").check();
    await h.settleDialog("保存");
    await page.locator(".record-rail .contact").getByText("已离任").waitFor();
  });
});
