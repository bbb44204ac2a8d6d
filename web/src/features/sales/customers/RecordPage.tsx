import "../../../ui/record.css";
import { Link, useParams } from "@tanstack/react-router";
import { Pencil } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Customer } from "../../../api/types";
import { formatInstantShort } from "../../../lib/format";
import { problemText } from "../../../lib/problem";
import { useRecordParts } from "../../../lib/record";
import { useOwnTitle } from "../../../lib/title";
import { useSearchParams } from "../../../lib/url";
import { EmptyState, Tabs } from "../../../ui/layout";
import { Pill } from "../../../ui/marks";
import { PageHead } from "../../../ui/PageHead";
import { ActivityList, NoteBar } from "./components/Activities";
import { ContactList } from "./components/Contacts";
import { Engagements } from "./components/Engagements";
import { KeyFigures } from "./components/KeyFigures";
import { Rail } from "./components/Rail";
import { statusTone } from "./model";
import { useActivities, useCustomer } from "./queries";

/** The whole record: figures, who looks after it, what happened; people and papers in the rail. */
export default function RecordPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const [search, change] = useSearchParams();
  const customer = useCustomer(id);
  const activities = useActivities(id);
  const c = customer.data;
  useOwnTitle(c?.name);
  const tab = search.tab ?? "overview";
  if (customer.error && !c) return <Gone text={problemText(customer.error)} />;
  if (!c) return <div className="page"><PageHead title="" parent={{ to: "/customers", label: t("customers.title") }} /></div>;
  return (
    <div className="page">
      <RecordHead customer={c} />
      <Tabs label={c.name} value={tab} onChange={(next) => change((now) => ({ ...now, tab: next === "overview" ? "" : next }))} aside={<span className="push f12 t3 num nowrap hide-phone">{identity(c, [c.type ? t(`customers.type.${c.type}`) : "", c.industry].filter(Boolean).join(t("ui.comma")))}</span>}
        tabs={[{ id: "overview", label: t("customers.tab.panorama") }, { id: "activity", label: t("customers.tab.activity"), count: activities.data?.total ?? undefined }, { id: "contacts", label: t("customers.tab.contacts"), count: c.contacts.length }]} />
      <div className="record">
        <div className="record-main">
          {tab === "overview" ? <Overview customer={c} /> : null}
          {tab === "activity" ? <section className="record-section"><ActivityList customer={c.id} /></section> : null}
          {tab === "contacts" ? <section className="record-section"><ContactList contacts={c.contacts} /></section> : null}
        </div>
        <Rail customer={c} />
      </div>
      {tab === "activity" ? <NoteBar customer={c.id} /> : null}
    </div>
  );
}

const identity = (c: Customer, kind: string): string => [c.uscc, c.city, kind].filter(Boolean).join(" · ");

function RecordHead({ customer: c }: { customer: Customer }) {
  const { t } = useTranslation();
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
      actions={c.actions.includes("update") ? <Link to={`/customers/${c.id}/edit`} className="btn primary"><Pencil aria-hidden />{t("customers.edit")}</Link> : null}
    />
  );
}

function Overview({ customer: c }: { customer: Customer }) {
  const { t } = useTranslation();
  const { Panels } = useRecordParts();
  return (
    <>
      <KeyFigures customer={c} />
      <Engagements customer={c} />
      <Panels record={{ kind: "customer", id: c.id }} place="main" actions={c.actions} />
      <section className="record-section">
        <header>
          <h2>{t("customers.story")}</h2>
          <span className="t3 f12">{t("customers.updatedAt", { time: formatInstantShort(c.updated_at) })}</span>
        </header>
        <ActivityList customer={c.id} limit={12} />
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
