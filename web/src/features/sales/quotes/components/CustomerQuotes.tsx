import "../quotes.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatWan } from "../../../../lib/format";
import type { PanelProps } from "../../../../lib/record";
import { Person, Restricted, StatusDot } from "../../../../ui/marks";
import { offersOf, stateTone } from "../model";
import { useQuotesOf } from "../queries";

const SHOWN = 6;

/** The offers that a customer got, each by its newest revision, with the ones before. */
export default function CustomerQuotes({ record }: PanelProps) {
  const { t } = useTranslation();
  const offers = offersOf(useQuotesOf({ customer_id: record.id }).data ?? []);
  if (offers.length === 0) return null;
  return (
    <section className="record-section">
      <header><h2>{t("quotes.title")}</h2><span className="t3 f12 num">{t("quotes.offers", { count: offers.length })}</span><Link to="/quotes" search={{ customer_id: record.id } as never} className="push f12">{t("quotes.inList")}</Link></header>
      <div className="sideways" tabIndex={0} role="region" aria-label={t("quotes.title")}>
        <table className="plain">
          <thead><tr><th scope="col">{t("quotes.name")}</th><th scope="col">{t("quotes.revisions")}</th><th scope="col">{t("quotes.stateLabel")}</th><th scope="col" className="right">{t("quotes.amount")}</th><th scope="col">{t("quotes.owner")}</th></tr></thead>
          <tbody>
            {offers.slice(0, SHOWN).map(({ newest: q, before }) => (
              <tr key={q.id}>
                <td><Link to={`/quotes/${q.id}`} className="m">{q.title}</Link> <span className="t3 f12 num">{q.number}</span></td>
                <td className="num"><Link to={`/quotes/${q.id}`}>{t("quotes.revision", { revision: q.revision })}</Link>{before.map((b) => <Link key={b.id} to={`/quotes/${b.id}`} className="t3" style={{ marginLeft: 8 }} title={t(`quotes.state.${b.state}`)}>{t("quotes.revision", { revision: b.revision })}</Link>)}</td>
                <td><StatusDot tone={stateTone(q.state)}>{t(`quotes.state.${q.state}`)}</StatusDot></td>
                <td className="right num">{q.amount ? formatWan(q.amount.amount) : <Restricted />}</td>
                <td><Person name={q.owner.name} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
