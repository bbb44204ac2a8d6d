import "../../../ui/record.css";
import "./home.css";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { formatTime, localDate } from "../../../lib/format";
import { useDelayed } from "../../../lib/hooks";
import { useRecordParts } from "../../../lib/record";
import { problemText } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { useNow } from "../../../ui/ClockTrack";
import { InlineNotice } from "../../../ui/layout";
import { Skeleton } from "../../../ui/marks";
import { PageHead } from "../../../ui/PageHead";
import { Clocks } from "./Clocks";
import { FollowUp } from "./FollowUp";
import { FunnelBars } from "./FunnelBars";
import { Figures } from "./Figures";
import { Ageing } from "./Ageing";
import { Companies } from "./Companies";
import { leads } from "./model";
import { Months } from "./Months";
import { MyProjects } from "./MyProjects";
import { NextTasks } from "./NextTasks";
import { Projects } from "./Projects";
import { useOverview } from "./queries";
import { ThisYear } from "./ThisYear";

/** What matters today: one's own clocks and steps, and above them the figures of those one answers for. */
export default function HomePage() {
  const me = useMe();
  return leads(me) ? <ManagerHome /> : <OwnHome />;
}

function Head({ title }: { title: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const now = new Date(useNow(30_000));
  const weekdays = t("home.weekday", { returnObjects: true }) as string[];
  return (
    <PageHead title={title} marks={<span className="t3 num hide-phone nowrap">{localDate(now)} {weekdays[new Date(`${localDate(now)}T00:00:00Z`).getUTCDay()]} {formatTime(now)}</span>}
      actions={can(me, "opportunity:create") ? <Link to="/opportunities/new" className="btn primary"><Plus aria-hidden /><span>{t("opportunities.create")}</span></Link> : null} />
  );
}

/** The day of everybody who leads nobody: sellers see their funnel, others what is owed and how the works stand. */
function OwnHome() {
  const { t } = useTranslation();
  const me = useMe();
  const sells = can(me, "opportunity:update");
  const o = useOverview().data;
  const { Panels } = useRecordParts();
  const home = { kind: "home", id: me.id };
  return (
    <div className="page">
      <Head title={t("home.today")} />
      <div className="home">
        <div className="home-main">
          {sells ? <Clocks /> : null}
          <NextTasks />
          {sells ? <FollowUp /> : null}
          {!sells ? <Panels record={home} place="main" /> : null}
          {!sells && o?.projects?.running.count ? <Projects overview={o} /> : null}
        </div>
        <aside className="home-rail" aria-label={t("home.atAGlance")}>
          {sells && o?.deals ? <section><FunnelBars title={t("home.myFunnel")} deals={o.deals} /></section> : null}
          {sells && o?.deals ? <section className="home-year"><ThisYear deals={o.deals} /></section> : null}
          {sells ? null : <Panels record={home} place="rail" />}
          {sells || !o?.receivables ? <MyProjects /> : null}
          {!sells && o?.receivables ? <section><Ageing receivables={o.receivables} /></section> : null}
        </aside>
      </div>
    </div>
  );
}

function ManagerHome() {
  const { t } = useTranslation();
  const me = useMe();
  const overview = useOverview();
  const o = overview.data;
  return (
    <div className="page">
      <Head title={t(me.permissions["opportunity:read"] === "group" ? "home.group" : "home.team")} />
      <div className="scroll" tabIndex={0} role="group" aria-label={t("home.title")}>
        {overview.error ? <InlineNotice tone="bad" strip action={<Button size="small" onClick={() => void overview.refetch()}>{t("ui.retry")}</Button>}>{problemText(overview.error)}</InlineNotice> : null}
        {o ? (
          <>
            <Figures overview={o} />
            {o.deals ? (
              <div className="home-three">
                <section><FunnelBars title={t("home.funnelTitle")} deals={o.deals} conversion /></section>
                <section><Months deals={o.deals} /></section>
                <section>{o.receivables ? <Ageing receivables={o.receivables} /> : <Companies deals={o.deals} />}</section>
              </div>
            ) : null}
            <Projects overview={o} />
          </>
        ) : overview.isPending ? <Waiting /> : null}
        <div className="home-main own"><NextTasks unlessEmpty /></div>
      </div>
    </div>
  );
}

/** The figures' places while they are asked for, once that takes a moment. */
function Waiting() {
  const { t } = useTranslation();
  const late = useDelayed(true);
  return <div className="home-figures" role="status" aria-label={t("ui.loading")}>{[0, 1, 2, 3, 4].map((i) => <div key={i} style={{ height: 86 }}>{late ? <><Skeleton width="40%" /><div style={{ height: 12 }} /><Skeleton width="72%" /></> : null}</div>)}</div>;
}
