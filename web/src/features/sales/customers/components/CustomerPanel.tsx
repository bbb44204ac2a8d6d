import "../../../../ui/record.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStory } from "../../../../api/activities";
import { can, useMe } from "../../../../api/me";
import type { Customer } from "../../../../api/types";
import { problemText } from "../../../../lib/problem";
import { useRecordParts, type LogStart } from "../../../../lib/record";
import type { PanelContext } from "../../../../ui/dataview/DataView";
import { EmptyState, Facts, Tabs } from "../../../../ui/layout";
import { Person, Pill } from "../../../../ui/marks";
import { SidePanel } from "../../../../ui/SidePanel";
import { statusTone } from "../model";
import { useCustomer } from "../queries";
import { useVerbs } from "../useVerbs";
import { Completeness } from "./Completeness";
import { StruckOff } from "./Registration";
import { TagReasons } from "./TagReasons";

/** A customer beside the list: what, what is missing, facts, what happened. */
export function CustomerPanel({ id, tab = "overview", setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const me = useMe();
  const { Composer, Contacts, Story } = useRecordParts();
  const customer = useCustomer(id);
  const record = { kind: "customer", id };
  const story = useStory(record);
  const c = customer.data;
  const [log, setLog] = useState<LogStart | null>(null);
  const verbs = useVerbs(c, setLog);
  return (
    <SidePanel {...bar} label={c?.name ?? t("customers.title")} menu={verbs.menu} foot={c && can(me, "activity:log") ? <Composer record={record} start={log} onStart={setLog} /> : null}>
      {customer.error ? <EmptyState title={t("customers.gone")}>{problemText(customer.error)}</EmptyState> : null}
      {c ? (
        <>
          <PanelTop customer={c} />
          <StruckOff customer={c} />
          <Completeness customer={c} />
          <Tabs label={c.name} value={tab} onChange={setTab} tabs={[{ id: "overview", label: t("customers.tab.overview") }, { id: "activity", label: t("customers.tab.activity"), count: story.data?.total ?? undefined }, { id: "contacts", label: t("customers.tab.contacts"), count: c?.contacts.length }]} />
          <div className="panel-part">
            {tab === "activity" ? <Story record={record} kind="rail" /> : tab === "contacts" ? <Contacts customer={id} place="rail" /> : <Overview customer={c} onAll={() => setTab("activity")} />}
          </div>
        </>
      ) : null}
      {verbs.dialog}
    </SidePanel>
  );
}

function PanelTop({ customer: c }: { customer: Customer }) {
  const { t } = useTranslation();
  return (
    <div className="panel-top">
      <div className="row gap8">
        <h2 className="ell">{c.name}</h2>
        <Pill tone={statusTone(c.status)}>{t(`customers.status.${c.status}`)}</Pill>
        {c.engagements.length > 1 ? <Pill outline>{t("customers.groupWide")}</Pill> : null}
      </div>
      <div className="t3 f12 num">{[c.uscc, c.city, c.type ? t(`customers.type.${c.type}`) : "", c.industry].filter(Boolean).join(" · ")}</div>
    </div>
  );
}

function Overview({ customer: c, onAll }: { customer: Customer; onAll: () => void }) {
  const { t } = useTranslation();
  const { Story } = useRecordParts();
  return (
    <>
      <div className="two-facts">
        <Facts labelWidth={68} items={[{ label: t("customers.entity"), value: c.entity.name }, { label: t("customers.owner"), value: <Person name={c.owner.name} /> }, { label: t("customers.source.label"), value: c.source ? t(`customers.sources.${c.source}`, { defaultValue: c.source }) : "–" }]} />
        <Facts labelWidth={68} items={[{ label: t("customers.grade"), value: c.credit || "–" }, { label: t("customers.partyLabel"), value: t(`customers.party.${c.party}`) }, { label: t("customers.projectTypes"), value: c.project_types.join(t("ui.comma")) || "–" }]} />
      </div>
      {c.tags.length > 0 ? (
        <>
          <hr className="hairline" style={{ margin: "12px 0" }} />
          <div className="section-head">{t("customers.tagsAndReasons")}</div>
          <TagReasons tags={c.tags} />
        </>
      ) : null}
      <hr className="hairline" style={{ margin: "12px 0" }} />
      <Story record={{ kind: "customer", id: c.id }} kind="rail" limit={5} onAll={onAll} />
    </>
  );
}
