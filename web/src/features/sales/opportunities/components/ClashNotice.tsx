import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { InlineNotice } from "../../../../ui/layout";
import { useClash } from "../queries";

/** Says while the name is typed that somebody may chase the same project: those one may see by name, others not. */
export function ClashNotice({ self, customer, name }: { self?: string; customer: string; name: string }) {
  const { t } = useTranslation();
  const clash = useClash(customer, name).data;
  const others = clash?.visible.filter((twin) => twin.id !== self) ?? [];
  if (!clash || customer === "" || name.length < 2 || (others.length === 0 && !clash.hidden)) return null;
  return (
    <InlineNotice tone="warn">
      {clash.hidden ? <p>{t("opportunities.clash.hidden")}</p> : null}
      {others.length > 0 ? <p>{t("opportunities.clash.visible")}</p> : null}
      {others.map((twin) => <p key={twin.id}><Link to="/opportunities" search={{ id: twin.id } as never}>{twin.name}</Link> <span className="num">{twin.number}</span></p>)}
    </InlineNotice>
  );
}
