// Every page that the sidebar leads to, and who looks at it.

/** Routes by the demo user who visits them. A page in the sidebar that is not here fails the test. */
export const routes = {
  "li.sales": ["/home", "/tasks", "/leads", "/customers", "/opportunities", "/opportunities/board", "/quotes", "/contracts", "/approvals", "/handovers", "/projects", "/profile"],
  "wu.finance": ["/receivables", "/collection", "/receipts", "/invoices"],
  "chen.service": ["/surveys", "/surveys/templates", "/complaints", "/complaints?new=1", "/improvement-plans"],
  gm: ["/home", "/imports", "/imports/new"],
  auditor: ["/audit"],
  secadmin: ["/settings/people", "/settings/departments", "/settings/roles"],
  admin: ["/settings/people", "/settings/departments", "/settings/roles", "/settings/fields", "/settings/rules", "/settings/calendar"],
};
