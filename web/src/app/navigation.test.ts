import { expect, test } from "vitest";
import type { Me } from "../api/types";
import { belongsTo, navFor, startPage } from "./navigation";

const holder = (permissions: Me["permissions"]): Me => ({ permissions }) as Me;

test("everybody starts on the first page they may open", () => {
  expect(startPage(holder({ "task:read": "own", "customer:read": "own" }))).toBe("/tasks");
  expect(startPage(holder({ "org:read": "group" }))).toBe("/settings/people");
  expect(startPage(holder({}))).toBe("/profile");
});

test("a permission that reaches nothing shows no entry", () => {
  expect(navFor(holder({ "customer:read": "none" }), "sales")).toEqual([]);
  expect(navFor(holder({ "customer:read": "own" }), "sales").map((n) => n.to)).toEqual(["/customers"]);
});

test("an entry covers the pages below it, not those that only look alike", () => {
  expect(belongsTo("/customers/c1", { to: "/customers" })).toBe(true);
  expect(belongsTo("/customers-old", { to: "/customers" })).toBe(false);
  expect(belongsTo("/settings/roles", { to: "/settings/people", within: "/settings" })).toBe(true);
});
