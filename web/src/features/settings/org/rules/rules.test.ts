import { describe, expect, it } from "vitest";
import { byTopic, contradicted, figure, readFigure, type Rule } from "./rules";

const rule = (key: string): Rule => ({ key }) as Rule;

describe("rules", () => {
  it("stand under what they are about, in the server's order", () => {
    expect(byTopic([rule("lead.idle"), rule("quote.large"), rule("lead.block")]).map(([topic, rules]) => [topic, rules.map((r) => r.key)])).toEqual([["lead", ["lead.idle", "lead.block"]], ["quote", ["quote.large"]]]);
  });
});

describe("figures", () => {
  it("are written as people type them", () => {
    expect([figure("money", 500_000_000), figure("money", 50), figure("share", 800), figure("share", 750), figure("share", 705), figure("hours", 48), figure("days", 1095)]).toEqual(["5,000,000", "0.50", "8", "7.5", "7.05", "48", "1,095"]);
  });
  it("are read back", () => {
    for (const [unit, value] of [["money", 500_000_001], ["share", 705], ["share", 0], ["hours", 48], ["days", 1095]] as const) expect(readFigure(unit, figure(unit, value))).toBe(value);
    expect([readFigure("share", "7.5%"), readFigure("money", "500万"), readFigure("days", "两天"), readFigure("days", ""), readFigure("share", "7.555"), readFigure("days", "-1"), readFigure("hours", "1.5")]).toEqual([750, 500_000_000, null, null, null, null, null]);
  });
});

describe("order", () => {
  const soon = { ...rule("silent_owner"), below: "silent_long", value: 14 };
  const late = { ...rule("silent_long"), below: "", value: 30 };
  it("is kept from both sides", () => {
    const found = (r: Rule, v: number): string | undefined => contradicted(r, v, [soon, late])?.key;
    expect([found(soon, 29), found(soon, 30), found(late, 15), found(late, 14)]).toEqual([undefined, "silent_long", undefined, "silent_owner"]);
  });
});
