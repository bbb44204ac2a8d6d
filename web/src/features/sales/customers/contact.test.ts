import { expect, test } from "vitest";
import type { Contact } from "../../../api/types";
import { contactFormOf, contactInputOf, NEW_CONTACT } from "./contact";

const known: Contact = {
  id: "1", version: 3, created_at: "", updated_at: "", customer_id: "2", name: "宋清和", title: "工程部长", part: "end_user", attitude: "", mobile: "199****0012", phone: "", email: "", wechat: "", note: "", active: true, met_at: "2026-11-18",
  masked: ["mobile"], actions: ["update"],
};

test("what the reader may not see goes back as it came", () => {
  expect(contactInputOf(contactFormOf(known))).toMatchObject({ mobile: "199****0012", name: "宋清和", part: "end_user", met_at: "2026-11-18", active: true });
});

test("texts are trimmed, and no date is sent as none", () => {
  const input = contactInputOf({ ...NEW_CONTACT, name: "  何雨 ", mobile: " 199 0000 0001 " });
  expect(input).toMatchObject({ name: "何雨", mobile: "199 0000 0001" });
  expect("met_at" in input).toBe(false);
});

test("a part of an older version counts as anybody", () => {
  expect(contactFormOf({ ...known, part: "gone" }).part).toBe("other");
});
