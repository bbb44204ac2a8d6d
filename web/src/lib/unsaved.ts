// What somebody typed and has not kept yet: nobody loses it by a wrong key or an ended session.

/** What holds typed text that waits to be kept. A filter, a search and the palette do not. */
const HOLDERS = "form:not([data-passing]), dialog.dialog";
const MARK = "unsaved";

/** Notes where somebody types, until the function that it returns is called. */
export function watchTyping(): () => void {
  const note = (event: Event): void => {
    const holder = event.target instanceof Element ? event.target.closest<HTMLElement>(HOLDERS) : null;
    if (holder) holder.dataset[MARK] = "";
  };
  document.addEventListener("input", note);
  return () => document.removeEventListener("input", note);
}

/** Whether something typed in this part of the page was not kept. */
export function hasUnsaved(part: ParentNode & { matches?: Element["matches"] } = document): boolean {
  const marked = `[data-${MARK}]`;
  return part.matches?.(marked) === true || part.querySelector(marked) !== null;
}

/** What was typed up to now is kept. */
export function kept(): void {
  document.querySelectorAll<HTMLElement>(`[data-${MARK}]`).forEach((holder) => delete holder.dataset[MARK]);
}
