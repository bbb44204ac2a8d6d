import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { problemText, type Problem } from "../../../../lib/problem";
import { IconButton } from "../../../../ui/Button";
import { InlineNotice } from "../../../../ui/layout";
import { placeOf, type Place } from "../model";
import type { Line } from "../types";

const SHOWN = 4;

interface RefusedStripProps {
  problem: Problem;
  lines: Line[];
  onGo: (place: Place) => void;
  onTab: (tab: string) => void;
  onClose: () => void;
}

/** Why a quote cannot be submitted: every place that lacks something leads there. */
export function RefusedStrip({ problem, lines, onGo, onTab, onClose }: RefusedStripProps) {
  const { t } = useTranslation();
  const places = problem.fields.flatMap((f) => placeOf(f, lines) ?? []);
  const terms = problem.fields.some((f) => f.path.includes("terms"));
  return (
    <InlineNotice tone="bad" strip action={<IconButton size="small" icon={X} label={t("ui.close")} onClick={onClose} />}>
      {problemText(problem)}{" "}
      {places.slice(0, SHOWN).map((p, i) => <button key={i} type="button" className="link" style={{ marginRight: 10 }} onClick={() => onGo(p)}>{t("quotes.placeAt", { number: p.number, field: t(`quotes.fieldName.${p.field}`, { defaultValue: p.field }) })}</button>)}
      {problem.fields.length > SHOWN ? <span style={{ marginRight: 10 }}>{t("quotes.placesMore", { count: problem.fields.length - SHOWN })}</span> : null}
      {terms ? <button type="button" className="link" onClick={() => onTab("terms")}>{t("quotes.tab.terms")}</button> : null}
    </InlineNotice>
  );
}
