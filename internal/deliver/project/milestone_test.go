package project_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/keyring"
	"gongqiao/internal/platform/link"
)

// first returns the first milestone of a project whose works go on.
func (s *site) first(t testing.TB) ref.ID {
	t.Helper()
	return s.get(t, s.running(t)).Milestones[0].ID
}

func TestReach(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		planned := s.get(t, s.born(t)).Milestones[0]
		wants(t, "before the works", s.svc.Reach(s.pm(), planned.ID, planned.Version, project.Report{ActualOn: day("2026-11-20")}), project.ErrMilestoneProject)
		id := s.first(t)
		foreign := s.attach(ref.To(project.MilestoneKind, planned.ID), "别处.jpg")
		own := s.attach(ref.To(project.MilestoneKind, id), "K1+240.jpg")
		for _, tc := range []struct {
			what string
			r    project.Report
			want *fault.Error
		}{
			{"tomorrow", project.Report{ActualOn: day("2026-11-21")}, fault.ErrInvalid},
			{"before the commencement", project.Report{ActualOn: day("2026-10-31")}, fault.ErrInvalid},
			{"without a day", project.Report{}, fault.ErrInvalid},
			{"with a document of another record", project.Report{ActualOn: day("2026-11-20"), Documents: []ref.ID{foreign}}, project.ErrDocumentUnknown},
			{"with no document at all", project.Report{ActualOn: day("2026-11-20"), Documents: []ref.ID{ref.New()}}, project.ErrDocumentUnknown},
			{"today", project.Report{ActualOn: day("2026-11-20"), Documents: []ref.ID{own}}, nil},
			{"twice", project.Report{ActualOn: day("2026-11-20")}, project.ErrMilestoneState},
		} {
			m := s.milestone(t, id)
			wants(t, tc.what, s.svc.Reach(s.pm(), id, m.Version, tc.r), tc.want)
			if after := s.milestone(t, id); tc.want != nil && after.Version != m.Version {
				t.Errorf("%s: changed it", tc.what)
			}
		}
		m := s.milestone(t, id)
		if e := told[project.MilestoneReached](s); len(e) != 1 || e[0].Key != project.FoundationDone || m.State != project.Reached || len(m.Files) != 1 {
			t.Errorf("told %+v, milestone %+v", e, m)
		}
		d := project.MilestoneDraft{Name: "改", PlannedOn: day("2026-12-01"), Weight: 1}
		wants(t, "changed after it was reached", s.svc.UpdateMilestone(s.pm(), id, m.Version, d), project.ErrMilestoneState)
	})
}

