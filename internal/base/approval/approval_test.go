package approval_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/base/approval"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

// The matrix of reference 2.4.1 as it is seeded, at each of its bounds.
func TestRouteAtItsBounds(t *testing.T) {
	with := func(change func(*approval.Facts)) approval.Facts {
		f := yuan(100_000)
		change(&f)
		return f
	}
	fen := func(n int64) approval.Facts { return with(func(f *approval.Facts) { f.Amount = n }) }
	each(t, func(t *testing.T, w *world) {
		for name, tc := range map[string]struct {
			facts approval.Facts
			want  string
		}{
			"nothing":          {fen(0), "sales_manager[always]"},
			"499,999.99":       {fen(49_999_999), "sales_manager[always]"},
			"500,000.00":       {fen(50_000_000), "sales_manager[always] finance_manager[amount]"},
			"4,999,999.99":     {fen(499_999_999), "sales_manager[always] finance_manager[amount]"},
			"5,000,000.00":     {fen(500_000_000), "sales_manager[always] finance_manager[amount] executive[amount]"},
			"29,999,999.99":    {fen(2_999_999_999), "sales_manager[always] finance_manager[amount] executive[amount]"},
			"30,000,000.00":    {fen(3_000_000_000), "sales_manager[always] finance_manager[amount] executive[amount] general_manager[amount]"},
			"margin 8 %":       {with(func(f *approval.Facts) { f.Margin = share(80_000) }), "sales_manager[always]"},
			"margin 7.9999 %":  {with(func(f *approval.Facts) { f.Margin = share(79_999) }), "sales_manager[always] executive[margin]"},
			"margin 0":         {with(func(f *approval.Facts) { f.Margin = share(0) }), "sales_manager[always] executive[margin]"},
			"margin -0.0001 %": {with(func(f *approval.Facts) { f.Margin = share(-1) }), "sales_manager[always] executive[margin] general_manager[loss]"},
			"margin unknown":   {with(func(f *approval.Facts) { f.Margin = nil }), "sales_manager[always]"},
			"advance 10 %":     {with(func(f *approval.Facts) { f.Advance = share(100_000) }), "sales_manager[always]"},
			"advance 9.9999 %": {with(func(f *approval.Facts) { f.Advance = share(99_999) }), "sales_manager[always] finance_manager[advance]"},
			"retention 3 %":    {with(func(f *approval.Facts) { f.Retention = share(30_000) }), "sales_manager[always]"},
			"retention over":   {with(func(f *approval.Facts) { f.Retention = share(30_001) }), "sales_manager[always] finance_manager[retention]"},
			"payer at risk":    {with(func(f *approval.Facts) { f.PayerRisk = true }), "sales_manager[always] finance_manager[payer_risk]"},
			"everything": {approval.Facts{Amount: 3_000_000_000, Margin: share(-1), Advance: share(0), Retention: share(50_000), PayerRisk: true},
				"sales_manager[always] finance_manager[amount advance retention payer_risk] executive[amount margin] general_manager[amount loss]"},
		} {
			for _, kind := range []ref.Kind{"quote", "contract"} {
				must(t, w.db.Read(as(t, sal), func(tx *db.Tx) error {
					nodes, err := w.RouteTx(tx, kind, tc.facts)
					var got []string
					for i, n := range nodes {
						got = append(got, n.Role+fmt.Sprint(n.Reasons))
						if n.Position != int64(i+1) || n.State != approval.Pending {
							t.Errorf("%s: node %+v at %d", name, n, i)
						}
					}
					if s := strings.Join(got, " "); s != tc.want {
						t.Errorf("%s of %s: %s, want %s", kind, name, s, tc.want)
					}
					return err
				}))
			}
		}
	})
}

