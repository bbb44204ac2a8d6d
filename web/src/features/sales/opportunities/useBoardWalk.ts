import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useCommands, type Command } from "../../../lib/commands";
import { useLatest } from "../../../lib/hooks";
import { useSearchParams } from "../../../lib/url";
import { neighbour } from "../../../ui/dataview/model";
import type { Board } from "./types";

/** Walking a board with a panel beside it: down one column, then down the next. */
export function useBoardWalk(board: Board | undefined) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search, change] = useSearchParams();
  const cards = useMemo(() => board?.columns.flatMap((c) => c.cards) ?? [], [board]);
  const id = search.id;
  const index = cards.findIndex((c) => c.id === id);
  const open = (next: string): void => change((now) => ({ ...now, id: next }), id === undefined);
  const close = (): void => change((now) => ({ ...now, id: "", tab: "" }));
  const step = (by: 1 | -1): void => {
    const next = neighbour(cards, id, by);
    if (next) open(next.id);
  };
  const full = (): void => {
    if (id) void navigate({ to: `/opportunities/${id}` });
  };
  const latest = useLatest({ step, close, full, isOpen: id !== undefined });
  useCommands(
    useMemo(
      (): Command[] => [
        { id: "list.next", label: t("ui.next"), shortcut: "j", perform: () => latest.current.step(1) },
        { id: "list.previous", label: t("ui.previous"), shortcut: "k", perform: () => latest.current.step(-1) },
        { id: "list.full", label: t("ui.fullPage"), shortcut: "mod+enter", enabled: () => latest.current.isOpen, perform: () => latest.current.full() },
        { id: "list.close", label: t("ui.close"), shortcut: "escape", enabled: () => latest.current.isOpen, perform: () => latest.current.close() },
      ],
      [t, latest],
    ),
  );
  return {
    id,
    open,
    panel: {
      tab: search.tab,
      setTab: (tab: string) => change((now) => ({ ...now, tab })),
      place: index < 0 ? "" : t("dv.place", { index: index + 1, total: board?.total.count ?? cards.length }),
      onPrevious: index > 0 ? () => step(-1) : undefined,
      onNext: index >= 0 && index < cards.length - 1 ? () => step(1) : undefined,
      onExpand: full,
      onClose: close,
    },
  };
}
