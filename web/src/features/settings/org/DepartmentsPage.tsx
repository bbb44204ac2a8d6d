import { Building2, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import type { Department, Entity } from "../../../api/types";
import { problemText } from "../../../lib/problem";
import { Button, IconButton } from "../../../ui/Button";
import { InlineNotice } from "../../../ui/layout";
import { Pill, StatusDot } from "../../../ui/marks";
import { DepartmentDialog, EditDepartmentDialog } from "./components/DepartmentDialog";
import { EntityDialog } from "./components/EntityDialog";
import { GroupDialog } from "./components/GroupDialog";
import { departmentTree, type TreeRow } from "./model";
import { useDepartments, useEntities, useGroup } from "./queries";
import { SettingsFrame } from "./SettingsFrame";

/** What is being written: the group, a company, a department. */
type Asking = { what: "group" } | { what: "entity"; entity?: Entity } | { what: "department"; in?: Entity } | { what: "edit"; department: Department };

/** The group, its companies and the departments in each. */
export default function DepartmentsPage() {
  const { t } = useTranslation();
  const manages = can(useMe(), "org:manage");
  const group = useGroup();
  const entities = useEntities();
  const departments = useDepartments();
  const [asking, setAsking] = useState<Asking>();
  const error = entities.error ?? departments.error;
  const close = (): void => setAsking(undefined);
  return (
    <SettingsFrame page="departments"
      actions={manages ? <><Button className="hide-phone" icon={Building2} onClick={() => setAsking({ what: "entity" })}>{t("departments.company.create")}</Button><Button kind="primary" icon={Plus} onClick={() => setAsking({ what: "department" })}>{t("departments.create")}</Button></> : null}>
      <div className="scroll" tabIndex={0} role="region" aria-label={t("departments.title")}>
        {error ? <InlineNotice tone="bad" strip>{problemText(error)}</InlineNotice> : null}
        {group.data ? (
          <div className="entity-head group">
            <h2>{group.data.name}</h2>
            <span className="t3 f12">{t("departments.group.size", { count: entities.data?.length ?? 0 })}</span>
            {manages ? <IconButton icon={Pencil} size="small" label={t("departments.group.edit")} onClick={() => setAsking({ what: "group" })} /> : null}
          </div>
        ) : null}
        {(entities.data ?? []).map((entity) => <EntityBlock key={entity.id} entity={entity} rows={departmentTree(departments.data ?? [], entity.id)} onAsk={setAsking} />)}
        {manages ? <div className="only-phone" style={{ padding: 16 }}><Button wide icon={Building2} onClick={() => setAsking({ what: "entity" })}>{t("departments.company.create")}</Button></div> : null}
      </div>
      {asking?.what === "group" && group.data ? <GroupDialog group={group.data} onClose={close} /> : null}
      {asking?.what === "entity" ? <EntityDialog entity={asking.entity} onClose={close} /> : null}
      {asking?.what === "edit" ? <EditDepartmentDialog department={asking.department} onClose={close} /> : null}
      {asking?.what === "department" ? <DepartmentDialog entity={asking.in?.id} onClose={close} /> : null}
    </SettingsFrame>
  );
}

function EntityBlock({ entity, rows, onAsk }: { entity: Entity; rows: TreeRow[]; onAsk: (asking: Asking) => void }) {
  const { t } = useTranslation();
  const mine = entity.actions.includes("update");
  return (
    <section aria-label={entity.name}>
      <div className="entity-head">
        <h2 className="ell">{entity.name}</h2>
        <Pill outline>{entity.code}</Pill>
        {entity.active ? null : <Pill>{t("departments.closed")}</Pill>}
        <span className="t3 f12 num ell hide-phone">{[entity.uscc, entity.zone].filter(Boolean).join(" · ")}</span>
        {mine ? (
          <span className="push row gap6">
            <IconButton icon={Pencil} size="small" label={t("departments.editOf", { name: entity.short_name })} onClick={() => onAsk({ what: "entity", entity })} />
            {entity.active ? <IconButton icon={Plus} size="small" label={t("departments.createIn", { name: entity.short_name })} onClick={() => onAsk({ what: "department", in: entity })} /> : null}
          </span>
        ) : null}
      </div>
      <div className="tree-row tree-head"><span>{t("departments.name")}</span><span>{t("departments.state")}</span><span className="right">{t("departments.people")}</span><span className="sr">{t("ui.actions")}</span></div>
      {rows.map(({ department: d, depth }) => (
        <div key={d.id} className="tree-row">
          <span className={`ell ${depth === 0 ? "m" : ""}`} style={{ paddingLeft: depth * 20 }}>{d.name}</span>
          <StatusDot tone={d.active ? "ok" : "mute"}>{t(d.active ? "departments.active" : "departments.closed")}</StatusDot>
          <span className="right num">{d.people}</span>
          <span className="right">{d.actions.includes("update") ? <IconButton icon={Pencil} size="small" label={t("departments.editOf", { name: d.name })} onClick={() => onAsk({ what: "edit", department: d })} /> : null}</span>
        </div>
      ))}
    </section>
  );
}
