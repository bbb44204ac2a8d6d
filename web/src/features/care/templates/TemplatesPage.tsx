import "./templates.css";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { problemText } from "../../../lib/problem";
import { useSearchParams } from "../../../lib/url";
import { Button } from "../../../ui/Button";
import { EmptyState } from "../../../ui/layout";
import { Pill } from "../../../ui/marks";
import { PageHead } from "../../../ui/PageHead";
import { Editor } from "./components/Editor";
import { blank, draftOf, stateTone, type Draft } from "./model";
import { useTemplates } from "./queries";
import type { Template } from "./types";

/** What surveys ask: the templates at the left, the chosen one with its questions at the right. */
export default function TemplatesPage() {
  const { t } = useTranslation();
  const mayWrite = can(useMe(), "survey:manage");
  const [search, change] = useSearchParams();
  const { data: all = [], error, isPending } = useTemplates();
  const [fresh, setFresh] = useState<Draft | null>(null);
  const chosen = all.find((x) => x.id === search.id) ?? all[0];
  const choose = (id: string): void => {
    setFresh(null);
    change((now) => ({ ...now, id }));
  };
  return (
    <div className="page">
      <PageHead title={t("templates.title")} parent={{ to: "/surveys", label: t("templates.surveys") }} actions={mayWrite ? <Button kind="primary" icon={Plus} onClick={() => setFresh(blank())}>{t("templates.create")}</Button> : null} />
      {error && all.length === 0 ? <EmptyState title={t("templates.gone")}>{problemText(error)}</EmptyState> : null}
      {isPending ? null : (
        <div className="templates">
          <nav className="template-list" aria-label={t("templates.title")}>
            {(["full", "short"] as const).map((purpose) => (
              <section key={purpose}>
                <h2>{t(`templates.purpose.${purpose}`)}</h2>
                {all.filter((x) => x.purpose === purpose).map((x) => <Entry key={x.id} template={x} on={!fresh && x.id === chosen?.id} onClick={() => choose(x.id)} />)}
              </section>
            ))}
          </nav>
          {fresh ? <Editor key="new" template={null} start={fresh} onSaved={choose} onCancel={() => setFresh(null)} onCopy={setFresh} /> : null}
          {!fresh && chosen ? <Editor key={`${chosen.id} ${chosen.version}`} template={chosen} start={draftOf(chosen)} onSaved={choose} onCopy={mayWrite ? setFresh : undefined} /> : null}
        </div>
      )}
    </div>
  );
}

function Entry({ template: x, on, onClick }: { template: Template; on: boolean; onClick: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const entity = me.entities.find((e) => e.id === x.entity_id)?.short_name;
  return (
    <button type="button" className={`template-entry ${on ? "on" : ""}`} aria-current={on ? "true" : undefined} onClick={onClick}>
      <span className="ell m">{x.name}</span>
      <span className="row gap8 f12 t3"><span className="ell">{x.entity_id ? (entity ?? t("templates.own")) : t("templates.builtin")} · {t("templates.questionCount", { count: x.questions.length })}</span><span className="push"><Pill tone={stateTone(x.state)}>{t(`templates.state.${x.state}`)}</Pill></span></span>
    </button>
  );
}
