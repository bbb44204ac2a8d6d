package earned_test

import (
	"encoding/json"
	"errors"
	"testing"

	"gongqiao/schedule"
	"gongqiao/schedule/earned"
)

func rounded(t *testing.T, n earned.Number, scale int64) int64 {
	t.Helper()
	got, ok := n.Round(scale)
	if !ok {
		t.Fatal("there is no number")
	}
	return got
}

// The project of the reference: money in hundredths, indices in ten-thousandths.
func TestFigures(t *testing.T) {
	f := earned.Figures{BAC: 1_200_000_000, PV: 540_000_000, EV: 480_000_000, AC: 520_000_000}
	if f.CV() != -40_000_000 || f.SV() != -60_000_000 {
		t.Errorf("CV %d, SV %d", f.CV(), f.SV())
	}
	eac1 := f.EAC(earned.AtCPI, 0)
	for name, tc := range map[string]struct {
		got   earned.Number
		scale int64
		want  int64
	}{
		"CPI": {f.CPI(), 10_000, 9231}, "SPI": {f.SPI(), 10_000, 8889},
		"CV%": {f.CVPercent(), 10_000, -83_333}, "SV%": {f.SVPercent(), 10_000, -111_111},
		"EAC1": {eac1, 1, 1_300_000_000}, "EAC2": {f.EAC(earned.AsPlanned, 0), 1, 1_240_000_000},
		"EAC3": {f.EAC(earned.AtBoth, 0), 1, 1_397_500_000}, "EAC4": {f.EAC(earned.BottomUp, 750_000_000), 1, 1_270_000_000},
		"EAC5": {f.EAC(earned.Weighted, 0), 1, 1_305_820_896},
		"ETC1": {f.ETC(eac1), 1, 780_000_000}, "VAC1": {f.VAC(eac1), 1, -100_000_000},
		"TCPI": {f.TCPI(), 10_000, 10_588}, "TCPI to EAC1": {f.TCPITo(eac1), 10_000, 9231},
	} {
		if got := rounded(t, tc.got, tc.scale); got != tc.want {
			t.Errorf("%s is %d, want %d", name, got, tc.want)
		}
	}
}

func TestNothingIsDividedByZero(t *testing.T) {
	for name, tc := range map[string]struct {
		n    earned.Number
		want bool
	}{
		"CPI without cost":           {earned.Figures{BAC: 1, PV: 1, EV: 1}.CPI(), false},
		"SPI before the plan begins": {earned.Figures{BAC: 1, EV: 1, AC: 1}.SPI(), false},
		"CV% before anything earned": {earned.Figures{BAC: 1, PV: 1, AC: 1}.CVPercent(), false},
		"SV% before the plan begins": {earned.Figures{BAC: 1, EV: 1, AC: 1}.SVPercent(), false},
		"TCPI of a spent budget":     {earned.Figures{BAC: 5, PV: 1, EV: 1, AC: 5}.TCPI(), false},
		"EAC1 before anything":       {earned.Figures{BAC: 5, PV: 1, AC: 5}.EAC(earned.AtCPI, 0), false},
		"EAC2 of nothing":            {earned.Figures{}.EAC(earned.AsPlanned, 0), true},
		"EAC3 without a plan":        {earned.Figures{BAC: 5, EV: 1, AC: 5}.EAC(earned.AtBoth, 0), false},
		"EAC4 of nothing":            {earned.Figures{}.EAC(earned.BottomUp, 7), true},
		"EAC5 at no performance":     {earned.Figures{BAC: 5, PV: 1, AC: 5}.EAC(earned.Weighted, 0), false},
		"EAC of no forecast":         {earned.Figures{BAC: 5, PV: 1, AC: 5}.EAC(99, 0), false},
		"ETC of no EAC":              {earned.Figures{}.ETC(earned.Number{}), false},
	} {
		if tc.n.Known() != tc.want || (tc.n.String() != "") != tc.want || (tc.n.Rat() != nil) != tc.want {
			t.Errorf("%s: %q", name, tc.n)
		}
		text, err := json.Marshal(tc.n)
		if want := map[bool]string{false: "null", true: tc.n.String()}[tc.want]; err != nil || string(text) != want {
			t.Errorf("%s: %s, %v", name, text, err)
		}
	}
}

