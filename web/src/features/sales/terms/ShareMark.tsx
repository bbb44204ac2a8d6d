import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { percentText, type ShareSum } from "../../../lib/terms";

/** Whether the payments sum to the whole, and how much is missing or too much. */
export function ShareMark({ sum }: { sum: ShareSum }) {
  const { t } = useTranslation();
  if (sum.unread) return <span className="bad-t f12 row gap4" role="status"><CircleAlert className="s" aria-hidden />{t("terms.unread")}</span>;
  if (sum.missing === 0) return <span className="ok-t f12 row gap4" role="status"><CircleCheck className="s" aria-hidden />{t("terms.sumIs100")}</span>;
  const key = sum.missing > 0 ? "terms.missing" : "terms.tooMuch";
  return <span className="bad-t f12 row gap4 num" role="status"><CircleAlert className="s" aria-hidden />{t(key, { sum: percentText(sum.sum), difference: percentText(Math.abs(sum.missing)) })}</span>;
}
