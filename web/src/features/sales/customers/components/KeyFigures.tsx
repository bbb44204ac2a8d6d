import { useTranslation } from "react-i18next";
import type { Customer } from "../../../../api/types";
import { useRecordParts } from "../../../../lib/record";
import { KeyFigure } from "../../../../ui/KeyFigure";

/** Where the customer stands: what the other modules count of him, what he thinks of us, and what we think of his credit. */
export function KeyFigures({ customer: c }: { customer: Customer }) {
  const { t } = useTranslation();
  const { Panels } = useRecordParts();
  const { answers, average } = c.satisfaction;
  return (
    <div className="key-figures">
      <Panels record={{ kind: "customer", id: c.id }} place="figure" actions={c.actions} />
      <KeyFigure label={t("customers.satisfaction")} value={answers === 0 ? "–" : (average / 100).toFixed(1)} unit={answers === 0 ? undefined : "/ 5"} note={t("customers.answers", { count: answers })} />
      <KeyFigure label={t("customers.grade")} value={c.credit || "–"} note={t("customers.gradeNote")} />
    </div>
  );
}
