import { Ellipsis } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDateShort } from "../../../../lib/format";
import { Button, IconButton } from "../../../../ui/Button";
import { StatusDot } from "../../../../ui/marks";
import { Menu, type MenuItem } from "../../../../ui/Menu";
import { isSettled, markOf, signedDays, slip, STATE_TONE, verbsOf, waiting, type Verb } from "../model";
import type { Row } from "../types";
import { serverToday } from "../../../../lib/now";

interface TableProps {
  rows: Row[];
  onOpen: (id: string) => void;
  onVerb: (m: Row, verb: Verb) => void;
}

/** Plan, baseline, forecast and actual day of each milestone, where it stands, and what can be done. */
export function MilestoneTable({ rows, onOpen, onVerb }: TableProps) {
  const { t } = useTranslation();
  return (
    <div className="sideways" tabIndex={0} role="region" aria-label={t("milestones.title")}>
      <table className="plain ms-table">
        <thead>
          <tr>
            <th scope="col">{t("milestones.name")}</th>
            <th scope="col" className="right">{t("milestones.weight")}</th>
            <th scope="col">{t("milestones.baseline")}</th>
            <th scope="col">{t("milestones.planned")}</th>
            <th scope="col">{t("milestones.forecast")}</th>
            <th scope="col">{t("milestones.actual")}</th>
            <th scope="col">{t("milestones.stateLabel")}</th>
            <th scope="col"><span className="sr">{t("ui.actions")}</span></th>
          </tr>
        </thead>
        <tbody>{rows.map((m) => <MilestoneRow key={m.id} milestone={m} onOpen={onOpen} onVerb={onVerb} />)}</tbody>
      </table>
    </div>
  );
}

function MilestoneRow({ milestone: m, onOpen, onVerb }: { milestone: Row } & Omit<TableProps, "rows">) {
  const { t } = useTranslation();
  const today = serverToday();
  const late = markOf(m, today) === "late";
  const days = signedDays(slip(m));
  return (
    <tr>
      <td className="name-cell"><button type="button" className="link m ell" title={m.name} onClick={() => onOpen(m.id)}>{m.name}</button>{m.key ? <span className="t3 f11"> {t(`milestones.key.${m.key}`, { defaultValue: m.key })}</span> : null}</td>
      <td className="right num t2">{m.weight}</td>
      <td className="num t2" title={m.baseline_on}>{formatDateShort(m.baseline_on)}</td>
      <td className="num t2" title={m.planned_on}>{formatDateShort(m.planned_on)}</td>
      <td className={`num ${late ? "bad-t" : ""}`} title={m.forecast_on}>{formatDateShort(m.forecast_on)}{days && !m.actual_on ? <span className="t3 f12"> {days}</span> : null}</td>
      <td className="num" title={m.actual_on || undefined}>{m.actual_on ? <>{formatDateShort(m.actual_on)}{days ? <span className="t3 f12"> {days}</span> : null}</> : <span className="t3">–</span>}</td>
      <td><StatusDot tone={late ? "bad" : STATE_TONE[m.state]}>{late ? t("milestones.late") : t(`milestones.state.${m.state}`)}</StatusDot>{m.state === "awaiting_customer" ? <span className="t3 f12 num"> {t("milestones.waiting", { days: waiting(m, today) })}</span> : null}{isSettled(m) && m.score > 0 ? <span className="t3 f12 num"> {t("milestones.scoreIs", { score: m.score })}</span> : null}</td>
      <td className="right"><Verbs milestone={m} onVerb={onVerb} /></td>
    </tr>
  );
}

/** The most useful verb as a button, the others behind the dots. */
function Verbs({ milestone: m, onVerb }: { milestone: Row; onVerb: TableProps["onVerb"] }) {
  const { t } = useTranslation();
  const more = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const [first, ...others] = verbsOf(m);
  const items: MenuItem[] = [...others, ...(m.actions.includes("update") ? ["update" as const] : [])].map((verb) => ({ id: verb, label: t(`milestones.verb.${verb}`), perform: () => onVerb(m, verb) }));
  return (
    <span className="row gap4" style={{ justifyContent: "flex-end" }}>
      {first ? <Button size="small" onClick={() => onVerb(m, first)}>{t(`milestones.verb.${first}`)}</Button> : null}
      {items.length > 0 ? <span ref={more}><IconButton size="small" icon={Ellipsis} label={t("ui.more")} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} /></span> : null}
      {open ? <Menu anchor={more} items={items} label={t("ui.more")} onClose={() => setOpen(false)} /> : null}
    </span>
  );
}
