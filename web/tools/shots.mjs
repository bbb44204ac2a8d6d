/**
 * Takes pictures of the built pages over the fictional data, under the real
 * content security policy, and fails on anything the browser complains about
 * and on any axe finding. Run after `npm run build` with dev/serve.mjs up.
 *
 *   OUT=folder BASE=http://127.0.0.1:5174 node shots.mjs [name …]
 */
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const BASE = process.env.BASE ?? "http://127.0.0.1:5174";
const OUT = process.env.OUT ?? "shots";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const press = (key) => (page) => page.keyboard.press(key);
const type = (text) => (page) => page.keyboard.type(text, { delay: 20 });
const click = (name, role = "button") => (page) => page.getByRole(role, { name }).first().click();
const wait = (ms) => (page) => page.waitForTimeout(ms);

/** name, address, then what to do there. state is sent to the mock first. */
const SCENES = [
  { name: "login", path: "/login", state: { signedIn: false } },
  { name: "login-error", path: "/login", state: { signedIn: false }, steps: [(p) => p.locator("input").first().fill("lin.sales"), (p) => p.locator("input[type=password]").fill("x"), press("Enter"), wait(400)] },
  { name: "login-code", path: "/login", state: { signedIn: false }, steps: [(p) => p.locator("input").first().fill("totp"), (p) => p.locator("input[type=password]").fill("demo-demo"), press("Enter"), wait(500), type("409")] },
  { name: "setup", path: "/login", state: { signedIn: false, setupRequired: true }, after: { setupRequired: false } },
  { name: "customers", path: "/customers" },
  { name: "customers-panel", path: "/customers?id=c0", steps: [wait(300)] },
  { name: "customers-filtered", path: "/customers?status=active&contract_total.gte=200000000&sort=-contract_total" },
  { name: "customers-nothing", path: "/customers?status=blacklisted&grade=A", steps: [wait(500)] },
  { name: "customers-error", path: "/customers?q=!503", steps: [wait(4500)] },
  { name: "customers-forbidden", path: "/customers?q=!403", steps: [wait(500)] },
  { name: "customers-columns", path: "/customers", steps: [(p) => p.getByText(/\/ 12 列|of 12/).click(), wait(200)], desk: true },
  { name: "customers-filter-menu", path: "/customers", steps: [(p) => p.locator(".chip.dash").click(), wait(200), press("ArrowDown"), press("Enter"), wait(250)] },
  { name: "customer-record", path: "/customers/c0" },
  { name: "customer-new", path: "/customers/new", steps: [(p) => p.locator("input").nth(0).fill("津滨新能源"), wait(200), (p) => p.locator("form button[type=submit]").click(), wait(500)] },
  { name: "customer-reveal", path: "/customers/c0", steps: [(p) => p.locator(".masked .icon-btn").first().click(), wait(250)] },
  { name: "palette", path: "/customers", steps: [press("Control+k"), wait(500), type("jb"), wait(600)] },
  { name: "tasks", path: "/tasks" },
  { name: "people", path: "/settings/people?id=u1", steps: [wait(300)] },
  { name: "departments", path: "/settings/departments" },
  { name: "roles", path: "/settings/roles" },
  { name: "audit", path: "/audit?id=au0", steps: [wait(300)] },
  { name: "profile", path: "/profile", steps: [(p) => p.getByRole("button", { name: /^(开启|Turn on)$/ }).click(), wait(400)] },
  { name: "bell", path: "/tasks", steps: [(p) => p.locator("header .icon-btn").last().click(), wait(250)] },
  { name: "account-menu", path: "/tasks", steps: [(p) => p.locator(".avatar-btn").click(), wait(250)] },
  { name: "not-found", path: "/nowhere" },
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

async function state(values) {
  await fetch(`${BASE}/dev/state`, { method: "POST", body: JSON.stringify(values) });
}

async function shoot(browser, variant, scene) {
  await state({ signedIn: true, ...scene.state });
  const context = await browser.newContext({ viewport: variant.viewport, deviceScaleFactor: variant.phone ? 2 : 1, hasTouch: variant.phone ?? false, timezoneId: "Asia/Shanghai", locale: variant.language });
  await context.addInitScript(([language, theme]) => {
    localStorage.setItem("gongqiao.language", language);
    localStorage.setItem("gongqiao.theme", theme);
  }, [variant.language, variant.theme]);
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
  if (scene.after) await state(scene.after);
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