// What a group sets moves each bound of the matrix, and nothing else.
func TestRouteOfAMatrixThatWasSet(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		*w.matrix = approval.Policy{FinanceFrom: 1_000, ExecutiveFrom: 2_000, GeneralFrom: 3_000, MinMargin: 90_000, MinAdvance: 200_000, MaxRetention: 50_000}
		usual := approval.Facts{Amount: 999, Margin: share(90_000), Advance: share(200_000), Retention: share(50_000)}
		for name, tc := range map[string]struct {
			change func(*approval.Facts)
			want   string
		}{
			"nothing":         {func(*approval.Facts) {}, ""},
			"finance":         {func(f *approval.Facts) { f.Amount = 1_000 }, " finance_manager[amount]"},
			"below executive": {func(f *approval.Facts) { f.Amount = 1_999 }, " finance_manager[amount]"},
			"executive":       {func(f *approval.Facts) { f.Amount = 2_000 }, " finance_manager[amount] executive[amount]"},
			"below general":   {func(f *approval.Facts) { f.Amount = 2_999 }, " finance_manager[amount] executive[amount]"},
			"general":         {func(f *approval.Facts) { f.Amount = 3_000 }, " finance_manager[amount] executive[amount] general_manager[amount]"},
			"margin":          {func(f *approval.Facts) { f.Margin = share(89_999) }, " executive[margin]"},
			"a loss":          {func(f *approval.Facts) { f.Margin = share(-1) }, " executive[margin] general_manager[loss]"},
			"advance":         {func(f *approval.Facts) { f.Advance = share(199_999) }, " finance_manager[advance]"},
			"retention":       {func(f *approval.Facts) { f.Retention = share(50_001) }, " finance_manager[retention]"},
		} {
			f := usual
			tc.change(&f)
			must(t, w.db.Read(as(t, sal), func(tx *db.Tx) error {
				nodes, err := w.RouteTx(tx, "quote", f)
				got := ""
				for _, n := range nodes {
					got += " " + n.Role + fmt.Sprint(n.Reasons)
				}
				if want := " sales_manager[always]" + tc.want; got != want {
					t.Errorf("%s:%s, want%s", name, got, want)
				}
				return err
			}))
		}
	})
}

func TestOneAfterTheOther(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		reacted := ""
		db.React(w.db, "quote", func(tx *db.Tx, e approval.Approved) error {
			ok, err := w.ApprovedTx(tx, e.Ref, e.Hash)
			reacted = fmt.Sprintf("%s %t %t", e.Ref.Kind, e.Hash == hash1, ok)
			return err
		})
		id, subject := w.start(t, sal, yuan(6_000_000))
		for _, who := range []*authz.Actor{fin, exe} {
			if err := w.Approve(as(t, who), id, 1, ""); !errors.Is(err, approval.ErrNotFound) {
				t.Errorf("%s before his turn: %v", who.Name, err)
			}
		}
		w.approve(t, mgr, id)
		w.approve(t, fin, id)
		if v := w.get(t, sal, id); path(v) != "sales_manager:approved finance_manager:approved executive:pending" || v.Node.Role != "executive" || reacted != "" {
			t.Errorf("in the middle: %s at %s, reacted %q", path(v), v.Node.Role, reacted)
		}
		w.approve(t, exe, id)
		v := w.get(t, sal, id)
		if v.State != approval.StateApproved || v.FinishedAt == nil || len(v.Approvers) != 0 || done(v) != "submit approve approve approve" || len(v.Actions) != 0 {
			t.Errorf("at the end: %+v", v)
		}
		if reacted != "quote true true" {
			t.Errorf("the quote reacted %q", reacted)
		}
		must(t, w.db.Read(as(t, sal), func(tx *db.Tx) error {
			for hash, want := range map[string]bool{hash1: true, hash2: false} {
				if got, err := w.ApprovedTx(tx, subject, hash); err != nil || got != want {
					t.Errorf("%.2s approved: %v, %v", hash, got, err)
				}
			}
			return nil
		}))
		if n := w.count(t, "select count(*) from outbox_event where topic = 'approval.asked'"); n != 3 {
			t.Errorf("%d were asked, want 3", n)
		}
		if n := w.count(t, "select count(*) from audit_record where action = 'approval.approve'"); n != 3 {
			t.Errorf("%d audit records, want 3", n)
		}
	})
}

