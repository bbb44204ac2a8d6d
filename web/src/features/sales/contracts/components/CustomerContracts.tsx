import "../contracts.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatWan } from "../../../../lib/format";
import type { PanelProps } from "../../../../lib/record";
import { Restricted, StatusDot } from "../../../../ui/marks";
import { stateTone } from "../model";
import { useContractsOf } from "../queries";

const SHOWN = 6;

/** The contracts of a customer with all companies of the group, as a section of the customer's page. */
export default function CustomerContracts({ record }: PanelProps) {
  const { t } = useTranslation();
  const contracts = useContractsOf({ customer_id: record.id }).data;
  const items = contracts?.items ?? [];
  if (items.length === 0) return null;
  const total = contracts?.total ?? items.length;
  return (
    <section className="record-section">
      <header><h2>{t("contracts.title")}</h2><span className="t3 f12 num">{t("contracts.count", { count: total })}</span>{total > SHOWN ? <Link to="/contracts" search={{ customer_id: record.id, state: "" } as never} className="push f12">{t("contracts.all")}</Link> : null}</header>
      <div className="sideways" tabIndex={0} role="region" aria-label={t("contracts.title")}>
        <table className="plain">
          <thead><tr><th scope="col">{t("contracts.entity")}</th><th scope="col">{t("contracts.name")}</th><th scope="col">{t("contracts.stateLabel")}</th><th scope="col">{t("contracts.signedOn")}</th><th scope="col" className="right">{t("contracts.amount")}</th></tr></thead>
          <tbody>
            {items.slice(0, SHOWN).map((c) => (
              <tr key={c.id}>
                <td className="m">{c.entity.name}</td>
                <td><Link to={`/contracts/${c.id}`} style={{ color: "inherit" }}>{c.title}</Link> <span className="t3 f12 num">{c.number}</span></td>
                <td><StatusDot tone={stateTone(c.state)}>{t(`contracts.state.${c.state}`)}</StatusDot></td>
                <td className="num t2">{c.signed_on || "–"}</td>
                <td className="right num">{c.amount ? formatWan(c.amount.amount) : <Restricted />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
