import "./imports.css";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { problemText } from "../../../lib/problem";
import { DropZone } from "../../../ui/DropZone";
import { Field } from "../../../ui/Field";
import { Segmented } from "../../../ui/inputs";
import { InlineNotice } from "../../../ui/layout";
import { ProgressBar } from "../../../ui/marks";
import { PageHead } from "../../../ui/PageHead";
import { Steps } from "./components/Steps";
import { KINDS } from "./model";
import { useUpload } from "./queries";
import type { Kind } from "./types";

/** What is imported, and the file. */
export default function NewPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const send = useUpload();
  const kinds = KINDS.filter((k) => can(me, k.permission)).map((k) => k.kind);
  const [kind, setKind] = useState<Kind>(kinds[0] ?? "customers");
  const [share, setShare] = useState(0);
  const read = (file: File): void => {
    setShare(0);
    send.mutate({ kind, file, onProgress: setShare }, { onSuccess: (made) => void navigate({ to: `/imports/${made.id}` }) });
  };
  return (
    <div className="page">
      <PageHead parent={{ to: "/imports", label: t("imports.title") }} title={t("imports.create")} />
      <Steps at={0} />
      <div className="import-new">
        <Field label={t("imports.what")}>
          {() => <Segmented label={t("imports.what")} name="import-kind" value={kind} onChange={setKind} options={kinds.map((k) => ({ value: k, label: t(`imports.kind.${k}`) }))} />}
        </Field>
        <DropZone accept=".xlsx,.csv" disabled={send.isPending} hint={t("imports.hint")} onFiles={([file]) => file && read(file)} />
        {send.isPending ? <div><p className="t2 f12">{t(share < 1 ? "imports.sending" : "imports.reading")}</p><ProgressBar share={share} label={t("imports.sending")} /></div> : null}
        {send.error ? <InlineNotice tone="bad">{problemText(send.error)}</InlineNotice> : null}
        <ul className="t2 f12">
          {(["titles", "dry", "undo"] as const).map((k) => <li key={k}>{t(`imports.promise.${k}`)}</li>)}
        </ul>
      </div>
    </div>
  );
}
