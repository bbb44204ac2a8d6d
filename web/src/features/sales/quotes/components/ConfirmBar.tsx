import { CircleCheck, CircleDashed, CircleX, Clock, Lock, ShieldCheck, type LucideIcon } from "lucide-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { formatInstantShort, formatPercent, formatWan, shortHash } from "../../../../lib/format";
import { Restricted } from "../../../../ui/marks";
import { confirmationOf, type Confirmation } from "../model";
import { useApprovals } from "../queries";
import type { Quote } from "../types";

const LOOK: Record<Confirmation["status"], { icon: LucideIcon; tone: string }> = { none: { icon: CircleDashed, tone: "" }, pending: { icon: Clock, tone: "warn" }, passed: { icon: ShieldCheck, tone: "ok" }, refused: { icon: CircleX, tone: "bad" } };

/** Always in sight: who confirmed which content, how far the approval is, and what comes out of it. */
export function ConfirmBar({ quote: q, onTab }: { quote: Quote; onTab: (tab: string) => void }) {
  const { t } = useTranslation();
  return (
    <div className="confirm-bar" role="group" aria-label={t("quotes.doubleConfirm")} tabIndex={0}>
      <Part quote={q} part="technical" onOpen={() => onTab("reviews")} />
      <i aria-hidden />
      <Part quote={q} part="finance" onOpen={() => onTab("cost")} />
      <i aria-hidden />
      <Approval quote={q} />
      <div className="confirm-figures">
        <Figure label={t("quotes.marginExpected")}>{q.masked.includes("margin") ? <Restricted /> : q.margin === null ? "–" : formatPercent(Number(q.margin))}</Figure>
        <Figure label={t("quotes.floor")}>{q.masked.includes("estimate") ? <Restricted /> : q.estimate?.current ? formatWan(q.estimate.floor.amount) : "–"}</Figure>
        <Figure label={t("quotes.gross")} big>{q.amount ? formatWan(q.amount.amount) : <Restricted />}</Figure>
      </div>
    </div>
  );
}

function Figure({ label, big, children }: { label: string; big?: boolean; children: ReactNode }) {
  return <span><span className="t3 f12">{label}</span><b className={big ? "big" : ""}>{children}</b></span>;
}

function Step({ icon: Icon, tone, title, line }: { icon: LucideIcon; tone: string; title: ReactNode; line: ReactNode }) {
  return (
    <>
      <span className={`o ${tone}`}><Icon className="s" aria-hidden /></span>
      <span><span className="m" style={{ display: "block" }}>{title}</span><span className="t3 f12 num" style={{ display: "block" }}>{line}</span></span>
    </>
  );
}

function Part({ quote: q, part, onOpen }: { quote: Quote; part: "technical" | "finance"; onOpen: () => void }) {
  const { t } = useTranslation();
  const c = confirmationOf(q, part);
  const { icon, tone } = LOOK[c.status];
  const line = c.by ? <>{c.by} {c.at ? formatInstantShort(c.at) : ""} {c.hash ? <span className="mono" title={c.hash}>{shortHash(c.hash)}</span> : null}</> : t(`quotes.part.${c.status}Line`);
  return <button type="button" className="confirm-step" onClick={onOpen}><Step icon={icon} tone={tone} title={`${t(`quotes.part.${part}`)} ${t(`quotes.part.${c.status}`)}`} line={line} /></button>;
}

/** How far the approval is: who is asked now, or that both confirmations come first. */
function Approval({ quote: q }: { quote: Quote }) {
  const { t } = useTranslation();
  const me = useMe();
  const reads = can(me, "approval:read");
  const waits = ["draft", "reviewing"].includes(q.state);
  const latest = useApprovals(q.id, reads && !waits).data?.[0];
  const done = ["approved", "sent", "accepted"].includes(q.state);
  if (q.state === "approving") {
    const who = latest?.node.asked_role ? t(`roleNames.${latest.node.asked_role}`, { defaultValue: latest.node.asked_role }) : "";
    const step = <Step icon={Clock} tone="warn" title={t("quotes.approval.pending")} line={who ? t("quotes.approval.at", { role: who }) : t("quotes.approval.asked")} />;
    return latest ? <Link to="/approvals" search={{ id: latest.id } as never} className="confirm-step" style={{ color: "inherit" }}>{step}</Link> : <span className="confirm-step">{step}</span>;
  }
  if (done) return <span className="confirm-step"><Step icon={CircleCheck} tone="ok" title={t("quotes.approval.done")} line={q.approved_at ? formatInstantShort(q.approved_at) : ""} /></span>;
  return <span className="confirm-step"><Step icon={Lock} tone="" title={t("quotes.approval.title")} line={t("quotes.approval.later")} /></span>;
}
