import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatWan } from "../../../../lib/format";
import type { PanelProps } from "../../../../lib/record";
import { Restricted } from "../../../../ui/marks";
import { useNodesOf } from "../queries";
import { NodeStanding } from "../spec";
import type { Node } from "../types";

/** The payments of a project or a customer, in their order, with what is open. */
export default function NodesOf({ record }: PanelProps) {
  const { t } = useTranslation();
  const rows = useNodesOf({ [`${record.kind}_id`]: record.id }).data ?? [];
  if (rows.length === 0) return null;
  const money = (m: Node["amount"] | null) => (m ? formatWan(m.amount) : <Restricted />);
  return (
    <section className="record-section">
      <header><h2>{t("receivables.payments")}</h2><Link to="/receivables" search={{ view: "all", [`${record.kind}_id`]: record.id } as never} className="push f12">{t("receivables.openList")}</Link></header>
      <table className="plain">
        <thead><tr><th scope="col">{t("receivables.node")}</th><th scope="col" className="right">{t("receivables.amount")}</th><th scope="col" className="right">{t("receivables.invoiced")}</th><th scope="col" className="right">{t("receivables.received")}</th><th scope="col" className="right">{t("receivables.openAmount")}</th><th scope="col">{t("receivables.dueOn")}</th><th scope="col">{t("receivables.status")}</th></tr></thead>
        <tbody>
          {rows.map((n) => (
            <tr key={n.id}>
              <td><Link to="/receivables" search={{ view: "all", id: n.id } as never}>{n.name || t(`terms.kind.${n.kind}`, { defaultValue: n.kind })}</Link></td>
              <td className="right num">{money(n.amount)}</td><td className="right num">{money(n.invoiced)}</td><td className="right num">{money(n.received)}</td>
              <td className={`right num ${n.overdue ? "bad-t" : ""}`}>{money(n.open)}</td>
              <td className="num">{n.due_on || n.expected_on || "–"}</td>
              <td><NodeStanding node={n} t={t} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
