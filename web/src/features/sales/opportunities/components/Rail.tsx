import { Link } from "@tanstack/react-router";
import { Building2, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useRecordParts } from "../../../../lib/record";
import { IconButton } from "../../../../ui/Button";
import { useCustomerOf, useOpenOf } from "../queries";
import type { Opportunity } from "../types";
import { RailFacts } from "./Facts";

/** The quiet column: who works on it, the customer's people, and what else is known. */
export function Rail({ opportunity: o, onTeam }: { opportunity: Opportunity; onTeam: () => void }) {
  const { t } = useTranslation();
  const { Contacts, Files, Panels, TeamList } = useRecordParts();
  const record = { kind: "opportunity", id: o.id };
  return (
    <aside className="record-rail" aria-label={t("opportunities.rail")}>
      <section>
        <div className="section-head" style={{ marginBottom: 4 }}>
          {t("opportunities.team.title")}
          {o.actions.includes("update") ? <span className="push"><IconButton size="small" icon={Plus} label={t("opportunities.team.add")} shortcut="shift+t" onClick={onTeam} /></span> : null}
        </div>
        <TeamList record={record} />
      </section>
      <section><Contacts customer={o.customer.id} place="rail" /></section>
      <Panels record={record} place="rail" actions={o.actions} />
      <CustomerPart opportunity={o} />
      <Files record={record} place="rail" />
      <section><RailFacts opportunity={o} /></section>
    </aside>
  );
}

function CustomerPart({ opportunity: o }: { opportunity: Opportunity }) {
  const { t } = useTranslation();
  const customer = useCustomerOf(o.customer.id).data;
  const others = useOpenOf(o.customer.id).data?.total ?? 0;
  return (
    <section>
      <div className="section-head" style={{ marginBottom: 4 }}>{t("opportunities.customer")}<Link to={`/customers/${o.customer.id}`} className="push f12">{t("opportunities.panorama")}</Link></div>
      <div className="row gap8"><Building2 className="t3" aria-hidden /><span className="ell">{o.customer.name}</span></div>
      <div className="row gap16 f12 t3" style={{ marginTop: 2 }}>
        {customer?.city ? <span>{customer.city}</span> : null}
        {others > 1 ? <Link to="/opportunities" search={{ customer_id: o.customer.id } as never} className="figure">{t("opportunities.otherOpen", { count: others - 1 })}</Link> : null}
      </div>
    </section>
  );
}
