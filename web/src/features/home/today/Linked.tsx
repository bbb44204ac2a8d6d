import type { ReactNode } from "react";
import { FigureLink } from "../../../ui/marks";
import { listOf } from "./model";

/** A number that opens the list of exactly what it counts. */
export function Linked({ list, tip, children }: { list: string; tip?: string; children: ReactNode }) {
  const { to, search } = listOf(list);
  return <FigureLink to={to} search={search} tip={tip}>{children}</FigureLink>;
}
