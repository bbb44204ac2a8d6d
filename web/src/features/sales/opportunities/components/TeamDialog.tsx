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
import { useJoin, useTeam, type Part } from "../queries";
import type { Opportunity } from "../types";
import { TeamList } from "./TeamList";

const PARTS: Part[] = ["technical", "commercial", "collaborator", "observer"];

/** Names the people of an opportunity; from one million on it needs a technical and a commercial one. */
export function TeamDialog({ opportunity: o, onClose }: { opportunity: Opportunity; onClose: () => void }) {
  const { t } = useTranslation();
  const team = useTeam(o.id);
  const join = useJoin(o.id);
  const people = usePeople();
  const taken = (team.data?.items ?? []).map((m) => m.part as string);
  const [part, setPart] = useState<Part | "">("");
  const [person, setPerson] = useState("");
  const asked = part || PARTS.find((p) => !taken.includes(p)) || "collaborator";
  const add = (): void =>
    join.mutate({ person, part: asked }, {
      onSuccess: () => {
        toastDone(t("opportunities.team.joined"));
        setPerson("");
        setPart("");
      },
    });
  return (
    <Dialog title={t("opportunities.team.manage")} onClose={onClose} note={o.name} actions={<><Button onClick={onClose}>{t("ui.close")}</Button><Button kind="primary" disabled={person === ""} busy={join.isPending} onClick={add}>{t("opportunities.team.add")}</Button></>}>
      <TeamList id={o.id} />
      <div className="form-grid" style={{ marginTop: 10 }}>
        <Field label={t("opportunities.team.part")}>
          {(control) => <Select {...control} label={t("opportunities.team.part")} value={asked} onChange={(v) => setPart(v as Part)} options={PARTS.map((p) => ({ value: p, label: t(`opportunities.part.${p}`) }))} />}
        </Field>
        <Field label={t("opportunities.team.person")}>
          {(control) => <Select {...control} label={t("opportunities.team.person")} placeholder={t("ui.choose")} value={person} onChange={setPerson} options={people.map((p) => ({ value: p.id, label: p.name, render: <Person name={p.name} /> }))} />}
        </Field>
      </div>
      {join.error ? <div style={{ marginTop: 8 }}><InlineNotice tone="bad">{problemText(join.error)}</InlineNotice></div> : null}
    </Dialog>
  );
}
