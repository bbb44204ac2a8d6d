export type Placement = "bottom-start" | "bottom-end" | "top" | "right";

const GAP = 4;
const EDGE = 8;

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * Where a layer of size `float` stands beside `base` in a window of size
 * `view`: on the asked side, on the other when there is no room, and never
 * outside the window.
 */
export function position(float: { width: number; height: number }, base: Box, view: { width: number; height: number }, placement: Placement): { left: number; top: number } {
  const below = base.top + base.height + GAP;
  const above = base.top - GAP - float.height;
  const centre = base.left + base.width / 2 - float.width / 2;
  let left = placement === "bottom-end" ? base.left + base.width - float.width : base.left;
  let top = below + float.height > view.height - EDGE && above > EDGE ? above : below;
  if (placement === "top") [left, top] = [centre, above > EDGE ? above : below];
  if (placement === "right") [left, top] = [base.left + base.width + GAP + 2, base.top + base.height / 2 - float.height / 2];
  const clamp = (value: number, max: number): number => Math.max(EDGE, Math.min(value, max - EDGE));
  return { left: clamp(left, view.width - float.width), top: clamp(top, view.height - float.height) };
}

/** Moves a floating element beside its base. */
export function place(float: HTMLElement, base: HTMLElement, placement: Placement, matchWidth: boolean): void {
  const box = base.getBoundingClientRect();
  if (matchWidth) float.style.minWidth = `${box.width}px`;
  const at = position({ width: float.offsetWidth, height: float.offsetHeight }, box, { width: window.innerWidth, height: window.innerHeight }, placement);
  float.style.left = `${at.left}px`;
  float.style.top = `${at.top}px`;
}

/** Gives focus back to what a layer hung on: the element itself, or the control inside it. */
export function focusAnchor(anchor: HTMLElement | null): void {
  const control = anchor?.matches("button, a, input") ? anchor : anchor?.querySelector<HTMLElement>("button, a, input");
  control?.focus();
}
