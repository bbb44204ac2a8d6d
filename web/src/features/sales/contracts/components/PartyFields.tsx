import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "../../../../ui/Button";
import { Field } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { Select } from "../../../../ui/Select";
import type { ContractForm } from "../form";
import { OTHER_ROLES } from "../model";
import type { Party } from "../types";

interface PartyFieldsProps {
  form: ContractForm;
  faults: Record<string, string>;
  onChange: (patch: Partial<ContractForm>) => void;
}

/** Who signs for both sides, and who else is bound. Names and codes of the two sides are those of their records. */
export function PartyFields({ form: f, faults, onChange }: PartyFieldsProps) {
  const { t } = useTranslation();
  const set = (i: number, patch: Partial<Party>): void => onChange({ others: f.others.map((p, j) => (j === i ? { ...p, ...patch } : p)) });
  return (
    <>
      <div className="form-grid">
        <Field label={t("contracts.ownerSigner")}>{(control) => <TextInput {...control} maxLength={60} value={f.ownerSigner} onChange={(e) => onChange({ ownerSigner: e.target.value })} />}</Field>
        <Field label={t("contracts.signerTitle")}>{(control) => <TextInput {...control} maxLength={60} value={f.ownerTitle} onChange={(e) => onChange({ ownerTitle: e.target.value })} />}</Field>
        <Field label={t("contracts.ourSigner")}>{(control) => <TextInput {...control} maxLength={60} value={f.ourSigner} onChange={(e) => onChange({ ourSigner: e.target.value })} />}</Field>
        <Field label={t("contracts.signerTitle")}>{(control) => <TextInput {...control} maxLength={60} value={f.ourTitle} onChange={(e) => onChange({ ourTitle: e.target.value })} />}</Field>
      </div>
      {f.others.map((p, i) => (
        <div key={i} className="party-edit">
          <Select label={t("contracts.roleLabel")} value={p.role} onChange={(role) => set(i, { role: role as Party["role"] })} options={OTHER_ROLES.map((r) => ({ value: r, label: t(`contracts.role.${r}`) }))} />
          <span><TextInput aria-label={t("contracts.partyName")} placeholder={t("contracts.partyName")} maxLength={200} value={p.name ?? ""} aria-invalid={faults[`others.${i}`] !== undefined} onChange={(e) => set(i, { name: e.target.value })} />{faults[`others.${i}`] ? <span className="bad-t f12">{faults[`others.${i}`]}</span> : null}</span>
          <TextInput aria-label={t("contracts.uscc")} placeholder={t("contracts.uscc")} maxLength={40} value={p.uscc ?? ""} onChange={(e) => set(i, { uscc: e.target.value })} />
          <IconButton size="small" icon={Trash2} label={t("contracts.removeParty", { name: p.name || i + 1 })} onClick={() => onChange({ others: f.others.filter((_, j) => j !== i) })} />
        </div>
      ))}
      <div style={{ marginTop: 6 }}><Button kind="quiet" size="small" icon={Plus} onClick={() => onChange({ others: [...f.others, { role: "supervisor", name: "", uscc: "" }] })}>{t("contracts.addParty")}</Button></div>
    </>
  );
}
