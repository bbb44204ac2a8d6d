package handover_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/deliver/handover"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/i18n"
)

func sha(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func TestContractBringsADraftOnce(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		proj, id := s.draft(t)
		must(t, s.write(func(tx *db.Tx) error {
			return s.svc.DraftFromContractTx(tx, handover.FromContract{Project: proj, Sales: s.person["NOa"]})
		}))
		v := s.get(t, id)
		if v.State != handover.Draft || v.Owner.ID != s.person["NOs"] || v.Manager.ID != s.person["NOp"] || v.Technical.ID != s.person["NOt"] || v.Name != "秦川数据中心A区机电安装" || v.ContractID.IsZero() || v.Version != 1 {
			t.Errorf("draft: %+v", v)
		}
		if n := len(told[handover.Created](s)); n != 1 {
			t.Errorf("%d times told", n)
		}
		if v.Explained.Score != 0.8 || v.Explained.Passed || len(v.Explained.Missing) != 18 { // the decision maker is known
			t.Errorf("score of a draft: %+v", v.Explained)
		}
		for who, ctx := range map[string]context.Context{"sales": s.sales(), "manager": s.pm(), "technical": s.tech()} {
			if _, err := s.svc.Get(ctx, id); err != nil {
				t.Errorf("%s does not see it: %v", who, err)
			}
		}
		if _, err := s.svc.Get(s.stranger(), id); !errors.Is(err, handover.ErrNotFound) {
			t.Errorf("a stranger: %v", err)
		}
		_, err := s.svc.Create(s.boss(), ref.Nil, proj, ref.Nil)
		wants(t, "a second one", err, handover.ErrExists)
		_, err = s.svc.Create(s.stranger(), ref.Nil, proj, ref.Nil)
		wants(t, "of a hidden project", err, handover.ErrProject)
	})
}

// due returns when an open task about a handover is due in Shanghai, by its code.
func (s *shop) due(t testing.TB, id ref.ID) map[string]string {
	t.Helper()
	found := map[string]string{}
	must(t, s.db.Read(system(), func(tx *db.Tx) error {
		return tx.Each("select code, assignee_id, due_at from task where ref_id = ? and state = 'open'", []any{id}, func(r db.Row) error {
			var code string
			var who ref.ID
			var at time.Time
			err := r.Scan(&code, &who, db.At(&at))
			for name, p := range s.person {
				if p == who {
					found[strings.TrimPrefix(code, "handover.task.")] = name + " " + at.In(time.FixedZone("CST", 8*60*60)).Format("01-02 15:04")
				}
			}
			return err
		})
	}))
	return found
}

// Limits count working days: Friday the 20th plus three is Wednesday the 25th.
func TestLimits(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		_, id := s.draft(t)
		check := func(when string, want map[string]string) {
			t.Helper()
			if got := s.due(t, id); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: %v, want %v", when, got, want)
			}
		}
		check("in force", map[string]string{"draft": "NOs 11-25 18:00", "submit": "NOs 11-27 18:00"})
		s.give(t, id, "scope")
		check("begun", map[string]string{"submit": "NOs 11-27 18:00"})
		must(t, s.svc.Submit(s.sales(), id, s.get(t, id).Version))
		check("submitted", map[string]string{"score": "NOp 11-24 18:00"})
		s.clock.pass(3) // Monday
		must(t, s.svc.Judge(s.pm(), id, s.get(t, id).Version, nil))
		check("sent back", map[string]string{"rework": "NOs 11-25 18:00"})
		s.give(t, id, all()...)
		must(t, s.svc.Submit(s.sales(), id, s.get(t, id).Version))
		check("submitted again", map[string]string{"score": "NOp 11-25 18:00"})
		must(t, s.svc.Judge(s.pm(), id, s.get(t, id).Version, nil))
		check("passed", map[string]string{})
		for _, ctx := range []context.Context{s.pm(), s.tech(), s.sales()} {
			must(t, s.sign(ctx, t, id))
		}
		check("signed", map[string]string{"kickoff": "NOp 11-30 18:00"})
	})
}

