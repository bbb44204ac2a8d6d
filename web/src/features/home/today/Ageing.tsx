import { useTranslation } from "react-i18next";
import { formatWan } from "../../../lib/format";
import { Linked } from "./Linked";
import type { Overview } from "./model";

type Receivables = NonNullable<Overview["receivables"]>;

/** What is owed to each company, by age, to one scale. */
export function Ageing({ receivables: r }: { receivables: Receivables }) {
  const { t } = useTranslation();
  const widest = Math.max(1, ...r.companies.map((c) => c.owed.amount?.amount ?? 0));
  const amount = (money: { amount: number } | null): string => (money ? formatWan(money.amount, 0) : t("ui.restricted"));
  return (
    <>
      <header className="row gap8" style={{ marginBottom: 8 }}><h2>{t("home.ageing")}</h2><span className="push t3 f12">{t("home.ageingUnits")}</span></header>
      {r.companies.map((c) => (
        <div key={c.id} className="home-ageing">
          <span className="ell" title={c.name}>{c.name}</span>
          <span className="bar" aria-hidden>{c.buckets.map((b, i) => <i key={b.name} className={`age-${Math.min(5, i)}`} style={{ width: `${((b.open.amount?.amount ?? 0) / widest) * 100}%` }} />)}</span>
          <span className="right num"><Linked list={c.owed.list} tip={t("home.nodes", { count: c.owed.count })}>{amount(c.owed.amount)}</Linked></span>
          <span className="right num bad-t"><Linked list={c.overdue.list} tip={t("home.nodes", { count: c.overdue.count })}>{amount(c.overdue.amount)}</Linked></span>
        </div>
      ))}
      <div className="home-ageing total">
        <span className="t3">{t("home.sum")}</span><span />
        <b className="right num sb"><Linked list={r.owed.list} tip={t("home.nodes", { count: r.owed.count })}>{amount(r.owed.amount)}</Linked></b>
        <b className="right num sb bad-t"><Linked list={r.overdue.list} tip={t("home.nodes", { count: r.overdue.count })}>{amount(r.overdue.amount)}</Linked></b>
      </div>
      <div className="home-buckets f12">
        {r.buckets.map((b, i) => <span key={b.name} className="row gap6"><i className={`home-key age-${Math.min(5, i)}`} aria-hidden /><span className="t2">{t(`home.bucket.${b.name}`)}</span><span className="push num"><Linked list={b.open.list} tip={t("home.nodes", { count: b.open.count })}>{amount(b.open.amount)}</Linked></span></span>)}
      </div>
    </>
  );
}
