package demo

import (
	"context"
	"strconv"

	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/customer"
)

// entry is what the business register said of an organisation one night. The
// demo asks no register: the answers are part of the story.
type entry struct {
	organisation int
	at           string
	answer       customer.Extract
}

// entries are companies with which all is well, and a subcontractor who lost his
// licence between two nights.
var entries = []entry{
	{12, "2026-11-18 02:40", customer.Extract{Representative: "林海岚", Status: "存续（在营、开业、在册）", Capital: "50000万人民币"}},
	{13, "2026-11-18 02:41", customer.Extract{Representative: "程庐生", Status: "在业", Capital: "80000万人民币"}},
	{24, "2026-10-19 02:40", customer.Extract{Representative: "宋江平", Status: "存续", Capital: "500万人民币"}},
	{24, "2026-11-19 02:40", customer.Extract{Representative: "宋江平", Status: "吊销，未注销", Capital: "500万人民币"}},
}

// registrations tells what the register said.
func (t *teller) registrations() {
	for _, e := range entries {
		o := organisationOf(e.organisation)
		t.then(e.at, system, "the register about "+o.short, func(ctx context.Context) error {
			e.answer.Source, e.answer.Name, e.answer.USCC = "qichacha", o.name, o.uscc
			return t.in(ctx, func(tx *db.Tx) error { return t.Customers.ObserveTx(tx, ID("org-"+strconv.Itoa(o.no)), e.answer) })
		})
	}
}
