import { ArrowRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Checkbox } from "../../../../ui/inputs";
import { Field } from "../../../../ui/Field";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { adjust, assign, confidence, fieldOf, lacking, sayings, UNSURE } from "../model";
import type { FieldView, Import, Mapping, Source } from "../types";

interface MappingPaneProps {
  record: Import;
  mapping: Mapping;
  editable: boolean;
  onChange: (mapping: Mapping) => void;
}

/** Column by column: what it is read as. */
export function MappingPane({ record, mapping, editable, onChange }: MappingPaneProps) {
  const { t, i18n } = useTranslation();
  const label = (f: FieldView): string => (i18n.language.startsWith("en") ? f.label_en : f.label_zh);
  const options = [{ value: "", label: t("imports.leaveOut") }, ...record.fields.map((f) => ({ value: f.key, label: `${label(f)}${f.required ? " *" : ""}` }))];
  const missing = lacking(mapping, record.fields);
  const read = record.columns.filter((c) => fieldOf(mapping, c.title) !== "").length;
  return (
    <section className="import-map" aria-labelledby="import-map">
      <h2 id="import-map">{t("imports.mapping")}</h2>
      <p className="t2 f12">{t("imports.mappingNote", { read, left: record.columns.length - read })}</p>
      {missing.length > 0 ? <InlineNotice tone="warn">{t("imports.lacking", { fields: missing.map(label).join("、") })}</InlineNotice> : null}
      {record.columns.map((c, i) => {
        const key = fieldOf(mapping, c.title);
        const sure = key === "" ? null : confidence(record, key, c.title);
        return (
          <div className="import-column" key={`${i}-${c.title}`}>
            <span className="grow">
              <span className="ell" title={c.title}>{c.title}</span>
              <span className="ell t3 f12">{c.sample.join(" · ")}</span>
            </span>
            <ArrowRight className="s t3" aria-hidden />
            {editable ? <Select label={t("imports.readAs", { column: c.title })} aria-label={t("imports.readAs", { column: c.title })} value={key} options={options} onChange={(field) => onChange(assign(mapping, c.title, field))} /> : <span className="import-target">{options.find((o) => o.value === key)?.label}</span>}
            <span className={`sure num ${sure !== null && sure < UNSURE ? "warn-t" : "t3"}`}>{sure === null ? "–" : `${sure}%`}</span>
          </div>
        );
      })}
      {record.fields.filter((f) => mapping.fields[f.key]?.column).map((f) => <Details key={f.key} field={f} label={label(f)} source={mapping.fields[f.key] ?? {}} record={record} editable={editable} onChange={(change) => onChange(adjust(mapping, f.key, change))} />)}
      {editable ? <Choices record={record} mapping={mapping} onChange={onChange} /> : null}
    </section>
  );
}

interface DetailsProps {
  field: FieldView;
  label: string;
  source: Source;
  record: Import;
  editable: boolean;
  onChange: (change: Partial<Source>) => void;
}

/** How amounts, dates and choices of a column are read. */
function Details({ field, label, source, record, editable, onChange }: DetailsProps) {
  const { t } = useTranslation();
  const pick = <K extends "unit" | "dates">(name: K, values: readonly NonNullable<Source[K]>[]) => (
    <Field label={t(`imports.${name}.label`, { field: label })}>
      {(control) => <Select {...control} label={label} value={source[name] ?? ""} options={[{ value: "", label: t(`imports.${name}.auto`) }, ...values.map((v) => ({ value: v, label: t(`imports.${name}.${v}`) }))]} onChange={(v) => onChange({ [name]: (v || undefined) as Source[K] })} />}
    </Field>
  );
  if (!editable) return null;
  if (field.shape === "amount") return pick("unit", ["yuan", "wan", "yi"]);
  if (field.shape === "date") return pick("dates", ["ymd", "mdy", "dmy"]);
  if (field.shape !== "choice" || field.choices.length === 0) return null;
  const said = sayings(source, record.columns.find((c) => c.title === source.column));
  return (
    <>
      <h3>{t("imports.values", { field: label })}</h3>
      {said.map((text) => (
        <div className="import-column" key={text}>
          <span className="grow ell">{text}</span>
          <ArrowRight className="s t3" aria-hidden />
          <Select label={text} aria-label={text} value={source.values?.[text] ?? ""} options={[{ value: "", label: t("imports.asWritten") }, ...field.choices.map((v) => ({ value: v, label: t(`imports.choice.${v}`, { defaultValue: v }) }))]} onChange={(v) => onChange({ values: Object.fromEntries(Object.entries({ ...source.values, [text]: v }).filter(([, to]) => to !== "")) })} />
        </div>
      ))}
    </>
  );
}

function Choices({ record, mapping, onChange }: Pick<MappingPaneProps, "record" | "mapping" | "onChange">) {
  const { t } = useTranslation();
  return (
    <div className="import-choices">
      {record.sheets.length > 1 ? <Field label={t("imports.sheet")}>{(control) => <Select {...control} label={t("imports.sheet")} value={mapping.sheet ?? record.sheets[0] ?? ""} options={record.sheets.map((s) => ({ value: s, label: s }))} onChange={(sheet) => onChange({ ...mapping, sheet })} />}</Field> : null}
      <Field label={t("imports.similar.label")}>{(control) => <Select {...control} label={t("imports.similar.label")} value={mapping.similar ?? "ask"} options={(["ask", "create", "skip"] as const).map((v) => ({ value: v, label: t(`imports.similar.${v}`) }))} onChange={(v) => onChange({ ...mapping, similar: v as Mapping["similar"] })} />}</Field>
      {record.kind === "customers" ? null : <Checkbox checked={mapping.create_customers ?? false} onChange={(event) => onChange({ ...mapping, create_customers: event.target.checked })}>{t("imports.createCustomers")}</Checkbox>}
    </div>
  );
}