func TestDatesKeepTheirHistory(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		p := s.get(t, s.born(t))
		m := p.Milestones[0]
		d := project.MilestoneDraft{Name: m.Name, Key: m.Key, Position: m.Position, Weight: m.Weight, PlannedOn: m.PlannedOn, ForecastOn: m.PlannedOn.AddDays(8), Reason: "雨季"}
		must(t, s.svc.UpdateMilestone(s.pm(), m.ID, m.Version, d))
		d.Weight = 41
		must(t, s.svc.UpdateMilestone(s.pm(), m.ID, m.Version+1, d))
		v := s.milestone(t, m.ID)
		if len(v.Dates) != 2 || v.Dates[0].ForecastOn != m.PlannedOn || v.Dates[1].ForecastOn != m.PlannedOn.AddDays(8) || v.Dates[1].Reason != "雨季" || v.Dates[1].By.Name != "NOp" {
			t.Errorf("dates: %+v", v.Dates)
		}
		if v.BaselineOn != m.PlannedOn {
			t.Errorf("baseline %v, want %v", v.BaselineOn, m.PlannedOn)
		}
		d.PlannedOn = d.ForecastOn
		must(t, s.svc.UpdateMilestone(s.pm(), m.ID, v.Version, d))
		if v = s.milestone(t, m.ID); v.BaselineOn != m.PlannedOn || v.PlannedOn != d.PlannedOn {
			t.Errorf("after another plan: baseline %v, plan %v", v.BaselineOn, v.PlannedOn)
		}
		d.Key = project.ToppingOut
		wants(t, "the key of another", s.svc.UpdateMilestone(s.pm(), m.ID, v.Version, d), project.ErrMilestoneKey)
		free := project.MilestoneDraft{Name: "设备进场", PlannedOn: day("2027-01-10"), Weight: 5}
		_, err := s.svc.AddMilestone(s.pm(), p.ID, ref.Nil, free)
		must(t, err)
		_, err = s.svc.AddMilestone(s.stranger(), p.ID, ref.Nil, free)
		wants(t, "a stranger's", err, project.ErrProjectUnknown)
		_, err = s.svc.AddMilestone(s.reader(), p.ID, ref.Nil, free)
		wants(t, "a reader's", err, authz.ErrForbidden)
		if n := len(s.get(t, p.ID).Milestones); n != 4 {
			t.Errorf("%d milestones", n)
		}
		q, err := db.ParseQuery(url.Values{"project_id": {p.ID.String()}, "state": {"planned"}, "due_on.gte": {"2026-12-16"}, "due_on.lte": {"2027-01-10"}, "total": {"true"}}, project.MilestoneListForTest())
		must(t, err)
		for who, want := range map[string]int64{"pm": 2, "stranger": 0} {
			page, err := s.svc.Milestones(map[string]context.Context{"pm": s.pm(), "stranger": s.stranger()}[who], q)
			if must(t, err); int64(len(page.Items)) != want {
				t.Errorf("%s sees %d, want %d", who, len(page.Items), want)
			}
		}
	})
}

func TestCustomerConfirms(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.first(t)
		wants(t, "asked before it is reached", s.svc.Ask(s.pm(), id, 1, s.contact), project.ErrMilestoneState)
		s.reach(t, id)
		m := s.milestone(t, id)
		wants(t, "a contact of another customer", s.svc.Ask(s.pm(), id, m.Version, s.other), project.ErrContactUnknown)
		wants(t, "no contact", s.svc.Ask(s.pm(), id, m.Version, ref.New()), project.ErrContactUnknown)
		if len(m.Askable) != 1 || m.Askable[0].ID != s.contact || m.Askable[0].Name != "林若安" {
			t.Errorf("askable: %+v", m.Askable)
		}
		seen, err := s.svc.Milestone(s.reader(), id)
		if must(t, err); len(seen.Askable) != 0 {
			t.Errorf("a reader is told whom to ask: %+v", seen.Askable)
		}
		token := s.ask(t, id)
		v, err := s.svc.Portal(context.Background(), token)
		must(t, err)
		if v.Customer != "钱湾区市政设施管理中心" || v.Contact != "林若安" || v.Milestone.Name != "路基及基层完成" || len(v.Milestone.Files) != 1 || len(v.Timeline) != 3 || !v.Timeline[0].Asked || len(v.Actions) != 3 {
			t.Errorf("portal: %+v", v)
		}
		must(t, s.answer(t, token, project.Answer{Action: project.Confirm, Score: 4, Text: "不错"}))
		e := told[project.MilestoneConfirmed](s)
		m = s.milestone(t, id)
		if len(e) != 1 || e[0].Key != project.FoundationDone || e[0].ActualOn != day("2026-11-20") || e[0].Project.Contract.IsZero() || e[0].Deemed || e[0].ConfirmedOn != day("2026-11-20") {
			t.Errorf("told %+v", e)
		}
		if m.State != project.Confirmed || m.Score != 4 || m.SettledAt == nil || len(m.Answers) != 1 || m.Answers[0].ContentHash != v.ContentHash || m.Answers[0].Contact.ID != s.contact || m.Links[0].Open {
			t.Errorf("milestone: %+v", m)
		}
		if v, err = s.svc.Portal(context.Background(), token); err != nil || len(v.Actions) != 0 || v.Progress != 40 || !v.Timeline[0].Confirmed {
			t.Errorf("afterwards: %+v %v", v, err)
		}
		must(t, s.db.Read(system(), func(tx *db.Tx) error {
			var actor, auth string
			must(t, tx.One("select actor_name, auth from audit_record where action = 'milestone.confirm'", nil, &actor, &auth))
			if actor != "林若安" || auth != "link" {
				t.Errorf("audited as %q by %q", actor, auth)
			}
			return nil
		}))
	})
}

