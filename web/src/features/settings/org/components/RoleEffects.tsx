import { ArrowRight, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../../lib/problem";
import { Field } from "../../../../ui/Field";
import { TextInput } from "../../../../ui/inputs";
import { InlineNotice } from "../../../../ui/layout";
import { CLASSES, roleName, verbOf, type FieldClass, type RoleChange } from "../model";

interface RoleEffectsProps {
  changes: RoleChange[];
  reason: string;
  onReason: (reason: string) => void;
  error: Error | null;
}

/** What the changes do to whom, before they are saved, and why they are made. */
export function RoleEffects({ changes, reason, onReason, error }: RoleEffectsProps) {
  const { t, i18n } = useTranslation();
  const subject = (c: RoleChange): string => {
    if (CLASSES.includes(c.subject as FieldClass)) return t("roles.fieldsOf", { name: t(`roles.class.${c.subject}`) });
    const [kind = "", verb = ""] = [c.subject.split(":")[0], verbOf(c.subject)];
    return `${t(`roles.kinds.${kind}`, { defaultValue: kind })} ${t(`roles.verbs.${verb}`, { defaultValue: verb })}`;
  };
  const mark = (value: string, changed: boolean) => <span className={`reach ${value} ${changed ? "sel" : ""}`}>{t(value === "clear" || value === "masked" ? `roles.${value}` : value === "none" ? "roles.reachLong.none" : `roles.reach.${value}`)}</span>;
  const sensitive = changes.filter((c) => c.wider && (c.subject === "cost" || c.subject === "contact"));
  return (
    <section className="role-effects" aria-label={t("roles.effects")}>
      <h2>{t("roles.effects")}</h2>
      {changes.map((c) => (
        <div key={`${c.role.id} ${c.subject}`} className="role-effect">
          <span className="ell" title={`${roleName(c.role, i18n.language)} · ${subject(c)}`}>{roleName(c.role, i18n.language)} · {subject(c)}</span>
          {mark(c.from, false)}
          <ArrowRight className="s t3" aria-hidden />
          {mark(c.to, true)}
          <span className="t2">{t(c.wider ? "roles.widens" : "roles.narrows", { count: c.role.holders })}</span>
        </div>
      ))}
      {sensitive.map((c) => <p key={`${c.role.id} ${c.subject}`} className="row gap6 f12 t2"><TriangleAlert className="s warn-t" aria-hidden />{t("roles.sensitive", { role: roleName(c.role, i18n.language), name: t(`roles.class.${c.subject}`) })}</p>)}
      {error && Object.keys(fieldErrors(error)).length === 0 ? <InlineNotice tone="bad">{problemText(error)}</InlineNotice> : null}
      <Field label={t("roles.reason")} required note={t("roles.reasonNote")} error={Object.values(fieldErrors(error))[0]}>{(control) => <TextInput {...control} maxLength={200} value={reason} onChange={(e) => onReason(e.target.value)} />}</Field>
    </section>
  );
}
