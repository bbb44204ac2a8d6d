import { expect, test } from "vitest";
import { customText, labelIn, readNumber, withCustom, type CustomField } from "./customFields";

const field = (type: CustomField["type"]): CustomField => ({ key: "k", label_zh: "z", label_en: "e", type, choices: [{ value: "steel", label_zh: "z1", label_en: "Steel" }], required: false });
const words = { yes: "yes", no: "no", yuan: "yuan" };

test("values read in the language of the page", () => {
  expect(labelIn(field("text"), "en")).toBe("e");
  expect([customText(field("choice"), "steel", "en", words), customText(field("choice"), "gone", "en", words)]).toEqual(["Steel", "gone"]);
  expect([customText(field("flag"), false, "zh", words), customText(field("flag"), undefined, "zh", words)]).toEqual(["no", ""]);
  expect(customText(field("money"), { amount: 123456, currency: "CNY" }, "zh", words)).toBe("1,234.56 yuan");
  expect(customText(field("number"), 12.5, "zh", words)).toBe("12.5");
});

test("an emptied value goes away, a false one stays", () => {
  expect(withCustom({ a: 1, b: 2 }, "a", "")).toEqual({ b: 2 });
  expect(withCustom({}, "a", false)).toEqual({ a: false });
});

test("a number is one only in the form that is kept", () => {
  expect(["12.5", "-3", "1e3", "0.0000001", "x", "1234567890123"].map(readNumber)).toEqual([12.5, -3, "1e3", "0.0000001", "x", "1234567890123"]);
});
