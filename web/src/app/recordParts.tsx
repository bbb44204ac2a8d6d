import { lazy, Suspense } from "react";
import type { RecordParts } from "../lib/record";

const Composer = lazy(() => import("../features/work/activities/Composer"));
const Story = lazy(() => import("../features/work/activities/Story"));

/** The parts that every record page shares, loaded with the first record that is opened. */
export const recordParts: RecordParts = {
  Composer: (props) => <Suspense><Composer {...props} /></Suspense>,
  Story: (props) => <Suspense><Story {...props} /></Suspense>,
};
