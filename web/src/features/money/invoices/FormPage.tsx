import "../../../ui/record.css";
import "./invoices.css";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatYuan } from "../../../lib/format";
import { fieldErrors, problemText } from "../../../lib/problem";
import { useSearchParams } from "../../../lib/url";
import { Button } from "../../../ui/Button";
import { DatePicker } from "../../../ui/DatePicker";
import { Field } from "../../../ui/Field";
import { Checkbox, MoneyInput, Segmented, TextInput } from "../../../ui/inputs";
import { EmptyState, InlineNotice } from "../../../ui/layout";
import { PageHead } from "../../../ui/PageHead";
import { Select } from "../../../ui/Select";
import { Checks } from "./components/Checks";
import { DeductionsForm } from "./components/DeductionsForm";
import { LinesForm } from "./components/LinesForm";
import { RoomBar } from "./components/RoomBar";
import { CHANNELS, deducted, formFaults, formOf, freshForm, inputOf, METHODS, portions, totals, type InvoiceForm } from "./model";
import { useCreateInvoice, useDefaults, useInvoice, useNodes, useUpdateInvoice } from "./queries";
import type { Defaults, Invoice, Node } from "./types";
import { serverToday } from "../../../lib/now";

/** A new invoice under a contract, or one that nobody submitted yet. */
export default function FormPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const [search] = useSearchParams();
  const invoice = useInvoice(id);
  const contract = invoice.data?.contract.id ?? search.contract ?? "";
  const defaults = useDefaults(contract);
  const nodes = useNodes(contract);
  const error = invoice.error ?? defaults.error ?? nodes.error;
  if (!defaults.data || !nodes.data || (id && !invoice.data)) {
    return (
      <div className="page">
        <PageHead parent={{ to: "/invoices", label: t("invoices.title") }} title={t(id ? "invoices.edit" : "invoices.create")} />
        {error ? <EmptyState title={t("invoices.gone")}>{problemText(error)}</EmptyState> : contract === "" ? <EmptyState title={t("invoices.noContract")} actions={<Link to="/receivables" className="btn primary">{t("invoices.toPayments")}</Link>}>{t("invoices.noContractText")}</EmptyState> : null}
      </div>
    );
  }
  return <Form key={id || contract} invoice={invoice.data} contract={contract} defaults={defaults.data} nodes={nodes.data} first={search.node ?? ""} />;
}

interface FormProps {
  invoice: Invoice | undefined;
  contract: string;
  defaults: Defaults;
  nodes: Node[];
  first: string;
}

function Form({ invoice, contract, defaults, nodes, first }: FormProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useCreateInvoice();
  const update = useUpdateInvoice();
  const [form, setForm] = useState<InvoiceForm>(() => (invoice ? formOf(invoice) : freshForm(defaults, nodes.find((n) => n.id === first), serverToday())));
  const [tried, setTried] = useState(false);
  const set = (patch: Partial<InvoiceForm>): void => setForm((now) => ({ ...now, ...patch }));
  const failure = create.error ?? update.error;
  const refused = fieldErrors(failure);
  const faults = formFaults(form);
  const error = (field: string): string | undefined => (tried && faults[field] ? t(faults[field]) : refused[field]);
  const sum = totals(form.lines);
  const save = (): void => {
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    const done = { onSuccess: (saved: Invoice) => void navigate({ to: `/invoices/${saved.id}` }) };
    if (invoice) update.mutate({ on: invoice, input: inputOf(form) }, done);
    else create.mutate({ contract, input: inputOf(form) }, done);
  };
  return (
    <div className="page invoice-page">
      <PageHead parent={{ to: "/invoices", label: t("invoices.title") }} title={invoice?.number ?? t("invoices.create")} actions={<><Button onClick={() => window.history.back()}>{t("ui.cancel")}</Button><Button kind="primary" busy={create.isPending || update.isPending} onClick={save}>{t("invoices.keep")}</Button></>} />
      <div className="invoice-work">
        <form className="invoice-form" noValidate onSubmit={(event) => { event.preventDefault(); save(); }}>
          {failure ? <InlineNotice tone="bad">{problemText(failure)}</InlineNotice> : null}
          <Parties form={form} set={set} defaults={defaults} error={error} />
          <Works form={form} set={set} error={error} />
          <LinesForm lines={form.lines} onChange={(lines) => set({ lines })} error={error} />
          <Portions form={form} set={set} nodes={nodes} gross={sum.gross} error={error} />
          {form.cross || form.method !== "general" || deducted(form) > 0 ? <DeductionsForm form={form} set={set} error={error} /> : null}
          <Delivery form={form} set={set} error={error} />
          <button type="submit" hidden />
        </form>
        <aside className="invoice-side" tabIndex={0} aria-label={t("invoices.checks")}>
          <RoomBar room={defaults.room} gross={sum.gross} />
          {invoice ? <Checks findings={invoice.checks} /> : <p className="t2 f12">{t("invoices.checksLater")}</p>}
        </aside>
      </div>
    </div>
  );
}

interface PartProps {
  form: InvoiceForm;
  set: (patch: Partial<InvoiceForm>) => void;
  error: (field: string) => string | undefined;
}

