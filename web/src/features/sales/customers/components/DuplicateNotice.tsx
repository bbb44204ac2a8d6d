import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { InlineNotice } from "../../../../ui/layout";
import { useTwins } from "../queries";

/** Companies on file that may be this one; some the reader may not see are only counted. It warns, the server decides. */
export function DuplicateNotice({ self, name, uscc }: { self?: string; name: string; uscc: string }) {
  const { t } = useTranslation();
  const twins = useTwins(name, uscc).data;
  const found = (twins?.visible ?? []).filter((d) => d.id !== self);
  if (name.length < 2 || (found.length === 0 && !twins?.hidden)) return null;
  return (
    <InlineNotice tone="warn">
      {found.length > 0 ? t("customers.duplicates", { count: found.length }) : null}
      {found.slice(0, 3).map((d) => (
        <span key={d.id} style={{ display: "block" }}>
          <Link to={`/customers/${d.id}`}>{d.name}</Link> {d.uscc}
        </span>
      ))}
      {twins?.hidden ? <span style={{ display: "block" }}>{t("customers.hiddenTwin")}</span> : null}
    </InlineNotice>
  );
}
