import "../../../ui/dataview/dataview.css";
import "./opportunities.css";
import { Link } from "@tanstack/react-router";
import { Plus, Users } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { formatCount, formatWan } from "../../../lib/format";
import { usePhone } from "../../../lib/hooks";
import { problemText } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { useNow } from "../../../ui/ClockTrack";
import { viewName } from "../../../ui/dataview/model";
import { Toolbar } from "../../../ui/dataview/Toolbar";
import { useViewState } from "../../../ui/dataview/useDataView";
import { ViewTools } from "../../../ui/dataview/ViewTools";
import { InlineNotice, Tabs } from "../../../ui/layout";
import { PageHead } from "../../../ui/PageHead";
import { Segmented } from "../../../ui/inputs";
import { BoardCard } from "./components/BoardCard";
import { BoardColumn, useDropText } from "./components/BoardColumn";
import { LayoutSwitch } from "./components/LayoutSwitch";
import { OpportunityPanel } from "./components/OpportunityPanel";
import { VerbDialog } from "./components/VerbDialog";
import { boardParams, dropOn, showsOpen, STAGES, statusTone } from "./model";
import { useBoard, useMoveCard, useOpportunity, usePrefetch } from "./queries";
import type { Board, Card, Stage } from "./types";
import { useBoardDrag } from "./useBoardDrag";
import { useBoardWalk } from "./useBoardWalk";
import { useBoardSpec } from "./useSpec";

/** Cards in a column before "还有 N 个". */
const CARDS = "20";

/** The open opportunities by stage, narrowed as the list is; a card moves by mouse and by keyboard. */
export default function BoardPage() {
  const { t } = useTranslation();
  const me = useMe();
  const phone = usePhone();
  const spec = useBoardSpec();
  const state = useViewState(spec);
  const narrow = useMemo(() => boardParams(state.query), [state.query]);
  const params = useMemo(() => ({ ...narrow, limit: CARDS }), [narrow]);
  const board = useBoard(params, !state.waiting);
  const walk = useBoardWalk(board.data);
  const canCreate = can(me, "opportunity:create");
  return (
    <div className="page">
      <PageHead title={t("opportunities.title")} actions={canCreate ? <Link to="/opportunities/new" className="btn primary"><Plus aria-hidden /><span>{t("opportunities.create")}</span></Link> : null} />
      <div className={`dv ${walk.id ? "with-panel" : ""}`}>
        <Tabs kind="pill" label={t("dv.views")} value={state.view.id} onChange={state.setView} aside={<><ViewTools state={state} phone={phone} /><LayoutSwitch now="board" /></>}
          tabs={state.views.filter((v) => showsOpen(v.filters)).map((v) => ({ id: v.id, label: viewName(v, t), count: v.id === state.view.id ? board.data?.total.count : undefined, icon: v.kept?.shared ? Users : undefined }))} />
        {board.error ? <InlineNotice tone="bad" strip action={<Button size="small" onClick={() => void board.refetch()}>{t("ui.retry")}</Button>}>{problemText(board.error)}</InlineNotice> : null}
        <div className="dv-list">
          <Toolbar spec={spec} state={state} phone={phone} />
          {board.data ? <Columns board={board.data} params={params} narrow={narrow} openId={walk.id} onOpen={walk.open} canCreate={canCreate} /> : <div className="board" />}
          {board.data ? <Totals board={board.data} /> : null}
        </div>
        {walk.id ? <OpportunityPanel key={walk.id} {...walk.panel} id={walk.id} /> : null}
      </div>
    </div>
  );
}

interface ColumnsProps {
  board: Board;
  params: Record<string, string>;
  narrow: Record<string, string>;
  openId: string | undefined;
  canCreate: boolean;
  onOpen: (id: string) => void;
}

