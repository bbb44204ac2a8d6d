import "../../../../ui/record.css";
import "../contracts.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../../api/me";
import { formatWan } from "../../../../lib/format";
import { problemText } from "../../../../lib/problem";
import { useRecordParts } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import type { PanelContext } from "../../../../ui/dataview/DataView";
import { EmptyState, Facts, InlineNotice, Tabs } from "../../../../ui/layout";
import { Person, Pill, Restricted } from "../../../../ui/marks";
import { SidePanel } from "../../../../ui/SidePanel";
import { nextOf, stateTone } from "../model";
import { useContract } from "../queries";
import { useVerbs } from "../useVerbs";
import { Payments } from "./Payments";
import { Reviews } from "./Reviews";
import { serverToday } from "../../../../lib/now";

/** A contract beside the list: what it is worth, how far it is, how it is paid. */
export function ContractPanel({ id, tab = "overview", setTab, onExpand, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const me = useMe();
  const { Files } = useRecordParts();
  const contract = useContract(id);
  const c = contract.data;
  const verbs = useVerbs(c, () => setTab("overview"));
  const next = c ? nextOf(c, me, serverToday()) : "none";
  return (
    <SidePanel {...bar} onExpand={onExpand} label={c?.title ?? t("contracts.title")} menu={verbs.menu}>
      {contract.error && !c ? <EmptyState title={t("contracts.gone")}>{problemText(contract.error)}</EmptyState> : null}
      {c ? (
        <>
          <div className="panel-top">
            <div className="row gap8"><h2 className="ell">{c.title}</h2><Pill tone={stateTone(c.state)}>{t(`contracts.state.${c.state}`)}</Pill></div>
            <div className="t3 f12 ell">{[c.customer.name, c.number, t(`contracts.type.${c.type}`)].join(" · ")}</div>
            <div className="row gap8" style={{ marginTop: 12 }}>
              {next === "none" ? null : <Button kind="primary" size="small" busy={verbs.busy} onClick={() => verbs.run(next)}>{t(`contracts.next.${next}`)}</Button>}
              <Link to={`/contracts/${c.id}`} className="btn small">{t("ui.fullPage")}</Link>
            </div>
          </div>
          {verbs.refused ? <InlineNotice tone="bad" strip>{verbs.refused.text}</InlineNotice> : null}
          <Tabs label={c.title} value={tab} onChange={setTab} tabs={[{ id: "overview", label: t("contracts.tab.overview") }, { id: "terms", label: t("contracts.tab.terms"), count: c.terms.nodes.length }, { id: "files", label: t("contracts.tab.files") }]} />
          <div className="panel-part">
            {tab === "overview" ? (
              <>
                <Facts labelWidth={96} items={[
                  { label: t("contracts.currentPrice"), value: c.amount ? <b className="num">{formatWan(c.amount.amount)} {t("ui.wan")}</b> : <Restricted /> },
                  { label: t("contracts.figure.received"), value: c.payment_bar ? <span className="num">{formatWan(c.payment_bar.received.amount)}</span> : <Restricted /> },
                  { label: t("contracts.owner"), value: <Person name={c.owner.name} /> },
                  { label: t("contracts.entity"), value: c.entity.name },
                  { label: t("contracts.signedOn"), value: <span className="num">{c.signed_on || t("ui.none")}</span> },
                  { label: t("contracts.period"), value: <span className="num">{c.start_on ? `${c.start_on} – ${c.finish_on || ""}` : t("ui.none")}</span> },
                ]} />
                {c.reviews.length > 0 ? <Reviews contract={c} /> : null}
              </>
            ) : null}
            {tab === "terms" ? <Payments contract={c} onTab={() => onExpand?.()} /> : null}
            {tab === "files" ? <Files record={{ kind: "contract", id }} place="main" /> : null}
          </div>
        </>
      ) : null}
      {verbs.dialog}
    </SidePanel>
  );
}
