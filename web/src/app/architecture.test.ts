import { describe, expect, test } from "vitest";

const sources = import.meta.glob(["../**/*.ts", "../**/*.tsx", "!../**/*.test.*"], { query: "?raw", import: "default", eager: true }) as Record<string, string>;

/** Layers from the bottom: a file imports its own layer and those below, never above. */
const LAYERS = ["lib", "ui", "api", "features", "app"];
/** What each layer may use besides itself. api knows no pages, and ui no server. */
const MAY_USE: Record<string, string[]> = { lib: ["locales"], ui: ["lib"], api: ["lib"], features: ["lib", "ui", "api"], app: ["lib", "ui", "api", "features"], main: LAYERS };

interface Import {
  from: string;
  to: string;
}

/** Turns "../app/x.ts" as globbed from this folder into "app/x.ts". */
function fileName(globbed: string): string {
  return globbed.startsWith("./") ? `app/${globbed.slice(2)}` : globbed.replace(/^\.\.\//, "");
}

function resolve(from: string, path: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const step of path.split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  return parts.join("/");
}

function importsOf(from: string, source: string): Import[] {
  return [...source.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((m) => ({ from, to: resolve(from, m[1] ?? "") }));
}

const layer = (file: string): string => (file.includes("/") ? (file.split("/")[0] ?? "") : "main");
/** The customer's face is one feature without modules. */
const feature = (file: string): string => file.split("/").slice(0, file.startsWith("features/portal/") ? 2 : 3).join("/");

/** Why an import is not allowed, or null when it is. */
function fault({ from, to }: Import): string | null {
  const [own, other] = [layer(from), layer(to)];
  if (own === other) return own === "features" && feature(from) !== feature(to) ? `${from} imports another feature: ${to}` : null;
  return MAY_USE[own]?.includes(other) ? null : `${from} (${own}) imports ${to} (${other})`;
}

const all = Object.entries(sources).flatMap(([file, source]) => importsOf(fileName(file), source));

test("imports point down, and no feature imports another", () => {
  expect(all.length).toBeGreaterThan(300);
  expect(all.map(fault).filter((f) => f !== null)).toEqual([]);
});

describe("the guard sees a planted violation", () => {
  test.each([
    ["features/sales/customers/x.ts", 'import { a } from "../../work/tasks/model";'],
    ["ui/x.ts", 'import { client } from "../api/client";'],
    ["lib/x.ts", 'import { Button } from "../ui/Button";'],
    ["features/sales/customers/x.ts", 'const m = import("../../../app/router");'],
    ["api/x.ts", 'import type { A } from "../features/sales/customers/model";'],
    ["features/portal/x.tsx", 'import { Wan } from "../sales/customers/components/Wan";'],
    ["features/sales/customers/x.ts", 'import { Frame } from "../../portal/Frame";'],
  ])("%s", (from, source) => expect(importsOf(from, source).map(fault).filter(Boolean)).toHaveLength(1));
});

test("only queries.ts files and the api folder call the client", () => {
  const callers = Object.entries(sources).filter(([file, source]) => /\bclient\.(GET|POST|PATCH|PUT|DELETE)\b/.test(source) && !/queries\.ts$|\/api\//.test(file));
  expect(callers.map(([file]) => file)).toEqual([]);
});

test("no barrel files", () => {
  expect(Object.keys(sources).filter((f) => /\/index\.tsx?$/.test(f))).toEqual([]);
  expect(Object.entries(sources).filter(([, s]) => /^export (\*|\{[^}]*\}) from/m.test(s)).map(([f]) => f)).toEqual([]);
});
