import "./opportunities.css";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { LayoutSwitch } from "./components/LayoutSwitch";
import { OpportunityPanel } from "./components/OpportunityPanel";
import { useSpec } from "./useSpec";

/** All opportunities the reader may see, with one beside the list. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const spec = useSpec();
  return (
    <div className="page">
      <PageHead title={t("opportunities.title")} actions={can(me, "opportunity:create") ? <Link to="/opportunities/new" className="btn primary"><Plus aria-hidden /><span>{t("opportunities.create")}</span></Link> : null} />
      <DataView spec={spec} aside={<LayoutSwitch now="list" />} panel={(context) => <OpportunityPanel key={context.id} {...context} />} />
    </div>
  );
}
