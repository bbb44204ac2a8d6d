import { CircleCheck, CircleDashed, CircleSlash, CircleX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstantShort } from "../../../../lib/format";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import { useLeftText, useNow } from "../../../../ui/ClockTrack";
import { Field } from "../../../../ui/Field";
import { Segmented, TextArea } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { toastDone } from "../../../../ui/toast";
import { mayReview } from "../model";
import { useAct } from "../queries";
import type { Contract, Review } from "../types";

const LOOK: Record<Review["verdict"], { icon: typeof CircleCheck; tone: string }> = { pending: { icon: CircleDashed, tone: "warn-t" }, passed: { icon: CircleCheck, tone: "ok-t" }, refused: { icon: CircleX, tone: "bad-t" }, dropped: { icon: CircleSlash, tone: "t3" } };

/** The three reviews of a contract, and the form of whoever's turn it is. */
export function Reviews({ contract: c }: { contract: Contract }) {
  const { t } = useTranslation();
  const mine = mayReview(c);
  return (
    <section className="record-section" id="contract-review">
      <header><h2>{t("contracts.reviews")}</h2><span className="t3 f12">{t("contracts.reviewsNote")}</span></header>
      {c.reviews.map((r) => <ReviewRow key={r.kind} review={r} />)}
      {mine.length > 0 ? <ReviewForm key={c.version} contract={c} kinds={mine} /> : null}
    </section>
  );
}

function ReviewRow({ review: r }: { review: Review }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const left = useLeftText();
  const { icon: Icon, tone } = LOOK[r.verdict];
  return (
    <div className="contract-review">
      <Icon className={tone} aria-hidden />
      <span className="m nowrap">{t(`contracts.review.${r.kind}`)} {t(`contracts.verdict.${r.verdict}`)}</span>
      <span className="t2 ell">{r.note}</span>
      <span className="t3 f12 num nowrap">{r.by ? `${r.by.name} ${r.decided_at ? formatInstantShort(r.decided_at) : ""}` : r.verdict === "pending" ? left(r.due_at, now) : ""}</span>
    </div>
  );
}

function ReviewForm({ contract: c, kinds }: { contract: Contract; kinds: ReturnType<typeof mayReview> }) {
  const { t } = useTranslation();
  const act = useAct();
  const [kind, setKind] = useState<string>(kinds[0] ?? "legal");
  const [note, setNote] = useState("");
  const [refusing, setRefusing] = useState(false);
  const refused = fieldErrors(act.error);
  const decide = (pass: boolean): void => {
    setRefusing(!pass);
    if (!pass && note.trim() === "") return;
    act.mutate({ on: c, act: { verb: "review", kind, pass, note: note.trim() } }, { onSuccess: () => toastDone(t(pass ? "contracts.reviewPassed" : "contracts.reviewRefused", { kind: t(`contracts.review.${kind}`) })) });
  };
  return (
    <div className="panel-like">
      {kinds.length > 1 ? <div style={{ marginBottom: 8 }}><Segmented label={t("contracts.reviews")} name="review-kind" value={kind} onChange={setKind} options={kinds.map((k) => ({ value: k, label: t(`contracts.review.${k}`) }))} /></div> : null}
      <Field label={t("contracts.opinionOf", { kind: t(`contracts.review.${kind}`) })} note={t("contracts.opinionNote")} error={refusing && note.trim() === "" ? t("contracts.opinionNeeded") : refused.note}>
        {(control) => <TextArea {...control} rows={2} maxLength={2000} value={note} onChange={(e) => setNote(e.target.value)} />}
      </Field>
      {act.error && Object.keys(refused).length === 0 ? <div style={{ marginTop: 8 }}><InlineNotice tone="bad">{problemText(act.error)}</InlineNotice></div> : null}
      <div className="row gap8" style={{ marginTop: 10 }}>
        <Button kind="primary" size="small" busy={act.isPending} onClick={() => decide(true)}>{t("contracts.pass")}</Button>
        <Button size="small" disabled={act.isPending} onClick={() => decide(false)}>{t("contracts.refuse")}</Button>
      </div>
    </div>
  );
}
