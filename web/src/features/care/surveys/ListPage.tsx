import { Link, useNavigate } from "@tanstack/react-router";
import { ListChecks, Send } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { useSearchParams } from "../../../lib/url";
import { Button } from "../../../ui/Button";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { AskDialog } from "./components/AskDialog";
import { Figures } from "./components/Figures";
import { SurveyPanel } from "./components/SurveyPanel";
import { surveySpec } from "./spec";

/** What customers think of us: everything that was asked, what was answered, and what that comes to. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const [search, change] = useSearchParams();
  const mayAsk = can(me, "survey:send");
  const asking = mayAsk && search.new === "1";
  const close = (): void => change(({ new: _new, ...rest }) => rest);
  const spec = useMemo(() => surveySpec({ me, t, onOpen: (id) => void navigate({ to: `/surveys/${id}` }), onAsk: mayAsk ? () => change((now) => ({ ...now, new: "1" })) : undefined }), [me, t, mayAsk, navigate, change]);
  return (
    <div className="page">
      <PageHead title={t("surveys.title")} actions={
        <>
          <Link to="/surveys/templates" className="btn hide-phone"><ListChecks aria-hidden /><span>{t("surveys.templates")}</span></Link>
          {mayAsk ? <Button kind="primary" icon={Send} onClick={() => change((now) => ({ ...now, new: "1" }))}>{t("surveys.ask")}</Button> : null}
        </>
      } />
      <Figures />
      <DataView spec={spec} panel={(context) => <SurveyPanel key={context.id} {...context} />} />
      {asking ? <AskDialog onDone={(saved) => change(() => ({ view: "all", id: saved.id }))} onClose={close} /> : null}
    </div>
  );
}
