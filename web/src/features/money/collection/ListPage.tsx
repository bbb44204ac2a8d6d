import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { OrderPanel } from "./components/OrderPanel";
import { orderSpec } from "./spec";

/** Debts that are being collected, the oldest first. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const spec = useMemo(() => orderSpec({ me, t }), [me, t]);
  return (
    <div className="page">
      <PageHead title={t("collection.title")} />
      <DataView spec={spec} panel={(context) => <OrderPanel key={context.id} {...context} />} />
    </div>
  );
}
