package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"gongqiao/internal/app"
	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
)

// batch is how many records one transaction adds.
const batch = 1000

// Accounts that ask: one of each reach. The salesperson is person 0; the others
// stand above him.
const (
	asSales      = "p0"
	asManager    = "manager"
	asExecutive  = "executive"
	asGeneral    = "general"
	password     = "Bench-of-planks-2026" //nolint:gosec // of accounts in a database that is thrown away
	seedOfNames  = "Bench Group"
	decisionRole = "decision_maker"
)

// seeder fills a database through the product's own modules: whatever they
// keep beside a record (search entries, sums, stage history, audit) is there.
type seeder struct {
	w   world
	app *app.App
	ctx context.Context
	out io.Writer
	now time.Time

	roles map[string]ref.ID
}

// seeded returns a data folder that holds the world. It is filled once for each
// version of the schema and kept in the cache folder.
func seeded(ctx context.Context, cache string, w world, out io.Writer) (string, error) {
	version, err := schemaVersion()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, w.name+"-"+version)
	if _, err := os.Stat(filepath.Join(dir, "complete")); err == nil {
		return dir, nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	began := time.Now()
	if err := fill(ctx, dir, w, out); err != nil {
		return "", fmt.Errorf("fill %s: %w", w.name, err)
	}
	fmt.Fprintf(out, "filled %s in %s\n", w.name, time.Since(began).Round(time.Second))
	return dir, os.WriteFile(filepath.Join(dir, "complete"), nil, 0o600)
}

// schemaVersion is a digest of the migrations in the source tree.
func schemaVersion() (string, error) {
	files, err := filepath.Glob(filepath.Join("internal", "platform", "migrate", "sql", "*.sql"))
	if err != nil || len(files) == 0 {
		return "", errors.Join(err, errors.New("run the benchmark in the root of the repository"))
	}
	h := sha256.New()
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		h.Write(b)
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:4]), nil
}

