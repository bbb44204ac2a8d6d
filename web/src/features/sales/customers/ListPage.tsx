import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useListedFields } from "../../../api/customFields";
import { can, useMe } from "../../../api/me";
import { withAdded } from "../../../ui/dataview/added";
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
  const added = useListedFields("customer");
  const spec = useMemo(
    () => withAdded(customerSpec({ me, t, canCreate, onOpen: (id) => void navigate({ to: `/customers/${id}` }), onEdit: (id) => void navigate({ to: `/customers/${id}/edit` }) }), added),
    [me, t, canCreate, navigate, added],
  );
  return (
    <div className="page">
      <PageHead title={t("customers.title")} actions={canCreate ? <Link to="/customers/new" className="btn primary"><Plus aria-hidden /><span>{t("customers.create")}</span></Link> : null} />
      <DataView spec={spec} panel={(context) => <CustomerPanel key={context.id} {...context} />} />
    </div>
  );
}
