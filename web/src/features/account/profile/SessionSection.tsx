import { useTranslation } from "react-i18next";
import { formatInstantShort } from "../../../lib/format";
import { Button } from "../../../ui/Button";
import { Pill } from "../../../ui/marks";
import { deviceName } from "./model";
import { useRevokeSession, useSessions } from "./queries";

/** Devices that are signed in now; any but this one can be signed out. */
export function SessionSection() {
  const { t } = useTranslation();
  const sessions = useSessions();
  const revoke = useRevokeSession();
  return (
    <section className="record-section">
      <header><h2>{t("profile.sessions")}</h2><span className="t3 f12">{t("profile.sessionsNote")}</span></header>
      <table className="plain">
        <thead>
          <tr><th scope="col">{t("profile.device")}</th><th scope="col" className="hide-phone">{t("profile.address")}</th><th scope="col">{t("profile.lastSeen")}</th><th scope="col"><span className="sr">{t("ui.actions")}</span></th></tr>
        </thead>
        <tbody>
          {(sessions.data?.items ?? []).map((s) => (
            <tr key={s.id}>
              <td className="m">{deviceName(s.agent)}</td>
              <td className="t2 num hide-phone">{s.ip}</td>
              <td className="t2 num">{formatInstantShort(s.seen_at)}</td>
              <td className="right">{s.current ? <Pill tone="ok">{t("profile.thisDevice")}</Pill> : <Button kind="quiet" size="small" busy={revoke.isPending && revoke.variables === s.id} onClick={() => revoke.mutate(s.id)}>{t("profile.signOutDevice")}</Button>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
