import "./terms.css";
import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatWan } from "../../../lib/format";
import type { TermsFormProps } from "../../../lib/record";
import { FACTS, newNode, NODE_KINDS, parsePercent, percentText, splitFen, sumShares, TRIGGERS, WORKS, type FactKind, type NodeDraft, type TermsDraft } from "../../../lib/terms";
import { Button, IconButton } from "../../../ui/Button";
import { DatePicker } from "../../../ui/DatePicker";
import { Field } from "../../../ui/Field";
import { Segmented, TextInput } from "../../../ui/inputs";
import { Select } from "../../../ui/Select";
import { ShareMark } from "./ShareMark";

/** Payment terms, to be written: payments that sum to the whole, and what else is agreed. */
export default function TermsForm({ value, onChange, faults, price, detailed }: TermsFormProps) {
  const { t } = useTranslation();
  const sum = sumShares(value.nodes);
  const amounts = price === undefined ? [] : splitFen(price, value.nodes.map((n) => parsePercent(n.percent) ?? 0));
  const set = (patch: Partial<TermsDraft>): void => onChange({ ...value, ...patch });
  const setNode = (key: string, patch: Partial<NodeDraft>): void => set({ nodes: value.nodes.map((n) => (n.key === key ? { ...n, ...patch } : n)) });
  return (
    <>
      <div className="terms-head">
        <h2>{t("terms.payments")}</h2>
        <ShareMark sum={sum} />
        <span className="push"><Segmented label={t("terms.workLabel")} name="terms-work" value={value.work} onChange={(work) => set({ work })} options={WORKS.map((w) => ({ value: w, label: t(`terms.work.${w}`) }))} /></span>
      </div>
      <div className="sideways" tabIndex={0} role="region" aria-label={t("terms.payments")}>
        <table className="plain terms-form">
          <thead>
            <tr>
              <th scope="col">#</th>
              <th scope="col">{t("terms.kindLabel")}</th>
              <th scope="col">{t("terms.name")}</th>
              <th scope="col">{t("terms.triggerLabel")}</th>
              <th scope="col" className="right">{t("terms.days")}</th>
              <th scope="col" className="right">{t("terms.share")}</th>
              {price === undefined ? null : <th scope="col" className="right">{t("terms.amount")}</th>}
              <th scope="col"><span className="sr">{t("ui.actions")}</span></th>
            </tr>
          </thead>
          <tbody>
            {value.nodes.map((node, i) => (
              <NodeRow key={node.key} node={node} index={i} amount={amounts[i]} faults={faults} detailed={detailed} onChange={(patch) => setNode(node.key, patch)} onRemove={() => set({ nodes: value.nodes.filter((n) => n.key !== node.key) })} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td /><td colSpan={4}><Button kind="quiet" size="small" icon={Plus} onClick={() => set({ nodes: [...value.nodes, newNode({ percent: sum.missing > 0 ? percentText(sum.missing) : "" })] })}>{t("terms.addPayment")}</Button></td>
              <td className={`right num sb ${sum.missing === 0 ? "" : "bad-t"}`}>{percentText(sum.sum)}%</td>
              {price === undefined ? null : <td className="right num sb">{formatWan(price)}</td>}
              <td />
            </tr>
          </tfoot>
        </table>
      </div>
      {FACTS.map(({ group, facts }) => (
        <fieldset key={group} className="terms-facts">
          <legend className="section-head">{t(`terms.group.${group}`)}</legend>
          {facts.map(({ name, kind }) => <Fact key={name} name={name} kind={kind} value={value.facts[name] ?? ""} error={faults[`facts.${name}`]} onChange={(text) => set({ facts: { ...value.facts, [name]: text } })} />)}
        </fieldset>
      ))}
    </>
  );
}

interface NodeRowProps {
  node: NodeDraft;
  index: number;
  amount?: number;
  faults: Record<string, string>;
  detailed?: boolean;
  onChange: (patch: Partial<NodeDraft>) => void;
  onRemove: () => void;
}

function NodeRow({ node: n, index, amount, faults, detailed, onChange, onRemove }: NodeRowProps) {
  const { t } = useTranslation();
  const fault = (field: string): string | undefined => faults[`nodes.${index}.${field}`];
  const place = t("terms.paymentNo", { number: index + 1 });
  const kind = t(`terms.kind.${n.kind}`);
  return (
    <tr>
      <td className="t3 num">{index + 1}</td>
      <td><Select label={`${place} ${t("terms.kindLabel")}`} value={n.kind} onChange={(value) => onChange({ kind: value })} options={NODE_KINDS.map((k) => ({ value: k, label: t(`terms.kind.${k}`) }))} /></td>
      <td><TextInput aria-label={`${place} ${t("terms.name")}`} placeholder={kind} maxLength={100} value={n.name} onChange={(e) => onChange({ name: e.target.value })} /></td>
      <td>
        <span className="row gap6">
          <Select label={`${place} ${t("terms.triggerLabel")}`} value={n.trigger} onChange={(value) => onChange({ trigger: value })} options={TRIGGERS.filter((x) => detailed || x !== "date").map((x) => ({ value: x, label: t(`terms.trigger.${x}`) }))} />
          {detailed && n.trigger === "milestone" ? <TextInput style={{ width: 48 }} aria-label={`${place} ${t("terms.milestone")}`} placeholder="M1" maxLength={40} value={n.milestone} onChange={(e) => onChange({ milestone: e.target.value })} /> : null}
          {detailed && n.trigger === "date" ? <DatePicker label={`${place} ${t("terms.on")}`} value={n.on} aria-invalid={fault("on") !== undefined} onChange={(on) => onChange({ on })} /> : null}
        </span>
      </td>
      <td><TextInput alignRight inputMode="numeric" unit={t("terms.dayUnit")} aria-label={`${place} ${t("terms.days")}`} aria-invalid={fault("days") !== undefined} title={fault("days")} value={n.days} onChange={(e) => onChange({ days: e.target.value })} /></td>
      <td><TextInput alignRight inputMode="decimal" unit="%" aria-label={`${place} ${t("terms.share")}`} aria-invalid={fault("percent") !== undefined} title={fault("percent")} value={n.percent} onChange={(e) => onChange({ percent: e.target.value })} /></td>
      {amount === undefined ? null : <td className="right num t2">{formatWan(amount)}</td>}
      <td className="right"><IconButton size="small" icon={Trash2} label={t("terms.removePayment", { number: index + 1 })} onClick={onRemove} /></td>
    </tr>
  );
}

function Fact({ name, kind, value, error, onChange }: { name: string; kind: FactKind; value: string; error?: string; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  const label = t(`terms.fact.${name}`);
  return (
    <Field label={label} error={error}>
      {(control) =>
        kind === "flag" ? (
          <Select {...control} label={label} value={value} onChange={onChange} options={[{ value: "", label: t("terms.silent") }, { value: "true", label: t("terms.yes") }, { value: "false", label: t("terms.no") }]} />
        ) : (
          <TextInput {...control} alignRight inputMode="decimal" placeholder={t("terms.silent")} unit={kind === "percent" ? "%" : t(`terms.unit.${name}`)} value={value} onChange={(e) => onChange(e.target.value)} />
        )
      }
    </Field>
  );
}
