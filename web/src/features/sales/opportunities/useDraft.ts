import { useCallback, useEffect, useRef, useState } from "react";
import { formatTime } from "../../../lib/format";
import { Problem, problemText } from "../../../lib/problem";
import { SECTIONS } from "./model";
import { useReport, useWriteReport } from "./queries";
import type { Report, Sections } from "./types";
import { serverNow } from "../../../lib/now";

/** How long typing rests before it is kept. */
const REST_MS = 1200;

export interface Draft {
  sections: Sections;
  write: (section: keyof Sections, text: string) => void;
  /** Keeps what is not kept yet; answers the version that is, or null when it could not. */
  flush: () => Promise<number | null>;
  saving: boolean;
  savedAt: string | null;
  failure: string | null;
  /** Somebody else saved first; nothing of this draft is lost. */
  stale: boolean;
  takeNewer: () => void;
}

const sectionsOf = (r: Report): Sections => Object.fromEntries(SECTIONS.map((s) => [s, r[s] ?? ""]));

/** A report while it is written: kept by itself, one request at a time. */
export function useDraft(report: Report): Draft {
  const [sections, setSections] = useState(() => sectionsOf(report));
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const writing = useWriteReport(report.id);
  const source = useReport(report.id);
  const state = useRef({ sections, version: report.version, dirty: false, running: null as Promise<number | null> | null });
  const { mutateAsync } = writing;

  const flush = useCallback(async (): Promise<number | null> => {
    const now = state.current;
    if (now.running) await now.running;
    if (!now.dirty) return now.version;
    now.dirty = false;
    now.running = mutateAsync({ version: now.version, sections: now.sections }).then(
      (saved) => {
        now.version = saved.version;
        setSavedAt(formatTime(new Date(serverNow())));
        setError(null);
        return saved.version;
      },
      (cause: Error) => {
        now.dirty = true;
        setError(cause);
        return null;
      },
    );
    const version = await now.running;
    now.running = null;
    return version;
  }, [mutateAsync]);

  useEffect(() => {
    if (!state.current.dirty) return;
    const timer = setTimeout(() => void flush(), REST_MS);
    return () => clearTimeout(timer);
  }, [sections, flush]);
  useEffect(() => () => void flush(), [flush]);

  const write = (section: keyof Sections, text: string): void => {
    const next = { ...state.current.sections, [section]: text };
    state.current.sections = next;
    state.current.dirty = true;
    setSections(next);
  };
  const takeNewer = (): void =>
    void source.refetch().then(({ data }) => {
      if (data) state.current.version = data.version;
      setError(null);
      return flush();
    });
  const stale = error instanceof Problem && (error.status === 409 || error.status === 412);
  return { sections, write, flush, saving: writing.isPending, savedAt, failure: error && !stale ? problemText(error) : null, stale, takeNewer };
}
