package app

import "gongqiao/internal/app/demo"

// demoModules are what the story of the demo group is told through.
func (a *App) demoModules() (demo.Modules, error) {
	paper, err := renderer(a.Config.Font)
	return demo.Modules{
		DB: a.DB, Clock: a.clock, Org: a.Org, Customers: a.Customers, Pipeline: a.Pipeline, Quotes: a.Quotes, Contracts: a.Contracts, Approvals: a.Approvals, Documents: a.Documents, Projects: a.Projects, Handovers: a.Handovers, Care: a.Care, Billing: a.Billing,
		Activity: a.Activity, Tasks: a.Tasks, Team: a.Team, Identity: a.Identity, Paper: paper,
	}, err
}
