import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageHead } from "../../../ui/PageHead";
import { toastDone } from "../../../ui/toast";
import { CustomerFormView } from "./components/CustomerForm";
import { EMPTY_FORM, inputOf } from "./model";
import { useCreateCustomer } from "./queries";

export default function CreatePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useCreateCustomer();
  return (
    <div className="page">
      <PageHead title={t("customers.create")} parent={{ to: "/customers", label: t("customers.title") }} />
      <CustomerFormView initial={EMPTY_FORM} busy={create.isPending} error={create.error} onCancel={() => void navigate({ to: "/customers" })}
        onSubmit={(form) =>
          create.mutate(inputOf(form), {
            onSuccess: (saved) => {
              toastDone(t("customers.created", { name: saved.name }));
              void navigate({ to: `/customers/${saved.id}` });
            },
          })
        } />
    </div>
  );
}
