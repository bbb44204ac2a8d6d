import "../../../ui/record.css";
import "./handovers.css";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { problemText } from "../../../lib/problem";
import { useRecordParts } from "../../../lib/record";
import { useOwnTitle } from "../../../lib/title";
import { useSearchParams } from "../../../lib/url";
import { Button, IconButton } from "../../../ui/Button";
import { EmptyState, InlineNotice, Tabs } from "../../../ui/layout";
import { Pill } from "../../../ui/marks";
import { Menu } from "../../../ui/Menu";
import { PageHead } from "../../../ui/PageHead";
import { Evidence } from "./components/Evidence";
import { Follows } from "./components/Follows";
import { ItemDialog } from "./components/ItemDialog";
import { PackagePart } from "./components/PackagePart";
import { Rail } from "./components/Rail";
import { ScoreHead } from "./components/ScoreHead";
import { Statement } from "./components/Statement";
import { findItem, isSigned, nextStep, placeOf, points, scoreWith, STATE_TONE } from "./model";
import { useHandover } from "./queries";
import type { Handover } from "./types";
import { useJudging, type Judging } from "./useJudging";
import { useVerbs, type Verbs } from "./useVerbs";

const LIST = "/handovers";

/** A handover: the score beside its line, the evidence, who signs, what comes next. */
export default function RecordPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  return <Record key={id} id={id} />;
}

function Record({ id }: { id: string }) {
  const { t } = useTranslation();
  const handover = useHandover(id);
  const h = handover.data;
  useOwnTitle(h?.name);
  if (handover.error && !h) return <div className="page"><PageHead title={t("handovers.title")} /><EmptyState title={t("handovers.gone")} actions={<Link to={LIST} className="btn">{t("handovers.backToList")}</Link>}>{problemText(handover.error)}</EmptyState></div>;
  if (!h) return <div className="page"><PageHead title="" parent={{ to: LIST, label: t("handovers.title") }} /></div>;
  return <Page handover={h} />;
}

function Page({ handover: h }: { handover: Handover }) {
  const { t } = useTranslation();
  const [search, change] = useSearchParams();
  const navigate = useNavigate();
  const verbs = useVerbs(h);
  const judging = useJudging(h);
  const tab = search.tab ?? "score";
  const setTab = (next: string): void => change((now) => ({ ...now, tab: next === "score" ? "" : next, item: "" }));
  const fill = (key: string): void => {
    const wanted = findItem(h.explained, key);
    const place = wanted && wanted.lacks !== "refused" ? placeOf(wanted) : "form";
    if (place === "statement") setTab("statement");
    else if (place === "contacts") void navigate({ to: `/customers/${h.customer.id}`, search: { tab: "contacts" } as never });
    else if (place === "quotes") void navigate({ to: "/quotes", search: { opportunity_id: h.opportunity_id } as never });
    else if (place === "contract" && h.contract_id) void navigate({ to: `/contracts/${h.contract_id}` });
    else change((now) => ({ ...now, tab: "", item: key }));
  };
  const item = search.item ? findItem(h.explained, search.item) : undefined;
  return (
    <div className="page">
      <PageHead title={h.name} parent={{ to: LIST, label: t("handovers.title") }} marks={<Pill tone={STATE_TONE[h.state]} dot>{t(`handovers.state.${h.state}`)}</Pill>} actions={<Actions handover={h} verbs={verbs} judging={judging} onFill={fill} />} />
      <Tabs label={h.name} value={tab} onChange={setTab} aside={<span className="push f12 t3 num nowrap hide-phone">{[h.number, h.customer.name, h.entity.name].join(" · ")}</span>}
        tabs={[{ id: "score", label: t("handovers.tab.score") }, { id: "statement", label: t("handovers.statement.title"), count: h.expectations.length }, ...(isSigned(h) ? [{ id: "package", label: t("handovers.package.title") }] : []), { id: "story", label: t("log.story") }, { id: "files", label: t("projects.tab.files") }]} />
      <div className="record handover">
        <div className="record-main">
          <TabBody tab={tab} handover={h} judging={judging} onFill={fill} />
        </div>
        <Rail handover={h} verbs={verbs} />
      </div>
      {item && h.actions.includes("update") ? <ItemDialog key={item.key} handover={h} item={item} onClose={() => change((now) => ({ ...now, item: "" }))} /> : null}
      {verbs.dialog}
    </div>
  );
}

