import { useTranslation } from "react-i18next";
import { formatDateShort } from "../../../../lib/format";
import { dayOf, isSettled, markOf, signedDays, slip, STATE_TONE, type Mark } from "../model";
import type { Row } from "../types";
import { serverToday } from "../../../../lib/now";

const TEXT: Record<string, string> = { ok: "ok-t", warn: "warn-t", bad: "bad-t", accent: "acc-t", mute: "t3" };

/** The milestones as a way from left to right: a press opens one. */
export function Way({ rows, onOpen }: { rows: Row[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const today = serverToday();
  return (
    <div className="sideways" tabIndex={0} role="region" aria-label={t("milestones.way")}>
      <ol className="ms-way" style={{ gridTemplateColumns: `repeat(${rows.length}, minmax(118px, 1fr))` }}>
        {rows.map((m) => (
          <li key={m.id} className={isSettled(m) ? "done" : ""}>
            <button type="button" onClick={() => onOpen(m.id)}>
              <Diamond mark={markOf(m, today)} />
              <span className="m ell name">{m.name}</span>
              <span className="f12 num"><span className={markOf(m, today) === "late" ? "bad-t" : "t2"}>{formatDateShort(dayOf(m))}</span>{slip(m) !== 0 ? <span className="t3"> {t("milestones.days", { days: signedDays(slip(m)) })}</span> : null}</span>
              <span className={`f12 ell ${TEXT[STATE_TONE[m.state]] ?? ""}`}>{markOf(m, today) === "late" ? t("milestones.late") : t(`milestones.state.${m.state}`)}</span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

const STROKE: Record<Mark, string> = { done: "var(--ok)", reached: "var(--accent)", minded: "var(--warn)", late: "var(--bad)", ahead: "var(--mute)" };

function Diamond({ mark }: { mark: Mark }) {
  return (
    <svg className="diamond" width="18" height="18" viewBox="0 0 18 18" aria-hidden>
      <path d="M9 1l8 8-8 8-8-8z" fill={mark === "done" ? "var(--ok)" : mark === "reached" ? "var(--accent-tint)" : "var(--bg)"} stroke={STROKE[mark]} strokeWidth="1.4" />
      {mark === "done" ? <path d="M5.8 9.2l2.2 2.2 4.2-4.6" fill="none" stroke="var(--bg)" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" /> : null}
      {mark === "minded" ? <path d="M9 5.6v4.2M9 12.1v.1" stroke="var(--warn)" strokeWidth="1.5" strokeLinecap="round" /> : null}
    </svg>
  );
}