func fill(ctx context.Context, dir string, w world, out io.Writer) (err error) {
	a, err := app.Open(ctx, config.Config{Data: dir, SessionIdle: time.Hour, SessionAbsolute: time.Hour}, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	s := &seeder{w: w, app: a, ctx: authz.With(ctx, authz.NewSystem("bench")), out: out, now: a.DB.Now(), roles: map[string]ref.ID{}}
	hash, err := a.Identity.HashPassword(s.ctx, password)
	if err != nil {
		return err
	}
	if err := a.DB.Write(s.ctx, s.group); err != nil {
		return err
	}
	if err := s.each("people", w.people, func(tx *db.Tx, n int) error { return s.person(tx, n, hash) }); err != nil {
		return err
	}
	if err := a.DB.Write(s.ctx, func(tx *db.Tx) error { return s.chiefs(tx, hash) }); err != nil {
		return err
	}
	if err := s.each("customers", w.customers, s.customer); err != nil {
		return err
	}
	if err := s.each("opportunities", w.deals, s.deal); err != nil {
		return err
	}
	return s.settle()
}

// each calls add for n records, some in each transaction.
func (s *seeder) each(what string, n int, add func(*db.Tx, int) error) error {
	began := time.Now()
	for from := 0; from < n; from += batch {
		err := s.app.DB.Write(s.ctx, func(tx *db.Tx) error {
			for i := from; i < min(from+batch, n); i++ {
				if err := add(tx, i); err != nil {
					return fmt.Errorf("%s %d: %w", what, i, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if from/batch%20 == 0 {
			fmt.Fprintf(s.out, "\r  %s: %s %d of %d ", s.w.name, what, from, n)
		}
	}
	fmt.Fprintf(s.out, "\r  %s: %d %s in %s        \n", s.w.name, n, what, time.Since(began).Round(time.Second))
	return nil
}

func (s *seeder) group(tx *db.Tx) error {
	if err := s.app.Org.NameGroupTx(tx, seedOfNames); err != nil {
		return err
	}
	for e := range s.w.entities {
		root, err := s.app.Org.CreateEntityTx(tx, &org.Entity{ID: id(idEntity, e), Code: "E" + strconv.Itoa(e), Name: "基准" + strconv.Itoa(e) + "公司", Position: int64(e)})
		if err != nil {
			return err
		}
		for d := range s.w.departments {
			n := d*s.w.entities + e
			if err := s.app.Org.CreateDepartmentTx(tx, &org.Department{ID: id(idDepartment, n), ParentID: root, Name: "市场" + strconv.Itoa(n) + "部", Position: int64(d)}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *seeder) person(tx *db.Tx, n int, hash string) error {
	return s.account(tx, n, account{"p" + strconv.Itoa(n), "sales", id(idDepartment, s.w.home(n)), id(idDepartment, s.w.home(n))}, hash)
}

// chiefs stand above person 0: over his department, his entity, the group.
func (s *seeder) chiefs(tx *db.Tx, hash string) error {
	root := ref.Derived("root", id(idEntity, 0).String())
	for i, a := range []account{
		{asManager, "sales_manager", id(idDepartment, 0), id(idDepartment, 0)},
		{asExecutive, "executive", id(idDepartment, 0), root},
		{asGeneral, "general_manager", id(idDepartment, 0), root},
	} {
		if err := s.account(tx, s.w.people+i, a, hash); err != nil {
			return err
		}
	}
	return nil
}

// account is a person with one role at one department.
type account struct {
	username, role string
	home, at       ref.ID
}

func (s *seeder) account(tx *db.Tx, n int, a account, hash string) error {
	r := dice(idPerson, n)
	p := &org.Person{ID: id(idPerson, n), Username: a.username, Name: pick(r, firsts) + pick(r, lasts) + pick(r, firsts), DepartmentID: a.home}
	if err := s.app.Org.CreatePersonTx(tx, p); err != nil {
		return err
	}
	role, err := s.role(tx, a.role)
	if err != nil {
		return err
	}
	if err := s.app.Org.AssignTx(tx, &org.Assignment{ID: id(idAssignment, n), PersonID: p.ID, RoleID: role, DepartmentID: a.at}); err != nil {
		return err
	}
	return s.app.Identity.GivePasswordTx(tx, p, hash, false)
}

// role asks for each role once: the answer counts who holds it.
func (s *seeder) role(tx *db.Tx, code string) (ref.ID, error) {
	if id, known := s.roles[code]; known {
		return id, nil
	}
	r, err := s.app.Org.RoleByCodeTx(tx, code)
	s.roles[code] = r.ID
	return r.ID, err
}

func (s *seeder) customer(tx *db.Tx, n int) error {
	name, short := customerName(n)
	owner := s.w.holder(n)
	home := s.w.home(owner)
	r := dice(idContact, n)
	c := customer.Incoming{ID: id(idCustomer, n), Status: customer.Active, Origin: "import", Owner: id(idPerson, owner), Unit: id(idDepartment, home), Entity: id(idEntity, home%s.w.entities),
		Since: workday.Today(s.now, time.UTC).AddDays(-r.IntN(700)),
		Draft: customer.Draft{Name: name, ShortName: short, Party: "owner", Type: pick(r, customer.Types), Industry: "municipal", City: pick(r, cities), Source: "referral", ProjectTypes: []string{"municipal"}}}
	if err := s.app.Customers.AddTx(tx, c); err != nil {
		return err
	}
	return s.app.Customers.AddContactTx(tx, customer.Contact{ID: id(idContact, n), CustomerID: c.ID, Name: pick(r, firsts) + pick(r, lasts), Title: "总工", Part: decisionRole})
}

// deal adds an opportunity. Half are open; a fifth was won.
func (s *seeder) deal(tx *db.Tx, n int) error {
	r := dice(idDeal, n)
	began := s.now.Add(-time.Duration(30+r.IntN(700)) * 24 * time.Hour)
	p := pipeline.Past{ID: id(idDeal, n), Number: fmt.Sprintf("OPP-%07d", n), Owner: id(idPerson, s.w.owner(n)), Origin: "import", Outcome: pipeline.Open,
		VisitEnded: began.Add(48 * time.Hour), ReportGiven: began.Add(72 * time.Hour),
		Draft: pipeline.Draft{CustomerID: id(idCustomer, s.w.customerOf(n)), Name: pick(r, cities) + pick(r, lasts) + pick(r, works) + pick(r, phases), ProjectType: "municipal", Region: pick(r, cities),
			Source: "referral", Amount: amount(r), ExpectedSignDate: workday.Today(s.now, time.UTC).AddDays(r.IntN(300) - 30)}}
	for i := range stagesOf(r) {
		p.Entered = append(p.Entered, began.Add(time.Duration(i)*20*24*time.Hour/3))
	}
	p.LastActive = p.Entered[len(p.Entered)-1].Add(24 * time.Hour)
	switch end := r.IntN(10); {
	case end < 2 && len(p.Entered) == len(pipeline.Stages()):
		p.Outcome, p.ClosedAt = pipeline.WonDeal, p.LastActive
	case end < 5:
		p.Outcome, p.ClosedAt, p.Loss = pipeline.LostDeal, p.LastActive, pipeline.Loss{Reason: "price"}
	}
	return s.app.Pipeline.AddTx(tx, p)
}

// amount spreads from 0.1 to 50 million yuan, small ones most often.
func amount(r *rand.Rand) int64 {
	return int64(math.Exp(r.Float64()*math.Log(500))*100_000) * 100
}

// stagesOf returns how many stages a deal has reached.
func stagesOf(r *rand.Rand) int {
	switch n := r.IntN(10); {
	case n < 4:
		return 1
	case n < 7:
		return 2
	case n < 9:
		return 3
	}
	return 4
}

// settle lets the product's own workers come to rest: every audit record is
// sealed and every event delivered, as after a quiet night.
func (s *seeder) settle() error {
	ctx, stop := context.WithCancel(s.ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.app.Work(ctx)
	}()
	defer func() {
		stop()
		<-done
	}()
	for {
		var waiting int64
		err := s.app.DB.Peek(ctx, func(tx *db.Tx) error {
			return tx.One("select (select count(*) from outbox_event where not routed) + (select count(*) from audit_record) - (select count(*) from audit_seal)", nil, &waiting)
		})
		if err != nil || waiting == 0 {
			return err
		}
		time.Sleep(200 * time.Millisecond)
	}
}
