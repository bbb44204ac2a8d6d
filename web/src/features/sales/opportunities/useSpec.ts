import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { can, useMe } from "../../../api/me";
import { useDepartmentNames } from "../../../api/departments";
import { useSearchParams } from "../../../lib/url";
import { showsOpen } from "./model";
import { useCustomerOf } from "./queries";
import { opportunitySpec } from "./spec";

/** The list's declaration for the reader; list and board share it. */
export function useSpec() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const departments = useDepartmentNames();
  const [search] = useSearchParams();
  const customer = useCustomerOf(search.customer_id ?? "").data;
  return useMemo(
    () =>
      opportunitySpec({
        me, t, departments, customer,
        canCreate: can(me, "opportunity:create"),
        canExport: can(me, "opportunity:export"),
        onOpen: (id) => void navigate({ to: `/opportunities/${id}` }),
        onEdit: (id) => void navigate({ to: `/opportunities/${id}/edit` }),
      }),
    [me, t, departments, customer, navigate],
  );
}

/** The same for the board: views of what has ended are none of it, and only open ones stand on it. */
export function useBoardSpec() {
  const spec = useSpec();
  return useMemo(() => ({ ...spec, views: spec.views.filter((v) => showsOpen(v.filters)) }), [spec]);
}
