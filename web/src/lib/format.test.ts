import { describe, expect, test } from "vitest";
import { daysBetween, formatBytes, formatCount, formatDateShort, formatInstant, formatMobile, formatPercent, formatWan, formatYuan, groupHash, parseYuan, shortHash } from "./format";

describe("formatWan", () => {
  test.each([
    [2_750_000_000, "2,750.00"],
    [0, "0.00"],
    [4_999, "0.00"],
    [5_000, "0.01"],
    [-5_000, "−0.01"],
    [-68_400_000, "−68.40"],
    [120_530_00_000_000, "12,053,000.00"],
  ])("writes %d fen as %s 万元", (fen, text) => expect(formatWan(fen)).toBe(text));

  test("writes whole 万元 for key figures", () => expect(formatWan(4_268_567_000, 0)).toBe("4,269"));
});

test("formatYuan keeps the fen", () => {
  expect(formatYuan(2_750_000_000)).toBe("27,500,000.00");
  expect(formatYuan(-7)).toBe("−0.07");
});

describe("parseYuan", () => {
  test.each([
    ["27,500,000.00", 2_750_000_000],
    ["￥ 12", 1_200],
    ["0.5", 50],
    ["12万", 12_000_000],
    ["1.5万", 1_500_000],
    ["−3.20", -320],
  ])("reads %s", (text, fen) => expect(parseYuan(text)).toBe(fen));

  test.each(["", "abc", "1.234", "1e5", "--1", "99999999999999"])("refuses %s", (text) => expect(parseYuan(text)).toBeNull());

  test("reads back what it writes, for many amounts", () => {
    for (let fen = -500_000_007; fen < 500_000_000; fen += 7_654_321) expect(parseYuan(formatYuan(fen))).toBe(fen);
  });
});

test("numbers carry thousands commas and a true minus", () => {
  expect(formatCount(1234567)).toBe("1,234,567");
  expect(formatCount(-12)).toBe("−12");
  expect(formatPercent(0.907)).toBe("90.7%");
  expect(formatPercent(-0.05)).toBe("−5.0%");
});

describe("dates", () => {
  test("drop the year only when it is the current one", () => {
    const today = new Date(2026, 10, 20);
    expect(formatDateShort("2026-11-19", today)).toBe("11-19");
    expect(formatDateShort("2025-12-04", today)).toBe("2025-12-04");
  });
  test("instants show local time, and nothing for nonsense", () => {
    const at = new Date(2026, 10, 20, 17, 42);
    expect(formatInstant(at.toISOString())).toBe("2026-11-20 17:42");
    expect(formatInstant("never")).toBe("");
  });
  test("daysBetween counts calendar days over a leap day", () => {
    expect(daysBetween("2024-02-28", "2024-03-01")).toBe(2);
    expect(daysBetween("2026-11-20", "2026-11-18")).toBe(-2);
  });
});

test("mobiles are grouped, masked ones dotted, others left alone", () => {
  expect(formatMobile("19900000012")).toBe("199 0000 0012");
  expect(formatMobile("199******13")).toBe("199 •••• ••13");
  expect(formatMobile("010-88886666")).toBe("010-88886666");
});

test("hashes and sizes are short enough to compare", () => {
  expect(shortHash("4b07aa01c9")).toBe("4b07·c9");
  expect(shortHash("")).toBe("");
  expect(groupHash("4b07aa01c9")).toBe("4b07 aa01 c9");
  expect([0, 999, 1000, 348_160, 1_258_291, 209_715_200].map(formatBytes)).toEqual(["0 B", "999 B", "1 KB", "340 KB", "1.2 MB", "200 MB"]);
});
