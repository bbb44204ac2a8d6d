import { Navigate, useRouter, useRouterState } from "@tanstack/react-router";
import { Eye, EyeOff, ShieldCheck } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Problem, problemText } from "../../../lib/problem";
import { Button, IconButton } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { TextInput } from "../../../ui/inputs";
import { InlineNotice } from "../../../ui/layout";
import { CodeStep } from "./CodeStep";
import { Frame } from "./Frame";
import { nextAddress, needsCode } from "./model";
import { useSetupState, useSignIn } from "./queries";

/** Name and password; six digits in a second step when the account has a second factor. */
export default function LoginPage() {
  const { t } = useTranslation();
  const setup = useSetupState();
  const signIn = useSignIn();
  const router = useRouter();
  const next = useRouterState({ select: (s) => nextAddress((s.location.search as Record<string, string>).next) });
  const [credentials, setCredentials] = useState({ username: "", password: "" });
  const [asked, setAsked] = useState(false);

  if (setup.data?.required) return <Navigate to="/setup" />;

  const submit = (code?: string): void =>
    signIn.mutate(code ? { ...credentials, code } : credentials, {
      onSuccess: () => router.history.push(next),
      onError: (error) => setAsked(asked || needsCode(error)),
    });
  const refused = signIn.error && !(signIn.error instanceof Problem && signIn.error.code === "auth.code_required") ? problemText(signIn.error) : undefined;

  if (asked) return <Frame><CodeStep busy={signIn.isPending} error={refused} onSubmit={submit} onBack={() => setAsked(false)} /></Frame>;
  return (
    <Frame>
      <form className="login-form" onSubmit={(event) => send(event, submit)}>
        <h1>{t("login.heading")}</h1>
        <p className="lead">{t("login.lead")}</p>
        {refused ? <InlineNotice tone="bad">{refused}</InlineNotice> : null}
        <Field label={t("login.username")}>
          {(control) => <TextInput {...control} large required autoFocus autoComplete="username" autoCapitalize="none" value={credentials.username} onChange={(e) => setCredentials({ ...credentials, username: e.target.value })} />}
        </Field>
        <PasswordField label={t("login.password")} autoComplete="current-password" value={credentials.password} onChange={(password) => setCredentials({ ...credentials, password })} />
        <Button kind="primary" wide type="submit" busy={signIn.isPending}>{t("login.submit")}</Button>
        <p className="login-hint"><ShieldCheck aria-hidden />{t("login.secondFactor")}</p>
      </form>
    </Frame>
  );
}

function send(event: FormEvent, submit: () => void): void {
  event.preventDefault();
  submit();
}

interface PasswordFieldProps {
  label: string;
  value: string;
  onChange: (password: string) => void;
  autoComplete: "current-password" | "new-password";
  note?: string;
  error?: string;
}

/** A password that can be looked at before it is sent. */
export function PasswordField({ label, value, onChange, autoComplete, note, error }: PasswordFieldProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <Field label={label} note={note} error={error}>
      {(control) => (
        <TextInput {...control} large required type={shown ? "text" : "password"} autoComplete={autoComplete} value={value} onChange={(e) => onChange(e.target.value)}
          trailing={<IconButton size="small" icon={shown ? EyeOff : Eye} label={t(shown ? "login.hide" : "login.show")} onClick={() => setShown(!shown)} />} />
      )}
    </Field>
  );
}
