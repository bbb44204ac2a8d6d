import { AtSign } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { peopleSource } from "../../../api/matches";
import { Button } from "../../../ui/Button";
import { useChosen } from "../../../ui/pick";
import { PickList } from "../../../ui/PickList";
import { Popover } from "../../../ui/Popover";

/** Colleagues who get a notice. */
export function Mentions({ value, onChange }: { value: string[]; onChange: (ids: string[]) => void }) {
  const { t } = useTranslation();
  const anchor = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const names = useChosen([{ source: peopleSource, ids: value }]).map((p) => p.name);
  return (
    <span ref={anchor}>
      <Button kind="quiet" size="small" icon={AtSign} aria-haspopup="listbox" aria-expanded={open} onClick={() => setOpen(!open)}>{names.length > 0 ? names.join(t("ui.comma")) : t("log.mention")}</Button>
      {open ? (
        <Popover anchor={anchor} placement="bottom-end" onClose={() => setOpen(false)}>
          <PickList label={t("log.mention")} multiple source={peopleSource} selected={value} onPick={({ id }) => onChange(value.includes(id) ? value.filter((v) => v !== id) : [...value, id])} />
        </Popover>
      ) : null}
    </span>
  );
}
