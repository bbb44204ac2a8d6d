import { Plus, Upload } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { EmptyState } from "../../../ui/layout";
import { type BillTab } from "./bill";
import { BillGrid } from "./components/BillGrid";
import { FormulaBar } from "./components/FormulaBar";
import { LineDrawer } from "./components/LineDrawer";
import { SumBar } from "./components/SumBar";
import { marksOf, rowsOf } from "./rows";
import type { Diff, Quote } from "./types";
import type { BillState } from "./useBill";
import { useGrid } from "./useGrid";

interface BillWorkProps {
  quote: Quote;
  tab: BillTab;
  bill: BillState;
  diff: Diff | undefined;
  comparing: boolean;
  editable: boolean;
  /** A line to go to first. */
  start?: string;
  onImport: () => void;
}

/** One part of the bill: formula line, grid, sums, and the item under the cursor beside them. */
export function BillWork({ quote: q, tab, bill, diff, comparing, editable, start, onImport }: BillWorkProps) {
  const { t } = useTranslation();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [drawer, setDrawer] = useState(true);
  const marks = useMemo(() => marksOf(diff), [diff]);
  const rows = useMemo(() => rowsOf(bill.lines, tab, closed, marks), [bill.lines, tab, closed, marks]);
  const grid = useGrid({ rows, lines: bill.lines, editable, taxRate: q.tax_rate, edit: bill.edit });
  const toggle = (section: string): void =>
    setClosed((now) => {
      const next = new Set(now);
      if (!next.delete(section)) next.add(section);
      return next;
    });
  const { place } = grid;
  const numbered = useMemo(() => rows.flatMap((r) => (r.kind === "line" ? [r] : [])), [rows]);
  const placed = useRef<string>(undefined);
  const first = numbered[0]?.line.id;
  const target = start !== undefined && bill.lines.some((l) => l.id === start) ? start : undefined;
  useEffect(() => {
    const to = target ?? (placed.current ? undefined : first);
    if (!to || placed.current === to) return;
    placed.current = to;
    place({ id: to, column: target ? "name" : "unit_rate" }, false, target === undefined);
  }, [target, first, place]);

  const current = numbered.find((r) => r.line.id === grid.line?.id);
  const addFirst = (): void => {
    const id = crypto.randomUUID();
    const category = tab === "measured" ? "measured" : tab === "measures" ? "measures" : "other";
    bill.edit([{ op: "insert", line_id: id, ...(bill.lines.length > 0 ? { after: bill.lines.at(-1)?.id } : {}) }, { op: "set", line_id: id, field: "category", value: category }]);
    place({ id, column: "code" });
  };
  if (bill.error) return <EmptyState title={t("quotes.billGone")} actions={<Button onClick={bill.retry}>{t("ui.retry")}</Button>}>{problemText(bill.error)}</EmptyState>;
  if (bill.loading) return <div className="quote-work" role="status" aria-label={t("ui.loading")} />;
  if (rows.length === 0) {
    return (
      <div className="quote-work">
        <EmptyState title={t(`quotes.empty.${tab}`)} actions={editable ? <><Button kind="primary" icon={Upload} onClick={onImport}>{t("quotes.import")}</Button><Button icon={Plus} onClick={addFirst}>{t("quotes.addLine")}</Button></> : null}>{t(editable ? "quotes.empty.text" : "quotes.empty.none")}</EmptyState>
      </div>
    );
  }
  return (
    <div className="quote-work">
      <div className="grow">
        <FormulaBar grid={grid} number={current?.number} editable={editable} draft={q.state === "draft"} />
        <BillGrid rows={rows} grid={grid} editable={editable} comparing={comparing} onToggle={toggle} />
        {bill.bill ? <SumBar bill={bill.bill} /> : null}
      </div>
      {drawer && grid.line && current ? <LineDrawer line={grid.line} number={current.number} total={numbered.length} net={bill.bill?.totals?.net.amount ?? null} mark={current.mark} editable={editable} edit={bill.edit} onRemove={grid.remove} onClose={() => setDrawer(false)} /> : null}
    </div>
  );
}