func TestPortalFilesAreThoseOfTheMilestone(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.first(t)
		s.reach(t, id)
		photo := s.milestone(t, id).DocumentIDs[0]
		beside := s.attach(ref.To(project.MilestoneKind, id), "内部纪要.pdf")
		token := s.ask(t, id)
		f, content, err := s.svc.PortalFile(context.Background(), token, photo)
		must(t, err)
		text, err := io.ReadAll(content)
		if must(t, err); f.Name != "K0+620.jpg" || string(text) != "content of "+f.SHA256 {
			t.Errorf("%+v holds %q", f, text)
		}
		must(t, content.Close())
		_, _, err = s.svc.PortalFile(context.Background(), token, beside)
		wants(t, "a paper that is not shown", err, project.ErrPortalNotFound)
		_, _, err = s.svc.PortalFile(context.Background(), token+"x", photo)
		wants(t, "another token", err, project.ErrPortalNotFound)
		h := s.server(t)
		path := "/portal/milestones/" + token + "/files/"
		if status, head := h.call(context.Background(), "GET", path+photo.String(), nil, nil, nil); status != 200 || head.Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(head.Get("Content-Disposition"), "attachment") {
			t.Errorf("over HTTP: %d %v", status, head)
		}
		if status, _ := h.call(context.Background(), "GET", path+beside.String(), nil, nil, nil); status != 404 {
			t.Errorf("a paper that is not shown, over HTTP: %d", status)
		}
		delete(s.files, photo)
		_, _, err = s.svc.PortalFile(context.Background(), token, photo)
		wants(t, "a file that was voided", err, project.ErrPortalNotFound)
	})
}

func TestRemarksAndRejection(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.first(t)
		s.reach(t, id)
		token := s.ask(t, id)
		for what, a := range map[string]project.Answer{
			"remarks without a word": {Action: project.ConfirmWithRemarks, Score: 3}, "remarks without points": {Action: project.ConfirmWithRemarks, Text: "排水"},
			"rejected without a reason": {Action: project.Reject, Text: " "}, "six points": {Action: project.Confirm, Score: 6}, "something else": {Action: "deem", Text: "x"},
		} {
			wants(t, what, s.answer(t, token, a), fault.ErrInvalid)
		}
		must(t, s.answer(t, token, project.Answer{Action: project.ConfirmWithRemarks, Score: 2, Text: "排水坡度需处理"}))
		if poor := told[project.PoorFeedback](s); len(poor) != 1 || poor[0].Score != 2 || poor[0].Contact != s.contact {
			t.Errorf("poor feedback: %+v", poor)
		}
		if v := s.get(t, s.milestone(t, id).Project.ID); v.Progress != 0 || v.Reached != 40 {
			t.Errorf("remarks confirmed something: %d %d", v.Progress, v.Reached)
		}
		must(t, s.svc.Rectify(s.pm(), id, s.milestone(t, id).Version))
		s.reach(t, id)
		second := s.ask(t, id)
		if err := s.answer(t, token, project.Answer{Action: project.Confirm}); !errors.Is(err, project.ErrPortalUsed) {
			t.Errorf("the first round's link answers the second: %v", err)
		}
		must(t, s.answer(t, second, project.Answer{Action: project.Reject, Score: 3, Text: "仍有积水"}))
		e := told[project.MilestoneRejected](s)
		if m := s.milestone(t, id); m.State != project.Rejected || m.Round != 2 || len(e) != 1 || e[0].Reason != "仍有积水" {
			t.Errorf("rejected: %+v %+v", m, e)
		}
	})
}

