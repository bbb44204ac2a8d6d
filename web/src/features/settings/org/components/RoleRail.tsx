import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { Pencil, UserPlus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import type { Assignment, Role } from "../../../../api/types";
import { Button, IconButton } from "../../../../ui/Button";
import { Tabs } from "../../../../ui/layout";
import { Person } from "../../../../ui/marks";
import { drafted, permissionsFor, reachOf, roleName, verbOf, withReach, type Drafts } from "../model";
import { useHolders, usePermissions } from "../queries";
import { EndDialog } from "./EndDialog";
import { GrantDialog } from "./GrantDialog";
import { ReachCell } from "./ReachCell";

interface RoleRailProps {
  role: Role;
  drafts: Drafts;
  setDrafts: (drafts: Drafts) => void;
  /** Absent when the reader may not change the role. */
  onRename?: () => void;
}

/** One role at the right: who holds it where, and everything that it may do. */
export function RoleRail({ role, drafts, setDrafts, onRename }: RoleRailProps) {
  const { t, i18n } = useTranslation();
  const [tab, setTab] = useState("holders");
  const holders = useHolders(role.id).data ?? [];
  return (
    <aside className="role-rail" aria-label={roleName(role, i18n.language)}>
      <div style={{ padding: "14px 20px 6px" }}>
        <div className="row gap8"><h2 className="ell">{roleName(role, i18n.language)}</h2>{onRename ? <span className="push"><IconButton size="small" icon={Pencil} label={t("roles.rename")} onClick={onRename} /></span> : null}</div>
        <p className="t3 f12">{role.actions.includes("update") ? t("roles.editable") : t("roles.fixed")}</p>
      </div>
      <Tabs kind="pill" label={roleName(role, i18n.language)} value={tab} onChange={setTab} tabs={[{ id: "holders", label: t("roles.holders"), count: holders.length }, { id: "verbs", label: t("roles.may"), count: Object.keys(drafted(role, drafts).grants).length }]} />
      <div className="scroll" tabIndex={0} role="group" aria-label={t(tab === "holders" ? "roles.holders" : "roles.may")}>
        {tab === "holders" ? <Holders role={role} holders={holders} /> : <Verbs role={role} drafts={drafts} setDrafts={setDrafts} />}
      </div>
    </aside>
  );
}

function Holders({ role, holders }: { role: Role; holders: Assignment[] }) {
  const { t } = useTranslation();
  const me = useMe();
  const [ending, setEnding] = useState<Assignment | null>(null);
  const [giving, setGiving] = useState(false);
  return (
    <>
      {role.actions.includes("assign") ? <div style={{ padding: "8px 20px" }}><Button size="small" icon={UserPlus} onClick={() => setGiving(true)}>{t("roles.give")}</Button></div> : null}
      {holders.length === 0 ? <p className="t3" style={{ padding: "12px 20px" }}>{t("roles.nobody")}</p> : null}
      {holders.map((a) => (
        <div key={a.id} className="holder-row">
          <span className="grow" style={{ minWidth: 0 }}>
            <Link to="/settings/people" search={{ id: a.person.id } as never} className="quiet-link"><Person name={a.person.name} /></Link>
            <span className="t3 f12 ell" style={{ display: "block", paddingLeft: 28 }}>{a.department.name}{a.until ? t("roles.untilDay", { day: a.until }) : ""}</span>
          </span>
          {a.actions.includes("end") && can(me, "role:manage") ? <Button kind="quiet" size="small" onClick={() => setEnding(a)}>{t("roles.take")}</Button> : null}
        </div>
      ))}
      {giving ? <GrantDialog role={role} onClose={() => setGiving(false)} /> : null}
      {ending ? <EndDialog assignment={ending} onClose={() => setEnding(null)} /> : null}
    </>
  );
}

function Verbs({ role, drafts, setDrafts }: Pick<RoleRailProps, "role" | "drafts" | "setDrafts">) {
  const { t, i18n } = useTranslation();
  const catalogue = usePermissions().data ?? [];
  const now = drafted(role, drafts);
  return permissionsFor(role.kind, catalogue).map(({ kind, permissions }) => (
    <section key={kind} className="verb-group">
      <h3>{t(`roles.kinds.${kind}`, { defaultValue: kind })}</h3>
      {permissions.map((p) => (
        <div key={p} className="verb-row">
          <span className="ell" title={p}>{t(`roles.verbs.${verbOf(p)}`, { defaultValue: verbOf(p) })}</span>
          <ReachCell label={`${roleName(role, i18n.language)} ${t(`roles.verbs.${verbOf(p)}`, { defaultValue: verbOf(p) })}`} reach={reachOf(now, p)} changed={reachOf(now, p) !== reachOf(role, p)}
            onChange={role.actions.includes("update") ? (reach) => setDrafts(withReach(role, drafts, p, reach)) : undefined} />
        </div>
      ))}
    </section>
  ));
}
