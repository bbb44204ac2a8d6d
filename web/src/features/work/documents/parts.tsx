import { CircleAlert, File as Blank, FileImage, FileSpreadsheet, FileText, Loader, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { X } from "lucide-react";
import { Button, IconButton } from "../../../ui/Button";
import { ProgressBar } from "../../../ui/marks";
import type { Sending } from "./queries";

/** What kind of paper a file is, as a sign. */
export function fileIcon(mediaType: string): LucideIcon {
  if (mediaType.startsWith("image/")) return FileImage;
  if (/sheet|csv|excel/.test(mediaType)) return FileSpreadsheet;
  return /pdf|word|ofd|text/.test(mediaType) ? FileText : Blank;
}

/** Files on their way, and those that could not be sent. */
export function SendingList({ sending, onDismiss }: { sending: Sending[]; onDismiss: (key: number) => void }) {
  const { t } = useTranslation();
  return (
    <div aria-live="polite">
      {sending.map((s) => (
        <div key={s.key} className={`file-sending ${s.failure ? "failed" : ""}`}>
          {s.failure ? <CircleAlert className="bad-t" aria-hidden /> : <Loader aria-hidden />}
          <span className="ell">{s.name}{s.failure ? <span className="bad-t"> {s.failure}</span> : null}</span>
          {s.failure ? <Button size="small" onClick={s.retry}>{t("ui.retry")}</Button> : <ProgressBar share={s.share} label={t("documents.sending", { name: s.name })} />}
          {s.failure ? <IconButton size="small" icon={X} label={t("ui.close")} onClick={() => onDismiss(s.key)} /> : <span className="num t3">{Math.round(s.share * 100)}%</span>}
        </div>
      ))}
    </div>
  );
}
