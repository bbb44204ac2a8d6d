import { Copy, Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { InlineNotice } from "../../../ui/layout";
import { toastDone } from "../../../ui/toast";

/** The codes that let somebody in whose phone is lost: shown this once, to be printed or kept. */
export function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const text = codes.join("\n");
  const copy = (): void => void navigator.clipboard.writeText(text).then(() => toastDone(t("profile.codesCopied")));
  return (
    <Dialog title={t("profile.recovery")} onClose={onClose} actions={<Button kind="primary" onClick={onClose}>{t("profile.kept")}</Button>}>
      <div className="col gap12">
        <InlineNotice tone="warn">{t("profile.recoveryOnce")}</InlineNotice>
        <ol className="mono recovery-codes" aria-label={t("profile.recovery")}>{codes.map((code) => <li key={code}>{code}</li>)}</ol>
        <div className="row gap8">
          <Button size="small" icon={Copy} onClick={copy}>{t("profile.copyCodes")}</Button>
          <a className="btn small" href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`} download="gongqiao-recovery-codes.txt"><Download aria-hidden />{t("profile.saveCodes")}</a>
        </div>
      </div>
    </Dialog>
  );
}
