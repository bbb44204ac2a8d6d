import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Avatar } from "../../../../ui/marks";
import { useCustomerOf } from "../queries";

/** The customer's people and their parts. */
export function PeopleOf({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const found = useCustomerOf(customer);
  const contacts = found.data?.contacts ?? [];
  return (
    <>
      <div className="section-head">{t("opportunities.tab.people")}<Link to={`/customers/${customer}`} search={{ tab: "contacts" } as never} className="push f12">{t("opportunities.panorama")}</Link></div>
      {found.isSuccess && contacts.length === 0 ? <p className="t3">{t("opportunities.noPeople")}</p> : null}
      {contacts.map((c) => (
        <div key={c.id} className="row gap8" style={{ minHeight: 32 }}>
          <Avatar name={c.name} />
          <span className="m">{c.name}</span>
          <span className="t3 f12 ell">{c.title}</span>
          <span className="push t2 f12 nowrap">{c.part ? t(`customers.contactPart.${c.part}`, { defaultValue: c.part }) : ""}</span>
        </div>
      ))}
    </>
  );
}
