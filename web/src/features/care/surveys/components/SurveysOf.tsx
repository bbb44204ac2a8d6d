import "../surveys.css";
import { Link } from "@tanstack/react-router";
import { Send } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import { formatInstantShort } from "../../../../lib/format";
import type { PanelProps } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { Pill, StatusDot } from "../../../../ui/marks";
import { attitude, attitudeTone, stateTone } from "../model";
import { useSurveysOf } from "../queries";
import type { Survey } from "../types";
import { AskDialog } from "./AskDialog";
import { Score } from "./Score";

/** What the people of a customer or a project were asked and answered, on its page. */
export default function SurveysOf({ record }: PanelProps) {
  const { t } = useTranslation();
  const mayAsk = can(useMe(), "survey:send");
  const [asking, setAsking] = useState(false);
  const found = useSurveysOf(record).data;
  if (!found || (found.items.length === 0 && !mayAsk)) return null;
  return (
    <section className="record-section">
      <header>
        <h2>{t("surveys.title")}</h2>
        {found.total ? <span className="t3 f12 num">{t("surveys.count", { count: found.total })}</span> : <span className="t3 f12">{t("surveys.noneYet")}</span>}
        <span className="push row gap12 f12">
          {found.total ? <Link to="/surveys" search={{ view: "all", [`${record.kind}_id`]: record.id } as never}>{t("surveys.inList")}</Link> : null}
          {mayAsk ? <Button size="small" icon={Send} onClick={() => setAsking(true)}>{t("surveys.ask")}</Button> : null}
        </span>
      </header>
      {found.items.length > 0 ? (
        <div className="sideways" tabIndex={0} role="region" aria-label={t("surveys.title")}>
          <table className="plain">
            <thead><tr><th scope="col">{t("surveys.contact")}</th><th scope="col">{t("surveys.causeLabel")}</th><th scope="col">{t("surveys.stateLabel")}</th><th scope="col">{t("surveys.score")}</th><th scope="col">{t("surveys.recommend")}</th><th scope="col">{t("surveys.comment")}</th><th scope="col" className="right">{t("surveys.at")}</th></tr></thead>
            <tbody>{found.items.map((s) => <Row key={s.id} survey={s} />)}</tbody>
          </table>
        </div>
      ) : null}
      {asking ? <AskDialog record={record} onDone={() => setAsking(false)} onClose={() => setAsking(false)} /> : null}
    </section>
  );
}

function Row({ survey: s }: { survey: Survey }) {
  const { t } = useTranslation();
  return (
    <tr>
      <td><Link to={`/surveys/${s.id}`} className="m">{s.contact?.name ?? t("surveys.nobodyYet")}</Link></td>
      <td className="t2">{t(`surveys.cause.${s.cause}`)}</td>
      <td><StatusDot tone={stateTone(s.state)}>{t(`surveys.state.${s.state}`)}</StatusDot></td>
      <td>{s.score === null ? <span className="t3">–</span> : <Score hundredths={s.score} small />}</td>
      <td>{s.recommend === null ? <span className="t3">–</span> : <Pill tone={attitudeTone[attitude(s.recommend)]}>{s.recommend}</Pill>}</td>
      <td className="comment-cell t2">{s.complaint ? <Pill tone="bad">{t("surveys.complained")}</Pill> : null} <span title={s.comment}>{s.comment}</span></td>
      <td className="right t2 num">{formatInstantShort(s.answered_at ?? s.sent_at ?? s.created_at)}</td>
    </tr>
  );
}
