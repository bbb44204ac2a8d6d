package matrix_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/httpapi"
)

// classes are texts that only the matrix and the demo group write into fields
// of a class. Whoever has no right to the class never meets one.
var classes = map[string][]string{
	"cost":    {"0.765432", "314159265", `"reasons":["margin"]`},
	"price":   {"76543.21", "7654321", definition, "0.234567"},
	"contact": {"1990000", "secret@hidden.example", "hidden-wechat", answeredFrom},
}

// definition is the label of a field that users added to the class price. Who
// defines fields reads it, and the audit log says what was defined.
const definition = "hidden-definition"

// leaks looks for values in clear that the person may not see. Everybody reads
// his own contact data, administrators that of the people whom they manage.
func (m *matrix) leaks(c *cell, a answer) {
	m.strangers(c, a)
	if !c.who.classes["price"] && !c.who.classes["cost"] && a.status < 300 && bytes.Contains(a.body, []byte(`"currency":`)) {
		m.fail("%s: shows an amount: %s", c, a.body)
	}
	for class, values := range classes {
		i := slices.IndexFunc(values, func(v string) bool { return bytes.Contains(a.body, []byte(v)) })
		if i < 0 {
			continue
		}
		clear := c.who.classes[class] || strings.HasSuffix(c.op.ID, "-reveal") ||
			strings.HasPrefix(c.op.Path, "/people") && (c.who.of("org:manage") > toNone || strings.Contains(string(a.body), c.who.id.String()))
		if values[i] == definition {
			clear = clear || strings.HasPrefix(c.op.Path, "/audit") || c.who.of("customfield:manage") > toNone
		}
		if !clear {
			m.fail("%s: shows %s, of class %s", c, values[i], class)
		}
		if c.who.classes[class] {
			m.mu.Lock()
			m.seen[class] = true
			m.mu.Unlock()
		}
	}
}

// strangers looks for ids of records that the person may not see, wherever they
// stand in an answer.
func (m *matrix) strangers(c *cell, a answer) {
	if strings.HasPrefix(c.op.Path, "/audit") {
		return // the log names what happened to whom
	}
	for i := 0; i+36 <= len(a.body); i++ {
		if a.body[i+8] != '-' || a.body[i+13] != '-' || a.body[i+14] != '7' {
			continue // no id that was made here
		}
		id, err := ref.Parse(string(a.body[i : i+36]))
		if err != nil {
			continue
		}
		i += 35
		r := m.known(id)
		if r == nil || kinds[r.kind].sees == nil {
			continue
		}
		if rel := r.relationTo(c.who); !kinds[r.kind].sees(c.who, rel) && c.op.Method == http.MethodGet {
			m.fail("%s: names %s %s, of relation %q, which is hidden", c, r.kind, r.id, rel)
		}
	}
}

// verbs compares the actions that a record shows with what the oracle allows.
func (m *matrix) verbs(c *cell, r *record, a answer) {
	if c.op.Method != http.MethodGet || r == nil || c.op.Path != c.rule.on {
		return
	}
	var shown struct{ Actions []string }
	if err := json.Unmarshal(a.body, &shown); err != nil {
		return // a file, not a record
	}
	m.offers(c, c.rel, r, shown.Actions, false)
}

// offers compares the actions of one record, wherever it stands, with what may be
// done in a relation. A list spares itself the question which part one plays. What
// a record is ready for is known of new ones only.
func (m *matrix) offers(c *cell, rel relation, r *record, actions []string, listed bool) {
	least := rel
	if listed && (rel == partner || rel == observing) {
		least = abroad
	}
	for i := range m.ops {
		op := &m.ops[i]
		verb := verbOf(op)
		if own := m.rules[op.ID].verb; own != "" {
			verb = own
		}
		if verb == "" || kindIn(op.Path) != r.kind {
			continue
		}
		may := judge(op, m.rules[op.ID], c.who, rel) == allowed
		switch is := slices.Contains(actions, verb); {
		case is && !may && !m.rules[op.ID].wider:
			m.fail("%s: shows the action %q on a record of relation %q, which is refused", c, verb, rel)
		case may && !is && r.fresh && m.rules[op.ID].shown() && judge(op, m.rules[op.ID], c.who, least) == allowed:
			m.fail("%s: does not show the action %q on a record of relation %q, which is allowed", c, verb, rel)
		}
	}
}

