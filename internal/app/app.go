// Package app puts the product together: it opens the data, builds every
// module from top to bottom of the map, wires their events, and serves.
//
// It is the only package that imports every module.
package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"gongqiao/internal/base/activity"
	"gongqiao/internal/base/approval"
	"gongqiao/internal/base/customfield"
	"gongqiao/internal/base/document"
	"gongqiao/internal/base/identity"
	"gongqiao/internal/base/org"
	"gongqiao/internal/base/savedview"
	"gongqiao/internal/base/setting"
	"gongqiao/internal/base/task"
	"gongqiao/internal/base/team"
	"gongqiao/internal/care/service"
	"gongqiao/internal/deliver/handover"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/edge/importer"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/money/collection"
	"gongqiao/internal/platform/audit"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/keyring"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/platform/notify/inbox"
	"gongqiao/internal/platform/notify/mail"
	"gongqiao/internal/platform/outbox"
	"gongqiao/internal/platform/seal"
	"gongqiao/internal/platform/timer"
	"gongqiao/internal/read/insight"
	"gongqiao/internal/read/search"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
	"gongqiao/internal/sell/quote"
)

// apiVersion is that of the API under /api/v1; builds have versions of their own.
const apiVersion = "1"

// App is the opened product.
type App struct {
	Config config.Config
	DB     *db.DB
	API    *httpapi.API

	Org       *org.Service
	Identity  *identity.Service
	Views     *savedview.Service
	Documents *document.Service
	Fields    *customfield.Service
	Settings  *setting.Service
	Approvals *approval.Service
	Inbox     *inbox.Service
	Team      *team.Service
	Activity  *activity.Service
	Tasks     *task.Service
	Customers *customer.Service
	Pipeline  *pipeline.Service
	Quotes    *quote.Service
	Contracts *contract.Service
	Billing   *billing.Service
	Collect   *collection.Service
	Projects  *project.Service
	Handovers *handover.Service
	Care      *service.Service
	Insight   *insight.Service
	Imports   *importer.Service

	Audit *audit.Log

	log       *slog.Logger
	clock     *clock
	terms     func() *Terms
	texts     *i18n.Catalogue
	outbox    *outbox.Box
	timers    *timer.Timers
	register  customer.Registry // nil when the settings name none
	sender    mail.Sender
	auditKeys []audit.Key // newest first
}

// Open opens the data folder and the database, brings the schema up to date
// and builds the modules. Nothing is served yet.
func Open(ctx context.Context, c config.Config, log *slog.Logger) (*App, error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	auditKeys, err := keyring.Open(c.Path("keys", "audit"))
	if err != nil {
		return nil, err
	}
	ring, err := keyring.Open(c.Path("keys", "seal"))
	if err != nil {
		return nil, err
	}
	box, err := seal.New(ring)
	if err != nil {
		return nil, err
	}
	clock, err := newClock(c.Today)
	if err != nil {
		return nil, err
	}
	files, err := blob.OpenFolder(c.Path("files"))
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, db.Options{URL: databaseURL(c), Clock: clock.Now, Key: auditKeys.Current().Derive("record"), Retired: retiredKeys(auditKeys), Log: log})
	if err != nil {
		return nil, err
	}
	a, err := build(ctx, c, log, d, box, files, auditKeys)
	if err != nil {
		d.Close()
		return nil, err
	}
	a.clock = clock
	return a, nil
}

