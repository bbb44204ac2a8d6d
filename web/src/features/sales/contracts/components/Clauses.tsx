import { useTranslation } from "react-i18next";
import type { Clause } from "../types";

/** The contract's text. */
export function Clauses({ clauses }: { clauses: Clause[] }) {
  const { t } = useTranslation();
  if (clauses.length === 0) return <section className="record-section"><p className="t3">{t("contracts.noClauses")}</p></section>;
  return (
    <section className="record-section clauses">
      {clauses.map((c, i) => (
        <article key={i}>
          <h3><span className="num t3">{c.number}</span> {c.title}</h3>
          <p>{c.text}</p>
        </article>
      ))}
    </section>
  );
}
