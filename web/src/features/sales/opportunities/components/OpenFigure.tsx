import { useTranslation } from "react-i18next";
import { formatWan } from "../../../../lib/format";
import type { PanelProps } from "../../../../lib/record";
import { sumOf } from "../../../../lib/source";
import { MoneyFigure } from "../../../../ui/KeyFigure";
import { useOpenOf } from "../queries";

/** What is chased with a customer now, as a figure on his page. */
export default function OpenFigure({ record }: PanelProps) {
  const { t } = useTranslation();
  const open = useOpenOf(record.id).data;
  const weighted = open && sumOf(open, "weighted");
  const count = t("opportunities.countIs", { count: open?.total ?? 0 });
  return <MoneyFigure label={t("opportunities.chased")} money={open && sumOf(open, "amount")} list={{ to: "/opportunities", search: { customer_id: record.id, outcome: "open" } }} note={weighted ? t("opportunities.countWeighted", { count, amount: formatWan(weighted.amount) }) : count} />;
}
