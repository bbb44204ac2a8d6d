package project_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/base/team"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

func TestContractBringsItsProjectOnce(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		c := s.contract("津滨110kV海河变电站新建工程")
		c.Milestones = append(c.Milestones, project.Term{Name: "设备进场", Key: "M2"}, project.Term{Name: "设备进场的另一笔", Key: "M2"})
		id := s.ensure(t, c)
		if again := s.ensure(t, c); again != id {
			t.Fatalf("heard twice: %v and %v", id, again)
		}
		v := s.get(t, id)
		if v.State != project.Planning || v.Owner.ID != s.person["NOp"] || v.Department.ID != s.unit["NOa"] || v.Amount.Amount != c.Amount || len(v.Milestones) != 4 || len(v.Revisions) != 1 {
			t.Errorf("project: %+v", v)
		}
		if v.SalesRep == nil || v.SalesRep.ID != s.person["NOs"] {
			t.Errorf("sales rep: %v", v.SalesRep)
		}
		if v.ForecastFinish != c.Finish || v.Milestones[0].Key != project.FoundationDone || v.Milestones[2].ForecastOn != c.Milestones[2].PlannedOn || v.Milestones[3].PlannedOn != c.Finish {
			t.Errorf("dates: %+v", v)
		}
		if n := len(told[project.Created](s)); n != 1 {
			t.Errorf("%d times told of creation", n)
		}
		must(t, s.write(func(tx *db.Tx) error {
			return s.svc.OnAmendedTx(tx, project.Amended{Contract: c.Contract, Amount: c.Amount + 386_500_00, Finish: day("2027-04-06")})
		}))
		if v = s.get(t, id); v.Amount.Amount != c.Amount+386_500_00 || v.PlannedFinish != day("2027-04-06") {
			t.Errorf("after the amendment: %+v", v)
		}
	})
}

// A project that was born at award gets the contract of its opportunity; a
// second contract of the same opportunity gets a project of its own.
func TestContractJoinsTheAward(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		deal := ref.New()
		id, err := s.svc.Create(s.boss(), project.Beginning{CustomerID: s.customer, OpportunityID: deal, Draft: project.Draft{Name: "中标先行"}})
		must(t, err)
		if v := s.get(t, id); v.State != project.Initiating || v.Owner != nil || !v.ContractID.IsZero() {
			t.Fatalf("at award: %+v", v)
		}
		c := s.contract("合同名称")
		c.Opportunity = deal
		if got := s.ensure(t, c); got != id {
			t.Fatalf("the contract made another project")
		}
		v := s.get(t, id)
		if v.ContractID != c.Contract || v.Name != "中标先行" || v.PlannedFinish != c.Finish || len(v.Milestones) != 3 || v.Amount.Amount != c.Amount {
			t.Errorf("joined: %+v", v)
		}
		version := v.Version
		s.ensure(t, c)
		if v = s.get(t, id); v.Version != version {
			t.Errorf("heard again, version %d from %d", v.Version, version)
		}
		if e := told[project.Contracted](s); len(e) != 1 || e[0].ID != id || e[0].Contract != c.Contract {
			t.Errorf("told %v", e)
		}
		second := s.contract("二期")
		second.Opportunity = deal
		if got := s.ensure(t, second); got == id {
			t.Error("two contracts share a project")
		}
		must(t, s.svc.Appoint(s.boss(), id, version, s.person["NOp"]))
		if v = s.get(t, id); v.State != project.Planning || v.Owner.ID != s.person["NOp"] {
			t.Errorf("appointed: %+v", v)
		}
	})
}

// 5.9 blocks, 6.0 passes, and only with a signature and a contract in force.
func TestGateBeforeReady(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		c := s.contract("门槛")
		id := s.ensure(t, c)
		for _, tc := range []struct {
			what    string
			inForce bool
			signed  bool
			score   int64
			missing []string
		}{
			{"nothing", false, false, 0, []string{project.NeedContract, project.NeedHandover}},
			{"5.9", true, true, 59, []string{project.NeedHandover}},
			{"6.0 without signatures", true, false, 60, []string{project.NeedHandover}},
			{"10 before the contract", false, true, 100, []string{project.NeedContract}},
		} {
			s.inForce[c.Contract], s.signed, s.score = tc.inForce, tc.signed, tc.score
			err := s.svc.MarkReady(s.pm(), id, s.get(t, id).Version)
			wants(t, tc.what, err, project.ErrNotReady)
			missing, _ := fault.As(err).Params["missing"].([]project.Criterion)
			codes := []string{}
			for _, m := range missing {
				codes = append(codes, m.Code)
			}
			if !slices.Equal(codes, tc.missing) {
				t.Errorf("%s: missing %v, want %v", tc.what, codes, tc.missing)
			}
			if v := s.get(t, id); v.State != project.Planning {
				t.Errorf("%s: went to %s", tc.what, v.State)
			}
		}
		s.inForce[c.Contract], s.signed, s.score = true, true, 60
		must(t, s.svc.MarkReady(s.pm(), id, s.get(t, id).Version))
		v := s.get(t, id)
		if v.State != project.Ready || v.BaselineFinish != c.Finish || len(v.Gate) != 0 {
			t.Errorf("ready: %+v", v)
		}
	})
}

