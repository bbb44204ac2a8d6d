import "../../../ui/record.css";
import "./approvals.css";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { useCommands, type Command } from "../../../lib/commands";
import { useLatest, usePhone } from "../../../lib/hooks";
import { problemText } from "../../../lib/problem";
import { useSearchParams } from "../../../lib/url";
import { Button } from "../../../ui/Button";
import { KeyCap } from "../../../ui/KeyCap";
import { EmptyState, InlineNotice, Tabs } from "../../../ui/layout";
import { PageHead } from "../../../ui/PageHead";
import { DecisionBar } from "./DecisionBar";
import { Item, ReviewItem } from "./Items";
import { Paper, ReviewPaper } from "./Paper";
import { afterLeaving, BOXES, stepTo, type Box } from "./model";
import { useApproval, useBox, useReviews } from "./queries";
import { useDecide } from "./useDecide";

/** What waits for the reader's decision: list, document, decision, and no dialog between one item and the next. */
export default function InboxPage() {
  const { t } = useTranslation();
  const me = useMe();
  const phone = usePhone();
  const [search, change] = useSearchParams();
  const box: Box = BOXES.find((b) => b === search.box) ?? "mine";
  const list = useBox(box);
  const waiting = useBox("mine").data?.total ?? undefined;
  const reviews = useReviews(me.id);
  const { leaving, decide } = useDecide();
  const rows = (list.data?.items ?? []).filter((r) => !leaving.has(r.id));
  const ids = box === "reviews" ? (reviews.data ?? []).map((r) => r.id) : rows.map((r) => r.id);
  const asked = search.id;
  const open = asked ?? (phone ? undefined : ids[0]);
  const go = (id: string | undefined): void => change((now) => ({ ...now, id: id ?? "" }));
  const latest = useLatest({ ids, open, go });
  useCommands(
    useMemo(
      (): Command[] => [
        { id: "approvals.next", label: t("ui.next"), shortcut: "j", perform: () => latest.current.go(stepTo(latest.current.ids, latest.current.open, 1)) },
        { id: "approvals.previous", label: t("ui.previous"), shortcut: "k", perform: () => latest.current.go(stepTo(latest.current.ids, latest.current.open, -1)) },
      ],
      [t, latest],
    ),
  );
  const approval = useApproval(box === "reviews" || !open || leaving.has(open) ? "" : open);
  const review = box === "reviews" ? reviews.data?.find((r) => r.id === open) : undefined;
  const a = box === "reviews" ? undefined : approval.data;
  const error = box === "reviews" ? reviews.error : list.error;
  const empty = !error && ids.length === 0 && (box === "reviews" ? reviews.isSuccess : list.isSuccess);
  return (
    <div className="page">
      <PageHead title={t("approvals.title")} />
      <div className={`inbox ${phone && asked ? "reading" : ""}`}>
        <section className="inbox-list" aria-label={t("approvals.title")}>
          <Tabs kind="pill" label={t("approvals.title")} value={box} onChange={(next) => change(() => ({ box: next === "mine" ? "" : next }))}
            tabs={BOXES.map((b) => ({ id: b, label: t(`approvals.box.${b}`), count: b === "mine" ? waiting : b === "reviews" ? reviews.data?.length || undefined : undefined }))} />
          <div className="inbox-items">
            {error ? <InlineNotice tone="bad" action={<Button size="small" onClick={() => void list.refetch()}>{t("ui.retry")}</Button>}>{problemText(error)}</InlineNotice> : null}
            {empty ? <EmptyState title={t(`approvals.empty.${box}`)}>{t(`approvals.emptyText.${box}`)}</EmptyState> : null}
            {box === "reviews" ? (reviews.data ?? []).map((r) => <ReviewItem key={r.id} task={r} open={r.id === open} onOpen={() => go(r.id)} />) : rows.map((r) => <Item key={r.id} row={r} box={box} open={r.id === open} onOpen={() => go(r.id)} />)}
          </div>
          <div className="inbox-keys hide-phone" aria-hidden><KeyCap>J</KeyCap><KeyCap>K</KeyCap>{t("approvals.walk")}</div>
        </section>
        {phone && asked ? <button type="button" className="btn inbox-back" onClick={() => go(undefined)}>{t("approvals.back")}</button> : null}
        {review ? <ReviewPaper task={review} /> : null}
        {a ? <Paper key={a.id} approval={a} /> : null}
        {a ? <DecisionBar key={`${a.id} ${a.version}`} approval={a} me={me.id} onDecide={(verb, comment) => {
          go(afterLeaving(ids, a.id));
          decide(a, verb, comment);
        }} /> : null}
        {approval.error && !a ? <EmptyState title={t("approvals.gone")}>{problemText(approval.error)}</EmptyState> : null}
      </div>
    </div>
  );
}
