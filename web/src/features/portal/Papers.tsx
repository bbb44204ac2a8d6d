import { Camera, Download, FileText, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatBytes } from "../../lib/format";
import { caption, FIRST_PICTURES, isPicture } from "./model";
import { fileHref } from "./queries";
import type { PortalFile } from "./types";

/** Photos to look at, papers to open. */
export function Papers({ token, files }: { token: string; files: PortalFile[] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState<PortalFile | null>(null);
  const pictures = files.filter(isPicture);
  const papers = files.filter((f) => !isPicture(f));
  if (files.length === 0) return null;
  return (
    <>
      {pictures.length > 0 ? (
        <ul className="pictures">
          {(all ? pictures : pictures.slice(0, FIRST_PICTURES)).map((f) => (
            <li key={f.id}><button type="button" onClick={() => setOpen(f)}><img src={fileHref(token, f.id)} alt={t("portal.picture", { name: caption(f.name) })} loading="lazy" /><span>{caption(f.name)}</span></button></li>
          ))}
        </ul>
      ) : null}
      <div className="papers">
        {papers.map((f) => <a key={f.id} href={fileHref(token, f.id)} download={f.name}><FileText aria-hidden /><span className="name">{f.name}</span><span className="t3 f12 num">{formatBytes(f.size)}</span></a>)}
        {pictures.length > FIRST_PICTURES && !all ? <button type="button" className="link" onClick={() => setAll(true)}><Camera aria-hidden />{t("portal.allPictures", { count: pictures.length })}</button> : null}
      </div>
      {open ? <Viewer token={token} file={open} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

/** One picture over the page. */
function Viewer({ token, file, onClose }: { token: string; file: PortalFile; onClose: () => void }) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    ref.current?.showModal?.();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog ref={ref} className="viewer" aria-label={caption(file.name)} onCancel={onClose} onClick={(event) => event.target === ref.current && onClose()}>
      <header><b className="ell grow">{caption(file.name)}</b><a href={fileHref(token, file.id)} download={file.name} aria-label={t("portal.download", { name: file.name })}><Download aria-hidden /></a><button type="button" aria-label={t("portal.close")} onClick={onClose}><X aria-hidden /></button></header>
      <img src={fileHref(token, file.id)} alt={t("portal.picture", { name: caption(file.name) })} />
    </dialog>
  );
}
