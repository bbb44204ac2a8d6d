import { useNavigate } from "@tanstack/react-router";
import { ChevronDown, ChevronUp } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useCommands, type Command } from "../../../../lib/commands";
import { useLatest } from "../../../../lib/hooks";
import { IconButton } from "../../../../ui/Button";
import { useLastList } from "../queries";

/** "1 / 73" and the way to the neighbours in the list one came from. */
export function Walk({ id }: { id: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { ids, total } = useLastList();
  const index = ids.indexOf(id);
  const go = (by: 1 | -1): void => {
    const next = index < 0 ? undefined : ids[index + by];
    if (next) void navigate({ to: `/opportunities/${next}` });
  };
  const latest = useLatest(go);
  useCommands(
    useMemo(
      (): Command[] => [
        { id: "record.next", label: t("ui.next"), shortcut: "j", perform: () => latest.current(1) },
        { id: "record.previous", label: t("ui.previous"), shortcut: "k", perform: () => latest.current(-1) },
      ],
      [t, latest],
    ),
  );
  if (index < 0) return null;
  return (
    <span className="row hide-phone">
      <span className="t3 f12 num" style={{ marginRight: 6 }}>{t("opportunities.place", { index: index + 1, total })}</span>
      <IconButton icon={ChevronUp} label={t("ui.previous")} shortcut="k" disabled={index === 0} onClick={() => go(-1)} />
      <IconButton icon={ChevronDown} label={t("ui.next")} shortcut="j" disabled={index === ids.length - 1} onClick={() => go(1)} />
    </span>
  );
}
