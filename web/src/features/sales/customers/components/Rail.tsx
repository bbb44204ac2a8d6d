import { useTranslation } from "react-i18next";
import type { Customer } from "../../../../api/types";
import { formatDateShort, formatWan } from "../../../../lib/format";
import { useContacts } from "../queries";
import { ContactList } from "./Contacts";
import { TagReasons } from "./TagReasons";

/** The quiet column: tags with their reasons, people, the company register. */
export function Rail({ customer: c }: { customer: Customer }) {
  const { t } = useTranslation();
  const contacts = useContacts(c.id);
  return (
    <aside className="record-rail" aria-label={t("customers.rail")}>
      <section>
        <div className="section-head" style={{ marginBottom: 4 }}>{t("customers.tagsAndReasons")}</div>
        {c.tags.length === 0 ? <p className="t3">{t("customers.noTags")}</p> : <TagReasons tags={c.tags} />}
      </section>
      <section>
        <div className="section-head" style={{ marginBottom: 2 }}>{t("customers.tab.contacts")}<span className="t3">{contacts.data?.items.length}</span></div>
        <ContactList customer={c.id} />
      </section>
      {c.registry ? (
        <section>
          <div className="section-head" style={{ marginBottom: 2 }}>
            {t("customers.registry")}
            {c.registry.checked_at ? <span className="push t3">{t("customers.checkedAt", { date: formatDateShort(c.registry.checked_at.slice(0, 10)) })}</span> : null}
          </div>
          <p className="t2">{[c.registry.status, c.registry.capital ? t("customers.capital", { amount: formatWan(c.registry.capital.amount, 0) }) : "", c.registry.legal_representative].filter(Boolean).join(t("ui.comma"))}</p>
        </section>
      ) : null}
      <section>
        <div className="section-head" style={{ marginBottom: 2 }}>{t("customers.address")}</div>
        <p className="t2">{c.address || "–"}</p>
      </section>
    </aside>
  );
}