// Below three points, and only there, a complaint is called for.
func TestPoorFeedback(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		p := s.get(t, s.running(t))
		for i, score := range []int64{2, 3, 0} {
			id := p.Milestones[i].ID
			s.reach(t, id)
			token := s.ask(t, id)
			told[project.Created](s)
			must(t, s.answer(t, token, project.Answer{Action: project.Confirm, Score: score}))
			if got := len(told[project.PoorFeedback](s)) == 1; got != (score == 2) {
				t.Errorf("%d points: told %v", score, got)
			}
		}
	})
}

// What was answered is what was shown: a document that changes, or another word
// of ours, makes the customer look again.
func TestChangedContentIsNotConfirmed(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.first(t)
		s.reach(t, id)
		token := s.ask(t, id)
		v, err := s.svc.Portal(context.Background(), token)
		must(t, err)
		doc := v.Milestone.Files[0].ID
		f := s.files[doc]
		f.SHA256 = strings.Repeat("0", 64)
		s.files[doc] = f
		a := project.Answer{Action: project.Confirm, Hash: v.ContentHash}
		wants(t, "replaced photo", s.svc.Respond(context.Background(), token, a), project.ErrPortalChanged)
		delete(s.files, doc)
		wants(t, "voided photo", s.svc.Respond(context.Background(), token, a), project.ErrPortalChanged)
		if m := s.milestone(t, id); m.State != project.AwaitingCustomer || len(m.Answers) != 0 {
			t.Errorf("state left behind: %+v", m)
		}
		must(t, s.answer(t, token, project.Answer{Action: project.Confirm}))
	})
}

func TestOwnPeopleDoNotAnswer(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.first(t)
		s.reach(t, id)
		token := s.ask(t, id)
		v, err := s.svc.Portal(s.boss(), token)
		must(t, err)
		wants(t, "the boss", s.svc.Respond(s.boss(), token, project.Answer{Action: project.Confirm, Hash: v.ContentHash}), project.ErrPortalOurs)
		if m := s.milestone(t, id); m.State != project.AwaitingCustomer {
			t.Errorf("he confirmed: %s", m.State)
		}
	})
}

// Whatever is not exactly a living link of ours opens nothing, and all such
// tokens get the same answer.
func TestNoOtherTokenOpens(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.first(t)
		s.reach(t, id)
		token := s.ask(t, id)
		v, err := s.svc.Portal(context.Background(), token)
		must(t, err)
		strange, err := keyring.Open(t.TempDir())
		must(t, err)
		good := link.Claims{Purpose: project.LinkPurpose, Ref: ref.To(project.MilestoneKind, id), Audience: s.contact.String(), Expires: s.clock.t.Add(time.Hour), Nonce: link.NewNonce()}
		sign := func(k keyring.Key, change func(*link.Claims)) string {
			c := good
			change(&c)
			text, err := link.Sign(k, c)
			must(t, err)
			return text
		}
		l, err := link.Verify(s.ring, token, project.LinkPurpose, s.clock.t)
		must(t, err)
		stolen := func(change func(*link.Claims)) string {
			good = l
			return sign(s.ring.Current(), change)
		}
		rapid.Check(t, func(rt *rapid.T) {
			forged := rapid.SampledFrom([]string{"flipped", "cut", "garbage", "strange key", "unknown nonce", "other purpose", "other kind", "other milestone", "other audience", "other expiry", "expired"}).Draw(rt, "how")
			var bad string
			switch forged {
			case "flipped":
				i := rapid.IntRange(0, len(token)-1).Draw(rt, "at")
				c := rapid.SampledFrom([]byte("ABCabc019-_")).Draw(rt, "to")
				if bad = token[:i] + string(c) + token[i+1:]; bad == token {
					return
				}
			case "cut":
				bad = token[:rapid.IntRange(0, len(token)-1).Draw(rt, "length")]
			case "garbage":
				bad = rapid.StringN(0, 600, 1200).Draw(rt, "text")
			case "strange key":
				bad = sign(strange.Current(), func(c *link.Claims) { *c = l })
			case "unknown nonce":
				bad = stolen(func(c *link.Claims) { c.Nonce = link.NewNonce() })
			case "other purpose":
				bad = stolen(func(c *link.Claims) { c.Purpose = "survey.answer" })
			case "other kind":
				bad = stolen(func(c *link.Claims) { c.Ref.Kind = project.Kind })
			case "other milestone":
				bad = stolen(func(c *link.Claims) { c.Ref.ID = ref.New() })
			case "other audience":
				bad = stolen(func(c *link.Claims) { c.Audience = s.other.String() })
			case "other expiry":
				bad = stolen(func(c *link.Claims) { c.Expires = c.Expires.AddDate(1, 0, 0) })
			case "expired":
				bad = stolen(func(c *link.Claims) { c.Expires = s.clock.t.Truncate(time.Second) })
			}
			_, err := s.svc.Portal(context.Background(), bad)
			answered := s.svc.Respond(context.Background(), bad, project.Answer{Action: project.Confirm, Hash: v.ContentHash})
			for _, err := range []error{err, answered} {
				if f := fault.As(err); f == nil || f.Code != project.ErrPortalNotFound.Code || len(f.Params) > 0 {
					rt.Fatalf("%s: %v", forged, err)
				}
			}
		})
		if m := s.milestone(t, id); m.State != project.AwaitingCustomer {
			t.Errorf("one of them answered: %s", m.State)
		}
		must(t, s.answer(t, token, project.Answer{Action: project.Confirm}))
	})
}