// The design's example: 5.6 goes back with what is missing, and the project does
// not start; completed it passes, three sign, and it starts.
func TestFromDraftToStart(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		proj, id := s.draft(t)
		s.give(t, id, "technical_parameters", "tender_documents", "delivery_standard", "scope", "quote_version", "payment_schedule", "performance_bond", "liquidated_damages", "start", "site", "underground")
		must(t, s.svc.Submit(s.sales(), id, s.get(t, id).Version))
		if v := s.get(t, id); v.Score != 6.1 || v.History[0].What != "submit" {
			t.Errorf("submitted: %v %+v", v.Score, v.History)
		}
		must(t, s.svc.Review(s.pm(), id, s.get(t, id).Version))
		wants(t, "scored by sales", s.svc.Judge(s.sales(), id, s.get(t, id).Version, nil), handover.ErrOwnWork)
		wants(t, "refused without a reason", s.svc.Judge(s.pm(), id, s.get(t, id).Version, []handover.Refusal{{Key: "scope", Reason: " "}}), fault.ErrInvalid)
		wants(t, "refused what is not asked for", s.svc.Judge(s.pm(), id, s.get(t, id).Version, []handover.Refusal{{Key: "weather", Reason: "雨"}}), handover.ErrItem)
		must(t, s.svc.Judge(s.pm(), id, s.get(t, id).Version, []handover.Refusal{{Key: "liquidated_damages", Reason: "与合同不一致"}}))
		v := s.get(t, id)
		if v.State != handover.Rework || v.Score != 5.6 || v.Explained.Score != 5.6 || v.History[0].Refused != 1 || v.History[0].By.ID != s.person["NOp"] {
			t.Errorf("sent back: %+v", v)
		}
		if e := told[handover.Scored](s); len(e) != 1 || e[0].Passed || len(e[0].Missing) != 8 {
			t.Errorf("told %+v", e)
		}
		if len(v.Explained.ToPass) != 1 || v.Explained.ToPass[0] != "end_user" {
			t.Errorf("shortest way %v", v.Explained.ToPass)
		}
		i := slices.IndexFunc(v.Explained.Sections[1].Items, func(x handover.ItemView) bool { return x.Key == "liquidated_damages" })
		if x := v.Explained.Sections[1].Items[i]; x.Lacks != handover.Refused || x.Refusal.Reason != "与合同不一致" || x.Text == "" {
			t.Errorf("refused: %+v", x)
		}
		wants(t, "start with 5.6", s.start(t, proj), project.ErrNotReady)
		s.give(t, id, "liquidated_damages", "end_user", "equipment")
		must(t, s.svc.Submit(s.sales(), id, s.get(t, id).Version))
		must(t, s.svc.Judge(s.pm(), id, s.get(t, id).Version, nil))
		if v = s.get(t, id); v.State != handover.Signing || v.Score != 7.4 {
			t.Errorf("passed: %s %v", v.State, v.Score)
		}
		wants(t, "start without signatures", s.start(t, proj), project.ErrNotReady)
		must(t, s.sign(s.tech(), t, id))
		must(t, s.sign(s.sales(), t, id))
		wants(t, "start with two signatures", s.start(t, proj), project.ErrNotReady)
		must(t, s.sign(s.pm(), t, id))
		v = s.get(t, id)
		if v.State != handover.Complete || v.SignedAt == nil || v.PackageHash == "" || s.signed(v) != 3 {
			t.Errorf("signed: %+v", v)
		}
		e := told[handover.Signed](s)
		if len(e) != 1 || e[0].Hash != v.PackageHash || len(e[0].Risks) != 2 || e[0].Risks[0].Key != "site" {
			t.Errorf("told %+v", e)
		}
		must(t, s.start(t, proj))
		p, err := s.projects.Get(s.boss(), proj)
		must(t, err)
		if p.SalesRep == nil || p.SalesRep.ID != s.person["NOs"] {
			t.Errorf("sales rep %v", p.SalesRep)
		}
	})
}

func (s *shop) start(t testing.TB, proj ref.ID) error {
	t.Helper()
	p, err := s.projects.Get(s.boss(), proj)
	must(t, err)
	return s.projects.MarkReady(s.boss(), proj, p.Version)
}

