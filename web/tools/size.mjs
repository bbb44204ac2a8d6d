/**
 * What a browser downloads before a page works: the entry, the language, and
 * the page's own code with everything they import. Fails above the limit.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const LIMIT = 250 * 1024;
const assets = readdirSync(join(DIST, "assets"));
const named = (prefix) => assets.filter((f) => f.startsWith(`${prefix}-`) && f.endsWith(".js"));

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

// The last chunk of each is a page; several features have one of that name, and the largest counts.
const PAGES = { "sign-in": ["zh", "App", "LoginPage"], "first page (a list)": ["zh", "App", "Shell", "ListPage"], "a record": ["zh", "App", "Shell", "RecordPage"], "customer's own page": ["portal.zh", "Portal", "MilestonePage"] };

/** Bytes over the wire of the entry, some chunks and everything they import. */
function weigh(chunks) {
  const files = new Set();
  for (const file of [entry, ...chunks]) closure(file, files);
  return { count: files.size, bytes: [...files].reduce((sum, f) => sum + gzipSync(readFileSync(join(DIST, "assets", f)), { level: 9 }).length, 0) };
}

const tell = (page, { count, bytes }) => console.log(`${page.padEnd(22)} ${(bytes / 1024).toFixed(1).padStart(6)} KB gzip in ${count} files`);
let failed = false;
for (const [page, chunks] of Object.entries(PAGES)) {
  const base = chunks.slice(0, -1).flatMap(named);
  const largest = named(chunks.at(-1)).map((last) => weigh([...base, last])).reduce((a, b) => (b.bytes > a.bytes ? b : a));
  failed ||= largest.bytes > LIMIT;
  tell(page, largest);
}
tell("everything", weigh(assets.filter((f) => f.endsWith(".js"))));
process.exitCode = failed ? 1 : 0;
