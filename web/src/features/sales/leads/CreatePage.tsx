import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageHead } from "../../../ui/PageHead";
import { toastDone } from "../../../ui/toast";
import { LeadFormView } from "./components/LeadForm";
import { EMPTY_FORM, inputOf, nameOf } from "./model";
import { useCreateLead } from "./queries";
import type { NewLead } from "./types";

export default function CreatePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useCreateLead();
  return (
    <div className="page">
      <PageHead title={t("leads.create")} parent={{ to: "/leads", label: t("leads.title") }} />
      <LeadFormView initial={EMPTY_FORM} busy={create.isPending} error={create.error} onCancel={() => void navigate({ to: "/leads" })}
        onSubmit={(form) =>
          create.mutate({ ...inputOf(form), source: form.source as NewLead["source"] }, {
            onSuccess: (saved) => {
              toastDone(t("leads.created", { name: nameOf(saved) }));
              void navigate({ to: "/leads", search: { id: saved.id } as never });
            },
          })
        } />
    </div>
  );
}
