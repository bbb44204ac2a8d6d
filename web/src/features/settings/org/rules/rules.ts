/** Business rules as the page shows them. Pure. */
import type { components } from "../../../../api/schema";
import { formatCount, formatYuan, parseYuan } from "../../../../lib/format";

export type Rule = components["schemas"]["SettingView"];

/** What a rule is about: the first word of its key. */
export function topicOf(rule: Rule): string {
  return rule.key.split(".")[0] ?? "";
}

/** Topics whose changes also reach what is there already, which their note says. */
export const NOTED: readonly string[] = ["probability", "heat"];

/** Where a topic stands on the page. */
export function topicId(topic: string): string {
  return `rules-${topic}`;
}

/** The rules under the head of what they are about. */
export function byTopic(rules: Rule[]): [topic: string, rules: Rule[]][] {
  const topics = new Map<string, Rule[]>();
  for (const rule of rules) {
    const topic = topicOf(rule);
    topics.set(topic, [...(topics.get(topic) ?? []), rule]);
  }
  return [...topics];
}

/** The figure as a person types it: yuan for money, percent for shares. */
export function figure(unit: Rule["unit"], value: number): string {
  if (unit === "money") return formatYuan(value).replace(/\.00$/, "");
  if (unit === "share") return (value / 100).toFixed(2).replace(/\.?0+$/, "");
  return formatCount(value);
}

/** Reads what a person typed; null when it is no figure of the unit. */
export function readFigure(unit: Rule["unit"], text: string): number | null {
  if (unit === "money") return parseYuan(text);
  const clean = text.replace(/[,，\s%％]/g, "");
  if (unit === "share") return /^\d{1,3}(\.\d{1,2})?$/.test(clean) ? Math.round(Number(clean) * 100) : null;
  return /^\d{1,9}$/.test(clean) ? Number(clean) : null;
}

/** The rule with which a value would contradict: one stays below the other. */
export function contradicted(rule: Rule, value: number, all: Rule[]): Rule | undefined {
  return all.find((other) => (other.key === rule.below && value >= other.value) || (other.below === rule.key && other.value >= value));
}
