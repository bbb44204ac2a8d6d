import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "../../../../ui/Button";
import { TextArea, TextInput } from "../../../../ui/inputs";
import { newClause, type ClauseDraft } from "../form";

interface ClauseEditorProps {
  clauses: ClauseDraft[];
  /** By place ("clauses.0"), already in words. */
  faults: Record<string, string>;
  onChange: (clauses: ClauseDraft[]) => void;
}

/** The text of a contract, clause by clause. */
export function ClauseEditor({ clauses, faults, onChange }: ClauseEditorProps) {
  const { t } = useTranslation();
  const set = (key: string, patch: Partial<ClauseDraft>): void => onChange(clauses.map((c) => (c.key === key ? { ...c, ...patch } : c)));
  return (
    <>
      {clauses.map((c, i) => {
        const name = t("contracts.clauseNo", { number: c.number || i + 1 });
        return (
          <div key={c.key} className="clause-edit">
            <TextInput aria-label={`${name} ${t("contracts.clauseNumber")}`} placeholder={t("contracts.clauseNumber")} maxLength={20} value={c.number} onChange={(e) => set(c.key, { number: e.target.value })} />
            <TextInput aria-label={`${name} ${t("contracts.clauseTitle")}`} placeholder={t("contracts.clauseTitle")} maxLength={200} value={c.title} onChange={(e) => set(c.key, { title: e.target.value })} />
            <span><TextArea aria-label={`${name} ${t("contracts.clauseText")}`} aria-invalid={faults[`clauses.${i}`] !== undefined} placeholder={t("contracts.clauseText")} maxLength={20000} value={c.text} onChange={(e) => set(c.key, { text: e.target.value })} />{faults[`clauses.${i}`] ? <span className="bad-t f12">{faults[`clauses.${i}`]}</span> : null}</span>
            <IconButton size="small" icon={Trash2} label={t("contracts.removeClause", { name })} onClick={() => onChange(clauses.filter((x) => x.key !== c.key))} />
          </div>
        );
      })}
      <Button kind="quiet" size="small" icon={Plus} onClick={() => onChange([...clauses, newClause()])}>{t("contracts.addClause")}</Button>
    </>
  );
}