func build(ctx context.Context, c config.Config, log *slog.Logger, d *db.DB, box *seal.Box, files blob.Store, auditKeys *keyring.Ring) (*App, error) {
	if _, err := migrate.Up(ctx, d); err != nil {
		return nil, err
	}
	if err := find.Begin(ctx, d); err != nil {
		return nil, err
	}
	a, err := assemble(c, log, d, box, files)
	if err != nil {
		return nil, err
	}
	a.auditKeys = publicKeys(auditKeys)
	if a.Audit, err = audit.New(d, audit.Options{Key: checkpointKey(auditKeys.Current()), Retired: retiredPublic(a.auditKeys), File: c.Path("checkpoints.log")}); err != nil {
		return nil, err
	}
	if err := a.Audit.UseKey(ctx, auditKeys.Current().ID); err != nil {
		return nil, err
	}
	audit.Register(a.API, a.Audit)
	if a.register, err = register(c, d.Now); err != nil {
		return nil, err
	}
	a.subscribe()
	if err := a.setTimers(); err != nil {
		return nil, err
	}
	if err := a.Org.SeedRoles(ctx, Roles()); err != nil {
		return nil, err
	}
	start := authz.With(ctx, authz.NewSystem("start"))
	if err := a.Settings.Seed(start); err != nil {
		return nil, err
	}
	return a, a.Care.Seed(start)
}

// assemble builds every module over d and mounts its operations.
func assemble(c config.Config, log *slog.Logger, d *db.DB, box *seal.Box, files blob.Store) (*App, error) {
	texts, err := i18n.New()
	if err != nil {
		return nil, err
	}
	a := &App{Config: c, DB: d, log: log, texts: texts, API: httpapi.New(d, texts, log, apiVersion)}
	a.API.Roles(Holders())

	a.Org = org.New(d, catalogue())
	a.Identity = identity.New(d, a.Org, identity.Options{
		Seal: box, SeedRoles: func(tx *db.Tx) error { return a.Org.SeedRolesTx(tx, Roles()) },
		Secure: c.TLS() || strings.HasPrefix(c.PublicURL, "https://"), Idle: c.SessionIdle, Absolute: c.SessionAbsolute, Demo: c.Demo,
	})
	colleagues, records := people{a.Org}, &records{}
	a.Settings = setting.New(d, a.Org.SystemTx)
	a.Views = savedview.New(d)
	a.Documents = document.New(d, files, records, document.Options{MaxSize: int64(c.UploadLimit)})
	a.Fields = customfield.New(d, map[ref.Kind]string{customer.Kind: "customer", pipeline.Kind: "opportunity"})
	matrix := setting.Follow(a.Settings, approval.Defaults, (*approval.Policy).Rules)
	a.Approvals = approval.New(d, matrix, records, a.Settings.Calendar)
	if a.sender, err = sender(c); err != nil {
		return nil, err
	}
	a.Inbox = inbox.New(d, records, colleagues, texts, a.sender, a.linkTo)
	a.Team = team.New(d, records, colleagues)
	a.Activity = activity.New(d, records, colleagues)
	a.Tasks = task.New(d, records, colleagues, a.Settings.Calendar)
	a.Customers = customer.New(d, colleagues)
	a.Customers.Fields, a.Customers.Ties, a.Customers.Policy = a.Fields, ties{a}, setting.Follow(a.Settings, customer.Defaults, (*customer.Policy).Rules)
	a.Pipeline = pipeline.New(d, setting.Follow(a.Settings, pipeline.Defaults, (*pipeline.Policy).Rules), pipeline.Neighbours{
		People: colleagues, Numbers: opportunityNumbers{}, Customers: pipelineCustomers{a.Customers}, Team: pipelineTeam{a.Team},
		Documents: pipelineDocuments{a.Documents}, Tasks: pipelineTasks{a.Tasks}, Fields: a.Fields,
	})
	paper, err := renderer(c.Font)
	if err != nil {
		return nil, err
	}
	a.Quotes = quote.New(d, a.quotePolicy(matrix), a.Settings.Calendar, paper, quote.Neighbours{
		People: colleagues, Customers: quoteCustomers{a.Customers}, Opportunities: quoteOpportunities{a.Pipeline}, Documents: a.Documents, Approvals: quoteApprovals{a.Approvals}, Letters: letters{},
	})
	a.Pipeline.Quotes = a.Quotes
	a.Contracts = contract.New(d, setting.Follow(a.Settings, contract.Defaults, (*contract.Policy).Rules), contract.Neighbours{
		People: colleagues, Numbers: contractNumbers{}, Customers: a.Customers, Opportunities: contractOpportunities{a.Pipeline}, Quotes: contractQuotes{a.Quotes},
		Documents: a.Documents, Approvals: a.Approvals, Tasks: contractTasks{a.Tasks, a.Org}, Ledger: ledger{a}, Calendar: a.Settings.Calendar,
	})
	a.Quotes.Contracts = a.Contracts
	if err := a.buildDelivery(d, colleagues); err != nil {
		return nil, err
	}
	a.buildMoney(d, colleagues)
	a.terms = setting.Follow(a.Settings, UsualTerms, (*Terms).Rules)
	a.Imports = importer.New(d, files, int64(c.ImportLimit), importer.Modules{Org: a.Org, Fields: a.Fields, Customers: a.Customers, Pipeline: a.Pipeline, Contracts: a.Contracts, Projects: a.Projects})
	if err := a.buildCare(d, colleagues); err != nil {
		return nil, err
	}
	a.buildInsight(d)
	a.tie(records)
	a.mount()
	return a, nil
}

