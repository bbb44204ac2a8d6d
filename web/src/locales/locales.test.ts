import { expect, test } from "vitest";
import en from "./en.json";
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

test("both languages have the same keys", () => {
  expect(paths(en).sort()).toEqual(paths(zh).sort());
});

test("both languages fill in the same values", () => {
  const holes = (value: unknown): string[] => [...String(value).matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1] ?? "").sort();
  const different = paths(zh).filter((p) => holes(text(zh, p)).join() !== holes(text(en, p)).join());
  expect(different).toEqual([]);
});

test("every key in the code exists", () => {
  const known = new Set(paths(zh).map((p) => p.replace(/_(one|other)$/, "")));
  const used = Object.entries(sources).flatMap(([file, source]) => [...withoutComments(source).matchAll(/\bt\(\s*"([\w.-]+)"/g)].map((m) => `${m[1]} (${file})`));
  expect(used.length).toBeGreaterThan(200);
  expect(used.filter((u) => !known.has(u.split(" ")[0] ?? ""))).toEqual([]);
});

test("no Chinese outside the locale files", () => {
  const found = Object.entries(sources).filter(([, source]) => /[\u4e00-\u9fff，。；：]/.test(strip(source)));
  expect(found.map(([file]) => file)).toEqual([]);
});

/** Source without comments and without the character classes of regular expressions, which read Chinese but show none. */
function strip(source: string): string {
  return withoutComments(source).replace(/\/(?![/*])(?:[^/\\\n]|\\.)+\/[dgimsuvy]*(?=[.,;)\s])/g, "").replace(/event\.key === "，"/g, "");
}
