import { useTranslation } from "react-i18next";
import type { Role } from "../../../../api/types";
import { Person } from "../../../../ui/marks";
import { roleName } from "../model";
import { useHolders } from "../queries";

interface AdministratorsProps {
  roles: Role[];
  chosen: string;
  onChoose: (id: string) => void;
}

/** The three administrators that nobody is two of: who they are, and what they do not do. */
export function Administrators({ roles, chosen, onChoose }: AdministratorsProps) {
  const { t } = useTranslation();
  return (
    <section aria-label={t("roles.administrators")}>
      <div className="matrix-head" style={{ marginTop: 8 }}>
        <h2>{t("roles.administrators")}</h2>
        <span className="t3 f12">{t("roles.administratorsNote")}</span>
      </div>
      {roles.map((role) => <Administrator key={role.id} role={role} chosen={chosen === role.id} onChoose={() => onChoose(role.id)} />)}
    </section>
  );
}

function Administrator({ role, chosen, onChoose }: { role: Role; chosen: boolean; onChoose: () => void }) {
  const { t, i18n } = useTranslation();
  const holders = useHolders(role.id).data ?? [];
  const people = [...new Map(holders.map((a) => [a.person.id, a.person])).values()];
  return (
    <div className="admin-row">
      <button type="button" className={`role-head ${chosen ? "on" : ""}`} aria-pressed={chosen} onClick={onChoose}>{roleName(role, i18n.language)}</button>
      <span className="row gap12">{people.length === 0 ? <span className="warn-t">{t("roles.nobody")}</span> : people.map((p) => <Person key={p.id} name={p.name} />)}</span>
      <span className="t2">{t(`roles.duty.${role.kind}`)}</span>
    </div>
  );
}
