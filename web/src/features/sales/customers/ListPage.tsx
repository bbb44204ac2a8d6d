import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { CustomerPanel } from "./components/CustomerPanel";
import { customerSpec } from "./spec";

/** All customers the reader may see, with one beside the list. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const canCreate = can(me, "customer:create");
  const spec = useMemo(
    () => customerSpec({ me, t, canCreate, onOpen: (id) => void navigate({ to: `/customers/${id}` }), onEdit: (id) => void navigate({ to: `/customers/${id}/edit` }) }),
    [me, t, canCreate, navigate],
  );
  return (
    <div className="page">
      <PageHead title={t("customers.title")} actions={canCreate ? <Link to="/customers/new" className="btn primary"><Plus aria-hidden /><span>{t("customers.create")}</span></Link> : null} />
      <DataView spec={spec} panel={(context) => <CustomerPanel key={context.id} {...context} />} />
    </div>
  );
}
