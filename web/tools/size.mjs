/**
 * What a browser downloads before a page works: the entry, the shell, the page's
 * own code with everything they import, and the texts of one language that it
 * speaks. Fails when a page weighs more than the limit.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const FEATURES = fileURLToPath(new URL("../src/features", import.meta.url));
const LIMIT = 250 * 1024;
const assets = readdirSync(join(DIST, "assets")).filter((f) => f.endsWith(".js"));

/** The chunks called so; a build that calls them otherwise must not pass as weightless. */
function named(name) {
  const found = assets.filter((f) => f.startsWith(`${name}-`) && f.length === name.length + "-12345678.js".length);
  if (found.length === 0) throw new Error(`no chunk is called ${name}`);
  return found;
}

/** A file and everything it imports at once. */
function closure(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  const source = readFileSync(join(DIST, "assets", file), "utf8");
  for (const [, path] of source.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) closure(path, seen);
  return seen;
}

const entry = /src="\/assets\/([^"]+)"/.exec(readFileSync(join(DIST, "index.html"), "utf8"))?.[1];
if (!entry) throw new Error("dist/index.html names no entry: run npm run build first");

const bytesOf = (file) => gzipSync(readFileSync(join(DIST, "assets", file)), { level: 9 }).length;

/** Bytes over the wire of the entry, some chunks and everything they import. */
function weigh(chunks) {
  const files = new Set();
  for (const file of [entry, ...chunks.flatMap(named)]) closure(file, files);
  return { count: files.size, bytes: [...files].reduce((sum, f) => sum + bytesOf(f), 0) };
}

/** The texts that a list in the code names, in Chinese: those are the heavier ones. */
const textsIn = (list = "") => [...list.matchAll(/"(\w+)"/g)].map(([, section]) => `zh.${section}`);

/** Every page of the desk, as the routes of its feature name it, with the texts of the feature and its own. */
function deskPages() {
  const routes = readdirSync(FEATURES, { recursive: true, encoding: "utf8" }).filter((f) => basename(f) === "routes.tsx");
  return routes.flatMap((file) => {
    const [source, module] = [readFileSync(join(FEATURES, file), "utf8"), basename(dirname(file))];
    const texts = textsIn(/texts: \[([^\]]*)\]/.exec(source)?.[1]);
    const files = new Map([...source.matchAll(/path: .*?(?:withTexts\(\[([^\]]*)\].*)?import\("\.\/(\w+)"\)/g)].map(([, own, page]) => [page, textsIn(own)]));
    return [...files].map(([page, own]) => ({ name: `${module}.${page}`, ...weigh(["App", "Shell", "zh.start", ...texts, ...own, `${module}.${page}`]) }));
  });
}

const tell = (page, { count, bytes }) => console.log(`${page.padEnd(42)} ${(bytes / 1024).toFixed(1).padStart(6)} KB gzip in ${count} files`);
const heaviest = (pages) => pages.reduce((a, b) => (b.bytes > a.bytes ? b : a));

const pages = deskPages();
const lists = pages.filter((p) => p.name.endsWith(".ListPage"));
const told = [
  { title: "sign-in", ...weigh(["App", "zh.start", "zh.login", "session.LoginPage"]) },
  { title: "heaviest list", ...heaviest(lists) },
  { title: "heaviest page", ...heaviest(pages) },
  { title: "customer's own page", ...weigh(["portal.zh", "Portal", "MilestonePage"]) },
];
for (const page of told) tell(page.name ? `${page.title} (${page.name})` : page.title, page);
console.log(`${"everything, one language".padEnd(42)} ${(assets.filter((f) => !f.startsWith("en.")).reduce((sum, f) => sum + bytesOf(f), 0) / 1024).toFixed(1).padStart(6)} KB gzip`);

const over = pages.concat(told).filter((p) => p.bytes > LIMIT);
for (const page of over) console.error(`${page.name ?? page.title} is over ${LIMIT / 1024} KB`);
process.exitCode = over.length > 0 ? 1 : 0;