func TestWaiverOpensTheGate(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.born(t)
		pm := s.as("NOp", authz.Own, project.PermRead, project.PermAdvance)
		wants(t, "the manager himself", s.svc.Waive(pm, id, 1, "抢险工程"), authz.ErrForbidden)
		must(t, s.svc.Waive(s.boss(), id, s.get(t, id).Version, "抢险工程"))
		wants(t, "twice", s.svc.Waive(s.boss(), id, s.get(t, id).Version, "抢险工程"), project.ErrWaived)
		v := s.get(t, id)
		if v.Waiver == nil || v.Waiver.By != s.person["NOb"] || v.Waiver.Reason != "抢险工程" {
			t.Errorf("waiver: %+v", v.Waiver)
		}
		must(t, s.db.Read(system(), func(tx *db.Tx) error {
			var reason string
			must(t, tx.One("select reason from audit_record where action = 'project.waive'", nil, &reason))
			if reason != "抢险工程" {
				t.Errorf("audited as %q", reason)
			}
			return nil
		}))
		must(t, s.svc.MarkReady(pm, id, v.Version))
	})
}

func TestFromStartToClose(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.born(t)
		s.score, s.signed = 82, true
		version := func() int64 { return s.get(t, id).Version }
		wants(t, "start before ready", s.svc.Start(s.pm(), id, version(), day("2026-11-01")), project.ErrState)
		must(t, s.svc.MarkReady(s.pm(), id, version()))
		wants(t, "start tomorrow", s.svc.Start(s.pm(), id, version(), day("2026-11-21")), fault.ErrInvalid)
		wants(t, "start without a day", s.svc.Start(s.pm(), id, version(), 0), fault.ErrInvalid)
		must(t, s.svc.Start(s.pm(), id, version(), day("2026-11-20")))

		ms := s.get(t, id).Milestones
		wants(t, "accept with open works", s.svc.Accept(s.pm(), id, version()), project.ErrMilestonesOpen)
		s.confirm(t, ms[0].ID)
		wants(t, "accept with one open", s.svc.Accept(s.pm(), id, version()), project.ErrMilestonesOpen)
		s.confirm(t, ms[1].ID)
		if v := s.get(t, id); v.Progress != 80 || v.Reached != 80 {
			t.Errorf("progress %d, reached %d", v.Progress, v.Reached)
		}
		must(t, s.svc.Accept(s.pm(), id, version()))
		wants(t, "complete before acceptance", s.svc.Complete(s.pm(), id, version(), day("2026-11-20"), day("2027-11-20")), project.ErrAcceptanceOpen)
		s.confirm(t, ms[2].ID)
		for what, dates := range map[string][2]string{"tomorrow": {"2026-11-21", "2027-11-20"}, "before the start": {"2026-11-19", "2027-11-20"}, "no warranty": {"2026-11-20", "2026-11-20"}} {
			wants(t, "complete "+what, s.svc.Complete(s.pm(), id, version(), day(dates[0]), day(dates[1])), fault.ErrInvalid)
		}
		must(t, s.svc.Complete(s.pm(), id, version(), day("2026-11-20"), day("2026-11-22")))
		if v := s.get(t, id); v.OnTime == nil || !*v.OnTime || v.State != project.Warranty {
			t.Errorf("completed: %+v", v)
		}
		s.clock.pass(2)
		wants(t, "close on the last day", s.svc.Close(s.pm(), id, version(), day("2026-11-21")), project.ErrWarrantyRuns)
		s.clock.pass(1)
		wants(t, "close without looking back", s.svc.Close(s.pm(), id, version(), 0), fault.ErrInvalid)
		s.retained = true
		wants(t, "close while retention is held", s.svc.Close(s.pm(), id, version(), day("2026-11-23")), project.ErrRetained)
		s.retained = false
		must(t, s.svc.Close(s.pm(), id, version(), day("2026-11-23")))
		v := s.get(t, id)
		if v.State != project.Closed || v.ClosedOn != day("2026-11-23") || len(v.Actions) != 0 {
			t.Errorf("closed: %+v", v)
		}
		n, onTime, err := s.svc.Delivered(s.boss(), day("2026-11-20"), day("2026-11-20"))
		if must(t, err); n != 1 || onTime != 1 {
			t.Errorf("delivered %d, %d in time", n, onTime)
		}
		if n, _, _ = s.svc.Delivered(s.stranger(), day("2026-01-01"), day("2027-01-01")); n != 0 {
			t.Errorf("a stranger counts %d", n)
		}
	})
}

