import { useTranslation } from "react-i18next";
import { formatYuan } from "../../../../lib/format";
import { PartsBar } from "../../../../ui/PartsBar";
import type { Room } from "../types";

/** What may still be invoiced under the contract, with what is being written. */
export function RoomBar({ room, gross }: { room: Room; gross: number }) {
  const { t } = useTranslation();
  if (!room.price || !room.billed) return null;
  const balance = room.price.amount - room.billed.amount - gross;
  const rows = [{ id: "price", fen: room.price.amount }, { id: "billed", fen: -room.billed.amount }, { id: "this", fen: -gross }, { id: "balance", fen: balance }];
  return (
    <section className="invoice-room">
      <div className="row"><span className="section-head">{t("invoices.room.title")}</span><span className="push t3 f12">{t("invoices.room.unit")}</span></div>
      <b className={`num ${balance < 0 ? "bad-t" : ""}`}>{formatYuan(balance)}</b>
      <PartsBar legend={false} parts={[{ id: "billed", label: "", value: "", weight: room.billed.amount, tone: "paid" }, { id: "this", label: "", value: "", weight: gross, tone: "later" }, { id: "balance", label: "", value: "", weight: Math.max(0, balance), tone: "none" }]} />
      <dl>{rows.map((r) => <div key={r.id} className={r.id === "balance" ? "strong" : ""}><dt>{t(`invoices.room.${r.id}`)}</dt><dd className="num">{formatYuan(r.fen)}</dd></div>)}</dl>
    </section>
  );
}
