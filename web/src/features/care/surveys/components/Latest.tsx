import "../surveys.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatInstantShort } from "../../../../lib/format";
import { Pill } from "../../../../ui/marks";
import { useLatestAnswers } from "../queries";
import { Score } from "./Score";

/** On the home page of who asks: what customers answered last. */
export default function Latest() {
  const { t } = useTranslation();
  const found = useLatestAnswers().data;
  if (!found) return null;
  return (
    <section aria-label={t("surveys.latest")}>
      <header className="row gap10" style={{ marginBottom: 6 }}><h2>{t("surveys.latest")}</h2><Link to="/surveys" search={{ view: "waiting" } as never} className="push f12">{t("surveys.waitingFor", { count: found.waiting })}</Link></header>
      {found.items.length === 0 ? <p className="t3">{t("surveys.noneYet")}</p> : null}
      {found.items.map((s) => (
        <div key={s.id} className="latest-row">
          <Link to="/surveys" search={{ id: s.id } as never} className="m ell quiet-link">{s.customer.name}</Link>
          <span>{s.score === null ? null : <Score hundredths={s.score} small />}</span>
          <span className="t2 f12 ell" title={s.comment}>{s.complaint ? <><Pill tone="bad">{t("surveys.complained")}</Pill> </> : null}{s.comment || s.contact?.name}</span>
          <span className="t3 f12 num right">{s.answered_at ? formatInstantShort(s.answered_at).slice(0, -6) : null}</span>
        </div>
      ))}
    </section>
  );
}
