import "../surveys.css";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "../../../../lib/url";
import { FigureLink } from "../../../../ui/marks";
import { figureParams } from "../model";
import { useFigures } from "../queries";
import { Score } from "./Score";

/** What the answers come to, narrowed as the list is. Every figure opens the answers that it counts. */
export function Figures() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const narrow = figureParams(search);
  const f = useFigures(narrow).data;
  if (!f) return <div className="survey-figures" aria-hidden />;
  const list = { ...narrow, view: "answered" };
  return (
    <section className="survey-figures" aria-label={t("surveys.figures")}>
      <span><span className="t2 f12">{t("surveys.answers")}</span><FigureLink to="/surveys" search={list}><b>{f.answers}</b></FigureLink></span>
      <span><span className="t2 f12">{t("surveys.average")}</span>{f.answers > 0 ? <Score hundredths={f.average} /> : <span className="t3">–</span>}</span>
      <span>
        <span className="t2 f12">{t("surveys.nps")}</span>
        {f.nps === null ? <span className="t3">{t("surveys.tooFew")}</span> : <b>{f.nps}</b>}
        {f.asked > 0 ? <span className="attitudes" role="img" aria-label={t("surveys.attitudes", { promoters: f.promoters, passives: f.passives, detractors: f.detractors })}>{([["ok", f.promoters], ["warn", f.passives], ["bad", f.detractors]] as const).map(([tone, n]) => (n > 0 ? <i key={tone} className={tone} style={{ flexGrow: n }} /> : null))}</span> : null}
      </span>
      <span><span className="t2 f12">{t("surveys.salesShare")}</span>{f.answers > 0 ? <b>{(f.sales_share / 100).toFixed(1)}%</b> : <span className="t3">–</span>}</span>
      <span><span className="t2 f12">{t("surveys.complaints")}</span><FigureLink to="/surveys" search={{ ...list, complaint: "true" }}><b className={f.complaints > 0 ? "bad-t" : ""}>{f.complaints}</b></FigureLink></span>
    </section>
  );
}
