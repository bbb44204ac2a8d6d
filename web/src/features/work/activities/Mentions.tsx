import { AtSign, Users, type LucideIcon } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { contactSource, peopleSource } from "../../../api/matches";
import type { PickSource } from "../../../lib/pick";
import { Button } from "../../../ui/Button";
import { useChosen } from "../../../ui/pick";
import { PickList } from "../../../ui/PickList";
import { Popover } from "../../../ui/Popover";

interface ChosenPeople {
  value: string[];
  onChange: (ids: string[]) => void;
}

/** Colleagues who get a notice. */
export function Mentions(props: ChosenPeople) {
  const { t } = useTranslation();
  return <PeopleButton {...props} icon={AtSign} label={t("log.mention")} source={peopleSource} />;
}

/** Whom of the customer's people one met. */
export function Met({ customer, ...props }: ChosenPeople & { customer: string }) {
  const { t } = useTranslation();
  return <PeopleButton {...props} icon={Users} label={t("log.met")} source={contactSource(customer)} />;
}

function PeopleButton({ value, onChange, icon, label, source }: ChosenPeople & { icon: LucideIcon; label: string; source: PickSource }) {
  const { t } = useTranslation();
  const anchor = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const names = useChosen([{ source, ids: value }]).map((p) => p.name);
  return (
    <span ref={anchor}>
      <Button kind="quiet" size="small" icon={icon} aria-haspopup="listbox" aria-expanded={open} onClick={() => setOpen(!open)}>{names.length > 0 ? names.join(t("ui.comma")) : label}</Button>
      {open ? (
        <Popover anchor={anchor} placement="bottom-end" onClose={() => setOpen(false)}>
          <PickList label={label} multiple source={source} selected={value} onPick={({ id }) => onChange(value.includes(id) ? value.filter((v) => v !== id) : [...value, id])} />
        </Popover>
      ) : null}
    </span>
  );
}
