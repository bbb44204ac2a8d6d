import { useTranslation } from "react-i18next";
import { topicId, type Rule } from "../rules";

/** What the rules are about, to jump there; how many of each the group set. */
export function TopicList({ topics }: { topics: [topic: string, rules: Rule[]][] }) {
  const { t } = useTranslation();
  return (
    <nav className="topic-list" aria-label={t("rules.topics")}>
      {topics.map(([topic, rules]) => {
        const changed = rules.filter((rule) => rule.set).length;
        return (
          <button key={topic} type="button" className="topic-item" onClick={() => document.getElementById(topicId(topic))?.scrollIntoView({ block: "start" })}>
            {t(`rules.topic.${topic}`)}
            {changed > 0 ? <span className="push t3 f12 num">{t("rules.changed", { count: changed })}</span> : null}
          </button>
        );
      })}
    </nav>
  );
}
