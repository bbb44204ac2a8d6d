import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { Button } from "../../../ui/Button";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { ReceiptPanel } from "./components/ReceiptPanel";
import { RegisterDialog } from "./components/RegisterDialog";
import { receiptSpec } from "./spec";

/** Money that came in, what it is for, and what is left of it. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const [adding, setAdding] = useState(false);
  const spec = useMemo(() => receiptSpec({ me, t, unclaimed: false }), [me, t]);
  return (
    <div className="page">
      <PageHead title={t("receipts.title")} actions={<>
        {can(me, "receipt:claim") ? <Link to="/receipts/unclaimed" className="btn"><span>{t("receipts.view.unclaimed")}</span></Link> : null}
        {can(me, "receipt:register") ? <Button kind="primary" icon={Plus} onClick={() => setAdding(true)}>{t("receipts.register")}</Button> : null}
      </>} />
      <DataView spec={spec} panel={(context) => <ReceiptPanel key={context.id} {...context} />} />
      {adding ? <RegisterDialog onClose={() => setAdding(false)} /> : null}
    </div>
  );
}