// verbOf names what an operation does to the record in its path.
func verbOf(op *httpapi.Operation) string {
	_, after, ok := strings.Cut(op.Path, "/{id}")
	switch {
	case !ok || op.Method == http.MethodGet:
		return ""
	case after == "" && op.Method != http.MethodPost:
		return "update"
	}
	return strings.TrimPrefix(after, "/")
}

// list asks for every list as everybody. Of the records made so far, it shows
// exactly those that the person may see, pages through, counts and finds them.
func (m *matrix) list() {
	var cells []*cell
	for _, c := range m.granted {
		kind, ok := kinds[c.op.Path+"/{id}"]
		if ok && c.op.Method == http.MethodGet && (c.rel == nothing || kind.of != nil && c.rel == own) {
			cells = append(cells, c)
		}
	}
	m.stock(cells)
	m.each(cells, func(c *cell) {
		if of := kinds[c.op.Path+"/{id}"].of; of != nil {
			m.hanging(c, of)
			return
		}
		address := c.rule.path(nil)
		if c.op.List != nil {
			address += "?limit=1000&total=true"
		}
		shown, total, ok := m.pages(c, address)
		if !ok {
			return
		}
		if c.op.List != nil && total != len(shown) && c.op.Path != "/audit" { // which grows as it is read
			m.fail("%s: counts %d and shows %d", c, total, len(shown))
		}
		m.compare(c, shown)
		m.restricted(c)
	})
	m.search()
	m.exports()
	m.check()
}

// stock makes sure that there is a record of every place in the lists.
func (m *matrix) stock(cells []*cell) {
	for _, c := range cells {
		for _, rel := range []relation{same, below, across, abroad} {
			if _, err := m.common(c.op, &rule{on: c.op.Path + "/{id}"}, c.who, rel); err != nil {
				m.fail("%s: %v", c, err)
			}
		}
	}
	m.check()
}

// exports looks into the files that lists are taken out as.
func (m *matrix) exports() {
	var cells []*cell
	for _, c := range m.granted {
		if strings.HasSuffix(c.op.Path, "/export") {
			cells = append(cells, c)
		}
	}
	m.each(cells, func(c *cell) {
		kind := strings.TrimSuffix(c.op.Path, "/export") + "/{id}"
		a := m.send(c.who, "GET", c.op.Path+"?format=csv", nil)
		if a.status != http.StatusOK {
			m.fail("%s: %d %s", c, a.status, a.body)
			return
		}
		m.leaks(c, a)
		for _, r := range m.made(kind) {
			rel := r.relationTo(c.who)
			want := kinds[kind].sees(c.who, rel) && by(string(c.op.Permission))(c.who, rel)
			if got := bytes.Contains(a.body, []byte(r.title)); got != want {
				m.fail("%s: a record of relation %q is in the file: %v, want %v", c, rel, got, want)
			}
		}
	})
}

// hanging asks for the lists of what hangs on single records.
func (m *matrix) hanging(c *cell, of func(*record) string) {
	for _, rel := range []relation{own, same, below, across, abroad, partner, observing} {
		r := m.one(c.op.Path+"/{id}", c.who, rel)
		if r == nil {
			continue
		}
		a := m.send(c.who, "GET", of(r), nil)
		want := by("customer:read")(c.who, rel) && kinds[r.kind].sees(c.who, rel)
		if got := a.status == http.StatusOK && bytes.Contains(a.body, []byte(r.id.String())); got != want {
			m.fail("%s: what hangs on a record of relation %q is shown: %v, want %v: %s", c, rel, got, want, a.body)
		}
	}
}

