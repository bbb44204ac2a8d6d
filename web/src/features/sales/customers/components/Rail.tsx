import { useTranslation } from "react-i18next";
import { useCustomFields } from "../../../../api/customFields";
import type { Customer } from "../../../../api/types";
import { useRecordParts } from "../../../../lib/record";
import { useCustomFacts } from "../../../../ui/CustomFields";
import { Facts } from "../../../../ui/layout";
import { Registration } from "./Registration";
import { TagReasons } from "./TagReasons";

/** The quiet column: tags with their reasons, people, and what else is known. */
export function Rail({ customer: c }: { customer: Customer }) {
  const { t } = useTranslation();
  const { Contacts, Files, Panels } = useRecordParts();
  const record = { kind: "customer", id: c.id };
  const added = useCustomFacts()(useCustomFields("customer"), c.custom);
  const place = [c.region, c.city, c.address].filter(Boolean).join(" ");
  return (
    <aside className="record-rail" aria-label={t("customers.rail")}>
      <section>
        <div className="section-head" style={{ marginBottom: 4 }}>{t("customers.tagsAndReasons")}</div>
        {c.tags.length === 0 ? <p className="t3">{t("customers.noTags")}</p> : <TagReasons tags={c.tags} />}
      </section>
      <Registration customer={c} />
      <section>
        <Contacts customer={c.id} place="rail" />
      </section>
      <Panels record={record} place="rail" actions={c.actions} />
      <Files record={record} place="rail" />
      <section>
        <div className="section-head" style={{ marginBottom: 2 }}>{t("customers.address")}</div>
        <p className="t2">{place || "–"}</p>
        {c.website ? <p className="t3">{c.website}</p> : null}
      </section>
      {added.length > 0 ? (
        <section>
          <div className="section-head" style={{ marginBottom: 2 }}>{t("form.added")}</div>
          <Facts labelWidth={104} items={added} />
        </section>
      ) : null}
      {c.note ? (
        <section>
          <div className="section-head" style={{ marginBottom: 2 }}>{t("customers.remark")}</div>
          <p className="t2">{c.note}</p>
        </section>
      ) : null}
    </aside>
  );
}
