// What somebody typed is not lost by a wrong key, a click beside it, or a session that ends.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startBrowser } from "../lib/chromium.mjs";
import { faces } from "../lib/faces.mjs";
import { hands } from "../lib/hands.mjs";
import { signIn } from "../lib/person.mjs";
import { startServer } from "../lib/server.mjs";

describe("what was typed", () => {
  let browser, server;

  before(async () => {
    [browser, server] = await Promise.all([startBrowser(), startServer()]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const come = (allowed = []) => signIn(browser, server, faces[0], "li.sales", { allowed });
  const name = (page) => page.locator("dialog[open] input").first();

  test("a dialog asks before Esc drops it", async () => {
    const person = await come();
    const { page } = person;
    const hand = hands(page);
    await hand.go("/tasks");
    await hand.press("新建待办");
    await name(page).fill("滨江供水二期");
    await page.keyboard.press("Escape");
    await hand.see("刚才填写的内容还没有保存。");
    await person.assertRight("typed-dialog");
    await hand.press("继续填写");
    assert.equal(await name(page).inputValue(), "滨江供水二期");
    await page.keyboard.press("Escape");
    await hand.press("放弃");
    await hand.closed();

    await hand.press("新建待办");
    await page.keyboard.press("Escape");
    await hand.closed();
    await person.close();
  });

  test("a page asks before it is left", async () => {
    const person = await come();
    const { page } = person;
    const hand = hands(page);
    await hand.go("/customers/new");
    await page.locator("main form input").first().fill("滨江水务有限公司");
    await page.getByRole("navigation").first().getByRole("link", { name: /^合同/ }).click();
    await hand.see("还有没保存的内容");
    await person.assertRight("typed-page");
    await hand.press("留在此页");
    assert.equal(new URL(page.url()).pathname, "/customers/new");
    assert.equal(await page.locator("main form input").first().inputValue(), "滨江水务有限公司");
    await page.getByRole("navigation").first().getByRole("link", { name: /^合同/ }).click();
    await hand.press("放弃并离开");
    await page.waitForURL("**/contracts");
    await person.close();
  });

  test("who signs in again goes on where he was", async () => {
    const person = await come([{ status: 401, path: /^\/api\/v1\// }]);
    const { page } = person;
    const hand = hands(page);
    await hand.go("/customers/new");
    const field = page.locator("main form input").first();
    await field.fill("滨江水务有限公司");
    await person.context.clearCookies();
    await page.getByRole("button", { name: "保存" }).last().click();
    await hand.see("登录已过期。填写的内容还在，登录后接着做。");
    await person.assertRight("typed-session");
    await hand.type("手机号或工号", "li.sales");
    await hand.type("密码", server.password());
    await hand.press("登录");
    await hand.closed();
    assert.equal(await field.inputValue(), "滨江水务有限公司");
    await page.getByRole("button", { name: "保存" }).last().click();
    await page.waitForURL(/\/customers\/[0-9a-f-]{36}/);
    await hand.see("滨江水务有限公司");
    await person.close();
  });

  test("without anything typed the session ends at the login page", async () => {
    const person = await come([{ status: 401, path: /^\/api\/v1\// }]);
    const { page } = person;
    await hands(page).go("/customers");
    await person.context.clearCookies();
    await page.getByRole("navigation").first().getByRole("link", { name: /^合同/ }).click();
    await page.waitForURL(/\/login\?next=/);
    await person.close();
  });
});
