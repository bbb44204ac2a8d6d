/** Answers /api/v1 with fictional data, for development and pictures. Never part of a build. */
import { randomUUID } from "node:crypto";
import * as data from "./data.mjs";

const PREFIX = "/api/v1";
const PINYIN = { 津滨: "jb", 庐州: "lz", 滇池: "dc", 邕江: "yj", 赣江: "gj", 楚汉: "ch", 鹭江: "lj", 渝峡: "yx", 青岚: "ql", 秦川: "qc", 锦麓: "jl", 黔岭: "ql", 湘麓: "xl", 钱湾: "qw", 沪浦: "hp" };

class Refusal extends Error {
  constructor(status, code, detail, fields = []) {
    super(detail);
    Object.assign(this, { status, code, fields });
  }
}

const amountOf = (value) => (value && typeof value === "object" && "amount" in value ? value.amount : value);
const words = (value) => (value && typeof value === "object" ? (value.name ?? amountOf(value)) : value);

/** The values of a record that a filter on `field` looks at. */
function valuesOf(row, field) {
  if (field === "owner" || field === "assignee" || field === "actor") return [row[field]?.id];
  if (field === "tag") return (row.tags ?? []).map((t) => t.code);
  if (field === "role" || field === "department") return (row.assignments ?? []).map((a) => a[field].id);
  return [amountOf(row[field])];
}

function matches(row, key, text) {
  const [field, op] = key.split(".");
  const values = valuesOf(row, field);
  if (op === "gte" || op === "lte") {
    const value = values[0];
    if (value === null || value === undefined) return false;
    const wanted = typeof value === "number" ? Number(text) : text;
    const shown = typeof value === "number" ? value : String(value).slice(0, text.length);
    return op === "gte" ? shown >= wanted : shown <= wanted;
  }
  return text.split(",").some((t) => values.map(String).includes(t));
}

function compare(a, b, sort) {
  for (const part of sort.split(",").filter(Boolean)) {
    const field = part.replace(/^-/, "");
    const [x, y] = [words(a[field]), words(b[field])];
    if (x === y) continue;
    if (x === null || x === undefined) return 1;
    if (y === null || y === undefined) return -1;
    const order = typeof x === "number" ? x - y : String(x).localeCompare(String(y), "zh");
    return part.startsWith("-") ? -order : order;
  }
  return 0;
}

const PAGING = new Set(["limit", "cursor", "total", "sort", "q", "ref", "customer_id"]);

function list(rows, query, sums = []) {
  const limit = Number(query.get("limit") ?? 100);
  const from = Number(query.get("cursor") ?? 0);
  const q = query.get("q") ?? "";
  const filters = [...query.entries()].filter(([key]) => !PAGING.has(key));
  const kept = rows.filter((r) => (q === "" || `${r.name ?? ""}${r.title ?? ""}${r.ref_title ?? ""}${r.username ?? ""}`.includes(q)) && filters.every(([key, text]) => matches(r, key, text))).sort((a, b) => compare(a, b, query.get("sort") ?? ""));
  const total = (field) => ({ amount: kept.reduce((sum, r) => sum + (r[field]?.amount ?? 0), 0), currency: "CNY" });
  return { items: kept.slice(from, from + limit), next: from + limit < kept.length ? String(from + limit) : null, total: query.get("total") ? kept.length : null, sums: Object.fromEntries(sums.map((s) => [s, total(s)])) };
}

function search(q) {
  const wanted = q.toLowerCase();
  const items = [];
  for (const c of data.customers) {
    const place = Object.keys(PINYIN).find((p) => c.name.startsWith(p)) ?? "";
    const at = c.name.indexOf(q);
    if (at < 0 && (place === "" || !wanted.startsWith(PINYIN[place]))) continue;
    items.push({ kind: "customer", id: c.id, title: c.name, subtitle: `${c.city} · ${c.owner.name}`, matches: [at >= 0 ? [at, at + [...q].length] : [0, place.length]] });
    if (items.length === 6) break;
  }
  return { items };
}

function find(rows, id) {
  const row = rows.find((r) => r.id === id);
  if (!row) throw new Refusal(404, "not_found", "没有这条记录，或你看不到它。");
  return row;
}

let signedIn = true;
let setupRequired = false;

