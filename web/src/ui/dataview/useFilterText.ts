import { useTranslation } from "react-i18next";
import { formatWan, localDate } from "../../lib/format";
import type { Filter } from "../../lib/list";
import { useChosen } from "../pick";
import type { FilterSpec } from "./spec";

/** What stands before the value. */
const MARK = { in: "", contains: "", gte: "≥ ", lte: "≤ " };

/** How a condition reads: 未关闭, ≥ 1,000.00 万元, 2026-01-01 起. */
export function useFilterText(specs: FilterSpec[], asked: Filter[]): (spec: FilterSpec, filters: Filter[]) => string {
  const { t } = useTranslation();
  const chosen = useChosen(asked.map((f) => ({ source: specs.find((s) => s.field === f.field)?.source, ids: f.values })));
  const value = (spec: FilterSpec, raw: string): string => {
    if (spec.kind === "instant") return localDate(new Date(raw));
    if (spec.kind === "money") return t("dv.wanValue", { amount: formatWan(Number(raw), Number(raw) % 1_000_000 === 0 ? 0 : 2) });
    if (spec.source) return chosen.find((m) => m.id === raw)?.name ?? "…";
    return spec.options?.find((o) => o.value === raw)?.label ?? raw;
  };
  return (spec, filters) =>
    filters
      .filter((f) => f.field === spec.field)
      .map((f) => {
        const words = f.values.map((v) => value(spec, v)).join(t("dv.or"));
        return MARK[f.op] + words;
      })
      .join(t("dv.and"));
}
