import { Link } from "@tanstack/react-router";
import { FilePlus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatWan } from "../../../../lib/format";
import { Restricted, StatusDot } from "../../../../ui/marks";
import { amendedPrice, amendmentTone } from "../model";
import type { Contract } from "../types";

/** What was agreed after the signature, in order; only what both sides signed counts. */
export function Amendments({ contract: c }: { contract: Contract }) {
  const { t } = useTranslation();
  const creates = c.actions.includes("amend");
  return (
    <section className="record-section">
      <header><h2>{t("contracts.tab.amendments")}</h2><span className="t3 f12">{t("contracts.amendmentsNote")}</span>{creates ? <Link to={`/contracts/${c.id}/amendments/new`} className="btn small push"><FilePlus aria-hidden />{t("contracts.amend")}</Link> : null}</header>
      {c.amendments.length === 0 ? <p className="t3">{t("contracts.noAmendments")}</p> : null}
      {c.amendments.map((a) => {
        const price = amendedPrice(c, a);
        return (
          <Link key={a.id} to={`/contracts/${c.id}/amendments/${a.id}`} className="amendment-row">
            <span className="m nowrap">{t("contracts.amendmentNo", { number: a.number })}</span>
            <span className="ell">{a.title}{a.duration_change ? <span className="t3 f12"> {t("contracts.daysChange", { days: `${a.duration_change > 0 ? "+" : ""}${a.duration_change}`.replace("-", "−") })}</span> : null}</span>
            <span className="num right">{price ? <><span className="t3">{formatWan(price.before)} →</span> {formatWan(price.after)}</> : <Restricted />}</span>
            <StatusDot tone={amendmentTone(a.state)}>{t(`contracts.amendmentState.${a.state}`)}{a.signed_on ? ` ${a.signed_on}` : ""}</StatusDot>
          </Link>
        );
      })}
    </section>
  );
}