// A reaction that refuses takes the decision with it.
func TestADecisionThatBreaksItsRecordIsNone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		db.React(w.db, "quote", func(*db.Tx, approval.Approved) error { return errNo })
		id, _ := w.start(t, sal, yuan(1))
		if err := w.Approve(as(t, mgr), id, 1, ""); !errors.Is(err, errNo) {
			t.Errorf("answer %v", err)
		}
		if v := w.get(t, sal, id); v.State != approval.Pending || done(v) != "submit" || v.Version != 1 {
			t.Errorf("left %+v", v)
		}
	})
}

func TestWhoIsAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.start(t, sal, yuan(30_000_000))
		asked := func() (names []string) {
			for _, p := range w.get(t, sal, id).Approvers {
				names = append(names, p.Name)
			}
			slices.Sort(names)
			return names
		}
		for _, step := range []struct {
			who  *authz.Actor
			want []string
		}{
			{mgr2, []string{"mgr", "mgr2"}}, // above the record's department; not the one of the other company
			{fin, []string{"fin"}},          // nobody above: somebody of the company
			{exe, []string{"exe"}},
			{gm, []string{"gm"}}, // nobody of the company: somebody of the group
		} {
			if got := asked(); !slices.Equal(got, step.want) {
				t.Errorf("asked %v, want %v", got, step.want)
			}
			w.approve(t, step.who, id)
		}
		if v := w.get(t, sal, id); v.State != approval.StateApproved {
			t.Errorf("state %s", v.State)
		}
	})
}

func TestNobodyApprovesHisOwn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.start(t, mgr, yuan(1)) // the other manager remains
		if v := w.get(t, mgr, id); len(v.Approvers) != 1 || v.Approvers[0].Name != "mgr2" || slices.Contains(v.Actions, "approve") {
			t.Errorf("asked %v, submitter may %v", v.Approvers, v.Actions)
		}
		if err := w.Approve(as(t, mgr), id, 1, ""); !errors.Is(err, approval.ErrOwn) {
			t.Errorf("the submitter hears %v", err)
		}
		must(t, w.write(authz.NewSystem("test"), func(tx *db.Tx) error {
			_, err := tx.Exec("update assignment set ended_at = 1 where id = ?", ref.Derived("assignment", "mgr2sales_manager"))
			return err
		}))
		id, _ = w.start(t, mgr, yuan(1)) // he alone holds the role: the executive stands in
		v := w.get(t, mgr, id)
		if len(v.Approvers) != 1 || v.Approvers[0].Name != "exe" || v.Node.Role != "sales_manager" || v.Node.AskedRole != "executive" || done(v) != "submit escalate" {
			t.Errorf("asked %v as %s, %s", v.Approvers, v.Node.AskedRole, done(v))
		}
		w.approve(t, exe, id)
		id, _ = w.start(t, exe, yuan(5_000_000)) // the executive's own: the general manager
		w.approve(t, mgr, id)
		w.approve(t, fin, id)
		if v := w.get(t, exe, id); len(v.Approvers) != 1 || v.Approvers[0].Name != "gm" {
			t.Errorf("asked %v", v.Approvers)
		}
		err := w.write(gm, func(tx *db.Tx) error {
			_, err := w.StartTx(tx, approval.Start{Subject: ref.To("quote", ref.New()), Label: "x", Hash: hash1, Scope: scope, Facts: yuan(30_000_000)})
			return err
		})
		if !errors.Is(err, approval.ErrNoApprover) {
			t.Errorf("above the general manager: %v", err)
		}
	})
}

func TestWhoApprovedOnceIsNotAskedAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		must(t, w.write(authz.NewSystem("test"), func(tx *db.Tx) error { return assign(tx, w.org, mgr, "finance_manager", sales) }))
		id, _ := w.start(t, sal, yuan(600_000))
		w.approve(t, mgr, id)
		v := w.get(t, sal, id)
		if v.State != approval.StateApproved || path(v) != "sales_manager:approved finance_manager:skipped" || done(v) != "submit approve skip" || v.Nodes[1].DecidedBy.Name != "mgr" {
			t.Errorf("%s: %s, %s", v.State, path(v), done(v))
		}
		id, _ = w.start(t, sal, yuan(600_000)) // the other manager holds one node only
		w.approve(t, mgr2, id)
		if v := w.get(t, sal, id); v.State != approval.Pending || v.Approvers[0].Name != "mgr" {
			t.Errorf("%s, asked %v", v.State, v.Approvers)
		}
	})
}

