import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { draftOf } from "../../../lib/terms";
import { useSearchParams } from "../../../lib/url";
import { InlineNotice } from "../../../ui/layout";
import { PageHead } from "../../../ui/PageHead";
import { toastDone } from "../../../ui/toast";
import { problemText } from "../../../lib/problem";
import { ContractFormView } from "./components/ContractForm";
import { emptyForm, freshOf, newTax, type ContractForm } from "./form";
import { useCreate, useOpportunity, useQuote } from "./queries";

/** Drafts a contract: out of a quote that the customer accepted, for an opportunity, or freely. */
export default function CreatePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const create = useCreate();
  const quoteId = search.quote ?? "";
  const opportunityId = search.opportunity ?? "";
  const quote = useQuote(quoteId);
  const opportunity = useOpportunity(opportunityId, quoteId === "");
  const waiting = (quoteId !== "" && quote.isPending) || (quoteId === "" && opportunityId !== "" && opportunity.isPending);
  const initial = (): ContractForm => {
    const q = quote.data;
    const o = opportunity.data;
    if (q) return { ...emptyForm(), quoteId: q.id, customer: q.customer, title: t("contracts.titleOf", { name: q.title }), price: q.amount?.amount ?? null, taxes: [newTax({ amount: q.amount?.amount ?? null })], start: q.terms.start_on ?? "", finish: q.terms.finish_on ?? "", terms: draftOf(q.terms) };
    return o ? { ...emptyForm(), opportunityId: o.id, customer: o.customer, title: t("contracts.titleOf", { name: o.name }), price: o.amount?.amount ?? null } : emptyForm();
  };
  return (
    <div className="page">
      <PageHead title={t("contracts.create")} parent={{ to: "/contracts", label: t("contracts.title") }} />
      {quote.error ? <InlineNotice tone="bad" strip>{problemText(quote.error)}</InlineNotice> : null}
      {waiting ? null : <ContractFormView initial={initial()} busy={create.isPending} error={create.error} submitLabel={t("contracts.createSubmit")} onCancel={() => history.back()}
        onSubmit={(form) => create.mutate(freshOf(form), { onSuccess: (saved) => {
          toastDone(t("contracts.created", { title: saved.title, number: saved.number }));
          void navigate({ to: `/contracts/${saved.id}` });
        } })} />}
    </div>
  );
}
