import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Problem, fieldErrors, problemText } from "../../../../lib/problem";
import { useRecordParts } from "../../../../lib/record";
import { draftOf, TEMPLATES, termsFaults, termsOf, type TermsDraft } from "../../../../lib/terms";
import { Button } from "../../../../ui/Button";
import { Field } from "../../../../ui/Field";
import { TextArea, TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { Select } from "../../../../ui/Select";
import { toastDone } from "../../../../ui/toast";
import { percentShown, percentValue } from "../bill";
import { STANDARDS, TAX_RATES } from "../model";
import { useUpdate } from "../queries";
import type { Input, Quote } from "../types";
import { TermsRead } from "./TermsRead";

interface Head {
  title: string;
  basis: Quote["basis"];
  tax_rate: string;
  validity: string;
  standard: string;
  note: string;
}

const headOf = (q: Quote): Head => ({ title: q.title, basis: q.basis, tax_rate: percentShown(q.tax_rate), validity: String(q.validity_days), standard: q.standard, note: q.note });

interface TermsTabProps {
  quote: Quote;
  /** Sends what is still on its way and answers the version to write on. */
  flush: () => Promise<number | null>;
}

/** Everything an offer says besides its lines: validity, basis, how it is paid, and what the rules say to that. */
export function TermsTab({ quote: q, flush }: TermsTabProps) {
  const { Findings } = useRecordParts();
  const { t } = useTranslation();
  return (
    <div className="quote-doc">
      {q.findings.length > 0 ? <section><h2>{t("quotes.terms.findings")}</h2><Findings findings={q.findings as never} /></section> : null}
      {q.actions.includes("update") ? <Form quote={q} flush={flush} /> : <TermsRead quote={q} />}
    </div>
  );
}

function Form({ quote: q, flush }: TermsTabProps) {
  const { t } = useTranslation();
  const { TermsForm } = useRecordParts();
  const update = useUpdate();
  const [head, setHead] = useState(() => headOf(q));
  const [terms, setTerms] = useState<TermsDraft>(() => draftOf(q.terms));
  const [touched, setTouched] = useState(false);
  const [tried, setTried] = useState(false);
  const keys = { ...termsFaults(terms), ...(head.title.trim() === "" ? { title: "quotes.terms.titleNeeded" } : {}), ...(/^[1-9]\d{0,2}$/.test(head.validity) && Number(head.validity) <= 365 ? {} : { validity: "quotes.terms.validityNeeded" }) };
  const faults = tried ? Object.fromEntries(Object.entries(keys).map(([place, key]) => [place, t(key)])) : {};
  const refused = fieldErrors(update.error);
  const stale = update.error instanceof Problem && (update.error.status === 409 || update.error.status === 412);
  const set = (patch: Partial<Head>): void => {
    setTouched(true);
    setHead((now) => ({ ...now, ...patch }));
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(keys).length > 0) return;
    const version = await flush();
    if (version === null) return;
    const input: Input = { title: head.title.trim(), basis: head.basis, tax_rate: percentValue(head.tax_rate), validity_days: Number(head.validity), standard: head.standard as Input["standard"], note: head.note.trim(), terms: termsOf(terms, false) as Input["terms"] };
    update.mutate({ on: { id: q.id, version: stale ? q.version : version }, input }, { onSuccess: (saved) => {
      setTouched(false);
      setTried(false);
      toastDone(t("quotes.terms.saved", { name: saved.title }));
    } });
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)} style={{ display: "contents" }}>
      <section>
        <h2>{t("quotes.terms.offer")}</h2>
        <div className="form-row">
          <Field label={t("quotes.name")} required error={faults.title ?? refused.title}>{(control) => <TextInput {...control} maxLength={200} value={head.title} onChange={(e) => set({ title: e.target.value })} />}</Field>
          <Field label={t("quotes.validity")} required error={faults.validity ?? refused.validity_days}>{(control) => <TextInput {...control} alignRight inputMode="numeric" unit={t("quotes.dayUnit")} value={head.validity} onChange={(e) => set({ validity: e.target.value })} />}</Field>
          <Field label={t("quotes.basisLabel")} note={t("quotes.terms.basisNote")}>{(control) => <Select {...control} label={t("quotes.basisLabel")} value={head.basis} onChange={(basis) => set({ basis: basis as Quote["basis"] })} options={(["excl_tax", "incl_tax"] as const).map((b) => ({ value: b, label: t(`quotes.basis.${b}`) }))} />}</Field>
          <Field label={t("quotes.terms.newLineTax")}>{(control) => <Select {...control} label={t("quotes.terms.newLineTax")} value={head.tax_rate} onChange={(tax_rate) => set({ tax_rate })} options={[...new Set([...TAX_RATES, head.tax_rate])].map((r) => ({ value: r, label: `${r}%` }))} />}</Field>
          <Field label={t("quotes.standard")}>{(control) => <Select {...control} label={t("quotes.standard")} value={head.standard} onChange={(standard) => set({ standard })} options={STANDARDS.map((s) => ({ value: s, label: s === "other" ? t("quotes.otherStandard") : s }))} />}</Field>
        </div>
        <div style={{ marginTop: 12 }}><Field label={t("quotes.note")}>{(control) => <TextArea {...control} maxLength={4000} value={head.note} onChange={(e) => set({ note: e.target.value })} />}</Field></div>
      </section>
      <section>
        {terms.nodes.length === 0 ? <div className="form-foot" style={{ margin: "0 0 10px" }}><span className="t2">{t("terms.start")}</span>{Object.entries(TEMPLATES).map(([name, make]) => <Button key={name} size="small" onClick={() => {
          setTouched(true);
          setTerms(make());
        }}>{t(`terms.template.${name}`)}</Button>)}</div> : null}
        <TermsForm value={terms} faults={faults} price={q.amount?.amount} onChange={(next) => {
          setTouched(true);
          setTerms(next);
        }} />
      </section>
      {touched || update.isPending ? (
        <div className="save-bar">
          <Button kind="primary" type="submit" busy={update.isPending}>{t("ui.save")}</Button>
          <Button onClick={() => {
            setHead(headOf(q));
            setTerms(draftOf(q.terms));
            setTouched(false);
            setTried(false);
            update.reset();
          }}>{t("quotes.terms.discard")}</Button>
          {stale ? <span className="warn-t f12">{t("quotes.stale")}</span> : update.error ? <span className="bad-t f12">{problemText(update.error)}</span> : tried && Object.keys(keys).length > 0 ? <span className="bad-t f12">{t("terms.check")}</span> : <span className="t3 f12">{t("quotes.terms.voids")}</span>}
        </div>
      ) : null}
      {update.error && !stale && Object.keys(refused).length > 0 ? <InlineNotice tone="bad">{Object.values(refused).join(" ")}</InlineNotice> : null}
    </form>
  );
}
