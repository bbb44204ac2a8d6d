import "../../../ui/record.css";
import "./quotes.css";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSettled } from "../../../lib/hooks";
import { fieldErrors, Problem, problemText } from "../../../lib/problem";
import { TEMPLATES, termsOf } from "../../../lib/terms";
import { useSearchParams } from "../../../lib/url";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { Radio, TextInput } from "../../../ui/inputs";
import { InlineNotice } from "../../../ui/layout";
import { PageHead } from "../../../ui/PageHead";
import { Picker } from "../../../ui/Picker";
import { Select } from "../../../ui/Select";
import { toastDone } from "../../../ui/toast";
import { percentValue } from "./bill";
import { STANDARDS, TAX_RATES } from "./model";
import { useCreate, useOpportunities } from "./queries";
import type { Fresh } from "./types";

interface Form {
  opportunity: { id: string; name: string } | null;
  title: string | null;
  basis: string;
  tax: string;
  validity: string;
  standard: string;
  template: string;
}

const EMPTY: Form = { opportunity: null, title: null, basis: "excl_tax", tax: "9", validity: "30", standard: STANDARDS[0], template: "monthly" };

/** Begins an offer; its bill is written or imported next. */
export default function CreatePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const create = useCreate();
  const [text, setText] = useState("");
  const [form, setForm] = useState<Form>(EMPTY);
  const [tried, setTried] = useState(false);
  const found = useOpportunities(useSettled(text.trim(), 150), search.opportunity ?? "").data ?? [];
  const opportunity = form.opportunity ?? (search.opportunity ? (found.find((o) => o.id === search.opportunity) ?? null) : null);
  const title = form.title ?? opportunity?.name ?? "";
  const set = (patch: Partial<Form>): void => setForm((now) => ({ ...now, ...patch }));
  const refused = fieldErrors(create.error);
  // What blocks the offer is settled on the customer's page.
  const struckOff = create.error instanceof Problem && create.error.code === "customer.struck_off" ? found.find((o) => o.id === opportunity?.id)?.customer : undefined;
  const days = /^[1-9]\d{0,2}$/.test(form.validity) && Number(form.validity) <= 365;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!opportunity || title.trim() === "" || !days) return;
    const terms = TEMPLATES[form.template];
    const input: Fresh = { opportunity_id: opportunity.id, title: title.trim(), basis: form.basis as Fresh["basis"], tax_rate: percentValue(form.tax), validity_days: Number(form.validity), standard: form.standard as Fresh["standard"], ...(terms ? { terms: termsOf(terms(), false) as Fresh["terms"] } : {}) };
    create.mutate(input, { onSuccess: (saved) => {
      toastDone(t("quotes.created", { name: saved.title }));
      void navigate({ to: `/quotes/${saved.id}` });
    } });
  };
  return (
    <div className="page">
      <PageHead title={t("quotes.create")} parent={{ to: "/quotes", label: t("quotes.title") }} />
      <div className="scroll form-page">
        <form noValidate onSubmit={submit}>
          <section>
            <h2>{t("quotes.terms.offer")}</h2>
            <div className="form-grid">
              <Field label={t("quotes.opportunity")} required className="wide" error={tried && !opportunity ? t("quotes.opportunityNeeded") : refused.opportunity_id} note={t("quotes.opportunityNote")}>
                {(control) => <Picker {...control} label={t("quotes.opportunity")} chosen={opportunity?.name ?? ""} onText={setText} onPick={(o) => set({ opportunity: { id: o.value, name: o.label } })} options={found.map((o) => ({ value: o.id, label: o.name, render: <span className="row gap8"><span className="ell">{o.name}</span><span className="t3 f12">{o.customer.name}</span></span> }))} />}
              </Field>
              <Field label={t("quotes.name")} required className="wide" error={tried && title.trim() === "" ? t("quotes.terms.titleNeeded") : refused.title}>{(control) => <TextInput {...control} maxLength={200} value={title} onChange={(e) => set({ title: e.target.value })} />}</Field>
              <Field label={t("quotes.basisLabel")}>{(control) => <Select {...control} label={t("quotes.basisLabel")} value={form.basis} onChange={(basis) => set({ basis })} options={(["excl_tax", "incl_tax"] as const).map((b) => ({ value: b, label: t(`quotes.basis.${b}`) }))} />}</Field>
              <Field label={t("quotes.terms.newLineTax")}>{(control) => <Select {...control} label={t("quotes.terms.newLineTax")} value={form.tax} onChange={(tax) => set({ tax })} options={TAX_RATES.map((r) => ({ value: r, label: `${r}%` }))} />}</Field>
              <Field label={t("quotes.validity")} required error={tried && !days ? t("quotes.terms.validityNeeded") : refused.validity_days}>{(control) => <TextInput {...control} alignRight inputMode="numeric" unit={t("quotes.dayUnit")} value={form.validity} onChange={(e) => set({ validity: e.target.value })} />}</Field>
              <Field label={t("quotes.standard")}>{(control) => <Select {...control} label={t("quotes.standard")} value={form.standard} onChange={(standard) => set({ standard })} options={STANDARDS.map((s) => ({ value: s, label: s === "other" ? t("quotes.otherStandard") : s }))} />}</Field>
            </div>
          </section>
          <section>
            <h2>{t("terms.payments")}</h2>
            <div role="radiogroup" aria-label={t("terms.payments")} className="col gap8">
              {[...Object.keys(TEMPLATES), "blank"].map((name) => <Radio key={name} name="template" checked={form.template === name} onChange={() => set({ template: name })}><span>{t(`terms.template.${name}`)} <span className="t3 f12">{t(`quotes.terms.templateNote.${name}`)}</span></span></Radio>)}
            </div>
          </section>
          {create.error && Object.keys(refused).length === 0 ? <div style={{ marginBottom: 12 }}><InlineNotice tone="bad" action={struckOff ? <Link to={`/customers/${struckOff.id}`}>{t("quotes.seeRegister", { name: struckOff.name })}</Link> : null}>{problemText(create.error)}</InlineNotice></div> : null}
          <div className="row gap8"><Button kind="primary" type="submit" busy={create.isPending}>{t("quotes.createAndWrite")}</Button><Button onClick={() => history.back()}>{t("ui.cancel")}</Button></div>
        </form>
      </div>
    </div>
  );
}
