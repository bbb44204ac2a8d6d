package handover_test

import (
	"encoding/json"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/deliver/handover"
	"gongqiao/internal/kernel/ref"
)

var (
	anna = handover.Stakeholder{ID: ref.Derived("test", "anna"), Name: "安娜", Part: "other"}
	doc  = handover.File{ID: ref.Derived("test", "doc"), Name: "技术参数.pdf", SHA256: "cc"}
)

// with adds the full evidence for a requirement.
func with(e *handover.Evidence, x handover.Required) {
	i := handover.Item{Key: x.Key}
	switch x.By {
	case handover.ByDocument:
		i.DocumentID = doc.ID
		e.Files[doc.ID] = doc
	case handover.ByField:
		i.Text = "文字"
	case handover.ByDate:
		i.On, i.ConfirmedOn, i.ConfirmedBy = day("2026-12-08"), day("2026-11-18"), anna.ID
		e.People = append(e.People, anna)
	case handover.ByRisk:
		i.Text, i.PersonID, i.Response = "风险", ref.Derived("test", "pm"), "应对"
	case handover.ByStakeholder:
		e.People = append(e.People, handover.Stakeholder{ID: ref.Derived("test", x.Key), Name: x.Key, Part: x.Key})
		return
	case handover.ByQuote:
		e.Offer = &handover.Offer{Lines: 1}
		return
	case handover.BySchedule:
		e.Schedule = &handover.Schedule{Nodes: 1}
		return
	case handover.ByStatement:
		e.Expectations, e.Stated = []handover.Expectation{{Text: "期望"}}, true
		return
	}
	e.Items[x.Key] = i
}

func nothing() handover.Evidence {
	return handover.Evidence{Items: map[string]handover.Item{}, Files: map[ref.ID]handover.File{}}
}

func having(r handover.Rubric, keys ...string) handover.Evidence {
	e := nothing()
	for _, s := range r {
		for _, x := range s.Items {
			if slices.Contains(keys, x.Key) {
				with(&e, x)
			}
		}
	}
	return e
}

// The example of the design: 4 of 5, 3 of 4, 1 of 3, 2 of 4 and 1 of 3 are 5.6.
func TestScoreOfTheExample(t *testing.T) {
	r := handover.DefaultRubric()
	s := r.Score(having(r, "technical_parameters", "tender_documents", "delivery_standard", "scope", "quote_version", "payment_schedule", "performance_bond", "start", "site", "underground", "supervisor"))
	if s.Tenths != 56 || s.Passed() {
		t.Errorf("score %d", s.Tenths)
	}
	want := []int64{200, 150, 50, 75, 83}
	for i, p := range s.Parts {
		if p.Points != want[i] {
			t.Errorf("%s: %d, want %d", p.Key, p.Points, want[i])
		}
	}
	if missing := s.Missing(); len(missing) != 8 || missing[0].Gain != 83 || missing[0].Lacks != handover.Uncovered {
		t.Errorf("missing %+v", missing)
	}
}

// A rubric of one hundred equal pieces reaches every tenth, and one of two
// hundred every half of one: 5.9 and 5.94 go back, 5.95 and 6.0 pass.
func TestPassesFromSixOn(t *testing.T) {
	var r handover.Rubric
	keys := []string{}
	for s := range 20 {
		section := handover.Section{Key: string(rune('a' + s)), Weight: 5}
		for i := range 10 {
			key := section.Key + string(rune('0'+i))
			section.Items, keys = append(section.Items, handover.Required{Key: key, By: handover.ByField}), append(keys, key)
		}
		r = append(r, section)
	}
	for pieces, want := range map[int]int64{0: 0, 118: 59, 119: 60, 120: 60, 1: 1, 200: 100} {
		s := r.Score(having(r, keys[:pieces]...))
		if s.Tenths != want || s.Passed() != (want >= 60) {
			t.Errorf("%d of 200: %d, passed %v, want %d", pieces, s.Tenths, s.Passed(), want)
		}
	}
}

func TestRubricIsChecked(t *testing.T) {
	for what, change := range map[string]func(handover.Rubric) handover.Rubric{
		"weights of 9.9": func(r handover.Rubric) handover.Rubric { r[0].Weight--; return r },
		"an empty part":  func(r handover.Rubric) handover.Rubric { r[0].Items = nil; return r },
		"a key twice":    func(r handover.Rubric) handover.Rubric { r[1].Items[0].Key = r[0].Items[0].Key; return r },
		"less than zero": func(r handover.Rubric) handover.Rubric { r[0].Weight, r[1].Weight = -1, 46; return r },
		"nothing":        func(handover.Rubric) handover.Rubric { return nil },
	} {
		wants(t, what, change(handover.DefaultRubric()).Check(), handover.ErrRubric)
	}
	wants(t, "the default", handover.DefaultRubric().Check(), nil)
}