func TestFourPeopleAtEachVerb(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.start(t, sal, yuan(1))
		base := "/approvals/" + id.String()
		body := map[string]string{"comment": "价格过期"}
		version := []string{"If-Match", `"1"`}
		for verb, refusal := range map[string]string{"/approve": "approval.not_asked", "/reject": "approval.not_asked", "/withdraw": "approval.not_yours", "/urge": "approval.not_yours"} {
			var sent any = body
			if refusal == "approval.not_yours" {
				sent = nil
			}
			wantProblem(t, w.call(t, nil, "POST", base+verb, sent, version...), 401, "auth.required")
			wantProblem(t, w.call(t, clerk, "POST", base+verb, sent, version...), 403, "auth.forbidden")
			wantProblem(t, w.call(t, eve, "POST", base+verb, sent, version...), 404, "approval.not_found")
			wantProblem(t, w.call(t, peer, "POST", base+verb, sent, version...), 403, refusal)
			wantProblem(t, w.call(t, mgr, "POST", base+verb, sent), 428, "precondition.required")
			wantProblem(t, w.call(t, mgr, "POST", base+verb, sent, "If-Match", `"9"`), 412, "store.stale")
		}
		wantProblem(t, w.call(t, nil, "GET", base, nil), 401, "auth.required")
		wantProblem(t, w.call(t, eve, "GET", base, nil), 404, "approval.not_found")
		wantProblem(t, w.call(t, fin, "GET", base, nil), 404, "approval.not_found") // his turn never comes
		wantProblem(t, w.call(t, slim, "GET", base, nil), 404, "approval.not_found")
		wantProblem(t, w.call(t, half, "GET", base, nil), 404, "approval.not_found")
		if v := w.get(t, sal, id); v.State != approval.Pending || v.Version != 1 || done(v) != "submit" {
			t.Fatalf("refusals left %+v", v)
		}
		for who, actions := range map[*authz.Actor]string{sal: "withdraw urge", mgr: "approve reject", mgr2: "approve reject", peer: ""} {
			if v := read[approval.View](t, w.call(t, who, "GET", base, nil)); strings.Join(v.Actions, " ") != actions {
				t.Errorf("%s may %v", who.Name, v.Actions)
			}
		}
		wantProblem(t, w.call(t, mgr, "POST", base+"/reject", map[string]string{"comment": " "}, version...), 422, "approval.comment_required")
		v := read[approval.View](t, w.call(t, mgr, "POST", base+"/reject", body, version...))
		if v.State != approval.StateRejected || v.Node.Comment != "价格过期" || v.Node.State != approval.StateRejected {
			t.Errorf("rejected: %+v", v)
		}
		for _, verb := range []string{"/approve", "/reject"} {
			wantProblem(t, w.call(t, mgr, "POST", base+verb, body, "If-Match", `"2"`), 409, "approval.closed")
		}
		for _, verb := range []string{"/withdraw", "/urge"} {
			wantProblem(t, w.call(t, sal, "POST", base+verb, nil, "If-Match", `"2"`), 409, "approval.closed")
		}
		if n := w.count(t, "select count(*) from outbox_event where topic = 'approval.rejected'"); n != 1 {
			t.Errorf("%d events, want one", n)
		}
	})
}

func TestTheSameKeyDecidesOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.start(t, sal, yuan(1))
		for range 3 {
			v := read[approval.View](t, w.call(t, mgr, "POST", "/approvals/"+id.String()+"/approve", map[string]string{"comment": "同意"}, "If-Match", `"1"`, "Idempotency-Key", "decide-01"))
			if v.State != approval.StateApproved || v.Version != 2 {
				t.Errorf("answer %+v", v)
			}
		}
	})
}

func TestTwoDecideAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.start(t, sal, yuan(600_000))
		errs := make(chan error)
		for i, who := range []*authz.Actor{mgr, mgr2, mgr, mgr2} {
			go func() {
				if i < 2 {
					errs <- w.Approve(as(t, who), id, 1, "同意")
					return
				}
				errs <- w.Reject(as(t, who), id, 1, "不同意")
			}()
		}
		won := 0
		for range 4 {
			switch err := <-errs; {
			case err == nil:
				won++
			case !errors.Is(err, db.ErrStale):
				t.Errorf("a loser hears %v", err)
			}
		}
		v := w.get(t, sal, id)
		if won != 1 || v.Version != 2 || len(v.History) != 2 {
			t.Errorf("%d won; %d, %s", won, v.Version, done(v))
		}
	})
}

func TestOnePendingApprovalForARecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		subject := ref.To("quote", ref.New())
		start := func(kind ref.Kind) error {
			return w.write(sal, func(tx *db.Tx) error {
				_, err := w.StartTx(tx, approval.Start{Subject: ref.To(kind, subject.ID), Label: "x", Hash: hash1, Scope: scope, Facts: yuan(1)})
				return err
			})
		}
		errs := make(chan error)
		for range 4 {
			go func() { errs <- start("quote") }()
		}
		won := 0
		for range 4 {
			switch err := <-errs; {
			case err == nil:
				won++
			case !errors.Is(err, approval.ErrPending):
				t.Errorf("a loser hears %v", err)
			}
		}
		if won != 1 || w.count(t, "select count(*) from approval") != 1 {
			t.Errorf("%d started, want one", won)
		}
		if err := start("poem"); !errors.Is(err, approval.ErrNoRoute) {
			t.Errorf("a kind without rules: %v", err)
		}
	})
}

// trust.md: approval of a document is void when its content hash changes.
func TestChangedContentVoids(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		pending, subject := w.start(t, sal, yuan(1))
		finished, other := w.start(t, sal, yuan(1))
		w.approve(t, mgr, finished)
		rejected, third := w.start(t, sal, yuan(1))
		must(t, w.Reject(as(t, mgr), rejected, 1, "不同意"))
		void := func(hash string) {
			t.Helper()
			must(t, w.write(sal, func(tx *db.Tx) error {
				return errors.Join(w.VoidTx(tx, subject, hash), w.VoidTx(tx, other, hash), w.VoidTx(tx, third, hash))
			}))
		}
		void(hash1)
		if n := w.count(t, "select count(*) from approval where state = 'voided'"); n != 0 {
			t.Errorf("the same content voided %d", n)
		}
		void(hash2)
		for id, want := range map[ref.ID]approval.State{pending: approval.StateVoided, finished: approval.StateVoided, rejected: approval.StateRejected} {
			if v := w.get(t, sal, id); v.State != want || len(v.Approvers) != 0 {
				t.Errorf("%s, want %s", v.State, want)
			}
		}
		if err := w.Approve(as(t, mgr), pending, 2, ""); !errors.Is(err, approval.ErrClosed) {
			t.Errorf("a late decision hears %v", err)
		}
		must(t, w.db.Read(as(t, sal), func(tx *db.Tx) error {
			if ok, err := w.ApprovedTx(tx, other, hash1); ok || err != nil {
				t.Errorf("still approved: %v, %v", ok, err)
			}
			return nil
		}))
		if n := w.count(t, "select count(*) from outbox_event where topic = 'approval.voided'"); n != 2 {
			t.Errorf("%d events, want 2", n)
		}
		id := ref.Nil
		must(t, w.write(sal, func(tx *db.Tx) (err error) { // and it can be submitted anew
			id, err = w.StartTx(tx, approval.Start{Subject: subject, Label: "x", Hash: hash2, Scope: scope, Facts: yuan(1)})
			return err
		}))
		w.approve(t, mgr, id)
	})
}

func TestWithdraw(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.start(t, sal, yuan(600_000))
		w.approve(t, mgr, id)
		must(t, w.Withdraw(as(t, sal), id, 2))
		v := w.get(t, sal, id)
		if v.State != approval.StateWithdrawn || done(v) != "submit approve withdraw" {
			t.Errorf("%s, %s", v.State, done(v))
		}
		if _, err := w.Get(as(t, fin), id); err != nil {
			t.Errorf("who was asked hears %v", err)
		}
		if n := w.count(t, "select count(*) from approval_asked where open"); n != 0 {
			t.Errorf("%d are still asked", n)
		}
	})
}

