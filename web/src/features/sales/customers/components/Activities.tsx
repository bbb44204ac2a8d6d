import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstantShort } from "../../../../lib/format";
import { TextInput } from "../../../../ui/inputs";
import { Timeline } from "../../../../ui/layout";
import { toastDone } from "../../../../ui/toast";
import { useActivities, useAddNote } from "../queries";

/** What happened with a customer, newest first. With `onAll` it is a part of a page: headed, cut, and linked to the whole. */
export function ActivityList({ customer, limit, onAll }: { customer: string; limit?: number; onAll?: () => void }) {
  const { t } = useTranslation();
  const activities = useActivities(customer);
  const all = activities.data?.items ?? [];
  const total = activities.data?.total ?? all.length;
  return (
    <>
      {onAll ? (
        <div className="section-head" style={{ marginBottom: 10 }}>
          {t("customers.recent")}
          {total > (limit ?? 0) ? <button type="button" className="link push f12" onClick={onAll}>{t("customers.allActivity", { count: total })}</button> : null}
        </div>
      ) : null}
      {activities.isSuccess && all.length === 0 ? <p className="t3">{t("customers.noActivity")}</p> : null}
      <Timeline entries={all.slice(0, limit).map((a) => ({ id: a.id, title: <><b>{a.author}</b> {a.text}</>, detail: [t(`activity.kind.${a.kind}`), a.place, a.result, a.next_step].filter(Boolean).join(" · "), time: formatInstantShort(a.at) }))} />
    </>
  );
}

/** One line to note something down; Enter sends. */
export function NoteBar({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const add = useAddNote(customer);
  const [text, setText] = useState("");
  return (
    <form
      className="note-bar"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === "") return;
        add.mutate(text.trim(), {
          onSuccess: () => {
            setText("");
            toastDone(t("customers.noted"));
          },
        });
      }}
    >
      <TextInput value={text} onChange={(e) => setText(e.target.value)} placeholder={t("customers.notePlaceholder")} aria-label={t("customers.note")} disabled={add.isPending} />
    </form>
  );
}
