import { useTranslation } from "react-i18next";
import type { Tag } from "../../../../api/types";
import { Pill } from "../../../../ui/marks";
import { tagTone } from "../model";

/** Every tag with why it is there, and whether a rule or a person put it. */
export function TagReasons({ tags }: { tags: Tag[] }) {
  const { t } = useTranslation();
  return (
    <>
      {tags.map((tag) => (
        <div key={tag.tag} className="tag-row">
          <span><Pill tone={tagTone(tag.tag)} outline={tag.source === "manual"}>{t(`customers.tag.${tag.tag}`, { defaultValue: tag.tag })}</Pill></span>
          <span className="f12 t2 ell" title={tag.reason}>{tag.source === "survey" ? t("customers.surveyScore", { points: tag.reason }) : tag.reason || "–"}</span>
          <span className="f11 t3">{tag.source ? t(`customers.source.${tag.source}`, { defaultValue: tag.source }) : ""}</span>
        </div>
      ))}
    </>
  );
}
