import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { ContractPanel } from "./components/ContractPanel";
import { contractSpec } from "./spec";

/** All contracts the reader may see, with one beside the list. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const canCreate = can(me, "contract:create");
  const spec = useMemo(() => contractSpec({ me, t, canCreate, onOpen: (id) => void navigate({ to: `/contracts/${id}` }), onEdit: (id) => void navigate({ to: `/contracts/${id}/edit` }) }), [me, t, canCreate, navigate]);
  return (
    <div className="page">
      <PageHead title={t("contracts.title")} actions={canCreate ? <Link to="/contracts/new" className="btn primary"><Plus aria-hidden /><span>{t("contracts.create")}</span></Link> : null} />
      <DataView spec={spec} panel={(context) => <ContractPanel key={context.id} {...context} />} />
    </div>
  );
}