func TestThreeDifferentPeopleSign(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		_, id := s.inForce(t, ref.Nil)
		wants(t, "nobody for the technique", s.svc.Submit(s.sales(), id, s.get(t, id).Version), handover.ErrPeople)
		for _, who := range []string{"NOp", "NOs"} {
			must(t, s.svc.NameTechnical(s.sales(), id, s.get(t, id).Version, s.person[who]))
			wants(t, who+" twice", s.svc.Submit(s.sales(), id, s.get(t, id).Version), handover.ErrPeople)
		}
		wants(t, "somebody unknown", s.svc.NameTechnical(s.sales(), id, s.get(t, id).Version, ref.New()), handover.ErrPersonUnknown)
		must(t, s.svc.NameTechnical(s.sales(), id, s.get(t, id).Version, s.person["NOt"]))
		s.give(t, id, all()...)
		must(t, s.svc.Submit(s.sales(), id, s.get(t, id).Version))
		must(t, s.svc.Judge(s.pm(), id, s.get(t, id).Version, nil))
		wants(t, "the boss signs", s.sign(s.boss(), t, id), handover.ErrNotSigner)
		must(t, s.sign(s.sales(), t, id))
		wants(t, "sales again", s.sign(s.sales(), t, id), handover.ErrSigned)
		must(t, s.svc.WithdrawSignature(s.sales(), id, s.get(t, id).Version))
		wants(t, "withdrawn twice", s.svc.WithdrawSignature(s.sales(), id, s.get(t, id).Version), handover.ErrNotSigned)
		if n := s.signed(s.get(t, id)); n != 0 {
			t.Errorf("%d signatures after withdrawal", n)
		}
	})
}

// Any edit takes all signatures away; content that falls below goes back.
func TestEditClearsSignatures(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		_, id := s.signing(t)
		must(t, s.sign(s.sales(), t, id))
		must(t, s.sign(s.pm(), t, id))
		must(t, s.svc.PutItems(s.sales(), id, s.get(t, id).Version, []handover.Item{{Key: "scope", Text: "改了范围"}}))
		v := s.get(t, id)
		if v.State != handover.Signing || s.signed(v) != 0 || v.Score != 10 {
			t.Errorf("after an edit: %s, %d signatures, %v", v.State, s.signed(v), v.Score)
		}
		hash := v.ContentHash
		must(t, s.sign(s.tech(), t, id))
		wants(t, "the former content", s.svc.Sign(s.pm(), id, s.get(t, id).Version, strings.Repeat("0", 64)), handover.ErrHash)
		must(t, s.svc.PutExpectations(s.sales(), id, s.get(t, id).Version, nil))
		if v = s.get(t, id); v.ContentHash == hash || s.signed(v) != 0 || v.StatementAt != nil || v.Score != 9.5 {
			t.Errorf("without a statement: %+v", v)
		}
		s.people, s.offer, s.schedule = nil, nil, nil // 9.5 less people 2.5, the days that they confirmed 1.5, terms 1.0, and the scope 0.5
		must(t, s.svc.PutItems(s.sales(), id, s.get(t, id).Version, []handover.Item{{Key: "scope"}}))
		if v = s.get(t, id); v.State != handover.Rework || v.Score != 4 || v.History[0].What != "edit" {
			t.Errorf("below six: %s %v %+v", v.State, v.Score, v.History[0])
		}
	})
}

// Evidence that lives elsewhere counts as it is at the moment of signing: who
// signed the former content has not signed this.
func TestContentThatChangesElsewhere(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		_, id := s.signing(t)
		must(t, s.sign(s.sales(), t, id))
		must(t, s.sign(s.pm(), t, id))
		shown := s.get(t, id)
		for doc, f := range s.files {
			f.SHA256 = strings.Repeat("1", 64)
			s.files[doc] = f
		}
		if v := s.get(t, id); v.Signatures[0].Valid || v.Signatures[1].Valid {
			t.Errorf("still valid: %+v", v.Signatures)
		}
		wants(t, "what is no longer so", s.svc.Sign(s.tech(), id, shown.Version, shown.ContentHash), handover.ErrHash)
		must(t, s.sign(s.tech(), t, id))
		v := s.get(t, id)
		if v.State != handover.Signing || s.signed(v) != 1 || v.Signatures[2].At == nil {
			t.Errorf("three signatures on two contents: %+v", v.Signatures)
		}
		s.people = nil
		s.offer, s.schedule = nil, nil
		for doc := range s.files {
			delete(s.files, doc)
		}
		if v = s.get(t, id); v.Explained.Score != 4 { // texts 1.5, bond and damages 1.0, risks 1.5
			t.Errorf("score now %v", v.Explained.Score)
		}
		wants(t, "below six", s.sign(s.sales(), t, id), handover.ErrBelow)
		must(t, s.svc.Judge(s.pm(), id, s.get(t, id).Version, nil))
		if v = s.get(t, id); v.State != handover.Rework || s.signed(v) != 0 {
			t.Errorf("judged again: %s, %d signatures", v.State, s.signed(v))
		}
	})
}

