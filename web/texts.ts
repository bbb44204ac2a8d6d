import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { asked, startOf, type Tree } from "./src/locales/sections.ts";

/**
 * Cuts each language into what the desk says from the start and one piece for
 * every section that a page brings along. The files stay whole: one per language
 * is what a translator reads.
 */

const LANGUAGES = ["zh", "en"];
const ID = "virtual:texts";

const sourceFile = (path: string): string => fileURLToPath(new URL(`src/${path}`, import.meta.url));

/** The code that every page of the desk starts with, as far as it names texts. */
function startSources(): string[] {
  const files = readdirSync(sourceFile(""), { recursive: true, encoding: "utf8" }).map((f) => f.replaceAll("\\", "/"));
  return files.filter((f) => /^features\/.*\/routes\.tsx$|^app\/[^/]+(?<!\.test)\.tsx?$/.test(f)).map((f) => readFileSync(sourceFile(f), "utf8"));
}

const localeFile = (language: string): string => sourceFile(`locales/${language}.json`);
const read = (language: string): Tree => JSON.parse(readFileSync(localeFile(language), "utf8")) as Tree;

/** import { sections } from "virtual:texts": by language, how each piece is loaded. */
function index(): string {
  const names = ["start", ...new Set(startSources().flatMap(asked))];
  const pieces = (language: string) => names.map((n) => `${JSON.stringify(n)}: () => import("${ID}/${language}/${n}")`).join(", ");
  return `export const sections = { ${LANGUAGES.map((l) => `${l}: { ${pieces(l)} }`).join(", ")} };`;
}

export function texts(): Plugin {
  return {
    name: "texts",
    resolveId: (id) => (id.startsWith(ID) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${ID}`)) return null;
      const [language, section] = id.split("/").slice(1);
      if (!language || !section) return index();
      this.addWatchFile(localeFile(language));
      const tree = read(language);
      return `export default ${JSON.stringify(section === "start" ? startOf(tree, startSources()) : { [section]: tree[section] })};`;
    },
  };
}
