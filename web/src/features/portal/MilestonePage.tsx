import "../../ui/marks.css";
import { CircleCheck, CircleSlash, MessageSquareText, RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { AnswerForm } from "./AnswerForm";
import { Frame } from "./Frame";
import { outcomeOf, type Outcome } from "./model";
import { Nothing, Waiting } from "./Nothing";
import { Papers } from "./Papers";
import type { PortalPageProps } from "./address";
import { usePortal } from "./queries";
import type { PortalView } from "./types";
import { Way } from "./Way";

/** /m/<token>: one milestone, shown to one contact, confirmed once. */
export default function MilestonePage({ token }: PortalPageProps) {
  const portal = usePortal(token);
  const refresh = (): void => void portal.refetch();
  if (portal.data) return <Question token={token} view={portal.data} onRefresh={refresh} />;
  return portal.error ? <Nothing error={portal.error} onRetry={refresh} /> : <Waiting />;
}

function Question({ token, view: v, onRefresh }: { token: string; view: PortalView; onRefresh: () => void }) {
  const { t } = useTranslation();
  const open = v.actions.length > 0;
  return (
    <Frame title={v.milestone.name} note={t("portal.recorded")} foot={open ? <AnswerForm token={token} view={v} onRefresh={onRefresh} /> : undefined}>
      <header className="portal-head">
        <div className="t3">{v.customer}</div>
        <h1>{v.project}</h1>
        <div className="row gap12"><span className="grow bar" role="progressbar" aria-label={t("portal.progress", { percent: v.progress })} aria-valuenow={v.progress} aria-valuemin={0} aria-valuemax={100}><i style={{ width: `${v.progress}%` }} /></span><b className="num">{v.progress}%</b></div>
        {v.forecast_finish ? <div className="t3 num">{t("portal.expected", { date: v.forecast_finish })}</div> : null}
      </header>
      <section aria-label={v.milestone.name}>
        {open ? <h2>{t("portal.please", { name: v.milestone.name })}</h2> : <Closed view={v} />}
        <p className="t2 words"><span className="num">{t("portal.reachedOn", { date: v.milestone.actual_on })}</span>{v.milestone.statement}</p>
        <Papers token={token} files={v.milestone.files} />
        {open ? <p className="t3 f12">{t("portal.to", { name: v.contact })}</p> : null}
      </section>
      <section><Way steps={v.timeline} open={open} /></section>
    </Frame>
  );
}

const ICON = { confirmed: CircleCheck, deemed: CircleCheck, remarks: MessageSquareText, rejected: CircleSlash, again: RefreshCw } as const;
const TONE: Record<Outcome, string> = { confirmed: "ok", deemed: "ok", remarks: "warn", rejected: "bad", again: "warn" };

/** What the answer was, once there is one. */
function Closed({ view: v }: { view: PortalView }) {
  const { t } = useTranslation();
  const outcome = outcomeOf(v);
  const Icon = ICON[outcome];
  return (
    <div className={`portal-done ${TONE[outcome]}`} role="status">
      <Icon aria-hidden />
      <div><h2>{t(`portal.outcome.${outcome}`, { name: v.milestone.name })}</h2><p>{t(`portal.after.${outcome}`)}</p></div>
    </div>
  );
}