function Columns({ board, params, narrow, openId, canCreate, onOpen }: ColumnsProps) {
  const { t } = useTranslation();
  const phone = usePhone();
  const now = useNow(30_000);
  const area = useRef<HTMLDivElement>(null);
  const [inSight, setInSight] = useState<Stage>("intent");
  const [said, setSaid] = useState("");
  const [backId, setBackId] = useState<string | null>(null);
  const dropText = useDropText();
  const prefetch = usePrefetch();
  const move = useMoveCard(params);
  const back = useOpportunity(backId ?? "");
  const held = useRef<string>("");
  const detail = useOpportunity(held.current);

  const put = (card: Card, to: Stage): void => {
    const drop = dropOn(card, to);
    const missing = detail.data?.id === card.id ? (detail.data.gate?.missing.length ?? 0) : 0;
    if (drop === "regress") setBackId(card.id);
    else if (drop === "advance" && missing === 0) move.mutate({ on: card, to }, { onError: () => onOpen(card.id) });
    else if (drop === "advance") onOpen(card.id);
  };
  const drag = useBoardDrag({
    onLift: (card) => {
      held.current = card.id;
      prefetch(card.id);
    },
    onDrop: put,
    onSay: (what, h) => setSaid(what === "over" ? t("opportunities.board.over", { stage: t(`opportunities.stage.${h.over}`), what: dropText(h, h.over, detail.data?.gate?.missing.length).text }) : t(`opportunities.board.${what}`, { name: h.card.name })),
  });
  const widest = Math.max(...board.columns.map((c) => c.amount?.amount ?? c.count));
  const show = (stage: Stage): void => {
    setInSight(stage);
    area.current?.querySelector(`[data-stage=${stage}]`)?.scrollIntoView({ behavior: "smooth", inline: "start", block: "nearest" });
  };
  return (
    <>
      {phone ? <div style={{ padding: "8px 16px" }}><Segmented label={t("opportunities.board.phone")} name="stage" value={inSight} onChange={show} options={board.columns.map((c) => ({ value: c.stage, label: `${t(`opportunities.stage.${c.stage}`)} ${c.count}` }))} /></div> : null}
      <div ref={area} className="board" onScroll={(e) => phone && e.target === area.current && setInSight(STAGES[Math.round(e.currentTarget.scrollLeft / e.currentTarget.clientWidth)] ?? "intent")}>
        {board.columns.map((column) => (
          <BoardColumn key={column.stage} column={column} widest={widest} held={drag.held} canCreate={canCreate} narrow={narrow}>
            {column.cards.map((card) => (
              <li key={card.id}>
                <BoardCard card={card} now={now} open={openId === card.id} lifted={drag.held?.card.id === card.id} hint="board-hint" onOpen={() => !drag.swallowClick() && onOpen(card.id)} onPointerDown={(e) => drag.onPointerDown(e, card)} onKeyDown={(e) => drag.onKeyDown(e, card)} />
              </li>
            ))}
          </BoardColumn>
        ))}
      </div>
      <p id="board-hint" className="sr">{t("opportunities.board.hint")}</p>
      <p className="sr" role="status" aria-live="assertive">{said}</p>
      {drag.held?.by === "pointer" ? <div ref={drag.ghost} className="board-ghost" style={{ width: 272 }} inert><BoardCard card={drag.held.card} now={now} /></div> : null}
      {backId && back.data ? <VerbDialog opportunity={back.data} verb="regress" onClose={() => setBackId(null)} /> : null}
    </>
  );
}

/** What the whole board comes to, and how much of what is shown presses. */
function Totals({ board }: { board: Board }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const cards = board.columns.flatMap((c) => c.cards);
  const [urgent, dated] = ["bad", "warn"].map((tone) => cards.filter((c) => statusTone(c.status, now) === tone).length);
  const { amount, weighted, count } = board.total;
  return (
    <div className="dv-foot" role="status">
      <span>{t("opportunities.board.before")}<b>{formatCount(count)}</b>{t("opportunities.board.after")}</span>
      {urgent ? <span className="row gap6 hide-phone"><span className="dot bad" />{t("opportunities.board.urgent", { count: urgent })}</span> : null}
      {dated ? <span className="row gap6 hide-phone"><span className="dot warn" />{t("opportunities.board.dated", { count: dated })}</span> : null}
      {amount && weighted ? (
        <span className="push row gap20">
          <span className="sum">{t("opportunities.amountShort")} <b>{formatWan(amount.amount)}</b></span>
          <span className="sum">{t("opportunities.weightedShort")} <b>{formatWan(weighted.amount)}</b></span>
          <span style={{ marginLeft: -14 }}>{t("ui.wan")}</span>
        </span>
      ) : null}
    </div>
  );
}
