import { Navigate, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors, problemText } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { TextInput } from "../../../ui/inputs";
import { InlineNotice } from "../../../ui/layout";
import { Frame } from "./Frame";
import { PasswordField } from "./PasswordField";
import { MIN_PASSWORD } from "./model";
import { useSetup, useSetupState } from "./queries";

/** An empty installation: names the group and its first administrator. */
export default function SetupPage() {
  const { t } = useTranslation();
  const state = useSetupState();
  const setup = useSetup();
  const navigate = useNavigate();
  const [form, setForm] = useState({ group_name: "", entity_name: "", username: "", name: "", password: "" });
  if (state.data && !state.data.required && !setup.isSuccess) return <Navigate to="/login" />;

  const errors = fieldErrors(setup.error);
  const text = (name: "group_name" | "entity_name" | "username" | "name", autoComplete: string) => (
    <Field label={t(`setup.${name}`)} required={name !== "entity_name"} note={name === "entity_name" ? t("setup.entityNote") : undefined} error={errors[name]}>
      {(control) => <TextInput {...control} large required={name !== "entity_name"} autoComplete={autoComplete} value={form[name]} onChange={(e) => setForm({ ...form, [name]: e.target.value })} />}
    </Field>
  );
  return (
    <Frame>
      <form
        className="login-form"
        onSubmit={(event) => {
          event.preventDefault();
          setup.mutate(form, { onSuccess: () => void navigate({ to: "/" }) });
        }}
      >
        <h1>{t("setup.heading")}</h1>
        <p className="lead">{t("setup.lead")}</p>
        {setup.error && Object.keys(errors).length === 0 ? <InlineNotice tone="bad">{problemText(setup.error)}</InlineNotice> : null}
        {text("group_name", "organization")}
        {text("entity_name", "off")}
        {text("name", "name")}
        {text("username", "username")}
        <PasswordField label={t("login.password")} autoComplete="new-password" note={t("setup.passwordNote", { count: MIN_PASSWORD })} error={errors.password} value={form.password} onChange={(password) => setForm({ ...form, password })} />
        <Button kind="primary" wide type="submit" busy={setup.isPending} disabled={form.password.length < MIN_PASSWORD}>{t("setup.submit")}</Button>
      </form>
    </Frame>
  );
}
