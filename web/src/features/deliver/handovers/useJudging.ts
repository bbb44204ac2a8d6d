import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../../../lib/problem";
import { toastDone } from "../../../ui/toast";
import { points, refusalFault, refusalsOf } from "./model";
import { useAct } from "./queries";
import type { Handover } from "./types";

export interface Judging {
  /** Key and reason of what is refused; null while nobody judges. */
  refusals: ReadonlyMap<string, string> | null;
  /** The refusal that lacks its reason. */
  faulty: string | null;
  failure: string | null;
  busy: boolean;
  start: () => void;
  stop: () => void;
  /** Refuses with a reason; null takes the refusal back. */
  refuse: (key: string, reason: string | null) => void;
  send: () => void;
}

/** The project manager at work: refusals are kept here until the score is sent, and stay when that fails. */
export function useJudging(h: Handover): Judging {
  const { t } = useTranslation();
  const act = useAct({ handled: true });
  const judges = h.state === "scoring" && h.actions.includes("score");
  const [typed, setTyped] = useState<ReadonlyMap<string, string> | null>(null);
  const [tried, setTried] = useState(false);
  const refusals = typed ?? (judges ? refusalsOf(h) : null);
  const stop = (): void => {
    setTyped(null);
    setTried(false);
  };
  const refuse = (key: string, reason: string | null): void => {
    const next = new Map(refusals ?? []);
    if (reason === null) next.delete(key);
    else next.set(key, reason);
    setTyped(next);
  };
  const send = (): void => {
    if (!refusals) return;
    setTried(true);
    if (refusalFault(refusals)) return;
    act.mutate({ on: h, act: { verb: "score", refusals: [...refusals].map(([key, reason]) => ({ key, reason: reason.trim() })) } }, {
      onSuccess: (saved) => {
        stop();
        toastDone(t(saved.state === "signing" ? "handovers.done.passed" : "handovers.done.back", { score: points(saved.score) }));
      },
    });
  };
  return { refusals, faulty: tried && refusals ? refusalFault(refusals) : null, failure: act.error ? problemText(act.error) : null, busy: act.isPending, start: () => setTyped(refusalsOf(h)), stop, refuse, send };
}
