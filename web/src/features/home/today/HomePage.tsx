import "../../../ui/record.css";
import "./home.css";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { formatTime, localDate } from "../../../lib/format";
import { useNow } from "../../../ui/ClockTrack";
import { PageHead } from "../../../ui/PageHead";
import { Clocks } from "./Clocks";
import { FollowUp } from "./FollowUp";
import { FunnelBars } from "./FunnelBars";
import { Figures } from "./Figures";
import { leads } from "./model";
import { Months } from "./Months";
import { NextTasks } from "./NextTasks";

/** What matters today: one's own clocks and steps, and above them the figures of those one answers for. */
export default function HomePage() {
  const me = useMe();
  return leads(me) ? <ManagerHome /> : <SalesHome />;
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

function SalesHome() {
  const { t } = useTranslation();
  const sells = can(useMe(), "opportunity:update");
  return (
    <div className="page">
      <Head title={t("home.today")} />
      <div className="home">
        <div className="home-main">
          {sells ? <Clocks /> : null}
          <NextTasks />
          {sells ? <FollowUp /> : null}
        </div>
        <aside className="home-rail" aria-label={t("home.myFunnel")}>
          <section><FunnelBars title={t("home.myFunnel")} /></section>
        </aside>
      </div>
    </div>
  );
}

function ManagerHome() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <div className="page">
      <Head title={t(me.permissions["opportunity:read"] === "group" ? "home.group" : "home.team")} />
      <div className="scroll" tabIndex={0} role="group" aria-label={t("home.title")}>
        <Figures />
        <div className="home-two">
          <section><FunnelBars title={t("home.funnelTitle")} conversion /></section>
          <section><Months /></section>
        </div>
        <div className="home-main own"><NextTasks /></div>
      </div>
    </div>
  );
}
