import type { KeyboardEvent, PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { formatDateShort, formatTime, localDate } from "../../../../lib/format";
import { leftUntil } from "../../../../ui/clock";
import { Avatar } from "../../../../ui/marks";
import { daysSince, STAGES, statusTone } from "../model";
import type { Card } from "../types";
import { Wan } from "./Wan";

interface BoardCardProps {
  card: Card;
  now: number;
  open?: boolean;
  lifted?: boolean;
  onOpen?: () => void;
  onPointerDown?: (event: PointerEvent<HTMLElement>) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  hint?: string;
}

/** Three lines and one status line: name and amount, customer and date, what comes next. */
export function BoardCard({ card: c, now, open, lifted, onOpen, onPointerDown, onKeyDown, hint }: BoardCardProps) {
  const tone = statusTone(c.status, now);
  return (
    <button type="button" data-card={c.id} className={`board-card ${open ? "open" : ""} ${lifted ? "lifted" : ""}`} aria-describedby={hint} onClick={onOpen} onPointerDown={onPointerDown} onKeyDown={onKeyDown}>
      <span className="line1"><span className="ell">{c.name}</span><Wan money={c.amount} decimals={0} /></span>
      <span className="line2"><span className="ell">{c.customer.name}</span><span className="num nowrap">{c.expected_sign_date ? c.expected_sign_date.slice(2) : ""}</span></span>
      <span className="line3">
        <span className={`dot ${c.stalled && tone === "mute" ? "warn" : tone}`} aria-hidden />
        <span className={`row gap4 grow ${tone === "mute" ? "" : `${tone}-t`}`}><StatusText card={c} now={now} /></span>
        <span className={`num nowrap ${c.stalled ? "bad-t" : "t3"}`}><Days card={c} now={now} /></span>
        <Avatar name={c.owner.name} size="small" />
        <span className="sr">{c.owner.name}</span>
      </span>
    </button>
  );
}

function Days({ card, now }: { card: Card; now: number }) {
  const { t } = useTranslation();
  return <>{t("opportunities.days", { count: daysSince(card.stage_since, now) })}</>;
}

/** Today's time, or another day's date. */
function dueDay(due: string, now: number): string {
  const at = new Date(due);
  return localDate(at) === localDate(new Date(now)) ? formatTime(at) : formatDateShort(localDate(at), new Date(now));
}

/** What comes next: what the stage asks for, a task, or that it may go on. With a date: how long is left. */
function StatusText({ card: c, now }: { card: Card; now: number }) {
  const { t } = useTranslation();
  if (c.on_hold) return <span className="ell">{t("opportunities.onHold")}</span>;
  if (!c.status) return <span className="ell">{t("opportunities.board.checking")}</span>;
  const next = STAGES[STAGES.indexOf(c.stage) + 1];
  const what = c.status.kind === "task" ? c.status.title : c.status.kind === "ready" ? t("opportunities.board.ready", { stage: t(`opportunities.stage.${next ?? "won"}`) }) : t(`opportunities.need.${c.status.code}`, { defaultValue: c.status.code });
  if (!c.status.due_at) return <span className="ell">{what}</span>;
  if (c.status.kind === "task") return <><span className="ell" title={what}>{what}</span><span className="num nowrap">{dueDay(c.status.due_at, now)}</span></>;
  const left = leftUntil(new Date(c.status.due_at).getTime(), now);
  const span = left.clock?.slice(0, -3) ?? t("opportunities.days", { count: left.days });
  return <><span className="ell">{what}</span><span className="num nowrap">{left.over ? t("clock.over", { span }) : span}</span></>;
}
