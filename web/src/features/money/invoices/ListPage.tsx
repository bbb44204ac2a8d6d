import "./invoices.css";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { CreditStrip } from "./components/CreditStrip";
import { invoiceSpec } from "./spec";

/** All invoices the reader may see. A new one begins at the payment that it is for. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const spec = useMemo(() => invoiceSpec({ me, t }), [me, t]);
  return (
    <div className="page">
      <PageHead title={t("invoices.title")} />
      <CreditStrip />
      <DataView spec={spec} />
    </div>
  );
}