func TestUrgeLooksAgainForWhoIsThere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.start(t, sal, yuan(1))
		must(t, w.write(authz.NewSystem("test"), func(tx *db.Tx) error {
			_, err := tx.Exec("update person set active = ? where id in (?, ?)", false, mgr.ID, mgr2.ID)
			return err
		}))
		must(t, w.Urge(as(t, sal), id, 1))
		if v := w.get(t, sal, id); len(v.Approvers) != 1 || v.Approvers[0].Name != "far" {
			t.Errorf("asked %v", v.Approvers)
		}
		*w.now = now.Add(approval.UrgeEvery - time.Microsecond)
		if err := w.Urge(as(t, sal), id, 2); !errors.Is(err, approval.ErrUrged) {
			t.Errorf("within the hour: %v", err)
		}
		*w.now = now.Add(approval.UrgeEvery)
		must(t, w.Urge(as(t, sal), id, 2))
		if n := w.count(t, "select count(*) from outbox_event where topic = 'approval.urged'"); n != 2 {
			t.Errorf("%d reminders, want 2", n)
		}
	})
}

// A role that was taken away decides nothing, although its holder was asked.
func TestWhoLostTheRoleDecidesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.start(t, sal, yuan(1))
		demoted := person("mgr", first, sales, authz.Own, "sales")
		if err := w.Approve(as(t, demoted), id, 1, ""); !errors.Is(err, approval.ErrNotAsked) {
			t.Errorf("answer %v", err)
		}
		if v := w.get(t, demoted, id); len(v.Actions) != 0 {
			t.Errorf("actions %v", v.Actions)
		}
	})
}

// All who could decide the second node leave while the first is pending.
func TestANodeWithoutPeopleWaits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.start(t, sal, yuan(600_000))
		set := func(active bool) {
			must(t, w.write(authz.NewSystem("test"), func(tx *db.Tx) error {
				_, err := tx.Exec("update person set active = ? where id in (?, ?, ?, ?)", active, fin.ID, fin2.ID, exe.ID, gm.ID)
				return err
			}))
		}
		set(false)
		w.approve(t, mgr, id)
		if v := w.get(t, sal, id); v.State != approval.Pending || len(v.Approvers) != 0 || done(v) != "submit approve stall" {
			t.Errorf("%s: %s", v.State, done(v))
		}
		if n := w.count(t, "select count(*) from outbox_event where topic = 'approval.stalled'"); n != 1 {
			t.Errorf("%d events, want one", n)
		}
		set(true)
		must(t, w.Urge(as(t, sal), id, 2))
		w.approve(t, fin, id)
		if v := w.get(t, sal, id); v.State != approval.StateApproved {
			t.Errorf("%s: %s", v.State, done(v))
		}
	})
}

func TestDueAtTheSameHourOfTheNextWorkingDay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.start(t, sal, yuan(1)) // a Friday, 09:42 in Shanghai
		if v, want := w.get(t, sal, id), now.AddDate(0, 0, 3); !v.Node.DueAt.Equal(want) {
			t.Errorf("due %v, want %v", v.Node.DueAt, want)
		}
	})
}