// table is reference 2.11, written a second time.
var table = map[string][]string{
	"appoint": {"initiating>planning"}, "ready": {"planning>ready"}, "start": {"ready>executing"}, "accept": {"executing>accepting"}, "complete": {"accepting>warranty"}, "close": {"warranty>closed"},
	"suspend": {"planning>suspended", "ready>suspended", "executing>suspended", "accepting>suspended"},
	"resume":  {"suspended>planning", "suspended>ready", "suspended>executing", "suspended>accepting"},
	"cancel":  {"initiating>cancelled", "planning>cancelled", "ready>cancelled", "executing>cancelled", "suspended>cancelled"},
}

// No sequence of use cases moves a project outside the table, and a refused one
// leaves it as it was.
func TestAnySequence(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.score, s.signed = 60, true
		rapid.Check(t, func(rt *rapid.T) {
			c := s.contract("任意顺序")
			if rapid.Bool().Draw(rt, "no manager yet") {
				c.Manager = ref.Nil
			}
			c.Milestones = c.Milestones[:1]
			id := s.ensure(t, c)
			stood := project.State("")
			for range rapid.IntRange(1, 14).Draw(rt, "steps") {
				before := s.get(t, id)
				verb := rapid.SampledFrom([]string{"appoint", "ready", "start", "confirm", "accept", "complete", "close", "suspend", "resume", "cancel"}).Draw(rt, "verb")
				err := s.try(t, verb, before)
				after := s.get(t, id)
				if err != nil && fault.As(err) == nil {
					rt.Fatalf("%s: %v", verb, err)
				}
				move := string(before.State) + ">" + string(after.State)
				switch {
				case before.State == after.State && (err != nil && before.Version == after.Version || err == nil):
				case err != nil || !slices.Contains(table[verb], move):
					rt.Fatalf("%s answered %v and moved %s", verb, err, move)
				}
				if verb == "suspend" && err == nil {
					stood = before.State
				}
				if verb == "resume" && err == nil && after.State != stood {
					rt.Fatalf("resumed at %s, stood at %s", after.State, stood)
				}
			}
		})
	})
}

func (s *site) try(t *testing.T, verb string, v project.View) error {
	ctx, today := s.boss(), s.clock.today()
	switch verb {
	case "appoint":
		who := s.person["NOp"]
		if v.Owner != nil && v.Owner.ID == who {
			who = s.person["NOq"]
		}
		return s.svc.Appoint(ctx, v.ID, v.Version, who)
	case "ready":
		return s.svc.MarkReady(ctx, v.ID, v.Version)
	case "start":
		return s.svc.Start(ctx, v.ID, v.Version, today)
	case "confirm":
		m := s.milestone(t, v.Milestones[0].ID)
		if err := s.svc.Reach(ctx, m.ID, m.Version, project.Report{ActualOn: today}); err != nil {
			return err
		}
		must(t, s.svc.Ask(ctx, m.ID, m.Version+1, s.contact))
		l, err := s.svc.LastLink(ctx, m.ID)
		must(t, err)
		return s.answer(t, l.Token, project.Answer{Action: project.Confirm})
	case "accept":
		return s.svc.Accept(ctx, v.ID, v.Version)
	case "complete":
		return s.svc.Complete(ctx, v.ID, v.Version, today, today.AddDays(1))
	case "close":
		s.clock.pass(3)
		return s.svc.Close(ctx, v.ID, v.Version, today)
	case "suspend":
		return s.svc.Suspend(ctx, v.ID, v.Version, "停工")
	case "resume":
		return s.svc.Resume(ctx, v.ID, v.Version)
	}
	return s.svc.Cancel(ctx, v.ID, v.Version, "取消")
}

// turn tells a project what became of its contract.
func (s *site) turn(t testing.TB, contract ref.ID, hear func(*db.Tx, project.Turn) error) {
	t.Helper()
	must(t, s.write(func(tx *db.Tx) error { return hear(tx, project.Turn{Contract: contract, Reason: "业主通知停工"}) }))
}

