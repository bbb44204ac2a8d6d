import "./activities.css";
import { CalendarPlus, Handshake, Mail, MapPin, MessageCircle, NotebookPen, Phone } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../lib/problem";
import type { ComposerProps, LogStart } from "../../../lib/record";
import { Button, IconButton } from "../../../ui/Button";
import { Checkbox, TextArea, TextInput } from "../../../ui/inputs";
import { InlineNotice } from "../../../ui/layout";
import { DatePicker } from "../../../ui/DatePicker";
import { toastDone } from "../../../ui/toast";
import { Mentions, Met } from "./Mentions";
import { draftFaults, draftOf, hasTimes, inputOf, KINDS, type LogDraft } from "./model";
import { useLog } from "./queries";
import { serverNow } from "../../../lib/now";

export const KIND_ICON = { call: Phone, visit: MapPin, meeting: Handshake, wechat: MessageCircle, email: Mail, note: NotebookPen };

/** One line to note something down; pressed, it opens into the whole form. */
export default function Composer(props: ComposerProps) {
  const { t } = useTranslation();
  const { start, onStart } = props;
  if (start) return <LogForm key={`${props.record.id}${start.kind}${start.firstVisit ?? ""}`} {...props} start={start} />;
  return (
    <div className="composer">
      <TextInput value="" onChange={(e) => e.target.value && onStart({ kind: "note" })} onFocus={() => onStart({ kind: "note" })} placeholder={t("log.placeholder")} aria-label={t("log.title")}
        trailing={<IconButton size="small" icon={CalendarPlus} label={t("log.visitVerb")} onClick={() => onStart({ kind: "visit" })} />} />
    </div>
  );
}

function LogForm({ record, customer, mayBeFirst, start, onStart }: ComposerProps & { start: LogStart }) {
  const { t } = useTranslation();
  const log = useLog();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => draftOf(start, new Date(serverNow()), keptText(record.id)));
  const [tried, setTried] = useState(false);
  const whose = customer ?? (record.kind === "customer" ? record.id : undefined);
  const faults = draftFaults(draft, new Date(serverNow()));
  const set = (patch: Partial<LogDraft>): void => setDraft((now) => ({ ...now, ...patch }));
  useEffect(() => form.current?.querySelector("textarea")?.focus(), []);
  useEffect(() => keepText(record.id, draft.text), [record.id, draft.text]);
  const submit = (): void => {
    setTried(true);
    if (faults.length > 0) return;
    log.mutate(inputOf(draft, record, customer), {
      onSuccess: () => {
        keepText(record.id, "");
        toastDone(t(draft.firstVisit && draft.kind === "visit" ? "log.clockStarted" : draft.nextStep ? "log.savedWithTask" : "log.saved"));
        onStart(null);
      },
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
    else if (event.key === "Escape") onStart(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const refused = log.error ? [...Object.values(fieldErrors(log.error)), problemText(log.error)][0] : undefined;
  const fault = tried ? faults[0] : undefined;
  return (
    <form ref={form} className="composer" aria-label={t("log.title")} noValidate onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}>
      <Kinds draft={draft} onKind={(kind) => set({ kind })} />
      <TextArea rows={3} value={draft.text} aria-label={t("log.text")} aria-invalid={fault === "text" || undefined} placeholder={t("log.textPlaceholder")} maxLength={4000} onChange={(e) => set({ text: e.target.value })} />
      {hasTimes(draft.kind) ? <Times draft={draft} set={set} invalid={fault === "times" || fault === "future"} /> : null}
      {draft.kind === "visit" && mayBeFirst ? (
        <div style={{ marginTop: 8 }}><Checkbox checked={draft.firstVisit} onChange={(e) => set({ firstVisit: e.target.checked })}>{t("log.firstVisit")}<span className="t3 f12">{t("log.firstVisitNote")}</span></Checkbox></div>
      ) : null}
      <NextStep draft={draft} set={set} fault={fault} />
      {fault ? <div style={{ marginTop: 8 }}><InlineNotice tone="bad">{t(`log.fault.${fault}`)}</InlineNotice></div> : refused ? <div style={{ marginTop: 8 }}><InlineNotice tone="bad">{refused}</InlineNotice></div> : null}
      <div className="row gap8" style={{ marginTop: 10 }}>
        <Button kind="primary" size="small" type="submit" busy={log.isPending}>{t("log.submit")}</Button>
        <Button kind="quiet" size="small" onClick={() => onStart(null)}>{t("ui.cancel")}</Button>
        <span className="push row gap4">{whose && hasTimes(draft.kind) ? <Met customer={whose} value={draft.met} onChange={(met) => set({ met })} /> : null}<Mentions value={draft.mentions} onChange={(mentions) => set({ mentions })} /></span>
      </div>
    </form>
  );
}

function Kinds({ draft, onKind }: { draft: LogDraft; onKind: (kind: LogDraft["kind"]) => void }) {
  const { t } = useTranslation();
  return (
    <div className="composer-kinds" role="radiogroup" aria-label={t("log.kind")}>
      {KINDS.map((kind) => {
        const Icon = KIND_ICON[kind];
        return (
          <button key={kind} type="button" role="radio" aria-checked={draft.kind === kind} className="tab f12" onClick={() => onKind(kind)}>
            <Icon className="s" aria-hidden />
            {t(`activity.kind.${kind}`)}
          </button>
        );
      })}
    </div>
  );
}

interface PartProps {
  draft: LogDraft;
  set: (patch: Partial<LogDraft>) => void;
}

function Times({ draft, set, invalid }: PartProps & { invalid: boolean }) {
  const { t } = useTranslation();
  const bad = invalid || undefined;
  return (
    <div className="times">
      <DatePicker label={t("log.date")} value={draft.date} aria-invalid={bad} onChange={(date) => set({ date })} />
      <TextInput type="time" aria-label={t("log.from")} aria-invalid={bad} value={draft.from} onChange={(e) => set({ from: e.target.value })} />
      <span className="t3 dash">–</span>
      <TextInput type="time" aria-label={t("log.to")} aria-invalid={bad} value={draft.to} onChange={(e) => set({ to: e.target.value })} />
    </div>
  );
}

function NextStep({ draft, set, fault }: PartProps & { fault: string | undefined }) {
  const { t } = useTranslation();
  return (
    <div className="when">
      <TextInput value={draft.nextStep} aria-label={t("log.nextStep")} aria-invalid={fault === "nextStep" || undefined} placeholder={t("log.nextStepPlaceholder")} maxLength={300} onChange={(e) => set({ nextStep: e.target.value })} />
      <DatePicker label={t("log.nextDate")} value={draft.nextDate} aria-invalid={fault === "nextDate" || undefined} onChange={(nextDate) => set({ nextDate })} />
      <TextInput type="time" aria-label={t("log.nextTime")} value={draft.nextTime} onChange={(e) => set({ nextTime: e.target.value })} />
    </div>
  );
}

const key = (id: string): string => `gongqiao.log.${id}`;
/** What was typed survives a walk through the list and a reload of the tab. */
const keptText = (id: string): string => sessionStorage.getItem(key(id)) ?? "";
const keepText = (id: string, text: string): void => (text === "" ? sessionStorage.removeItem(key(id)) : sessionStorage.setItem(key(id), text));
