import "../../../../ui/record.css";
import "../milestones.css";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../../../../lib/problem";
import type { PanelProps } from "../../../../lib/record";
import { useSearchParams } from "../../../../lib/url";
import { Button } from "../../../../ui/Button";
import { InlineNotice } from "../../../../ui/layout";
import { isSettled, type Verb } from "../model";
import { useMilestones } from "../queries";
import { useMilestoneVerbs } from "../useMilestoneVerbs";
import { FormDialog } from "./FormDialog";
import { DetailDialog } from "./Detail";
import { MilestoneTable } from "./Table";
import { Way } from "./Way";

/** The milestones on the page of their project. The open one and its verb stand in the address. */
export default function MilestonesOf({ record, actions }: PanelProps) {
  const { t } = useTranslation();
  const [search, change] = useSearchParams();
  const milestones = useMilestones(record.id);
  const [adding, setAdding] = useState(false);
  // A dialog that may be opened stays until it has said that it is done, although its verb is gone by then.
  const [begun, setBegun] = useState("");
  const rows = milestones.data ?? [];
  const go = (patch: Record<string, string>): void => change((now) => ({ ...now, milestone: "", do: "", ...patch }));
  const verbs = useMilestoneVerbs(() => go({}));
  const open = rows.find((m) => m.id === search.milestone);
  const wanted = open && search.do ? `${open.id}/${search.do}` : "";
  if (open && search.do && wanted !== begun && open.actions.includes(search.do)) setBegun(wanted);
  const asked = open && wanted !== "" && wanted === begun ? (search.do as Verb) : null;
  const mayAdd = actions.includes("add_milestone");
  return (
    <section className="record-section">
      <header>
        <h2>{t("milestones.title")}</h2>
        {rows.length > 0 ? <span className="t3 f12 num">{t("milestones.confirmedOf", { done: rows.filter(isSettled).length, all: rows.length })}</span> : null}
        {mayAdd ? <Button size="small" icon={Plus} className="push" onClick={() => setAdding(true)}>{t("milestones.add")}</Button> : null}
      </header>
      {milestones.error ? <InlineNotice tone="bad">{problemText(milestones.error)}</InlineNotice> : null}
      {milestones.isSuccess && rows.length === 0 ? <p className="t2">{t("milestones.none")}</p> : null}
      {rows.length > 0 ? <Way rows={rows} onOpen={(id) => go({ milestone: id })} /> : null}
      {rows.length > 0 ? <MilestoneTable rows={rows} onOpen={(id) => go({ milestone: id })} onVerb={(m, verb) => (verb === "remind" || verb === "rectify" ? verbs.run(m, verb) : go({ milestone: m.id, do: verb }))} /> : null}
      {adding ? <FormDialog project={record.id} rows={rows} onClose={() => setAdding(false)} /> : null}
      {open && asked ? verbs.dialog(open, asked, rows) : null}
      {open && !asked ? <DetailDialog id={open.id} onVerb={(verb) => (verb === "remind" || verb === "rectify" ? verbs.run(open, verb) : go({ milestone: open.id, do: verb }))} onClose={() => go({})} /> : null}
    </section>
  );
}
