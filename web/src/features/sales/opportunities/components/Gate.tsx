import { useNavigate } from "@tanstack/react-router";
import { CircleCheck, CircleDot } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../../api/me";
import { formatInstantShort } from "../../../../lib/format";
import type { LogStart } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { useLeftText, useNow } from "../../../../ui/ClockTrack";
import { Person } from "../../../../ui/marks";
import { toastDone } from "../../../../ui/toast";
import { dueTone, nextStep, remedyOf, type NextStep, type Remedy } from "../model";
import { contractOrQuote, latestQuote, useUrge } from "../queries";
import type { Criterion, Opportunity } from "../types";
import type { Verbs } from "../useVerbs";
import { serverNow } from "../../../../lib/now";

interface GateProps {
  opportunity: Opportunity;
  verbs: Verbs;
  onLog: (start: LogStart) => void;
}

/** How each remedy is done. */
function useRemedies({ opportunity: o, verbs, onLog }: GateProps): (remedy: Remedy) => void {
  const navigate = useNavigate();
  return (remedy) => {
    if (remedy === "firstVisit") onLog({ kind: "visit", firstVisit: true });
    if (remedy === "report") void navigate({ to: `/opportunities/${o.id}/needs-report` });
    if (remedy === "contact") void navigate({ to: `/customers/${o.customer.id}`, search: { tab: "contacts" } as never });
    if (remedy === "team") verbs.joinTeam();
    if (remedy === "solution") verbs.giveSolution();
    if (remedy === "quote") void latestQuote(o.id).then((quote) => navigate(quote ? { to: `/quotes/${quote}` } : { to: "/quotes/new", search: { opportunity: o.id } as never }));
    if (remedy === "contract") void contractOrQuote(o.id).then((path) => navigate({ to: path }));
  };
}

/** The one filled button: the next step of an opportunity. */
export function NextButton(props: GateProps & { small?: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const { opportunity: o, verbs, onLog, small } = props;
  const remedy = useRemedies(props);
  const urge = useUrge();
  const step = nextStep(o, me);
  const label: Record<NextStep["kind"], string> = {
    advance: t("opportunities.advanceTo", { stage: o.gate ? t(`opportunities.stage.${o.gate.to}`) : "" }),
    resume: t("opportunities.verb.resume"),
    reopen: t("opportunities.verb.reopen"),
    remedy: step.kind === "remedy" ? t(`opportunities.remedy.${step.remedy}`) : "",
    urge: step.kind === "urge" ? t("opportunities.urge", { name: step.item.holder.name }) : "",
    log: t("log.title"),
    none: "",
  };
  const run = (): void => {
    if (step.kind === "advance") verbs.advance();
    if (step.kind === "resume") verbs.resume();
    if (step.kind === "reopen") verbs.ask("reopen");
    if (step.kind === "remedy") remedy(step.remedy);
    if (step.kind === "log") onLog({ kind: "call" });
    if (step.kind === "urge") urge.mutate({ id: o.id, person: step.item.holder.id, title: t("opportunities.urgeTask", { need: t(`opportunities.need.${step.item.code}`) }), due: new Date(serverNow() + 86_400_000).toISOString() }, { onSuccess: () => toastDone(t("opportunities.urged", { name: step.item.holder.name })) });
  };
  if (step.kind === "none") return null;
  return <Button kind="primary" size={small ? "small" : "normal"} busy={verbs.busy || urge.isPending} onClick={run}>{label[step.kind]}</Button>;
}

/** What is in the way of the next stage: who holds it, until when, and where it is settled. In a panel with the button, on a page as a table. */
export function Gate({ wide, ...props }: GateProps & { wide?: boolean }) {
  const { t } = useTranslation();
  const o = props.opportunity;
  if (!o.gate) return <Closed opportunity={o} wide={wide} />;
  const { missing, met, to } = o.gate;
  const stage = t(`opportunities.stage.${to}`);
  const heading = o.on_hold ? t("opportunities.onHold") : missing.length > 0 ? t(to === "won" ? "opportunities.gateWon" : "opportunities.gateMissing", { stage, count: missing.length }) : t("opportunities.gateOpen", { stage });
  return (
    <section className={wide ? "gate wide" : "gate panel-sunken"} aria-label={heading}>
      <div className="row gap8 gate-head">
        <h2 className={`grow ${wide ? "" : "plain-h"}`}>{heading}{wide ? <span className="t3 f12">{t(missing.length > 0 ? "opportunities.gateNote" : "opportunities.gateOpenNote")}</span> : null}</h2>
        {wide ? null : <NextButton {...props} small />}
      </div>
      {missing.map((c) => <Item key={c.code} item={c} {...props} wide={wide} />)}
      {met.map((c) => <Item key={c.code} item={c} {...props} met wide={wide} />)}
    </section>
  );
}

function Item({ item: c, met, wide, ...props }: GateProps & { item: Criterion; met?: boolean; wide?: boolean }) {
  const { t } = useTranslation();
  const now = useNow(c.due_at && !met ? 1000 : 60_000);
  const left = useLeftText();
  const remedy = useRemedies(props);
  const tone = dueTone(c.due_at, now);
  const how = remedyOf(c.code);
  const due = met ? t("opportunities.metOn", { at: formatInstantShort(c.since) }) : c.due_at ? left(c.due_at, now) : "";
  const mine = props.opportunity.actions.includes("update");
  return (
    <div className="gate-item">
      {met ? <CircleCheck className="ok-t" aria-label={t("opportunities.met")} role="img" /> : <CircleDot className={tone === "bad" ? "bad-t" : "warn-t"} aria-label={t("opportunities.missing")} role="img" />}
      <span className={met ? "t2" : "m"}>{t(`opportunities.need.${c.code}`, { defaultValue: c.code })}</span>
      <span className="t3 f12 num ell row gap8">{wide && c.holder.name ? <Person name={c.holder.name} /> : c.holder.name ? <span>{c.holder.name}</span> : null}<span className={met || tone === "mute" ? "" : `${tone}-t`}>{due}</span></span>
      {!met && how !== "none" && mine ? <button type="button" className="link" onClick={() => remedy(how)}>{t(`opportunities.remedyLink.${how}`)}</button> : met && how === "report" ? <button type="button" className="link" onClick={() => remedy("report")}>{t("opportunities.remedyLink.read")}</button> : null}
    </div>
  );
}

/** How it ended, and why. */
function Closed({ opportunity: o, wide }: { opportunity: Opportunity; wide?: boolean }) {
  const { t } = useTranslation();
  const reason = o.close_reason ? t(`opportunities.${o.outcome === "void" ? "void" : "lose"}Reason.${o.close_reason}`, { defaultValue: o.close_reason }) : "";
  return (
    <section className="gate panel-sunken" style={wide ? { marginTop: 14 } : undefined}>
      <b>{t(`opportunities.outcome.${o.outcome}`)}</b> <span className="t3 num">{o.closed_at ? formatInstantShort(o.closed_at) : ""}</span>
      {reason || o.competitor ? <div className="t2 f12">{[reason, o.competitor ? t("opportunities.lostTo", { name: o.competitor }) : ""].filter(Boolean).join(" · ")}</div> : null}
    </section>
  );
}
