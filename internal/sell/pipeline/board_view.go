package pipeline

import (
	"math"
	"time"

	"gongqiao/internal/kernel/money"
)

// Status is the one line about what comes next on a card.
type Status struct {
	Kind   string     `json:"kind" enum:"gate,task,ready" doc:"Something that the stage asks for, a task, or nothing in the way."`
	Code   string     `json:"code" doc:"Of what is asked for; for ready, the stage that is open."`
	Title  string     `json:"title" doc:"Of the task."`
	DueAt  *time.Time `json:"due_at"`
	Holder Person     `json:"holder"`
}

// CardView is an opportunity on the board.
type CardView struct {
	Row
	Status *Status `json:"status"`
}

// Totals is what some open opportunities come to. Amounts are null for those
// who see no prices.
type Totals struct {
	Count    int64        `json:"count"`
	Amount   *money.Money `json:"amount"`
	Weighted *money.Money `json:"weighted"`
}

// SumView is what the open opportunities of a stage come to.
type SumView struct {
	Stage Stage `json:"stage" enum:"intent,negotiation,quotation,signing"`
	Totals
}

// ColumnView is one stage of the board.
type ColumnView struct {
	SumView
	Conversion *float64   `json:"conversion" doc:"Of those that entered the stage in the months asked for, the share that ever went on; at signing, that was won. Null when none entered."`
	Cards      []CardView `json:"cards" nullable:"false"`
}

// FunnelStage is one stage of the funnel.
type FunnelStage struct {
	SumView
	Entered    int64    `json:"entered"`
	Moved      int64    `json:"moved"`
	Conversion *float64 `json:"conversion"`
}

// FunnelView is the pipeline as it is now and what went through it.
type FunnelView struct {
	From           string        `json:"from"`
	To             string        `json:"to"`
	Stages         []FunnelStage `json:"stages" nullable:"false"`
	WonCount       int64         `json:"won_count"`
	LostCount      int64         `json:"lost_count"`
	WonAmount      *money.Money  `json:"won_amount"`
	LostAmount     *money.Money  `json:"lost_amount"`
	WinRate        *float64      `json:"win_rate" doc:"By count; struck out ones are left out. Null when none was closed."`
	WinRateByValue *float64      `json:"win_rate_by_value"`
}

func totals(s Sum, priced bool) Totals {
	t := Totals{Count: s.Deals}
	if priced {
		t.Amount, t.Weighted = yuan(s.Amount), yuan(s.Weighted)
	}
	return t
}

func sumView(stage Stage, s Sum, priced bool) SumView { return SumView{stage, totals(s, priced)} }

func yuan(fen int64) *money.Money {
	m := money.CNY(fen)
	return &m
}

// share of a whole with four decimals; null of nothing.
func portion(part, whole int64) *float64 {
	if whole == 0 {
		return nil
	}
	f := math.Round(float64(part)/float64(whole)*10_000) / 10_000
	return &f
}

func columnViews(board []Column, priced bool) []ColumnView {
	views := make([]ColumnView, 0, len(board))
	for _, c := range board {
		v := ColumnView{SumView: sumView(c.Stage, c.Sum, priced), Conversion: portion(c.Flow.Moved, c.Flow.Entered), Cards: []CardView{}}
		for _, card := range c.Cards {
			v.Cards = append(v.Cards, CardView{card.Row, card.Status})
		}
		views = append(views, v)
	}
	return views
}

func summaryViews(sums map[Stage]Sum, priced bool) []SumView {
	views := make([]SumView, 0, len(Stages()))
	for _, s := range Stages() {
		views = append(views, sumView(s, sums[s], priced))
	}
	return views
}

func funnelView(from, to string, now map[Stage]Sum, flow map[string]Flow, priced bool) FunnelView {
	won, lost := flow[phaseWon], flow[phaseLost]
	v := FunnelView{From: from, To: to, Stages: []FunnelStage{}, WonCount: won.Entered, LostCount: lost.Entered, WinRate: portion(won.Entered, won.Entered+lost.Entered)}
	if priced {
		v.WonAmount, v.LostAmount, v.WinRateByValue = yuan(won.Amount), yuan(lost.Amount), portion(won.Amount, won.Amount+lost.Amount)
	}
	for _, s := range Stages() {
		f := flow[string(s)]
		v.Stages = append(v.Stages, FunnelStage{sumView(s, now[s], priced), f.Entered, f.Moved, portion(f.Moved, f.Entered)})
	}
	return v
}

// sooner reports whether a deadline comes before another; none comes last.
func sooner(a, b time.Time) bool {
	switch {
	case a.IsZero():
		return false
	case b.IsZero():
		return true
	}
	return a.Before(b)
}
