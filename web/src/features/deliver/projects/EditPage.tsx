import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Problem } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { InlineNotice } from "../../../ui/layout";
import { PageHead } from "../../../ui/PageHead";
import { toastDone } from "../../../ui/toast";
import { ProjectFormView } from "./components/ProjectForm";
import { formOf, inputOf } from "./form";
import { useProject, useUpdate } from "./queries";

/** Changes what is written of a project. When somebody else saved first, what was typed stays. */
export default function EditPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const navigate = useNavigate();
  const project = useProject(id);
  const p = project.data;
  const update = useUpdate(p);
  const back = (): void => void navigate({ to: `/projects/${id}` });
  const stale = update.error instanceof Problem && update.error.status === 412;
  if (!p) return null;
  const amountFixed = p.contract_id !== "" || p.amount === null;
  return (
    <div className="page">
      <PageHead title={t("projects.editName", { name: p.name })} parent={{ to: "/projects", label: t("projects.title") }} />
      {stale ? <InlineNotice tone="warn" strip action={<Button size="small" onClick={() => void project.refetch().then(() => update.reset())}>{t("opportunities.takeNewer")}</Button>}>{t("projects.stale")}</InlineNotice> : null}
      <ProjectFormView fresh={false} amountFixed={amountFixed} initial={formOf(p)} busy={update.isPending} error={stale ? null : update.error} onCancel={back}
        onSubmit={(form) =>
          update.mutate(inputOf(form, !amountFixed), {
            onSuccess: (saved) => {
              toastDone(t("projects.saved", { name: saved.name }));
              back();
            },
          })
        } />
    </div>
  );
}
