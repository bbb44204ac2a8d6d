import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Problem } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { InlineNotice } from "../../../ui/layout";
import { PageHead } from "../../../ui/PageHead";
import { toastDone } from "../../../ui/toast";
import { OpportunityFormView } from "./components/OpportunityForm";
import { formOf, inputOf } from "./form";
import { useOpportunity, useUpdate } from "./queries";

/** Changes an opportunity. When somebody else saved first, what was typed stays. */
export default function EditPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const navigate = useNavigate();
  const opportunity = useOpportunity(id);
  const update = useUpdate(opportunity.data);
  const back = (): void => void navigate({ to: `/opportunities/${id}` });
  const stale = update.error instanceof Problem && (update.error.status === 409 || update.error.status === 412);
  if (!opportunity.data) return null;
  return (
    <div className="page">
      <PageHead title={t("opportunities.editName", { name: opportunity.data.name })} parent={{ to: "/opportunities", label: t("opportunities.title") }} />
      {stale ? <InlineNotice tone="warn" strip action={<Button size="small" onClick={() => void opportunity.refetch().then(() => update.reset())}>{t("opportunities.takeNewer")}</Button>}>{t("opportunities.stale")}</InlineNotice> : null}
      <OpportunityFormView self={id} initial={formOf(opportunity.data)} quoted={Boolean(opportunity.data.amount_quote_id)} busy={update.isPending} error={stale ? null : update.error} onCancel={back}
        onSubmit={(form) =>
          update.mutate(inputOf(form), {
            onSuccess: (saved) => {
              toastDone(t("opportunities.saved", { name: saved.name }));
              back();
            },
          })
        } />
    </div>
  );
}
