import { expect, test } from "vitest";
import { EMPTY_FORM, formFaults, inputOf, nameOf, nextVerb, viewFilters } from "./model";

test("a lead asks for one thing at a time", () => {
  expect(nextVerb({ status: "new", actions: ["update", "assign"] })).toBe("assign");
  expect(nextVerb({ status: "new", actions: ["update"] })).toBeNull();
  expect(nextVerb({ status: "assigned", actions: ["update", "disqualify"] })).toBe("contact");
  expect(nextVerb({ status: "contacted", actions: ["update", "qualify"] })).toBe("qualify");
  expect(nextVerb({ status: "qualified", actions: ["update", "convert"] })).toBe("convert");
  expect(nextVerb({ status: "converted", actions: [] })).toBeNull();
});

test("a lead is called after its project, then its company, then its person", () => {
  expect(nameOf({ project_name: "甬江冷链一期", company: "甬江物流", contact_name: "许明远" })).toBe("甬江冷链一期");
  expect(nameOf({ project_name: "", company: "甬江物流", contact_name: "许明远" })).toBe("甬江物流");
  expect(nameOf({ project_name: "", company: "", contact_name: "许明远" })).toBe("许明远");
});

test("a form needs somebody and a source, and a change never sends the source", () => {
  expect(formFaults(EMPTY_FORM)).toEqual({ company: "leads.fault.who", source: "leads.fault.source" });
  expect(formFaults({ ...EMPTY_FORM, contact_name: "许明远", source: "exhibition" })).toEqual({});
  expect(inputOf({ ...EMPTY_FORM, company: " 甬江物流 ", source: "exhibition" })).toEqual({ company: "甬江物流", uscc: "", contact_name: "", mobile: "", email: "", region: "", note: "" });
});

test("the views ask for what their names say", () => {
  expect(viewFilters({ id: "u1" }).mine).toEqual([{ field: "status", op: "in", values: ["new", "assigned", "contacted", "qualified"] }, { field: "owner_id", op: "in", values: ["u1"] }]);
});
