package importer

import (
	"cmp"
	"time"

	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/sell/pipeline"
)

// deal is an opportunity of the file on its way.
type deal struct {
	pipeline.Draft
	number  string
	outcome pipeline.Outcome
	stage   pipeline.Stage
	created workday.Date
	entered [4]workday.Date // by stage
	closed  workday.Date
	tender  workday.Date
	loss    pipeline.Loss
}

// dealDraft reads an opportunity out of a row.
func dealDraft(r *Record) *deal {
	d := &deal{number: r.text("number"), created: r.date("created_on"), closed: r.date("closed_on"), tender: r.date("tender_on")}
	d.Draft = pipeline.Draft{Name: r.text("name"), ProjectType: r.text("project_type"), Region: r.text("region"), Source: r.choice("source"), TenderMode: r.choice("tender_mode"),
		Note: r.text("note"), Amount: r.amount("amount"), ExpectedSignDate: r.date("expected_sign_date")}
	d.outcome = pipeline.Outcome(cmp.Or(r.choice("outcome"), string(pipeline.Open)))
	d.stage = pipeline.Stage(r.choice("stage"))
	d.entered = [4]workday.Date{d.created, r.date("negotiation_on"), r.date("quotation_on"), r.date("signing_on")}
	d.loss = pipeline.Loss{Reason: r.choice("loss_reason"), Competitor: r.text("competitor"), CompetitorPrice: r.amount("competitor_price")}
	if d.stage == "" {
		d.stage = d.reached()
	}
	return d
}

// reached is the stage that the dates, or the outcome, tell of.
func (d *deal) reached() pipeline.Stage {
	if d.outcome == pipeline.WonDeal {
		return pipeline.Signing
	}
	at := pipeline.Intent
	for i, on := range d.entered {
		if !on.IsZero() {
			at = pipeline.Stages()[i]
		}
	}
	return at
}

// past makes the deal what module pipeline takes: each stage up to the last one
// with its instant. A day that the file does not know is the one before it, and
// the first of them that of the end, or today.
func (d *deal) past(today workday.Date, zone *time.Location, now time.Time) pipeline.Past {
	p := pipeline.Past{Number: d.number, Origin: origin, Draft: d.Draft, Outcome: d.outcome, Loss: d.loss}
	if d.outcome != pipeline.Open {
		d.closed = cmp.Or(d.closed, today)
		p.Draft.ExpectedSignDate = cmp.Or(d.ExpectedSignDate, d.closed)
	}
	first, dated := d.firstDay(), false
	if first.IsZero() {
		first = cmp.Or(d.closed, today)
	}
	on := first
	for i, stage := range pipeline.Stages() {
		dated = dated || i > 0 && !d.entered[i].IsZero() || i == 0 && !d.created.IsZero()
		on = cmp.Or(d.entered[i], on)
		p.Entered = append(p.Entered, instantOf(on, today, zone, now))
		if stage == d.stage {
			break
		}
	}
	p.Undated = !dated && d.outcome != pipeline.Open
	if d.outcome != pipeline.Open {
		p.ClosedAt = instantOf(d.closed, today, zone, now)
	}
	if !d.tender.IsZero() {
		p.Draft.TenderAt = noon(d.tender, zone)
	}
	p.LastActive = p.Entered[len(p.Entered)-1]
	return p
}

func (d *deal) firstDay() workday.Date {
	for _, on := range d.entered {
		if !on.IsZero() {
			return on
		}
	}
	return 0
}

// instantOf is noon of a day, but never ahead of now.
func instantOf(d, today workday.Date, zone *time.Location, now time.Time) time.Time {
	if d >= today {
		return now
	}
	return noon(d, zone)
}

// rules are what a deal of the file may not be, besides what module pipeline
// says.
func (d *deal) rules(r *Record, today workday.Date) {
	for i, key := range []string{"created_on", "negotiation_on", "quotation_on", "signing_on"} {
		if d.entered[i] > today {
			r.refuse(key, "in_future")
		}
	}
	switch {
	case d.closed > today:
		r.refuse("closed_on", "in_future")
	case d.outcome == pipeline.Open && !d.closed.IsZero():
		r.refuse("closed_on", "open_but_closed")
	case d.outcome != pipeline.Open && d.closed.IsZero():
		r.say("closed_on", "closed_today", false, nil)
	}
}
