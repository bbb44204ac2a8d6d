import { useTranslation } from "react-i18next";
import { Avatar } from "../../../../ui/marks";
import { useTeam } from "../queries";

/** Who works on an opportunity: name, part, department. */
export function TeamList({ id }: { id: string }) {
  const { t } = useTranslation();
  const team = useTeam(id);
  return (
    <>
      {(team.data?.items ?? []).map((m) => (
        <div key={`${m.person_id}${m.part}`} className="row gap8" style={{ minHeight: 32 }}>
          <Avatar name={m.name} />
          <span className="m">{m.name}</span>
          <span className="t3 f12 ell">{m.department}</span>
          <span className="push t2 f12 nowrap">{t(`opportunities.part.${m.part}`)}</span>
        </div>
      ))}
    </>
  );
}