func TestLinkEndsOnTheSecond(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.first(t)
		s.reach(t, id)
		token := s.ask(t, id)
		s.clock.t = s.clock.t.AddDate(0, 0, 30).Truncate(time.Second).Add(-time.Microsecond)
		if _, err := s.svc.Portal(context.Background(), token); err != nil {
			t.Errorf("before the end: %v", err)
		}
		s.clock.t = s.clock.t.Add(time.Microsecond)
		if _, err := s.svc.Portal(context.Background(), token); !errors.Is(err, project.ErrPortalNotFound) {
			t.Errorf("at the end: %v", err)
		}
	})
}

func TestContactWhoLeftHasNoLink(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.first(t)
		s.reach(t, id)
		token := s.ask(t, id)
		must(t, s.write(func(tx *db.Tx) error {
			_, err := tx.Exec("update contact set active = ? where id = ?", false, s.contact)
			return err
		}))
		if _, err := s.svc.Portal(context.Background(), token); !errors.Is(err, project.ErrPortalNotFound) {
			t.Errorf("still opens: %v", err)
		}
	})
}

// Twenty answers at the same moment by two links are one answer.
func TestAnswersOnce(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.first(t)
		s.reach(t, id)
		tokens := []string{s.ask(t, id), s.ask(t, id)}
		v, err := s.svc.Portal(context.Background(), tokens[0])
		must(t, err)
		var wg sync.WaitGroup
		errs := make([]error, 20)
		for i := range errs {
			wg.Go(func() {
				a := project.Answer{Action: []string{project.Confirm, project.Reject}[i%2], Text: "同时", Score: 3, Hash: v.ContentHash}
				errs[i] = s.svc.Respond(context.Background(), tokens[i%len(tokens)], a)
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, project.ErrPortalUsed) && !errors.Is(err, db.ErrStale):
				t.Errorf("lost with %v", err)
			}
		}
		if m := s.milestone(t, id); won != 1 || len(m.Answers) != 1 {
			t.Errorf("%d answers taken, %d kept", won, len(m.Answers))
		}
	})
}

