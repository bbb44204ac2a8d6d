import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PanelProps } from "../../../lib/record";
import { IconButton } from "../../../ui/Button";
import { useTeam } from "./queries";
import TeamDialog from "./TeamDialog";
import TeamList from "./TeamList";

/** Who works on a record, in its quiet column. */
export default function TeamPanel({ record }: PanelProps) {
  const { t } = useTranslation();
  const team = useTeam(record).data;
  const [open, setOpen] = useState(false);
  if (!team) return null;
  return (
    <section>
      <div className="section-head" style={{ marginBottom: 2 }}>
        {t("team.title")}
        {team.actions.includes("manage") ? <span className="push"><IconButton size="small" icon={Plus} label={t("team.add")} onClick={() => setOpen(true)} /></span> : null}
      </div>
      <TeamList record={record} />
      {open ? <TeamDialog record={record} name="" onClose={() => setOpen(false)} /> : null}
    </section>
  );
}
