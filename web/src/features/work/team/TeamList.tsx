import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RecordRef } from "../../../lib/record";
import { IconButton } from "../../../ui/Button";
import { Avatar } from "../../../ui/marks";
import { toastDone } from "../../../ui/toast";
import { oneRowEach } from "./model";
import { useJoin, useLeave, useTeam, type Member } from "./queries";

/** Who works on a record: name, department, part. Whoever may, ends a part; for six seconds that is taken back. */
export default function TeamList({ record }: { record: RecordRef }) {
  const { t } = useTranslation();
  const team = useTeam(record).data;
  const leave = useLeave(record);
  const join = useJoin(record);
  const manages = team?.actions.includes("manage") ?? false;
  const end = ({ person_id: person, name, part }: Member): void => {
    if (part === "owner") return;
    leave.mutate({ person, part }, { onSuccess: () => toastDone(t("team.left", { name }), () => join.mutate({ person, part })) });
  };
  if (team?.items.length === 0) return <p className="t3">{t("team.none")}</p>;
  const items = team?.items ?? [];
  return oneRowEach(items).map((m) => (
    <div key={`${m.person_id}${m.part}`} className="row gap8" style={{ minHeight: 32 }}>
      <Avatar name={m.name} />
      <span className="m nowrap">{m.name}</span>
      <span className="t3 f12 ell">{m.department}</span>
      <span className="push t2 f12 nowrap">{[...new Set([...(m.owns ? ["owner" as const] : []), m.part].map((part) => t(`team.part.${record.kind === "project" && part === "owner" ? "project_manager" : part}`)))].join(" · ")}</span>
      {manages && items.length > 1 ? m.part === "owner" ? <span style={{ width: 24, flex: "none" }} /> : <IconButton size="small" icon={X} label={t("team.end", { name: m.name })} disabled={leave.isPending} onClick={() => end(m)} /> : null}
    </div>
  ));
}