// A project rests while its contract does, at every state, and goes on with it
// where it stood; nobody resumes it before.
func TestAProjectRestsWithItsContract(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		planning := s.born(t)
		running := s.running(t)
		for _, id := range []ref.ID{planning, running} {
			stood := s.get(t, id)
			for range 2 { // hearing it again changes nothing
				s.turn(t, stood.ContractID, s.svc.OnSuspendedTx)
			}
			v := s.get(t, id)
			if v.State != project.Suspended || v.ContractHold != project.HoldHalted || slices.Contains(v.Actions, "resume") || v.Version != stood.Version+1 {
				t.Errorf("from %s: %s held %q, version %d after %d, may %v", stood.State, v.State, v.ContractHold, v.Version, stood.Version, v.Actions)
			}
			wants(t, "resuming it alone", s.svc.Resume(s.boss(), id, v.Version), project.ErrContractRests)
			s.turn(t, stood.ContractID, s.svc.OnResumedTx)
			if v = s.get(t, id); v.State != stood.State || v.ContractHold != project.HoldNone {
				t.Errorf("resumed: %s held %q, want %s", v.State, v.ContractHold, stood.State)
			}
		}
		if e := told[project.ContractSuspended](s); len(e) != 4 || e[0].ID != planning || e[0].Owner != s.person["NOp"] || e[0].Label == "" || e[0].Reason != "业主通知停工" {
			t.Errorf("told %+v", e)
		}
		s.turn(t, ref.New(), s.svc.OnSuspendedTx) // a contract without a project
	})
}

// What people had brought to rest themselves stays at rest when the contract
// goes on; they resume it then.
func TestAContractResumesOnlyWhatItBroughtToRest(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.running(t)
		contract := s.get(t, id).ContractID
		must(t, s.svc.Suspend(s.boss(), id, s.get(t, id).Version, "台风"))
		s.turn(t, contract, s.svc.OnSuspendedTx)
		wants(t, "while the contract rests", s.svc.Resume(s.boss(), id, s.get(t, id).Version), project.ErrContractRests)
		s.turn(t, contract, s.svc.OnResumedTx)
		if v := s.get(t, id); v.State != project.Suspended || v.ContractHold != project.HoldNone || !slices.Contains(v.Actions, "resume") {
			t.Errorf("%s held %q, may %v", v.State, v.ContractHold, v.Actions)
		}
		must(t, s.svc.Resume(s.boss(), id, s.get(t, id).Version))
		if v := s.get(t, id); v.State != project.Executing {
			t.Errorf("in the end: %s", v.State)
		}
	})
}

func TestAProjectIsNotReadyUnderASuspendedContract(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		c := s.contract("未任命经理")
		c.Manager = ref.Nil
		id := s.ensure(t, c)
		s.turn(t, c.Contract, s.svc.OnSuspendedTx)
		must(t, s.svc.Appoint(s.boss(), id, s.get(t, id).Version, s.person["NOp"]))
		s.score, s.signed = 82, true
		wants(t, "ready", s.svc.MarkReady(s.pm(), id, s.get(t, id).Version), project.ErrNotReady)
		s.turn(t, c.Contract, s.svc.OnResumedTx)
		wants(t, "ready when it goes on", s.svc.MarkReady(s.pm(), id, s.get(t, id).Version), nil)
	})
}

func TestTheProjectOfATerminatedContractIsWoundUp(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.running(t)
		contract := s.get(t, id).ContractID
		s.turn(t, contract, s.svc.OnSuspendedTx)
		s.turn(t, contract, s.svc.OnTerminatedTx)
		v := s.get(t, id)
		if v.State != project.Suspended || len(told[project.ContractTerminated](s)) != 1 {
			t.Errorf("%s held %q", v.State, v.ContractHold)
		}
		wants(t, "resuming it", s.svc.Resume(s.boss(), id, v.Version), project.ErrContractRests)
		must(t, s.svc.Cancel(s.boss(), id, v.Version, "合同终止，清算完毕"))
		s.turn(t, contract, s.svc.OnTerminatedTx)
		if v = s.get(t, id); v.State != project.Cancelled || len(told[project.ContractTerminated](s)) != 0 {
			t.Errorf("wound up: %s, told again", v.State)
		}
	})
}

func TestManagerTakesEverythingAlong(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.born(t)
		v := s.get(t, id)
		wants(t, "the same", s.svc.Appoint(s.boss(), id, v.Version, s.person["NOp"]), project.ErrSameManager)
		wants(t, "nobody", s.svc.Appoint(s.boss(), id, v.Version, ref.New()), project.ErrPersonUnknown)
		must(t, s.svc.Appoint(s.boss(), id, v.Version, s.person["NOq"]))
		now := authz.Scope{Owner: s.person["NOq"], Department: s.unit["NOb"], Entity: s.company["NO"]}
		for _, r := range []ref.Ref{ref.To(project.Kind, id), ref.To(project.MilestoneKind, v.Milestones[0].ID)} {
			if s.rescoped[r] != now {
				t.Errorf("%v hangs at %+v", r, s.rescoped[r])
			}
		}
		if _, err := s.svc.Get(s.pm(), id); !errors.Is(err, project.ErrNotFound) {
			t.Errorf("the former manager reads it: %v", err)
		}
		if _, err := s.svc.Milestone(s.pm(), v.Milestones[0].ID); !errors.Is(err, project.ErrMilestoneNotFound) {
			t.Errorf("and its milestone: %v", err)
		}
		next := s.as("NOq", authz.Own, everything...)
		if _, err := s.svc.Milestone(next, v.Milestones[0].ID); err != nil {
			t.Errorf("the new manager: %v", err)
		}
		must(t, s.svc.Appoint(s.boss(), id, v.Version+1, s.person["SOa"]))
		if v = s.get(t, id); v.Entity.ID != s.company["NO"] || v.Department.ID != s.unit["NOb"] {
			t.Errorf("a manager of another company moved it to %v %v", v.Entity, v.Department)
		}
		if e := told[project.ManagerChanged](s); len(e) != 2 || e[0].From != s.person["NOp"] || e[1].Owner != s.person["SOa"] {
			t.Errorf("told %+v", e)
		}
	})
}