// tie says where records stand, and carries events from module to module.
func (a *App) tie(records *records) {
	records.add(customer.Kind, a.Customers.ScopeTx)
	records.add(quote.Kind, a.Quotes.ScopeTx)
	records.add(contract.Kind, a.Contracts.ScopeTx)
	records.add(contract.AmendmentKind, a.Contracts.AmendmentScopeTx)
	records.add(pipeline.Kind, func(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
		return a.Pipeline.ScopeTx(tx, id, pipeline.PermRead)
	})
	records.add(project.Kind, a.Projects.ScopeTx)
	records.add(project.MilestoneKind, a.Projects.MilestoneScopeTx)
	records.add(handover.Kind, a.Handovers.ScopeTx)
	a.hangs(records)
	a.wireEvents()
	a.wireQuotes()
	a.wireContract()
	a.wireDelivery()
	a.wireCompletion()
	a.wireValuation()
	a.wireMoney(records)
	a.wireCare(records)
}

// mount offers the operations of every module.
func (a *App) mount() {
	org.Register(a.API, a.Org)
	identity.Register(a.API, a.Identity)
	savedview.Register(a.API, a.Views)
	document.Register(a.API, a.Documents)
	customfield.Register(a.API, a.Fields)
	setting.Register(a.API, a.Settings)
	approval.Register(a.API, a.Approvals)
	inbox.Register(a.API, a.Inbox)
	team.Register(a.API, a.Team)
	activity.Register(a.API, a.Activity)
	task.Register(a.API, a.Tasks)
	customer.Register(a.API, a.Customers)
	pipeline.Register(a.API, a.Pipeline)
	quote.Register(a.API, a.Quotes)
	contract.Register(a.API, a.Contracts)
	project.Register(a.API, a.Projects)
	handover.Register(a.API, a.Handovers)
	billing.Register(a.API, a.Billing)
	collection.Register(a.API, a.Collect)
	service.Register(a.API, a.Care)
	insight.Register(a.API, a.Insight)
	importer.Register(a.API, a.Imports, a.texts)
	search.Register(a.API, search.New(a.findOpportunities, a.findCustomers, a.findContracts, a.findProjects, a.findInvoices, a.findReceipts))
}

// Document returns the OpenAPI document of this build.
func Document(ctx context.Context) ([]byte, error) {
	dir, err := os.MkdirTemp("", "gongqiao-openapi-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	a, err := Open(ctx, config.Config{Data: dir}, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer a.Close()
	return a.API.Document()
}

// Close ends what Open began.
func (a *App) Close() error { return a.DB.Close() }

func databaseURL(c config.Config) string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite://" + c.Path("gongqiao.db")
}
