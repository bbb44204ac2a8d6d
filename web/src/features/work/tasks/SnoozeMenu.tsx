import { AlarmClock } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { serverNow } from "../../../lib/now";
import type { SnoozeProps } from "../../../lib/record";
import { Button, IconButton } from "../../../ui/Button";
import { Menu } from "../../../ui/Menu";
import { toastDone } from "../../../ui/toast";
import { dueText, laterTimes } from "./model";
import { useSnooze } from "./queries";

/** Puts a task off to one of the usual times; for six seconds it is taken back. */
export default function SnoozeMenu({ task, bare }: SnoozeProps) {
  const { t } = useTranslation();
  const anchor = useRef<HTMLSpanElement>(null);
  const snooze = useSnooze();
  const [open, setOpen] = useState(false);
  const now = new Date(serverNow());
  const put = (due: string): void =>
    snooze.mutate({ task, due }, {
      onSuccess: (saved) => toastDone(t("tasks.snoozed", { when: dueText(due, now) }), () => snooze.mutate({ task: saved, due: task.due_at })),
    });
  return (
    <>
      <span ref={anchor}>
        {bare ? <IconButton size="small" icon={AlarmClock} label={t("tasks.snooze")} disabled={snooze.isPending} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} /> : <Button size="small" icon={AlarmClock} busy={snooze.isPending} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>{t("tasks.snooze")}</Button>}
      </span>
      {open ? <Menu anchor={anchor} label={t("tasks.snooze")} onClose={() => setOpen(false)} items={laterTimes(now).map(({ id, at }) => ({ id, label: <>{t(`tasks.later.${id}`)}<span className="t3 f12 num" style={{ marginLeft: 12 }}>{dueText(at, now)}</span></>, perform: () => put(at) }))} /> : null}
    </>
  );
}
