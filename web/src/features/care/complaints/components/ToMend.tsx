import "../complaints.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { Person, Pill, StatusDot } from "../../../../ui/marks";
import { severityTone, stateTone } from "../model";
import { useToMend } from "../queries";
import type { Complaint } from "../types";
import { Deadline } from "./Deadline";

/** On the home page: what customers complained of and what is not settled, the next limit first. Who answers for complaints reads that there is none. */
export default function ToMend() {
  const { t } = useTranslation();
  const closes = can(useMe(), "complaint:close");
  const found = useToMend().data;
  if (!found || (found.items.length === 0 && !closes)) return null;
  return (
    <section className="home-part" aria-label={t("complaints.toMend")}>
      <header><h2>{t("complaints.toMend")}</h2><span className="t3 f12">{t("complaints.toMendNote")}</span>{found.total ? <Link to="/complaints" className="push f12">{t("complaints.allOpen", { count: found.total })}</Link> : null}</header>
      {found.items.length === 0 ? <p className="t3">{t("complaints.nothingToMend")}</p> : null}
      {found.items.map((c) => <Row key={c.id} complaint={c} />)}
    </section>
  );
}

function Row({ complaint: c }: { complaint: Complaint }) {
  const { t } = useTranslation();
  return (
    <div className="complaint-row">
      <span><Pill tone={severityTone(c.severity)}>{t(`complaints.severityShort.${c.severity}`)}</Pill></span>
      <Link to="/complaints" search={{ id: c.id } as never} className="m ell quiet-link" title={c.title}>{c.title}</Link>
      <span className="t2 ell">{c.customer.name}</span>
      <span className="hide-phone"><StatusDot tone={stateTone(c.state)}>{t(`complaints.state.${c.state}`)}</StatusDot></span>
      <span className="hide-phone">{c.handler ? <Person name={c.handler.name} /> : <span className="warn-t">{t("complaints.nobody")}</span>}</span>
      <span className="f12"><Deadline complaint={c} /></span>
    </div>
  );
}
