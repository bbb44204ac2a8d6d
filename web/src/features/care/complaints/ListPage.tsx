import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { useSearchParams } from "../../../lib/url";
import { Button } from "../../../ui/Button";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { ComplaintPanel } from "./components/ComplaintPanel";
import { NewDialog } from "./components/NewDialog";
import { complaintSpec } from "./spec";

/** What customers complain of, the most urgent first. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const [search, change] = useSearchParams();
  const creates = can(me, "complaint:write");
  const begin = useMemo(() => (creates ? <Button kind="primary" icon={Plus} onClick={() => change((now) => ({ ...now, new: "1" }))}>{t("complaints.create")}</Button> : null), [creates, change, t]);
  const spec = useMemo(() => complaintSpec({ me, t, begin, onOpen: (id) => void navigate({ to: `/complaints/${id}` }) }), [me, t, begin, navigate]);
  return (
    <div className="page">
      <PageHead title={t("complaints.title")} actions={begin} />
      <DataView spec={spec} panel={(context) => <ComplaintPanel key={context.id} {...context} />} />
      {creates && search.new === "1" ? <NewDialog onDone={(c) => void navigate({ to: `/complaints/${c.id}` })} onClose={() => change(({ new: _new, ...rest }) => rest)} /> : null}
    </div>
  );
}