// The customer is asked on D: reminders on D+1 and D+3, a call on D+5, and with
// the clause consent once D+14 is over.
func TestSilence(t *testing.T) {
	for _, clause := range []bool{false, true} {
		t.Run(fmt.Sprintf("clause %v", clause), func(t *testing.T) {
			each(t, func(t *testing.T, s *site) {
				c := s.contract("沉默")
				c.DeemedClause = clause
				p := s.ensure(t, c)
				s.score, s.signed = 60, true
				must(t, s.svc.MarkReady(s.pm(), p, s.get(t, p).Version))
				must(t, s.svc.Start(s.pm(), p, s.get(t, p).Version, s.clock.today()))
				id := s.get(t, p).Milestones[0].ID
				s.reach(t, id)
				token := s.ask(t, id)
				for d := range 17 {
					told[project.Created](s)
					_, err := s.svc.Sweep(system())
					must(t, err)
					reminded, confirmed := []int64{}, 0
					for _, e := range s.heard {
						switch e := e.(type) {
						case project.MilestoneReminded:
							reminded = append(reminded, e.Day)
						case project.MilestoneConfirmed:
							confirmed++
							if !e.Deemed {
								t.Errorf("D+%d: confirmed by somebody", d)
							}
						}
					}
					if want := map[int][]int64{1: {1}, 3: {3}}[d]; !slices.Equal(reminded, append([]int64{}, want...)) {
						t.Errorf("D+%d: reminded %v", d, reminded)
					}
					if n := s.calls(t, id); n != map[bool]int{false: 0, true: 1}[d >= 5] {
						t.Errorf("D+%d: %d calls", d, n)
					}
					if want := map[bool]int{true: 1}[clause && d == 15]; confirmed != want {
						t.Errorf("D+%d: confirmed %d times, want %d", d, confirmed, want)
					}
					_, err = s.svc.Sweep(system()) // the same day again
					must(t, err)
					s.clock.pass(1)
				}
				m := s.milestone(t, id)
				if want := map[bool]project.MilestoneState{false: project.AwaitingCustomer, true: project.DeemedConfirmed}[clause]; m.State != want {
					t.Errorf("in the end %s, want %s", m.State, want)
				}
				if clause {
					wants(t, "answered too late", s.answer(t, token, project.Answer{Action: project.Reject, Text: "晚了"}), project.ErrPortalUsed)
				}
			})
		})
	}
}

// calls counts the tasks to call the customer about a milestone.
func (s *site) calls(t testing.TB, id ref.ID) (n int) {
	t.Helper()
	must(t, s.db.Read(system(), func(tx *db.Tx) error {
		return tx.One("select count(*) from task where ref_id = ? and assignee_id = ?", []any{id, s.person["NOp"]}, &n)
	}))
	return n
}

// After a weekend without a sweep only the latest step is taken.
func TestSweepCatchesUp(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.first(t)
		s.reach(t, id)
		token := s.ask(t, id)
		told[project.Created](s)
		s.clock.pass(6)
		_, err := s.svc.Sweep(system())
		must(t, err)
		if n := len(told[project.MilestoneReminded](s)); n != 0 || s.calls(t, id) != 1 {
			t.Errorf("%d reminders, %d calls", n, s.calls(t, id))
		}
		p := s.get(t, s.milestone(t, id).Project.ID)
		must(t, s.svc.Appoint(s.boss(), p.ID, p.Version, s.person["NOq"]))
		if s.calls(t, id) != 0 {
			t.Error("the former manager is to call")
		}
		must(t, s.svc.Appoint(s.boss(), p.ID, p.Version+1, s.person["NOp"]))
		if s.calls(t, id) != 1 {
			t.Error("nobody is to call")
		}
		must(t, s.answer(t, token, project.Answer{Action: project.Confirm}))
		must(t, s.db.Read(system(), func(tx *db.Tx) error {
			var state string
			must(t, tx.One("select state from task where ref_id = ?", []any{id}, &state))
			if state != "done" {
				t.Errorf("the call is %s", state)
			}
			return nil
		}))
	})
}

