import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { DoorClosed } from "lucide-react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../../lib/problem";
import type { SavedView, SavedViewDraft, SavedViewStore } from "../../lib/savedViews";
import { bridges, builders, open, serve } from "./bridges.testing";

beforeEach(() => {
  serve.mockClear();
  // jsdom lays nothing out; a virtual list needs to know how much is in sight.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(900);
});
afterEach(cleanup);

test("shows rows, totals of the whole set, and only the rows in sight", async () => {
  open("/");
  expect(await screen.findByText("bridge 0")).toBeTruthy();
  expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("151");
  expect(screen.getAllByRole("row").length).toBeLessThan(60);
  expect(screen.getByText("150", { selector: "b" })).toBeTruthy();
});

test("a click opens the record beside the list, with its id in the address; J and K walk; Escape closes", async () => {
  const user = userEvent.setup();
  const page = open("/?view=open");
  await user.click(await screen.findByText("bridge 2"));
  expect(page.search()).toEqual({ view: "open", id: "b2" });
  expect(screen.getByLabelText("panel").textContent).toBe("b2 第 2 条，共 75 条");
  await user.keyboard("j");
  await waitFor(() => expect(page.search().id).toBe("b4"));
  await user.keyboard("kk");
  await waitFor(() => expect(page.search().id).toBe("b0"));
  await user.keyboard("{Escape}");
  await waitFor(() => expect(page.search()).toEqual({ view: "open" }));
});

test("space selects, and the selection survives another view", async () => {
  const user = userEvent.setup();
  open("/");
  await screen.findByText("bridge 0");
  screen.getByRole("grid").focus();
  await user.keyboard("{ArrowDown} {ArrowDown} ");
  expect(screen.getAllByRole("row", { selected: true })).toHaveLength(2);
  await user.click(screen.getByRole("tab", { name: /合作中/ }));
  await waitFor(() => expect(screen.getAllByRole("row", { selected: true })).toHaveLength(1));
  expect(screen.getByText("2", { selector: "b" })).toBeTruthy();
});

test("Ctrl+Enter opens the full page", async () => {
  const user = userEvent.setup();
  const page = open("/?id=b3");
  await screen.findByText("bridge 3");
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(page.path()).toBe("/bridges/b3"));
});

test("a head sorts up, down and back", async () => {
  const user = userEvent.setup();
  const page = open("/");
  const head = within(await screen.findByRole("columnheader", { name: /客户名称/ }));
  await user.click(head.getByRole("button"));
  await waitFor(() => expect(page.search().sort).toBe("-name"));
  await user.click(head.getByRole("button"));
  await waitFor(() => expect(page.search().sort).toBeUndefined());
});

test("a filter that empties the list is named, with what dropping it brings back", async () => {
  const user = userEvent.setup();
  const page = open("/?state=gone");
  expect(await screen.findByText(/没有同时满足 1 个条件/)).toBeTruthy();
  expect(await screen.findByText(/后有 150 条/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "去掉“状态 gone”" }));
  await waitFor(() => expect(page.search()).toEqual({}));
  expect(await screen.findByText("bridge 0")).toBeTruthy();
});

test("where dropping one condition brings nothing, all are cleared at once, those of the view too", async () => {
  const user = userEvent.setup();
  const page = open("/?view=open&q=nowhere", async (params) => (params.q === undefined && params.state === undefined ? serve(params) : { items: [], next: null, total: 0 }));
  expect(await screen.findByText(/没有同时满足 2 个条件/)).toBeTruthy();
  await waitFor(() => expect(screen.queryByRole("button", { name: /^去掉/ })).toBeNull());
  await user.click(screen.getByRole("button", { name: "清除全部" }));
  expect(await screen.findByText("bridge 0")).toBeTruthy();
  expect(page.search().q).toBeUndefined();
});

test("conditions on a list that holds nothing are not blamed for it", async () => {
  open("/?view=open", async () => ({ items: [], next: null, total: 0 }));
  expect(await screen.findByText("none yet")).toBeTruthy();
});

test("one of very many is found by what is typed, named on its condition, and taken back", async () => {
  const user = userEvent.setup();
  const page = open("/?builder=p0");
  await user.click(await screen.findByRole("button", { name: /who left/ }));
  expect(await screen.findByRole("option", { name: /Ann/ })).toBeTruthy();
  await user.type(screen.getByRole("combobox", { name: /查找/ }), "zl");
  await user.click(await screen.findByRole("option", { name: /found zl/ }));
  await waitFor(() => expect(page.search().builder).toBe("p0,p9000"));
  expect(vi.mocked(builders.find).mock.calls.map(([text]) => text)).toEqual(["", "zl"]);
  expect(await screen.findByRole("button", { name: /who left、found zl/ })).toBeTruthy();
  await user.clear(screen.getByRole("combobox", { name: /查找/ }));
  await user.click(await screen.findByRole("option", { name: /who left/, selected: true }));
  await waitFor(() => expect(page.search().builder).toBe("p9000"));
});

