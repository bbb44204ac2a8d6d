/**
 * Takes pictures of a running demo server, under its own content security
 * policy, and fails on anything the browser complains about and on any axe
 * finding.
 *
 *   BASE=http://127.0.0.1:8080 PASSWORD=… OUT=folder [VARIANT=zh-dark] node shots.mjs [name …]
 */
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const BASE = process.env.BASE ?? "http://127.0.0.1:8080";
const OUT = process.env.OUT ?? "shots";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const press = (key) => (page) => page.keyboard.press(key);
const type = (text) => (page) => page.keyboard.type(text, { delay: 20 });
const wait = (ms) => (page) => page.waitForTimeout(ms);

/** Who looks (nobody: signed out), at which address, and what is done there before the picture. */
const SCENES = [
  { name: "login", path: "/login" },
  { name: "login-error", path: "/login", steps: [(p) => p.locator("input").first().fill("nobody"), (p) => p.locator("input[type=password]").fill("not the password"), press("Enter"), wait(1200)] },
  { name: "customers", as: "li.sales", path: "/customers" },
  { name: "customers-panel", as: "li.sales", path: "/customers", steps: [(p) => p.locator(".dv-row, .dv-card").first().click(), wait(600)] },
  { name: "customers-filtered", as: "li.sales", path: "/customers?status=active&party=owner&sort=-completeness" },
  { name: "customers-nothing", as: "li.sales", path: "/customers?status=blacklisted&credit=A", steps: [wait(500)] },
  { name: "customers-columns", as: "li.sales", path: "/customers", steps: [(p) => p.locator(".chip").filter({ hasText: "14" }).click(), wait(200)], desk: true },
  { name: "customers-filter-menu", as: "li.sales", path: "/customers", steps: [(p) => p.locator(".chip.dash").click(), wait(200), press("ArrowDown"), press("Enter"), wait(250)] },
  { name: "customer-record", as: "li.sales", path: "/customers", steps: [(p) => p.locator(".dv-row, .dv-card").first().click(), wait(400), press("Control+Enter"), wait(900)] },
  { name: "customer-new", as: "li.sales", path: "/customers/new", steps: [(p) => p.locator("form input").nth(0).fill("鹭江文旅"), (p) => p.locator("form input").nth(1).fill("91350200"), wait(700), (p) => p.locator("form button[type=submit]").click(), wait(500)] },
  { name: "palette", as: "li.sales", path: "/customers", steps: [press("Control+k"), wait(500), type("lj"), wait(700)] },
  { name: "palette-empty", as: "li.sales", path: "/customers", steps: [press("Control+k"), wait(500)] },
  { name: "tasks", as: "li.sales", path: "/tasks" },
  { name: "people", as: "admin", path: "/settings/people", steps: [(p) => p.locator(".dv-row, .dv-card").first().click(), wait(600)] },
  { name: "person-new", as: "admin", path: "/settings/people", steps: [(p) => p.locator("header .btn.primary").click(), wait(400)] },
  { name: "departments", as: "admin", path: "/settings/departments" },
  { name: "roles", as: "secadmin", path: "/settings/roles" },
  { name: "audit", as: "auditor", path: "/audit", steps: [(p) => p.locator(".dv-row, .dv-card").first().click(), wait(600)] },
  { name: "bell", as: "li.sales", path: "/customers", steps: [(p) => p.locator("header .icon-btn").last().click(), wait(300)] },
  { name: "profile", as: "wang.sales", path: "/profile", steps: [(p) => p.getByRole("button", { name: /^(开启|Turn on)$/ }).click(), wait(600)] },
  { name: "account-menu", as: "li.sales", path: "/tasks", steps: [(p) => p.locator(".avatar-btn").click(), wait(250)] },
  { name: "not-found", as: "li.sales", path: "/nowhere" },
  { name: "forbidden", as: "li.sales", path: "/settings/roles" },
];

const VARIANTS = [
  { id: "zh-light", language: "zh", theme: "light", viewport: DESK },
  { id: "zh-dark", language: "zh", theme: "dark", viewport: DESK },
  { id: "en-light", language: "en", theme: "light", viewport: DESK },
  { id: "zh-phone", language: "zh", theme: "light", viewport: PHONE, phone: true },
  { id: "en-phone-dark", language: "en", theme: "dark", viewport: PHONE, phone: true },
];

const only = process.argv.slice(2);
const variants = process.env.VARIANT ? VARIANTS.filter((v) => v.id === process.env.VARIANT) : VARIANTS;
const complaints = [];

const signedIn = new Map();

/** Cookies of a demo person; each signs in once. */
async function cookies(name) {
  if (!signedIn.has(name)) {
    const answer = await fetch(`${BASE}/api/v1/session`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ username: name, password: process.env.PASSWORD }) });
    if (!answer.ok) throw new Error(`${name} cannot sign in: ${answer.status} ${await answer.text()}`);
    signedIn.set(name, answer.headers.getSetCookie().map((line) => {
      const [pair] = line.split(";");
      const [key, ...value] = pair.split("=");
      return { name: key, value: value.join("="), url: BASE };
    }));
  }
  return signedIn.get(name);
}

async function shoot(browser, variant, scene) {
  const context = await browser.newContext({ viewport: variant.viewport, deviceScaleFactor: variant.phone ? 2 : 1, hasTouch: variant.phone ?? false, timezoneId: "Asia/Shanghai", locale: variant.language });
  await context.addInitScript(([language, theme]) => {
    localStorage.setItem("gongqiao.language", language);
    localStorage.setItem("gongqiao.theme", theme);
  }, [variant.language, variant.theme]);
  if (scene.as) await context.addCookies(await cookies(scene.as));
  const page = await context.newPage();
  const tag = `${scene.name} ${variant.id}`;
  page.on("console", (m) => m.type() === "error" && !/status of (4|5)\d\d/.test(m.text()) && complaints.push(`${tag}: ${m.text()}`));
  page.on("pageerror", (e) => complaints.push(`${tag}: ${e.message}`));
  await page.goto(BASE + scene.path);
  await page.waitForLoadState("networkidle");
  for (const step of scene.steps ?? []) await step(page).catch((e) => complaints.push(`${tag}: ${e.message.split("\n")[0]}`));
  await page.waitForTimeout(350);
  await page.screenshot({ path: `${OUT}/${scene.name}.${variant.id}.png` });
  // Evaluated, not inserted as a script: the policy stays as it is.
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
  for (const v of found.violations) complaints.push(`${tag}: axe ${v.id} ${v.nodes.length}x ${v.nodes[0].html.slice(0, 140)} ${v.nodes[0].failureSummary?.split("\n")[1] ?? ""}`);
  await context.close();
}

mkdirSync(OUT, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
for (const variant of variants) {
  for (const scene of SCENES) {
    if (only.length > 0 && !only.includes(scene.name)) continue;
    if (scene.desk && variant.phone) continue;
    await shoot(browser, variant, scene);
  }
}
await browser.close();
for (const c of complaints) console.log(c);
console.log(complaints.length === 0 ? "no complaints" : `${complaints.length} complaints`);
process.exitCode = complaints.length === 0 ? 0 : 1;
