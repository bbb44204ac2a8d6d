import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { LeadPanel } from "./components/LeadPanel";
import { leadSpec } from "./spec";

/** All leads the reader may see, with one beside the list. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const canCreate = can(me, "lead:create");
  const spec = useMemo(() => leadSpec({ me, t, canCreate, onEdit: (id) => void navigate({ to: `/leads/${id}/edit` }) }), [me, t, canCreate, navigate]);
  return (
    <div className="page">
      <PageHead title={t("leads.title")} actions={canCreate ? <Link to="/leads/new" className="btn primary"><Plus aria-hidden /><span>{t("leads.create")}</span></Link> : null} />
      <DataView spec={spec} panel={(context) => <LeadPanel key={context.id} {...context} />} />
    </div>
  );
}
