import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageHead } from "../../../ui/PageHead";
import { toastDone } from "../../../ui/toast";
import { ProjectFormView } from "./components/ProjectForm";
import { createOf, EMPTY_FORM } from "./form";
import { useCreate } from "./queries";

/** A project at award, before its contract is in force. */
export default function CreatePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useCreate();
  return (
    <div className="page">
      <PageHead title={t("projects.create")} parent={{ to: "/projects", label: t("projects.title") }} />
      <ProjectFormView fresh initial={EMPTY_FORM} busy={create.isPending} error={create.error} onCancel={() => void navigate({ to: "/projects" })}
        onSubmit={(form) =>
          create.mutate(createOf(form), {
            onSuccess: (saved) => {
              toastDone(t("projects.created", { name: saved.name }));
              void navigate({ to: `/projects/${saved.id}` });
            },
          })
        } />
    </div>
  );
}
