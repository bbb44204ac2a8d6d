import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { problemText } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { CodeInput, TextInput } from "../../../ui/inputs";
import { Pill } from "../../../ui/marks";
import { toastDone } from "../../../ui/toast";
import { QrCode } from "./QrCode";
import { RecoveryCodes } from "./RecoveryCodes";
import { useBeginTotp, useConfirmTotp, useDisableTotp, useRenewCodes } from "./queries";

/** The second factor: scan and prove with six digits; then codes for a lost phone. A code turns it off. */
export function TotpSection() {
  const { t } = useTranslation();
  const me = useMe();
  const begin = useBeginTotp();
  const confirm = useConfirmTotp();
  const disable = useDisableTotp();
  const renew = useRenewCodes();
  const [asking, setAsking] = useState<"off" | "codes" | null>(null);
  const codes = confirm.data?.recovery_codes ?? renew.data?.recovery_codes;
  const on = (code: string): void =>
    confirm.mutate(code, {
      onSuccess: () => {
        begin.reset();
        toastDone(t("profile.totpIsOn"));
      },
    });
  const off = (code: string): void =>
    disable.mutate(code, {
      onSuccess: () => {
        setAsking(null);
        toastDone(t("profile.totpIsOff"));
      },
    });
  const fresh = (code: string): void => renew.mutate(code, { onSuccess: () => setAsking(null) });
  const forget = (): void => {
    confirm.reset();
    renew.reset();
  };
  return (
    <section className="record-section">
      <header>
        <h2>{t("profile.totp")}</h2>
        <Pill tone={me.totp_on ? "ok" : "mute"}>{t(me.totp_on ? "profile.on" : "profile.off")}</Pill>
        {me.totp_on ? <span className={`f12 num ${me.recovery_codes_left < 3 ? "warn-t" : "t3"}`}>{t("profile.codesLeft", { count: me.recovery_codes_left })}</span> : null}
      </header>
      {begin.data && !me.totp_on ? <Enrol secret={begin.data.secret} uri={begin.data.uri} busy={confirm.isPending} error={confirm.error} onCode={on} /> : null}
      {asking === "off" ? <ProofForm verb={t("profile.totpEnd")} note={me.totp_required ? t("profile.recoveryOnly") : undefined} busy={disable.isPending} error={disable.error} onCode={off} onCancel={() => setAsking(null)} /> : null}
      {asking === "codes" ? <ProofForm verb={t("profile.newCodes")} note={t("profile.newCodesNote")} busy={renew.isPending} error={renew.error} onCode={fresh} onCancel={() => setAsking(null)} /> : null}
      {asking || (begin.data && !me.totp_on) ? null : (
        <div className="row gap12 wrap">
          <span className="t2 grow">{t("profile.totpText")}</span>
          {me.totp_on ? <Button onClick={() => setAsking("codes")}>{t("profile.newCodes")}</Button> : null}
          {me.totp_on ? <Button onClick={() => setAsking("off")}>{t(me.totp_required ? "profile.changePhone" : "profile.totpEnd")}</Button> : <Button busy={begin.isPending} onClick={() => begin.mutate()}>{t("profile.totpBegin")}</Button>}
        </div>
      )}
      {codes ? <RecoveryCodes codes={codes} onClose={forget} /> : null}
    </section>
  );
}

interface ProofFormProps extends CodeFormProps {
  note?: string;
  onCancel: () => void;
}

/** Six digits of the authenticator, or a recovery code. */
function ProofForm({ verb, note, busy, error, onCode, onCancel }: ProofFormProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  return (
    <form
      className="col gap12"
      style={{ maxWidth: 320 }}
      onSubmit={(event) => {
        event.preventDefault();
        onCode(code.trim());
      }}
    >
      <Field label={t("profile.proof")} note={note} error={error ? problemText(error) : undefined}>{(control) => <TextInput {...control} autoFocus autoComplete="one-time-code" maxLength={32} value={code} onChange={(e) => setCode(e.target.value)} />}</Field>
      <span className="row gap8">
        <Button kind="primary" type="submit" busy={busy} disabled={code.trim().length < 6}>{verb}</Button>
        <Button kind="quiet" onClick={onCancel}>{t("ui.cancel")}</Button>
      </span>
    </form>
  );
}

interface CodeFormProps {
  verb: string;
  busy: boolean;
  error: Error | null;
  onCode: (code: string) => void;
}

function CodeForm({ verb, busy, error, onCode }: CodeFormProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  return (
    <div className="col gap12">
      <Field label={t("profile.enterCode")} error={error ? problemText(error) : undefined}>{(control) => <CodeInput {...control} value={code} onChange={setCode} />}</Field>
      <span><Button kind="primary" busy={busy} disabled={code.length !== 6} onClick={() => onCode(code)}>{verb}</Button></span>
    </div>
  );
}

function Enrol({ secret, uri, ...form }: { secret: string; uri: string } & Omit<CodeFormProps, "verb">) {
  const { t } = useTranslation();
  return (
    <div className="row gap20 wrap" style={{ alignItems: "flex-start" }}>
      <QrCode text={uri} label={t("profile.qr")} />
      <div className="grow col gap12">
        <p className="t2">{t("profile.scan")}</p>
        <p className="f12 t3">{t("profile.secret")} <span className="mono" style={{ fontSize: 12 }}>{secret.replace(/(.{4})/g, "$1 ").trim()}</span></p>
        <CodeForm {...form} verb={t("profile.turnOn")} />
      </div>
    </div>
  );
}
