import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Customer } from "../../../../api/types";
import { formatInstantShort } from "../../../../lib/format";
import { Button } from "../../../../ui/Button";
import { Facts, InlineNotice } from "../../../../ui/layout";
import { Pill } from "../../../../ui/marks";
import { registerTone } from "../model";
import { StandingDialog } from "./StandingDialog";

/** What the business register says, and what of it is not what we have. */
export function Registration({ customer: c }: { customer: Customer }) {
  const { t, i18n } = useTranslation();
  const r = c.registration;
  if (!r) return null;
  const other = (ours: string, theirs: string) => (theirs && ours && theirs !== ours ? <span className="warn-t">{theirs}</span> : theirs || t("ui.none"));
  return (
    <section>
      <div className="row gap8" style={{ marginBottom: 2 }}><span className="section-head">{t("customers.register.title")}</span><span className="push t3 f12 num">{t("customers.register.checked", { at: formatInstantShort(r.checked_at) })}</span></div>
      <Facts labelWidth={i18n.language === "zh" ? 84 : 136} items={[
        { label: t("customers.register.standing"), value: <Pill tone={registerTone(r.status)}>{r.status_text || t(`customers.register.status.${r.status}`)}</Pill> },
        { label: t("customers.register.name"), value: other(c.name, r.name) },
        { label: t("customers.register.number"), value: <span className="num">{other(c.uscc, r.uscc)}</span> },
        { label: t("customers.register.representative"), value: r.legal_representative || t("ui.none") },
        { label: t("customers.register.capital"), value: r.capital || t("ui.none") },
        ...(r.confirmed_at ? [{ label: t("customers.register.confirmed"), value: <span className="num">{formatInstantShort(r.confirmed_at)}</span> }] : []),
      ]} />
    </section>
  );
}

/** Across the page: the register struck the customer off, and nobody has looked at it yet. */
export function StruckOff({ customer: c }: { customer: Customer }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const r = c.registration;
  if (!r?.alarm) return null;
  const confirm = c.actions.includes("confirm-registration") ? <Button size="small" onClick={() => setAsking(true)}>{t("customers.verb.confirm-registration")}</Button> : null;
  return (
    <>
      <InlineNotice tone="bad" strip action={confirm}>{t("customers.register.alarm", { status: r.status_text || t(`customers.register.status.${r.status}`) })}</InlineNotice>
      {asking ? <StandingDialog customer={c} verb="confirm-registration" onClose={() => setAsking(false)} /> : null}
    </>
  );
}
