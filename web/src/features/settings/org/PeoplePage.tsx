import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import type { User } from "../../../api/types";
import { formatInstantShort } from "../../../lib/format";
import { Button } from "../../../ui/Button";
import { DataView } from "../../../ui/dataview/DataView";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, StatusDot } from "../../../ui/marks";
import { UserDialog } from "./components/UserDialog";
import { UserPanel } from "./components/UserPanel";
import { useDepartments, userSource, useRoles } from "./queries";
import { SettingsFrame } from "./SettingsFrame";

/** Accounts, their roles and where they hold them. */
export default function PeoplePage() {
  const { t } = useTranslation();
  const me = useMe();
  const roles = useRoles().data;
  const departments = useDepartments().data;
  const [creating, setCreating] = useState(false);
  const spec = useMemo((): DataViewSpec<User> => {
    const status = (u: User) => <StatusDot tone={u.status === "active" ? "ok" : "mute"}>{t(`people.status.${u.status}`)}</StatusDot>;
    const roleNames = (u: User): string => [...new Set(u.assignments.map((a) => a.role.name))].join(t("ui.comma"));
    return {
      id: "users",
      noun: "people.noun",
      source: userSource,
      columns: [
        { id: "name", title: "people.name", width: 150, sort: "name", render: (u) => <Person name={u.name} /> },
        { id: "username", title: "people.username", width: 130, sort: "username", priority: 3, render: (u) => <span className="t2 num">{u.username}</span> },
        { id: "role", title: "people.roles", width: 160, priority: 1, render: roleNames },
        { id: "department", title: "people.department", width: 200, priority: 2, render: (u) => <span className="t2">{[u.assignments[0]?.entity.name, u.assignments[0]?.department.name].filter(Boolean).join(" · ")}</span> },
        { id: "status", title: "people.statusLabel", width: 96, sort: "status", priority: 1, render: status },
        { id: "totp", title: "people.secondFactor", width: 96, priority: 5, render: (u) => <span className={u.totp ? "t2" : "t3"}>{t(u.totp ? "people.on" : "people.off")}</span> },
        { id: "seen", title: "people.lastSeen", width: 120, sort: "last_seen_at", priority: 6, render: (u) => <span className="t2 num">{u.last_seen_at ? formatInstantShort(u.last_seen_at) : t("people.never")}</span> },
      ],
      filters: [
        { field: "status", title: "people.statusLabel", kind: "enum", options: ["active", "disabled"].map((v) => ({ value: v, label: t(`people.status.${v}`) })) },
        { field: "role", title: "people.roles", kind: "enum", options: (roles ?? []).map((r) => ({ value: r.id, label: r.name })) },
        { field: "department", title: "people.department", kind: "enum", options: (departments ?? []).map((d) => ({ value: d.id, label: d.name })) },
      ],
      views: [{ id: "all", title: "people.view.all", filters: [] }, { id: "disabled", title: "people.view.disabled", filters: [{ field: "status", op: "in", values: ["disabled"] }] }],
      defaultSort: [{ field: "name", desc: false }],
      label: (u) => u.name,
      card: (u) => ({ title: u.name, line: roleNames(u), status: status(u) }),
      empty: { title: t("people.emptyTitle"), text: t("people.emptyText") },
    };
  }, [t, roles, departments]);
  return (
    <SettingsFrame page="people" actions={can(me, "user:create") ? <Button kind="primary" icon={Plus} onClick={() => setCreating(true)}>{t("people.create")}</Button> : null}>
      <DataView spec={spec} panel={(context) => <UserPanel key={context.id} {...context} />} />
      {creating ? <UserDialog onClose={() => setCreating(false)} /> : null}
    </SettingsFrame>
  );
}
