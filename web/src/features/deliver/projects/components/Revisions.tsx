import { useTranslation } from "react-i18next";
import { formatInstantShort, formatWan } from "../../../../lib/format";
import { Button } from "../../../../ui/Button";
import { signed } from "../model";
import type { Project, Revision } from "../types";
import { Wan } from "./Wan";

/** What the project reported of budget, cost and completion, newest first. */
export function Revisions({ project: p, limit, onAll, onRevise }: { project: Project; limit?: number; onAll?: () => void; onRevise: () => void }) {
  const { t } = useTranslation();
  const costs = !p.masked.includes("budget");
  const shown = p.revisions.slice(0, limit);
  return (
    <section className="record-section">
      <header>
        <h2>{t("projects.revisions")}</h2>
        <span className="t3 f12">{t("projects.revisionsNote", { count: p.revisions.length })}</span>
        {onAll && p.revisions.length > shown.length ? <button type="button" className="link push f12" onClick={onAll}>{t("projects.allRevisions")}</button> : null}
        {p.actions.includes("revise") && !onAll ? <Button size="small" className="push" onClick={onRevise}>{t("projects.verb.revise")}</Button> : null}
      </header>
      {shown.length === 0 ? <p className="t3">{t("projects.noRevisions")}{p.actions.includes("revise") ? <> <button type="button" className="link" onClick={onRevise}>{t("projects.verb.revise")}</button></> : null}</p> : (
        <div className="sideways" tabIndex={0} role="region" aria-label={t("projects.revisions")}>
          <table className="plain revisions">
            <thead>
              <tr>
                <th scope="col">{t("projects.reportedOn")}</th>
                {costs ? <th scope="col" className="right">{t("projects.budgetWan")}</th> : null}
                {costs ? <th scope="col" className="right">{t("projects.costWan")}</th> : null}
                <th scope="col">{t("projects.forecastFinish")}</th>
                <th scope="col">{t("projects.reason_")}</th>
                <th scope="col">{t("projects.by")}</th>
              </tr>
            </thead>
            <tbody>{shown.map((r) => <RevisionRow key={r.id} revision={r} costs={costs} />)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function RevisionRow({ revision: r, costs }: { revision: Revision; costs: boolean }) {
  const { t } = useTranslation();
  // The first budget is no change of one.
  const delta = r.budget_delta && r.budget_delta.amount !== 0 && r.budget_delta.amount !== r.budget?.amount ? signed(r.budget_delta.amount, (fen) => formatWan(fen)) : "";
  return (
    <tr>
      <td className="num">{r.reported_on}</td>
      {costs ? <td className="right num">{r.budget && r.budget.amount > 0 ? <Wan money={r.budget} /> : "–"}{delta ? <div className="f11 t3">{delta}</div> : null}</td> : null}
      {costs ? <td className="right num">{r.forecast_cost && r.forecast_cost.amount > 0 ? <Wan money={r.forecast_cost} /> : "–"}</td> : null}
      <td className="num">{r.forecast_finish || "–"}{r.finish_delta ? <span className={r.finish_delta > 0 ? "warn-t" : "ok-t"}> {t("projects.daysDelta", { days: signed(r.finish_delta, String) })}</span> : null}</td>
      <td className="why">{r.reason}</td>
      <td className="t2"><span className="nowrap">{r.by?.name ?? ""}</span> <span className="t3 f12 num nowrap">{formatInstantShort(r.at)}</span></td>
    </tr>
  );
}
