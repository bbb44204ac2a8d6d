import "../../../../ui/record.css";
import { useTranslation } from "react-i18next";
import type { User } from "../../../../api/types";
import { formatInstant, formatMobile } from "../../../../lib/format";
import { Button } from "../../../../ui/Button";
import type { PanelContext } from "../../../../ui/dataview/DataView";
import { Facts } from "../../../../ui/layout";
import { Pill } from "../../../../ui/marks";
import { SidePanel } from "../../../../ui/SidePanel";
import { toastDone } from "../../../../ui/toast";
import { useSetActive, useUser } from "../queries";

/** An account beside the list: who, which roles where, and whether it may sign in. */
export function UserPanel({ id, tab: _tab, setTab: _setTab, ...bar }: PanelContext) {
  const { t } = useTranslation();
  const user = useUser(id).data;
  const setActive = useSetActive();
  if (!user) return <SidePanel {...bar} label={t("people.title")}>{null}</SidePanel>;
  const active = user.status === "active";
  const verb = active ? "disable" : "enable";
  const change = (): void =>
    setActive.mutate({ user, active: !active }, { onSuccess: (saved) => toastDone(t(`people.${verb}d`, { name: user.name }), () => setActive.mutate({ user: saved, active })) });
  return (
    <SidePanel {...bar} label={user.name}>
      <div className="panel-top">
        <div className="row gap8">
          <h2>{user.name}</h2>
          <Pill tone={active ? "ok" : "mute"}>{t(`people.status.${user.status}`)}</Pill>
          <span className="push" />
          {user.actions.includes(verb) ? <Button size="small" busy={setActive.isPending} onClick={change}>{t(`people.${verb}`)}</Button> : null}
        </div>
        <div className="t3 f12 num">{user.username}</div>
      </div>
      <div className="panel-part">
        <Facts
          items={[
            { label: t("people.mobile"), value: <span className="num">{user.mobile ? formatMobile(user.mobile) : "–"}</span> },
            { label: t("people.email"), value: user.email ?? "–" },
            { label: t("people.secondFactor"), value: t(user.totp ? "people.on" : "people.off") },
            { label: t("people.lastSeen"), value: <span className="num">{user.last_seen_at ? formatInstant(user.last_seen_at) : t("people.never")}</span> },
          ]}
        />
        <Assignments user={user} />
      </div>
    </SidePanel>
  );
}

function Assignments({ user }: { user: User }) {
  const { t } = useTranslation();
  return (
    <>
      <hr className="hairline" style={{ margin: "12px 0" }} />
      <table className="plain">
        <thead>
          <tr><th scope="col">{t("people.role")}</th><th scope="col">{t("people.department")}</th><th scope="col">{t("people.entity")}</th></tr>
        </thead>
        <tbody>
          {user.assignments.map((a) => (
            <tr key={`${a.role.id}/${a.department.id}`}><td className="m">{a.role.name}</td><td>{a.department.name}</td><td className="t2">{a.entity.name}</td></tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
