import "../contracts.css";
import { Link } from "@tanstack/react-router";
import { FileText, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { formatWan } from "../../../../lib/format";
import type { PanelProps } from "../../../../lib/record";
import { Pill, Restricted } from "../../../../ui/marks";
import { stateTone } from "../model";
import { useContractsOf } from "../queries";

/** The contracts of an opportunity, in its quiet column. */
export default function ContractsRail({ record, actions }: PanelProps) {
  const { t } = useTranslation();
  const me = useMe();
  const items = useContractsOf({ opportunity_id: record.id }).data?.items ?? [];
  const creates = can(me, "contract:create") && actions.includes("update") && items.length > 0;
  if (items.length === 0) return null;
  return (
    <section>
      <div className="section-head" style={{ marginBottom: 4 }}>{t("contracts.title")}<span className="t3">{items.length}</span>{creates ? <Link className="icon-btn small push" to="/contracts/new" search={{ opportunity: record.id } as never} aria-label={t("contracts.create")} title={t("contracts.create")}><Plus aria-hidden /></Link> : null}</div>
      {items.map((c) => (
        <Link key={c.id} to={`/contracts/${c.id}`} className="related">
          <FileText aria-hidden /><span className="ell num">{c.number}</span><Pill tone={stateTone(c.state)}>{t(`contracts.state.${c.state}`)}</Pill><span className="push num">{c.amount ? formatWan(c.amount.amount) : <Restricted />}</span>
        </Link>
      ))}
    </section>
  );
}
