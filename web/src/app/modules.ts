/** Every feature of the desk, in the order of the sidebar. */
import { account } from "../features/account/profile/routes";
import { customers } from "../features/sales/customers/routes";
import { imports } from "../features/edge/imports/routes";
import { home } from "../features/home/today/routes";
import { complaints } from "../features/care/complaints/routes";
import { plans } from "../features/care/plans/routes";
import { surveys } from "../features/care/surveys/routes";
import { templates } from "../features/care/templates/routes";
import { collection } from "../features/money/collection/routes";
import { invoices } from "../features/money/invoices/routes";
import { leads } from "../features/sales/leads/routes";
import { handovers } from "../features/deliver/handovers/routes";
import { milestones } from "../features/deliver/milestones/routes";
import { opportunities } from "../features/sales/opportunities/routes";
import { projects } from "../features/deliver/projects/routes";
import { contracts } from "../features/sales/contracts/routes";
import { quotes } from "../features/sales/quotes/routes";
import { receipts } from "../features/money/receipts/routes";
import { receivables } from "../features/money/receivables/routes";
import { audit } from "../features/settings/audit/routes";
import { org } from "../features/settings/org/routes";
import { approvals } from "../features/work/approvals/routes";
import { team } from "../features/work/team/routes";
import { tasks } from "../features/work/tasks/routes";
import type { FeatureModule } from "../lib/module";

export const modules: FeatureModule[] = [home, tasks, leads, customers, opportunities, quotes, contracts, milestones, handovers, projects, receivables, collection, receipts, invoices, surveys, complaints, plans, templates, imports, team, approvals, audit, org, account];