function Parties({ form, set, defaults: d, error }: PartProps & { defaults: Defaults }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2>{t("invoices.parties")}</h2>
      <div className="form-row">
        <Field label={t("invoices.buyer")} note={d.buyer_tax_no || t("invoices.noTaxNo")}>{(control) => <TextInput {...control} value={d.buyer_name} disabled readOnly />}</Field>
        <Field label={t("invoices.seller")} note={d.seller_tax_no}>{(control) => <TextInput {...control} value={d.seller_name} disabled readOnly />}</Field>
      </div>
      <div className="form-row">
        <Field label={t("invoices.kindLabel")} error={error("kind")}>{() => <Segmented label={t("invoices.kindLabel")} name="invoice-kind" value={form.kind} onChange={(kind) => set({ kind })} options={(["vat_special", "vat_ordinary"] as const).map((v) => ({ value: v, label: t(`invoices.kind.${v}`) }))} />}</Field>
        <Field label={t("invoices.method")} error={error("tax_method")}>{(control) => <Select {...control} label={t("invoices.method")} value={form.method} onChange={(v) => set({ method: v as InvoiceForm["method"] })} options={METHODS.map((v) => ({ value: v, label: t(`invoices.methods.${v}`) }))} />}</Field>
        <Field label={t("invoices.taxedOn")} error={error("taxed_on")}>{(control) => <DatePicker {...control} label={t("invoices.taxedOn")} value={form.taxedOn} onChange={(taxedOn) => set({ taxedOn })} />}</Field>
      </div>
    </section>
  );
}

function Works({ form, set, error }: PartProps) {
  const { t } = useTranslation();
  const text = (name: "place" | "works" | "address" | "crossNo" | "landNo", field: string, max: number) => (
    <Field label={t(`invoices.works.${name}`)} error={error(field)}>{(control) => <TextInput {...control} value={form[name]} maxLength={max} onChange={(e) => set({ [name]: e.target.value })} />}</Field>
  );
  return (
    <section>
      <div className="row gap8"><h2>{t("invoices.works.title")}</h2><span className="t3 f12">{t("invoices.works.note")}</span></div>
      <div className="form-row">{text("place", "works_place", 120)}{text("works", "works_name", 80)}{text("address", "works_address", 120)}</div>
      <div className="form-row">
        <Field label={t("invoices.works.cross")}>{() => <Checkbox checked={form.cross} onChange={(e) => set({ cross: e.target.checked })}>{t("invoices.works.crossYes")}</Checkbox>}</Field>
        {form.cross ? text("crossNo", "cross_region_no", 40) : null}
        {text("landNo", "land_tax_no", 40)}
      </div>
    </section>
  );
}

function Portions({ form, set, nodes, gross, error }: PartProps & { nodes: Node[]; gross: number }) {
  const { t } = useTranslation();
  const left = gross - portions(form);
  const open = (n: Node): number => Math.max(0, (n.amount?.amount ?? 0) - (n.invoiced?.amount ?? 0));
  const toggle = (n: Node, on: boolean): void => {
    const { [n.id]: _gone, ...rest } = form.nodes;
    set({ nodes: on ? { ...rest, [n.id]: Math.min(open(n), Math.max(0, left)) || null } : rest });
  };
  return (
    <section>
      <div className="row gap8"><h2>{t("invoices.nodes")}</h2><span className={`f12 push ${left === 0 ? "ok-t" : "bad-t"}`}>{left === 0 ? t("invoices.nodesEven") : t("invoices.nodesLeft", { amount: formatYuan(left) })}</span></div>
      <table className="plain">
        <tbody>
          {nodes.filter((n) => n.state !== "cancelled" && (open(n) > 0 || form.nodes[n.id] !== undefined)).map((n) => (
            <tr key={n.id}>
              <td><Checkbox checked={form.nodes[n.id] !== undefined} onChange={(e) => toggle(n, e.target.checked)}>{n.name || t(`terms.kind.${n.kind}`)}</Checkbox></td>
              <td className="t3 f12">{n.due_on || t("receivables.standing.planned")}</td>
              <td className="right t2 f12 num">{t("invoices.openOf", { amount: formatYuan(open(n)) })}</td>
              <td className="money">{form.nodes[n.id] === undefined ? null : <MoneyInput aria-label={n.name} value={form.nodes[n.id] ?? null} onChange={(fen) => set({ nodes: { ...form.nodes, [n.id]: fen } })} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {error("nodes") ? <p className="bad-t f12">{error("nodes")}</p> : null}
    </section>
  );
}

function Delivery({ form, set, error }: PartProps) {
  const { t } = useTranslation();
  return (
    <section>
      <h2>{t("invoices.delivery")}</h2>
      <div className="form-row">
        <Field label={t("invoices.recipient")} error={error("recipient")}>{(control) => <TextInput {...control} value={form.recipient} maxLength={120} onChange={(e) => set({ recipient: e.target.value })} />}</Field>
        <Field label={t("invoices.channel")} error={error("channel")}>{(control) => <Select {...control} label={t("invoices.channel")} value={form.channel} onChange={(v) => set({ channel: v as InvoiceForm["channel"] })} options={CHANNELS.map((v) => ({ value: v, label: t(`invoices.channels.${v}`) }))} />}</Field>
        <Field label={t("invoices.remarks")} error={error("remarks")}>{(control) => <TextInput {...control} value={form.remarks} maxLength={230} onChange={(e) => set({ remarks: e.target.value })} />}</Field>
      </div>
    </section>
  );
}
