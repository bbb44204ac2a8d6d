import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { problemText } from "../../../lib/problem";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { CodeInput } from "../../../ui/inputs";
import { InlineNotice } from "../../../ui/layout";
import { Pill } from "../../../ui/marks";
import { QrCode } from "./QrCode";
import { useBeginTotp, useConfirmTotp } from "./queries";

/** The second factor: scan, prove with six digits, keep the recovery codes. */
export function TotpSection() {
  const { t } = useTranslation();
  const me = useMe();
  const begin = useBeginTotp();
  const confirm = useConfirmTotp();
  const codes = confirm.data?.recovery_codes;
  return (
    <section className="record-section">
      <header>
        <h2>{t("profile.totp")}</h2>
        <Pill tone={me.totp ? "ok" : "mute"}>{t(me.totp ? "profile.on" : "profile.off")}</Pill>
      </header>
      {codes ? <RecoveryCodes codes={codes} /> : null}
      {!codes && begin.data ? <Prove secret={begin.data.secret} uri={begin.data.uri} busy={confirm.isPending} error={confirm.error} onCode={(code) => confirm.mutate(code)} /> : null}
      {!codes && !begin.data ? (
        <div className="row gap12">
          <span className="t2 grow">{t("profile.totpText")}</span>
          <Button busy={begin.isPending} onClick={() => begin.mutate()}>{t(me.totp ? "profile.totpRenew" : "profile.totpBegin")}</Button>
        </div>
      ) : null}
    </section>
  );
}

interface ProveProps {
  secret: string;
  uri: string;
  busy: boolean;
  error: Error | null;
  onCode: (code: string) => void;
}

function Prove({ secret, uri, busy, error, onCode }: ProveProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  return (
    <div className="row gap20 wrap" style={{ alignItems: "flex-start" }}>
      <QrCode text={uri} label={t("profile.qr")} />
      <div className="grow col gap12">
        <p className="t2">{t("profile.scan")}</p>
        <p className="f12 t3">{t("profile.secret")} <span className="mono" style={{ fontSize: 12 }}>{secret.replace(/(.{4})/g, "$1 ").trim()}</span></p>
        <Field label={t("profile.enterCode")} error={error ? problemText(error) : undefined}>{(control) => <CodeInput {...control} value={code} onChange={setCode} />}</Field>
        <span><Button kind="primary" busy={busy} disabled={code.length !== 6} onClick={() => onCode(code)}>{t("profile.turnOn")}</Button></span>
      </div>
    </div>
  );
}

function RecoveryCodes({ codes }: { codes: string[] }) {
  const { t } = useTranslation();
  return (
    <>
      <InlineNotice tone="warn">{t("profile.recovery")}</InlineNotice>
      <ul className="mono" style={{ columns: 2, padding: "10px 2px", fontSize: 13, lineHeight: "24px" }}>
        {codes.map((code) => <li key={code}>{code}</li>)}
      </ul>
    </>
  );
}
