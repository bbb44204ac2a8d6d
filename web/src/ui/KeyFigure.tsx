import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatWan } from "../lib/format";
import { FigureLink, Restricted } from "./marks";

export interface KeyFigureProps {
  label: string;
  /** The number; undefined while it is asked for. */
  value: ReactNode;
  unit?: string;
  /** What it means or is made of. */
  note?: ReactNode;
  /** The list of exactly what it counts. */
  list?: { to: string; search: Record<string, string> };
}

/** One of the figures in the row at the top of a record. */
export function KeyFigure({ label, value, unit, note, list }: KeyFigureProps) {
  const number = <>{value ?? "–"}{value !== undefined && unit ? <small>{unit}</small> : null}</>;
  return (
    <div className="key-figure">
      <span className="t3 f12">{label}</span>
      <b>{list && value !== undefined ? <FigureLink {...list}>{number}</FigureLink> : number}</b>
      <span className="t3 f12 num">{note}</span>
    </div>
  );
}

export interface MoneyFigureProps extends Omit<KeyFigureProps, "value" | "unit"> {
  /** Null for whom may not see it, undefined while it is asked for. */
  money: { amount: number } | null | undefined;
  /** Writes a plus before what is added. */
  signed?: boolean;
}

/** A key figure of money, in ten thousands. */
export function MoneyFigure({ money, signed, list, ...rest }: MoneyFigureProps) {
  const { t } = useTranslation();
  if (money === null) return <KeyFigure {...rest} value={<Restricted />} />;
  return <KeyFigure {...rest} list={list} unit={t("ui.wan")} value={money === undefined ? undefined : `${signed && money.amount > 0 ? "+" : ""}${formatWan(money.amount)}`} />;
}
