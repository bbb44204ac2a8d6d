// The judge is judged first: on a page that is right, and on one planted mistake each.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";

import { startBrowser } from "../lib/chromium.mjs";
import { faces } from "../lib/faces.mjs";
import { openWindow } from "../lib/person.mjs";

const face = faces[0];

const right = {
  lang: "zh-CN",
  head: "<title>工桥</title><link rel=icon href='data:,'>",
  style: "body { background: #fff; color: #222 } @media (prefers-color-scheme: dark) { body { background: #111; color: #eee } }",
  body: "<main><h1>登录沪澜建设集团</h1><label>密码 <input type=password></label></main>",
};

/** What is changed on the right page, and what must be said about it. */
const mistakes = {
  "no label": [{ body: "<main><h1>登录</h1><input type=password></main>" }, /axe label/],
  "pale text": [{ style: "body { background: #fff; color: #ccc }" }, /axe color-contrast/],
  "too wide": [{ body: `${right.body}<div style='width: 3000px'>宽</div>` }, /wider than its window/],
  blank: [{ body: "<main></main>" }, /blank/],
  "no title": [{ head: "<link rel=icon href='data:,'>" }, /no title/],
  "wrong language": [{ lang: "en" }, /<html lang="en"> in the face zh/],
  "wrong theme": [{ style: "body { background: #111; color: #eee }" }, /dark page in the light theme/],
  "script error": [{ body: `${right.body}<script>missing()</script>` }, /uncaught: ReferenceError/],
  "console error": [{ body: `${right.body}<script>console.error("broken")</script>` }, /console error: broken/],
  "missing file": [{ body: `${right.body}<script src=/missing.js></script>` }, /missing\.js answered 404/],
  "broken picture": [{ body: `${right.body}<img src=/text alt=图>` }, /does not show/],
  "foreign file": [{ body: `${right.body}<script src=http://cdn.invalid/x.js></script>` }, /leaves the house: http:\/\/cdn\.invalid/],
};

function html({ lang, head, style, body }) {
  return `<!doctype html><html lang=${lang}><meta charset=utf-8><meta name=viewport content="width=device-width">${head}<style>${style}</style><body>${body}`;
}

describe("harness", () => {
  let browser, site, server;

  before(async () => {
    site = createServer((request, response) => {
      const name = decodeURIComponent(request.url.slice(1));
      const known = name === "right" || name in mistakes;
      response.writeHead(known || name === "text" ? 200 : 404, { "Content-Type": "text/html" });
      response.end(known ? html({ ...right, ...mistakes[name]?.[0] }) : "text");
    }).listen(0, "127.0.0.1");
    await once(site, "listening");
    server = { url: `http://127.0.0.1:${site.address().port}` };
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    site?.close();
  });

  for (const f of faces) {
    test(`finds nothing on a right page in ${f.name}`, async () => {
      const visitor = await openWindow(browser, server, { ...f, lang: "zh" });
      await visitor.page.goto("/right");
      await visitor.assertRight("harness-right");
      assert.deepEqual(visitor.page.viewportSize(), f.context.viewport);
      await visitor.close();
    });
  }

  for (const [name, [, said]] of Object.entries(mistakes)) {
    test(`finds the mistake: ${name}`, async () => {
      const visitor = await openWindow(browser, server, face);
      await visitor.page.goto(`/${name}`);
      await assert.rejects(visitor.assertRight("harness-mistake"), said);
      await visitor.close();
    });
  }

  test("lets an answer pass that the test provokes, and only that", async () => {
    for (const [status, passes] of [[404, true], [401, false]]) {
      const visitor = await openWindow(browser, server, face, { allowed: [{ status, path: "/missing.js" }] });
      await visitor.page.goto("/missing file");
      if (passes) await visitor.assertRight("harness-provoked");
      else await assert.rejects(visitor.assertRight("harness-provoked"), /answered 404/);
      await visitor.close();
    }
  });

  test("two windows do not share cookies", async () => {
    const [one, other] = [await openWindow(browser, server, face), await openWindow(browser, server, face)];
    await one.page.goto("/right");
    await other.page.goto("/right");
    await one.page.evaluate(() => (document.cookie = "who=one"));
    assert.equal(await other.page.evaluate(() => document.cookie), "");
    await Promise.all([one.close(), other.close()]);
  });
});
