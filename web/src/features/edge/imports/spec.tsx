import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { Upload } from "lucide-react";
import { peopleSource } from "../../../api/matches";
import { formatBytes, formatCount, formatInstantShort } from "../../../lib/format";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, StatusDot } from "../../../ui/marks";
import { KINDS, STATES, stateTone } from "./model";
import { importSource } from "./queries";
import type { ImportRow } from "./types";

/** The list of imports, declared. */
export function importSpec({ t, canRun }: { t: TFunction; canRun: boolean }): DataViewSpec<ImportRow> {
  const state = (r: ImportRow) => <StatusDot tone={stateTone(r.state)}>{t(`imports.state.${r.state}`)}</StatusDot>;
  const kind = (r: ImportRow): string => t(`imports.kind.${r.kind}`);
  return {
    id: "imports",
    noun: "imports.noun",
    source: importSource,
    columns: [
      { id: "file", title: "imports.file", width: 260, render: (r) => <Link to={`/imports/${r.id}`} className="strong">{r.file}</Link> },
      { id: "kind", title: "imports.kindLabel", width: 88, priority: 3, render: (r) => <span className="t2">{kind(r)}</span> },
      { id: "state", title: "imports.stateLabel", width: 112, priority: 1, render: state },
      { id: "rows", title: "imports.rows", width: 80, align: "right", priority: 4, render: (r) => <span className="num">{formatCount(r.counts.rows)}</span> },
      { id: "records", title: "imports.records", width: 88, align: "right", priority: 2, render: (r) => <span className="num">{formatCount(r.records)}</span> },
      { id: "refused", title: "imports.refusedRows", width: 88, align: "right", priority: 5, render: (r) => <span className={`num ${r.counts.refused > 0 ? "bad-t" : "t3"}`}>{formatCount(r.counts.refused)}</span> },
      { id: "size", title: "imports.size", width: 80, align: "right", optional: true, render: (r) => <span className="t2 num">{formatBytes(r.size)}</span> },
      { id: "owner", title: "imports.owner", width: 100, priority: 4, render: (r) => <Person name={r.owner.name} /> },
      { id: "created", title: "imports.createdAt", width: 150, sort: "created_at", priority: 3, render: (r) => <span className="t2 num">{formatInstantShort(r.created_at)}</span> },
    ],
    filters: [
      { field: "kind", title: "imports.kindLabel", kind: "enum", options: KINDS.map(({ kind: v }) => ({ value: v, label: t(`imports.kind.${v}`) })) },
      { field: "state", title: "imports.stateLabel", kind: "enum", options: STATES.map((v) => ({ value: v, label: t(`imports.state.${v}`) })) },
      { field: "owner_id", title: "imports.owner", kind: "person", source: peopleSource },
      { field: "created_at", title: "imports.createdAt", kind: "instant" },
    ],
    views: [{ id: "all", title: "imports.all", filters: [] }, { id: "open", title: "imports.open", filters: [{ field: "state", op: "in", values: ["uploaded", "checking", "checked", "applying", "failed"] }] }],
    defaultSort: [{ field: "created_at", desc: true }],
    label: (r) => r.file,
    card: (r) => ({ title: r.file, value: formatCount(r.counts.rows), line: [kind(r), r.owner.name, formatInstantShort(r.created_at)].join(" · "), status: state(r) }),
    fullPage: (id) => `/imports/${id}`,
    empty: { title: t("imports.emptyTitle"), text: t("imports.emptyText"), actions: canRun ? <Link to="/imports/new" className="btn primary"><Upload aria-hidden />{t("imports.create")}</Link> : null },
  };
}
