// The login page: the first thing anybody sees.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startBrowser } from "../lib/chromium.mjs";
import { faces, pairs } from "../lib/faces.mjs";
import { fillLogin, openWindow } from "../lib/person.mjs";
import { startServer } from "../lib/server.mjs";

/** The page asks who is there; nobody is. */
const nobody = { status: 401, path: "/api/v1/me" };
const refused = { status: 401, path: "/api/v1/session" };

/** Whose password is entered wrongly: enough of that locks the account. */
const victim = "chen.service";

describe("login", () => {
  let browser, server;

  before(async () => {
    [browser, server] = await Promise.all([startBrowser(), startServer()]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const face of faces) {
    test(`looks right in ${face.name}`, async () => {
      const visitor = await openWindow(browser, server, face, { allowed: [nobody] });
      await visitor.page.goto("/login");
      await visitor.page.locator('input[type="password"]').waitFor();
      await visitor.assertRight("login");
      await visitor.close();
    });
  }

  for (const face of pairs) {
    test(`says that the password is wrong in ${face.name}`, async () => {
      const visitor = await openWindow(browser, server, face, { allowed: [nobody, refused] });
      await visitor.page.goto("/login");
      await fillLogin(visitor.page, victim, "not the password");

      const alert = visitor.page.getByRole("alert");
      await alert.waitFor();

      assert.match(await alert.innerText(), face.lang === "zh" ? /密码/ : /password/i);
      assert.equal(new URL(visitor.page.url()).pathname, "/login");
      assert.equal(await visitor.page.locator('input[autocomplete="username"]').inputValue(), victim);
      await visitor.assertRight("login-wrong-password");
      await visitor.close();
    });
  }

  test("says the same of an account that does not exist", async () => {
    const said = [];
    for (const name of [victim, "nobody.here"]) {
      const visitor = await openWindow(browser, server, faces[0], { allowed: [nobody, refused] });
      await visitor.page.goto("/login");
      await fillLogin(visitor.page, name, "not the password");
      said.push(await visitor.page.getByRole("alert").innerText());
      await visitor.close();
    }
    assert.equal(said[0], said[1]);
  });

  test("lets the right person in, and shows a stranger the login page only", async () => {
    const visitor = await openWindow(browser, server, faces[0], { allowed: [nobody] });
    await visitor.page.goto("/customers");
    await visitor.page.waitForURL(/\/login/);

    await fillLogin(visitor.page, "li.sales", server.password());
    await visitor.page.waitForURL((url) => url.pathname !== "/login");

    await visitor.page.getByRole("navigation").first().waitFor();
    await visitor.close();
  });
});