// one returns a shared record in a relation, or nil.
func (m *matrix) one(kind string, p *person, rel relation) *record {
	i := slices.IndexFunc(m.world.records, func(r *record) bool { return r.kind == kind && r.relationTo(p) == rel })
	if i < 0 {
		return nil
	}
	return m.world.records[i]
}

// compare holds a list against what the oracle lets the person see.
func (m *matrix) compare(c *cell, shown map[ref.ID]bool) {
	kind := c.op.Path + "/{id}"
	sees := kinds[kind].sees
	if sees == nil {
		sees = everybody
	}
	for _, r := range m.made(kind) {
		if want := sees(c.who, r.relationTo(c.who)); shown[r.id] != want {
			m.fail("%s: a record of relation %q is in the list: %v, want %v", c, r.relationTo(c.who), shown[r.id], want)
		}
	}
}

func (m *matrix) made(kind string) (out []*record) {
	for _, r := range m.world.records {
		if r.kind == kind {
			out = append(out, r)
		}
	}
	return out
}

// page is what every list answers.
type page struct {
	Items []struct {
		ID      ref.ID
		Title   string
		Actions []string
	}
	Next  *string
	Total *int
	Sums  map[string]json.RawMessage
}

func (m *matrix) pages(c *cell, address string) (shown map[ref.ID]bool, total int, ok bool) {
	shown = map[ref.ID]bool{}
	for next := ""; ; {
		a := m.send(c.who, "GET", address+next, nil)
		var p page
		if err := json.Unmarshal(a.body, &p); a.status != http.StatusOK || err != nil {
			m.fail("%s: %d %s", c, a.status, a.body)
			return nil, 0, false
		}
		m.leaks(c, a)
		for name := range p.Sums {
			if class := c.op.List.Sums[name].Class; class != "" && !c.who.classes[string(class)] {
				m.fail("%s: sums up %s, of class %s", c, name, class)
			}
		}
		for _, x := range p.Items {
			shown[x.ID] = true
			if r := m.known(x.ID); r != nil && x.Actions != nil && r.kind == c.op.Path+"/{id}" {
				m.offers(c, r.relationTo(c.who), r, x.Actions, true)
			}
		}
		if p.Total != nil {
			total = *p.Total
		}
		if p.Next == nil {
			return shown, total, true
		}
		next = "&cursor=" + url.QueryEscape(*p.Next)
	}
}

// restricted sorts and filters by fields of classes that the person lacks.
func (m *matrix) restricted(c *cell) {
	if c.op.List == nil {
		return
	}
	for name, f := range c.op.List.Fields {
		if f.Class == "" || c.who.classes[string(f.Class)] {
			continue
		}
		questions := []string{"?" + name + ".null=true"}
		if f.Sort {
			questions = append(questions, "?sort="+name)
		}
		for _, q := range questions {
			if a := m.send(c.who, "GET", c.op.Path+q, nil); a.status != http.StatusForbidden {
				m.fail("%s%s: %d, want 403: the order tells hidden values", c, q, a.status)
			}
		}
	}
}

// search types the name of one record of each relation into the palette and
// into the list's own search.
func (m *matrix) search() {
	var cells []*cell
	for _, c := range m.granted {
		if c.op.ID == "search-find" || c.op.List != nil && c.op.List.Search != nil {
			cells = append(cells, c)
		}
	}
	m.each(cells, func(c *cell) {
		for kind, k := range kinds {
			if !k.find || c.op.ID != "search-find" && c.op.Path+"/{id}" != kind {
				continue
			}
			for _, rel := range []relation{own, same, across, abroad, partner} {
				m.found(c, kind, rel)
			}
		}
	})
}

func (m *matrix) found(c *cell, kind string, rel relation) {
	r := m.one(kind, c.who, rel)
	if r == nil {
		return
	}
	shown, _, ok := m.pages(c, c.op.Path+"?q="+url.QueryEscape(r.title))
	if want := kinds[kind].sees(c.who, rel); ok && shown[r.id] != want {
		m.fail("%s: found by name, %s: %v, want %v", c, rel, shown[r.id], want)
	}
}