function signIn(body) {
  if (body.password.length < 4) throw new Refusal(401, "auth.invalid_credentials", "登录名或密码不对。");
  if (body.username === "totp" && !body.code) throw new Refusal(401, "auth.code_required", "请输入 6 位数字。");
  if (body.username === "totp" && body.code !== "409123") throw new Refusal(401, "auth.invalid_code", "数字不对，或已过期。请输入新的 6 位数字。");
  signedIn = true;
  return data.me;
}

function createCustomer(body) {
  if (data.customers.some((c) => c.uscc && c.uscc === body.uscc)) throw new Refusal(422, "customer.uscc_taken", "信用代码已被另一客户使用。", [{ path: "uscc", code: "taken", detail: "这个信用代码已有客户" }]);
  const now = new Date().toISOString();
  const saved = { ...data.customers[1], ...body, id: randomUUID(), version: 1, created_at: now, updated_at: now, owner: data.people[0], tags: [], masked: [], last_activity_at: now, status: "prospect" };
  data.customers.unshift(saved);
  return saved;
}

function change(row, request, patch) {
  if (request.headers["if-match"] !== `"${row.version}"`) throw new Refusal(412, "record.stale", "别人先改了这条记录。");
  return Object.assign(row, patch, { version: row.version + 1, updated_at: new Date().toISOString() });
}

/** Method and path pattern to answer; `m` holds what the pattern caught. */
const ROUTES = [
  ["GET", /^\/setup$/, () => ({ required: setupRequired })],
  ["POST", /^\/setup$/, () => ((setupRequired = false), (signedIn = true), data.me)],
  ["POST", /^\/session$/, ({ body }) => signIn(body)],
  ["DELETE", /^\/session$/, () => void (signedIn = false)],
  ["GET", /^\/me$/, () => data.me],
  ["POST", /^\/me\/password$/, ({ body }) => { if (body.current !== "demo") throw new Refusal(422, "password.wrong", "当前密码不对。", [{ path: "current", code: "wrong", detail: "当前密码不对" }]); }],
  ["POST", /^\/me\/totp$/, () => ({ secret: "JBSWY3DPEHPK3PXP", uri: "otpauth://totp/Gongqiao:lin.sales?secret=JBSWY3DPEHPK3PXP&issuer=Gongqiao" })],
  ["POST", /^\/me\/totp\/confirm$/, () => ((data.me.totp = true), { recovery_codes: ["7d20-4bc9", "9f3c-e1a2", "5c8e-77d0", "1b66-0f3a", "ae41-92cd", "3d05-b8f7", "c2f9-6e14", "80aa-d35b"] })],
  ["GET", /^\/me\/sessions$/, () => ({ items: [{ id: "s1", device: "Chrome，Windows", address: "10.0.0.12", last_seen_at: new Date().toISOString(), current: true }, { id: "s2", device: "Safari，iPhone", address: "10.0.0.37", last_seen_at: new Date(Date.now() - 86400000).toISOString(), current: false }], next: null, total: 2 })],
  ["DELETE", /^\/me\/(sessions|tokens)\/.+$/, () => undefined],
  ["GET", /^\/me\/tokens$/, () => ({ items: [{ id: "k1", name: "月报脚本", scope: "read", created_at: "2026-08-01T02:00:00Z", last_used_at: new Date().toISOString() }], next: null, total: 1 })],
  ["POST", /^\/me\/tokens$/, () => ({ token: "gq_demo_7d204bc9e19f3cae41c2f980aad35b" })],
  ["GET", /^\/search$/, ({ query }) => search(query.get("q") ?? "")],
  ["GET", /^\/notifications$/, () => ({ items: data.notifications, next: null, total: 3, unread: data.notifications.filter((n) => !n.read_at).length })],
  ["POST", /^\/notifications\/read-all$/, () => void data.notifications.forEach((n) => (n.read_at = new Date().toISOString()))],
  ["GET", /^\/tasks$/, ({ query }) => list(data.tasks, query)],
  ["POST", /^\/tasks\/([^/]+)\/(complete|reopen)$/, ({ m, request }) => change(find(data.tasks, m[1]), request, m[2] === "complete" ? { status: "done", actions: ["reopen"] } : { status: "open", actions: ["complete"] })],
  ["GET", /^\/customers\/duplicates$/, ({ query }) => ({ items: data.customers.filter((c) => c.uscc === query.get("uscc") || (query.get("name") && c.name.includes(query.get("name")))).slice(0, 3).map((c) => ({ id: c.id, name: c.name, uscc: c.uscc, reason: c.uscc === query.get("uscc") ? "same_uscc" : c.name === query.get("name") ? "same_name" : "similar_name", owner: c.owner.name })) })],
  ["GET", /^\/customers$/, ({ query }) => list(data.customers, query, ["contract_total", "receivable"])],
  ["POST", /^\/customers$/, ({ body }) => createCustomer(body)],
  ["GET", /^\/customers\/([^/]+)$/, ({ m }) => find(data.customers, m[1])],
  ["PATCH", /^\/customers\/([^/]+)$/, ({ m, body, request }) => change(find(data.customers, m[1]), request, body)],
  ["GET", /^\/contacts$/, ({ query }) => list(data.contactsOf(query.get("customer_id")), query)],
  ["POST", /^\/contacts\/([^/]+)\/reveal$/, () => ({ value: "19900000012" })],
  ["GET", /^\/activities$/, ({ query }) => ({ ...list(data.activitiesOf((query.get("ref") ?? "").slice("customer/".length)), query), total: 6 })],
  ["POST", /^\/activities$/, ({ body }) => { const a = { ...body, id: randomUUID(), version: 1, by: data.people[0], at: new Date().toISOString(), actions: [] }; data.activities.unshift(a); return a; }],
  ["GET", /^\/entities$/, () => ({ items: data.entities, next: null, total: 4 })],
  ["GET", /^\/departments$/, ({ query }) => list(data.departments, query)],
  ["POST", /^\/departments$/, ({ body }) => { const d = { ...data.departments[0], ...body, id: randomUUID(), people: 0, manager: undefined }; data.departments.push(d); return d; }],
  ["GET", /^\/roles$/, () => ({ items: data.roles, next: null, total: data.roles.length })],
  ["GET", /^\/users$/, ({ query }) => list(data.users, query)],
  ["POST", /^\/users$/, ({ body }) => { const u = { ...data.users[0], ...body, id: randomUUID(), totp: false }; data.users.push(u); return u; }],
  ["GET", /^\/users\/([^/]+)$/, ({ m }) => find(data.users, m[1])],
  ["POST", /^\/users\/([^/]+)\/(disable|enable)$/, ({ m, request }) => change(find(data.users, m[1]), request, m[2] === "disable" ? { status: "disabled", actions: ["enable"] } : { status: "active", actions: ["disable"] })],
  ["GET", /^\/audit$/, ({ query }) => list(data.audit, query)],
];