func TestOneRepAtATime(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.born(t)
		must(t, s.svc.NameRep(s.boss(), id, s.get(t, id).Version, s.person["NOa"]))
		if v := s.get(t, id); v.SalesRep.ID != s.person["NOa"] {
			t.Errorf("rep: %v", v.SalesRep)
		}
		must(t, s.db.Read(system(), func(tx *db.Tx) error {
			members, err := s.team.MembersTx(tx, ref.To(project.Kind, id))
			if len(members) != 1 || members[0].Part != team.SalesRep {
				t.Errorf("members: %+v", members)
			}
			return err
		}))
		rep := s.as("NOa", authz.Own, project.PermRead, project.PermMilestoneRead)
		if v, err := s.svc.Get(rep, id); err != nil || v.Health == "" {
			t.Errorf("the rep does not see the project's health: %v", err)
		}
		if n := s.count(rep, t, "sales_rep_id="+s.person["NOa"].String()); n != 1 {
			t.Errorf("%d projects of the rep", n)
		}
		wants(t, "nobody", s.svc.NameRep(s.boss(), id, s.get(t, id).Version, ref.New()), project.ErrPersonUnknown)
	})
}

func (s *site) page(ctx context.Context, t testing.TB, question string) db.Page[project.Row] {
	t.Helper()
	values, err := url.ParseQuery(question)
	must(t, err)
	q, err := db.ParseQuery(values, project.ListForTest())
	must(t, err)
	p, err := s.svc.List(ctx, q)
	must(t, err)
	return p
}

func (s *site) count(ctx context.Context, t testing.TB, question string) int64 {
	t.Helper()
	return *s.page(ctx, t, question+"&total=true").Total
}

func TestList(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		first, second := s.born(t), s.running(t)
		other := s.contract("别家项目")
		other.Entity, other.Department, other.Manager, other.SalesRep = s.company["SO"], s.unit["SOa"], s.person["SOp"], ref.Nil
		s.ensure(t, other)
		p := s.page(s.pm(), t, "total=true&sort=-amount")
		if len(p.Items) != 2 || p.Sums["amount"] != 2*14_529_150_69 {
			t.Errorf("own: %+v %v", p.Items, p.Sums)
		}
		for question, want := range map[string]int64{
			"state=executing": 1, "state=planning,executing": 3, "q=滨江": 2, "health=amber": 0, "customer_id=" + s.customer.String(): 3,
			"owner_id=" + s.person["SOp"].String(): 1, "entity_id=" + s.company["NO"].String(): 2, "on_time=true": 0, "forecast_finish.lte=2027-03-31": 3, "forecast_finish.lt=2027-03-31": 0,
		} {
			if n := s.count(s.boss(), t, question); n != want {
				t.Errorf("%s: %d, want %d", question, n, want)
			}
		}
		rows := s.page(s.boss(), t, "sort=name").Items
		if len(rows) != 3 || rows[0].Name != "别家项目" || rows[1].ID != first || rows[2].ID != second {
			t.Errorf("order: %v", rows)
		}
		blind := s.seeing("NOp", authz.Own, nil, project.PermRead)
		p = s.page(blind, t, "total=true")
		if p.Items[0].Amount != nil || !slices.Equal(p.Items[0].Masked, []string{"amount"}) || p.Sums["amount"] != 0 {
			t.Errorf("without price: %+v %v", p.Items[0], p.Sums)
		}
		v, err := s.svc.Get(blind, first)
		if must(t, err); v.Budget != nil || v.Revisions[0].Budget != nil || len(v.Masked) != 3 {
			t.Errorf("without cost: %+v", v)
		}
		q, err := db.ParseQuery(url.Values{"sort": {"amount"}}, project.ListForTest())
		must(t, err)
		if _, err := s.svc.List(blind, q); !errors.Is(err, db.ErrRestricted) {
			t.Errorf("sorted by what is hidden: %v", err)
		}
	})
}

