import { Eye } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Role } from "../../../api/types";
import { problemText } from "../../../lib/problem";
import { InlineNotice } from "../../../ui/layout";
import { CLASSES, readableKinds, readReach, REACHES, roleName } from "./model";
import { useRoles } from "./queries";
import { SettingsFrame } from "./SettingsFrame";

/** Who sees which records, and which fields of them: one column a role. */
export default function RolesPage() {
  const { t } = useTranslation();
  const roles = useRoles();
  return (
    <SettingsFrame page="roles">
      <div className="scroll">
        {roles.error ? <InlineNotice tone="bad" strip>{problemText(roles.error)}</InlineNotice> : null}
        {roles.data ? (
          <>
            <div className="matrix-head">
              <h2>{t("roles.records")}</h2>
              <span className="legend push">{REACHES.map((r) => <span key={r} className={`reach ${r}`}>{t(`roles.reach.${r}`)}</span>)}</span>
            </div>
            <RecordMatrix roles={roles.data} />
            <div className="matrix-head" style={{ marginTop: 8 }}>
              <h2>{t("roles.fields")}</h2>
              <span className="t3 f12">{t("roles.fieldsNote")}</span>
              <span className="push row gap12 f12 t3">
                <span className="row gap4"><Eye className="s" aria-hidden />{t("roles.clear")}</span>
                <span className="row gap4"><span className="num">***</span>{t("roles.masked")}</span>
              </span>
            </div>
            <FieldMatrix roles={roles.data} />
          </>
        ) : null}
      </div>
    </SettingsFrame>
  );
}

function Heads({ roles }: { roles: Role[] }) {
  const { t, i18n } = useTranslation();
  return (
    <thead>
      <tr>
        <th scope="col"><span className="sr">{t("roles.kind")}</span></th>
        {roles.map((r) => (
          <th key={r.id} scope="col">
            {roleName(r, i18n.language)}
            <br />
            <span className="t3 f11 num">{t("roles.people", { count: r.holders })}</span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function RecordMatrix({ roles }: { roles: Role[] }) {
  const { t } = useTranslation();
  return (
    <div className="matrix-wrap" tabIndex={0} role="region" aria-label={t("roles.records")}>
      <table className="matrix">
        <Heads roles={roles} />
        <tbody>
          {readableKinds(roles).map((kind) => (
            <tr key={kind}>
              <th scope="row">{t(`roles.kinds.${kind}`, { defaultValue: kind })}</th>
              {roles.map((r) => {
                const reach = readReach(r, kind);
                return <td key={r.id}><span className={`reach ${reach}`}>{reach === "none" ? "–" : t(`roles.reach.${reach}`)}</span></td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FieldMatrix({ roles }: { roles: Role[] }) {
  const { t } = useTranslation();
  return (
    <div className="matrix-wrap" tabIndex={0} role="region" aria-label={t("roles.fields")}>
      <table className="matrix fields">
        <Heads roles={roles} />
        <tbody>
          {CLASSES.map((name) => (
            <tr key={name}>
              <th scope="row">
                {t(`roles.class.${name}`)}
                <div className="t3 f11" style={{ fontWeight: 400 }}>{t(`roles.classNote.${name}`)}</div>
              </th>
              {roles.map((r) => (
                <td key={r.id} className="t2">{r.classes.includes(name) ? <Eye aria-label={t("roles.clear")} role="img" /> : <span className="num t3" aria-label={t("roles.masked")} role="img">***</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
