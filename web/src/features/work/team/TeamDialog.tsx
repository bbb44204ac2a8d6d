import { useState } from "react";
import { useTranslation } from "react-i18next";
import { peopleSource } from "../../../api/matches";
import { problemText } from "../../../lib/problem";
import type { TeamDialogProps } from "../../../lib/record";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { Field } from "../../../ui/Field";
import { InlineNotice } from "../../../ui/layout";
import { PickSelect } from "../../../ui/PickSelect";
import { Select } from "../../../ui/Select";
import { toastDone } from "../../../ui/toast";
import { nextPart, partsOf } from "./model";
import { useJoin, useTeam, type Given } from "./queries";
import TeamList from "./TeamList";

/** Names the people of a record, one after another. */
export default function TeamDialog({ record, name, onClose }: TeamDialogProps) {
  const { t } = useTranslation();
  const team = useTeam(record);
  const join = useJoin(record);
  const [part, setPart] = useState<Given>();
  const [person, setPerson] = useState("");
  const asked = part ?? nextPart(record.kind, (team.data?.items ?? []).map((m) => m.part));
  const add = (): void =>
    join.mutate({ person, part: asked }, {
      onSuccess: () => {
        toastDone(t("team.joined"));
        setPerson("");
        setPart(undefined);
      },
    });
  return (
    <Dialog title={t(record.kind === "opportunity" ? "team.triangleAndHelp" : "team.title")} onClose={onClose} note={name} actions={<><Button onClick={onClose}>{t("ui.close")}</Button><Button kind="primary" disabled={person === ""} busy={join.isPending} onClick={add}>{t("team.add")}</Button></>}>
      <TeamList record={record} />
      <div className="form-grid" style={{ marginTop: 10 }}>
        <Field label={t("team.partLabel")} note={asked === "sales_observer" ? t("team.observerNote") : undefined}>
          {(control) => <Select {...control} label={t("team.partLabel")} value={asked} onChange={(v) => setPart(v as Given)} options={partsOf(record.kind).map((p) => ({ value: p, label: t(`team.part.${p}`) }))} />}
        </Field>
        <Field label={t("team.person")}>
          {(control) => <PickSelect {...control} label={t("team.person")} placeholder={t("ui.choose")} value={person} onChange={setPerson} source={peopleSource} />}
        </Field>
      </div>
      {join.error ? <div style={{ marginTop: 8 }}><InlineNotice tone="bad">{problemText(join.error)}</InlineNotice></div> : null}
    </Dialog>
  );
}
