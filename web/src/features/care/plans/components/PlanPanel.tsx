import "../../../../ui/record.css";
import { useTranslation } from "react-i18next";
import { problemText } from "../../../../lib/problem";
import type { PanelContext } from "../../../../ui/dataview/DataView";
import { EmptyState } from "../../../../ui/layout";
import { Pill } from "../../../../ui/marks";
import { SidePanel } from "../../../../ui/SidePanel";
import { severityTone, stateTone } from "../model";
import { usePlan } from "../queries";
import { Actions } from "./Actions";
import { Body, PlanFacts, Story } from "./Body";

/** A plan beside the list. */
export function PlanPanel({ id, tab: _tab, setTab: _setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const { data: p, error } = usePlan(id);
  return (
    <SidePanel {...bar} label={p?.title ?? t("plans.title")}>
      {error && !p ? <EmptyState title={t("plans.gone")}>{problemText(error)}</EmptyState> : null}
      {p ? (
        <>
          <div className="panel-top">
            <div className="row gap8"><h2 className="ell">{p.title}</h2><Pill tone={severityTone(p.severity)}>{t(`plans.severityShort.${p.severity}`)}</Pill><Pill tone={stateTone(p.state)}>{t(`plans.state.${p.state}`)}</Pill></div>
            <div className="t3 f12 ell">{[p.customer.name, p.project?.name].filter(Boolean).join(" · ")}</div>
            <div className="row gap8 wrap" style={{ marginTop: 10 }}><Actions plan={p} small /></div>
          </div>
          <div className="panel-part">
            <Body plan={p} />
            <section className="record-section"><PlanFacts plan={p} /></section>
            <section className="record-section"><header><h2>{t("plans.story")}</h2></header><Story plan={p} /></section>
          </div>
        </>
      ) : null}
    </SidePanel>
  );
}
