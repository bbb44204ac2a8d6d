import { useTranslation } from "react-i18next";
import { formatWan } from "../../../../lib/format";
import { useRecordParts } from "../../../../lib/record";
import { MoneyFigure } from "../../../../ui/KeyFigure";
import type { Contract } from "../types";
import type { Verbs } from "../useVerbs";
import { Payments } from "./Payments";
import { Reviews } from "./Reviews";

/** A contract on one page: figures, who signs, how it is paid, what the rules say, what reviewers said. */
export function Overview({ contract: c, verbs, onTab }: { contract: Contract; verbs: Verbs; onTab: (tab: string) => void }) {
  const { t } = useTranslation();
  const { Findings, Panels } = useRecordParts();
  const written = c.state === "draft" || c.state === "rejected";
  const blocked = written && c.check.open > 0;
  return (
    <>
      <KeyFigures contract={c} />
      {["draft", "rejected", "reviewing"].includes(c.state) && c.reviews.length > 0 ? <Reviews contract={c} /> : null}
      <Parties contract={c} />
      <Payments contract={c} onTab={onTab} />
      <section className="record-section">
        <header>
          <h2>{t("contracts.check")}</h2>
          <span className={`f12 ${blocked ? "bad-t" : "t3"}`}>{t(blocked ? "contracts.checkOpen" : "contracts.checkCount", { all: c.check.findings.length + c.check.passed.length, passed: c.check.passed.length, count: c.check.open })}</span>
          <span className="t3 f12 num push">{t("contracts.checkOn", { date: c.check.on })}</span>
        </header>
        <Findings findings={c.check.findings} passed={c.check.passed} onWaive={verbs.waive} />
      </section>
      <Panels record={{ kind: "contract", id: c.id }} place="main" actions={c.actions} />
      {!["draft", "rejected", "reviewing"].includes(c.state) && c.reviews.length > 0 ? <Reviews contract={c} /> : null}
    </>
  );
}

function KeyFigures({ contract: c }: { contract: Contract }) {
  const { t } = useTranslation();
  const bar = c.payment_bar;
  const price = c.amount?.amount ?? 0;
  const share = (fen: number): string => (price > 0 ? `${((fen / price) * 100).toFixed(1)}%` : "");
  const receivable = bar ? bar.overdue.amount + bar.due.amount : 0;
  return (
    <div className="key-figures">
      <MoneyFigure label={t("contracts.figure.price")} money={c.amount} note={c.amendments.some((a) => a.state === "signed") && c.price ? t("contracts.figure.original", { amount: formatWan(c.price.amount) }) : t("contracts.figure.inclTax")} />
      <MoneyFigure label={t("contracts.figure.invoiced")} money={c.invoiced} note={c.invoiced ? share(c.invoiced.amount) : ""} />
      <MoneyFigure label={t("contracts.figure.received")} money={bar?.received ?? null} note={bar ? share(bar.received.amount) : ""} />
      <MoneyFigure label={t("contracts.figure.receivable")} money={bar ? { amount: receivable } : null} note={bar && bar.overdue.amount > 0 ? <span className="bad-t">{t("contracts.figure.overdue", { amount: formatWan(bar.overdue.amount) })}</span> : t("contracts.figure.notOverdue")} />
      <MoneyFigure label={t("contracts.figure.planned")} money={bar?.planned ?? null} note={t("contracts.figure.plannedNote")} />
      <MoneyFigure label={t("contracts.figure.pending")} money={c.pending_change} signed note={t("contracts.figure.pendingNote")} />
    </div>
  );
}

function Parties({ contract: c }: { contract: Contract }) {
  const { t } = useTranslation();
  return (
    <section className="record-section">
      <header><h2>{t("contracts.parties")}</h2></header>
      <div className="parties">
        {c.parties.map((p, i) => (
          <div key={i} className="party">
            <span className="t3">{t(`contracts.role.${p.role}`)}</span>
            <span><b className="m">{p.name}</b><span className="t3 f12 num">{[p.uscc, p.signatory ? t("contracts.signsAs", { name: [p.signatory, p.title].filter(Boolean).join(" ") }) : ["owner", "contractor"].includes(p.role) ? t("contracts.noSigner") : ""].filter(Boolean).join("  ")}</span></span>
          </div>
        ))}
      </div>
    </section>
  );
}
