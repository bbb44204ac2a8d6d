import { useTranslation } from "react-i18next";
import type { Tag } from "../../../../api/types";
import { Pill } from "../../../../ui/marks";

/** Every tag with why it is there, and whether a rule or a person put it. */
export function TagReasons({ tags }: { tags: Tag[] }) {
  const { t } = useTranslation();
  return (
    <>
      {tags.map((tag) => (
        <div key={tag.code} className="tag-row">
          <span><Pill tone={tag.tone ?? "mute"} outline={tag.source === "manual"}>{tag.name}</Pill></span>
          <span className="f12 t2 ell" title={tag.reason}>{tag.reason}</span>
          <span className="f11 t3">{t(`customers.source.${tag.source}`)}</span>
        </div>
      ))}
    </>
  );
}
