import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Reach } from "../../../../api/types";
import { Menu } from "../../../../ui/Menu";
import { ALL_REACHES } from "../model";

interface ReachCellProps {
  /** Role and kind of record, for whoever does not see the table. */
  label: string;
  reach: Reach;
  /** Differs from what is saved. */
  changed?: boolean;
  /** Absent when the reader may not change it. */
  onChange?: (reach: Reach) => void;
}

/** How far a permission goes, in a word and a shade; a press offers the others. */
export function ReachCell({ label, reach, changed, onChange }: ReachCellProps) {
  const { t } = useTranslation();
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const word = reach === "none" ? "–" : t(`roles.reach.${reach}`);
  if (!onChange) return <span className={`reach ${reach}`}>{word}</span>;
  return (
    <>
      <button ref={anchor} type="button" className={`reach ${reach} ${changed ? "sel" : ""}`} aria-haspopup="menu" aria-expanded={open} aria-label={`${label} ${t(`roles.reachLong.${reach}`)}`} onClick={() => setOpen(true)}>{word}</button>
      {open ? (
        <Menu anchor={anchor} placement="bottom-start" label={label} onClose={() => setOpen(false)}
          items={ALL_REACHES.map((r) => ({ id: r, label: t(`roles.reachLong.${r}`), checked: r === reach, perform: () => onChange(r) }))} />
      ) : null}
    </>
  );
}
