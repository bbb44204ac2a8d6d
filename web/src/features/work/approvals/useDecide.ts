import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLatest } from "../../../lib/hooks";
import { toastDone } from "../../../ui/toast";
import { useVerb, type Verb } from "./queries";
import type { Row } from "./types";

/** How long a decision may be taken back. */
const UNDO_MS = 6000;

export interface Decide {
  /** Items that were decided and leave the list, though the server hears of them a little later. */
  leaving: ReadonlySet<string>;
  decide: (on: Row, verb: "approve" | "reject", comment: string) => void;
}

/**
 * Decisions with six seconds to take them back. Leaving the page sends what is
 * still held: nothing that was decided is forgotten.
 */
export function useDecide(): Decide {
  const { t } = useTranslation();
  const { mutate } = useVerb();
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set());
  const held = useRef(new Map<string, () => void>());
  const latest = useLatest(mutate);

  const back = (id: string): void => setLeaving((now) => new Set([...now].filter((x) => x !== id)));
  const decide: Decide["decide"] = (on, verb, comment) => {
    const act: Verb = { verb, comment };
    const sendNow = (): void => {
      clearTimeout(timer);
      if (held.current.delete(on.id)) latest.current({ on, verb: act }, { onSettled: () => back(on.id) });
    };
    const timer = setTimeout(sendNow, UNDO_MS);
    held.current.set(on.id, sendNow);
    setLeaving((now) => new Set([...now, on.id]));
    toastDone(t(verb === "approve" ? "approvals.approved" : "approvals.rejected", { name: on.label }), () => {
      clearTimeout(timer);
      held.current.delete(on.id);
      back(on.id);
    });
  };

  useEffect(() => {
    const map = held.current;
    const flush = (): void => [...map.values()].forEach((sendNow) => sendNow());
    window.addEventListener("pagehide", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      flush();
    };
  }, []);
  return { leaving, decide };
}
