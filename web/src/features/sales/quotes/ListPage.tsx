import "./quotes.css";
import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { QuotePanel } from "./components/QuotePanel";
import { quoteSpec } from "./spec";

/** All quotes the reader may see, with one beside the list. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const canCreate = can(me, "quote:create");
  const spec = useMemo(() => quoteSpec({ me, t, canCreate, onOpen: (id) => void navigate({ to: `/quotes/${id}` }) }), [me, t, canCreate, navigate]);
  return (
    <div className="page">
      <PageHead title={t("quotes.title")} actions={canCreate ? <Link to="/quotes/new" className="btn primary"><Plus aria-hidden /><span>{t("quotes.create")}</span></Link> : null} />
      <DataView spec={spec} panel={(context) => <QuotePanel key={context.id} {...context} />} />
    </div>
  );
}
