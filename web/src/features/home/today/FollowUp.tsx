import { Link, useNavigate } from "@tanstack/react-router";
import { MapPin, MessageSquare, Phone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { IconButton } from "../../../ui/Button";
import { StageRing, type StageShape } from "../../../ui/marks";
import { IDLE_DAYS, STAGES } from "./model";
import { useIdle } from "./queries";
import { serverNow } from "../../../lib/now";

/** The opportunities that were left alone for longest, with the ways to get in touch. */
export function FollowUp() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const idle = useIdle(me.id);
  const rows = idle.data ?? [];
  const log = (id: string, kind: string) => () => void navigate({ to: `/opportunities/${id}`, search: { log: kind } as never });
  return (
    <section className="home-part" aria-label={t("home.followTitle")}>
      <header><h2>{t("home.followTitle")}</h2><span className="t3 f12">{t("home.followNote")}</span></header>
      {idle.isSuccess && rows.length === 0 ? <p className="t3">{t("home.noFollow")}</p> : null}
      {rows.map((o) => {
        const days = Math.max(0, Math.floor((serverNow() - new Date(o.last_activity_at).getTime()) / 86_400_000));
        return (
          <div key={o.id} className="home-idle">
            <Link to="/opportunities" search={{ id: o.id } as never} className="m ell quiet-link">{o.name}</Link>
            <span className="t2 ell hide-phone"><StageRing shape={STAGES.indexOf(o.stage) as StageShape}>{t(`opportunities.stage.${o.stage}`)}</StageRing></span>
            <span className="t2 ell hide-phone">{o.customer.name}</span>
            <span className={`f12 num nowrap right ${days >= IDLE_DAYS ? "warn-t m" : "t3"}`}>{t("home.idle", { count: days })}</span>
            <span className="row">
              <IconButton size="small" icon={Phone} label={`${t("home.call")} ${o.name}`} onClick={log(o.id, "call")} />
              <IconButton size="small" icon={MapPin} label={`${t("home.visitLog")} ${o.name}`} onClick={log(o.id, "visit")} />
              <IconButton size="small" icon={MessageSquare} label={`${t("home.note")} ${o.name}`} onClick={log(o.id, "note")} />
            </span>
          </div>
        );
      })}
    </section>
  );
}
