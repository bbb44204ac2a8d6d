import "../opportunities.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatWan } from "../../../../lib/format";
import type { PanelProps } from "../../../../lib/record";
import { Person, Restricted } from "../../../../ui/marks";
import { useOpportunitiesOf } from "../queries";
import { StageMark } from "../spec";

/** What is and was chased with a customer, on its page: the open ones first. */
export default function OpportunitiesOf({ record }: PanelProps) {
  const { t } = useTranslation();
  const found = useOpportunitiesOf(record.id).data;
  if (!found || found.items.length === 0) return null;
  const money = (m: { amount: number } | null) => (m ? formatWan(m.amount) : <Restricted />);
  return (
    <section className="record-section">
      <header>
        <h2>{t("opportunities.title")}</h2>
        <span className="t3 f12 num">{t("opportunities.countIs", { count: found.total ?? found.items.length })}</span>
        <Link to="/opportunities" search={{ customer_id: record.id, outcome: "open,won,lost,void" } as never} className="push f12">{t("opportunities.inList")}</Link>
      </header>
      <div className="sideways" tabIndex={0} role="region" aria-label={t("opportunities.title")}>
        <table className="plain">
          <thead><tr><th scope="col">{t("opportunities.name")}</th><th scope="col">{t("opportunities.stageLabel")}</th><th scope="col" className="right">{t("opportunities.amount")}</th><th scope="col" className="right">{t("opportunities.weighted")}</th><th scope="col">{t("opportunities.expected")}</th><th scope="col">{t("opportunities.owner")}</th></tr></thead>
          <tbody>
            {found.items.map((o) => (
              <tr key={o.id}>
                <td><Link to={`/opportunities/${o.id}`} className="m">{o.name}</Link> <span className="t3 f12 num">{o.number}</span></td>
                <td><StageMark row={o} t={t} /></td>
                <td className="right num">{money(o.amount)}</td>
                <td className="right num t2">{money(o.weighted)}</td>
                <td className="num t2">{o.expected_sign_date}</td>
                <td><Person name={o.owner.name} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
