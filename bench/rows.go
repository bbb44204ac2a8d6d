package main

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"gongqiao/internal/app/demo/crowd"
	"gongqiao/internal/kernel/ref"
)

// pair is the product and the floor, each on its own copy of a world.
type pair struct {
	world          world
	product, floor *server
	o              options
}

// cell is one row at one number of connections.
type cell struct {
	conns          int
	cpu            span // product over floor, time a request
	throughput     span // product over floor, requests a second
	product, floor reading
}

// span is the middle of some rounds and their extremes.
type span struct{ median, min, max float64 }

func spanOf(v []float64) span {
	slices.Sort(v)
	return span{v[len(v)/2], v[0], v[len(v)-1]}
}

// compare loads both servers in turn, first one first and then the other, and
// returns the ratios of neighbouring rounds: what else the machine does at the
// time touches both.
func (p *pair) compare(product, floor script, conns int) (cell, error) {
	c := cell{conns: conns}
	var cpu, rate []float64
	for n := -1; n < p.o.rounds; n++ {
		lasts := p.o.round
		if n < 0 {
			lasts /= 2 // warms up
		}
		a, b, err := p.both(product, floor, conns, lasts, n%2 == 0)
		if err != nil {
			return c, err
		}
		if n < 0 {
			continue
		}
		cpu = append(cpu, float64(a.perRequest())/float64(b.perRequest()))
		rate = append(rate, a.rate()/b.rate())
		c.product, c.floor = better(c.product, a), better(c.floor, b)
	}
	c.cpu, c.throughput = spanOf(cpu), spanOf(rate)
	return c, nil
}

// better keeps the reading with the least time a request.
func better(a, b reading) reading {
	if a.requests == 0 || b.perRequest() < a.perRequest() {
		return b
	}
	return a
}

func (p *pair) both(product, floor script, conns int, lasts time.Duration, floorFirst bool) (a, b reading, err error) {
	if floorFirst {
		if b, err = round(p.floor, floor, conns, lasts); err != nil {
			return a, b, err
		}
	}
	if a, err = round(p.product, product, conns, lasts); err != nil || floorFirst {
		return a, b, err
	}
	b, err = round(p.floor, floor, conns, lasts)
	return a, b, err
}

// row is a line of the table that compares with the floor.
type row struct {
	name, goal     string
	most           float64 // CPU ratio
	reads          bool    // both answer the same, again and again
	product, floor script
}

// rows are the comparisons of issue 2, for one salesperson.
func (p *pair) rows() ([]row, error) {
	session, err := signIn(p.product, crowd.Sales)
	if err != nil {
		return nil, err
	}
	var reads []string
	for _, id := range p.world.ownDeals(0) {
		reads = append(reads, "/opportunities/"+id.String())
	}
	var lists []string
	for _, stage := range []string{"intent", "negotiation"} {
		lists = append(lists, "/opportunities?stage="+stage+"&sort=-amount&limit=50")
	}
	mine := "owner_id=" + crowd.ID(crowd.Person, 0).String()
	writes, err := p.writeRows(session)
	return append([]row{
		{"read one opportunity", "≤ 1.8x", 1.8, true, cycle(prefixed(api, reads), session), cycle(reads)},
		{"page of 50 by amount in a stage, names, masks, actions", "≤ 1.5x", 1.5, true, cycle(prefixed(api, lists), session), cycle(suffixed(lists, "&"+mine))},
		{"pipeline by stage, own rows", "≤ 2.0x", 2, true, cycle([]string{api + "/opportunities/summary"}, session), cycle([]string{"/opportunities/summary?" + mine})},
	}, writes...), err
}

func suffixed(paths []string, suffix string) []string {
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i] = p + suffix
	}
	return out
}

func (p *pair) writeRows(session [2]string) ([]row, error) {
	manager, err := signIn(p.product, crowd.Manager)
	if err != nil {
		return nil, err
	}
	// What can move has its evidence and is too small to need a team. It is
	// somebody else's than what the salesperson updates.
	movable, err := p.ids(manager, "stage=intent&outcome=open&amount.lt=100000000&sort=-amount&owner_id.ne="+crowd.ID(crowd.Person, 0).String())
	if err != nil {
		return nil, err
	}
	sessions, err := p.salespeople(p.world.People)
	if err != nil {
		return nil, err
	}
	own, err := p.ids(session, "outcome=open&sort=-amount")
	if err != nil {
		return nil, err
	}
	w := p.world
	run := strconv.FormatInt(time.Now().UnixNano(), 36)
	return []row{
		{"update a record", "≤ 3.0x", 3, false, holding(own, p.updating(api, session)), holding(own, p.updating(""))},
		{"update a stage", "≤ 3.0x", 3, false, holding(movable, moving(manager, run)), holding(movable, bareMoving)},
		{"create", "≤ 3.0x", 3, false,
			w.creating(run, func(person int) (string, [][2]string) {
				return api + "/opportunities", [][2]string{sessions[person]}
			}),
			w.creating(run, func(person int) (string, [][2]string) {
				home := w.Home(person)
				return "/opportunities?owner_id=" + crowd.ID(crowd.Person, person).String() + "&department_id=" + crowd.ID(crowd.Department, home).String() + "&entity_id=" + crowd.ID(crowd.Entity, home%w.Entities).String(), nil
			})},
	}, nil
}

func (p *pair) salespeople(n int) ([][2]string, error) {
	out := make([][2]string, n)
	for i := range out {
		var err error
		if out[i], err = signIn(p.product, "p"+strconv.Itoa(i)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// page is as much of a list's answer as the benchmark reads.
type page struct {
	Items []struct {
		ID   ref.ID `json:"id"`
		Name string `json:"name"`
	} `json:"items"`
	Next  *string          `json:"next"`
	Total int64            `json:"total"`
	Sums  map[string]int64 `json:"sums"`
}

// ids returns as many deals as the connections need.
func (p *pair) ids(session [2]string, question string) ([]ref.ID, error) {
	var answer page
	_, err := get(p.product, session, api+"/opportunities?limit=1000&"+question, &answer)
	out := make([]ref.ID, len(answer.Items))
	for i, x := range answer.Items {
		out[i] = x.ID
	}
	if err == nil && len(out) < most*perConnection {
		err = fmt.Errorf("%s: %d deals, want %d", question, len(out), most*perConnection)
	}
	return out, err
}

// updating writes name, amount and date of a deal anew.
func (p *pair) updating(prefix string, headers ...[2]string) func(*held) request {
	customer := crowd.ID(crowd.Customer, 0)
	return func(h *held) request {
		return request{method: "PUT", path: prefix + "/opportunities/" + h.id.String(), body: dealBody(customer, h.version), headers: headers}
	}
}

// moving takes a deal one stage on, and back the next time.
func moving(session [2]string, run string) func(*held) request {
	return func(h *held) request {
		key := [2]string{"Idempotency-Key", run + h.id.String() + strconv.Itoa(h.version)}
		q := request{method: "POST", path: api + "/opportunities/" + h.id.String() + "/advance", headers: [][2]string{session, key}}
		if h.version%2 == 0 {
			q.path, q.body = api+"/opportunities/"+h.id.String()+"/regress", `{"reason":"客户推迟立项"}`
		}
		return q
	}
}

func bareMoving(h *held) request {
	to := "negotiation"
	if h.version%2 == 0 {
		to = "intent"
	}
	return request{method: "POST", path: "/opportunities/" + h.id.String() + "/stage?to=" + to}
}