func TestBoxes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, subject := w.start(t, sal, yuan(600_000))
		b, _ := w.start(t, sal, yuan(700_000))
		c, _ := w.start(t, peer, yuan(800_000))
		w.approve(t, mgr, b)
		box := func(who *authz.Actor, query string) []ref.ID {
			t.Helper()
			p := read[db.Page[approval.Row]](t, w.call(t, who, "GET", "/approvals?total=true&sort=amount"+query, nil))
			if *p.Total != int64(len(p.Items)) {
				t.Errorf("%s: total %d, rows %d", who.Name, *p.Total, len(p.Items))
			}
			var got []ref.ID
			for _, r := range p.Items {
				got = append(got, r.ID)
			}
			return got
		}
		group := person("gm", second, works2, authz.Group, "general_manager")
		for _, tc := range []struct {
			who   *authz.Actor
			query string
			want  []ref.ID
		}{
			{mgr, "", []ref.ID{a, c}}, {mgr2, "&box=mine", []ref.ID{a, c}}, {fin, "", []ref.ID{b}}, {sal, "", nil}, {eve, "", nil},
			{mgr, "&box=done", []ref.ID{b}}, {mgr2, "&box=done", nil}, {fin, "&box=done", nil},
			{sal, "&box=submitted", []ref.ID{a, b}}, {peer, "&box=submitted", []ref.ID{c}}, {mgr, "&box=submitted", nil},
			{sal, "&box=record&ref_kind=quote&ref_id=" + subject.ID.String(), []ref.ID{a}},
			{slim, "&box=record&ref_kind=quote&ref_id=" + subject.ID.String(), nil},
			{peer, "&box=record&ref_kind=quote&ref_id=" + subject.ID.String(), []ref.ID{a}},
			{mgr, "&asked_id=" + fin.ID.String(), []ref.ID{a, c}}, // nobody looks into another one's box
			{sal, "&box=submitted&state=approved", nil},
		} {
			if got := box(tc.who, tc.query); !slices.Equal(got, tc.want) {
				t.Errorf("%s%s: %v, want %v", tc.who.Name, tc.query, got, tc.want)
			}
		}
		other := ref.Nil
		must(t, w.db.Read(as(t, sal), func(tx *db.Tx) error { return tx.One("select ref_id from approval where id = ?", []any{b}, &other) }))
		p, err := w.List(as(t, group), "record", map[string][]string{"ref_kind": {"quote"}, "ref_id": {subject.ID.String(), other.String()}})
		if err != nil || len(p.Items) != 1 || p.Items[0].ID != a {
			t.Errorf("a second record widens the box to %v, %v", p.Items, err)
		}
		p, err = w.List(as(t, group), "mine", nil)
		if err != nil || len(p.Items) != 0 {
			t.Errorf("who reads the whole group is asked %v, %v", p.Items, err)
		}
		rows := read[db.Page[approval.Row]](t, w.call(t, mgr, "GET", "/approvals", nil)).Items
		if r := rows[0]; r.Node.Role != "sales_manager" || r.Submitter.Name != "peer" || r.Amount.Amount != 80_000_000 || strings.Join(r.Actions, " ") != "approve reject" {
			t.Errorf("row %+v", r)
		}
		record := "/approvals?box=record&ref_kind=quote&ref_id=" + subject.ID.String()
		wantProblem(t, w.call(t, eve, "GET", record, nil), 404, "approval.record_not_found")
		wantProblem(t, w.call(t, sal, "GET", "/approvals?box=record", nil), 422, "approval.record_required")
		wantProblem(t, w.call(t, sal, "GET", "/approvals?box=all", nil), 422, "input.invalid")
		wantProblem(t, w.call(t, clerk, "GET", "/approvals", nil), 403, "auth.forbidden")
		wantProblem(t, w.call(t, nil, "GET", "/approvals", nil), 401, "auth.required")
	})
}

func TestAmountsAreMaskedByClass(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		f := yuan(1)
		f.Margin = share(-10_000)
		id, _ := w.start(t, sal, f)
		blind := authz.Build(authz.Actor{ID: mgr.ID, Kind: authz.User, Name: "mgr", Roles: mgr.Roles})
		for _, p := range []authz.Permission{approval.PermRead, approval.PermDecide} {
			blind.Grant(authz.Given{Permission: p, Reach: authz.Own})
		}
		for who, want := range map[*authz.Actor]struct{ masked, reasons string }{
			blind.Actor(): {"amount advance retention margin", ""},
			sal:           {"margin", ""},
			peer:          {"", "margin"},
		} {
			v := w.get(t, who, id)
			if strings.Join(v.Masked, " ") != want.masked || strings.Join(v.Nodes[1].Reasons, " ") != want.reasons {
				t.Errorf("%s: masked %v, reasons %v", who.Name, v.Masked, v.Nodes[1].Reasons)
			}
			if (v.Amount == nil) != strings.Contains(want.masked, "amount") || (v.Margin == nil) != strings.Contains(want.masked, "margin") {
				t.Errorf("%s sees %v and %v", who.Name, v.Amount, v.Margin)
			}
		}
		wantProblem(t, w.call(t, sal, "GET", "/approvals?sort=margin", nil), 422, "list.sort_unknown")
		if _, err := w.List(as(t, blind.Actor()), "mine", map[string][]string{"sort": {"amount"}}); !errors.Is(err, db.ErrRestricted) {
			t.Errorf("sorting by a hidden amount answers %v", err)
		}
	})
}

