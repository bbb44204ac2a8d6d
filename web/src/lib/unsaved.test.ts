import { afterEach, beforeAll, expect, test } from "vitest";
import { hasUnsaved, kept, watchTyping } from "./unsaved";

beforeAll(watchTyping);
afterEach(() => document.body.replaceChildren());

function type(html: string): void {
  document.body.innerHTML = html;
  document.querySelector("input")?.dispatchEvent(new Event("input", { bubbles: true }));
}

test.each([
  ["a form", "<form><input></form>", true],
  ["a dialog without a form", '<dialog class="dialog"><input></dialog>', true],
  ["a filter", "<form data-passing><input></form>", false],
  ["the palette", '<dialog class="palette"><input></dialog>', false],
  ["a search box", "<label><input></label>", false],
])("%s", (_, html, counts) => {
  type(html);
  expect(hasUnsaved()).toBe(counts);
});

test("a part of the page is asked for itself, and for what lies in it", () => {
  type('<dialog class="dialog"><form><input></form></dialog><section></section>');
  expect(hasUnsaved(document.querySelector("dialog") ?? undefined)).toBe(true);
  expect(hasUnsaved(document.querySelector("form") ?? undefined)).toBe(true);
  expect(hasUnsaved(document.querySelector("section") ?? undefined)).toBe(false);
});

test("what was kept, or is gone from the page, is not lost", () => {
  type("<form><input></form>");
  kept();
  expect(hasUnsaved()).toBe(false);
  type("<form><input></form>");
  document.body.replaceChildren();
  expect(hasUnsaved()).toBe(false);
});
