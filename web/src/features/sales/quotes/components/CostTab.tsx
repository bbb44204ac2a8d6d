import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatPercent, formatWan, formatYuan } from "../../../../lib/format";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Field } from "../../../../ui/Field";
import { MoneyInput, TextArea } from "../../../../ui/inputs";
import { EmptyState, InlineNotice } from "../../../../ui/layout";
import { Restricted } from "../../../../ui/marks";
import { toastDone } from "../../../../ui/toast";
import { amountsInput, COSTS, estimateOf, leastOf, missingCosts, type Cost } from "../model";
import { useAct } from "../queries";
import type { Quote } from "../types";

type Draft = Partial<Record<Cost, number | null>>;

/** The cost estimate: written by finance while the quote is reviewed, read by those who see cost. */
export function CostTab({ quote: q }: { quote: Quote }) {
  const { t } = useTranslation();
  if (q.actions.includes("cost_estimate")) return <Estimate key={q.version} quote={q} />;
  if (q.masked.includes("estimate")) return <div className="quote-doc"><section><h2>{t("quotes.cost.title")}</h2><p><Restricted /></p><p className="t2">{t("quotes.cost.restricted")}</p></section></div>;
  if (!q.estimate) return <div className="quote-work"><EmptyState title={t("quotes.cost.none")}>{t("quotes.cost.noneText")}</EmptyState></div>;
  const { costs, current } = q.estimate;
  const amounts: Draft = Object.fromEntries(COSTS.map((name) => [name, costs[name].amount]));
  return (
    <div className="quote-doc">
      <section>
        <h2>{t("quotes.cost.title")}</h2>
        {current ? null : <InlineNotice tone="warn">{t("quotes.cost.outdated")}</InlineNotice>}
        <CostTable amounts={amounts} net={q.totals?.net.amount ?? 0} thin={leastOf(q).thin} />
        {current ? <p className="t3 f12 num" style={{ marginTop: 8 }}>{t("quotes.cost.floorIs", { amount: formatWan(q.estimate.floor.amount), least: leastOf(q).text })}</p> : null}
      </section>
    </div>
  );
}

interface CostTableProps {
  amounts: Draft;
  net: number;
  thin: (margin: number | null) => boolean;
  /** Present while it is written. */
  onChange?: (name: Cost, fen: number | null) => void;
  errors?: Record<string, string>;
}

function CostTable({ amounts, net, thin, onChange, errors = {} }: CostTableProps) {
  const { t } = useTranslation();
  const { cost, margin } = estimateOf(amounts, net);
  const share = (fen: number): string => (net > 0 ? formatPercent(fen / net) : "–");
  return (
    <table className="plain cost-table">
      <thead><tr><th scope="col">{t("quotes.cost.category")}</th><th scope="col" className="right">{t("quotes.cost.amount")}</th><th scope="col" className="right">{t("quotes.cost.share")}</th></tr></thead>
      <tbody>
        {COSTS.map((name, i) => {
          const fault = errors[`amounts.${name}`];
          return (
            <tr key={name}>
              <td>{t(`quotes.cost.${name}`)}{onChange && i < 3 ? <em className="bad-t" aria-hidden> *</em> : null}</td>
              <td className="right num">{onChange ? <><MoneyInput aria-label={t(`quotes.cost.${name}`)} aria-invalid={fault !== undefined} value={amounts[name] ?? null} onChange={(fen) => onChange(name, fen)} />{fault ? <span className="bad-t f12">{fault}</span> : null}</> : formatYuan(amounts[name] ?? 0)}</td>
              <td className="right num t2">{share(amounts[name] ?? 0)}</td>
            </tr>
          );
        })}
        <tr><td className="sb">{t("quotes.cost.total")}</td><td className="right num sb">{formatYuan(cost)}</td><td className="right num sb">{share(cost)}</td></tr>
        <tr><td>{t("quotes.cost.revenue")}</td><td className="right num">{formatYuan(net)}</td><td className="right num t2">100.0%</td></tr>
        <tr><td className="sb">{t("quotes.cost.margin")}</td><td className={`right num sb ${net < cost ? "bad-t" : ""}`}>{formatYuan(net - cost)}</td><td className={`right num sb ${thin(margin) ? "bad-t" : ""}`}>{margin === null ? "–" : formatPercent(margin)}</td></tr>
      </tbody>
    </table>
  );
}

function Estimate({ quote: q }: { quote: Quote }) {
  const { t } = useTranslation();
  const act = useAct();
  const before = q.estimate?.costs;
  const [amounts, setAmounts] = useState<Draft>(() => (before ? Object.fromEntries(COSTS.map((name) => [name, before[name].amount])) : {}));
  const [note, setNote] = useState("");
  const [tried, setTried] = useState<"pass" | "refuse" | null>(null);
  const net = q.totals?.net.amount ?? 0;
  const { margin } = estimateOf(amounts, net);
  const least = leastOf(q);
  const missing = missingCosts(amounts);
  const refused = fieldErrors(act.error);
  const errors = tried === "pass" ? { ...refused, ...Object.fromEntries(missing.map((name) => [`amounts.${name}`, t("quotes.cost.needed")])) } : refused;
  const decide = (pass: boolean): void => {
    setTried(pass ? "pass" : "refuse");
    if (pass ? missing.length > 0 : note.trim() === "") return;
    const whole = missing.length === 0 ? { amounts: amountsInput(amounts) } : {};
    act.mutate({ on: q, act: { verb: "cost-estimate", pass, note: note.trim(), ...whole } }, { onSuccess: () => toastDone(t(pass ? "quotes.cost.passed" : "quotes.cost.sentBack", { name: q.title })) });
  };
  return (
    <div className="quote-doc">
      <section>
        <h2>{t("quotes.cost.write")}</h2>
        <CostTable amounts={amounts} net={net} thin={least.thin} errors={errors} onChange={(name, fen) => setAmounts((now) => ({ ...now, [name]: fen }))} />
        {margin !== null && least.thin(margin) ? <div style={{ maxWidth: 720, marginTop: 10 }}><InlineNotice tone={margin < 0 ? "bad" : "warn"}>{t(margin < 0 ? "quotes.cost.loss" : "quotes.cost.thin", { least: least.text })}</InlineNotice></div> : null}
        <div style={{ maxWidth: 720, marginTop: 10 }}>
          <Field label={t("quotes.opinion")} note={t("quotes.opinionNote")} error={tried === "refuse" && note.trim() === "" ? t("quotes.opinionNeeded") : refused.note}>
            {(control) => <TextArea {...control} rows={2} maxLength={2000} value={note} onChange={(e) => setNote(e.target.value)} />}
          </Field>
          {act.error && Object.keys(refused).length === 0 ? <div style={{ marginTop: 8 }}><InlineNotice tone="bad">{problemText(act.error)}</InlineNotice></div> : null}
          <div className="form-foot">
            <Button kind="primary" busy={act.isPending} onClick={() => decide(true)}>{t("quotes.cost.pass")}</Button>
            <Button disabled={act.isPending} onClick={() => decide(false)}>{t("quotes.sendBack")}</Button>
            <span className="t3 f12">{t("quotes.hashIs")} <span className="mono">{q.hash.slice(0, 12)}</span></span>
          </div>
        </div>
      </section>
    </div>
  );
}
