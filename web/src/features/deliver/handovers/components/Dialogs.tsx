import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { peopleSource } from "../../../../api/matches";
import { useMe } from "../../../../api/me";
import { groupHash } from "../../../../lib/format";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { addDays } from "../../../../ui/calendar";
import { DatePicker } from "../../../../ui/DatePicker";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { InlineNotice } from "../../../../ui/layout";
import { PickSelect } from "../../../../ui/PickSelect";
import { toastDone } from "../../../../ui/toast";
import { points, seatOf, TRANSITION } from "../model";
import { useAct, useNameTechnical } from "../queries";
import type { Handover } from "../types";
import { serverToday } from "../../../../lib/now";

interface DialogProps {
  handover: Handover;
  onClose: () => void;
}

/** Signs what is shown: the hash goes with the signature, so that nobody signs something else. */
export function SignDialog({ handover: h, onClose }: DialogProps) {
  const { t } = useTranslation();
  const me = useMe();
  const act = useAct({ handled: true });
  const role = seatOf(h, me.id)?.role;
  const last = h.signatures.filter((s) => !s.valid).length === 1;
  const sign = (): void =>
    act.mutate({ on: h, act: { verb: "sign", content_hash: h.content_hash } }, {
      onSuccess: () => {
        toastDone(t(last ? "handovers.done.signedLast" : "handovers.done.sign", { name: h.name }));
        onClose();
      },
    });
  return (
    <Dialog title={t("handovers.verb.sign")} note={h.number} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" busy={act.isPending} onClick={sign}>{t("handovers.verb.sign")}</Button></>}>
      <p>{t("handovers.explain.sign", { role: role ? t(`handovers.role.${role}`) : "", score: points(h.explained.score) })}</p>
      {last ? <p className="t2" style={{ marginTop: 6 }}>{t("handovers.explain.last")}</p> : null}
      <p className="mono t3" style={{ marginTop: 10, overflowWrap: "anywhere" }}>SHA-256 {groupHash(h.content_hash)}</p>
      {act.error ? <div style={{ marginTop: 10 }}><InlineNotice tone="bad">{problemText(act.error)}</InlineNotice></div> : null}
    </Dialog>
  );
}

/** Starts the transition of one to two weeks. */
export function TransitionDialog({ handover: h, onClose }: DialogProps) {
  const { t } = useTranslation();
  const act = useAct({ handled: true });
  const today = serverToday();
  const [least, most] = [addDays(today, TRANSITION.least), addDays(today, TRANSITION.most)];
  const [until, setUntil] = useState(most);
  const [tried, setTried] = useState(false);
  const outside = until < least || until > most;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (outside) return;
    act.mutate({ on: h, act: { verb: "transition", until } }, {
      onSuccess: () => {
        toastDone(t("handovers.done.transition", { until }));
        onClose();
      },
    });
  };
  const refused = fieldErrors(act.error).until;
  return (
    <Dialog title={t("handovers.verb.transition")} note={h.number} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" form="transition" type="submit" busy={act.isPending}>{t("handovers.verb.transition")}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t("handovers.explain.transition")}</p>
      <form id="transition" noValidate onSubmit={submit}>
        <Field label={t("handovers.until")} required note={t("handovers.untilNote", { least, most })} error={tried && outside ? t("handovers.untilNote", { least, most }) : refused}>{(c) => <DatePicker {...c} label={t("handovers.until")} value={until} onChange={setUntil} />}</Field>
        {act.error && !refused ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
      </form>
    </Dialog>
  );
}

/** Names the technical lead, who signs as the third. */
export function TechnicalDialog({ handover: h, onClose }: DialogProps) {
  const { t } = useTranslation();
  const name = useNameTechnical(h);
  const taken = [h.owner.id, ...(h.manager ? [h.manager.id] : [])];
  const [person, setPerson] = useState(h.technical?.id ?? "");
  const save = (): void =>
    name.mutate(person, {
      onSuccess: () => {
        toastDone(t("handovers.done.technical"));
        onClose();
      },
    });
  return (
    <Dialog title={t("handovers.verb.technical")} note={h.number} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" disabled={person === ""} busy={name.isPending} onClick={save}>{t("ui.save")}</Button></>}>
      <p className="t2" style={{ marginBottom: 10 }}>{t("handovers.explain.technical")}</p>
      <Field label={t("handovers.role.technical")} required error={name.error ? (fieldErrors(name.error).technical_id ?? problemText(name.error)) : undefined}>
        {(c) => <PickSelect {...c} label={t("handovers.role.technical")} placeholder={t("ui.choose")} value={person} source={peopleSource} except={taken} onChange={setPerson} />}
      </Field>
    </Dialog>
  );
}
