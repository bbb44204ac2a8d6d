import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Entity } from "../../../../api/types";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Field } from "../../../../ui/Field";
import { Checkbox, TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Picker } from "../../../../ui/Picker";
import { toastDone } from "../../../../ui/toast";
import { entityFormOf, matchingZones, nextCode } from "../model";
import { useEntities, useSaveEntity } from "../queries";

/** A legal entity of the group, as its licence says; with its root department when it is new. */
export function EntityDialog({ entity, onClose }: { entity?: Entity; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useSaveEntity(entity);
  const others = useEntities().data ?? [];
  const [form, setForm] = useState(() => entityFormOf(entity, nextCode(others.map((e) => e.code))));
  const [zoneText, setZoneText] = useState("");
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<typeof form>): void => setForm((now) => ({ ...now, ...patch }));
  const refused = fieldErrors(save.error);
  const missing = (value: string): string | undefined => (tried && value.trim() === "" ? t("departments.company.required") : undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (form.name.trim() === "" || form.code.trim() === "") return;
    save.mutate({ ...form, name: form.name.trim(), short_name: form.short_name.trim(), code: form.code.trim().toUpperCase(), uscc: form.uscc.replace(/\s/g, "").toUpperCase() }, {
      onSuccess: (saved) => {
        toastDone(t(entity ? "departments.saved" : "departments.created", { name: saved.short_name }));
        onClose();
      },
    });
  };
  return (
    <Dialog wide title={t(entity ? "departments.company.edit" : "departments.company.create")} onClose={onClose} note={entity ? undefined : t("departments.company.rootNote")}
      actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" type="submit" form="entity" busy={save.isPending}>{t(entity ? "ui.save" : "departments.company.submit")}</Button></>}>
      <form id="entity" className="form-grid" noValidate onSubmit={submit}>
        <Field label={t("departments.company.name")} required className="wide" note={t("departments.company.nameNote")} error={missing(form.name) ?? refused.name}>
          {(control) => <TextInput {...control} autoFocus maxLength={100} value={form.name} onChange={(e) => set({ name: e.target.value })} />}
        </Field>
        <Field label={t("departments.company.shortName")} note={t("departments.company.shortNameNote")} error={refused.short_name}>
          {(control) => <TextInput {...control} maxLength={30} value={form.short_name} onChange={(e) => set({ short_name: e.target.value })} />}
        </Field>
        <Field label={t("departments.company.uscc")} error={refused.uscc}>
          {(control) => <TextInput {...control} maxLength={18} value={form.uscc} onChange={(e) => set({ uscc: e.target.value })} />}
        </Field>
        <Field label={t("departments.company.code")} required note={t("departments.company.codeNote", { code: form.code || "01" })} error={missing(form.code) ?? refused.code}>
          {(control) => <TextInput {...control} maxLength={8} value={form.code} onChange={(e) => set({ code: e.target.value })} />}
        </Field>
        <Field label={t("departments.company.zone")} note={t("departments.company.zoneNote")} error={refused.zone}>
          {(control) => <Picker {...control} label={t("departments.company.zone")} chosen={form.zone} onText={setZoneText} onPick={(o) => set({ zone: o.value })} options={matchingZones(zoneText).map((zone) => ({ value: zone, label: zone }))} />}
        </Field>
        {entity ? <div className="wide"><Checkbox checked={!form.active} onChange={(e) => set({ active: !e.target.checked })}>{t("departments.company.closed")}<span className="t3 f12">{t("departments.company.closedNote")}</span></Checkbox></div> : null}
      </form>
      {save.error && Object.keys(refused).length === 0 ? <div style={{ marginTop: 10 }}><InlineNotice tone="bad">{problemText(save.error)}</InlineNotice></div> : null}
    </Dialog>
  );
}
