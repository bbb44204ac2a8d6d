import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { fieldErrors, problemText } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { TextInput } from "../../../ui/inputs";
import { toastDone } from "../../../ui/toast";
import { useChangePassword } from "./queries";

const EMPTY = { current: "", password: "" };
const MIN_LENGTH = 12;

/** Changes the password. Whoever had a temporary one goes on to where the day begins. */
export function PasswordSection() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const forced = useMe().must_change_password;
  const change = useChangePassword();
  const [form, setForm] = useState(EMPTY);
  const errors = fieldErrors(change.error);
  const general = change.error && Object.keys(errors).length === 0 ? problemText(change.error) : undefined;
  return (
    <section className="record-section">
      <header><h2>{t("profile.password")}</h2></header>
      <form
        className="row gap12 wrap"
        style={{ alignItems: "flex-start" }}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(form, {
            onSuccess: () => {
              setForm(EMPTY);
              toastDone(t("profile.passwordChanged"));
              if (forced) void navigate({ to: "/" });
            },
          });
        }}
      >
        <Field label={t("profile.currentPassword")} error={errors.current ?? general} className="grow">{(control) => <TextInput {...control} type="password" autoComplete="current-password" value={form.current} onChange={(e) => setForm({ ...form, current: e.target.value })} />}</Field>
        <Field label={t("profile.newPassword")} error={errors.password} note={t("setup.passwordNote", { count: MIN_LENGTH })} className="grow">{(control) => <TextInput {...control} type="password" autoComplete="new-password" value={form.password} onChange={(e) => setForm({ ...form, password: e.target.value })} />}</Field>
        <span style={{ marginTop: 21 }}><Button type="submit" busy={change.isPending} disabled={form.current === "" || form.password.length < MIN_LENGTH}>{t("profile.changePassword")}</Button></span>
      </form>
    </section>
  );
}
