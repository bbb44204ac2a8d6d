import { describe, expect, test } from "vitest";
import type { Customer } from "../../../api/types";
import { codeFault, EMPTY_FORM, formFaults, inputOf, missingFields, normalizeCode, registerTone } from "./model";

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
  test("needs a name, and a right code when there is one", () => {
    expect(Object.keys(formFaults(EMPTY_FORM))).toEqual(["name"]);
    expect(formFaults({ ...EMPTY_FORM, name: "津滨" })).toEqual({});
    expect(formFaults({ ...EMPTY_FORM, name: "津滨", uscc: "123" })).toEqual({ uscc: "customers.fault.uscc_length" });
  });
  test("sends trimmed texts, a normal code, and a type even for a record that has none", () => {
    expect(inputOf({ ...EMPTY_FORM, name: " 津滨 ", uscc: "91310115 mafake019p" })).toMatchObject({ name: "津滨", uscc: "91310115MAFAKE019P", party: "owner" });
    expect(inputOf({ ...EMPTY_FORM, type: "" }).type).toBe("private");
  });
  test("a record says which fields it lacks", () => {
    const complete = { ...EMPTY_FORM, uscc: "x", type: "private", short_name: "x", industry: "x", region: "x", city: "x", address: "x", credit: "A", source: "x", project_types: ["x"], contacts: [{ part: "decision_maker", mobile: "1", phone: "", email: "" }] } as unknown as Customer;
    expect(missingFields(complete)).toEqual([]);
    expect(missingFields({ ...complete, city: "", contacts: [] })).toEqual(["city", "decision_maker", "reachable"]);
  });
});

test("who is struck off the register is an alarm, what is unusual a warning", () => {
  expect((["existing", "moved", "suspended", "unlisted", "other", "revoked", "cancelled"] as const).map(registerTone)).toEqual(["ok", "ok", "warn", "warn", "warn", "bad", "bad"]);
});
