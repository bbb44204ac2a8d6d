import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Problem } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { InlineNotice } from "../../../ui/layout";
import { PageHead } from "../../../ui/PageHead";
import { toastDone } from "../../../ui/toast";
import { ContractFormView } from "./components/ContractForm";
import { formOf, updateOf } from "./form";
import { useContract, useUpdate } from "./queries";

/** Changes a draft. When somebody else saved first, what was typed stays. */
export default function EditPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const navigate = useNavigate();
  const contract = useContract(id);
  const update = useUpdate();
  const back = (): void => void navigate({ to: `/contracts/${id}` });
  const stale = update.error instanceof Problem && (update.error.status === 412 || update.error.code === "version.stale");
  const c = contract.data;
  if (!c) return <div className="page"><PageHead title="" parent={{ to: "/contracts", label: t("contracts.title") }} /></div>;
  return (
    <div className="page">
      <PageHead title={t("contracts.editName", { name: c.title })} parent={{ to: "/contracts", label: t("contracts.title") }} />
      {stale ? <InlineNotice tone="warn" strip action={<Button size="small" onClick={() => void contract.refetch().then(() => update.reset())}>{t("contracts.takeNewer")}</Button>}>{t("contracts.stale")}</InlineNotice> : null}
      <ContractFormView initial={formOf(c)} busy={update.isPending} error={stale ? null : update.error} submitLabel={t("ui.save")} onCancel={back}
        onSubmit={(form) => update.mutate({ on: c, input: updateOf(form) }, { onSuccess: (saved) => {
          toastDone(t("contracts.saved", { name: saved.title }));
          back();
        } })} />
    </div>
  );
}
