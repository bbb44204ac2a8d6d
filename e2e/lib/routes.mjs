// Every page that the sidebar leads to, and who looks at it.

/** Records of the demo group; their ids are made of their names. */
const complaint = "/complaints/f7017470-cc91-5a83-aca4-caf849256b90";
const struckOff = "/customers/12d4a7dc-b5dc-539a-95c2-4afad7cb74f1";

/** Routes by the demo user who visits them. A page in the sidebar that is not here fails the test. */
export const routes = {
  "li.sales": ["/home", "/tasks", "/leads", "/customers", "/opportunities", "/opportunities/board", "/quotes", "/contracts", "/approvals", "/handovers", "/projects", "/profile"],
  "wu.finance": ["/receivables", "/collection", "/receipts", "/invoices"],
  "chen.service": ["/home", "/surveys", "/surveys/templates", "/complaints", "/complaints?new=1", complaint, "/improvement-plans"],
  "zheng.pm": ["/home"],
  "feng.site": ["/home"],
  gm: ["/home", struckOff, "/imports", "/imports/new"],
  auditor: ["/audit"],
  secadmin: ["/settings/people", "/settings/departments", "/settings/roles"],
  admin: ["/settings/people", "/settings/departments", "/settings/roles", "/settings/fields", "/settings/rules", "/settings/calendar"],
};