// What was frozen stays, whatever becomes of the evidence.
func TestFrozenPackageStays(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		proj, id := s.signing(t)
		_, _, err := s.svc.Frozen(s.boss(), id)
		wants(t, "before the third", err, handover.ErrNoPackage)
		for _, ctx := range []context.Context{s.sales(), s.pm(), s.tech()} {
			must(t, s.sign(ctx, t, id))
		}
		before := s.get(t, id)
		s.people, s.offer, s.schedule, s.files = nil, nil, nil, map[ref.ID]attached{}
		p, _, err := s.svc.Frozen(s.boss(), id)
		if must(t, err); p.Hash != before.PackageHash || p.Score != 100 {
			t.Errorf("package %v", p.Hash)
		}
		if v := s.get(t, id); !v.Signatures[0].Valid || v.Score != 10 {
			t.Errorf("signed: %+v", v)
		}
		must(t, s.db.Read(system(), func(tx *db.Tx) error {
			score, signed, err := s.svc.SignedTx(tx, proj)
			if score != 100 || !signed {
				t.Errorf("gate: %d %v", score, signed)
			}
			return err
		}))
		wants(t, "edited afterwards", s.svc.PutItems(s.sales(), id, before.Version, []handover.Item{{Key: "scope", Text: "x"}}), handover.ErrState)
		must(t, s.write(func(tx *db.Tx) error {
			_, err := tx.Exec("update handover set package = replace(package, '内容 scope', '别的 scope') where id = ?", id)
			return err
		}))
		_, _, err = s.svc.Frozen(s.boss(), id)
		wants(t, "tampered in the database", err, handover.ErrTampered)
		must(t, s.write(func(tx *db.Tx) error {
			if _, err := tx.Exec("update handover set package = replace(package, '别的 scope', '内容 scope') where id = ?", id); err != nil {
				return err
			}
			_, err := tx.Exec("update handover_signature set content_hash = 'x' where handover_id = ? and role = 'sales'", id)
			return err
		}))
		_, _, err = s.svc.Frozen(s.boss(), id)
		wants(t, "a signature for something else", err, handover.ErrTampered)
	})
}

func TestManagerChanges(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		proj, id := s.signing(t)
		must(t, s.sign(s.sales(), t, id))
		p, err := s.projects.Get(s.boss(), proj)
		must(t, err)
		must(t, s.projects.Appoint(s.boss(), proj, p.Version, s.person["NOq"]))
		v := s.get(t, id)
		if v.Manager.ID != s.person["NOq"] || s.signed(v) != 0 {
			t.Errorf("followed: %+v", v)
		}
		if _, err := s.svc.Get(s.pm(), id); !errors.Is(err, handover.ErrNotFound) {
			t.Errorf("the former manager still reads it: %v", err)
		}
		must(t, s.sign(s.as("NOq", authz.Own, handover.PermRead, handover.PermSign), t, id))
	})
}

