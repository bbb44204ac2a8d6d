import "./projects.css";
import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { useSearchParams } from "../../../lib/url";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { ProjectPanel } from "./components/ProjectPanel";
import { useCustomerOf } from "./queries";
import { projectSpec } from "./spec";

/** All projects the reader may see, with one beside the list. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const customer = useCustomerOf(search.customer_id ?? "").data;
  const canCreate = can(me, "project:create");
  const spec = useMemo(() => projectSpec({ me, t, customer, canCreate, onOpen: (id) => void navigate({ to: `/projects/${id}` }) }), [me, t, customer, canCreate, navigate]);
  return (
    <div className="page">
      <PageHead title={t("projects.title")} actions={canCreate ? <Link to="/projects/new" className="btn primary"><Plus aria-hidden /><span>{t("projects.create")}</span></Link> : null} />
      <DataView spec={spec} panel={(context) => <ProjectPanel key={context.id} {...context} />} />
    </div>
  );
}
