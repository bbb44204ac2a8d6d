import { expect, test } from "vitest";
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

test("no Chinese outside the locale files", () => {
  const found = Object.entries(sources).filter(([, source]) => /[\u4e00-\u9fff，。；：]/.test(strip(source)));
  expect(found.map(([file]) => file)).toEqual([]);
});

/** Source without comments and without the character classes of regular expressions, which read Chinese but show none. */
function strip(source: string): string {
  return withoutComments(source).replace(/\/(?![/*])(?:[^/\\\n]|\\.)+\/[dgimsuvy]*(?=[.,;)\s])/g, "").replace(/event\.key === "，"/g, "");
}
