package pipeline

import (
	"cmp"
	"slices"

	"gongqiao/internal/kernel/ref"
)

// Outlook is what the open opportunities come to that are expected to be signed
// in a month.
type Outlook struct {
	Sum
	Stalled       int64
	StalledAmount int64 // fen
}

func (u *Outlook) add(o Outlook) {
	u.Sum.add(o.Sum)
	u.Stalled += o.Stalled
	u.StalledAmount += o.StalledAmount
}

// phaseOpen stands beside won and lost in table pipeline_region.
const phaseOpen = "open"

type outlookCell struct {
	place ref.ID
	stage Stage
	month string // "2026-11"
}

type regionCell struct {
	place  ref.ID
	region string
	phase  string
	year   string // "2026"; "" of what is open
}

// outlook adds what an opportunity brings to the months and the regions.
func (s *share) outlook(o *Opportunity, place ref.ID) {
	closed := Sum{Deals: 1, Amount: o.Amount}
	switch o.Outcome {
	case Open:
		u := Outlook{Sum: Sum{1, o.Amount, o.Weighted}}
		if o.Stalled {
			u.Stalled, u.StalledAmount = 1, o.Amount
		}
		s.months[outlookCell{place, o.Stage, month(o.ExpectedSignDate.String())}] = u
		s.regions[regionCell{place, o.Region, phaseOpen, ""}] = u.Sum
	case WonDeal:
		s.regions[regionCell{place, o.Region, phaseWon, year(o.ClosedOn.String())}] = closed
	case LostDeal:
		s.regions[regionCell{place, o.Region, phaseLost, year(o.ClosedOn.String())}] = closed
	case VoidDeal: // counts nowhere
	}
}

func year(date string) string { return date[:4] }

type outlookDelta struct {
	outlookCell
	Outlook
}

type regionDelta struct {
	regionCell
	Sum
}

// outlook notes the differences of months and regions, in the order in which
// rows are touched.
func (c *change) outlook(before, after share) {
	for cell, u := range merged(before.months, after.months, func(a, b Outlook) Outlook {
		return Outlook{Sum{b.Deals - a.Deals, b.Amount - a.Amount, b.Weighted - a.Weighted}, b.Stalled - a.Stalled, b.StalledAmount - a.StalledAmount}
	}) {
		c.months = append(c.months, outlookDelta{cell, u})
	}
	for cell, s := range merged(before.regions, after.regions, func(a, b Sum) Sum {
		return Sum{b.Deals - a.Deals, b.Amount - a.Amount, b.Weighted - a.Weighted}
	}) {
		c.regions = append(c.regions, regionDelta{cell, s})
	}
	slices.SortFunc(c.months, func(a, b outlookDelta) int {
		return cmp.Or(compareIDs(a.place, b.place), cmp.Compare(a.stage, b.stage), cmp.Compare(a.month, b.month))
	})
	slices.SortFunc(c.regions, func(a, b regionDelta) int {
		return cmp.Or(compareIDs(a.place, b.place), cmp.Compare(a.region, b.region), cmp.Compare(a.phase, b.phase), cmp.Compare(a.year, b.year))
	})
}

// Region is what a region brings.
type Region struct {
	Name string
	Open Sum
	Won  Sum // closed in the year that was asked for; nothing is weighted
	Lost Sum
}

// Unit is what a department brings.
type Unit struct {
	Department ref.ID
	Entity     ref.ID
	Open       Sum
	Won        Flow // in the months that were asked for
	Lost       Flow
}
