import { useNavigate } from "@tanstack/react-router";
import { Columns3, List } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "../../../../lib/url";
import { IconButton } from "../../../../ui/Button";

/** List or board of the same question. */
export function LayoutSwitch({ now }: { now: "list" | "board" }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const go = (to: string): void => {
    const { cols: _columns, sort: _order, tab: _tab, ...question } = search;
    void navigate({ to, search: question as never });
  };
  return (
    <span className="push row">
      <IconButton icon={List} label={t("opportunities.asList")} aria-pressed={now === "list"} className={now === "list" ? "on" : ""} onClick={() => now === "board" && go("/opportunities")} />
      <IconButton icon={Columns3} label={t("opportunities.asBoard")} shortcut="g b" aria-pressed={now === "board"} className={now === "board" ? "on" : ""} onClick={() => now === "list" && go("/opportunities/board")} />
    </span>
  );
}
