import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../../api/me";
import { DataView } from "../../../ui/dataview/DataView";
import { PageHead } from "../../../ui/PageHead";
import { handoverSpec } from "./spec";

/** All handovers the reader may see; one opens on a page of its own, because its evidence needs the room. */
export default function ListPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const spec = useMemo(() => handoverSpec({ me, t, onOpen: (id) => void navigate({ to: `/handovers/${id}` }) }), [me, t, navigate]);
  return (
    <div className="page">
      <PageHead title={t("handovers.title")} />
      <DataView spec={spec} />
    </div>
  );
}
