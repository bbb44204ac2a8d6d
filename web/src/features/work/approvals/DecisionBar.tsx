import { CircleCheck, CircleDashed, CircleDot, CircleSlash, CircleX } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCommands, type Command } from "../../../lib/commands";
import { formatInstantShort } from "../../../lib/format";
import { useLatest } from "../../../lib/hooks";
import { Button } from "../../../ui/Button";
import { useLeftText, useNow } from "../../../ui/ClockTrack";
import { Field } from "../../../ui/Field";
import { TextArea } from "../../../ui/inputs";
import { KeyCap } from "../../../ui/KeyCap";
import { Avatar } from "../../../ui/marks";
import { toastDone } from "../../../ui/toast";
import { dueTone, spoken, stepState, type StepState } from "./model";
import { useVerb } from "./queries";
import type { Approval, Node } from "./types";

interface DecisionBarProps {
  approval: Approval;
  me: string;
  onDecide: (verb: "approve" | "reject", comment: string) => void;
}

/** The way of an approval, what was said on it, and the decision. A agrees, R sends back. */
export function DecisionBar({ approval: a, me, onDecide }: DecisionBarProps) {
  const { t } = useTranslation();
  const verb = useVerb();
  const area = useRef<HTMLDivElement>(null);
  const [comment, setComment] = useState("");
  const [wanting, setWanting] = useState(false);
  const decides = a.actions.includes("approve");
  const talk = spoken(a.history);
  const approve = (): void => onDecide("approve", comment.trim());
  const reject = (): void => {
    if (comment.trim() !== "") return onDecide("reject", comment.trim());
    setWanting(true);
    area.current?.querySelector("textarea")?.focus();
  };
  const latest = useLatest({ decides, approve, reject });
  useCommands(
    useMemo(
      (): Command[] => [
        { id: "approvals.approve", label: t("approvals.approve"), shortcut: "a", group: t("approvals.title"), enabled: () => latest.current.decides, perform: () => latest.current.approve() },
        { id: "approvals.reject", label: t("approvals.reject"), shortcut: "r", group: t("approvals.title"), enabled: () => latest.current.decides, perform: () => latest.current.reject() },
      ],
      [t, latest],
    ),
  );
  const own = (name: "withdraw" | "urge"): void => verb.mutate({ on: a, verb: { verb: name } }, { onSuccess: () => toastDone(t(`approvals.${name}Done`, { name: a.label })) });
  return (
    <aside className="inbox-decision" aria-label={t("approvals.decision")}>
      <div className="inbox-way">
        <h3 className="section-head">{t("approvals.way")}</h3>
        <ol>{a.nodes.map((n) => <Step key={n.position} node={n} approval={a} me={me} />)}</ol>
        {talk.length > 0 ? (
          <section className="inbox-talk">
            <h3 className="section-head">{t("approvals.talk")}</h3>
            {talk.map((e, i) => <div key={i} className="said"><Avatar name={e.by?.name ?? ""} size="small" /><div><b>{e.by?.name}</b> <span className="t3 f12 num">{formatInstantShort(e.at)}</span><p>{e.comment}</p></div></div>)}
          </section>
        ) : null}
      </div>
      {decides ? (
        <div className="inbox-foot" ref={area}>
          <Field label={t("approvals.comment")} error={wanting && comment.trim() === "" ? t("approvals.commentNeeded") : undefined}>
            {(control) => <TextArea {...control} rows={2} maxLength={2000} placeholder={t("approvals.commentHint")} value={comment} onChange={(e) => setComment(e.target.value)} />}
          </Field>
          <Button kind="primary" wide size="large" onClick={approve}>{t("approvals.approve")}<KeyCap>A</KeyCap></Button>
          <Button wide className="reject" onClick={reject}>{t("approvals.reject")}<KeyCap>R</KeyCap></Button>
          <p className="t3 f12">{t("approvals.undoNote")}</p>
        </div>
      ) : a.actions.length > 0 ? (
        <div className="inbox-foot">
          {a.actions.includes("urge") ? <Button wide busy={verb.isPending} onClick={() => own("urge")}>{t("approvals.urge")}</Button> : null}
          {a.actions.includes("withdraw") ? <Button wide className="reject" disabled={verb.isPending} onClick={() => own("withdraw")}>{t("approvals.withdraw")}</Button> : null}
        </div>
      ) : null}
    </aside>
  );
}

const LOOK: Record<StepState, { icon: typeof CircleDot; className: string }> = {
  done: { icon: CircleCheck, className: "ok-t" },
  here: { icon: CircleDot, className: "acc-t" },
  ahead: { icon: CircleDashed, className: "t3" },
  refused: { icon: CircleX, className: "bad-t" },
  skipped: { icon: CircleSlash, className: "t3" },
};

function Step({ node: n, approval: a, me }: { node: Node; approval: Approval; me: string }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const left = useLeftText();
  const state = stepState(n, a);
  const { icon: Icon, className } = LOOK[state];
  const mine = a.approvers.some((p) => p.id === me);
  const who = state === "here" ? (mine ? t("approvals.you") : a.approvers.map((p) => p.name).join(t("ui.comma"))) : "";
  const due = n.due_at ? left(n.due_at, now) : "";
  const stood = n.asked_role && n.role && n.asked_role !== n.role ? t("approvals.standsIn", { role: t(`roleNames.${n.asked_role}`, { defaultValue: n.asked_role }) }) : "";
  const why = n.reasons.filter((r) => r !== "always").map((r) => t(`approvals.reason.${r}`, { defaultValue: r })).join(t("ui.comma"));
  return (
    <li aria-current={state === "here" ? "step" : undefined}>
      <Icon className={className} role="img" aria-label={t(`approvals.step.${state}`)} />
      <span>
        <span className={state === "here" ? "sb" : "m"}>{n.role ? t(`roleNames.${n.role}`, { defaultValue: n.role }) : n.person?.name}</span>
        {state === "here" ? <span className={`f12 ${dueTone(n.due_at, now)}-t`} style={{ display: "block" }}>{[who, due].filter(Boolean).join(t("ui.comma"))}</span> : null}
        {state === "done" || state === "refused" ? <span className="t3 f12 num" style={{ display: "block" }}>{[n.decided_by?.name, n.decided_at ? formatInstantShort(n.decided_at) : ""].filter(Boolean).join(t("ui.comma"))}</span> : null}
        {state === "skipped" ? <span className="t3 f12" style={{ display: "block" }}>{t("approvals.skipped")}</span> : null}
        {state === "ahead" && why ? <span className="t3 f12" style={{ display: "block" }}>{why}</span> : null}
        {stood ? <span className="t3 f12" style={{ display: "block" }}>{stood}</span> : null}
      </span>
    </li>
  );
}
