import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { Ageing } from "./components/Ageing";
import { NodePanel } from "./components/NodePanel";
import { nodeSpec } from "./spec";

/** What is owed, since when, and by whom it is collected. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const spec = useMemo(() => nodeSpec({ me, t }), [me, t]);
  return (
    <div className="page">
      <PageHead title={t("receivables.title")} />
      <Ageing />
      <DataView spec={spec} panel={(context) => <NodePanel key={context.id} {...context} />} />
    </div>
  );
}