func TestUpdate(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.born(t)
		v := s.get(t, id)
		more := v.Amount.Amount + 1
		d := project.Draft{Name: "改名", PlannedStart: day("2026-11-01"), PlannedFinish: day("2027-05-01"), Amount: &more}
		wants(t, "amount against the contract", s.svc.Update(s.pm(), id, v.Version, d), project.ErrContractAmount)
		d.Amount = nil
		wants(t, "stale", s.svc.Update(s.pm(), id, v.Version+1, d), db.ErrStale)
		must(t, s.svc.Update(s.pm(), id, v.Version, d))
		if v = s.get(t, id); v.Name != "改名" || v.PlannedFinish != day("2027-05-01") || v.ForecastFinish != day("2027-03-31") {
			t.Errorf("updated: %+v", v)
		}
		d.PlannedFinish = day("2026-10-31")
		wants(t, "ends before it begins", s.svc.Update(s.pm(), id, v.Version, d), fault.ErrInvalid)
		if n := s.count(s.boss(), t, "q=改名"); n != 1 {
			t.Errorf("found by the new name: %d", n)
		}
	})
}

func TestCreate(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		hidden := ref.New()
		s.hidden[hidden] = true
		b := project.Beginning{CustomerID: s.customer, Draft: project.Draft{Name: "手工立项"}}
		with := func(change func(*project.Beginning)) project.Beginning {
			x := b
			change(&x)
			return x
		}
		own := s.as("NOp", authz.Own, everything...)
		reads := s.as("NOp", authz.Group, "customer:read", project.PermRead)
		for _, tc := range []struct {
			what string
			ctx  context.Context
			b    project.Beginning
			want *fault.Error
		}{
			{"without the right", reads, b, authz.ErrForbidden},
			{"no such customer", s.boss(), with(func(b *project.Beginning) { b.CustomerID = ref.New() }), project.ErrCustomerUnknown},
			{"customer that is not mine", own, b, project.ErrCustomerUnknown},
			{"hidden opportunity", s.boss(), with(func(b *project.Beginning) { b.OpportunityID = hidden }), project.ErrDealUnknown},
			{"no such manager", s.boss(), with(func(b *project.Beginning) { b.ManagerID = ref.New() }), project.ErrPersonUnknown},
			{"without a name", s.boss(), with(func(b *project.Beginning) { b.Name = " " }), fault.ErrInvalid},
			{"as it should be", s.boss(), with(func(b *project.Beginning) { b.ManagerID = s.person["NOp"] }), nil},
		} {
			_, err := s.svc.Create(tc.ctx, tc.b)
			wants(t, tc.what, err, tc.want)
		}
		if n := s.count(s.boss(), t, ""); n != 1 {
			t.Errorf("%d projects", n)
		}
	})
}

// The latest revision by the day it reported on is the project's, in whatever
// order revisions arrive; the deltas are those between neighbours.
func TestRevisionsInAnyOrder(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		rapid.Check(t, func(rt *rapid.T) {
			id := ref.New()
			p := project.Project{ID: id, EntityID: s.company["NO"], DepartmentID: s.unit["NOa"], OwnerID: s.person["NOp"], CustomerID: s.customer, Name: "历史项目", State: project.Executing, Origin: "import"}
			must(t, s.write(func(tx *db.Tx) error { return s.svc.AddTx(tx, &p) }))
			var latest project.Revision
			n := rapid.IntRange(1, 8).Draw(rt, "revisions")
			for range n {
				r := project.Revision{ProjectID: id, ReportedOn: day("2019-01-01").AddDays(rapid.IntRange(0, 40).Draw(rt, "day")), Budget: rapid.Int64Range(0, 500*million).Draw(rt, "budget"),
					ForecastFinish: day("2020-01-01").AddDays(rapid.IntRange(-400, 400).Draw(rt, "finish")), Origin: "import"}
				must(t, s.write(func(tx *db.Tx) error { return s.svc.AddRevisionTx(tx, r) }))
				if r.ReportedOn >= latest.ReportedOn {
					latest = r
				}
			}
			v := s.get(t, id)
			if v.Budget.Amount != latest.Budget || v.ForecastFinish != latest.ForecastFinish || len(v.Revisions) != n {
				rt.Fatalf("project says %v %v, latest %+v", v.Budget, v.ForecastFinish, latest)
			}
			for i, r := range v.Revisions {
				if i == n-1 {
					if r.BudgetDelta != nil || r.FinishDelta != nil {
						rt.Fatalf("the first has deltas: %+v", r)
					}
					continue
				}
				before := v.Revisions[i+1]
				if before.ReportedOn > r.ReportedOn || r.BudgetDelta.Amount != r.Budget.Amount-before.Budget.Amount || *r.FinishDelta != int64(r.ForecastFinish.Sub(before.ForecastFinish)) {
					rt.Fatalf("%+v follows %+v", r, before)
				}
			}
		})
	})
}

