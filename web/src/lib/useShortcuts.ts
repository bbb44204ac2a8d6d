import { useEffect } from "react";
import { commands, isTyping, pressedKey } from "./commands";

/** How long the first key of a two-key sequence waits for the second. */
const SEQUENCE_MS = 1000;

/** Turns key presses into commands. Mounted once, by the shell. */
export function useShortcuts(): void {
  useEffect(() => {
    let first = "";
    let firstAt = 0;
    const onKey = (event: KeyboardEvent): void => {
      const pressed = pressedKey(event);
      const withModifier = pressed.startsWith("mod+") || pressed.startsWith("alt+");
      // A modal question is answered first: the page behind it does not react.
      const modal = document.querySelector("dialog[open]") !== null;
      if (modal || event.defaultPrevented || event.isComposing || (!withModifier && isTyping(event))) return;
      const sequence = first !== "" && performance.now() - firstAt < SEQUENCE_MS ? `${first} ${pressed}` : pressed;
      const command = commands.find(sequence) ?? commands.find(pressed);
      first = !command && commands.startsSequence(pressed) ? pressed : "";
      firstAt = performance.now();
      if (!command) return;
      event.preventDefault();
      command.perform();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
