import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageHead } from "../../../ui/PageHead";
import { toastDone } from "../../../ui/toast";
import { OpportunityFormView } from "./components/OpportunityForm";
import { EMPTY_FORM, inputOf } from "./form";
import { useCreate } from "./queries";

export default function CreatePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useCreate();
  return (
    <div className="page">
      <PageHead title={t("opportunities.create")} parent={{ to: "/opportunities", label: t("opportunities.title") }} />
      <OpportunityFormView initial={EMPTY_FORM} busy={create.isPending} error={create.error} onCancel={() => void navigate({ to: "/opportunities" })}
        onSubmit={(form) =>
          create.mutate(inputOf(form), {
            onSuccess: (saved) => {
              toastDone(t("opportunities.created", { name: saved.name }));
              void navigate({ to: `/opportunities/${saved.id}` });
            },
          })
        } />
    </div>
  );
}
