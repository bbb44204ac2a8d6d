import { Eye, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import type { Role } from "../../../api/types";
import { problemText } from "../../../lib/problem";
import { toastDone } from "../../../ui/toast";
import { Button } from "../../../ui/Button";
import { InlineNotice } from "../../../ui/layout";
import { Administrators } from "./components/Administrators";
import { ReachCell } from "./components/ReachCell";
import { RoleDialog } from "./components/RoleDialog";
import { RoleEffects } from "./components/RoleEffects";
import { RoleRail } from "./components/RoleRail";
import { changesOf, CLASSES, drafted, readableKinds, readReach, REACHES, roleName, withClass, withReach, type Drafts } from "./model";
import { useRoles, useUpdateRole } from "./queries";
import { SettingsFrame } from "./SettingsFrame";

/** Who sees which records, and which fields of them: one column a role, changed in place, saved with a reason. */
export default function RolesPage() {
  const { t } = useTranslation();
  const roles = useRoles();
  const save = useUpdateRole();
  const [drafts, setDrafts] = useState<Drafts>({});
  const [reason, setReason] = useState("");
  const [chosen, setChosen] = useState("");
  const [asking, setAsking] = useState<"create" | "rename" | null>(null);
  const me = useMe();
  const all = roles.data ?? [];
  const business = all.filter((r) => r.kind === "business");
  const changes = changesOf(all, drafts);
  const role = all.find((r) => r.id === chosen) ?? business[0];
  const submit = async (): Promise<void> => {
    for (const [id, draft] of Object.entries(drafts)) {
      const at = all.find((r) => r.id === id);
      if (!at) continue;
      await save.mutateAsync({ role: at, draft, reason: reason.trim() });
      setDrafts(({ [id]: _saved, ...others }) => others);
    }
    setReason("");
    toastDone(t("roles.saved", { count: changes.length }));
  };
  const board = { drafts, setDrafts, chosen: role?.id ?? "", setChosen };
  return (
    <SettingsFrame page="roles"
      actions={
        changes.length > 0 ? (
          <>
            <Button kind="quiet" onClick={() => setDrafts({})}>{t("roles.discard")}</Button>
            <Button kind="primary" busy={save.isPending} disabled={reason.trim().length < 2} onClick={() => void submit().catch(() => undefined)}>{t("roles.submit", { count: changes.length })}</Button>
          </>
        ) : can(me, "role:manage") ? <Button kind="primary" icon={Plus} onClick={() => setAsking("create")}>{t("roles.create")}</Button> : null
      }>
      {roles.error ? <InlineNotice tone="bad" strip>{problemText(roles.error)}</InlineNotice> : null}
      {roles.data ? (
        <div className="roles-page">
          <div className="scroll" tabIndex={0} role="group" aria-label={t("roles.title")}>
            <div className="matrix-head">
              <h2>{t("roles.records")}</h2>
              <span className="legend push">{REACHES.map((r) => <span key={r} className={`reach ${r}`}>{t(`roles.reach.${r}`)}</span>)}</span>
            </div>
            <RecordMatrix roles={business} {...board} />
            <div className="matrix-head" style={{ marginTop: 8 }}>
              <h2>{t("roles.fields")}</h2>
              <span className="t3 f12">{t("roles.fieldsNote")}</span>
              <span className="push row gap12 f12 t3">
                <span className="row gap4"><Eye className="s" aria-hidden />{t("roles.clear")}</span>
                <span className="row gap4"><span className="num">***</span>{t("roles.masked")}</span>
              </span>
            </div>
            <FieldMatrix roles={business} {...board} />
            {changes.length > 0 ? <RoleEffects changes={changes} reason={reason} onReason={setReason} error={save.error} /> : null}
            <Administrators roles={all.filter((r) => r.kind !== "business")} chosen={role?.id ?? ""} onChoose={setChosen} />
          </div>
          {role ? <RoleRail key={role.id} role={role} drafts={drafts} setDrafts={setDrafts} onRename={role.actions.includes("update") ? () => setAsking("rename") : undefined} /> : null}
        </div>
      ) : null}
      {asking ? <RoleDialog role={asking === "rename" ? role : undefined} roles={business} onClose={() => setAsking(null)} onSaved={(id) => {
        setAsking(null);
        setChosen(id);
      }} /> : null}
    </SettingsFrame>
  );
}

interface MatrixProps {
  roles: Role[];
  drafts: Drafts;
  setDrafts: (drafts: Drafts) => void;
  chosen: string;
  setChosen: (id: string) => void;
}

function Heads({ roles, chosen, setChosen }: MatrixProps) {
  const { t, i18n } = useTranslation();
  return (
    <thead>
      <tr>
        <th scope="col"><span className="sr">{t("roles.kind")}</span></th>
        {roles.map((r) => (
          <th key={r.id} scope="col">
            <button type="button" className={`role-head ${chosen === r.id ? "on" : ""}`} aria-pressed={chosen === r.id} title={roleName(r, i18n.language)} onClick={() => setChosen(r.id)}>
              <span>{roleName(r, i18n.language)}</span>
              <span className="t3 f11 num">{t("roles.people", { count: r.holders })}</span>
            </button>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function RecordMatrix(props: MatrixProps) {
  const { t, i18n } = useTranslation();
  const { roles, drafts, setDrafts } = props;
  const now = roles.map((r) => drafted(r, drafts));
  return (
    <div className="matrix-wrap" tabIndex={0} role="region" aria-label={t("roles.records")}>
      <table className="matrix">
        <Heads {...props} />
        <tbody>
          {readableKinds(roles).map((kind) => (
            <tr key={kind}>
              <th scope="row">{t(`roles.kinds.${kind}`, { defaultValue: kind })}</th>
              {roles.map((r, i) => (
                <td key={r.id}>
                  <ReachCell label={`${roleName(r, i18n.language)} ${t(`roles.kinds.${kind}`, { defaultValue: kind })}`} reach={readReach(now[i] ?? r, kind)} changed={readReach(now[i] ?? r, kind) !== readReach(r, kind)}
                    onChange={r.actions.includes("update") ? (reach) => setDrafts(withReach(r, drafts, `${kind}:read`, reach)) : undefined} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FieldMatrix(props: MatrixProps) {
  const { t, i18n } = useTranslation();
  const { roles, drafts, setDrafts } = props;
  return (
    <div className="matrix-wrap" tabIndex={0} role="region" aria-label={t("roles.fields")}>
      <table className="matrix fields">
        <Heads {...props} />
        <tbody>
          {CLASSES.map((name) => (
            <tr key={name}>
              <th scope="row">
                {t(`roles.class.${name}`)}
                <div className="t3 f11" style={{ fontWeight: 400 }}>{t(`roles.classNote.${name}`)}</div>
              </th>
              {roles.map((r) => {
                const clear = drafted(r, drafts).classes.includes(name);
                const mark = clear ? <Eye aria-hidden /> : <span className="num t3" aria-hidden>***</span>;
                const label = `${roleName(r, i18n.language)} ${t(`roles.class.${name}`)} ${t(clear ? "roles.clear" : "roles.masked")}`;
                const changed = clear !== r.classes.includes(name) ? "sel" : "";
                return (
                  <td key={r.id} className="t2">
                    {r.actions.includes("update")
                      ? <button type="button" className={`class-cell ${changed}`} aria-pressed={clear} aria-label={label} onClick={() => setDrafts(withClass(r, drafts, name, !clear))}>{mark}</button>
                      : <span role="img" aria-label={label}>{mark}</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
