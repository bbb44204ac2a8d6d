import "../../../ui/record.css";
import { Link, useParams } from "@tanstack/react-router";
import { Ellipsis, Plus } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStory } from "../../../api/activities";
import { can, useMe } from "../../../api/me";
import type { Customer } from "../../../api/types";
import { formatInstantShort } from "../../../lib/format";
import { problemText } from "../../../lib/problem";
import { useRecordParts, type LogStart } from "../../../lib/record";
import { useOwnTitle } from "../../../lib/title";
import { useSearchParams } from "../../../lib/url";
import { Button, IconButton } from "../../../ui/Button";
import { EmptyState, InlineNotice, Tabs } from "../../../ui/layout";
import { Pill } from "../../../ui/marks";
import { Menu } from "../../../ui/Menu";
import { PageHead } from "../../../ui/PageHead";
import { Engagements } from "./components/Engagements";
import { KeyFigures } from "./components/KeyFigures";
import { Rail } from "./components/Rail";
import { StruckOff } from "./components/Registration";
import { statusTone } from "./model";
import { useCustomer } from "./queries";
import { useVerbs, type Verbs } from "./useVerbs";

/** The whole record: figures, who looks after it, what happened; people and papers in the rail. */
export default function RecordPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  return <Record key={id} id={id} />;
}

function Record({ id }: { id: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const [search, change] = useSearchParams();
  const { Composer, Contacts, Story } = useRecordParts();
  const record = { kind: "customer", id };
  const customer = useCustomer(id);
  const story = useStory(record);
  const c = customer.data;
  const [log, setLog] = useState<LogStart | null>(null);
  const verbs = useVerbs(c, setLog);
  useOwnTitle(c?.name);
  const tab = search.tab ?? "overview";
  if (customer.error && !c) return <Gone text={problemText(customer.error)} />;
  if (!c) return <div className="page"><PageHead title="" parent={{ to: "/customers", label: t("customers.title") }} /></div>;
  return (
    <div className="page">
      <RecordHead customer={c} verbs={verbs} onLog={setLog} />
      {c.status === "blacklisted" ? <InlineNotice tone="bad" strip>{t("customers.blocked")}</InlineNotice> : null}
      <StruckOff customer={c} />
      <Tabs label={c.name} value={tab} onChange={(next) => change((now) => ({ ...now, tab: next === "overview" ? "" : next }))} aside={<span className="push f12 t3 num nowrap hide-phone">{identity(c, [c.type ? t(`customers.type.${c.type}`) : "", c.industry].filter(Boolean).join(t("ui.comma")))}</span>}
        tabs={[{ id: "overview", label: t("customers.tab.panorama") }, { id: "activity", label: t("customers.tab.activity"), count: story.data?.total ?? undefined }, { id: "contacts", label: t("customers.tab.contacts"), count: c.contacts.length }]} />
      <div className="record">
        <div className="record-main">
          {tab === "overview" ? <Overview customer={c} onEngage={verbs.engage} /> : null}
          {tab === "activity" ? <section className="record-section"><Story record={record} kind="story" /></section> : null}
          {tab === "contacts" ? <section className="record-section"><Contacts customer={c.id} place="main" /></section> : null}
        </div>
        <Rail customer={c} />
      </div>
      {can(me, "activity:log") && (log || tab === "activity") ? <Composer record={record} start={log} onStart={setLog} /> : null}
      {verbs.dialog}
    </div>
  );
}

const identity = (c: Customer, kind: string): string => [c.uscc, c.city, kind].filter(Boolean).join(" · ");

function RecordHead({ customer: c, verbs, onLog }: { customer: Customer; verbs: Verbs; onLog: (start: LogStart) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const more = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <PageHead
      title={c.name}
      parent={{ to: "/customers", label: t("customers.title") }}
      marks={
        <>
          <Pill tone={statusTone(c.status)}>{t(`customers.status.${c.status}`)}</Pill>
          {c.engagements.length > 1 ? <Pill outline>{t("customers.groupWide")}</Pill> : null}
        </>
      }
      actions={
        <>
          {can(me, "activity:log") ? <Button className="hide-phone" onClick={() => onLog({ kind: "visit" })}>{t("customers.verb.visit")}</Button> : null}
          {can(me, "opportunity:create") && c.status !== "blacklisted" ? <Link to="/opportunities/new" search={{ customer: c.id } as never} className="btn primary" aria-label={t("customers.verb.opportunity")}><Plus aria-hidden /><span className="hide-phone">{t("customers.verb.opportunity")}</span></Link> : null}
          <span ref={more}><IconButton icon={Ellipsis} label={t("ui.more")} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} /></span>
          {open ? <Menu anchor={more} items={verbs.menu} label={t("ui.more")} onClose={() => setOpen(false)} /> : null}
        </>
      }
    />
  );
}

function Overview({ customer: c, onEngage }: { customer: Customer; onEngage: () => void }) {
  const { t } = useTranslation();
  const { Panels, Story } = useRecordParts();
  return (
    <>
      <KeyFigures customer={c} />
      <Engagements customer={c} onEngage={c.actions.includes("engage") ? onEngage : undefined} />
      <Panels record={{ kind: "customer", id: c.id }} place="main" actions={c.actions} />
      <section className="record-section">
        <header>
          <h2>{t("customers.story")}</h2>
          <span className="t3 f12">{t("customers.updatedAt", { time: formatInstantShort(c.updated_at) })}</span>
        </header>
        <Story record={{ kind: "customer", id: c.id }} kind="story" limit={12} />
      </section>
    </>
  );
}

function Gone({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <div className="page">
      <PageHead title={t("customers.title")} />
      <EmptyState title={t("customers.gone")} actions={<Link to="/customers" className="btn">{t("customers.backToList")}</Link>}>{text}</EmptyState>
    </div>
  );
}
