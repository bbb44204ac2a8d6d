import { Link } from "@tanstack/react-router";
import { Lock, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatWan } from "../../../../lib/format";
import { FigureLink, StageRing, type StageShape } from "../../../../ui/marks";
import { dropOn, STAGES } from "../model";
import { useOpportunity } from "../queries";
import type { Column, Stage } from "../types";
import type { Held } from "../useBoardDrag";

interface BoardColumnProps {
  column: Column;
  /** The largest amount of a column: its bar is full. */
  widest: number;
  held: Held | null;
  canCreate: boolean;
  /** Narrows the list that a figure opens, as the board is narrowed. */
  narrow: Record<string, string>;
  children: ReactNode;
}

/** A stage: count, amount, weighted and conversion above its cards. */
export function BoardColumn({ column: c, widest, held, canCreate, narrow, children }: BoardColumnProps) {
  const { t } = useTranslation();
  const search = { ...narrow, stage: c.stage };
  const tip = t("home.records", { count: c.count });
  const name = t(`opportunities.stage.${c.stage}`);
  const more = c.count - c.cards.length;
  return (
    <section className="board-col" data-stage={c.stage} aria-label={name}>
      <header className="board-head">
        <div className="row gap6">
          <h2 className="sb"><StageRing shape={STAGES.indexOf(c.stage) as StageShape}>{name}</StageRing></h2>
          <span className="t3 f12 num">{c.count}</span>
          {c.conversion === null ? null : <span className="push f12 t3 num">{t(c.stage === "signing" ? "opportunities.board.winRate" : "opportunities.board.conversion")} {Math.round(c.conversion * 100)}%</span>}
        </div>
        {c.amount && c.weighted ? (
          <div className="row" style={{ marginTop: 4, alignItems: "baseline" }}>
            <span className="big num"><FigureLink to="/opportunities" search={search} tip={tip}>{formatWan(c.amount.amount, 0)}</FigureLink></span>
            <span className="t3 f12" style={{ marginLeft: 4 }}>{t("ui.wan")}</span>
            <span className="push f12 t3 num">{t("opportunities.board.weighted")} <FigureLink to="/opportunities" search={search} tip={tip}>{formatWan(c.weighted.amount, 0)}</FigureLink></span>
          </div>
        ) : null}
        <span className="bar" style={{ height: 3, marginTop: 8 }} aria-hidden><i style={{ width: `${widest > 0 ? ((c.amount?.amount ?? c.count) / widest) * 100 : 0}%` }} /></span>
      </header>
      {held && held.card.stage !== c.stage ? <DropZone held={held} stage={c.stage} /> : null}
      <ul className="board-cards" tabIndex={-1}>
        {children}
        {c.count === 0 ? <li className="t3 f12" style={{ padding: "6px 4px" }}>{t("opportunities.board.empty")}</li> : null}
      </ul>
      <div className="board-foot">
        {more > 0 ? <Link to="/opportunities" search={search as never}>{t("opportunities.board.more", { count: more })}</Link> : null}
        {canCreate && c.stage === "intent" ? <Link to="/opportunities/new" className="push"><Plus className="s" aria-hidden />{t("opportunities.board.new")}</Link> : null}
      </div>
    </section>
  );
}

/** What a drop here would mean, in words, before the card is released. */
export function useDropText(): (held: Held, stage: Stage, missing: number | undefined) => { text: string; open: boolean } {
  const { t } = useTranslation();
  return (held, to, missing) => {
    const stage = t(`opportunities.stage.${to}`);
    const drop = dropOn(held.card, to);
    if (drop === "advance" && missing === undefined) return { text: t("opportunities.board.checking"), open: false };
    if (drop === "advance" && missing) return { text: t("opportunities.board.gate", { stage, count: missing }), open: false };
    const forward = STAGES.indexOf(to) > STAGES.indexOf(held.card.stage);
    return { text: t(drop === "right" && forward ? "opportunities.board.drop.rightForward" : `opportunities.board.drop.${drop}`, { stage }), open: drop === "advance" || drop === "regress" };
  };
}

function DropZone({ held, stage }: { held: Held; stage: Stage }) {
  const missing = useOpportunity(held.card.id).data?.gate?.missing.length;
  const { text, open } = useDropText()(held, stage, missing);
  const drop = dropOn(held.card, stage);
  const shown = held.over === stage || drop === "advance" || drop === "regress";
  if (!shown) return null;
  return (
    <div className={`board-drop ${drop === "advance" || drop === "regress" ? "" : "no"} ${held.over === stage ? "over" : ""}`}>
      {open ? null : <Lock className="s" aria-hidden />}
      {text}
    </div>
  );
}
