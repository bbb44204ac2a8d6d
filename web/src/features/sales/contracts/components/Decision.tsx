import "../contracts.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemText } from "../../../../lib/problem";
import { useRecordParts, type PanelProps } from "../../../../lib/record";
import { ratioMillionths, ratioPercent } from "../../../../lib/terms";
import { InlineNotice } from "../../../../ui/layout";
import { PartsBar } from "../../../../ui/PartsBar";
import { useAmendment, useContract } from "../queries";
import type { Contract } from "../types";
import { BeforeAfter } from "./BeforeAfter";
import { Reviews } from "./Reviews";

/** What somebody must know who decides about a contract, or about an amendment to one. */
export default function Decision({ record }: PanelProps) {
  return record.kind === "contract_amendment" ? <OfAmendment id={record.id} /> : <OfContract id={record.id} />;
}

function OfContract({ id }: { id: string }) {
  const { t } = useTranslation();
  const { Findings } = useRecordParts();
  const contract = useContract(id);
  const c = contract.data;
  if (contract.error) return <InlineNotice tone="warn">{problemText(contract.error)}</InlineNotice>;
  if (!c) return null;
  return (
    <>
      <section className="record-section">
        <header><h2>{t("contracts.judge")}</h2><Link to={`/contracts/${c.id}`} className="push f12">{t("contracts.openRecord")}</Link></header>
        <Findings findings={c.check.findings.filter((f) => f.severity !== "info")} passed={c.check.passed} />
      </section>
      <Terms contract={c} />
      {c.reviews.length > 0 ? <Reviews contract={c} /> : null}
    </>
  );
}

function OfAmendment({ id }: { id: string }) {
  const { t } = useTranslation();
  const { Findings } = useRecordParts();
  const amendment = useAmendment(id);
  const a = amendment.data;
  const c = useContract(a?.contract_id ?? "").data;
  if (amendment.error) return <InlineNotice tone="warn">{problemText(amendment.error)}</InlineNotice>;
  if (!a || !c) return null;
  return (
    <>
      <BeforeAfter contract={c} amendment={a} />
      {a.findings.length > 0 ? <section className="record-section"><header><h2>{t("contracts.judge")}</h2><Link to={`/contracts/${c.id}/amendments/${a.id}`} className="push f12">{t("contracts.openRecord")}</Link></header><Findings findings={a.findings} /></section> : null}
    </>
  );
}

function Terms({ contract: c }: { contract: Contract }) {
  const { t } = useTranslation();
  return (
    <section className="record-section">
      <header><h2>{t("terms.payments")}</h2></header>
      <PartsBar parts={c.terms.nodes.map((n) => ({ id: n.id, label: n.name || t(`terms.kind.${n.kind}`), weight: ratioMillionths(n.ratio), value: `${ratioPercent(n.ratio)}%`, note: t("terms.after", { trigger: t(`terms.trigger.${n.trigger}`), count: n.term_days }) }))} />
    </section>
  );
}
