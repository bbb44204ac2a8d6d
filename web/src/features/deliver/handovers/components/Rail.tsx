import { Lock, LockOpen, ShieldCheck } from "lucide-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../../api/me";
import type { Task } from "../../../../api/types";
import { formatInstantShort, shortHash } from "../../../../lib/format";
import { useRecordParts } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { addDays } from "../../../../ui/calendar";
import { useLeftText, useNow } from "../../../../ui/ClockTrack";
import { Facts } from "../../../../ui/layout";
import { Avatar } from "../../../../ui/marks";
import { isSigned, points, seatOf, staffFault, TRANSITION, unsigned } from "../model";
import { useLimits } from "../queries";
import type { Handover, Judgement, Signature } from "../types";
import type { Verbs } from "../useVerbs";

/** The quiet column: whether the project may start and who is to act, signatures, limits, what was judged. */
export function Rail({ handover: h, verbs }: { handover: Handover; verbs: Verbs }) {
  const { t } = useTranslation();
  const { Panels } = useRecordParts();
  return (
    <aside className="record-rail" aria-label={t("handovers.rail")}>
      <GateCard handover={h} verbs={verbs} />
      <Signatures handover={h} verbs={verbs} />
      <Limits handover={h} />
      <Panels record={{ kind: "handover", id: h.id }} place="rail" actions={h.actions} />
      <History all={h.history} />
    </aside>
  );
}

/** Blocked or open, and who has to do what now. */
function GateCard({ handover: h, verbs }: { handover: Handover; verbs: Verbs }) {
  const { t } = useTranslation();
  const open = isSigned(h);
  const Icon = open ? LockOpen : Lock;
  return (
    <section>
      <h2 className="row gap8"><Icon className={open ? "ok-t" : "bad-t"} aria-hidden />{t(open ? "handovers.gate.open" : "handovers.gate.blocked")}</h2>
      <p className="t2" style={{ marginTop: 4 }}>{t(open ? "handovers.gate.openNote" : "handovers.gate.note")}</p>
      <div className="now f12" role="status"><Now handover={h} /></div>
      {staffFault(h) === "technical" && h.actions.includes("update") ? <Button size="small" onClick={() => verbs.ask("technical")}>{t("handovers.verb.technical")}</Button> : null}
      <Link to={`/projects/${h.project_id}`} className="f12">{t("handovers.toProject", { number: h.project_number })}</Link>
    </section>
  );
}

/** One sentence: whose turn it is. */
function Now({ handover: h }: { handover: Handover }) {
  const { t } = useTranslation();
  const fault = staffFault(h);
  if (h.state === "draft" || h.state === "rework") {
    if (fault) return t(`handovers.now.${fault}`);
    return h.explained.to_pass.length > 0 ? t("handovers.now.fill", { name: h.owner.name, count: h.explained.to_pass.length }) : t("handovers.now.submit", { name: h.owner.name });
  }
  if (h.state === "submitted" || h.state === "scoring") return t("handovers.now.score", { name: h.manager?.name ?? "" });
  if (h.state === "signing") return t("handovers.now.sign", { names: unsigned(h).join(t("ui.comma")) });
  if (h.state === "signed") return t("handovers.now.transition", { name: h.manager?.name ?? "" });
  if (h.state === "transition") return t("handovers.now.accept", { until: h.transition_until, from: addDays(h.transition_from, TRANSITION.least) });
  return t("handovers.now.done", { on: h.accepted_on });
}

function Signatures({ handover: h, verbs }: { handover: Handover; verbs: Verbs }) {
  const { t } = useTranslation();
  const hash = h.package_hash || h.content_hash;
  return (
    <section>
      <div className="section-head" style={{ marginBottom: 4 }}>{t("handovers.signatures")}<span className="push t3 mono" title={hash}>{t("handovers.hashIs", { hash: shortHash(hash) })}</span></div>
      {h.signatures.map((s) => <Seat key={s.role} seat={s} handover={h} verbs={verbs} />)}
      <p className="row gap6 t3 f12" style={{ marginTop: 8 }}><ShieldCheck className="s" aria-hidden />{t(isSigned(h) ? "handovers.frozen" : "handovers.clearsAll")}</p>
    </section>
  );
}

