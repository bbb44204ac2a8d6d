import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../../api/me";
import type { PanelProps } from "../../../../lib/record";
import { Button } from "../../../../ui/Button";
import { Person, Pill, StatusDot } from "../../../../ui/marks";
import { severityTone, stateTone } from "../model";
import { useComplaintsOf } from "../queries";
import type { Complaint } from "../types";
import { Deadline } from "./Deadline";
import { NewDialog } from "./NewDialog";

/** What a customer complained of, or what was complained of on a project, on its page. */
export default function ComplaintsOf({ record }: PanelProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const creates = can(useMe(), "complaint:write");
  const found = useComplaintsOf(record).data;
  if (!found || (found.items.length === 0 && !creates)) return null;
  return (
    <section className="record-section">
      <header>
        <h2>{t("complaints.title")}</h2>
        {found.total ? <span className="t3 f12 num">{t("complaints.count", { count: found.total })}</span> : <span className="t3 f12">{t("complaints.noneYet")}</span>}
        <span className="push row gap12 f12">
          {found.total ? <Link to="/complaints" search={{ view: "all", [`${record.kind}_id`]: record.id } as never}>{t("complaints.inList")}</Link> : null}
          {creates ? <Button size="small" icon={Plus} onClick={() => setAsking(true)}>{t("complaints.create")}</Button> : null}
        </span>
      </header>
      {found.items.length > 0 ? <Table items={found.items} /> : null}
      {asking ? <NewDialog record={record} onDone={(c) => void navigate({ to: `/complaints/${c.id}` })} onClose={() => setAsking(false)} /> : null}
    </section>
  );
}

function Table({ items }: { items: Complaint[] }) {
  const { t } = useTranslation();
  return (
    <div className="sideways" tabIndex={0} role="region" aria-label={t("complaints.title")}>
      <table className="plain">
        <thead><tr><th scope="col">{t("complaints.name")}</th><th scope="col">{t("complaints.severityLabel")}</th><th scope="col">{t("complaints.stateLabel")}</th><th scope="col">{t("complaints.next")}</th><th scope="col">{t("complaints.handler")}</th></tr></thead>
        <tbody>
          {items.map((c) => (
            <tr key={c.id}>
              <td><Link to={`/complaints/${c.id}`} className="m">{c.title}</Link></td>
              <td><Pill tone={severityTone(c.severity)}>{t(`complaints.severityShort.${c.severity}`)}</Pill></td>
              <td><StatusDot tone={stateTone(c.state)}>{t(`complaints.state.${c.state}`)}</StatusDot></td>
              <td><Deadline complaint={c} /></td>
              <td>{c.handler ? <Person name={c.handler.name} /> : <span className="warn-t">{t("complaints.nobody")}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