function TabBody({ tab, handover: h, judging, onFill }: { tab: string; handover: Handover; judging: Judging; onFill: (key: string) => void }) {
  const { Files, Story } = useRecordParts();
  const record = { kind: "handover", id: h.id };
  if (tab === "statement") return <Statement key={h.id} handover={h} />;
  if (tab === "package") return <PackagePart handover={h} />;
  if (tab === "story") return <section className="record-section"><Story record={record} kind="story" /></section>;
  if (tab === "files") return <section className="record-section"><Files record={record} place="main" /></section>;
  const after = judging.refusals ? scoreWith(h.explained.sections, { refused: new Set(judging.refusals.keys()) }) : undefined;
  return (
    <>
      <ScoreHead score={h.explained} after={after} />
      {judging.failure ? <InlineNotice tone="bad">{judging.failure}</InlineNotice> : null}
      <Evidence handover={h} refusals={judging.refusals} faulty={judging.faulty} onRefuse={judging.refuse} onFill={(i) => onFill(i.key)} />
      <Follows handover={h} />
    </>
  );
}

interface ActionsProps {
  handover: Handover;
  verbs: Verbs;
  judging: Judging;
  onFill: (key: string) => void;
}

function Actions({ handover: h, verbs, judging, onFill }: ActionsProps) {
  const { t } = useTranslation();
  const more = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      {judging.refusals ? <JudgeButtons handover={h} judging={judging} /> : <NextButtons handover={h} verbs={verbs} judging={judging} onFill={onFill} />}
      <span ref={more}><IconButton icon={Ellipsis} label={t("ui.more")} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} /></span>
      {open ? <Menu anchor={more} items={verbs.menu} label={t("ui.more")} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** The project manager says what he thinks of the evidence; the score follows. */
function JudgeButtons({ handover: h, judging }: { handover: Handover; judging: Judging }) {
  const { t } = useTranslation();
  const score = scoreWith(h.explained.sections, { refused: new Set(judging.refusals?.keys()) });
  return (
    <>
      {h.state === "signing" ? <Button onClick={judging.stop}>{t("ui.cancel")}</Button> : null}
      <Button kind="primary" busy={judging.busy} onClick={judging.send}>{t(score >= 6 ? "handovers.passWith" : "handovers.backWith", { score: points(score) })}</Button>
    </>
  );
}

/** The one filled button, and what may be done instead. */
function NextButtons({ handover: h, verbs, judging, onFill }: ActionsProps) {
  const { t } = useTranslation();
  const step = nextStep(h, useMe());
  const press = (label: string, perform: () => void) => <Button kind="primary" busy={verbs.busy} onClick={perform}>{label}</Button>;
  switch (step.kind) {
    case "technical": return press(t("handovers.verb.technical"), () => verbs.ask("technical"));
    case "fill": return <><Button className="hide-phone" busy={verbs.busy} onClick={() => verbs.run("submit")}>{t(h.state === "rework" ? "handovers.resubmit" : "handovers.verb.submit")}</Button>{press(t("handovers.fillFirst", { count: step.count }), () => onFill(step.key))}</>;
    case "submit": return press(t(h.state === "rework" ? "handovers.resubmit" : "handovers.verb.submit"), () => verbs.run("submit"));
    case "review": return press(t("handovers.verb.review"), () => verbs.run("review"));
    case "score": return press(t("handovers.verb.score"), judging.start);
    case "sign": return <>{h.actions.includes("score") ? <Button className="hide-phone" onClick={judging.start}>{t("handovers.verb.scoreAgain")}</Button> : null}{press(t("handovers.verb.sign"), () => verbs.ask("sign"))}</>;
    case "transition": return press(t("handovers.verb.transition"), () => verbs.ask("transition"));
    case "accept": return press(t("handovers.verb.accept"), () => verbs.run("accept"));
    case "none": return h.state === "signing" && h.actions.includes("score") ? <Button onClick={judging.start}>{t("handovers.verb.scoreAgain")}</Button> : null;
  }
}