function Seat({ seat: s, handover: h, verbs }: { seat: Signature; handover: Handover; verbs: Verbs }) {
  const { t } = useTranslation();
  const me = useMe();
  const mine = seatOf(h, me.id)?.role === s.role;
  const state = s.valid ? "signed" : s.at ? "void" : h.state === "signing" ? "waits" : "later";
  return (
    <div className="seat">
      <Avatar name={s.person?.name ?? "?"} size="large" self={mine} />
      <div className="grow"><div className="ell"><span className="m">{s.person?.name ?? t("projects.nobody")}</span> <span className="t3 f12">{t(`handovers.role.${s.role}`)}</span></div><div className="t3 f12 num">{state === "signed" && s.at ? formatInstantShort(s.at) : t(`handovers.seat.${state}`)}</div></div>
      {state === "signed" ? <span className="row gap8"><span className="ok-t f12">{t("handovers.signed")}</span>{mine && h.actions.includes("withdraw-signature") ? <button type="button" className="link f12" onClick={() => verbs.run("withdraw-signature")}>{t("handovers.withdraw")}</button> : null}</span> : mine && h.actions.includes("sign") ? <Button size="small" onClick={() => verbs.ask("sign")}>{t("handovers.verb.sign")}</Button> : <span className="unsigned t3 f12">{t("handovers.unsigned")}</span>}
    </div>
  );
}

/** Limits that run are tasks; the fixed ones are told beside them. */
function Limits({ handover: h }: { handover: Handover }) {
  const { t } = useTranslation();
  const tasks = useLimits(h.id).data ?? [];
  if (h.state === "accepted") return null;
  const running = tasks.map((task) => ({ label: limitName(task, t("handovers.limit.other"), (code) => t(`handovers.limit.${code}`)), value: <Due task={task} /> }));
  const fixed = [
    ...(h.state === "draft" || h.state === "rework" ? [{ label: t("handovers.limit.review"), value: <span className="t2">{t("handovers.limit.reviewNote")}</span> }] : []),
    ...(isSigned(h) ? [] : [{ label: t("handovers.limit.kickoff"), value: <span className="t2">{t("handovers.limit.kickoffNote")}</span> }]),
    ...(h.transition_until ? [{ label: t("handovers.transition"), value: <span className="num">{t("handovers.span", { from: h.transition_from, until: h.transition_until })}</span> }] : []),
  ];
  return (
    <section>
      <div className="section-head">{t("handovers.limits")}</div>
      <div className="f12"><Facts labelWidth={96} items={[...running, ...fixed]} /></div>
    </section>
  );
}

const LIMITS = ["draft", "submit", "score", "rework", "kickoff"];

/** "handover.task.rework" is the limit of reworking. */
function limitName(task: Task, other: string, name: (code: string) => string): string {
  const code = task.code.split(".").at(-1) ?? "";
  return LIMITS.includes(code) ? name(code) : other;
}

function Due({ task }: { task: Task }) {
  const now = useNow(60_000);
  const left = useLeftText();
  return <span className={`num ${task.overdue ? "bad-t" : "warn-t"} m`}>{left(task.due_at, now)} <span className="t3">{formatInstantShort(task.due_at)}</span></span>;
}

function History({ all }: { all: Judgement[] }) {
  const { t } = useTranslation();
  if (all.length === 0) return null;
  return (
    <section>
      <div className="section-head" style={{ marginBottom: 6 }}>{t("handovers.history")}</div>
      {all.map((j) => (
        <div key={j.at} className="judgement">
          <span className="t3 f12 num">{formatInstantShort(j.at)}</span>
          <span><b>{j.by?.name ?? t("handovers.system")}</b> {t(`handovers.judged.${j.what}`, { score: points(j.score) })}{j.what === "score" && j.refused > 0 ? t("handovers.judged.refused", { count: j.refused }) : ""}</span>
        </div>
      ))}
    </section>
  );
}
