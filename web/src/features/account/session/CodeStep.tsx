import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { CodeInput, TextInput } from "../../../ui/inputs";

interface CodeStepProps {
  busy: boolean;
  error?: string;
  onSubmit: (code: string) => void;
  onBack: () => void;
}

/** The second factor. The sixth digit sends. */
export function CodeStep({ busy, error, onSubmit, onBack }: CodeStepProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const [lost, setLost] = useState(false);
  const type = (digits: string): void => {
    setCode(digits);
    if (digits.length === 6) onSubmit(digits);
  };
  return (
    <form
      className="login-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(code);
      }}
    >
      <h1>{t("login.codeHeading")}</h1>
      <p className="lead" role="status">{t(lost ? "login.lostLead" : "login.codeLead")}</p>
      {lost
        ? <Field label={t("login.recovery")} note={t("login.recoveryNote")} error={error}>{(control) => <TextInput {...control} large autoFocus autoComplete="off" autoCapitalize="none" maxLength={32} value={code} onChange={(e) => setCode(e.target.value)} />}</Field>
        : <Field label={t("login.code")} error={error}>{(control) => <CodeInput {...control} autoFocus value={code} onChange={type} />}</Field>}
      <div className="row gap8">
        <Button kind="primary" type="submit" size="large" busy={busy} disabled={lost ? code.trim().length < 16 : code.length !== 6}>{t("login.verify")}</Button>
        <Button kind="quiet" size="large" onClick={onBack}>{t("login.back")}</Button>
      </div>
      <button
        type="button"
        className="link f12 login-lost"
        onClick={() => {
          setCode("");
          setLost(!lost);
        }}
      >
        {t(lost ? "login.useCode" : "login.lost")}
      </button>
    </form>
  );
}
