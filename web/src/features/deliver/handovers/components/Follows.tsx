import { CalendarCheck, FileDiff, ShieldCheck, TriangleAlert, UserRound, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import { isSigned } from "../model";
import type { Handover } from "../types";

/** What the third signature brings about. */
export function Follows({ handover: h }: { handover: Handover }) {
  const { t } = useTranslation();
  const risks = h.explained.sections.flatMap((s) => s.items).filter((i) => i.by === "risk" && i.text !== "").length;
  const beyond = h.expectations.filter((e) => e.beyond).length;
  const things = [
    { icon: CalendarCheck, name: t("handovers.follows.start"), value: t("handovers.follows.startNote") },
    { icon: UserRound, name: t("handovers.follows.rep"), value: h.owner.name },
    { icon: Users, name: t("handovers.follows.kickoff"), value: t("handovers.follows.kickoffNote") },
    { icon: TriangleAlert, name: t("handovers.follows.risks"), value: t("handovers.follows.count", { count: risks }) },
    { icon: FileDiff, name: t("handovers.follows.beyond"), value: t("handovers.follows.count", { count: beyond }) },
    { icon: ShieldCheck, name: t("handovers.follows.freeze"), value: t("handovers.follows.freezeNote") },
  ];
  return (
    <section className="follows">
      <h2>{t("handovers.follows.title")}<span className="t3 f12">{t(isSigned(h) ? "handovers.follows.done" : "handovers.follows.waits")}</span></h2>
      <ul>{things.map((x) => <li key={x.name}><x.icon className="t3" aria-hidden /><span className="t2 ell">{x.name}</span><span className="push nowrap">{x.value}</span></li>)}</ul>
    </section>
  );
}
