import { HandCoins } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { ReceiptDialog } from "./components/ReceiptDialog";
import { receiptSpec } from "./spec";
import type { Row } from "./types";

/** Money of the company that nobody claimed yet: whoever knows it says what it is for. */
export default function UnclaimedPage() {
  const { t } = useTranslation();
  const me = useMe();
  const [claiming, setClaiming] = useState<Row>();
  const spec = useMemo(() => ({ ...receiptSpec({ me, t, unclaimed: true }), rowActions: [{ id: "claim", label: t("receipts.verb.claim"), icon: HandCoins, enabled: (r: Row) => r.actions.includes("claim"), perform: setClaiming }] }), [me, t]);
  return (
    <div className="page">
      <PageHead parent={{ to: "/receipts", label: t("receipts.title") }} title={t("receipts.view.unclaimed")} />
      <DataView spec={spec} />
      {claiming ? <ReceiptDialog receipt={claiming} verb="claim" onClose={() => setClaiming(undefined)} /> : null}
    </div>
  );
}
