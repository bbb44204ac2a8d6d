import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { InlineNotice } from "../../../../ui/layout";
import { useDuplicates } from "../queries";

/** Companies on file that may be this one. It warns; the server refuses only the same credit code. */
export function DuplicateNotice({ self, name, uscc }: { self?: string; name: string; uscc: string }) {
  const { t } = useTranslation();
  const found = useDuplicates(name, uscc).data?.items.filter((d) => d.id !== self) ?? [];
  if (found.length === 0 || (name.length < 2 && uscc.length !== 18)) return null;
  return (
    <InlineNotice tone="warn">
      {t("customers.duplicates", { count: found.length })}
      {found.slice(0, 3).map((d) => (
        <span key={d.id} style={{ display: "block" }}>
          <Link to={`/customers/${d.id}`}>{d.name}</Link> {t(`customers.duplicate.${d.reason}`)}
          {d.owner ? t("customers.ownedBy", { name: d.owner }) : ""}
        </span>
      ))}
    </InlineNotice>
  );
}
