import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Checkbox } from "../../../../ui/inputs";
import type { Quote, Row } from "../types";

/** How many revisions stand side by side; older ones are in the list. */
const SHOWN = 4;

/** V1 V2 V3: the one that is open says its state, and so does the one that the customer accepted. */
export function VersionSwitch({ quote: q, versions }: { quote: Quote; versions: Row[] }) {
  const { t } = useTranslation();
  const newest = [...versions].sort((a, b) => b.revision - a.revision);
  const shown = newest.filter((v, i) => i < SHOWN || v.id === q.id).reverse();
  return (
    <nav className="version-switch" aria-label={t("quotes.versions")}>
      {(shown.length > 0 ? shown : [q]).map((v) =>
        v.id === q.id ? <span key={v.id} aria-current="page">V{v.revision} {t(`quotes.state.${q.state}`)}</span> : <Link key={v.id} to={`/quotes/${v.id}`} title={t(`quotes.state.${v.state}`)}>V{v.revision}{v.state === "accepted" ? ` ${t("quotes.state.accepted")}` : ""}</Link>)}
    </nav>
  );
}

interface CompareProps {
  against: Row;
  on: boolean;
  count: number | undefined;
  onChange: (on: boolean) => void;
}

/** Whether the bill shows how it differs from the revision before it. */
export function CompareChip({ against, on, count, onChange }: CompareProps) {
  const { t } = useTranslation();
  return (
    <span className="row compare-chip">
      <Checkbox checked={on} onChange={(event) => onChange(event.target.checked)}>{t("quotes.compareWith", { revision: against.revision })}</Checkbox>
      {on && count !== undefined ? <b>{t("quotes.lines", { count })}</b> : null}
    </span>
  );
}
