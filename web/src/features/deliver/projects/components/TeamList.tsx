import { useTranslation } from "react-i18next";
import { Avatar } from "../../../../ui/marks";
import { useTeam } from "../queries";

/** Who works on a project: name, part, department. The owner of a project is its manager. */
export function TeamList({ id }: { id: string }) {
  const { t } = useTranslation();
  const team = useTeam(id).data;
  if (team?.items.length === 0) return <p className="t3">{t("projects.team.none")}</p>;
  return (team?.items ?? []).map((m) => (
    <div key={`${m.person_id}${m.part}`} className="row gap8" style={{ minHeight: 31 }}>
      <Avatar name={m.name} />
      <span className="m nowrap">{m.name}</span>
      <span className="t3 f12 ell">{m.department}</span>
      <span className="push t2 f12 nowrap">{t(`opportunities.part.${m.part === "owner" ? "project_manager" : m.part}`)}</span>
    </div>
  ));
}
