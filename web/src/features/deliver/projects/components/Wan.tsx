import { formatWan } from "../../../../lib/format";
import { Restricted } from "../../../../ui/marks";
import type { Money } from "../types";

/** Money in 万元; what the reader may not see keeps its place. */
export function Wan({ money }: { money: Money | null | undefined }) {
  return money ? <span className="num">{formatWan(money.amount)}</span> : <Restricted />;
}
