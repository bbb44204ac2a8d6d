import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatYuan } from "../../../../lib/format";
import { problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { MoneyInput } from "../../../../ui/inputs";
import { EmptyState, InlineNotice } from "../../../../ui/layout";
import { toastDone } from "../../../../ui/toast";
import { check } from "../model";
import { useOpenNodes, useReceiptVerb, useSuggestions } from "../queries";
import type { Receipt } from "../types";

/** Books a receipt on what is open of its contract; it begins as the server suggests: the payment of that amount, else the first due first. */
export function AllocateDialog({ receipt, onClose }: { receipt: Receipt; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useReceiptVerb();
  const nodes = useOpenNodes(receipt.contract?.id ?? "").data;
  const [edited, setEdited] = useState<Record<string, number | null>>();
  const unapplied = receipt.unapplied?.amount ?? 0;
  const suggested = useSuggestions(receipt.id).data?.find((s) => s.rows.every((r) => r.contract_id === receipt.contract?.id));
  const spent = edited ?? Object.fromEntries((suggested?.rows ?? []).map((r) => [r.node.id, r.amount.amount]));
  const { left, over } = check(spent, nodes ?? [], unapplied);
  const parts = Object.entries(spent).filter(([, fen]) => (fen ?? 0) > 0);
  const book = (): void => act.mutate({ on: receipt, verb: "allocate", told: { allocations: parts.map(([node_id, fen]) => ({ node_id, amount: { amount: fen, currency: "CNY" } })) } }, { onSuccess: () => {
    toastDone(t("receipts.done", { number: receipt.number, verb: t("receipts.verb.allocate") }));
    onClose();
  } });
  return (
    <Dialog wide title={t("receipts.verb.allocate")} note={t("receipts.leftToBook", { amount: formatYuan(left) })} onClose={onClose} actions={<><Button onClick={onClose}>{t("ui.cancel")}</Button><Button kind="primary" busy={act.isPending} disabled={parts.length === 0 || left < 0 || over.length > 0} onClick={book}>{t("receipts.book", { count: parts.length })}</Button></>}>
      {nodes?.length === 0 ? <EmptyState title={t("receipts.nothingOpen")} /> : (
        <table className="plain">
          <thead><tr><th scope="col">{t("receivables.node")}</th><th scope="col">{t("receivables.dueOn")}</th><th scope="col" className="right">{t("receipts.openYuan")}</th><th scope="col" className="right">{t("receipts.bookYuan")}</th></tr></thead>
          <tbody>
            {(nodes ?? []).map((n) => (
              <tr key={n.id} style={{ height: 44 }}>
                <td>{n.name}</td><td className="num">{n.due_on}</td><td className="right num">{n.open ? formatYuan(n.open.amount) : ""}</td>
                <td style={{ width: 170 }}><MoneyInput aria-label={n.name} aria-invalid={over.includes(n.id)} value={spent[n.id] ?? null} onChange={(fen) => setEdited({ ...spent, [n.id]: fen })} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {left < 0 || over.length > 0 ? <InlineNotice tone="bad">{t(left < 0 ? "receipts.tooMuch" : "receipts.overNode")}</InlineNotice> : null}
      {act.error ? <InlineNotice tone="bad">{problemText(act.error)}</InlineNotice> : null}
    </Dialog>
  );
}
