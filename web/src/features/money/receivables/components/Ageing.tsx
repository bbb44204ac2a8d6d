import "../receivables.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatWan } from "../../../../lib/format";
import { problemText } from "../../../../lib/problem";
import { InlineNotice } from "../../../../ui/layout";
import { FigureLink, Restricted } from "../../../../ui/marks";
import { searchOf } from "../model";
import { useAgeing } from "../queries";
import type { Ageing as View } from "../types";

const all = (query: string): Record<string, string> => ({ view: "all", ...searchOf(query) });

/** What is owed, by how long it is overdue. Every figure opens the payments that it adds up. */
export function Ageing() {
  const { t } = useTranslation();
  const { data: v, error } = useAgeing();
  if (!v) return error ? <InlineNotice tone="bad" strip>{problemText(error)}</InlineNotice> : <div className="ageing" aria-hidden />;
  const late = v.buckets.filter((b) => b.name !== "not_due");
  const notDue = v.buckets.find((b) => b.name === "not_due");
  const figures = [
    { id: "owed", money: v.owed, query: v.query, count: v.nodes, tone: "" },
    { id: "notDue", money: v.not_due, query: notDue?.query ?? v.query, count: notDue?.nodes ?? 0, tone: "" },
    { id: "overdue", money: v.overdue, query: overdueQuery(v), count: v.overdue_nodes, tone: "bad-t" },
    { id: "planned", money: v.planned, query: "state=planned", count: undefined, tone: "t2" },
  ];
  return (
    <section className="ageing" aria-label={t("receivables.ageing")}>
      <div className="ageing-figures">
        {figures.map((f) => (
          <span key={f.id}><span className="t2 f12">{t(`receivables.figure.${f.id}`)}</span> {f.money ? <FigureLink to="/receivables" search={all(f.query)} tip={f.count === undefined ? undefined : t("receivables.nodes", { count: f.count })}><b className={f.tone}>{formatWan(f.money.amount)}</b></FigureLink> : <Restricted />}</span>
        ))}
      </div>
      {late.some((b) => (b.open?.amount ?? 0) > 0) ? (
        <ol className="ageing-bar">
          {late.filter((b) => (b.open?.amount ?? 0) > 0).map((b) => (
            <li key={b.name} style={{ flexGrow: b.open?.amount ?? 0 }} data-bucket={b.name}>
              <i aria-hidden />
              <Link to="/receivables" search={all(b.query) as never} title={t("receivables.nodes", { count: b.nodes })}><span className="t2 f12">{t(`receivables.bucket.${b.name}`)}</span><span className="num f12">{formatWan(b.open?.amount ?? 0)}</span></Link>
            </li>
          ))}
        </ol>
      ) : null}
    </section>
  );
}

/** Everything before today: the last day of the newest overdue bucket. */
function overdueQuery(v: View): string {
  const newest = v.buckets.find((b) => b.name === "1-30");
  const { "due_on.gte": _from, ...rest } = searchOf(newest?.query ?? v.query);
  return new URLSearchParams(rest).toString();
}
