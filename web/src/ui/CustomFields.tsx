import { useState } from "react";
import { useTranslation } from "react-i18next";
import { customText, labelIn, readNumber, withCustom, type CustomField, type CustomValues } from "../lib/customFields";
import type { Money } from "../lib/format";
import { DatePicker } from "./DatePicker";
import { Field, type FieldControl } from "./Field";
import { MoneyInput, TextInput } from "./inputs";
import { Select } from "./Select";

interface CustomInputsProps {
  fields: CustomField[];
  values: CustomValues;
  /** What the server refused, by "custom.<key>". */
  errors: Record<string, string | undefined>;
  onChange: (values: CustomValues) => void;
}

/** The inputs of added fields; they stand in the grid of the form around them. */
export function CustomInputs({ fields, values, errors, onChange }: CustomInputsProps) {
  const { i18n } = useTranslation();
  return fields.map((field) => (
    <Field key={field.key} label={labelIn(field, i18n.language)} required={field.required} error={errors[`custom.${field.key}`]}>
      {(control) => <CustomInput control={control} field={field} value={values[field.key]} onChange={(value) => onChange(withCustom(values, field.key, value))} />}
    </Field>
  ));
}

interface CustomInputProps {
  control: FieldControl;
  field: CustomField;
  value: unknown;
  onChange: (value: unknown) => void;
}

function CustomInput({ control, field, value, onChange }: CustomInputProps) {
  const { t, i18n } = useTranslation();
  const label = labelIn(field, i18n.language);
  const text = value === undefined || value === null ? "" : String(value);
  if (field.type === "date") return <DatePicker {...control} label={label} value={text} onChange={onChange} />;
  if (field.type === "money") return <MoneyInput {...control} value={(value as Money | undefined)?.amount ?? null} onChange={(fen) => onChange(fen === null ? null : { amount: fen, currency: "CNY" })} />;
  if (field.type === "number") return <NumberInput control={control} value={text} onChange={onChange} />;
  if (field.type === "text") return <TextInput {...control} maxLength={2000} value={text} onChange={(e) => onChange(e.target.value)} />;
  const none = { value: "", label: t("ui.none") };
  const options = field.type === "flag"
    ? [none, { value: "true", label: t("ui.yes") }, { value: "false", label: t("ui.no") }]
    : [none, ...field.choices.map((o) => ({ value: o.value, label: labelIn(o, i18n.language) }))];
  return <Select {...control} label={label} placeholder={t("ui.choose")} value={text} options={options} onChange={(v) => onChange(field.type === "flag" && v !== "" ? v === "true" : v)} />;
}

/** What is typed stays as typed: "1." is on the way to 1.5. */
function NumberInput({ control, value, onChange }: { control: FieldControl; value: string; onChange: (value: unknown) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  return <TextInput {...control} alignRight inputMode="decimal" value={typed ?? value} onBlur={() => setTyped(null)} onChange={(e) => {
    setTyped(e.target.value);
    onChange(e.target.value.trim() === "" ? "" : readNumber(e.target.value.trim()));
  }} />;
}

/** Added fields as label and value, for a record; those without a value are left out. */
export function useCustomFacts(): (fields: CustomField[], values: CustomValues | undefined) => { label: string; value: string }[] {
  const { t, i18n } = useTranslation();
  const words = { yes: t("ui.yes"), no: t("ui.no"), yuan: t("ui.yuan") };
  return (fields, values) => fields.flatMap((f) => {
    const value = customText(f, values?.[f.key], i18n.language, words);
    return value === "" ? [] : [{ label: labelIn(f, i18n.language), value }];
  });
}