const OPEN = /^\/(session|setup)$/;

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
}

async function answer(request) {
  const url = new URL(request.url, "http://localhost");
  const path = url.pathname.slice(PREFIX.length);
  if (!signedIn && !OPEN.test(path)) throw new Refusal(401, "auth.required", "请先登录。");
  if (url.searchParams.get("q") === "!503") throw new Refusal(503, "busy", "服务器 10 秒未答。");
  if (url.searchParams.get("q") === "!403") throw new Refusal(403, "auth.forbidden", "");
  for (const [method, pattern, handle] of ROUTES) {
    const m = request.method === method ? pattern.exec(path) : null;
    if (m) return handle({ m, query: url.searchParams, request, body: method === "GET" ? {} : await readBody(request) });
  }
  throw new Refusal(404, "not_found", "没有这个地址。");
}

/** Middleware for Vite's server and for serve.mjs. `delay` in milliseconds imitates a network. */
export function createMock({ delay = 40 } = {}) {
  return async (request, response, next) => {
    if (request.url === "/dev/state" && request.method === "POST") {
      ({ signedIn = signedIn, setupRequired = setupRequired } = await readBody(request));
      return response.end();
    }
    if (!request.url.startsWith(PREFIX)) return next();
    await new Promise((done) => setTimeout(done, delay));
    try {
      const body = await answer(request);
      response.statusCode = body === undefined ? 204 : 200;
      response.setHeader("Content-Type", "application/json");
      response.end(body === undefined ? undefined : JSON.stringify(body));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      response.statusCode = error.status;
      response.setHeader("Content-Type", "application/problem+json");
      response.end(JSON.stringify({ type: "about:blank", title: error.code, status: error.status, detail: error.message, code: error.code, fields: error.fields, request_id: "7c1e-4402" }));
    }
  };
}
