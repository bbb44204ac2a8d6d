import "../../../../ui/record.css";
import "../handovers.css";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import type { PanelProps } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { Pill } from "../../../../ui/marks";
import { points, PASSING, STATE_TONE } from "../model";
import { useBegin, useHandover, useHandoverOf } from "../queries";
import type { Handover } from "../types";

/** The handover of a project, on its page: score, signatures, the way to it. */
export default function HandoverOf({ record }: PanelProps) {
  const found = useHandoverOf(record.id);
  const handover = useHandover(found.data?.id ?? "").data;
  if (found.isSuccess && found.data === null) return <Begin project={record.id} />;
  return handover ? <Short handover={handover} /> : null;
}

function Begin({ project }: { project: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const begin = useBegin();
  if (!can(me, "handover:prepare")) return null;
  return (
    <section className="record-section">
      <header><h2>{t("handovers.single")}</h2><Button size="small" className="push" busy={begin.isPending} onClick={() => begin.mutate(project, { onSuccess: (h) => void navigate({ to: `/handovers/${h.id}` }) })}>{t("handovers.begin")}</Button></header>
      <p className="t2">{t("handovers.beginNote")}</p>
    </section>
  );
}

function Short({ handover: h }: { handover: Handover }) {
  const { t } = useTranslation();
  const score = h.signed_at ? h.score : h.explained.score;
  const passed = score >= PASSING;
  return (
    <section className="record-section">
      <header><h2>{t("handovers.single")}</h2><Pill tone={STATE_TONE[h.state]}>{t(`handovers.state.${h.state}`)}</Pill><Link to={`/handovers/${h.id}`} className="push f12">{h.number}</Link></header>
      <div className="handover-short">
        <span className="nowrap"><b className={`num ${passed ? "" : "warn-t"}`}>{points(score)}</b><span className="t3 f12"> / 10</span></span>
        <span className="bar" role="meter" aria-label={t("handovers.completeness")} aria-valuemin={0} aria-valuemax={10} aria-valuenow={score}><i className={passed ? "ok" : "warn"} style={{ width: `${score * 10}%` }} /><em style={{ left: `${PASSING * 10}%` }} /></span>
        <span className="row gap12 f12 wrap">{h.signatures.map((s) => <span key={s.role} className="nowrap"><span className="t3">{t(`handovers.role.${s.role}`)}</span> {s.person?.name ?? t("projects.nobody")} <span className={s.valid ? "ok-t" : "t3"}>{t(s.valid ? "handovers.signed" : "handovers.unsigned")}</span></span>)}</span>
      </div>
    </section>
  );
}
