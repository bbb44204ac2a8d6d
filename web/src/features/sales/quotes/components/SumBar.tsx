import { useTranslation } from "react-i18next";
import { formatYuan } from "../../../../lib/format";
import { Restricted } from "../../../../ui/marks";
import { percentShown } from "../bill";
import type { Bill } from "../types";

/** What the parts of the bill sum to, in yuan, as the server has it. */
export function SumBar({ bill }: { bill: Bill }) {
  const { t } = useTranslation();
  const { totals, taxes } = bill;
  if (!totals) return <div className="sum-bar"><Restricted /></div>;
  const parts = (["measured", "measures", "other", "statutory", "provisional"] as const).filter((p) => p === "measured" || totals[p].amount !== 0);
  return (
    <div className="sum-bar" tabIndex={0} role="group" aria-label={t("quotes.totals")}>
      {parts.map((p) => <span key={p}>{t(`quotes.category.${p}`)} <b>{formatYuan(totals[p].amount)}</b></span>)}
      {taxes.length === 1 ? <span>{t("quotes.taxAt", { rate: percentShown(taxes[0]?.rate ?? "0") })} <b>{formatYuan(totals.vat.amount)}</b></span> : <span>{t("quotes.vat")} <b>{formatYuan(totals.vat.amount)}</b></span>}
    </div>
  );
}
