import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../../../api/types";
import { Problem, problemText } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { TextInput } from "../../../ui/inputs";
import { InlineNotice } from "../../../ui/layout";
import { CodeStep } from "./CodeStep";
import { needsCode } from "./model";
import { PasswordField } from "./PasswordField";
import { useSignIn } from "./queries";

interface SignInFormProps {
  heading?: string;
  lead: string;
  onDone: (me: Me) => void;
}

/** Name and password; six digits in a second step when the account has a second factor. */
export function SignInForm({ heading, lead, onDone }: SignInFormProps) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const [credentials, setCredentials] = useState({ username: "", password: "" });
  const [asked, setAsked] = useState(false);
  const submit = (code?: string): void =>
    signIn.mutate(code ? { ...credentials, code } : credentials, {
      onSuccess: onDone,
      onError: (error) => setAsked(asked || needsCode(error)),
    });
  const refused = signIn.error && !(signIn.error instanceof Problem && signIn.error.code === "auth.code_required") ? problemText(signIn.error) : undefined;

  if (asked) return <CodeStep busy={signIn.isPending} error={refused} onSubmit={submit} onBack={() => setAsked(false)} />;
  return (
    <form
      data-passing
      className="login-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {heading ? <h1>{heading}</h1> : null}
      <p className="lead">{lead}</p>
      {refused ? <InlineNotice tone="bad">{refused}</InlineNotice> : null}
      <Field label={t("login.username")}>
        {(control) => <TextInput {...control} large required autoFocus autoComplete="username" autoCapitalize="none" value={credentials.username} onChange={(e) => setCredentials({ ...credentials, username: e.target.value })} />}
      </Field>
      <PasswordField label={t("login.password")} autoComplete="current-password" value={credentials.password} onChange={(password) => setCredentials({ ...credentials, password })} />
      <Button kind="primary" wide type="submit" busy={signIn.isPending}>{t("login.submit")}</Button>
      {heading ? <p className="login-hint"><ShieldCheck aria-hidden />{t("login.secondFactor")}</p> : null}
    </form>
  );
}
