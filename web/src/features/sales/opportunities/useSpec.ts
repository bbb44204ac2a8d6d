import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useListedFields } from "../../../api/customFields";
import { can, useMe } from "../../../api/me";
import { useDepartmentNames } from "../../../api/departments";
import { useSearchParams } from "../../../lib/url";
import { withAdded } from "../../../ui/dataview/added";
import { showsOpen } from "./model";
import { useCustomerOf } from "./queries";
import { opportunitySpec } from "./spec";

/** The list's declaration for the reader; list and board share it. */
export function useSpec() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const departments = useDepartmentNames();
  const added = useListedFields("opportunity");
  const [search] = useSearchParams();
  const customer = useCustomerOf(search.customer_id ?? "").data;
  return useMemo(
    () =>
      withAdded(opportunitySpec({
        me, t, departments, customer,
        canCreate: can(me, "opportunity:create"),
        canExport: can(me, "opportunity:export"),
        onOpen: (id) => void navigate({ to: `/opportunities/${id}` }),
        onEdit: (id) => void navigate({ to: `/opportunities/${id}/edit` }),
      }), added),
    [me, t, departments, customer, navigate, added],
  );
}

/** The same for the board: views of what has ended are none of it, and only open ones stand on it. */
export function useBoardSpec() {
  const spec = useSpec();
  return useMemo(() => ({ ...spec, views: spec.views.filter((v) => showsOpen(v.filters)) }), [spec]);
}
