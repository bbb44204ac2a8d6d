import { Bell as BellIcon } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstantShort } from "../../../lib/format";
import { IconButton } from "../../../ui/Button";
import { Popover } from "../../../ui/Popover";
import { useNotices, useReadAll } from "./queries";

/** The bell in the head, with a dot while something is unread. */
export function Bell() {
  const { t } = useTranslation();
  const anchor = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const notices = useNotices();
  const unread = notices.data?.unread ?? 0;
  return (
    <>
      <span ref={anchor}>
        <IconButton icon={BellIcon} badge={unread > 0} label={unread > 0 ? t("bell.unread", { count: unread }) : t("bell.title")} aria-expanded={open} aria-haspopup="dialog" onClick={() => setOpen(!open)} />
      </span>
      {open ? (
        <Popover anchor={anchor} placement="bottom-end" onClose={() => setOpen(false)} className="bell" role="dialog" aria-label={t("bell.title")}>
          <BellList />
        </Popover>
      ) : null}
    </>
  );
}

function BellList() {
  const { t } = useTranslation();
  const notices = useNotices();
  const readAll = useReadAll();
  const items = notices.data?.items ?? [];
  return (
    <>
      <div className="bell-head">
        <h2>{t("bell.title")}</h2>
        {(notices.data?.unread ?? 0) > 0 ? <button type="button" className="link push f12" onClick={() => readAll.mutate()}>{t("bell.readAll")}</button> : null}
      </div>
      {notices.isSuccess && items.length === 0 ? <p className="bell-item t3">{t("bell.empty")}</p> : null}
      {items.map((n) => (
        <div key={n.id} className="bell-item">
          <div className="row gap8">
            {n.read_at ? null : <span className="dot accent" aria-label={t("bell.new")} role="img" />}
            <span className={`grow ${n.read_at ? "" : "m"}`}>{n.text}</span>
            <span className="t3 f12 num">{formatInstantShort(n.at)}</span>
          </div>
          {n.label ? <div className="t3 f12">{n.label}</div> : null}
        </div>
      ))}
    </>
  );
}