// Whatever people press in whatever order, states follow the table, a node is
// decided once and by one who was asked, and what ended stays ended.
func TestNoStateOutsideTheTable(t *testing.T) {
	w := open(t, dbtest.SQLite)
	rapid.Check(t, func(rt *rapid.T) {
		amount := rapid.SampledFrom([]int64{1, 500_000, 5_000_000, 30_000_000}).Draw(rt, "amount")
		submitter := rapid.SampledFrom([]*authz.Actor{sal, mgr, fin, exe}).Draw(rt, "submitter")
		id, subject := w.start(t, submitter, yuan(amount))
		before := w.get(t, submitter, id)
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			who := rapid.SampledFrom([]*authz.Actor{sal, mgr, mgr2, fin, exe, gm, eve}).Draw(rt, "who")
			verb := rapid.SampledFrom([]string{"approve", "approve", "approve", "reject", "withdraw", "urge", "void"}).Draw(rt, "verb")
			err := w.press(t, who, verb, id, subject, before.Version)
			after := w.get(t, submitter, id)
			if err != nil && after.Version != before.Version {
				rt.Fatalf("%s by %s was refused (%v) and changed the approval", verb, who.Name, err)
			}
			checkMove(rt, before, after)
			before = after
		}
	})
}

func (w *world) press(t *testing.T, who *authz.Actor, verb string, id ref.ID, subject ref.Ref, version int64) error {
	ctx := as(t, who)
	switch verb {
	case "approve":
		return w.Approve(ctx, id, version, "同意")
	case "reject":
		return w.Reject(ctx, id, version, "不同意")
	case "withdraw":
		return w.Withdraw(ctx, id, version)
	case "urge":
		return w.Urge(ctx, id, version)
	}
	return w.write(who, func(tx *db.Tx) error { return w.VoidTx(tx, subject, hash2) })
}

func checkMove(rt *rapid.T, before, after approval.View) {
	table := map[approval.State][]approval.State{
		approval.Pending:       {approval.StateApproved, approval.StateRejected, approval.StateWithdrawn, approval.StateVoided},
		approval.StateApproved: {approval.StateVoided},
	}
	if before.State != after.State && !slices.Contains(table[before.State], after.State) {
		rt.Fatalf("from %s to %s", before.State, after.State)
	}
	for i, n := range before.Nodes {
		if n.DecidedBy != nil && (after.Nodes[i].DecidedBy == nil || *after.Nodes[i].DecidedBy != *n.DecidedBy || after.Nodes[i].State != n.State) {
			rt.Fatalf("node %d was decided again", n.Position)
		}
	}
	open := 0
	for _, n := range after.Nodes {
		if n.DecidedBy != nil && n.DecidedBy.ID == after.Submitter.ID {
			rt.Fatalf("the submitter decided node %d", n.Position)
		}
		if n.State == approval.Pending {
			open++
		}
	}
	if after.State == approval.StateApproved && open > 0 || after.State != approval.Pending && len(after.Approvers) > 0 {
		rt.Fatalf("%s with %d open nodes, asking %v", after.State, open, after.Approvers)
	}
}

func TestTheBoxFollowsTheRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, subject := w.start(t, sal, yuan(1))
		must(t, w.write(authz.NewSystem("test"), func(tx *db.Tx) error {
			return w.RescopeTx(tx, subject.ID, authz.Scope{Owner: eve.ID, Department: works2, Entity: second})
		}))
		if n := w.count(t, "select count(*) from approval where owner_id = ? and department_id = ? and entity_id = ?", eve.ID, works2, second); n != 1 {
			t.Errorf("%d approvals followed, want one", n)
		}
	})
}
