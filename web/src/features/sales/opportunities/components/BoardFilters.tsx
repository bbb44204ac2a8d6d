import { ChevronDown, X } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../../api/me";
import { usePeople } from "../../../../api/people";
import { useSearchParams } from "../../../../lib/url";
import type { Option } from "../../../../ui/options";
import { OptionList } from "../../../../ui/OptionList";
import { Popover } from "../../../../ui/Popover";

/** Whose and which company's opportunities stand on the board. */
export function BoardFilters({ mine }: { mine: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const people = usePeople();
  return (
    <span className="row gap6 hide-phone">
      {mine || people.length < 2 ? null : <Chip field="owner_id" title={t("opportunities.owner")} options={people.map((p) => ({ value: p.id, label: p.name }))} />}
      {me.entities.length > 1 ? <Chip field="entity_id" title={t("opportunities.entity")} options={me.entities.map((e) => ({ value: e.id, label: e.short_name }))} /> : null}
    </span>
  );
}

function Chip({ field, title, options }: { field: "owner_id" | "entity_id"; title: string; options: Option[] }) {
  const { t } = useTranslation();
  const [search, change] = useSearchParams();
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const value = search[field];
  const set = (next: string): void => {
    change((now) => ({ ...now, [field]: next }));
    setOpen(false);
    anchor.current?.focus();
  };
  return (
    <span className={`chip ${value ? "on" : ""}`}>
      <button type="button" ref={anchor} aria-haspopup="listbox" aria-expanded={open} onClick={() => setOpen(!open)}>
        {title} <b>{options.find((o) => o.value === value)?.label ?? t("opportunities.board.all")}</b>
        {value ? null : <ChevronDown aria-hidden />}
      </button>
      {value ? <button type="button" className="x" aria-label={t("dv.removeFilter", { name: title })} onClick={() => set("")}><X aria-hidden /></button> : null}
      {open ? <Popover anchor={anchor} placement="bottom-end" onClose={() => setOpen(false)}><OptionList label={title} options={options} selected={value ? [value] : []} onPick={set} /></Popover> : null}
    </span>
  );
}
