import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { problemText } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { CodeInput } from "../../../ui/inputs";
import { Pill } from "../../../ui/marks";
import { toastDone } from "../../../ui/toast";
import { QrCode } from "./QrCode";
import { useBeginTotp, useConfirmTotp, useDisableTotp } from "./queries";

/** The second factor: scan and prove with six digits; the same digits turn it off. */
export function TotpSection() {
  const { t } = useTranslation();
  const me = useMe();
  const begin = useBeginTotp();
  const confirm = useConfirmTotp();
  const disable = useDisableTotp();
  const [leaving, setLeaving] = useState(false);
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
        setLeaving(false);
        toastDone(t("profile.totpIsOff"));
      },
    });
  return (
    <section className="record-section">
      <header>
        <h2>{t("profile.totp")}</h2>
        <Pill tone={me.totp_on ? "ok" : "mute"}>{t(me.totp_on ? "profile.on" : "profile.off")}</Pill>
      </header>
      {begin.data && !me.totp_on ? <Enrol secret={begin.data.secret} uri={begin.data.uri} busy={confirm.isPending} error={confirm.error} onCode={on} /> : null}
      {leaving ? <CodeForm verb={t("profile.totpEnd")} busy={disable.isPending} error={disable.error} onCode={off} /> : null}
      {leaving || (begin.data && !me.totp_on) ? null : (
        <div className="row gap12">
          <span className="t2 grow">{t("profile.totpText")}</span>
          {me.totp_on ? <Button disabled={me.totp_required} onClick={() => setLeaving(true)}>{t("profile.totpEnd")}</Button> : <Button busy={begin.isPending} onClick={() => begin.mutate()}>{t("profile.totpBegin")}</Button>}
        </div>
      )}
    </section>
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
