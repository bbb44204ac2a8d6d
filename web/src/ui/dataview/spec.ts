import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { Filter, Sort } from "../../lib/list";
import type { PickSource } from "../../lib/pick";
import type { SavedView } from "../../lib/savedViews";
import type { ListSource } from "../../lib/source";
import type { Option } from "../options";

/** A record a data view can show. */
export interface ListRecord {
  id: string;
}

export interface ColumnSpec<T> {
  id: string;
  /** Locale key of the head; the unit of a number belongs there. */
  title: string;
  /** What users called it, in the place of the title. */
  label?: string;
  /** Preferred width in pixels; left-over space is shared in proportion. */
  width: number;
  align?: "right";
  render: (row: T) => ReactNode;
  /** Name under which the API sorts it. */
  sort?: string;
  /** Name under `sums` of the answer; shown in the footer. */
  sum?: string;
  /** 1 stays longest when the list gets narrow. The first column never goes. */
  priority?: number;
  /** Not shown until somebody chooses it. */
  optional?: boolean;
}

export interface FilterSpec {
  /** Name of the field on the API. */
  field: string;
  /** Locale key. */
  title: string;
  /** What users called it, in the place of the title. */
  label?: string;
  /** instant: a moment, chosen by its day. text: holds the words. */
  kind: "enum" | "person" | "record" | "date" | "instant" | "money" | "number" | "text";
  /** Choices of enum and person. */
  options?: Option[];
  /** Of a record or a person: where one of very many is found. */
  source?: PickSource;
}

export interface ViewSpec {
  id: string;
  /** Locale key; of a kept view its name. */
  title: string;
  filters: Filter[];
  sort?: Sort[];
  q?: string;
  /** Columns as in the address; absent means the list's own. */
  cols?: string;
  /** A view that somebody keeps, beside those that the list declares. */
  kept?: SavedView;
}

export interface RowAction<T> {
  id: string;
  label: string;
  icon: LucideIcon;
  /** Absent means always. */
  enabled?: (row: T) => boolean;
  perform: (row: T) => void;
}

/** Everything the one data view needs to know about a kind of record. */
export interface DataViewSpec<T extends ListRecord> {
  /** Also the key of what is kept per user. */
  id: string;
  /** Locale key of what one record is called, for "没有同时满足 3 个条件的{{noun}}". */
  noun: string;
  source: ListSource<T>;
  /** Columns and filters that users added are still on the way. */
  pending?: boolean;
  columns: ColumnSpec<T>[];
  filters: FilterSpec[];
  /** The first one has no filters: everything. */
  views: ViewSpec[];
  defaultSort: Sort[];
  /** The record in one or two words, for screen readers. */
  label: (row: T) => string;
  /** Two lines on the phone. */
  card: (row: T) => { title: ReactNode; value?: ReactNode; line: ReactNode; status?: ReactNode };
  /** At the end of a row; opening a record that has neither panel nor page does the first that it allows. */
  rowActions?: RowAction<T>[];
  /** Where the filtered set is exported from. */
  exportHref?: (params: Record<string, string>) => string;
  /** Address of the full page. */
  fullPage?: (id: string) => string;
  /** What an empty list says: what will be here, and the button to begin. */
  empty: { title: string; text: string; actions?: ReactNode };
}
