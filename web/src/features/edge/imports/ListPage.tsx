import { Link } from "@tanstack/react-router";
import { Upload } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { importSpec } from "./spec";

/** Every file that was taken in, what came of it, and whether it can be taken back. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const canRun = can(me, "import:run");
  const spec = useMemo(() => importSpec({ t, canRun }), [t, canRun]);
  return (
    <div className="page">
      <PageHead title={t("imports.title")} actions={canRun ? <Link to="/imports/new" className="btn primary"><Upload aria-hidden /><span>{t("imports.create")}</span></Link> : null} />
      <DataView spec={spec} />
    </div>
  );
}