// Whoever manages the project scores what was submitted, and opens the meeting
// after the signatures: with the project he gets what the one before was to do.
func TestTheNextManagerDoesWhatIsLeft(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		proj, id := s.draft(t)
		s.give(t, id, all()...)
		must(t, s.svc.Submit(s.sales(), id, s.get(t, id).Version))
		appoint := func(who string) {
			t.Helper()
			p, err := s.projects.Get(s.boss(), proj)
			must(t, err)
			must(t, s.projects.Appoint(s.boss(), proj, p.Version, s.person[who]))
		}
		appoint("NOq")
		if got := s.due(t, id); fmt.Sprint(got) != fmt.Sprint(map[string]string{"score": "NOq 11-24 18:00"}) {
			t.Errorf("to be scored: %v", got)
		}
		appoint("NOp")
		must(t, s.svc.Judge(s.pm(), id, s.get(t, id).Version, nil))
		if got := s.due(t, id); len(got) != 0 {
			t.Errorf("scored: %v", got)
		}
		for _, ctx := range []context.Context{s.pm(), s.tech(), s.sales()} {
			must(t, s.sign(ctx, t, id))
		}
		appoint("NOq")
		if got := s.due(t, id); fmt.Sprint(got) != fmt.Sprint(map[string]string{"kickoff": "NOq 11-27 18:00"}) {
			t.Errorf("signed: %v", got)
		}
		if v := s.get(t, id); v.Manager.ID != s.person["NOp"] {
			t.Errorf("what was signed changed its manager to %v", v.Manager)
		}
		next := s.as("NOq", authz.Own, handover.PermRead, handover.PermAccept)
		must(t, s.svc.Begin(next, id, s.get(t, id).Version, day("2026-12-04")))
		wants(t, "the former manager", s.svc.Accept(s.pm(), id, s.get(t, id).Version), handover.ErrNotFound)
	})
}

// The transition lasts seven to fourteen days, and is accepted after a week.
func TestTransition(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		_, id := s.signing(t)
		for _, ctx := range []context.Context{s.sales(), s.pm(), s.tech()} {
			must(t, s.sign(ctx, t, id))
		}
		version := s.get(t, id).Version
		for _, until := range []string{"2026-11-26", "2026-12-05"} {
			wants(t, until, s.svc.Begin(s.pm(), id, version, day(until)), fault.ErrInvalid)
		}
		wants(t, "accepted at once", s.svc.Accept(s.pm(), id, version), handover.ErrState)
		must(t, s.svc.Begin(s.pm(), id, version, day("2026-12-04")))
		s.clock.pass(6)
		wants(t, "on the sixth day", s.svc.Accept(s.pm(), id, version+1), handover.ErrEarly)
		s.clock.pass(1)
		must(t, s.svc.Accept(s.pm(), id, version+1))
		if v := s.get(t, id); v.State != handover.Done || v.AcceptedOn != day("2026-11-27") || len(s.due(t, id)) != 0 {
			t.Errorf("accepted: %+v %v", v, s.due(t, id))
		}
	})
}

func TestEvidenceIsChecked(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		_, id := s.draft(t)
		elsewhere := s.file(ref.New(), "别家.pdf")
		for what, tc := range map[string]struct {
			item handover.Item
			want *fault.Error
		}{
			"a key that is none":      {handover.Item{Key: "weather", Text: "雨"}, handover.ErrItem},
			"a foreign document":      {handover.Item{Key: "tender_documents", DocumentID: elsewhere}, handover.ErrDocument},
			"no document":             {handover.Item{Key: "tender_documents", DocumentID: ref.New()}, handover.ErrDocument},
			"a foreign contact":       {handover.Item{Key: "start", On: day("2026-12-08"), ConfirmedBy: ref.New(), ConfirmedOn: day("2026-11-18")}, handover.ErrContact},
			"confirmed tomorrow":      {handover.Item{Key: "start", On: day("2026-12-08"), ConfirmedBy: s.contact, ConfirmedOn: day("2026-11-21")}, fault.ErrInvalid},
			"a risk of nobody":        {handover.Item{Key: "site", Text: "场地", PersonID: ref.New(), Response: "协调"}, handover.ErrPersonUnknown},
			"confirmed today is fine": {handover.Item{Key: "start", On: day("2026-12-08"), ConfirmedBy: s.contact, ConfirmedOn: day("2026-11-20")}, nil},
		} {
			before := s.get(t, id)
			wants(t, what, s.svc.PutItems(s.sales(), id, before.Version, []handover.Item{tc.item}), tc.want)
			if after := s.get(t, id); tc.want != nil && (after.Version != before.Version || after.Explained.Score != before.Explained.Score) {
				t.Errorf("%s: something changed", what)
			}
		}
		s.give(t, id, "end_user")
		before := s.get(t, id).Explained.Score
		must(t, s.svc.PutItems(s.sales(), id, s.get(t, id).Version, []handover.Item{{Key: "supervisor", Text: "有的"}}))
		if v := s.get(t, id); v.Explained.Score != before {
			t.Errorf("a word of ours made a stakeholder: %v from %v", v.Explained.Score, before)
		}
		for what, all := range map[string][]handover.Expectation{"no text": {{Priority: "must"}}, "no priority": {{Text: "x"}}, "strange answer": {{Text: "x", Priority: "must", Answer: "maybe"}}} {
			wants(t, what, s.svc.PutExpectations(s.sales(), id, s.get(t, id).Version, all), fault.ErrInvalid)
		}
		wants(t, "an empty statement", s.svc.SignStatement(s.sales(), id, s.get(t, id).Version), handover.ErrStatement)
		must(t, s.svc.PutExpectations(s.sales(), id, s.get(t, id).Version, []handover.Expectation{{Text: "x", Priority: "must"}}))
		wants(t, "without an answer", s.svc.SignStatement(s.sales(), id, s.get(t, id).Version), handover.ErrStatement)
		s.give(t, id, "expectation_statement")
		wants(t, "signed twice", s.svc.SignStatement(s.sales(), id, s.get(t, id).Version), handover.ErrStated)
		if v := s.get(t, id); !v.Expectations[0].Beyond || v.Expectations[1].Beyond {
			t.Errorf("beyond the contract: %+v", v.Expectations)
		}
	})
}

