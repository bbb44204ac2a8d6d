import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatYuan } from "../../../../lib/format";
import { COLUMNS, decimalsOf, percentShown, shown } from "../bill";
import type { Line } from "../types";
import type { Grid } from "../useGrid";

const LETTERS = "BCDEFG";

interface FormulaBarProps {
  grid: Grid;
  number: number | undefined;
  editable: boolean;
  /** It may still change, by others. */
  draft: boolean;
}

/** Names the cell and says how its line comes to its amount; a refused cell says why here. */
export function FormulaBar({ grid, number, editable, draft }: FormulaBarProps) {
  const { t } = useTranslation();
  const { cursor, line, editing } = grid;
  const name = cursor && number ? `${LETTERS[COLUMNS.indexOf(cursor.column)] ?? ""}${number}` : "";
  return (
    <div className="formula hide-phone">
      <span className="name num f12 t2">{name}</span>
      {editing?.fault ? <span className="bad-t row gap6" role="alert"><CircleAlert className="s" aria-hidden />{t(editing.fault, { decimals: line ? (decimalsOf(line.unit) ?? 4) : 4 })}</span> : <><span className="fx" aria-hidden>fx</span><span className="num ell grow">{line ? <Formula line={line} /> : null}</span></>}
      <span className="push t3 f12 nowrap">{t(editable ? "quotes.keys" : draft ? "quotes.readerOnly" : "quotes.readOnly")}</span>
    </div>
  );
}

function Formula({ line: l }: { line: Line }) {
  const { t } = useTranslation();
  const amount = l.amount ? formatYuan(l.amount.amount) : "";
  if (l.base !== "") return <>{t(`quotes.base.${l.base}`)} × {l.ratio === null ? t("ui.restricted") : `${percentShown(l.ratio)}%`}{amount ? ` = ${amount}` : ""}</>;
  return <>{shown(l.quantity, decimalsOf(l.unit) ?? 2)} {l.unit} × {l.unit_rate === null ? t("ui.restricted") : shown(l.unit_rate, 2)}{amount ? ` = ${amount}` : ""}</>;
}
