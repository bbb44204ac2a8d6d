// Every page of the sidebar, for every demo user of lib/routes.mjs, in four faces.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startBrowser } from "../lib/chromium.mjs";
import { faces, pairs } from "../lib/faces.mjs";
import { signIn, sidebarPaths } from "../lib/person.mjs";
import { routes } from "../lib/routes.mjs";
import { startServer } from "../lib/server.mjs";

const known = new Set(Object.values(routes).flat());
const chosen = process.env.GONGQIAO_E2E_ALL ? faces : pairs;

// Two at a time: they only look, and wait for the page more than they work.
describe("pages", { concurrency: 2 }, () => {
  let browser, server;

  before(async () => {
    [browser, server] = await Promise.all([startBrowser(), startServer()]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const [user, paths] of Object.entries(routes)) {
    for (const face of chosen) {
      test(`${user} in ${face.name}`, async (t) => {
        const person = await signIn(browser, server, face, user);
        for (const path of paths) {
          await t.test(path, async () => {
            await person.page.goto(path);
            await person.page.getByRole("main").first().waitFor();
            assert.equal(new URL(person.page.url()).pathname, path.split("?")[0]);
            await person.assertRight(`page-${user}${path === "/" ? "-home" : path.replaceAll(/[/?]/g, "-")}`);
          });
        }
        await person.close();
      });
    }

    test(`the sidebar of ${user} leads nowhere else`, async () => {
      const person = await signIn(browser, server, faces[0], user);
      await person.page.goto("/");
      const found = await sidebarPaths(person.page);
      assert.notEqual(found.length, 0, "the sidebar is empty");
      assert.deepEqual(found.filter((path) => !known.has(path)), []);
      await person.close();
    });
  }
});
