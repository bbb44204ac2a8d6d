import { describe, expect, test } from "vitest";
import { codeFault, EMPTY_FORM, formFaults, inputOf, normalizeCode } from "./model";

describe("credit codes (GB 32100)", () => {
  test.each(["91310115MAFAKE019P", "91440300MAFAKE0278", "12330100MAFAKE06XG", "91310115MAFAKE5370", "91310115MAFAKE182Y"])("accepts %s", (code) => expect(codeFault(code)).toBeNull());
  test.each([
    ["91310115MAFAKE019Q", "check"],
    ["91301115MAFAKE019P", "check"],
    ["91310115MAFAKE0I9P", "alphabet"],
    ["91310115MASAKE019P", "alphabet"],
    ["91310115MAFAKE019", "length"],
    ["91310115MAFAKE019PP", "length"],
  ])("refuses %s for its %s", (code, fault) => expect(codeFault(code)).toBe(fault));
  test("takes full-width characters, spaces and lower case", () => expect(normalizeCode(" ９１310115 mafake019p ")).toBe("91310115MAFAKE019P"));
});

describe("customer form", () => {
  test("needs a name and a type, and a right code when there is one", () => {
    expect(Object.keys(formFaults(EMPTY_FORM))).toEqual(["name", "type"]);
    expect(formFaults({ ...EMPTY_FORM, name: "津滨", type: "private" })).toEqual({});
    expect(formFaults({ ...EMPTY_FORM, name: "津滨", type: "private", uscc: "123" })).toEqual({ uscc: "customers.fault.uscc_length" });
  });
  test("sends no empty code and fen for money", () => {
    const input = inputOf({ ...EMPTY_FORM, name: " 津滨 ", type: "private", credit_limit: 100 });
    expect(input).toMatchObject({ name: "津滨", uscc: null, credit_limit: { amount: 100, currency: "CNY" } });
    expect(inputOf(EMPTY_FORM).credit_limit).toBeNull();
  });
});
