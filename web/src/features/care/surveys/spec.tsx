import i18next, { type TFunction } from "i18next";
import { Maximize2, Send } from "lucide-react";
import { peopleSource } from "../../../api/matches";
import type { Me } from "../../../api/types";
import { formatInstantShort } from "../../../lib/format";
import { Button } from "../../../ui/Button";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, Pill, StatusDot } from "../../../ui/marks";
import { Score } from "./components/Score";
import { attitude, attitudeTone, CAUSES, points, PURPOSES, STATES, stateTone, viewFilters } from "./model";
import { surveySource } from "./queries";
import type { Survey } from "./types";

interface SpecInput {
  me: Me;
  t: TFunction;
  onOpen: (id: string) => void;
  onAsk?: () => void;
}

/** The list of surveys, declared. */
export function surveySpec({ me, t, onOpen, onAsk }: SpecInput): DataViewSpec<Survey> {
  const wide = i18next.language !== "zh";
  const views = viewFilters(me);
  const state = (r: Survey) => <StatusDot tone={stateTone(r.state)}>{t(`surveys.state.${r.state}`)}</StatusDot>;
  const day = (instant: string | null) => <span className="t2 num">{instant ? formatInstantShort(instant).slice(0, -6) : "–"}</span>;
  const choices = (group: string, values: readonly string[]) => values.map((v) => ({ value: v, label: t(`surveys.${group}.${v}`) }));
  const yes = [{ value: "true", label: t("ui.yes") }, { value: "false", label: t("ui.no") }];
  return {
    id: "surveys",
    noun: "surveys.noun",
    source: surveySource,
    columns: [
      { id: "customer", title: "surveys.customer", width: 200, render: (r) => r.customer.name },
      { id: "project", title: "surveys.project", width: 210, priority: 5, render: (r) => <span className="t2" title={r.project?.name}>{r.project?.name ?? "–"}</span> },
      { id: "contact", title: "surveys.contact", width: wide ? 110 : 92, priority: 4, render: (r) => (r.contact ? <Person name={r.contact.name} /> : <span className="t3">–</span>) },
      { id: "cause", title: "surveys.causeLabel", width: wide ? 116 : 96, priority: 6, render: (r) => <span className="t2">{t(`surveys.cause.${r.cause}`)}</span> },
      { id: "state", title: "surveys.stateLabel", width: wide ? 104 : 86, priority: 1, render: state },
      { id: "score", title: "surveys.score", width: 118, sort: "score", priority: 1, render: (r) => (r.score === null ? <span className="t3">–</span> : <Score hundredths={r.score} small />) },
      { id: "recommend", title: "surveys.recommend", width: wide ? 104 : 84, align: "right", priority: 3, render: (r) => (r.recommend === null ? <span className="t3">–</span> : <span className={`num ${attitudeTone[attitude(r.recommend)]}-t`}>{r.recommend}</span>) },
      { id: "complaint", title: "surveys.complaint", width: 84, priority: 2, render: (r) => (r.complaint ? <Pill tone="bad">{t("surveys.complained")}</Pill> : null) },
      { id: "comment", title: "surveys.comment", width: 220, priority: 7, render: (r) => <span className="t2" title={r.comment}>{r.comment}</span> },
      { id: "answered", title: "surveys.answeredAt", width: 96, priority: 4, sort: "answered_on", render: (r) => day(r.answered_at) },
      { id: "sent", title: "surveys.sentAt", width: 96, priority: 8, render: (r) => day(r.sent_at) },
      { id: "due", title: "surveys.dueOn", width: 110, sort: "due_on", optional: true, priority: 9, render: (r) => <span className="t2 num">{r.due_on}</span> },
      { id: "owner", title: "surveys.owner", width: 96, priority: 7, render: (r) => (r.owner ? <Person name={r.owner.name} /> : <span className="t3">–</span>) },
    ],
    filters: [
      { field: "state", title: "surveys.stateLabel", kind: "enum", options: choices("state", STATES) },
      { field: "cause", title: "surveys.causeLabel", kind: "enum", options: choices("cause", CAUSES) },
      { field: "purpose", title: "surveys.purposeLabel", kind: "enum", options: choices("purpose", PURPOSES) },
      { field: "complaint", title: "surveys.complaint", kind: "enum", options: yes },
      { field: "recommend", title: "surveys.recommend", kind: "number" },
      { field: "score", title: "surveys.scoreFilter", kind: "number" },
      { field: "answered_on", title: "surveys.answeredAt", kind: "date" },
      { field: "due_on", title: "surveys.dueOn", kind: "date" },
      { field: "owner_id", title: "surveys.owner", kind: "person", source: peopleSource },
      { field: "entity_id", title: "surveys.entity", kind: "enum", options: me.entities.map((e) => ({ value: e.id, label: e.short_name })) },
    ],
    views: (["answered", "poor", "waiting", "mine", "all"] as const).map((id) => ({ id, title: `surveys.view.${id}`, filters: views[id] })),
    defaultSort: [{ field: "created_at", desc: true }],
    label: (r) => `${r.customer.name} ${r.contact?.name ?? ""}`,
    card: (r) => ({ title: r.customer.name, value: r.score === null ? undefined : points(r.score), line: [r.contact?.name, t(`surveys.cause.${r.cause}`), r.project?.name].filter(Boolean).join(" · "), status: state(r) }),
    rowActions: [{ id: "open", label: t("ui.fullPage"), icon: Maximize2, perform: (r) => onOpen(r.id) }],
    fullPage: (id) => `/surveys/${id}`,
    empty: { title: t("surveys.emptyTitle"), text: t("surveys.emptyText"), actions: onAsk ? <Button kind="primary" icon={Send} onClick={onAsk}>{t("surveys.ask")}</Button> : undefined },
  };
}
