import { describe, expect, test, vi } from "vitest";
import { CommandRegistry, isTyping, keycaps, pressedKey, type Command } from "./commands";

const command = (id: string, more: Partial<Command> = {}): Command => ({ id, label: id, perform: vi.fn(), ...more });

describe("registry", () => {
  test("finds an enabled command by its shortcut, and not a disabled one", () => {
    const registry = new CommandRegistry();
    let open = false;
    registry.register([command("close", { shortcut: "escape", enabled: () => open })]);
    expect(registry.find("escape")).toBeUndefined();
    open = true;
    expect(registry.find("escape")?.id).toBe("close");
  });
  test("the latest registration wins a shortcut and gives it back", () => {
    const registry = new CommandRegistry();
    registry.register([command("list.next", { shortcut: "j" })]);
    const leave = registry.register([command("approve.next", { shortcut: "j" })]);
    expect(registry.find("j")?.id).toBe("approve.next");
    leave();
    expect(registry.find("j")?.id).toBe("list.next");
  });
  test("one id appears once, and listeners hear of changes", () => {
    const registry = new CommandRegistry();
    const heard = vi.fn();
    registry.subscribe(heard);
    registry.register([command("a"), command("b")]);
    registry.register([command("a", { label: "newer" })]);
    expect(registry.list().map((c) => c.label)).toEqual(["newer", "b"]);
    expect(heard).toHaveBeenCalledTimes(2);
  });
  test("knows the first key of a sequence", () => {
    const registry = new CommandRegistry();
    registry.register([command("go", { shortcut: "g c" })]);
    expect(registry.startsSequence("g")).toBe(true);
    expect(registry.startsSequence("c")).toBe(false);
    expect(registry.find("g c")?.id).toBe("go");
  });
});

const key = (init: KeyboardEventInit & { key: string }): KeyboardEvent => new KeyboardEvent("keydown", init);

test("key presses have one name each", () => {
  expect(pressedKey(key({ key: "k", ctrlKey: true }))).toBe("mod+k");
  expect(pressedKey(key({ key: "K", metaKey: true, shiftKey: true }))).toBe("mod+shift+k");
  expect(pressedKey(key({ key: "?", shiftKey: true }))).toBe("?");
  expect(pressedKey(key({ key: "Enter", ctrlKey: true }))).toBe("mod+enter");
  expect(keycaps("mod+enter")).toEqual(["Ctrl", "Enter"]);
  expect(keycaps("g c")).toEqual(["G", "C"]);
});

test("a key in an input, or inside an input method's composition, is typing", () => {
  const input = document.createElement("input");
  expect(isTyping({ isComposing: false, target: input })).toBe(true);
  expect(isTyping({ isComposing: true, target: document.body })).toBe(true);
  expect(isTyping({ isComposing: false, target: document.body })).toBe(false);
});
