import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Problem } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { InlineNotice } from "../../../ui/layout";
import { PageHead } from "../../../ui/PageHead";
import { toastDone } from "../../../ui/toast";
import { LeadFormView } from "./components/LeadForm";
import { formOf, inputOf, nameOf } from "./model";
import { useLead, useUpdateLead } from "./queries";

/** Changes a lead. When somebody else saved first, what was typed stays. */
export default function EditPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const navigate = useNavigate();
  const lead = useLead(id);
  const update = useUpdateLead(lead.data);
  const back = (): void => void navigate({ to: "/leads", search: { id } as never });
  const stale = update.error instanceof Problem && (update.error.status === 409 || update.error.status === 412);
  if (!lead.data) return null;
  return (
    <div className="page">
      <PageHead title={t("leads.editName", { name: nameOf(lead.data) })} parent={{ to: "/leads", label: t("leads.title") }} />
      {stale ? <InlineNotice tone="warn" strip action={<Button size="small" onClick={() => void lead.refetch().then(() => update.reset())}>{t("leads.takeNewer")}</Button>}>{t("leads.stale")}</InlineNotice> : null}
      <LeadFormView self={id} initial={formOf(lead.data)} busy={update.isPending} error={stale ? null : update.error} onCancel={back}
        onSubmit={(form) =>
          update.mutate(inputOf(form), {
            onSuccess: (saved) => {
              toastDone(t("leads.saved", { name: nameOf(saved) }));
              back();
            },
          })
        } />
    </div>
  );
}
