// A person in a browser window of their own.

import assert from "node:assert/strict";

import { inspect } from "./inspect.mjs";
import { watch } from "./watch.mjs";

/**
 * Opens a window with its own cookies in the given face. Every request that would
 * leave the house is refused, and told by `assertRight`.
 */
export async function openWindow(browser, server, face, { allowed } = {}) {
  const context = await browser.newContext({ ...face.context, baseURL: server.url });
  context.setDefaultTimeout(15_000);
  await context.route((url) => /^https?:$/.test(url.protocol) && url.origin !== server.url, (route) => route.abort());
  const page = await context.newPage();
  const noticed = watch(page, server.url, allowed);

  /** Fails with everything that is wrong with what the window shows now. */
  async function assertRight(name) {
    const wrong = [...(await inspect(page, face, name)), ...noticed.take()];
    assert.equal(wrong.length, 0, `${name} (${face.name}), ${page.url()}:\n  ${wrong.join("\n  ")}`);
  }

  return { page, context, face, assertRight, close: () => context.close() };
}

/** Opens a window in which the demo user is signed in already. */
export async function signIn(browser, server, face, username, options) {
  // The login page asks who is there; nobody is yet.
  const allowed = [...(options?.allowed ?? []), { status: 401, path: "/api/v1/me" }];
  const person = await openWindow(browser, server, face, { ...options, allowed });
  await person.page.goto("/login");
  const status = await person.page.evaluate(
    async (credentials) => {
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch("/api/v1/session", { method: "POST", headers, body: JSON.stringify(credentials) });
      return answer.status;
    },
    { username, password: server.password() },
  );
  assert.equal(status, 200, `${username} cannot sign in`);
  return person;
}

/** Fills the form of the login page as a person does, and sends it. */
export async function fillLogin(page, username, password) {
  await page.locator('input[autocomplete="username"]').fill(username);
  await page.locator('input[type="password"]').fill(password);
  await page.locator('button[type="submit"]').click();
}

/** The paths that the sidebar leads to, once it is there. */
export async function sidebarPaths(page) {
  const sidebar = page.getByRole("navigation").first();
  await sidebar.getByRole("link").first().waitFor();
  return sidebar.locator("a[href^='/']").evaluateAll((links) => [...new Set(links.map((a) => new URL(a.href).pathname))]);
}