// table is reference 2.10, written a second time; scoring may be done at once.
var table = map[string][]string{
	"submit": {"draft>submitted", "rework>submitted"}, "review": {"submitted>scoring"},
	"score": {"submitted>rework", "submitted>signing", "scoring>rework", "scoring>signing", "signing>rework"},
	"edit":  {"signing>rework"}, "sign": {"signing>signed"}, "transition": {"signed>transition"}, "accept": {"transition>accepted"},
}

// No sequence moves a handover outside the table; signatures stand for the
// content as it is; what is signed never changes; below 6.0 nothing is signed.
func TestAnySequence(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		rapid.Check(t, func(rt *rapid.T) {
			s.people, s.offer, s.schedule = s.people[:min(1, len(s.people))], nil, nil
			_, id := s.draft(t)
			s.give(t, id, "technical_parameters", "tender_documents", "delivery_standard", "scope", "performance_bond", "liquidated_damages", "start", "site", "underground", "end_user")
			for range rapid.IntRange(1, 12).Draw(rt, "steps") {
				before := s.get(t, id)
				verb := rapid.SampledFrom([]string{"submit", "submit", "review", "score", "score", "edit", "sign", "sign", "sign", "withdraw", "transition", "accept", "wait"}).Draw(rt, "verb")
				err := s.try(t, rt, verb, before)
				after := s.get(t, id)
				if err != nil && fault.As(err) == nil {
					rt.Fatalf("%s: %v", verb, err)
				}
				if move := string(before.State) + ">" + string(after.State); before.State != after.State && (err != nil || !slices.Contains(table[verb], move)) {
					rt.Fatalf("%s answered %v and moved %s", verb, err, move)
				}
				for _, x := range after.Signatures {
					if x.At != nil && (!x.Valid || after.Score < 6) {
						rt.Fatalf("after %s: signature %+v at score %v", verb, x, after.Score)
					}
				}
				if before.SignedAt != nil && (after.PackageHash != before.PackageHash || after.Score != before.Score) {
					rt.Fatalf("%s changed what was signed", verb)
				}
			}
		})
	})
}

func (s *shop) try(t *testing.T, rt *rapid.T, verb string, v handover.View) error {
	switch verb {
	case "submit":
		return s.svc.Submit(s.sales(), v.ID, v.Version)
	case "review":
		return s.svc.Review(s.pm(), v.ID, v.Version)
	case "score":
		refusals := []handover.Refusal{}
		for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom(all()), 0, 3, rapid.ID).Draw(rt, "refused") {
			refusals = append(refusals, handover.Refusal{Key: key, Reason: "退回"})
		}
		return s.svc.Judge(s.pm(), v.ID, v.Version, refusals)
	case "edit":
		text := rapid.SampledFrom([]string{"", "新内容", "再改"}).Draw(rt, "text")
		key := rapid.SampledFrom([]string{"scope", "delivery_standard", "performance_bond", "liquidated_damages"}).Draw(rt, "key")
		return s.svc.PutItems(s.sales(), v.ID, v.Version, []handover.Item{{Key: key, Text: text}})
	case "sign":
		return s.svc.Sign(s.signer(rt), v.ID, v.Version, v.ContentHash)
	case "withdraw":
		return s.svc.WithdrawSignature(s.signer(rt), v.ID, v.Version)
	case "transition":
		return s.svc.Begin(s.pm(), v.ID, v.Version, day("2026-11-20").AddDays(rapid.IntRange(5, 60).Draw(rt, "until")))
	case "accept":
		return s.svc.Accept(s.pm(), v.ID, v.Version)
	}
	s.clock.pass(rapid.IntRange(0, 2).Draw(rt, "days"))
	return nil
}

