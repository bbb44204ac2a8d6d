package demo

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/pipeline"
)

const day = 24 * time.Hour

// kinds is the project type that an organisation's work usually is.
var kinds = map[int]string{5: "building", 6: "municipal", 7: "building", 8: "rail", 9: "factory", 10: "data_center", 11: "power", 12: "municipal", 13: "factory", 14: "water",
	15: "medical", 16: "building", 17: "building", 18: "road", 19: "environment", 29: "municipal", 30: "road"}

// firstVisits are the visits whose needs report is still due (reference 8.2):
// hours since the visit ended.
var firstVisits = map[string]float64{"鹭江环岛步道灯光提升": 2.7, "黔岭隧道照明节能": 47.2}

func (m Modules) pipeline(tx *db.Tx) error {
	for i, d := range deals {
		if err := m.Pipeline.AddTx(tx, d.past(i, tx.Now)); err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
	}
	for i, c := range closedDeals {
		if err := m.Pipeline.AddTx(tx, c.past(i, tx.Now)); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

// past spreads the deals over the last months: the further a deal has come, the
// longer it is on its way.
func (d deal) past(i int, now time.Time) pipeline.Past {
	p := d.draft(i, now)
	steps := slices.Index(pipeline.Stages(), pipeline.Stage(d.stage))
	since := time.Duration(2+(i*7)%31) * day
	for s := steps; s >= 0; s-- {
		p.Entered = append([]time.Time{now.Add(-since)}, p.Entered...)
		since += time.Duration(14+(i*5+s*11)%29) * day
	}
	if hours, due := firstVisits[d.name]; due {
		p.VisitEnded = now.Add(-time.Duration(hours * float64(time.Hour)))
		p.Entered[0] = p.VisitEnded.Add(-6 * day)
	} else { // as early as the story tells of it
		p.VisitEnded = p.Entered[0].Add(min(3*day, now.Sub(p.Entered[0])/7))
		p.ReportGiven = p.VisitEnded.Add(min(time.Duration(20+i%20)*time.Hour, now.Sub(p.VisitEnded)/2))
	}
	p.LastActive = now.Add(-time.Duration((i*13)%24) * day)
	return p
}

func (d deal) draft(i int, now time.Time) pipeline.Past {
	sources := []string{"referral", "tender_notice", "exhibition", "online_ad", "cold_call"}
	tender := ""
	if i%3 == 0 {
		tender = "open"
	}
	today := workday.Today(now, now.Location())
	return pipeline.Past{
		ID: ID("opportunity-" + d.name), Owner: ID(d.owner), Origin: "demo", Outcome: pipeline.Open, Lead: leadOf(d.name),
		Draft: pipeline.Draft{CustomerID: ID("org-" + strconv.Itoa(d.organisation)), Name: d.name, ProjectType: kinds[d.organisation], Region: organisationOf(d.organisation).region,
			Source: sources[i%len(sources)], TenderMode: tender, Amount: d.wan * 10_000_00, ExpectedSignDate: today.AddDays(12 + (i*17)%170)},
	}
}

func (c closed) past(i int, now time.Time) pipeline.Past {
	p := deal{name: c.name, organisation: c.organisation, wan: c.wan, owner: c.owner}.draft(i, now)
	p.Outcome, p.ClosedAt = pipeline.LostDeal, now.Add(-time.Duration(c.daysAgo)*day)
	p.Draft.ExpectedSignDate = workday.Today(p.ClosedAt, now.Location())
	for s := range pipeline.Stages() {
		p.Entered = append(p.Entered, p.ClosedAt.Add(-time.Duration(90-22*s)*day))
	}
	p.VisitEnded = p.Entered[0].Add(2 * day)
	p.ReportGiven = p.VisitEnded.Add(30 * time.Hour)
	p.Loss = pipeline.Loss{Reason: c.reason, Competitor: c.rival, CompetitorPrice: c.rivalWan * 10_000_00}
	return p
}
