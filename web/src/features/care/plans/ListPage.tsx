import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { useSearchParams } from "../../../lib/url";
import { Button } from "../../../ui/Button";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { NewDialog } from "./components/NewDialog";
import { PlanPanel } from "./components/PlanPanel";
import { planSpec } from "./spec";

/** What is being put right with customers, the most urgent first. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const [search, change] = useSearchParams();
  const creates = can(me, "improvement:write");
  const begin = useMemo(() => (creates ? <Button kind="primary" icon={Plus} onClick={() => change((now) => ({ ...now, new: "1" }))}>{t("plans.create")}</Button> : null), [creates, change, t]);
  const spec = useMemo(() => planSpec({ me, t, begin, onOpen: (id) => void navigate({ to: `/improvement-plans/${id}` }) }), [me, t, begin, navigate]);
  return (
    <div className="page">
      <PageHead title={t("plans.title")} actions={begin} />
      <DataView spec={spec} panel={(context) => <PlanPanel key={context.id} {...context} />} />
      {creates && search.new === "1" ? <NewDialog onDone={(p) => void navigate({ to: `/improvement-plans/${p.id}` })} onClose={() => change(({ new: _new, ...rest }) => rest)} /> : null}
    </div>
  );
}
