import { expect, test } from "vitest";
import { asked, startOf } from "./sections";
import en from "./en.json";
import portalEn from "./portal.en.json";
import portalZh from "./portal.zh.json";
import zh from "./zh.json";

const sources = import.meta.glob(["../**/*.ts", "../**/*.tsx", "!../**/*.test.*", "!../api/schema.d.ts"], { query: "?raw", import: "default", eager: true }) as Record<string, string>;

/** Paths of every text: "dv.place". Plural forms count as one. */
function paths(tree: object, prefix = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === "object" && !Array.isArray(value) ? paths(value as object, `${prefix}${key}.`) : [`${prefix}${key}`]));
}

function text(tree: object, path: string): unknown {
  return path.split(".").reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], tree);
}

const withoutComments = (source: string): string => source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

/** Each face has its own texts: the customer's phone loads none of the desk's. */
const faces: [string, object, object][] = [["desk", zh, en], ["portal", portalZh, portalEn]];

test.each(faces)("both languages of the %s have the same keys", (_, zhTexts, enTexts) => {
  expect(paths(enTexts).sort()).toEqual(paths(zhTexts).sort());
});

test.each(faces)("both languages of the %s fill in the same values", (_, zhTexts, enTexts) => {
  const holes = (value: unknown): string[] => [...String(value).matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1] ?? "").sort();
  const different = paths(zhTexts).filter((p) => holes(text(zhTexts, p)).join() !== holes(text(enTexts, p)).join());
  expect(different).toEqual([]);
});

test("every key in the code exists", () => {
  const names = (tree: object): Set<string> => new Set(paths(tree).map((p) => p.replace(/_(one|other)$/, "")));
  const [desk, portal] = [names(zh), names(portalZh)];
  const used = Object.entries(sources).flatMap(([file, source]) => [...withoutComments(source).matchAll(/\bt\(\s*"([\w.-]+)"/g)].map((m) => `${m[1]} (${file})`));
  expect(used.length).toBeGreaterThan(200);
  expect(used.filter((u) => !(u.includes("/features/portal/") ? portal : desk).has(u.split(" ")[0] ?? ""))).toEqual([]);
});

/** What code names of the desk's texts, beyond those that t() is called with: titles of columns, faults of a form. */
const sectionsOf = (source: string): string[] => [...withoutComments(source).matchAll(/["'`](\w+)\.[\w$]/g)].map((m) => m[1] ?? "").filter((s) => s in zh);
const featureOf = (file: string): string => /\/features\/(\w+\/\w+)\//.exec(file)?.[1] ?? "";

/** The folders whose code comes with sections: a feature by its routes, a part by who loads it. */
function brought(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (folder: string, names: string[]) => found.set(folder, new Set([...(found.get(folder) ?? []), ...names]));
  for (const [file, source] of Object.entries(sources)) {
    if (file.endsWith("/routes.tsx")) add(featureOf(file), asked(source));
    for (const [load, path] of source.matchAll(/withTexts\(\[[^\]]*\], \(\) => import\("\.\.\/features\/(\w+\/\w+)\//g)) add(path ?? "", asked(load));
  }
  return found;
}

test("every feature brings the sections that it speaks, and what the sidebar says is there from the start", () => {
  const later = new Set(Object.values(sources).flatMap(asked));
  const start = new Set(Object.keys(zh).filter((s) => !later.has(s)));
  const by = brought();
  const silent = Object.entries(sources).filter(([file]) => featureOf(file) !== "" && !file.endsWith("/routes.tsx") && !file.includes("/features/portal/"))
    .flatMap(([file, source]) => sectionsOf(source).filter((s) => !start.has(s) && !by.get(featureOf(file))?.has(s)).map((s) => `${s} (${file})`));
  expect(start.has("ui") && !start.has("quotes")).toBe(true);
  expect(silent).toEqual([]);
});

test("the start holds what the router names, and no more of a section that comes later", () => {
  const tree = { ui: { save: "Save" }, quotes: { title: "Quotes", view: { mine: "Mine", all: "All" }, fault: "No" } };
  expect(startOf(tree, ['texts: ["quotes"], nav: "quotes.title", page: "quotes.view.mine", gone: "quotes.none"'])).toEqual({ ui: tree.ui, quotes: { title: "Quotes", view: { mine: "Mine" } } });
});

test("no Chinese outside the locale files", () => {
  const found = Object.entries(sources).filter(([, source]) => /[\u4e00-\u9fff，。；：]/.test(strip(source)));
  expect(found.map(([file]) => file)).toEqual([]);
});

/** Source without comments and without the character classes of regular expressions, which read Chinese but show none. */
function strip(source: string): string {
  return withoutComments(source).replace(/\/(?![/*])(?:[^/\\\n]|\\.)+\/[dgimsuvy]*(?=[.,;)\s])/g, "").replace(/event\.key === "，"/g, "");
}
