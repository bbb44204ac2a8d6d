import { CircleCheck, CircleDot, X } from "lucide-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatDateShort } from "../../../../lib/format";
import { TextInput } from "../../../../ui/inputs";
import { placeOf, sectionPoints } from "../model";
import type { Handover, Item, Section } from "../types";

export interface EvidenceProps {
  handover: Handover;
  /** Opens the form of a piece of evidence, or the statement. */
  onFill: (item: Item) => void;
  /** While the project manager judges: what he refuses, and why. */
  refusals: ReadonlyMap<string, string> | null;
  /** The refusal that still lacks its reason, once it was tried. */
  faulty: string | null;
  onRefuse: (key: string, reason: string | null) => void;
}

/** The five sections with their weights, and each piece of evidence: what counts, or why it does not. */
export function Evidence(props: EvidenceProps) {
  return props.handover.explained.sections.map((s) => <SectionPart key={s.key} section={s} {...props} />);
}

function SectionPart({ section: s, ...props }: EvidenceProps & { section: Section }) {
  const { t } = useTranslation();
  const share = s.required > 0 ? s.present / s.required : 0;
  const good = share >= 0.7;
  return (
    <section className="evidence" aria-label={t(`handovers.section.${s.key}`, { defaultValue: s.key })}>
      <div><h2>{t(`handovers.section.${s.key}`, { defaultValue: s.key })}</h2><div className="t3 f12">{t(`handovers.sectionNote.${s.key}`, { defaultValue: "" })}</div></div>
      <div>
        <div className="row num" style={{ alignItems: "baseline" }}><span className={`section-points ${good ? "" : "warn-t"}`}>{sectionPoints(s.points)}</span><span className="t3 f12">/ {sectionPoints(s.weight)}</span></div>
        <div className="bar" role="presentation"><i className={good ? "ok" : "warn"} style={{ width: `${share * 100}%` }} /></div>
        <div className="t3 f12 num">{t("handovers.present", { present: s.present, required: s.required })}</div>
      </div>
      <ul className="items">{s.items.map((i) => <ItemLine key={i.key} item={i} {...props} />)}</ul>
    </section>
  );
}

function ItemLine({ item: i, handover: h, onFill, refusals, faulty, onRefuse }: EvidenceProps & { item: Item }) {
  const { t } = useTranslation();
  const refused = refusals ? refusals.has(i.key) : i.lacks === "refused";
  const state = refused ? "refused" : i.counts || (refusals !== null && i.lacks === "refused") ? "ok" : "open";
  const Icon = state === "ok" ? CircleCheck : state === "refused" ? X : CircleDot;
  const tone = state === "ok" ? "ok-t" : state === "refused" ? "bad-t" : "warn-t";
  const note = state === "open" ? t(`handovers.lacks.${i.lacks}`) : state === "refused" ? t("handovers.refusedBecause", { reason: refusals?.get(i.key) ?? i.refusal?.reason ?? "" }) : "";
  const value = valueOf(i, t("ui.comma"));
  return (
    <li className={refusals && refused ? "judging" : ""}>
      <Icon className={tone} aria-label={t(`handovers.mark.${state}`)} role="img" />
      <span className={`nowrap ${state === "ok" ? "t2" : "m"}`}>{t(`handovers.item.${i.key}`, { defaultValue: i.key })}</span>
      <span className="ell f12 t3" title={[value, note].filter(Boolean).join(" ")}>{note && !(refusals && refused) ? <span className={tone}>{note}</span> : value}</span>
      <span className="push"><Remedy item={i} handover={h} state={state} judging={refusals !== null} onFill={onFill} onRefuse={onRefuse} /></span>
      {refusals && refused ? <TextInput autoFocus className={faulty === i.key ? "invalid" : ""} aria-invalid={faulty === i.key || undefined} aria-label={t("handovers.refusalOf", { item: t(`handovers.item.${i.key}`, { defaultValue: i.key }) })} placeholder={t("handovers.refusalReason")} maxLength={500} value={refusals.get(i.key) ?? ""} onChange={(e) => onRefuse(i.key, e.target.value)} /> : null}
    </li>
  );
}

/** What lies behind a piece of evidence, in a few words. */
function valueOf(i: Item, comma: string): string {
  if (i.document) return i.document.name;
  if (i.offer) return `${i.offer.number} V${i.offer.revision}`;
  if (i.schedule) return i.schedule.number;
  const who = i.by === "risk" ? i.person?.name : (i.confirmed_by?.name ?? i.person?.name);
  return [i.on || i.text, who, i.met_on ? formatDateShort(i.met_on) : ""].filter(Boolean).join(comma);
}

interface RemedyProps {
  item: Item;
  handover: Handover;
  state: "ok" | "refused" | "open";
  judging: boolean;
  onFill: (item: Item) => void;
  onRefuse: (key: string, reason: string | null) => void;
}

/** What the reader can do about a piece of evidence. */
function Remedy({ item: i, handover: h, state, judging, onFill, onRefuse }: RemedyProps) {
  const { t } = useTranslation();
  if (judging) {
    if (state === "refused") return <button type="button" className="link f12" onClick={() => onRefuse(i.key, null)}>{t("handovers.takeBack")}</button>;
    return state === "ok" ? <button type="button" className="link f12 quiet" onClick={() => onRefuse(i.key, "")}>{t("handovers.refuse")}</button> : null;
  }
  if (!h.actions.includes("update")) return null;
  const word = t(state === "ok" ? "handovers.change" : state === "refused" ? "handovers.mend" : "handovers.fill");
  const place = placeOf(i);
  if (place === "contacts" && state === "open") return <Link to={`/customers/${h.customer.id}`} search={{ tab: "contacts" } as never} className="f12">{word}</Link>;
  if (place === "quotes" && state === "open") return <Link to="/quotes" search={{ opportunity_id: h.opportunity_id } as never} className="f12">{word}</Link>;
  if (place === "contract" && state === "open") return h.contract_id ? <Link to={`/contracts/${h.contract_id}`} className="f12">{word}</Link> : null;
  if (place !== "form" && place !== "statement" && state === "ok") return null;
  return <button type="button" className={`link f12 ${state === "ok" ? "quiet" : ""}`} onClick={() => onFill(i)}>{word}</button>;
}
