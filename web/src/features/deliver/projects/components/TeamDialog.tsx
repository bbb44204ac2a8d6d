import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePeople } from "../../../../api/people";
import { problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { InlineNotice } from "../../../../ui/layout";
import { Person } from "../../../../ui/marks";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { useJoin } from "../queries";
import type { Project } from "../types";
import { TeamList } from "./TeamList";

/** Manager and sales representative have verbs of their own. */
const PARTS = ["technical", "commercial", "sales_observer", "member", "collaborator", "observer"] as const;
type Part = (typeof PARTS)[number];

/** Names the people of a project. */
export function TeamDialog({ project: p, onClose }: { project: Project; onClose: () => void }) {
  const { t } = useTranslation();
  const join = useJoin(p.id);
  const people = usePeople();
  const [part, setPart] = useState<Part>("member");
  const [person, setPerson] = useState("");
  const add = (): void =>
    join.mutate({ person, part }, {
      onSuccess: () => {
        toastDone(t("opportunities.team.joined"));
        setPerson("");
      },
    });
  return (
    <Dialog title={t("projects.team.manage")} onClose={onClose} note={p.name} actions={<><Button onClick={onClose}>{t("ui.close")}</Button><Button kind="primary" disabled={person === ""} busy={join.isPending} onClick={add}>{t("opportunities.team.add")}</Button></>}>
      <TeamList id={p.id} />
      <div className="form-grid" style={{ marginTop: 10 }}>
        <Field label={t("opportunities.team.part")} note={part === "sales_observer" ? t("projects.team.observerNote") : undefined}>
          {(control) => <Select {...control} label={t("opportunities.team.part")} value={part} onChange={(v) => setPart(v as Part)} options={PARTS.map((v) => ({ value: v, label: t(`opportunities.part.${v}`) }))} />}
        </Field>
        <Field label={t("opportunities.team.person")}>
          {(control) => <Select {...control} label={t("opportunities.team.person")} placeholder={t("ui.choose")} value={person} onChange={setPerson} options={people.map((x) => ({ value: x.id, label: x.name, render: <Person name={x.name} /> }))} />}
        </Field>
      </div>
      {join.error ? <div style={{ marginTop: 8 }}><InlineNotice tone="bad">{problemText(join.error)}</InlineNotice></div> : null}
    </Dialog>
  );
}
