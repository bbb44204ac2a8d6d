import { describe, expect, test } from "vitest";
import { addMonths, isDate, monthGrid, moveDate, readDate } from "./calendar";
import { moveIndex, matchOptions } from "./options";
import { position } from "./place";

test("only dates that exist are dates", () => {
  expect(isDate("2024-02-29")).toBe(true);
  expect(isDate("2026-02-29")).toBe(false);
  expect(isDate("2026-13-01")).toBe(false);
  expect(isDate("2026-1-1")).toBe(false);
});

test("a month later keeps the day or takes the last one", () => {
  expect(addMonths("2026-01-31", 1)).toBe("2026-02-28");
  expect(addMonths("2026-03-31", -1)).toBe("2026-02-28");
  expect(addMonths("2026-12-15", 1)).toBe("2027-01-15");
});

test("the grid starts on a Monday and covers the month", () => {
  const grid = monthGrid("2026-11-20");
  expect(grid).toHaveLength(42);
  expect(grid[0]).toBe("2026-10-26");
  expect(grid).toContain("2026-11-30");
});

describe("readDate", () => {
  test.each([
    ["2026-11-20", "2026-11-20"],
    ["20261120", "2026-11-20"],
    ["2026/1/5", "2026-01-05"],
    ["2026年11月20日", "2026-11-20"],
    ["11-20", "2026-11-20"],
  ])("reads %s", (text, date) => expect(readDate(text, "2026-06-01")).toBe(date));
  test.each(["", "2026-02-30", "tomorrow", "13-40"])("refuses %s", (text) => expect(readDate(text, "2026-06-01")).toBeNull());
});

test("keys move by day, week and month", () => {
  expect(moveDate("ArrowLeft", "2026-03-01")).toBe("2026-02-28");
  expect(moveDate("ArrowDown", "2026-11-20")).toBe("2026-11-27");
  expect(moveDate("PageUp", "2026-01-20")).toBe("2025-12-20");
  expect(moveDate("a", "2026-01-20")).toBeNull();
});

test("lists wrap around and match label or keyword", () => {
  expect(moveIndex("ArrowDown", 2, 3)).toBe(0);
  expect(moveIndex("ArrowUp", 0, 3)).toBe(2);
  expect(moveIndex("ArrowUp", 0, 0)).toBeNull();
  const options = [{ value: "1", label: "林若安", keywords: "lra" }, { value: "2", label: "Lin" }];
  expect(matchOptions(options, "LR").map((o) => o.value)).toEqual(["1"]);
  expect(matchOptions(options, " ").length).toBe(2);
});

describe("position", () => {
  const base = { left: 100, top: 100, width: 80, height: 30 };
  const view = { width: 1000, height: 600 };
  test("stands below, flips above without room, and stays in the window", () => {
    expect(position({ width: 200, height: 100 }, base, view, "bottom-start")).toEqual({ left: 100, top: 134 });
    expect(position({ width: 200, height: 100 }, { ...base, top: 550 }, view, "bottom-start")).toEqual({ left: 100, top: 446 });
    expect(position({ width: 200, height: 100 }, { ...base, left: 950 }, view, "bottom-start").left).toBe(792);
    expect(position({ width: 200, height: 100 }, base, view, "bottom-end").left).toBe(8);
  });
});
