import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "../../../lib/url";
import { PageHead } from "../../../ui/PageHead";
import { toastDone } from "../../../ui/toast";
import { OpportunityFormView } from "./components/OpportunityForm";
import { EMPTY_FORM, inputOf } from "./form";
import { useCreate, useCustomerOf } from "./queries";

export default function CreatePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useCreate();
  const [{ customer: asked = "" }] = useSearchParams();
  const customer = useCustomerOf(asked);
  return (
    <div className="page">
      <PageHead title={t("opportunities.create")} parent={{ to: "/opportunities", label: t("opportunities.title") }} />
      {customer.isLoading ? null : <OpportunityFormView initial={{ ...EMPTY_FORM, customer: customer.data ? { id: asked, name: customer.data.name } : null, region: customer.data?.region ?? "" }} busy={create.isPending} error={create.error} onCancel={() => void navigate({ to: asked ? `/customers/${asked}` : "/opportunities" })}
        onSubmit={(form) =>
          create.mutate(inputOf(form), {
            onSuccess: (saved) => {
              toastDone(t("opportunities.created", { name: saved.name }));
              void navigate({ to: `/opportunities/${saved.id}` });
            },
          })
        } />}
    </div>
  );
}
