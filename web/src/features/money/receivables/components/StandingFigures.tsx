import { useTranslation } from "react-i18next";
import { formatPercent, formatWan } from "../../../../lib/format";
import type { PanelProps } from "../../../../lib/record";
import { MoneyFigure } from "../../../../ui/KeyFigure";
import { duePaid } from "../model";
import { useStanding } from "../queries";

/** What a customer paid and what he owes, as figures on his page. */
export default function StandingFigures({ record }: PanelProps) {
  const { t } = useTranslation();
  const s = useStanding({ [`${record.kind}_id`]: record.id }).data;
  const list = (search: Record<string, string>) => ({ to: "/receivables", search: { view: "all", [`${record.kind}_id`]: record.id, ...search } });
  const owed = s && (s.not_due && s.overdue ? { amount: s.not_due.amount + s.overdue.amount } : null);
  const paid = s ? duePaid(s) : null;
  const late = s?.overdue?.amount ?? 0;
  return (
    <>
      <MoneyFigure label={t("receivables.byCustomer.received")} money={s && s.received} list={list({ "received.gt": "0" })} note={paid === null ? "" : t("receivables.byCustomer.ofDue", { share: formatPercent(paid) })} />
      <MoneyFigure label={t("receivables.byCustomer.owed")} money={owed} list={list({ owed: "true" })} note={late > 0 ? <span className="bad-t">{t("receivables.byCustomer.late", { amount: formatWan(late) })}</span> : t("receivables.byCustomer.notLate")} />
    </>
  );
}
