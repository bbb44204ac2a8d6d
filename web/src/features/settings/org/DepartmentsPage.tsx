import { Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import type { Department, Entity } from "../../../api/types";
import { problemText } from "../../../lib/problem";
import { Button, IconButton } from "../../../ui/Button";
import { InlineNotice } from "../../../ui/layout";
import { StatusDot } from "../../../ui/marks";
import { DepartmentDialog, EditDepartmentDialog } from "./components/DepartmentDialog";
import { departmentTree, type TreeRow } from "./model";
import { useDepartments, useEntities } from "./queries";
import { SettingsFrame } from "./SettingsFrame";

/** The group's companies and the departments in each. */
export default function DepartmentsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const entities = useEntities();
  const departments = useDepartments();
  const [creating, setCreating] = useState(false);
  const [editing, setEditing] = useState<Department | null>(null);
  const error = entities.error ?? departments.error;
  return (
    <SettingsFrame page="departments" actions={can(me, "org:manage") ? <Button kind="primary" icon={Plus} onClick={() => setCreating(true)}>{t("departments.create")}</Button> : null}>
      <div className="scroll" tabIndex={0} role="region" aria-label={t("departments.title")}>
        {error ? <InlineNotice tone="bad" strip>{problemText(error)}</InlineNotice> : null}
        {(entities.data ?? []).map((entity) => <EntityBlock key={entity.id} entity={entity} rows={departmentTree(departments.data ?? [], entity.id)} onEdit={setEditing} />)}
      </div>
      {editing ? <EditDepartmentDialog key={editing.id} department={editing} onClose={() => setEditing(null)} /> : null}
      {creating ? <DepartmentDialog onClose={() => setCreating(false)} /> : null}
    </SettingsFrame>
  );
}

function EntityBlock({ entity, rows, onEdit }: { entity: Entity; rows: TreeRow[]; onEdit: (department: Department) => void }) {
  const { t } = useTranslation();
  return (
    <section aria-label={entity.name}>
      <div className="entity-head">
        <h2>{entity.name}</h2>
        <span className="t3 f12 num">{entity.uscc}</span>
      </div>
      <div className="tree-row tree-head"><span>{t("departments.name")}</span><span>{t("departments.state")}</span><span className="right">{t("departments.people")}</span><span className="sr">{t("ui.actions")}</span></div>
      {rows.map(({ department: d, depth }) => (
        <div key={d.id} className="tree-row">
          <span className={`ell ${depth === 0 ? "m" : ""}`} style={{ paddingLeft: depth * 20 }}>{d.name}</span>
          <StatusDot tone={d.active ? "ok" : "mute"}>{t(d.active ? "departments.active" : "departments.closed")}</StatusDot>
          <span className="right num">{d.people}</span>
          <span className="right">{d.actions.includes("update") ? <IconButton icon={Pencil} size="small" label={t("departments.editOf", { name: d.name })} onClick={() => onEdit(d)} /> : null}</span>
        </div>
      ))}
    </section>
  );
}
