package customer_test

import (
	"errors"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/customer"
)

func TestNPS(t *testing.T) {
	for _, tc := range []struct {
		n, promoters, detractors int64
		want                     int64
		none                     bool
	}{
		{100, 46, 24, 22, false}, // reference 5.5
		{4, 4, 0, 0, true},
		{5, 5, 0, 100, false},
		{5, 0, 5, -100, false},
		{8, 1, 0, 13, false},  // 12.5
		{8, 0, 1, -13, false}, // -12.5
		{0, 0, 0, 0, true},
	} {
		got := customer.NPS(tc.n, tc.promoters, tc.detractors)
		if tc.none != (got == nil) || got != nil && *got != tc.want {
			t.Errorf("%+v: %v", tc, got)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.Int64Range(5, 10_000).Draw(rt, "n")
		p := rapid.Int64Range(0, n).Draw(rt, "promoters")
		d := rapid.Int64Range(0, n-p).Draw(rt, "detractors")
		got := *customer.NPS(n, p, d)
		off := new(big.Rat).Sub(big.NewRat(got, 1), big.NewRat(100*(p-d), n))
		if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 || got < -100 || got > 100 {
			rt.Errorf("%d of %d, %d against: %d", p, n, d, got)
		}
	})
}

func TestRatingsAddUp(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		owner := b.as("NOa", authz.Own, everything...)
		id := b.create(t, owner, "鹭江文旅投资有限公司")
		v, err := b.svc.Get(owner, id)
		if must(t, err); v.Satisfaction.Answers != 0 || v.Satisfaction.NPS != nil || v.Satisfaction.Average != 0 {
			t.Errorf("before: %+v", v.Satisfaction)
		}
		recommend := func(n int64) *int64 { return &n }
		for i, r := range []customer.Rating{
			{Points: 450, Recommend: recommend(9)}, {Points: 401, Recommend: recommend(6)}, {Points: 500, Recommend: recommend(10)},
			{Points: 300, Recommend: recommend(7)}, {Points: 250}, {Points: 400, Recommend: recommend(8)},
		} {
			r.On = workday.New(2026, 11, 1+i)
			must(t, b.db.Write(system(), func(tx *db.Tx) error { return b.svc.RateTx(tx, id, r) }))
		}
		v, err = b.svc.Get(owner, id)
		must(t, err)
		s := v.Satisfaction
		if s.Answers != 6 || s.Average != 384 || s.Last != 400 || s.LastOn.String() != "2026-11-06" || s.NPS == nil || *s.NPS != 20 { // 2301/6 = 383.5; 2 for, 1 against, of 5
			t.Errorf("after: %+v %v", s, s.NPS)
		}
		err = b.db.Write(system(), func(tx *db.Tx) error { return b.svc.RateTx(tx, ref.New(), customer.Rating{}) })
		if !errors.Is(err, customer.ErrNotFound) {
			t.Errorf("a rating of nobody: %v", err)
		}
	})
}

func TestTagsOfASource(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		owner := b.as("NOa", authz.Own, everything...)
		id := b.create(t, owner, "鹭江文旅投资有限公司")
		tags := func() []customer.Tag {
			v, err := b.svc.Get(owner, id)
			must(t, err)
			return v.Tags
		}
		tag := customer.Tag{Tag: customer.Excellent, Source: "survey", Reason: "4.60", Since: workday.New(2026, 11, 20)}
		for range 2 {
			must(t, b.db.Write(system(), func(tx *db.Tx) error { return b.svc.TagTx(tx, id, tag) }))
		}
		if got := tags(); len(got) != 1 || got[0] != tag {
			t.Errorf("tags: %+v", got)
		}
		untag := func(source string) error {
			return b.db.Write(system(), func(tx *db.Tx) error {
				if err := b.svc.UntagTx(tx, id, customer.Excellent, source); err != nil {
					return err
				}
				return tx.Note("test", db.Subject{}, nil)
			})
		}
		if must(t, untag("user")); len(tags()) != 1 {
			t.Error("a tag of another source was taken away")
		}
		if must(t, untag("survey")); len(tags()) != 0 {
			t.Error("the tag stayed")
		}
		must(t, untag("survey"))
	})
}
