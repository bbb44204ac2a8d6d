import { useTranslation } from "react-i18next";
import { formatWan } from "../../../lib/format";
import { useLeftText, useNow } from "../../../ui/ClockTrack";
import { Restricted, StatusDot } from "../../../ui/marks";
import { useAgo } from "./ago";
import { dueTone, labelParts, stateTone, type Box } from "./model";
import type { Row, Task } from "./types";

interface ItemProps {
  row: Row;
  box: Box;
  open: boolean;
  onOpen: () => void;
}

/** One approval in the list: what, how much, from whom, and how long it may take. */
export function Item({ row: r, box, open, onOpen }: ItemProps) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const left = useLeftText();
  const ago = useAgo();
  const { revision, name } = labelParts(r.label);
  const role = r.node.asked_role ? t(`roleNames.${r.node.asked_role}`, { defaultValue: r.node.asked_role }) : (r.node.person?.name ?? "");
  return (
    <button type="button" className={`inbox-item ${open ? "open" : ""}`} aria-current={open || undefined} onClick={onOpen}>
      <b className="ell" title={r.label}>{[t(`approvals.kind.${r.ref.kind}`, { defaultValue: r.ref.kind }), revision].filter(Boolean).join(" ")} · {name}</b>
      <span className="row gap8"><span className="t2 f12 ell grow">{r.submitter.name}{t("ui.comma")}{ago(r.created_at, now)}</span><span className="num">{r.amount ? formatWan(r.amount.amount) : <Restricted />}</span></span>
      {r.state === "pending" ? (
        <span className={`f12 ell ${box === "mine" ? `${dueTone(r.node.due_at, now)}-t` : "t2"}`}>{t("approvals.atNode", { role })}{r.node.due_at ? `${t("ui.comma")}${left(r.node.due_at, now)}` : ""}</span>
      ) : (
        <span className="f12"><StatusDot tone={stateTone(r.state)}>{t(`approvals.state.${r.state}`)}</StatusDot></span>
      )}
    </button>
  );
}

/** One review that waits for the reader's role. */
export function ReviewItem({ task, open, onOpen }: { task: Task; open: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const left = useLeftText();
  return (
    <button type="button" className={`inbox-item ${open ? "open" : ""}`} aria-current={open || undefined} onClick={onOpen}>
      <b className="ell">{task.ref_label}</b>
      <span className="t2 f12 ell">{t(`approvals.review.${task.code.split(".").slice(1).join("_")}`, { defaultValue: task.title })}</span>
      <span className={`f12 ${dueTone(task.due_at || null, now)}-t`}>{task.due_at ? left(task.due_at, now) : ""}</span>
    </button>
  );
}
