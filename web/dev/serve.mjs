/**
 * Serves the built pages as the product does, under its content security
 * policy, with fictional data. For pictures and for proving the policy.
 * PORT chooses the port (5174).
 */
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createMock } from "./mock.mjs";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const POLICY = "default-src 'self'; img-src 'self' data: blob:; font-src 'self'; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

async function file(path) {
  try {
    return [await readFile(join(DIST, path)), extname(path)];
  } catch {
    return [await readFile(join(DIST, "index.html")), ".html"];
  }
}

const mock = createMock();
createServer((request, response) =>
  mock(request, response, async () => {
    const path = new URL(request.url, "http://localhost").pathname;
    const [body, type] = await file(path === "/" || path.includes("..") ? "index.html" : path);
    response.setHeader("Content-Type", TYPES[type] ?? "application/octet-stream");
    response.setHeader("Content-Security-Policy", POLICY);
    response.end(body);
  }),
).listen(Number(process.env.PORT ?? 5174), "127.0.0.1");