func TestEarnedSchedule(t *testing.T) {
	curve := []int64{40, 120, 240, 390, 540, 720, 900, 1050, 1150, 1200}
	for _, tc := range []struct {
		name                  string
		pv                    []int64
		ev, at                int64
		es, sv, spi, eac, tsp string
	}{
		{"the reference", curve, 480, 5, "4.6000", "-0.4000", "0.9200", "10.8696", "1.0800"},
		{"at the end of a period", curve, 540, 5, "5.0000", "0.0000", "1.0000", "10.0000", "1.0000"},
		{"in the first period", curve, 10, 0, "0.2500", "0.2500", "", "", "0.9750"},
		{"nothing", curve, 0, 1, "0.0000", "-1.0000", "0.0000", "", "1.1111"},
		{"all, and the time is over", curve, 1200, 10, "10.0000", "0.0000", "1.0000", "10.0000", ""},
		{"a curve that stays at its end", append(curve, 1200, 1200), 1200, 12, "10.0000", "-2.0000", "0.8333", "12.0000", "0.0000"},
		{"a curve that rests", []int64{10, 10, 20}, 10, 2, "2.0000", "0.0000", "1.0000", "3.0000", "1.0000"},
		{"no plan", []int64{0, 0}, 0, 1, "", "", "", "", ""},
	} {
		got, err := earned.Schedule(tc.pv, tc.ev, earned.Of(tc.at))
		if err != nil {
			t.Fatal(tc.name, err)
		}
		for i, x := range []struct {
			n    earned.Number
			want string
		}{{got.ES, tc.es}, {got.SV(), tc.sv}, {got.SPI(), tc.spi}, {got.EAC(), tc.eac}, {got.TSPI(), tc.tsp}} {
			if x.n.String() != x.want {
				t.Errorf("%s: number %d is %q, want %q", tc.name, i, x.n, x.want)
			}
		}
	}
	if _, err := earned.Schedule([]int64{5, 4}, 1, earned.Of(1)); !errors.Is(err, earned.ErrFalling) {
		t.Error(err)
	}
	if _, err := earned.Schedule([]int64{-5, 4}, 1, earned.Of(1)); !errors.Is(err, earned.ErrFalling) {
		t.Error(err)
	}
}

func TestMeasures(t *testing.T) {
	begun := schedule.Progress{Started: 5, Percent: 3333, Physical: 6667}
	over := schedule.Progress{Started: 5, Finished: 9, Percent: schedule.Whole, Physical: 9000}
	steps := []earned.Step{{Weight: 1, Done: true}, {Weight: 2}, {Weight: -9, Done: true}}
	for name, tc := range map[string]struct {
		m    earned.Measure
		p    schedule.Progress
		want int64
	}{
		"duration":            {earned.Measure{}, begun, 334}, // 333.6
		"duration, over":      {earned.Measure{}, schedule.Progress{Finished: 9}, 1001},
		"0/100, begun":        {earned.Measure{Rule: earned.ZeroHundred}, begun, 0},
		"0/100, over":         {earned.Measure{Rule: earned.ZeroHundred}, over, 1001},
		"50/50, not begun":    {earned.Measure{Rule: earned.FiftyFifty}, schedule.Progress{}, 0},
		"50/50, begun":        {earned.Measure{Rule: earned.FiftyFifty}, begun, 501}, // 500.5
		"50/50, over":         {earned.Measure{Rule: earned.FiftyFifty}, over, 1001},
		"50/50, only over":    {earned.Measure{Rule: earned.FiftyFifty}, schedule.Progress{Finished: 9}, 1001},
		"physical":            {earned.Measure{Rule: earned.Physical}, begun, 667},
		"physical, over":      {earned.Measure{Rule: earned.Physical}, over, 901},
		"physical, beyond":    {earned.Measure{Rule: earned.Physical}, schedule.Progress{Physical: 20_000}, 1001},
		"milestones":          {earned.Measure{Rule: earned.Milestones, Steps: steps}, begun, 334},
		"no milestones":       {earned.Measure{Rule: earned.Milestones}, over, 0},
		"units":               {earned.Measure{Rule: earned.Units, Done: 1, Total: 4}, begun, 250},
		"more units than all": {earned.Measure{Rule: earned.Units, Done: 5, Total: 4}, begun, 1001},
		"units of work":       {earned.Measure{Rule: earned.Units}, begun, 751},
		"a rule that is none": {earned.Measure{Rule: 99}, over, 0},
		"units taken back":    {earned.Measure{Rule: earned.Units, Done: -1, Total: 4}, begun, 0},
		"huge milestones":     {earned.Measure{Rule: earned.Milestones, Steps: []earned.Step{{Weight: 1 << 62, Done: true}, {Weight: 1 << 62}, {Weight: 1 << 62}}}, over, 334},
	} {
		task := schedule.Task{Progress: tc.p, ActualWork: 300, RemainingWork: 100}
		if got := tc.m.EV(&task, 1001); got != tc.want {
			t.Errorf("%s: %d, want %d", name, got, tc.want)
		}
		if got := tc.m.EV(&task, -1001); got != -tc.want {
			t.Errorf("%s: a credit is %d, want %d", name, got, -tc.want)
		}
	}
}
