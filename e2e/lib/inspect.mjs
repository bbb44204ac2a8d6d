// Judges a page as it stands: accessibility, layout, language, theme; and keeps a picture.

import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const out = fileURLToPath(new URL("../out/", import.meta.url));
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Returns everything that is wrong with the page in this face, as sentences; none
 * means that it is right. The picture is e2e/out/<name>-<face>.png.
 */
export async function inspect(page, face, name) {
  await settle(page);
  await keepPicture(page, `${name}-${face.name}`);
  return [...(await layout(page)), ...(await appearance(page, face)), ...(await accessibility(page))];
}

/** Waits until fonts, pictures and the network are quiet. */
export async function settle(page) {
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => document.fonts.ready);
}

export async function keepPicture(page, name) {
  await mkdir(out, { recursive: true });
  await page.screenshot({ path: `${out}${name}.png`, animations: "disabled", caret: "hide" });
}

async function layout(page) {
  const seen = await page.evaluate(() => ({
    text: document.body.innerText.trim().length,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    title: document.title.trim(),
    broken: [...document.images].filter((i) => i.complete && i.naturalWidth === 0).map((i) => i.src),
  }));
  const wrong = seen.broken.map((src) => `picture ${src} does not show`);
  if (seen.text === 0) wrong.push("the page is blank");
  if (seen.wide > 0) wrong.push(`the page is ${seen.wide} px wider than its window`);
  if (!seen.title) wrong.push("the page has no title");
  return wrong;
}

async function appearance(page, face) {
  const seen = await page.evaluate(() => {
    // Chromium tells any colour, in whatever notation, by painting one pixel of it.
    const brush = document.createElement("canvas").getContext("2d");
    brush.fillStyle = getComputedStyle(document.body).backgroundColor;
    brush.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
    return { lang: document.documentElement.lang, light: alpha === 0 || red + green + blue > 384 };
  });
  const wrong = [];
  if (!seen.lang.toLowerCase().startsWith(face.lang)) wrong.push(`<html lang="${seen.lang}"> in the face ${face.lang}`);
  if (seen.light !== (face.theme === "light")) wrong.push(`a ${seen.light ? "light" : "dark"} page in the ${face.theme} theme`);
  return wrong;
}

async function accessibility(page) {
  // Evaluated by the debugger, which a Content-Security-Policy does not bind.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map((v) => `axe ${v.id}: ${v.help}\n${v.nodes.slice(0, 5).map(describe).join("\n")}`);
}

function describe(node) {
  return `    ${node.target.join(" ")}: ${node.failureSummary.split("\n").slice(1).join("; ").trim()}\n      ${node.html.slice(0, 160)}`;
}
