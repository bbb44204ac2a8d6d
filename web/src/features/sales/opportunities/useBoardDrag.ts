import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useLatest } from "../../../lib/hooks";
import { STAGES } from "./model";
import type { Card, Stage } from "./types";

/** A card in the hand, and the stage it is over. */
export interface Held {
  card: Card;
  over: Stage;
  by: "pointer" | "keyboard";
}

/** Pixels a pressed pointer travels before a press becomes a drag. */
const THRESHOLD = 6;
/** How near the edge of a column its cards begin to scroll. */
const EDGE = 40;

interface DragOptions {
  onLift: (card: Card) => void;
  onDrop: (card: Card, to: Stage) => void;
  /** Told to screen readers. */
  onSay: (what: "lifted" | "over" | "back", held: Held) => void;
}

/**
 * Moving cards between stages by mouse and by keyboard. Touch scrolls instead:
 * a phone moves a card by the button in its panel. While a card is held, the
 * stage under it is known before it is released.
 */
export function useBoardDrag({ onLift, onDrop, onSay }: DragOptions) {
  const [held, setHeld] = useState<Held | null>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const suppressClick = useRef(false);
  const now = useLatest({ held, onLift, onDrop, onSay });
  const ended = useRef<(() => void) | null>(null);

  const release = useCallback((drop: boolean): void => {
    const { held: last, onDrop: put, onSay: say } = now.current;
    ended.current?.();
    ended.current = null;
    setHeld(null);
    if (!last) return;
    if (drop && last.over !== last.card.stage) put(last.card, last.over);
    else say("back", last);
  }, [now]);
  useEffect(() => () => ended.current?.(), []);

  const onPointerDown = (event: PointerEvent<HTMLElement>, card: Card): void => {
    if (event.button !== 0 || event.pointerType === "touch" || held) return;
    const start = { x: event.clientX, y: event.clientY };
    let lifted = false;
    const move = (at: globalThis.PointerEvent): void => {
      if (!lifted && Math.hypot(at.clientX - start.x, at.clientY - start.y) < THRESHOLD) return;
      if (!lifted) {
        lifted = true;
        suppressClick.current = true;
        now.current.onLift(card);
        setHeld({ card, over: card.stage, by: "pointer" });
      }
      if (ghost.current) ghost.current.style.transform = `translate(${at.clientX + 8}px, ${at.clientY + 8}px)`;
      const over = columnAt(at.clientX, at.clientY);
      if (over) setHeld((h) => (h && h.over !== over ? { ...h, over } : h));
    };
    const up = (): void => (lifted ? release(true) : ended.current?.());
    const cancel = (key: globalThis.KeyboardEvent): void => {
      if (key.key !== "Escape" || !lifted) return;
      key.preventDefault();
      key.stopPropagation();
      release(false);
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", up);
    document.addEventListener("pointercancel", up);
    document.addEventListener("keydown", cancel, true);
    ended.current = () => {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", up);
      document.removeEventListener("pointercancel", up);
      document.removeEventListener("keydown", cancel, true);
    };
  };

  const onKeyDown = (event: KeyboardEvent, card: Card): void => {
    const done = held?.by === "keyboard" ? keyOfHeld(event.key) : event.key === " " ? "lift" : null;
    if (done === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (done === "lift") {
      const next: Held = { card, over: card.stage, by: "keyboard" };
      onLift(card);
      setHeld(next);
      onSay("lifted", next);
    } else if (done === "drop" || done === "back") release(done === "drop");
    else if (held) {
      const over = STAGES[Math.max(0, Math.min(STAGES.length - 1, STAGES.indexOf(held.over) + done))] ?? held.over;
      const next = { ...held, over };
      setHeld(next);
      onSay("over", next);
    }
  };

  /** Whether the click that follows a drag is to be ignored. */
  const swallowClick = (): boolean => {
    const was = suppressClick.current;
    suppressClick.current = false;
    return was;
  };
  return { held, ghost, onPointerDown, onKeyDown, swallowClick };
}

function keyOfHeld(key: string): "drop" | "back" | 1 | -1 | null {
  if (key === " " || key === "Enter") return "drop";
  if (key === "Escape") return "back";
  if (key === "ArrowRight") return 1;
  return key === "ArrowLeft" ? -1 : null;
}

/** The stage of the column under a point; its cards scroll when the point nears their end. */
function columnAt(x: number, y: number): Stage | undefined {
  const column = document.elementsFromPoint(x, y).find((e) => e instanceof HTMLElement && e.dataset.stage !== undefined);
  if (!(column instanceof HTMLElement)) return undefined;
  const list = column.querySelector(".board-cards");
  const box = list?.getBoundingClientRect();
  if (list && box) list.scrollTop += y > box.bottom - EDGE ? 8 : y < box.top + EDGE ? -8 : 0;
  return column.dataset.stage as Stage;
}
