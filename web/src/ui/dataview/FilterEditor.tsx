import { useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { dayEdge, localDate } from "../../lib/format";
import type { Filter, FilterOp } from "../../lib/list";
import { Button } from "../Button";
import { DatePicker } from "../DatePicker";
import { Field, type FieldControl } from "../Field";
import { MoneyInput, TextInput } from "../inputs";
import { OptionList } from "../OptionList";
import { PickList } from "../PickList";
import { Popover } from "../Popover";
import { titleOf, withFilter } from "./model";
import type { FilterSpec } from "./spec";
import type { ViewState } from "./useDataView";

interface FilterEditorProps {
  anchor: RefObject<HTMLElement | null>;
  filter: FilterSpec;
  state: ViewState;
  onClose: () => void;
}

/** Changes one condition. Choices apply at once, ranges and text on Enter or the button. */
export function FilterEditor({ anchor, filter, state, onClose }: FilterEditorProps) {
  const { t } = useTranslation();
  const title = titleOf(filter, t);
  const valuesOf = (op: FilterOp): string[] => state.query.filters.find((f) => f.field === filter.field && f.op === op)?.values ?? [];
  const apply = (...next: Filter[]): void => state.setFilters(next.reduce(withFilter, state.query.filters));
  if (filter.source || filter.kind === "enum" || filter.kind === "person") {
    const chosen = valuesOf("in");
    const pick = (value: string): void => apply({ field: filter.field, op: "in", values: chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value] });
    return (
      <Popover anchor={anchor} onClose={onClose}>
        {filter.source ? <PickList label={title} source={filter.source} selected={chosen} multiple onPick={(m) => pick(m.id)} /> : <OptionList label={title} options={filter.options ?? []} selected={chosen} multiple onPick={pick} />}
      </Popover>
    );
  }
  return (
    <Popover anchor={anchor} onClose={onClose} role="dialog" aria-label={title}>
      <RangeForm filter={filter} title={title} from={valuesOf("gte")[0] ?? ""} to={valuesOf("lte")[0] ?? ""} text={valuesOf("contains")[0] ?? ""}
        onApply={(filters) => {
          apply(...filters);
          onClose();
        }} />
    </Popover>
  );
}

interface RangeFormProps {
  filter: FilterSpec;
  title: string;
  from: string;
  to: string;
  text: string;
  onApply: (filters: Filter[]) => void;
}

function RangeForm({ filter, title, from, to, text, onApply }: RangeFormProps) {
  const { t } = useTranslation();
  const [values, setValues] = useState({ from, to, text });
  const one = (op: FilterOp, value: string): Filter => ({ field: filter.field, op, values: value === "" ? [] : [value] });
  const submit = (): void => onApply(filter.kind === "text" ? [one("contains", values.text.trim())] : [one("gte", values.from), one("lte", values.to)]);
  const edge = (name: "from" | "to") => (
    <Field label={t(`dv.${name}`)}>
      {(control) => <EdgeInput control={control} kind={filter.kind} edge={name} label={t(`dv.${name}`)} value={values[name]} onChange={(v) => setValues((now) => ({ ...now, [name]: v }))} />}
    </Field>
  );
  return (
    <form
      data-passing
      className="filter-editor"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {filter.kind === "text"
        ? <Field label={title}>{(control) => <TextInput {...control} autoFocus value={values.text} onChange={(e) => setValues((now) => ({ ...now, text: e.target.value }))} />}</Field>
        : <div className="pair">{edge("from")}{edge("to")}</div>}
      <Button kind="primary" type="submit" size="small">{t("dv.apply")}</Button>
    </form>
  );
}

interface EdgeInputProps {
  control: FieldControl;
  kind: FilterSpec["kind"];
  edge: "from" | "to";
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** One end of a range, as the API wants it: a date, an instant, fen, or a number. */
function EdgeInput({ control, kind, edge, label, value, onChange }: EdgeInputProps) {
  if (kind === "instant") return <DatePicker {...control} label={label} value={value === "" ? "" : localDate(new Date(value))} onChange={(date) => onChange(dayEdge(date, edge))} />;
  if (kind === "date") return <DatePicker {...control} label={label} value={value} onChange={onChange} />;
  if (kind === "money") return <MoneyInput {...control} value={value === "" ? null : Number(value)} onChange={(fen) => onChange(fen === null ? "" : String(fen))} />;
  return <TextInput {...control} alignRight inputMode="decimal" value={value} onChange={(e) => onChange(e.target.value.replace(/[^\d.-]/g, ""))} />;
}
