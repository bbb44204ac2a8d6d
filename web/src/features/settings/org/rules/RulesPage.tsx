import { Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { dateIn } from "../../../../lib/zone";
import { problemText } from "../../../../lib/problem";
import { IconButton } from "../../../../ui/Button";
import { InlineNotice } from "../../../../ui/layout";
import { Pill } from "../../../../ui/marks";
import { RuleDialog } from "./components/RuleDialog";
import { TopicList } from "./components/TopicList";
import { useRules } from "./queries";
import { byTopic, figure, NOTED, topicId, type Rule } from "./rules";
import { SettingsFrame } from "../SettingsFrame";

/** The rules of the trade that a group may set: how long things may take, from which amount on, and what the product brings. */
export default function RulesPage() {
  const { t, i18n } = useTranslation();
  const rules = useRules();
  const [open, setOpen] = useState<Rule | null>(null);
  const all = rules.data ?? [];
  const topics = byTopic(all);
  const nameOf = (rule: Rule): string => (i18n.language === "en" ? rule.name_en : rule.name_zh);
  const written = (rule: Rule, value: number): string => `${figure(rule.unit, value)} ${t(`rules.unit.${rule.unit}`, { count: value })}`;
  return (
    <SettingsFrame page="rules">
      <div className="rules-page">
        <TopicList topics={topics} />
        <div className="scroll" tabIndex={0} role="region" aria-label={t("rules.title")}>
          {rules.error ? <InlineNotice tone="bad" strip>{problemText(rules.error)}</InlineNotice> : null}
          {all.length > 0 ? <InlineNotice tone="info" strip>{t("rules.note")}</InlineNotice> : null}
          {topics.map(([topic, some]) => (
            <section key={topic} id={topicId(topic)} className="rule-group" aria-label={t(`rules.topic.${topic}`)}>
              <h2>{t(`rules.topic.${topic}`)}</h2>
              {NOTED.includes(topic) ? <p className="rule-note t3 f12">{t(`rules.topicNote.${topic}`)}</p> : null}
              {some.map((rule) => (
                <div key={rule.id} className="rule-row">
                  <span>{nameOf(rule)}{rule.set && rule.reason ? <span className="t3 f12 rule-why">{dateIn(new Date(rule.updated_at))} {rule.reason}</span> : null}</span>
                  <span className="rule-usual t3 f12 num">{rule.set ? t("rules.usual", { value: written(rule, rule.usual) }) : null}</span>
                  <b className="num">{written(rule, rule.value)}</b>
                  <span className="rule-set">{rule.set ? <Pill tone="accent">{t("rules.set")}</Pill> : null}</span>
                  {rule.actions.includes("update") ? <IconButton icon={Pencil} size="small" label={t("rules.edit", { name: nameOf(rule) })} onClick={() => setOpen(rule)} /> : null}
                </div>
              ))}
            </section>
          ))}
        </div>
      </div>
      {open ? <RuleDialog key={open.id} rule={open} rules={all} nameOf={nameOf} onClose={() => setOpen(null)} /> : null}
    </SettingsFrame>
  );
}
