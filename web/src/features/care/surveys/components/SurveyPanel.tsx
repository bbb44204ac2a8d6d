import "../../../../ui/record.css";
import "../surveys.css";
import { useTranslation } from "react-i18next";
import { problemText } from "../../../../lib/problem";
import { useRecordParts } from "../../../../lib/record";
import type { PanelContext } from "../../../../ui/dataview/DataView";
import { EmptyState } from "../../../../ui/layout";
import { Pill } from "../../../../ui/marks";
import { SidePanel } from "../../../../ui/SidePanel";
import { stateTone } from "../model";
import { useSurvey } from "../queries";
import { Answers } from "./Answers";
import { Steps, SurveyFacts } from "./Facts";
import { Verbs } from "./Verbs";

/** A survey beside the list: what was answered, what is done about it, what happened. */
export function SurveyPanel({ id, tab: _tab, setTab: _setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const { Panels } = useRecordParts();
  const { data: s, error } = useSurvey(id);
  return (
    <SidePanel {...bar} label={s?.customer.name ?? t("surveys.title")}>
      {error && !s ? <EmptyState title={t("surveys.gone")}>{problemText(error)}</EmptyState> : null}
      {s ? (
        <>
          <div className="panel-top">
            <div className="row gap8"><h2 className="ell">{s.customer.name}</h2><Pill tone={stateTone(s.state)}>{t(`surveys.state.${s.state}`)}</Pill><span className="push"><Verbs survey={s} small /></span></div>
            <div className="t3 f12 ell">{[t(`surveys.purpose.${s.purpose}`), t(`surveys.cause.${s.cause}`), s.project?.name].filter(Boolean).join(" · ")}</div>
          </div>
          <div className="panel-part">
            <Answers survey={s} />
            <Panels record={{ kind: "survey", id }} place="main" actions={s.actions} />
            <section className="record-section"><header><h2>{t("surveys.story")}</h2></header><Steps survey={s} /></section>
            <section className="record-section"><SurveyFacts survey={s} /></section>
          </div>
        </>
      ) : null}
    </SidePanel>
  );
}
