import { useTranslation } from "react-i18next";
import type { Customer, Engagement } from "../../../../api/types";
import { Person, StatusDot } from "../../../../ui/marks";
import { relationTone } from "../model";

/** Which company of the group looks after the customer: one leads, others assist. */
export function Engagements({ customer, onEngage }: { customer: Customer; onEngage?: () => void }) {
  const { t } = useTranslation();
  return (
    <section className="record-section">
      <header>
        <h2>{t("customers.who")}</h2>
        <span className="t3 f12">{t("customers.whoNote")}</span>
        {onEngage ? <button type="button" className="link push f12" onClick={onEngage}>{t("customers.verb.engage")}</button> : null}
      </header>
      <div className="sideways" tabIndex={0} role="region" aria-label={t("customers.who")}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t("customers.entity")}</th>
            <th scope="col">{t("customers.partLabel")}</th>
            <th scope="col">{t("customers.responsible")}</th>
            <th scope="col" className="right">{t("customers.since")}</th>
            <th scope="col" className="right">{t("customers.until")}</th>
          </tr>
        </thead>
        <tbody>
          {customer.engagements.map((e) => <EngagementRow key={e.id} engagement={e} />)}
        </tbody>
      </table>
      </div>
    </section>
  );
}

function EngagementRow({ engagement: e }: { engagement: Engagement }) {
  const { t } = useTranslation();
  return (
    <tr>
      <td className="m">{e.entity.name}</td>
      <td><StatusDot tone={relationTone(e.relation)}>{t(`customers.relation.${e.relation}`)}</StatusDot></td>
      <td><Person name={e.owner.name} /></td>
      <td className="right t2 num">{e.since || "–"}</td>
      <td className={`right num ${e.until ? "t2" : "t3"}`}>{e.until || t("customers.open")}</td>
    </tr>
  );
}