func TestRevise(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.running(t) // baseline 2027-03-31
		budget, later, far := int64(13*million), day("2027-04-30"), day("2027-05-01")
		version := func() int64 { return s.get(t, id).Version }
		wants(t, "nothing new", s.svc.Revise(s.pm(), id, version(), project.Forecast{Reason: "没有变化"}), project.ErrNothingRevised)
		wants(t, "no reason", s.svc.Revise(s.pm(), id, version(), project.Forecast{Budget: &budget}), fault.ErrInvalid)
		blind := s.seeing("NOp", authz.Own, []authz.Class{authz.Price}, everything...)
		wants(t, "budget without the class", s.svc.Revise(blind, id, version(), project.Forecast{Budget: &budget, Reason: "预算"}), authz.ErrForbidden)
		must(t, s.svc.Revise(s.pm(), id, version(), project.Forecast{Budget: &budget, Finish: &later, Reason: "主变到货延期"}))
		if v := s.get(t, id); v.Budget.Amount != budget || v.LateDays != 30 || *v.Revisions[0].FinishDelta != 30 || v.Revisions[0].Reason != "主变到货延期" || v.Revisions[0].By.ID != s.person["NOp"] {
			t.Errorf("revised: %+v", v.Revisions[0])
		}
		if n := len(told[project.MajorDelay](s)); n != 0 {
			t.Errorf("30 days are no major delay")
		}
		must(t, s.svc.Revise(blind, id, version(), project.Forecast{Finish: &far, Reason: "又晚一天"}))
		if e := told[project.MajorDelay](s); len(e) != 1 || e[0].Days != 31 {
			t.Errorf("31 days: %+v", e)
		}
		must(t, s.svc.Revise(blind, id, version(), project.Forecast{Finish: ptr(far.AddDays(1)), Reason: "再晚一天"}))
		if n := len(told[project.MajorDelay](s)); n != 0 {
			t.Errorf("told again")
		}
		future := project.Revision{ProjectID: id, ReportedOn: day("2026-11-21")}
		wants(t, "from the future", s.write(func(tx *db.Tx) error { return s.svc.AddRevisionTx(tx, future) }), fault.ErrInvalid)
		must(t, s.write(func(tx *db.Tx) error { return s.svc.SetBaselineTx(tx, id, day("2027-06-30"), "计划基线") }))
		if v := s.get(t, id); v.BaselineFinish != day("2027-06-30") || v.LateDays != 0 {
			t.Errorf("baseline: %+v", v)
		}
	})
}

func ptr[T any](v T) *T { return &v }

func TestSweepRejudgesLights(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.running(t)
		if v := s.get(t, id); v.Health != project.Green {
			t.Fatalf("at first: %+v", v.LightReasons)
		}
		s.collection = project.Collection{Known: true, OverdueDays: 91}
		n, err := s.svc.Sweep(system())
		if must(t, err); n != 1 {
			t.Errorf("%d changed", n)
		}
		if n := s.count(s.boss(), t, "health=red&collection_light=red"); n != 1 {
			t.Errorf("%d red in the list", n)
		}
		if n, err = s.svc.Sweep(system()); err != nil || n != 0 {
			t.Errorf("swept again: %d %v", n, err)
		}
		if _, err := s.svc.Sweep(s.boss()); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("a person swept: %v", err)
		}
	})
}