func (s *shop) signer(rt *rapid.T) context.Context {
	return map[string]context.Context{"sales": s.sales(), "pm": s.pm(), "tech": s.tech()}[rapid.SampledFrom([]string{"sales", "pm", "tech"}).Draw(rt, "who")]
}

// Four people before every operation: nobody, a stranger, a reader, and whoever
// may. What is refused leaves no trace but that of the refusal.
func TestFourPeople(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		h := s.server(t)
		_, id := s.draft(t)
		s.give(t, id, all()...)
		must(t, s.svc.PutItems(s.sales(), id, s.get(t, id).Version, []handover.Item{{Key: "scope"}}))
		at := "/handovers/" + id.String()
		hash := func() any { return map[string]any{"content_hash": s.get(t, id).ContentHash} }
		for _, tc := range []struct {
			method, path string
			body         func() any
			who          context.Context
		}{
			{"PUT", "", func() any { return map[string]any{"technical_id": s.person["NOt"]} }, s.sales()},
			{"PUT", "/items", func() any { return map[string]any{"items": []any{map[string]any{"key": "scope", "text": "A区"}}} }, s.sales()},
			{"PUT", "/expectations", func() any {
				return map[string]any{"expectations": []any{map[string]any{"text": "每周影像", "priority": "must", "in_contract": false, "answer": "accepted"}}}
			}, s.sales()},
			{"POST", "/sign-statement", nil, s.sales()},
			{"POST", "/submit", nil, s.sales()},
			{"POST", "/review", nil, s.pm()},
			{"POST", "/score", func() any {
				return map[string]any{"refusals": []any{map[string]any{"key": "funding", "reason": "没有依据"}}}
			}, s.pm()},
			{"POST", "/sign", hash, s.sales()},
			{"POST", "/withdraw-signature", nil, s.sales()},
			{"POST", "/sign", hash, s.sales()},
			{"POST", "/sign", hash, s.pm()},
			{"POST", "/sign", hash, s.tech()},
			{"POST", "/transition", func() any { return map[string]any{"until": "2026-12-01"} }, s.pm()},
		} {
			var body any
			if tc.body != nil {
				body = tc.body()
			}
			headers := ifMatch(s.get(t, id).Version)
			for _, who := range []struct {
				name string
				ctx  context.Context
				want int
			}{{"nobody", context.Background(), 401}, {"stranger", s.stranger(), 404}, {"reader", s.reader(), 403}} {
				if status, _ := h.call(who.ctx, tc.method, at+tc.path, body, headers, nil); status != who.want {
					t.Errorf("%s %s as %s: %d, want %d", tc.method, tc.path, who.name, status, who.want)
				}
			}
			if got := ifMatch(s.get(t, id).Version); got["If-Match"] != headers["If-Match"] {
				t.Errorf("%s %s: a refusal changed the record", tc.method, tc.path)
			}
			if status, _ := h.call(tc.who, tc.method, at+tc.path, body, nil, nil); status != 428 {
				t.Errorf("%s %s without a version: %d", tc.method, tc.path, status)
			}
			before := s.records(t)
			var p struct{ Code string }
			if status, head := h.call(tc.who, tc.method, at+tc.path, body, headers, &p); status != 200 || head.Get("ETag") == headers["If-Match"] {
				t.Errorf("%s %s: %d %s", tc.method, tc.path, status, p.Code)
			}
			if n := s.records(t) - before; n != 1 {
				t.Errorf("%s %s left %d audit records", tc.method, tc.path, n)
			}
		}
		var frozen handover.PackageView
		if status, _ := h.call(s.reader(), "GET", at+"/package", nil, nil, &frozen); status != 200 || sha([]byte(frozen.Package)) != frozen.Hash || len(frozen.Signatures) != 3 {
			t.Errorf("package: %d %+v", status, frozen)
		}
	})
}

