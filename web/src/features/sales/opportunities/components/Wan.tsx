import { formatWan } from "../../../../lib/format";
import { Restricted } from "../../../../ui/marks";
import type { Money } from "../types";

/** Money in 万元; what the reader may not see keeps its place. */
export function Wan({ money, decimals = 2 }: { money: Money | null | undefined; decimals?: 0 | 2 }) {
  return money ? <span className="num">{formatWan(money.amount, decimals)}</span> : <Restricted />;
}
