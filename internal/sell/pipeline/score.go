package pipeline

import (
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/workday"
)

// Weights of reference 5.1, in percent.
const (
	weightAmount  = 40
	weightUrgency = 35
	weightHeat    = 25
)

// amountPoints scores an amount in fen.
func amountPoints(fen int64) int64 {
	const million = 1_000_000_00
	switch {
	case fen < million/2:
		return 20
	case fen < 2*million:
		return 40
	case fen < 5*million:
		return 60
	case fen < 20*million:
		return 80
	}
	return 100
}

// urgencyPoints scores the days until a date; a date that has passed is the
// most urgent, and none is not urgent at all.
func urgencyPoints(today, on workday.Date) int64 {
	if on.IsZero() {
		return 0
	}
	switch days := on.Sub(today); {
	case days <= 15:
		return 100
	case days <= 30:
		return 80
	case days <= 60:
		return 60
	case days <= 90:
		return 40
	}
	return 20
}

// gradeOf names a score in hundredths.
func gradeOf(score int64) string {
	switch {
	case score >= 80_00:
		return "A"
	case score >= 60_00:
		return "B"
	case score >= 40_00:
		return "C"
	}
	return "D"
}

// urgentOn is the day that decides the urgency: the tender's deadline or the
// expected signature, whichever comes first. A tender that is over decides
// nothing any more.
func (o *Opportunity) urgentOn(today workday.Date, zone *time.Location) workday.Date {
	if o.TenderAt.IsZero() {
		return o.ExpectedSignDate
	}
	tender := workday.Today(o.TenderAt, zone)
	if tender < today || !o.ExpectedSignDate.IsZero() && o.ExpectedSignDate < tender {
		return o.ExpectedSignDate
	}
	return tender
}

// rate works out probability, weighted amount, score, grade and priority as of a
// day. A closed opportunity keeps its grade and has no priority.
func (o *Opportunity) rate(today workday.Date, zone *time.Location, p Policy) error {
	if o.Outcome == Open {
		o.Probability = p.Probability[o.Stage]
	}
	weighted, err := money.CNY(o.Amount).MulDiv(o.Probability, 100)
	if err != nil {
		return err
	}
	o.Weighted = weighted.Amount
	if o.Outcome != Open {
		o.Priority = 0
		return nil
	}
	heat, known := p.Heat[o.ProjectType]
	if !known {
		heat = p.UsualHeat
	}
	urgency := urgencyPoints(today, o.urgentOn(today, zone))
	o.Score = weightAmount*amountPoints(o.Amount) + weightUrgency*urgency + weightHeat*heat
	o.Grade = gradeOf(o.Score)
	o.Priority = priority(o.Grade, urgency, o.Amount)
	return nil
}

// priority packs grade, urgency and amount into one number, so that one index
// sorts by all three. It is above zero for everything open.
func priority(grade string, urgency, fen int64) int64 {
	const span = 2 * MaxAmount
	rank := int64('D' - grade[0])
	return (rank*101+urgency)*span + fen
}
