import "./layers.css";
import { ChevronDown, ChevronUp, Ellipsis, Maximize2, X } from "lucide-react";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./Button";
import { Menu, type MenuItem } from "./Menu";

interface SidePanelProps {
  label: string;
  /** "第 1 条，共 73 条" */
  place: string;
  onPrevious?: () => void;
  onNext?: () => void;
  /** Absent when there is no full page. */
  onExpand?: () => void;
  onClose: () => void;
  menu?: MenuItem[];
  /** Below the scrolling part: a note field. */
  foot?: ReactNode;
  children: ReactNode;
}

/** A record beside its list. Not modal: the list stays usable. */
export function SidePanel({ label, place, onPrevious, onNext, onExpand, onClose, menu = [], foot, children }: SidePanelProps) {
  const { t } = useTranslation();
  const more = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <section className="panel" aria-label={label} tabIndex={-1}>
      <div className="panel-bar">
        <span className="grow">{place}</span>
        <IconButton icon={ChevronUp} label={t("ui.previous")} shortcut="k" disabled={!onPrevious} onClick={onPrevious} />
        <IconButton icon={ChevronDown} label={t("ui.next")} shortcut="j" disabled={!onNext} onClick={onNext} />
        {onExpand ? <IconButton icon={Maximize2} label={t("ui.fullPage")} shortcut="mod+enter" onClick={onExpand} /> : null}
        {menu.length > 0 ? (
          <span ref={more}>
            <IconButton icon={Ellipsis} label={t("ui.more")} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} />
          </span>
        ) : null}
        <IconButton icon={X} label={t("ui.close")} shortcut="escape" onClick={onClose} />
      </div>
      <div className="panel-body" tabIndex={0} role="group" aria-label={label}>{children}</div>
      {foot}
      {open ? <Menu anchor={more} items={menu} label={t("ui.more")} onClose={() => setOpen(false)} /> : null}
    </section>
  );
}