func (s *shop) records(t testing.TB) (n int) {
	t.Helper()
	must(t, s.db.Read(system(), func(tx *db.Tx) error { return tx.One("select count(*) from audit_record", nil, &n) }))
	return n
}

func TestReadingOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		h := s.server(t)
		_, id := s.draft(t)
		s.give(t, id, "scope", "site")
		for _, path := range []string{"", "/score"} {
			for who, want := range map[string]int{"nobody": 401, "stranger": 404, "reader": 200} {
				ctx := map[string]context.Context{"nobody": context.Background(), "stranger": s.stranger(), "reader": s.reader()}[who]
				if status, _ := h.call(ctx, "GET", "/handovers/"+id.String()+path, nil, nil, nil); status != want {
					t.Errorf("GET %s as %s: %d, want %d", path, who, status, want)
				}
			}
		}
		var e handover.ScoreView
		h.call(s.pm(), "GET", "/handovers/"+id.String()+"/score", nil, nil, &e)
		if e.Score != 1.7 || len(e.Sections) != 5 || e.Sections[3].Items[0].Person.Name != "NOp" || e.Sections[3].Items[0].Gain != 0.38 || e.Sections[4].Items[0].Person.Name != "顾明" {
			t.Errorf("explained: %+v", e)
		}
		for question, want := range map[string]int{"state=draft&q=秦川": 1, "state=signed": 0, "manager_id=" + s.person["NOp"].String(): 1, "score.gte=10": 0, "sort=-score,name": 1} {
			values, err := url.ParseQuery(question)
			must(t, err)
			q, err := db.ParseQuery(values, handover.ListForTest())
			must(t, err)
			p, err := s.svc.List(s.pm(), q)
			if must(t, err); len(p.Items) != want {
				t.Errorf("%s: %d, want %d", question, len(p.Items), want)
			}
			if p, err = s.svc.List(s.stranger(), q); err != nil || len(p.Items) != 0 {
				t.Errorf("a stranger lists %d, %v", len(p.Items), err)
			}
		}
	})
}

func TestCreateOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		h := s.server(t)
		proj, err := s.projects.Create(s.boss(), project.Beginning{CustomerID: s.customer, ManagerID: s.person["NOp"], Draft: project.Draft{Name: "中标先行"}})
		must(t, err)
		body := map[string]any{"project_id": proj, "technical_id": s.person["NOt"]}
		key := map[string]string{"Idempotency-Key": "handover-1"}
		var v, again handover.View
		if status, head := h.call(s.boss(), "POST", "/handovers", body, key, &v); status != 201 || head.Get("ETag") != `"1"` || v.Manager.ID != s.person["NOp"] || v.Technical.ID != s.person["NOt"] {
			t.Fatalf("create: %d %+v", status, v)
		}
		if status, _ := h.call(s.boss(), "POST", "/handovers", body, key, &again); status != 201 || again.ID != v.ID {
			t.Errorf("repeated: %d", status)
		}
		for who, want := range map[string]int{"nobody": 401, "reader": 403, "stranger": 422} {
			ctx := map[string]context.Context{"nobody": context.Background(), "stranger": s.stranger(), "reader": s.reader()}[who]
			if status, _ := h.call(ctx, "POST", "/handovers", body, nil, nil); status != want {
				t.Errorf("%s: %d, want %d", who, status, want)
			}
		}
	})
}

func TestSentences(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		codes := []string{}
		for _, section := range handover.DefaultRubric() {
			codes = append(codes, "handover.section."+section.Key)
			for _, x := range section.Items {
				codes = append(codes, "handover.item."+x.Key)
			}
		}
		for _, lacks := range []string{"absent", "refused", "unconfirmed", "no_owner", "no_response", "uncovered", "unsigned"} {
			codes = append(codes, "handover.lacks."+lacks)
		}
		for _, limit := range []string{"draft", "submit", "score", "rework", "kickoff"} {
			codes = append(codes, "handover.task."+limit)
		}
		for _, op := range s.server(t).api.Operations() {
			for _, e := range op.Errors {
				codes = append(codes, e.Code)
			}
		}
		texts, err := i18n.New()
		must(t, err)
		if missing := texts.Missing(codes); len(missing) > 0 {
			t.Errorf("no sentence for %v", missing)
		}
	})
}
