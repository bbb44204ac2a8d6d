import "../../../ui/record.css";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { Facts, InlineNotice } from "../../../ui/layout";
import { PageHead } from "../../../ui/PageHead";
import { NoticeSection } from "./NoticeSection";
import { PasswordSection } from "./PasswordSection";
import { SessionSection } from "./SessionSection";
import { TokenSection } from "./TokenSection";
import { TotpSection } from "./TotpSection";

/** The reader's own account: password, second factor, devices, API tokens. */
export default function ProfilePage() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <div className="page">
      <PageHead title={t("profile.title")} />
      {me.must_change_password ? <InlineNotice tone="warn" strip>{t("profile.mustChange")}</InlineNotice> : null}
      {me.totp_required && !me.totp_on ? <InlineNotice tone="warn" strip>{t("profile.mustTotp")}</InlineNotice> : null}
      <div className="scroll">
        <div style={{ maxWidth: 760, padding: "4px 28px 40px" }}>
          <section className="record-section">
            <header><h2>{me.name}</h2><span className="t3 f12 num">{me.username}</span></header>
            <Facts items={[{ label: t("profile.roles"), value: me.roles.map((r) => r.name).join(t("ui.comma")) }, { label: t("profile.entities"), value: me.entities.map((e) => e.name).join(t("ui.comma")) }]} />
          </section>
          <PasswordSection />
          <TotpSection />
          <SessionSection />
          <NoticeSection />
          <TokenSection />
        </div>
      </div>
    </div>
  );
}