// What is half there does not count, and says why.
func TestHalfEvidence(t *testing.T) {
	r := handover.DefaultRubric()
	for _, tc := range []struct {
		key, lacks string
		change     func(*handover.Evidence)
	}{
		{"technical_parameters", handover.Absent, func(e *handover.Evidence) { delete(e.Files, doc.ID) }},
		{"start", handover.Unconfirmed, func(e *handover.Evidence) { e.People = nil }},
		{"site", handover.NoOwner, func(e *handover.Evidence) { i := e.Items["site"]; i.PersonID = ref.Nil; e.Items["site"] = i }},
		{"site", handover.NoResponse, func(e *handover.Evidence) { i := e.Items["site"]; i.Response = ""; e.Items["site"] = i }},
		{"scope", handover.Refused, func(e *handover.Evidence) {
			i := e.Items["scope"]
			i.Refusal.Reason = "不清楚"
			e.Items["scope"] = i
		}},
		{"end_user", handover.Refused, func(e *handover.Evidence) {
			e.Items["end_user"] = handover.Item{Key: "end_user", Refusal: handover.Refusal{Reason: "已调离"}}
		}},
		{"expectation_statement", handover.Unsigned, func(e *handover.Evidence) { e.Stated = false }},
		{"quote_version", handover.Absent, func(e *handover.Evidence) { e.Offer.Lines = 0 }},
		{"payment_schedule", handover.Absent, func(e *handover.Evidence) { e.Schedule.Nodes = 0 }},
	} {
		e := having(r, tc.key)
		if n := len(r.Score(e).Missing()); n != 18 {
			t.Fatalf("%s: %d missing when it is there", tc.key, n)
		}
		tc.change(&e)
		s := r.Score(e)
		i := slices.IndexFunc(s.Missing(), func(m handover.Mark) bool { return m.Key == tc.key })
		if s.Tenths != 0 || i < 0 || s.Missing()[i].Lacks != tc.lacks {
			t.Errorf("%s: score %d, missing %+v, want %s", tc.key, s.Tenths, s.Missing(), tc.lacks)
		}
	}
}

// rubrics draws any rubric that scores from 0 to 10.
func rubrics(rt *rapid.T) handover.Rubric {
	if rapid.Bool().Draw(rt, "the default one") {
		return handover.DefaultRubric()
	}
	kinds := []string{handover.ByDocument, handover.ByField, handover.ByDate, handover.ByRisk, handover.ByStakeholder}
	r, left, n := handover.Rubric{}, int64(100), rapid.IntRange(1, 7).Draw(rt, "sections")
	for i := range n {
		s := handover.Section{Key: string(rune('A' + i)), Weight: left}
		if i < n-1 {
			s.Weight = rapid.Int64Range(0, left).Draw(rt, "weight")
		}
		left -= s.Weight
		for j := range rapid.IntRange(1, 9).Draw(rt, "items") {
			s.Items = append(s.Items, handover.Required{Key: s.Key + string(rune('a'+j)), By: rapid.SampledFrom(kinds).Draw(rt, "kind")})
		}
		r = append(r, s)
	}
	return r
}

// More evidence never lowers the score, a refusal never raises it, nothing
// leaves 0 to 10, and the total is the exact sum rounded half up.
func TestEvidenceNeverLowersTheScore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rubrics(rt)
		if err := r.Check(); err != nil {
			rt.Fatal(err)
		}
		e := nothing()
		var required []handover.Required
		for _, s := range r {
			required = append(required, s.Items...)
		}
		last := r.Score(e)
		if last.Tenths != 0 {
			rt.Fatalf("nothing scores %d", last.Tenths)
		}
		for _, x := range rapid.Permutation(required).Draw(rt, "order") {
			if rapid.IntRange(0, 3).Draw(rt, "left out") == 0 {
				continue
			}
			with(&e, x)
			now := r.Score(e)
			if now.Tenths < last.Tenths || len(now.Missing()) > len(last.Missing()) {
				rt.Fatalf("%s made %d of %d", x.Key, now.Tenths, last.Tenths)
			}
			if exact := exactly(now); exact != now.Tenths {
				rt.Fatalf("total %d, exactly %d", now.Tenths, exact)
			}
			last = now
		}
		key := rapid.SampledFrom(required).Draw(rt, "refused").Key
		i := e.Items[key]
		i.Key, i.Refusal.Reason = key, "退回"
		e.Items[key] = i
		if s := r.Score(e); s.Tenths > last.Tenths || s.Tenths < 0 || last.Tenths > 100 {
			rt.Fatalf("refusing %s made %d of %d", key, s.Tenths, last.Tenths)
		}
	})
}

// exactly works the total out in fractions.
func exactly(s handover.Score) int64 {
	sum := new(big.Rat)
	for _, p := range s.Parts {
		sum.Add(sum, big.NewRat(p.Weight*p.Present, p.Required))
	}
	sum.Add(sum, big.NewRat(1, 2))
	return new(big.Int).Quo(sum.Num(), sum.Denom()).Int64()
}

// One changed byte, anywhere in the package or its hash, is found; so is content
// that was exchanged together with the outer hash.
func TestOneChangedByteBreaksThePackage(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		_, id := s.signing(t)
		must(t, s.sign(s.sales(), t, id))
		must(t, s.sign(s.pm(), t, id))
		must(t, s.sign(s.tech(), t, id))
		p, signatures, err := s.svc.Frozen(s.boss(), id)
		must(t, err)
		if len(signatures) != 3 || handover.VerifyPackage(p.Bytes, p.Hash) != nil {
			t.Fatalf("package: %+v", signatures)
		}
		rapid.Check(t, func(rt *rapid.T) {
			bad, hash := slices.Clone(p.Bytes), []byte(p.Hash)
			at := rapid.IntRange(0, len(bad)+len(hash)-1).Draw(rt, "at")
			flip := byte(rapid.IntRange(1, 255).Draw(rt, "bits"))
			if at < len(bad) {
				bad[at] ^= flip
			} else {
				hash[at-len(bad)] ^= flip
			}
			if handover.VerifyPackage(bad, string(hash)) == nil {
				rt.Fatalf("byte %d changed and nobody noticed", at)
			}
		})
		var m map[string]any
		must(t, json.Unmarshal(p.Bytes, &m))
		m["entries"].([]any)[3].(map[string]any)["content"] = `{"written":{"key":"scope","text":"含消防"}}`
		forged, err := json.Marshal(m)
		must(t, err)
		wants(t, "an exchanged entry under its own hash", handover.VerifyPackage(forged, sha(forged)), handover.ErrTampered)
	})
}
