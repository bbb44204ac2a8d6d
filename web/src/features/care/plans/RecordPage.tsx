import "../../../ui/record.css";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemText } from "../../../lib/problem";
import { useOwnTitle } from "../../../lib/title";
import { EmptyState } from "../../../ui/layout";
import { Pill } from "../../../ui/marks";
import { PageHead } from "../../../ui/PageHead";
import { Actions } from "./components/Actions";
import { Body, PlanFacts, Story } from "./components/Body";
import { severityTone, stateTone } from "./model";
import { usePlan } from "./queries";

const LIST = "/improvement-plans";

/** One improvement plan: the complaint, its cause, the steps, and what came of them. */
export default function RecordPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { data: p, error } = usePlan(id);
  useOwnTitle(p?.title);
  const parent = { to: LIST, label: t("plans.title") };
  if (error && !p) return <div className="page"><PageHead title={t("plans.title")} /><EmptyState title={t("plans.gone")} actions={<Link to={LIST} className="btn">{t("plans.backToList")}</Link>}>{problemText(error)}</EmptyState></div>;
  if (!p) return <div className="page"><PageHead title="" parent={parent} /></div>;
  return (
    <div className="page">
      <PageHead title={p.title} parent={parent} marks={<><Pill tone={severityTone(p.severity)}>{t(`plans.severityShort.${p.severity}`)}</Pill><Pill tone={stateTone(p.state)}>{t(`plans.state.${p.state}`)}</Pill></>} actions={<Actions plan={p} />} />
      <div className="record">
        <div className="record-main"><Body plan={p} /></div>
        <aside className="record-rail" aria-label={t("plans.rail")}>
          <section><PlanFacts plan={p} /></section>
          <section><div className="section-head" style={{ marginBottom: 4 }}>{t("plans.story")}</div><Story plan={p} /></section>
        </aside>
      </div>
    </div>
  );
}