func TestRemindByHand(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		id := s.first(t)
		s.reach(t, id)
		s.ask(t, id)
		must(t, s.svc.Remind(s.pm(), id, s.milestone(t, id).Version))
		wants(t, "twice a day", s.svc.Remind(s.pm(), id, s.milestone(t, id).Version), project.ErrReminded)
		s.clock.pass(1)
		must(t, s.svc.Remind(s.pm(), id, s.milestone(t, id).Version))
		if e := told[project.MilestoneReminded](s); len(e) != 2 || e[1].Day != 1 || e[1].Contact != s.contact {
			t.Errorf("told %+v", e)
		}
	})
}

// steps is reference 2.12, written a second time.
var steps = []string{"planned>reached", "reached>awaiting_customer", "awaiting_customer>confirmed", "awaiting_customer>confirmed_with_remarks", "awaiting_customer>rejected", "awaiting_customer>deemed_confirmed",
	"confirmed_with_remarks>rectifying", "rejected>rectifying", "rectifying>reached"}

// No sequence leads a milestone outside its table; once confirmed it never
// changes, and its day is never in the future.
func TestMilestoneMachine(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.score, s.signed = 60, true
		rapid.Check(t, func(rt *rapid.T) {
			c := s.contract("里程碑")
			c.Milestones, c.DeemedClause = c.Milestones[:1], rapid.Bool().Draw(rt, "clause")
			p := s.ensure(t, c)
			must(t, s.svc.MarkReady(s.boss(), p, s.get(t, p).Version))
			must(t, s.svc.Start(s.boss(), p, s.get(t, p).Version, s.clock.today()))
			id := s.get(t, p).Milestones[0].ID
			for range rapid.IntRange(1, 14).Draw(rt, "steps") {
				before := s.milestone(t, id)
				verb := rapid.SampledFrom([]string{"reach", "reach", "ask", "ask", "confirm", "confirm_with_remarks", "reject", "rectify", "remind", "update", "wait"}).Draw(rt, "verb")
				err := s.tryMilestone(t, rt, verb, before)
				after := s.milestone(t, id)
				if err != nil && fault.As(err) == nil {
					rt.Fatalf("%s: %v", verb, err)
				}
				if move := string(before.State) + ">" + string(after.State); before.State != after.State && (err != nil || !slices.Contains(steps, move)) {
					rt.Fatalf("%s answered %v and moved %s", verb, err, move)
				}
				if settled := before.State == project.Confirmed || before.State == project.DeemedConfirmed; settled && before.Version != after.Version {
					rt.Fatalf("%s changed a confirmed milestone", verb)
				}
				if after.ActualOn > s.clock.today() || after.ActualOn != 0 && after.ActualOn < s.get(t, p).CommencedOn {
					rt.Fatalf("reached on %v", after.ActualOn)
				}
			}
		})
	})
}

func (s *site) tryMilestone(t *testing.T, rt *rapid.T, verb string, m project.MilestonePage) error {
	ctx := s.boss()
	switch verb {
	case "reach":
		return s.svc.Reach(ctx, m.ID, m.Version, project.Report{ActualOn: s.clock.today().AddDays(rapid.IntRange(-3, 2).Draw(rt, "day"))})
	case "ask":
		return s.svc.Ask(ctx, m.ID, m.Version, s.contact)
	case "rectify":
		return s.svc.Rectify(ctx, m.ID, m.Version)
	case "remind":
		return s.svc.Remind(ctx, m.ID, m.Version)
	case "update":
		return s.svc.UpdateMilestone(ctx, m.ID, m.Version, project.MilestoneDraft{Name: "改名", PlannedOn: day("2026-12-01"), Weight: 3})
	case "wait":
		s.clock.pass(rapid.IntRange(1, 16).Draw(rt, "days"))
		_, err := s.svc.Sweep(system())
		return err
	}
	l, err := s.svc.LastLink(ctx, m.ID)
	if err != nil {
		return err
	}
	v, err := s.svc.Portal(context.Background(), l.Token)
	if err != nil {
		return err
	}
	return s.svc.Respond(context.Background(), l.Token, project.Answer{Action: verb, Score: 3, Text: "意见", Hash: v.ContentHash})
}
