import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import type { PersonRecord } from "../../../api/types";
import { formatMobile } from "../../../lib/format";
import { Button } from "../../../ui/Button";
import { InlineNotice } from "../../../ui/layout";
import { DataView } from "../../../ui/dataview/DataView";
import type { DataViewSpec } from "../../../ui/dataview/spec";
import { Person, Restricted, StatusDot } from "../../../ui/marks";
import { PersonDialog } from "./components/PersonDialog";
import { PersonPanel } from "./components/PersonPanel";
import { personSource, useDepartments, useEntities, useRoles } from "./queries";
import { SettingsFrame } from "./SettingsFrame";

/** Everybody who has an account, and where they work. */
export default function PeoplePage() {
  const { t } = useTranslation();
  const me = useMe();
  const departments = useDepartments().data;
  const entities = useEntities().data;
  const vacant = (useRoles(can(me, "role:read")).data ?? []).some((r) => r.kind === "security" && r.holders === 0);
  const [creating, setCreating] = useState(false);
  const spec = useMemo((): DataViewSpec<PersonRecord> => {
    const status = (p: PersonRecord) => <StatusDot tone={p.active ? "ok" : "mute"}>{t(p.active ? "people.status.active" : "people.status.disabled")}</StatusDot>;
    return {
      id: "people",
      noun: "people.noun",
      source: personSource,
      columns: [
        { id: "name", title: "people.name", width: 150, sort: "name", render: (p) => <Person name={p.name} /> },
        { id: "username", title: "people.username", width: 140, sort: "username", priority: 3, render: (p) => <span className="t2 num">{p.username}</span> },
        { id: "title", title: "people.position", width: 130, priority: 2, render: (p) => <span className="t2">{p.title}</span> },
        { id: "entity", title: "people.entity", width: 120, priority: 4, render: (p) => <span className="t2">{p.entity.name}</span> },
        { id: "department", title: "people.department", width: 130, priority: 1, render: (p) => <span className="t2">{p.department.name}</span> },
        { id: "mobile", title: "people.mobile", width: 130, priority: 5, render: (p) => (p.mobile ? <span className="num">{formatMobile(p.mobile)}</span> : p.masked.includes("mobile") ? <Restricted /> : <span className="t3">–</span>) },
        { id: "status", title: "people.statusLabel", width: 96, priority: 1, render: status },
      ],
      filters: [
        { field: "active", title: "people.statusLabel", kind: "enum", options: [{ value: "true", label: t("people.status.active") }, { value: "false", label: t("people.status.disabled") }] },
        { field: "entity_id", title: "people.entity", kind: "enum", options: (entities ?? []).map((e) => ({ value: e.id, label: e.short_name })) },
        { field: "department_id", title: "people.department", kind: "enum", options: (departments ?? []).map((d) => ({ value: d.id, label: d.name })) },
      ],
      views: [{ id: "all", title: "people.view.all", filters: [] }, { id: "disabled", title: "people.view.disabled", filters: [{ field: "active", op: "in", values: ["false"] }] }],
      defaultSort: [{ field: "name", desc: false }],
      label: (p) => p.name,
      card: (p) => ({ title: p.name, line: [p.entity.name, p.department.name, p.title].filter(Boolean).join(" · "), status: status(p) }),
      empty: { title: t("people.emptyTitle"), text: t("people.emptyText") },
    };
  }, [t, departments, entities]);
  return (
    <SettingsFrame page="people" actions={can(me, "org:manage") ? <Button kind="primary" icon={Plus} onClick={() => setCreating(true)}>{t("people.create")}</Button> : null}>
      {vacant && can(me, "org:manage") ? <InlineNotice tone="warn" strip>{t("people.noSecurity")}</InlineNotice> : null}
      <DataView spec={spec} panel={(context) => <PersonPanel key={context.id} {...context} />} />
      {creating ? <PersonDialog onClose={() => setCreating(false)} /> : null}
    </SettingsFrame>
  );
}