// Each light at its boundaries.
func TestHealth(t *testing.T) {
	pol, today := project.Defaults(), day("2027-01-04")
	base := project.Project{State: project.Executing, PlannedFinish: day("2027-03-31"), BaselineFinish: day("2027-03-31"), ForecastFinish: day("2027-03-31"), Budget: 100 * million, ForecastCost: 100 * million}
	cal := workday.StateCouncil()
	planned := func(on string) []project.Milestone {
		return []project.Milestone{{State: project.Planned, ForecastOn: day(on)}}
	}
	for _, tc := range []struct {
		what   string
		change func(*project.Project, *project.Findings)
		light  func(project.Health) project.Light
		colour project.Colour
		code   string
	}{
		{"on schedule", nil, progressOf, project.Green, "on_schedule"},
		{"5 working days late", func(p *project.Project, _ *project.Findings) { p.ForecastFinish = cal.AddWorkdays(p.BaselineFinish, 5) }, progressOf, project.Green, "slightly_behind"},
		{"6 working days late", func(p *project.Project, _ *project.Findings) { p.ForecastFinish = cal.AddWorkdays(p.BaselineFinish, 6) }, progressOf, project.Amber, "behind"},
		{"30 days late", func(p *project.Project, _ *project.Findings) { p.ForecastFinish = p.BaselineFinish.AddDays(30) }, progressOf, project.Amber, "behind"},
		{"31 days late", func(p *project.Project, _ *project.Findings) { p.ForecastFinish = p.BaselineFinish.AddDays(31) }, progressOf, project.Red, "major_delay"},
		{"30 days past the plan", func(p *project.Project, _ *project.Findings) { p.PlannedFinish = today.AddDays(-30) }, progressOf, project.Green, "on_schedule"},
		{"31 days past the plan", func(p *project.Project, _ *project.Findings) { p.PlannedFinish = today.AddDays(-31) }, progressOf, project.Red, "not_closed"},
		{"milestone today", func(_ *project.Project, f *project.Findings) { f.Milestones = planned("2027-01-04") }, progressOf, project.Green, "on_schedule"},
		{"milestone yesterday", func(_ *project.Project, f *project.Findings) { f.Milestones = planned("2027-01-03") }, progressOf, project.Amber, "milestone_missed"},
		{"nothing promised", func(p *project.Project, _ *project.Findings) { p.BaselineFinish = 0 }, progressOf, project.Grey, "no_forecast"},
		{"at budget", nil, costOf, project.Green, "within_budget"},
		{"a fen over", func(p *project.Project, _ *project.Findings) { p.ForecastCost++ }, costOf, project.Amber, "over_budget"},
		{"105 percent", func(p *project.Project, _ *project.Findings) { p.ForecastCost = 105 * million }, costOf, project.Amber, "over_budget"},
		{"a fen more", func(p *project.Project, _ *project.Findings) { p.ForecastCost = 105*million + 1 }, costOf, project.Red, "over_budget_far"},
		{"largest amounts", func(p *project.Project, _ *project.Findings) {
			p.Budget, p.ForecastCost = project.MaxAmount, project.MaxAmount
		}, costOf, project.Green, "within_budget"},
		{"no budget", func(p *project.Project, _ *project.Findings) { p.Budget = 0 }, costOf, project.Grey, "no_budget"},
		{"29 days overdue", func(_ *project.Project, f *project.Findings) {
			f.Collection = project.Collection{Known: true, OverdueDays: 29}
		}, collectionOf, project.Green, "overdue_short"},
		{"30 days overdue", func(_ *project.Project, f *project.Findings) {
			f.Collection = project.Collection{Known: true, OverdueDays: 30}
		}, collectionOf, project.Amber, "overdue"},
		{"90 days overdue", func(_ *project.Project, f *project.Findings) {
			f.Collection = project.Collection{Known: true, OverdueDays: 90}
		}, collectionOf, project.Amber, "overdue"},
		{"91 days overdue", func(_ *project.Project, f *project.Findings) {
			f.Collection = project.Collection{Known: true, OverdueDays: 91}
		}, collectionOf, project.Red, "overdue_long"},
		{"paid", func(_ *project.Project, f *project.Findings) { f.Collection.Known = true }, collectionOf, project.Green, "paid_in_time"},
		{"nothing due", nil, collectionOf, project.Grey, "no_receivable"},
		{"inspected", func(_ *project.Project, f *project.Findings) {
			f.Quality = project.Quality{Inspections: 36, FirstPass: 35, Open: 2, OldestDays: 7}
		}, qualityOf, project.Green, "quality_good"},
		{"old defect", func(_ *project.Project, f *project.Findings) { f.Quality = project.Quality{Open: 1, OldestDays: 8} }, qualityOf, project.Amber, "old_defects"},
		{"severe defect", func(_ *project.Project, f *project.Findings) { f.Quality = project.Quality{Open: 1, Severe: 1} }, qualityOf, project.Red, "severe_defects"},
		{"not inspected", nil, qualityOf, project.Grey, "no_inspection"},
	} {
		p, f := base, project.Findings{}
		if tc.change != nil {
			tc.change(&p, &f)
		}
		if got := tc.light(p.Health(today, f, pol)); got.Colour != tc.colour || got.Code != "project.health."+tc.code {
			t.Errorf("%s: %+v, want %s %s", tc.what, got, tc.colour, tc.code)
		}
	}
}

func progressOf(h project.Health) project.Light   { return h.Progress }
func costOf(h project.Health) project.Light       { return h.Cost }
func qualityOf(h project.Health) project.Light    { return h.Quality }
func collectionOf(h project.Health) project.Light { return h.Collection }

// The owner hears of a delay when the light is not green any more.
func TestSlipped(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		baseline := day("2026-11-20")
		for forecast, want := range map[string]int64{"": 0, "2026-11-19": 0, "2026-11-20": 0, "2026-11-27": 5, "2026-11-29": 6, "2026-11-30": 6} { // a weekend counts once
			r := project.Row{BaselineFinish: baseline}
			if forecast != "" {
				r.ForecastFinish = day(forecast)
			}
			if days, behind := s.svc.Slipped(r); days != want || behind != (want > 5) {
				t.Errorf("%s: %d days, told %v; want %d", forecast, days, behind, want)
			}
		}
		if _, behind := s.svc.Slipped(project.Row{ForecastFinish: baseline}); behind {
			t.Error("without a baseline")
		}
	})
}
