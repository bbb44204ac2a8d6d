import { Trash2, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatYuan } from "../../../../lib/format";
import { Button, IconButton } from "../../../../ui/Button";
import { Field } from "../../../../ui/Field";
import { TextArea } from "../../../../ui/inputs";
import { Facts } from "../../../../ui/layout";
import { Restricted } from "../../../../ui/marks";
import { Select } from "../../../../ui/Select";
import { decimalsOf, percentShown, shown } from "../bill";
import type { Mark } from "../rows";
import type { Edit, Field as Column, Line } from "../types";
import { Delta } from "./BillRows";

interface LineDrawerProps {
  line: Line;
  number: number;
  total: number;
  /** Of the whole bill, in fen; null when prices are hidden. */
  net: number | null;
  mark?: Mark;
  editable: boolean;
  edit: (edits: Edit[]) => void;
  onRemove: () => void;
  onClose: () => void;
}

/** One item beside the bill: what it is, what it costs, what it was before. */
export function LineDrawer({ line: l, number, total, net, mark, editable, edit, onRemove, onClose }: LineDrawerProps) {
  const { t } = useTranslation();
  const set = (field: Column, value: string): void => edit([{ op: "set", line_id: l.id, field, value }]);
  const was = mark?.before;
  return (
    <aside className="line-drawer" aria-label={t("quotes.lineDetail")}>
      <div className="line-drawer-head"><b>{t("quotes.lineDetail")}</b><span className="t3 f12 num">{t("quotes.lineOf", { number, total })}</span><span className="push"><IconButton size="small" icon={X} label={t("ui.close")} onClick={onClose} /></span></div>
      <div className="line-drawer-body">
        <h2>{l.name || t("quotes.unnamed")}</h2>
        <p className="t3 f12 num">{[l.code, l.base === "" ? `${shown(l.quantity, decimalsOf(l.unit) ?? 2)} ${l.unit}` : t(`quotes.base.${l.base}`)].filter(Boolean).join(" · ")}</p>
        {editable ? <Long key={`f${l.id}`} label={t("quotes.features")} value={l.features} most={4000} onChange={(text) => set("features", text)} /> : l.features ? <p className="f12 t2" style={{ marginTop: 4 }}>{t("quotes.features")} {l.features}</p> : null}
        <div className="rate-line">
          {l.base === "" ? l.unit_rate === null ? <Restricted /> : <b className="num">{shown(l.unit_rate, 2)}<small>{t("quotes.perUnit", { unit: l.unit })}</small></b> : l.ratio === null ? <Restricted /> : <b className="num">{percentShown(l.ratio)}<small>%</small></b>}
          {was?.unit_rate && mark?.fields.includes("unit_rate") ? <span className="push f12 num"><s className="t3">{shown(was.unit_rate, 2)}</s> {mark.delta === null ? null : <Delta fen={mark.delta} />}</span> : null}
        </div>
        {l.amount && net ? <Share part={l.amount.amount} whole={net} /> : null}
        <Facts labelWidth={92} items={[
          { label: t("quotes.section"), value: <span className="ell">{l.section || t("ui.none")}</span> },
          { label: t("quotes.categoryLabel"), value: editable ? <Select label={t("quotes.categoryLabel")} value={l.category} onChange={(value) => set("category", value)} options={(["measured", "measures", "other", "statutory", "provisional"] as const).map((c) => ({ value: c, label: t(`quotes.category.${c}`) }))} /> : t(`quotes.category.${l.category}`) },
          ...(l.category === "measured" ? [] : [{ label: t("quotes.baseLabel"), value: editable ? <Select label={t("quotes.baseLabel")} value={l.base} onChange={(value) => set("base", value)} options={basesOf(l).map((b) => ({ value: b, label: t(`quotes.base.${b || "quantity"}`) }))} /> : t(`quotes.base.${l.base || "quantity"}`) }]),
          { label: t("quotes.taxRate"), value: <span className="num">{percentShown(l.tax_rate)}%</span> },
          { label: t("quotes.lineAmount"), value: l.amount ? <b className="num">{formatYuan(l.amount.amount)}</b> : <Restricted /> },
        ]} />
        {editable ? <Long key={`n${l.id}`} label={t("quotes.note")} value={l.note} most={1000} onChange={(text) => set("note", text)} /> : l.note ? <p className="t2 f12">{l.note}</p> : null}
        {was ? <Before line={l} was={was} fields={mark?.fields ?? []} /> : null}
        {editable ? <div style={{ marginTop: 12 }}><Button size="small" icon={Trash2} onClick={onRemove}>{t("quotes.removeLine")}</Button></div> : null}
      </div>
    </aside>
  );
}

const basesOf = (l: Line): Line["base"][] => (l.category === "measures" ? ["", "measured"] : ["", "measured", "measured_and_measures"]);

/** How much of the whole bill the line is. */
function Share({ part, whole }: { part: number; whole: number }) {
  const { t } = useTranslation();
  const percent = (part / whole) * 100;
  return (
    <div className="share-line" title={t("quotes.shareOf", { percent: percent.toFixed(2) })}>
      <span className="bar"><i style={{ width: `${Math.min(100, Math.max(0, percent))}%` }} /></span>
      <span className="t3 f12 num">{t("quotes.shareOf", { percent: percent.toFixed(2) })}</span>
    </div>
  );
}

/** What of the line was otherwise in the other revision. */
function Before({ line, was, fields }: { line: Line; was: Line; fields: string[] }) {
  const { t } = useTranslation();
  const differing = (["code", "name", "features", "unit", "quantity", "unit_rate", "ratio", "tax_rate", "note"] as const).filter((f) => fields.includes(f));
  if (differing.length === 0) return null;
  return (
    <section className="before">
      <h3 className="section-head">{t("quotes.beforeTitle")}</h3>
      {differing.map((f) => <div key={f} className="f12"><span className="t3">{t(`quotes.fieldName.${f}`)}</span> <s className="t3 num">{was[f] || t("ui.none")}</s> <span className="num">{line[f] || t("ui.none")}</span></div>)}
    </section>
  );
}

/** A text that is kept when it is left. */
function Long({ label, value, most, onChange }: { label: string; value: string; most: number; onChange: (text: string) => void }) {
  const [text, setText] = useState(value);
  return (
    <Field label={label}>
      {(control) => <TextArea {...control} rows={2} maxLength={most} value={text} onChange={(e) => setText(e.target.value)} onBlur={() => text.trim() !== value && onChange(text.trim())} />}
    </Field>
  );
}
