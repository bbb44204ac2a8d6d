import { ChevronDown, ChevronUp, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldDefinition } from "../../../api/customFields";
import { problemText } from "../../../lib/problem";
import { Button, IconButton } from "../../../ui/Button";
import { EmptyState, InlineNotice, Tabs } from "../../../ui/layout";
import { StatusDot } from "../../../ui/marks";
import { toastDone } from "../../../ui/toast";
import { FieldDialog } from "./components/FieldDialog";
import { useFieldDefinitions, useUpdateField } from "./queries";
import { SettingsFrame } from "./SettingsFrame";

const KINDS = ["customer", "opportunity"] as const;

/** The fields that the house added to its records: what, of which class, in which order. */
export default function FieldsPage() {
  const { t, i18n } = useTranslation();
  const [kind, setKind] = useState<(typeof KINDS)[number]>("customer");
  const fields = useFieldDefinitions(kind);
  const update = useUpdateField();
  const [open, setOpen] = useState<FieldDefinition | "new" | null>(null);
  const all = fields.data ?? [];
  const swap = async (a: FieldDefinition, b: FieldDefinition): Promise<void> => {
    await update.mutateAsync({ field: a, change: { position: b.position } });
    await update.mutateAsync({ field: b, change: { position: a.position } });
  };
  const move = (i: number, step: 1 | -1): void => {
    const [a, b] = [all[i], all[i + step]];
    if (a && b) void swap(a, b).catch(() => undefined);
  };
  const retire = (f: FieldDefinition): void =>
    update.mutate({ field: f, change: { active: !f.active } }, {
      onSuccess: (saved) => toastDone(t(f.active ? "fields.retired" : "fields.restored", { name: f.label_zh }), () => update.mutate({ field: saved, change: { active: f.active } })),
    });
  const error = fields.error ?? update.error;
  return (
    <SettingsFrame page="fields" actions={<Button kind="primary" icon={Plus} onClick={() => setOpen("new")}>{t("fields.create")}</Button>}>
      <Tabs kind="pill" label={t("fields.title")} value={kind} onChange={(id) => setKind(id as typeof kind)} tabs={KINDS.map((id) => ({ id, label: t(`roles.kinds.${id}`) }))} />
      <div className="scroll" tabIndex={0} role="region" aria-label={t("fields.title")}>
        {error ? <InlineNotice tone="bad" strip>{problemText(error)}</InlineNotice> : null}
        {fields.isSuccess && all.length === 0 ? <EmptyState title={t("fields.emptyTitle")} actions={<Button kind="primary" icon={Plus} onClick={() => setOpen("new")}>{t("fields.create")}</Button>}>{t("fields.emptyText")}</EmptyState> : null}
        {all.length > 0 ? (
          <table className="plain fields-table">
            <thead>
              <tr><th scope="col">{t("fields.label")}</th><th scope="col" className="hide-phone">{t("fields.key")}</th><th scope="col">{t("fields.type")}</th><th scope="col" className="hide-phone">{t("fields.class")}</th><th scope="col" className="hide-phone">{t("fields.required")}</th><th scope="col">{t("fields.state")}</th><th scope="col"><span className="sr">{t("ui.actions")}</span></th></tr>
            </thead>
            <tbody>
              {all.map((f, i) => (
                <tr key={f.id}>
                  <td className="m">{i18n.language === "en" ? f.label_en : f.label_zh}<div className="t3 f11">{i18n.language === "en" ? f.label_zh : f.label_en}</div></td>
                  <td className="t2 mono hide-phone">{f.key}</td>
                  <td className="t2">{t(`fields.types.${f.type}`)}{f.type === "choice" ? <span className="t3 num"> {f.choices.length}</span> : null}</td>
                  <td className="t2 hide-phone">{t(f.class === "public" ? "fields.public" : `roles.class.${f.class}`)}</td>
                  <td className="t2 hide-phone">{f.required ? t("ui.yes") : "–"}</td>
                  <td><StatusDot tone={f.active ? "ok" : "mute"}>{t(f.active ? "fields.inUse" : "fields.out")}</StatusDot></td>
                  <td className="right nowrap">
                    <IconButton icon={ChevronUp} size="small" label={t("dv.moveUp", { name: f.label_zh })} disabled={i === 0 || update.isPending} onClick={() => move(i, -1)} />
                    <IconButton icon={ChevronDown} size="small" label={t("dv.moveDown", { name: f.label_zh })} disabled={i === all.length - 1 || update.isPending} onClick={() => move(i, 1)} />
                    <IconButton icon={Pencil} size="small" label={t("fields.editOf", { name: f.label_zh })} onClick={() => setOpen(f)} />
                    <Button kind="quiet" size="small" disabled={update.isPending} onClick={() => retire(f)}>{t(f.active ? "fields.retire" : "fields.restore")}</Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
      </div>
      {open ? <FieldDialog key={open === "new" ? "new" : open.id} kind={kind} field={open === "new" ? null : open} onClose={() => setOpen(null)} /> : null}
    </SettingsFrame>
  );
}
