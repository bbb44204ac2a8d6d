import "../../ui/marks.css";
import { RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useDelayed } from "../../lib/hooks";
import { Button } from "../../ui/Button";
import { Frame } from "./Frame";
import { troubleOf } from "./model";

/** The link opens nothing, or nothing answers. */
export function Nothing({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation();
  const trouble = troubleOf(error);
  const gone = trouble === "gone";
  return (
    <Frame title={t(gone ? "portal.goneTitle" : "portal.troubleTitle")}>
      <section className="portal-nothing" role="alert">
        <h1>{t(gone ? "portal.goneTitle" : "portal.troubleTitle")}</h1>
        <p className="t2">{t(gone ? "portal.goneText" : `portal.trouble.${trouble}`)}</p>
        {gone ? null : <Button size="large" icon={RefreshCw} onClick={onRetry}>{t("portal.retry")}</Button>}
      </section>
    </Frame>
  );
}

/** Before the answer is there. */
export function Waiting() {
  const { t } = useTranslation();
  const late = useDelayed(true);
  return (
    <Frame title="">
      <section role="status" aria-label={t("portal.loading")} className="col gap16">{late ? [46, 82, 64, 92].map((width) => <span key={width} className="skeleton" style={{ width: `${width}%` }} />) : null}</section>
    </Frame>
  );
}
