import { useTranslation } from "react-i18next";
import { Segmented } from "../../../ui/inputs";
import { toastDone } from "../../../ui/toast";
import { MAILS } from "./model";
import { useMailWish, useSetMailWish, type MailWish } from "./queries";

/** Which notices also come by mail; the bell always has them all. */
export function NoticeSection() {
  const { t } = useTranslation();
  const wish = useMailWish().data;
  const set = useSetMailWish();
  if (!wish) return null;
  const choose = (mail: MailWish["mail"]): void => set.mutate({ mail }, { onSuccess: () => toastDone(t("profile.noticesSaved"), () => set.mutate(wish)) });
  return (
    <section className="record-section">
      <header><h2>{t("profile.notices")}</h2><span className="t3 f12">{t("profile.noticesNote")}</span></header>
      <div className="row gap12 wrap">
        <Segmented label={t("profile.notices")} name="mail" value={wish.mail} options={MAILS.map((value) => ({ value, label: t(`profile.mail.${value}`) }))} onChange={choose} />
        <span className="t3 f12">{t(`profile.mailNote.${wish.mail}`)}</span>
      </div>
    </section>
  );
}