test("a failure says so and offers to try again; a missing right says that instead", async () => {
  open("/", () => Promise.reject(new Problem(503, "busy", "服务器 10 秒未答。", [], "7c1e-4402")));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("服务器 10 秒未答");
  expect(screen.getByText("7c1e-4402")).toBeTruthy();
  cleanup();
  open("/", () => Promise.reject(new Problem(403, "auth.forbidden", "")));
  expect(await screen.findByText("这份列表没有对你开放")).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("an empty list says what will be here", async () => {
  open("/", async () => ({ items: [], next: null, total: 0 }));
  expect(await screen.findByText("none yet")).toBeTruthy();
});

const kept: SavedView = { id: "v1", version: 3, list: "bridges", name: "shut ones", query: "state=open", columns: [], shared: false, pinned: false, opens: false, owner: "a", own: true };
const store = (more: Partial<SavedViewStore> = {}): SavedViewStore => ({ views: [kept], pending: false, create: vi.fn(async (draft: SavedViewDraft) => ({ ...kept, ...draft })), update: vi.fn(async () => kept), remove: vi.fn(async () => undefined), ...more });

test("what is shown is kept as a view: conditions, order and columns", async () => {
  const user = userEvent.setup();
  const views = store();
  const page = open("/?state=open&sort=-name&cols=name", serve, views);
  await screen.findByText("bridge 0");
  await user.click(screen.getByRole("button", { name: "存为视图" }));
  await user.type(screen.getByRole("textbox", { name: "视图名称" }), " open ones ");
  await user.click(screen.getByRole("checkbox", { name: "与同事共享" }));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(views.create).toHaveBeenCalledWith({ name: "open ones", query: "sort=-name&state=open", columns: ["name"], shared: true, pinned: false, opens: false }));
  await waitFor(() => expect(page.search()).toEqual({ view: "v1" }));
});

test("a kept view gives up its conditions, says that it was changed, and takes the change or goes back", async () => {
  const user = userEvent.setup();
  const views = store();
  const page = open("/?view=v1", serve, views);
  await screen.findByText("bridge 2");
  expect(screen.queryByText("bridge 1")).toBeNull();
  expect(screen.queryByRole("button", { name: "还原" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "去掉条件 状态" }));
  expect(await screen.findByText("bridge 1")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "保存到视图" }));
  expect(views.update).toHaveBeenCalledWith(kept, { query: "sort=name", columns: ["name", "state"] });
  await waitFor(() => expect(page.search()).toEqual({ view: "v1" }));
});

test("nothing is asked before it is known with which view the list opens", async () => {
  open("/", serve, store({ views: [], pending: true }));
  await waitFor(() => expect(screen.getByRole("tab", { name: /全部/ })).toBeTruthy());
  expect(serve.mock.calls.filter(([params]) => params.limit === "100")).toEqual([]);
  cleanup();
  open("/", serve, store({ views: [{ ...kept, opens: true }] }));
  await screen.findByText("bridge 2");
  expect(screen.getByRole("tab", { selected: true }).textContent).toContain("shut ones");
});

test("nothing is asked before it is known which columns and conditions users added", async () => {
  open("/?custom_span.gte=5", serve, undefined, { pending: true });
  await waitFor(() => expect(screen.getByRole("tab", { name: /全部/ })).toBeTruthy());
  expect(serve.mock.calls.filter(([params]) => params.limit === "100")).toEqual([]);
  cleanup();
  open("/?custom_span.gte=5", serve, undefined, { filters: [{ field: "custom_span", title: "", label: "span", kind: "number" }] });
  expect(await screen.findByRole("button", { name: "span ≥ 5" })).toBeTruthy();
  expect(serve.mock.calls.some(([params]) => params.limit === "100" && params["custom_span.gte"] === "5")).toBe(true);
});

test.each([["on a desk", false], ["on a phone", true]])("a record without a page or a panel, opened %s, is acted on", async (_, phone) => {
  vi.spyOn(window, "matchMedia").mockImplementation((q) => ({ matches: phone && q.includes("max-width"), addEventListener: vi.fn(), removeEventListener: vi.fn() }) as never);
  const perform = vi.fn();
  open("/", serve, undefined, { fullPage: undefined, rowActions: [{ id: "shut", label: "shut", icon: DoorClosed, enabled: (b) => b.state === "open", perform }] }, false);
  await userEvent.click(await screen.findByText("bridge 1"));
  expect(perform).not.toHaveBeenCalled();
  await userEvent.click(screen.getByText("bridge 2"));
  expect(perform.mock.calls).toEqual([[bridges[2]]]);
});
