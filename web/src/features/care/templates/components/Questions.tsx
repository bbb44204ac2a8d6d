import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../../../ui/Button";
import { Field } from "../../../../ui/Field";
import { Checkbox, TextInput } from "../../../../ui/inputs";
import { Pill } from "../../../../ui/marks";
import { Select } from "../../../../ui/Select";
import { DIMENSIONS, withKind } from "../model";
import type { QuestionInput } from "../types";

/** A question as it is asked, in both languages. */
export function QuestionRead({ question: q, index }: { question: QuestionInput; index: number }) {
  const { t } = useTranslation();
  return (
    <li className="question read">
      <span className="t3 num">{index + 1}</span>
      <span className="grow"><span className="m">{q.zh}</span><span className="t3 f12" style={{ display: "block" }}>{q.en}</span></span>
      <span className="t2 f12">{q.kind === "nps" ? t("templates.kind.nps") : t(`templates.dimension.${q.dimension}`, { defaultValue: q.dimension })}</span>
      <span>{q.sales ? <Pill outline>{t("templates.sales")}</Pill> : null}</span>
      <span className="num right">{q.kind === "nps" ? "–" : q.weight}</span>
    </li>
  );
}

interface QuestionRowProps {
  question: QuestionInput;
  index: number;
  last: number;
  error: (name: string) => string | undefined;
  onChange: (question: QuestionInput) => void;
  onMove: (step: -1 | 1) => void;
  onRemove: () => void;
}

/** A question as it is written. */
export function QuestionRow({ question: q, index: i, last, error, onChange, onMove, onRemove }: QuestionRowProps) {
  const { t } = useTranslation();
  const at = (name: string): string | undefined => error(`questions[${i}].${name}`);
  const set = (patch: Partial<QuestionInput>): void => onChange({ ...q, ...patch });
  const scale = q.kind === "scale";
  return (
    <li className="question">
      <div className="question-bar">
        <span className="t3 num">{t("templates.question", { number: i + 1 })}</span>
        <span className="push row">
          <IconButton size="small" icon={ArrowUp} label={t("templates.up", { number: i + 1 })} disabled={i === 0} onClick={() => onMove(-1)} />
          <IconButton size="small" icon={ArrowDown} label={t("templates.down", { number: i + 1 })} disabled={i === last} onClick={() => onMove(1)} />
          <IconButton size="small" icon={Trash2} label={t("templates.remove", { number: i + 1 })} onClick={onRemove} />
        </span>
      </div>
      <div className="question-texts">
        <Field label={t("templates.zh")} required error={at("zh")}>{(c) => <TextInput {...c} lang="zh-CN" maxLength={200} value={q.zh} onChange={(e) => set({ zh: e.target.value })} />}</Field>
        <Field label={t("templates.en")} required error={at("en")}>{(c) => <TextInput {...c} lang="en" maxLength={200} value={q.en} onChange={(e) => set({ en: e.target.value })} />}</Field>
      </div>
      <div className="question-facts">
        <Field label={t("templates.kindLabel")}>{(c) => <Select {...c} label={t("templates.kindLabel")} value={q.kind} options={(["scale", "nps"] as const).map((k) => ({ value: k, label: t(`templates.kind.${k}`) }))} onChange={(kind) => onChange(withKind(q, kind as QuestionInput["kind"]))} />}</Field>
        {scale ? <Field label={t("templates.dimensionLabel")} error={at("dimension")}>{(c) => <Select {...c} label={t("templates.dimensionLabel")} value={q.dimension ?? ""} options={DIMENSIONS.map((d) => ({ value: d, label: t(`templates.dimension.${d}`) }))} onChange={(d) => set({ dimension: d as QuestionInput["dimension"] })} />}</Field> : null}
        {scale ? <Field label={t("templates.weight")} required error={at("weight")}>{(c) => <TextInput {...c} inputMode="numeric" alignRight value={String(q.weight ?? "")} onChange={(e) => set({ weight: Number(e.target.value.replace(/\D/g, "").slice(0, 5)) })} />}</Field> : null}
        {scale ? <span className="question-sales"><Checkbox checked={q.sales ?? false} onChange={(e) => set({ sales: e.target.checked })}>{t("templates.aboutSales")}</Checkbox></span> : null}
      </div>
    </li>
  );
}
