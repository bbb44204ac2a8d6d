import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCommands, type Command } from "../../lib/commands";
import { useLatest } from "../../lib/hooks";
import { neighbour } from "./model";
import type { DataViewSpec, ListRecord } from "./spec";
import type { Rows, ViewState } from "./useDataView";

/**
 * Walking a list: J and K move the current row, and the panel with it when it
 * is open; Enter opens, Ctrl+Enter opens the full page, Escape closes.
 */
export function useWalk<T extends ListRecord>(spec: DataViewSpec<T>, rows: Rows<T>, state: ViewState, hasPanel: boolean) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [cursor, setCursor] = useState<string>();
  const at = state.openId ?? cursor;
  const index = rows.items.findIndex((r) => r.id === at);
  const { result } = rows;

  const move = (step: 1 | -1): void => {
    const next = neighbour(rows.items, at, step);
    if (!next) return;
    setCursor(next.id);
    if (state.openId) state.open(next.id);
    if (index > rows.items.length - 20 && result.hasNextPage && !result.isFetchingNextPage) void result.fetchNextPage();
  };
  const openFull = (id: string): void => {
    if (spec.fullPage) void navigate({ to: spec.fullPage(id) });
  };
  /** A list whose records have no page of their own: opening one does the first thing that may be done with it. */
  const act = (id: string): void => {
    const row = rows.items.find((r) => r.id === id);
    if (row) spec.rowActions?.find((a) => a.enabled?.(row) ?? true)?.perform(row);
  };
  const open = (id: string): void => {
    setCursor(id);
    if (hasPanel) state.open(id);
    else if (spec.fullPage) openFull(id);
    else act(id);
  };

  const now = useLatest({ at, move, openFull, close: state.close, isOpen: state.openId !== undefined });
  const verbs = useCallback(
    (): Command[] => [
      { id: "list.next", label: t("ui.next"), shortcut: "j", perform: () => now.current.move(1) },
      { id: "list.previous", label: t("ui.previous"), shortcut: "k", perform: () => now.current.move(-1) },
      { id: "list.full", label: t("ui.fullPage"), shortcut: "mod+enter", enabled: () => now.current.at !== undefined, perform: () => now.current.openFull(now.current.at ?? "") },
      { id: "list.close", label: t("ui.close"), shortcut: "escape", enabled: () => now.current.isOpen, perform: () => now.current.close() },
    ],
    [t, now],
  );
  useCommands(useMemo(verbs, [verbs]));

  return {
    at,
    index,
    open,
    move,
    openFull,
    panel: {
      place: index < 0 ? "" : t("dv.place", { index: index + 1, total: rows.total ?? rows.items.length }),
      onPrevious: neighbour(rows.items, at, -1) ? () => move(-1) : undefined,
      onNext: index >= 0 && neighbour(rows.items, at, 1) ? () => move(1) : undefined,
      onExpand: spec.fullPage ? () => openFull(state.openId ?? "") : undefined,
      onClose: state.close,
    },
  };
}

export type Walk = ReturnType<typeof useWalk>;
