import { useTranslation } from "react-i18next";
import type { Customer, Engagement } from "../../../../api/types";
import { formatDateShort } from "../../../../lib/format";
import { Person, StatusDot } from "../../../../ui/marks";
import { partTone } from "../model";

/** Which company of the group looks after the customer: one leads, others assist. */
export function Engagements({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  return (
    <section className="record-section">
      <header>
        <h2>{t("customers.who")}</h2>
        <span className="t3 f12">{t("customers.whoNote")}</span>
      </header>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t("customers.entity")}</th>
            <th scope="col">{t("customers.partLabel")}</th>
            <th scope="col">{t("customers.responsible")}</th>
            <th scope="col">{t("customers.last")}</th>
            <th scope="col" className="right">{t("customers.next")}</th>
          </tr>
        </thead>
        <tbody>
          {customer.engagements.map((e) => <EngagementRow key={e.entity.id} engagement={e} />)}
        </tbody>
      </table>
    </section>
  );
}

function EngagementRow({ engagement: e }: { engagement: Engagement }) {
  const { t } = useTranslation();
  return (
    <tr>
      <td className="m">{e.entity.name}</td>
      <td><StatusDot tone={partTone(e.part)}>{t(`customers.part.${e.part}`)}</StatusDot></td>
      <td>
        <span className="row gap8">
          <Person name={e.owner.name} />
          {e.until ? <span className="t3 f12 num">{t("customers.until", { date: e.until })}</span> : <span className="t3 f12">{e.note}</span>}
        </span>
      </td>
      <td className="t2">{e.last_at ? `${formatDateShort(e.last_at.slice(0, 10))} ${e.last_note ?? ""}` : ""}</td>
      <td className={`right ${e.next ? "" : "t3"}`}>{e.next ?? t("ui.none")}</td>
    </tr>
  );
}
