import { AtSign } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePeople } from "../../../api/people";
import { Button } from "../../../ui/Button";
import { Person } from "../../../ui/marks";
import { OptionList } from "../../../ui/OptionList";
import { Popover } from "../../../ui/Popover";

/** Colleagues who get a notice. */
export function Mentions({ value, onChange }: { value: string[]; onChange: (ids: string[]) => void }) {
  const { t } = useTranslation();
  const people = usePeople();
  const anchor = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const names = people.filter((p) => value.includes(p.id)).map((p) => p.name);
  return (
    <span ref={anchor}>
      <Button kind="quiet" size="small" icon={AtSign} aria-haspopup="listbox" aria-expanded={open} onClick={() => setOpen(!open)}>{names.length > 0 ? names.join(t("ui.comma")) : t("log.mention")}</Button>
      {open ? (
        <Popover anchor={anchor} placement="bottom-end" onClose={() => setOpen(false)}>
          <OptionList label={t("log.mention")} multiple options={people.map((p) => ({ value: p.id, label: p.name, render: <Person name={p.name} /> }))} selected={value}
            onPick={(id) => onChange(value.includes(id) ? value.filter((v) => v !== id) : [...value, id])} />
        </Popover>
      ) : null}
    </span>
  );
}
