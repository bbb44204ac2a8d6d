import "../../../../ui/record.css";
import { KeyRound, Pencil, Plus, Smartphone } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import type { Assignment, PersonRecord } from "../../../../api/types";
import { formatMobile } from "../../../../lib/format";
import { problemText } from "../../../../lib/problem";
import { Button } from "../../../../ui/Button";
import type { PanelContext } from "../../../../ui/dataview/DataView";
import { EmptyState, Facts, InlineNotice } from "../../../../ui/layout";
import { Pill, Restricted } from "../../../../ui/marks";
import { SidePanel } from "../../../../ui/SidePanel";
import { toastDone } from "../../../../ui/toast";
import { roleName } from "../model";
import { useAssignments, usePerson, useResets, useRoles, useSetActive } from "../queries";
import { AssignDialog } from "./AssignDialog";
import { EndDialog } from "./EndDialog";
import { EditPersonDialog } from "./PersonDialog";
import { type Reset, ResetDialog } from "./ResetDialog";

/** An account beside the list: who, which roles where, and whether it may sign in. */
export function PersonPanel({ id, tab: _tab, setTab: _setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const { data: person, error } = usePerson(id);
  const me = useMe();
  const [open, setOpen] = useState<"edit" | Reset | null>(null);
  const waits = (useResets(can(me, "role:manage")).data ?? []).find((r) => r.person_id === id);
  const setActive = useSetActive();
  if (!person) return <SidePanel {...bar} label={t("people.title")}>{error ? <EmptyState title={t("people.gone")}>{problemText(error)}</EmptyState> : null}</SidePanel>;
  const verb = person.active ? "disable" : "enable";
  const change = (): void =>
    setActive.mutate({ person, active: !person.active }, { onSuccess: (saved) => toastDone(t(person.active ? "people.disabled" : "people.enabled", { name: person.name }), () => setActive.mutate({ person: saved, active: person.active })) });
  const hidden = (field: "mobile" | "email", value: string | null) => (value ? <span className="num">{field === "mobile" ? formatMobile(value) : value}</span> : person.masked.includes(field) ? <Restricted /> : "–");
  const manages = person.actions.includes("update");
  const menu = [
    { id: "edit", label: t("people.edit"), icon: Pencil, perform: () => setOpen("edit") },
    { id: "password", label: t("people.resetPassword"), icon: KeyRound, disabled: person.id === me.id, reason: t("people.notOwn"), perform: () => setOpen("password") },
    { id: "totp", label: t("people.resetTotp"), icon: Smartphone, disabled: person.id === me.id, reason: t("people.notOwn"), perform: () => setOpen("totp") },
  ];
  return (
    <SidePanel {...bar} label={person.name} menu={manages ? menu : undefined}>
      <div className="panel-top">
        <div className="row gap8">
          <h2>{person.name}</h2>
          <Pill tone={person.active ? "ok" : "mute"}>{t(person.active ? "people.status.active" : "people.status.disabled")}</Pill>
          <span className="push" />
          {person.actions.includes(verb) ? <Button size="small" busy={setActive.isPending} onClick={change}>{t(`people.${verb}`)}</Button> : null}
        </div>
        <div className="t3 f12 num">{[person.username, person.title].filter(Boolean).join(" · ")}</div>
      </div>
      {waits ? (
        <div className="panel-part">
          <InlineNotice tone="warn" action={<Button size="small" onClick={() => setOpen("confirm")}>{t("people.confirmReset")}</Button>}>{t("people.resetWaits", { by: waits.asked_by })}</InlineNotice>
        </div>
      ) : null}
      <div className="panel-part">
        <Facts items={[{ label: t("people.entity"), value: person.entity.name }, { label: t("people.department"), value: person.department.name }, { label: t("people.mobile"), value: hidden("mobile", person.mobile) }, { label: t("people.email"), value: hidden("email", person.email) }]} />
        <Assignments person={person} />
      </div>
      {open === "edit" ? <EditPersonDialog person={person} onClose={() => setOpen(null)} /> : null}
      {open && open !== "edit" ? <ResetDialog person={person} what={open} onClose={() => setOpen(null)} /> : null}
    </SidePanel>
  );
}

function Assignments({ person }: { person: PersonRecord }) {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const visible = can(me, "role:read");
  const assignments = useAssignments(person.id, visible).data ?? [];
  const [assigning, setAssigning] = useState(false);
  const [ending, setEnding] = useState<Assignment | null>(null);
  // Who has nobody to give roles yet may name the first security administrator.
  const gives = (useRoles(visible).data ?? []).some((r) => r.actions.includes("assign")) && person.id !== me.id;
  const ends = assignments.some((a) => a.actions.includes("end"));
  if (!visible) return null;
  return (
    <>
      <hr className="hairline" style={{ margin: "12px 0" }} />
      <div className="section-head">
        {t("people.roles")}
        {gives ? <span className="push"><Button size="small" icon={Plus} onClick={() => setAssigning(true)}>{t("people.assign")}</Button></span> : null}
      </div>
      {assignments.length === 0 ? <p className="t3">{t("people.noRoles")}</p> : (
        <table className="plain">
          <thead>
            <tr><th scope="col">{t("people.role")}</th><th scope="col">{t("people.department")}</th><th scope="col" className="right">{t("people.until")}</th>{ends ? <th scope="col"><span className="sr">{t("ui.actions")}</span></th> : null}</tr>
          </thead>
          <tbody>
            {assignments.map((a) => (
              <tr key={a.id}>
                <td className="m">{roleName(a.role, i18n.language)}</td>
                <td>{a.department.name}</td>
                <td className="right t2 num">{a.until || "–"}</td>
                {ends ? <td className="right">{a.actions.includes("end") ? <Button kind="quiet" size="small" onClick={() => setEnding(a)}>{t("roles.take")}</Button> : null}</td> : null}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {ending ? <EndDialog assignment={ending} onClose={() => setEnding(null)} /> : null}
      {assigning ? <AssignDialog person={person} onClose={() => setAssigning(false)} /> : null}
    </>
  );
}
