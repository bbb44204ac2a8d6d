import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Problem } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { InlineNotice } from "../../../ui/layout";
import { PageHead } from "../../../ui/PageHead";
import { toastDone } from "../../../ui/toast";
import { CustomerFormView } from "./components/CustomerForm";
import { formOf, inputOf } from "./model";
import { useCustomer, useUpdateCustomer } from "./queries";

/** Changes a customer. When somebody else saved first, what was typed stays. */
export default function EditPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const navigate = useNavigate();
  const customer = useCustomer(id);
  const update = useUpdateCustomer(customer.data);
  const back = (): void => void navigate({ to: `/customers/${id}` });
  const stale = update.error instanceof Problem && (update.error.status === 409 || update.error.status === 412);
  if (!customer.data) return null;
  return (
    <div className="page">
      <PageHead title={t("customers.editName", { name: customer.data.name })} parent={{ to: "/customers", label: t("customers.title") }} />
      {stale ? (
        <InlineNotice tone="warn" strip action={<Button size="small" onClick={() => void customer.refetch().then(() => update.reset())}>{t("customers.takeNewer")}</Button>}>
          {t("customers.stale")}
        </InlineNotice>
      ) : null}
      <CustomerFormView self={id} initial={formOf(customer.data)} busy={update.isPending} error={stale ? null : update.error} onCancel={back}
        onSubmit={(form) =>
          update.mutate(inputOf(form), {
            onSuccess: (saved) => {
              toastDone(t("customers.saved", { name: saved.name }));
              back();
            },
          })
        } />
    </div>
  );
}
