import "../quotes.css";
import { Link } from "@tanstack/react-router";
import { Calculator, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { formatWan } from "../../../../lib/format";
import type { PanelProps } from "../../../../lib/record";
import { Pill, Restricted } from "../../../../ui/marks";
import { stateTone } from "../model";
import { useQuotesOf } from "../queries";

const SHOWN = 5;

/** The quotes of an opportunity, in its quiet column; a new one begins here. */
export default function QuotesRail({ record, actions }: PanelProps) {
  const { t } = useTranslation();
  const me = useMe();
  const quotes = useQuotesOf({ opportunity_id: record.id }).data ?? [];
  const creates = can(me, "quote:create") && actions.includes("update");
  if (quotes.length === 0 && !creates) return null;
  return (
    <section>
      <div className="section-head" style={{ marginBottom: 4 }}>
        {t("quotes.title")}{quotes.length > 0 ? <span className="t3">{quotes.length}</span> : null}
        {creates ? <Link className="icon-btn small push" to="/quotes/new" search={{ opportunity: record.id } as never} aria-label={t("quotes.create")} title={t("quotes.create")}><Plus aria-hidden /></Link> : null}
      </div>
      {quotes.slice(0, SHOWN).map((q) => (
        <Link key={q.id} to={`/quotes/${q.id}`} className="quote-line">
          <Calculator aria-hidden />
          <span className={q.newest ? "nowrap" : "t3 nowrap"}>{t("quotes.revision", { revision: q.revision })}</span>
          {q.newest || q.state === "accepted" ? <Pill tone={stateTone(q.state)}>{t(`quotes.state.${q.state}`)}</Pill> : <span className="t3 f12">{t(`quotes.state.${q.state}`)}</span>}
          <span className="push">{q.amount ? formatWan(q.amount.amount) : <Restricted />}</span>
        </Link>
      ))}
      {quotes.length === 0 ? <p className="t3 f12">{t("quotes.noneYet")}</p> : null}
      {quotes.length > SHOWN ? <Link to="/quotes" search={{ opportunity_id: record.id } as never} className="f12">{t("quotes.allOf", { count: quotes.length })}</Link> : null}
    </section>
  );
}
