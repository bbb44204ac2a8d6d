import { lazy, Suspense } from "react";
import { can, useMe } from "../api/me";
import { withTexts } from "../lib/i18n";
import type { PanelsProps, RecordParts } from "../lib/record";
import { modules } from "./modules";

const Composer = lazy(withTexts(["log"], () => import("../features/work/activities/Composer")));
const Story = lazy(withTexts(["log"], () => import("../features/work/activities/Story")));
const Contacts = lazy(withTexts(["customers"], () => import("../features/sales/customers/components/Contacts")));
const TeamList = lazy(withTexts(["team"], () => import("../features/work/team/TeamList")));
const TeamDialog = lazy(withTexts(["team"], () => import("../features/work/team/TeamDialog")));
const Files = lazy(withTexts(["documents"], () => import("../features/work/documents/Files")));
const FileField = lazy(withTexts(["documents"], () => import("../features/work/documents/FileField")));
const TermsForm = lazy(withTexts(["terms"], () => import("../features/sales/terms/TermsForm")));
const Findings = lazy(withTexts(["terms"], () => import("../features/sales/terms/Findings")));
const SnoozeMenu = lazy(withTexts(["tasks"], () => import("../features/work/tasks/SnoozeMenu")));

/** Every panel of every feature, in the order of the sidebar. */
const panels = modules.flatMap((m) => (m.panels ?? []).map((spec) => ({ ...spec, Panel: lazy(withTexts(m.texts ?? [], spec.load)) })));

const pages = new Map(modules.flatMap((m) => m.kinds ?? []).map((k) => [k.kind, k.full]));

function Panels({ record, place, actions = [] }: PanelsProps) {
  const me = useMe();
  return panels
    .filter((p) => p.place === place && p.on.includes(record.kind) && can(me, p.permission))
    .map(({ id, Panel }) => <Suspense key={id}><Panel record={record} actions={actions} /></Suspense>);
}

/** The parts that every record page shares, loaded with the first record that is opened. */
export const recordParts: RecordParts = {
  Composer: (props) => <Suspense><Composer {...props} /></Suspense>,
  Story: (props) => <Suspense><Story {...props} /></Suspense>,
  Panels,
  Contacts: (props) => <Suspense><Contacts {...props} /></Suspense>,
  TeamList: (props) => <Suspense><TeamList {...props} /></Suspense>,
  TeamDialog: (props) => <Suspense><TeamDialog {...props} /></Suspense>,
  Files: (props) => <Suspense><Files {...props} /></Suspense>,
  FileField: (props) => <Suspense><FileField {...props} /></Suspense>,
  TermsForm: (props) => <Suspense><TermsForm {...props} /></Suspense>,
  Findings: (props) => <Suspense><Findings {...props} /></Suspense>,
  SnoozeMenu: (props) => <Suspense><SnoozeMenu {...props} /></Suspense>,
  href: ({ kind, id }) => pages.get(kind)?.(id) ?? null,
};
