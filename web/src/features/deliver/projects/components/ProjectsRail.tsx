import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { PanelProps } from "../../../../lib/record";
import { Pill } from "../../../../ui/marks";
import { STATE_TONE } from "../model";
import { useProjectsOf } from "../queries";

/** What became of an opportunity, in the quiet column. */
export default function ProjectsRail({ record }: PanelProps) {
  const { t } = useTranslation();
  const rows = useProjectsOf(record).data ?? [];
  if (rows.length === 0) return null;
  return (
    <section>
      <div className="section-head" style={{ marginBottom: 4 }}>{t("projects.title")}</div>
      {rows.map((r) => (
        <div key={r.id} className="row gap8" style={{ minHeight: 30 }}>
          <Link to={`/projects/${r.id}`} className="ell" title={r.name}>{r.name}</Link>
          <span className="push t3 f12 num">{r.progress}%</span>
          <Pill tone={STATE_TONE[r.state]}>{t(`projects.state.${r.state}`)}</Pill>
        </div>
      ))}
    </section>
  );
}
