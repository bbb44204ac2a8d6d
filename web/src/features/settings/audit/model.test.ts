import { expect, test } from "vitest";
import { valueText } from "./model";

test("recorded values read as people write them", () => {
  expect(valueText(null)).toBe("–");
  expect(valueText("")).toBe("–");
  expect(valueText(false)).toBe("false");
  expect(valueText({ amount: 2_000_000_000, currency: "CNY" })).toBe("20,000,000.00 CNY");
  expect(valueText(["a", 1])).toBe('["a",1]');
});
