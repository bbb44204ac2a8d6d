import { useTranslation } from "react-i18next";
import type { PanelProps } from "../../../../lib/record";
import { sumOf } from "../../../../lib/source";
import { MoneyFigure } from "../../../../ui/KeyFigure";
import { BINDING } from "../model";
import { useContractsOf } from "../queries";

/** What was ever signed with a customer, as a figure on his page. */
export default function SignedFigure({ record }: PanelProps) {
  const { t } = useTranslation();
  const question = { customer_id: record.id, state: BINDING };
  const signed = useContractsOf(question).data;
  return <MoneyFigure label={t("contracts.signedAll")} money={signed && sumOf(signed, "amount")} list={{ to: "/contracts", search: { view: "all", ...question } }} note={t("contracts.count", { count: signed?.total ?? 0 })} />;
}
