import { Link } from "@tanstack/react-router";
import { Calculator, CircleCheck, CircleDashed, CircleDot, Lock, ShieldCheck, TriangleAlert, TrendingUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { formatDateShort, formatInstantShort, formatPercent, formatWan, groupHash, shortHash } from "../../../../lib/format";
import { useRecordParts } from "../../../../lib/record";
import { Facts } from "../../../../ui/layout";
import { Person, Restricted } from "../../../../ui/marks";
import { amendmentTone } from "../model";
import { useApprovals, useOpportunity, useQuote } from "../queries";
import type { Contract } from "../types";

/** The quiet column: how far it is signed, its versions, where it came from, what else is known. */
export function Rail({ contract: c }: { contract: Contract }) {
  const { t } = useTranslation();
  const { Panels, Files } = useRecordParts();
  const record = { kind: "contract", id: c.id };
  return (
    <aside className="record-rail" aria-label={t("contracts.rail")}>
      <Signing contract={c} />
      <Versions contract={c} />
      <Links contract={c} />
      <Panels record={record} place="rail" actions={c.actions} />
      <Files record={record} place="rail" />
      <section>
        <Facts labelWidth={72} items={[
          { label: t("contracts.owner"), value: <Person name={c.owner.name} /> },
          { label: t("contracts.entity"), value: <span className="ell">{[c.entity.name, c.department.name].filter(Boolean).join(" · ")}</span> },
          { label: t("contracts.pricingLabel"), value: t(`contracts.pricing.${c.pricing_type}`) },
          { label: t("contracts.period"), value: <span className="num">{c.start_on ? `${c.start_on} – ${c.finish_on || ""}` : t("ui.none")}</span> },
          ...(c.duration_days ? [{ label: t("contracts.calendarDays"), value: <span className="num">{t("contracts.days", { count: c.duration_days })}</span> }] : []),
          ...(c.masked.includes("margin") || c.margin === null ? [] : [{ label: t("contracts.margin"), value: <span className="num">{formatPercent(Number(c.margin))}</span> }]),
          ...(c.final_price ? [{ label: t("contracts.finalPrice"), value: <b className="num">{formatWan(c.final_price.amount)}</b> }] : []),
        ]} />
        {c.note ? <p className="t2" style={{ marginTop: 6, whiteSpace: "pre-wrap" }}>{c.note}</p> : null}
      </section>
    </aside>
  );
}

const ORDER = ["draft", "reviewing", "approving", "approved", "signing", "in_force"] as const;

/** The way to the signature: written, reviewed, approved, signed by both, in force. */
function Signing({ contract: c }: { contract: Contract }) {
  const { t } = useTranslation();
  const me = useMe();
  const approval = useApprovals("contract", c.id, can(me, "approval:read") && c.state === "approving").data?.[0];
  const ended = ["terminated", "voided"].includes(c.state);
  const place = c.state === "rejected" ? 0 : ["in_force", "suspended", "completed", "settled", "closed", "terminated"].includes(c.state) ? 5 : ORDER.indexOf(c.state as (typeof ORDER)[number]);
  const role = approval?.node.asked_role ? t(`roleNames.${approval.node.asked_role}`, { defaultValue: approval.node.asked_role }) : "";
  const steps = [
    { at: 1, title: t("contracts.step.reviews"), line: c.submitted_at ? t("contracts.step.submitted", { at: formatInstantShort(c.submitted_at), passed: c.reviews.filter((r) => r.verdict === "passed").length, all: c.reviews.length }) : "" },
    { at: 2, title: t("contracts.step.approval"), line: c.state === "approving" ? (role ? t("contracts.step.waitsFor", { role }) : "") : place > 2 ? t("contracts.step.locked") : "" },
    { at: 4, title: t("contracts.step.signing"), line: c.state === "signing" ? t("contracts.step.onPaper") : c.signed_on ? t("contracts.step.signed", { date: c.signed_on }) : "" },
    { at: 5, title: t("contracts.step.force"), line: c.signed_on || "" },
  ];
  return (
    <section>
      <div className="section-head">{t("contracts.signing")}</div>
      <ol className="sign-way">
        {steps.map((s) => {
          const done = place > s.at || (s.at === 5 && place === 5);
          const here = !done && !ended && (place === s.at || (s.at === 4 && place === 3));
          const Icon = done ? CircleCheck : here ? CircleDot : s.at === 5 ? Lock : CircleDashed;
          return <li key={s.at} aria-current={here ? "step" : undefined}><Icon className={done ? "ok-t" : here ? "warn-t" : "t3"} aria-hidden /><span><span className={here || done ? "m" : "t2"}>{s.title}</span>{s.line ? <span className="t3 f12 num">{s.line}</span> : null}</span></li>;
        })}
      </ol>
      {c.scan ? <Hash sha={c.scan.sha256} intact={c.scan.intact} /> : c.hash ? <div className="hash-box"><span className="t2 f12">{t("contracts.contentHash")}</span><span className="mono">{groupHash(c.hash)}</span></div> : null}
    </section>
  );
}

function Hash({ sha, intact }: { sha: string; intact: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="hash-box">
      <span className="row f12"><span className="t2 grow">{t("contracts.scanHash")}</span>{intact ? <span className="ok-t row gap4"><ShieldCheck className="s" aria-hidden />{t("contracts.intact")}</span> : <span className="warn-t row gap4"><TriangleAlert className="s" aria-hidden />{t("contracts.notIntact")}</span>}</span>
      <span className="mono">{groupHash(sha)}</span>
    </div>
  );
}

/** The contract as signed and every amendment: what each changed. */
function Versions({ contract: c }: { contract: Contract }) {
  const { t } = useTranslation();
  if (c.amendments.length === 0 && !c.signed_on) return null;
  return (
    <section>
      <div className="section-head" style={{ marginBottom: 4 }}>{t("contracts.versions")}</div>
      <div className="version-row"><span className="dot ok" /><span><span className="m">{t("contracts.originalContract")}</span><span className="t3 f12 num">{c.signed_on ? t("contracts.effective", { date: formatDateShort(c.signed_on) }) : ""}</span></span><span className="right num">{c.price ? formatWan(c.price.amount) : <Restricted />}<span className="mono t3">{shortHash(c.hash)}</span></span></div>
      {c.amendments.filter((a) => a.state !== "voided").map((a) => (
        <Link key={a.id} to={`/contracts/${c.id}/amendments/${a.id}`} className="version-row">
          <span className={`dot ${amendmentTone(a.state)}`} />
          <span><span className="m">{t("contracts.amendmentNo", { number: a.number })}{t("ui.comma")}{a.title}</span><span className="t3 f12 num">{a.signed_on ? t("contracts.effective", { date: formatDateShort(a.signed_on) }) : t(`contracts.amendmentState.${a.state}`)}</span></span>
          <span className="right num">{a.price_change ? `${a.price_change.amount > 0 ? "+" : ""}${formatWan(a.price_change.amount)}` : <Restricted />}<span className="mono t3">{shortHash(a.hash)}</span></span>
        </Link>
      ))}
      <div className="version-row total"><span /><span className="t2">{t("contracts.currentPrice")}</span><b className="right num sb">{c.amount ? formatWan(c.amount.amount) : <Restricted />}</b></div>
    </section>
  );
}

function Links({ contract: c }: { contract: Contract }) {
  const { t } = useTranslation();
  const me = useMe();
  const reaches = (permission: string): boolean => c.owner.id === me.id || ["department", "entity", "group"].includes(me.permissions[permission] ?? "none");
  const opportunity = useOpportunity(c.opportunity_id ?? "", reaches("opportunity:read")).data;
  const quote = useQuote(reaches("quote:read") ? (c.quote_id ?? "") : "").data;
  return (
    <section>
      <div className="section-head" style={{ marginBottom: 2 }}>{t("contracts.related")}<Link to={`/customers/${c.customer.id}`} className="push f12">{c.customer.name}</Link></div>
      {opportunity ? <Link to={`/opportunities/${opportunity.id}`} className="related"><TrendingUp aria-hidden /><span className="ell">{t("contracts.opportunity")} <span className="t2 num">{opportunity.number}</span></span><span className="push t3 f12">{t(`contracts.outcome.${opportunity.outcome}`)}</span></Link> : null}
      {quote ? <Link to={`/quotes/${quote.id}`} className="related"><Calculator aria-hidden /><span>{t("contracts.quote")} V{quote.revision}</span><span className="push num t2">{quote.amount ? formatWan(quote.amount.amount) : <Restricted />}</span></Link> : null}
    </section>
  );
}
