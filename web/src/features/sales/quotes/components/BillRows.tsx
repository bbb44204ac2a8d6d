import { ChevronDown, ChevronRight } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { formatWan, formatYuan } from "../../../../lib/format";
import { Restricted } from "../../../../ui/marks";
import { decimalsOf, percentShown, shown, type Column } from "../bill";
import type { GridRow } from "../rows";
import type { Line, Money } from "../types";
import type { Cell } from "../useGrid";

interface Common {
  top: number;
  index: number;
  comparing: boolean;
}

const place = (top: number) => ({ transform: `translateY(${top}px)` });

/** Fen in yuan; what the reader may not see keeps its place. */
export function Yuan({ money }: { money: Money | null }) {
  return money ? <>{formatYuan(money.amount)}</> : <Restricted />;
}

/** A difference in 万元 with its sign: red for dearer, green for cheaper than the other revision. */
export function Delta({ fen }: { fen: number | null }) {
  if (fen === null) return <Restricted />;
  if (fen === 0) return <span className="t3">0.00</span>;
  return <span className={fen > 0 ? "bad-t" : "ok-t"}>{fen > 0 ? "+" : ""}{formatWan(fen)}</span>;
}

/** The head of a section: its sum stays in sight when it is closed. */
export const SectionRow = memo(function SectionRow({ row, top, index, comparing, onToggle }: Common & { row: Extract<GridRow, { kind: "section" }>; onToggle: () => void }) {
  const { t } = useTranslation();
  const Icon = row.closed ? ChevronRight : ChevronDown;
  const title = row.title || t(`quotes.category.${row.category}`);
  return (
    <div role="row" aria-rowindex={index + 2} className="sheet-row section" style={place(top)}>
      <span role="gridcell" className="c"><button type="button" className="icon-btn small" aria-expanded={!row.closed} aria-label={t(row.closed ? "quotes.open" : "quotes.close", { title })} onClick={onToggle}><Icon aria-hidden /></button></span>
      <span role="gridcell" className="wide"><b className="sb">{title}</b><span className="t3 f12 num">{t("quotes.lines", { count: row.count })}</span></span>
      <span role="gridcell" className="r sb">{row.amount === null ? <Restricted /> : formatYuan(row.amount)}</span>
      {comparing ? <span role="gridcell" className="r"><Delta fen={row.delta ?? 0} /></span> : null}
    </div>
  );
});

/** A line that the other revision had. */
export const RemovedRow = memo(function RemovedRow({ row, top, index, comparing }: Common & { row: Extract<GridRow, { kind: "removed" }> }) {
  const { t } = useTranslation();
  const l = row.line;
  return (
    <div role="row" aria-rowindex={index + 2} className="sheet-row removed" style={place(top)}>
      <span role="gridcell" className="c bad-t f12">{t("quotes.goneLine")}</span>
      <span role="gridcell"><Code line={l} /></span>
      <span role="gridcell"><s className="t3 ell">{l.name}</s></span>
      <span role="gridcell" className="c t2">{l.unit}</span>
      <span role="gridcell" className="r">{shown(l.quantity, decimalsOf(l.unit) ?? 2)}</span>
      <span role="gridcell" className="r">{l.unit_rate === null ? <Restricted /> : shown(l.unit_rate, 2)}</span>
      <span role="gridcell" className="r t2">{percentShown(l.tax_rate)}%</span>
      <span role="gridcell" className="r"><s className="t3"><Yuan money={l.amount} /></s></span>
      {comparing ? <span role="gridcell" className="r"><Delta fen={row.delta} /></span> : null}
    </div>
  );
});

/** The nine digits of the standard in grey, the author's three behind them. */
function Code({ line }: { line: Pick<Line, "code" | "item" | "sequence"> }) {
  return line.item ? <><span className="t3">{line.item}</span><b>{line.sequence}</b></> : <>{line.code}</>;
}

interface LineRowProps extends Common {
  row: Extract<GridRow, { kind: "line" }>;
  /** The column under the cursor. */
  at?: Column;
  ranged?: Column[];
  onPlace: (cell: Cell, extend?: boolean) => void;
  onBegin: () => void;
}

/** One item of the bill. Memoised: a key press draws two rows anew. */
export const LineRow = memo(function LineRow({ row, top, index, comparing, at, ranged, onPlace, onBegin }: LineRowProps) {
  const { t } = useTranslation();
  const { line: l, mark } = row;
  const before = (field: keyof Line): Line | undefined => (mark?.before && mark.fields.includes(field) ? mark.before : undefined);
  const cell = (column: Column, extra = "") => ({
    role: "gridcell" as const,
    className: `${extra} ${at === column ? "at" : ""} ${ranged?.includes(column) ? "ranged" : ""} ${mark?.kind === "changed" && (before(column) || (column === "unit_rate" && before("ratio"))) ? "differs" : ""}`,
    onMouseDown: (event: React.MouseEvent) => {
      event.preventDefault();
      onPlace({ id: l.id, column }, event.shiftKey);
    },
    onDoubleClick: onBegin,
  });
  const places = decimalsOf(l.unit) ?? 2;
  return (
    <div role="row" aria-rowindex={index + 2} data-line={l.id} className={`sheet-row ${mark?.kind ?? ""} ${at ? "on" : ""}`} style={place(top)}>
      <span role="rowheader" className="c t3 f12 num">{mark?.kind === "added" ? <span className="ok-t">{t("quotes.fresh")}</span> : row.number}</span>
      <span {...cell("code")}><Code line={l} /></span>
      <span {...cell("name")}><span className="ell" title={l.features || undefined}>{l.name || <span className="t3">–</span>}</span></span>
      <span {...cell("unit", "c t2")}>{l.unit}</span>
      {l.base === "" ? <span {...cell("quantity", "r")} data-unit={l.unit}><Was text={before("quantity") && shown(before("quantity")?.quantity ?? "", places)} />{shown(l.quantity, places)}</span> : <span {...cell("quantity", "r")}><span className="t3 f12 ell">{t(`quotes.base.${l.base}`)}</span></span>}
      <span {...cell("unit_rate", "r")}>
        {l.base !== "" ? (l.ratio === null ? <Restricted /> : <><Was text={before("ratio") && `${percentShown(before("ratio")?.ratio ?? "0")}%`} />{percentShown(l.ratio)}%</>) : l.unit_rate === null ? <Restricted /> : <><Was text={before("unit_rate") && shown(before("unit_rate")?.unit_rate ?? "", 2)} />{shown(l.unit_rate, 2)}</>}
      </span>
      <span {...cell("tax_rate", "r t2")}>{percentShown(l.tax_rate)}%</span>
      <span role="gridcell" className="r"><Yuan money={l.amount} /></span>
      {comparing ? <span role="gridcell" className="r">{mark ? <Delta fen={mark.delta} /> : null}</span> : null}
    </div>
  );
});

function Was({ text }: { text?: string }) {
  return text ? <s className="was">{text}</s> : null;
}
