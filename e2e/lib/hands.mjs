// What a person does with mouse and keyboard, in words that a test reads well.

import { settle } from "./inspect.mjs";

/** The hands of whoever sits at a page: what they do happens in the open dialog, or else on the page. */
export function hands(page) {
  const dialog = () => page.locator("dialog[open]");
  const place = async () => ((await dialog().count()) > 0 ? dialog().last() : page.locator("body"));

  /** Opens a page and waits until it has read what it shows. */
  async function go(path) {
    await page.goto(path);
    await settle(page);
  }

  /** Presses a button, link, tab or menu item by its whole name, or a part of it as a RegExp. */
  async function press(name, role = "button") {
    await (await place()).getByRole(role, { name, exact: typeof name === "string" }).first().click();
  }

  /** Types into the field with this label. */
  async function type(label, text) {
    await control(await place(), label).fill(String(text));
  }

  /** Chooses from a short list. */
  async function choose(label, option) {
    await control(await place(), label).click();
    await page.getByRole("option", { name: option, exact: typeof option === "string" }).first().click();
  }

  /** Types part of a name and takes the match. */
  async function find(label, text, match = text) {
    await control(await place(), label).fill(text);
    await page.getByRole("option").filter({ hasText: match }).first().click();
  }

  /** Opens a list of very many, types part of a name and takes the match. */
  async function pick(label, text, match = text) {
    await control(await place(), label).click();
    await page.getByRole("combobox", { name: "查找" }).last().fill(text);
    await page.getByRole("option").filter({ hasText: match }).first().click();
  }

  /** Gives a file to the field with this label, or to the only one there is. */
  async function give(file, within) {
    const where = within ?? (await place());
    await where.locator("input[type=file]").first().setInputFiles(file);
  }

  /** Presses the last button of the open dialog's name and waits until the dialog is gone. */
  async function settleDialog(name) {
    await dialog().last().locator(".dialog-foot").getByRole("button", { name, exact: typeof name === "string" }).click();
    await closed();
    await settle(page);
  }

  /** Waits until an open dialog has closed by itself. */
  async function closed() {
    try {
      await dialog().last().waitFor({ state: "detached" });
    } catch (stays) {
      throw new Error(`the dialog stays open and says: ${(await dialog().last().innerText()).slice(0, 600)}`, { cause: stays });
    }
  }

  return { go, press, type, choose, find, pick, give, settleDialog, closed, see: (text) => page.getByText(text).first().waitFor() };
}

/** A control by its label; a required one has a star behind it. */
function control(where, label) {
  const words = label instanceof RegExp ? label : new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*\\*?$`);
  return where.getByLabel(words).first();
}
