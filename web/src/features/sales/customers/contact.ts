/** A person at a customer while somebody writes him down. Pure. */
import type { Contact } from "../../../api/types";
import type { ContactInput } from "./queries";

export const PARTS = ["decision_maker", "end_user", "supervisor", "tech_gatekeeper", "finance", "coach", "other"] as const;
export const ATTITUDES = ["supporter", "neutral", "opponent"] as const;
/** The ways to reach a person; readers without the right see a mask of each. */
export const WAYS = ["mobile", "phone", "email", "wechat"] as const;
export type Way = (typeof WAYS)[number];

export type ContactForm = Required<Omit<ContactInput, "id" | "attitude">> & { attitude: string };

export const NEW_CONTACT: ContactForm = { name: "", title: "", part: "other", attitude: "", mobile: "", phone: "", email: "", wechat: "", note: "", active: true, met_at: "" };

/** What is known of a person. A mask stays as it is: sent back unchanged, the server keeps what it hides. */
export function contactFormOf(c: Contact): ContactForm {
  const { name, title, attitude, mobile, phone, email, wechat, note, active } = c;
  return { name, title, part: (PARTS.find((p) => p === c.part) ?? "other"), attitude, mobile, phone, email, wechat, note, active, met_at: c.met_at?.slice(0, 10) ?? "" };
}

/** What is sent: trimmed, and no empty date. */
export function contactInputOf(form: ContactForm): ContactInput {
  const { met_at, attitude, part, active, ...words } = form;
  const texts = Object.fromEntries(Object.entries(words).map(([name, value]) => [name, value.trim()])) as typeof words;
  return { ...texts, part, active, attitude: attitude as ContactInput["attitude"], ...(met_at === "" ? {} : { met_at }) };
}

/** Whether the reader may do something with one of the ways to reach a person at all. */
export const reachable = (c: Contact): boolean => WAYS.some((w) => c[w] !== "");
