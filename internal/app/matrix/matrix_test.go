package matrix_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/httpapi"
)

// fast stops at the first wrong cell: for scripts/mutate, which asks only
// whether there is one.
var fast = os.Getenv("GONGQIAO_MATRIX_FAST") != ""

// say is how many wrong cells are told.
var say = func() int64 {
	if n, err := strconv.ParseInt(os.Getenv("GONGQIAO_MATRIX_SAY"), 10, 64); err == nil {
		return n
	}
	return 40
}()

// open says that the gate lets everybody through, which only an overlay of
// scripts/mutate can bring about: then every use case must refuse by itself.
var open = os.Getenv("GONGQIAO_MATRIX_OPEN") != ""

// only names the operations to ask, for scripts/mutate: a check is noticed soonest
// where it stands.
var only = regexp.MustCompile(os.Getenv("GONGQIAO_MATRIX_ONLY"))

// gated are operations that nothing but the gate protects.
var gated = strings.Split(os.Getenv("GONGQIAO_MATRIX_GATED"), ",")

// workers ask at once; on SQLite they share commits. Where scripts/mutate learns
// which operation comes by which check, there is one.
var workers = func() int {
	if n, err := strconv.Atoi(os.Getenv("GONGQIAO_MATRIX_WORKERS")); err == nil {
		return n
	}
	return 64
}()

func TestEverybodyAsksEverything(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			m := &matrix{world: newWorld(t, e), t: t, codes: map[string]string{}, accepted: map[string]bool{}, seen: map[string]bool{}, tags: map[string]string{}}
			m.plan()
			m.refuse()
			if open {
				return
			}
			m.list()
			m.ask()
			m.accept()
			m.conclude()
		})
	}
}

// cell is one request to come.
type cell struct {
	op   *httpapi.Operation
	rule *rule
	who  *person
	rel  relation
	want verdict
}

func (c *cell) String() string {
	s := fmt.Sprintf("%s %s as %s", c.op.Method, c.op.Path, c.who.name)
	if c.rel != nothing {
		s += ", " + string(c.rel)
	}
	return s
}

// matrix runs the cells of one engine.
type matrix struct {
	*world
	t       *testing.T
	ops     []httpapi.Operation
	rules   map[string]*rule
	refused []*cell
	granted []*cell
	wrong   atomic.Int64

	mu       sync.Mutex
	codes    map[string]string // what a hidden record answers
	accepted map[string]bool   // operations that answered success
	seen     map[string]bool   // classes that somebody saw in clear
	tags     map[string]string // what If-Match says of shared records
	tally    tally
}

// fail reports a wrong cell; the first dozens are enough to understand.
func (m *matrix) fail(format string, args ...any) {
	if n := m.wrong.Add(1); n <= say {
		m.t.Errorf(format, args...)
	}
}

// check ends the test between two parts when it is already lost.
func (m *matrix) check() {
	m.t.Helper()
	if fast && m.wrong.Load() > 0 {
		m.t.FailNow()
	}
}

// plan draws up every cell.
func (m *matrix) plan() {
	m.ops, m.rules, m.tally = published(m.t, m.app.API.Operations()), map[string]*rule{}, tally{}
	for i := range m.ops {
		r, err := ruleOf(&m.ops[i])
		if err != nil {
			m.t.Error(err)
			continue
		}
		m.rules[m.ops[i].ID] = r
	}
	if m.t.Failed() {
		m.t.FailNow()
	}
	for i := range m.ops {
		op := &m.ops[i]
		if !only.MatchString(op.ID) || slices.Contains(gated, op.ID) {
			continue
		}
		asks := m.consulted(op)
		for _, p := range m.people {
			if p.probe == "" || op.Method == http.MethodGet && m.shows(op, p.probe) || asks[p.probe] && (p.of(string(op.Permission)) > toNone || p.probe == string(op.Permission)) {
				m.cells(op, p)
			}
		}
	}
}

// shows reports whether a page of a record shows verbs that a permission opens.
func (m *matrix) shows(page *httpapi.Operation, permission string) bool {
	return kindIn(page.Path) == page.Path && slices.ContainsFunc(m.ops, func(op httpapi.Operation) bool {
		return verbOf(&op) != "" && kindIn(op.Path) == page.Path && m.consulted(&op)[permission]
	})
}

// consulted returns the permissions that decide about an operation.
func (m *matrix) consulted(op *httpapi.Operation) map[string]bool {
	all := &person{grants: map[string]reach{}, state: signedIn, asked: map[string]bool{}}
	for _, e := range m.app.Org.Permissions() {
		all.grants[string(e.Permission)] = toGroup
	}
	for _, rel := range m.relations(op) {
		judge(op, m.rules[op.ID], all, rel)
	}
	return all.asked
}

func (m *matrix) relations(op *httpapi.Operation) []relation {
	if m.rules[op.ID].on == "" || m.rules[op.ID].alone {
		return []relation{nothing}
	}
	return relations
}

func (m *matrix) cells(op *httpapi.Operation, p *person) {
	for _, rel := range m.relations(op) {
		if rel != nothing && !p.tries(rel) {
			continue
		}
		c := &cell{op, m.rules[op.ID], p, rel, judge(op, m.rules[op.ID], p, rel)}
		if p.blind && (rel == nothing || c.want == allowed) {
			continue // what he makes he could not read
		}
		if c.want == allowed {
			m.granted = append(m.granted, c)
		} else {
			m.refused = append(m.refused, c)
		}
		m.tally[string(p.state)]++
		if rel != nothing {
			m.tally["on "+string(rel)]++
		}
	}
}

// body returns the operation's example, about the record, and its type.
func (m *matrix) body(c *cell, r *record) (body []byte, contentType string) {
	if c.rule.form != nil {
		body, contentType, err := form(c.rule.form(r))
		if err != nil {
			m.t.Errorf("%s: form: %v", c.op.ID, err)
		}
		return body, contentType
	}
	raw, err := json.Marshal(c.op.Example)
	if err == nil && c.rule.body != nil {
		raw, err = m.about(c, r, raw)
	}
	if err != nil {
		m.t.Errorf("%s: example: %v", c.op.ID, err)
	}
	if c.op.Example == nil && c.rule.body == nil {
		return nil, "application/json"
	}
	return raw, "application/json"
}

// about puts the record into an example.
func (m *matrix) about(c *cell, r *record, example []byte) ([]byte, error) {
	b := map[string]any{}
	if c.op.Example != nil {
		if err := json.Unmarshal(example, &b); err != nil {
			return nil, err
		}
	}
	c.rule.body(b, r, m.world, c.who)
	return json.Marshal(b)
}

// form writes fields and a small file as browsers do.
func form(fields map[string]string) (body []byte, contentType string, err error) {
	return formWith(fields, "file.txt", []byte("matrix"))
}

// formWith is form with another file.
func formWith(fields map[string]string, name string, content []byte) (body []byte, contentType string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		err = errors.Join(err, w.WriteField(k, fields[k]))
	}
	f, failed := w.CreateFormFile("file", name)
	if failed == nil {
		_, failed = f.Write(content)
	}
	err = errors.Join(err, failed, w.Close())
	return b.Bytes(), w.FormDataContentType(), err
}

// each runs fn for every cell; cells of one person never overlap.
func (m *matrix) each(cells []*cell, fn func(*cell)) {
	by := map[*person][]*cell{}
	for _, c := range cells {
		by[c.who] = append(by[c.who], c)
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, workers)
	for _, list := range by {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			for _, c := range list {
				if fast && m.wrong.Load() > 0 {
					return
				}
				fn(c)
			}
		})
	}
	wg.Wait()
}

// refuse sends what must be refused, twice: with a body that nobody could read
// and no precondition, because a refusal comes before reading; and with one
// that would work. Nothing may change but the record of the refusal.
func (m *matrix) refuse() {
	m.each(m.refused, func(c *cell) {
		if _, err := m.subject(c, false); err != nil {
			m.fail("%s: %v", c, err)
		}
	})
	m.check()
	before := m.state(m.t)
	var sent sync.Map
	m.each(m.refused, func(c *cell) {
		r, err := m.subject(c, false)
		if err != nil {
			return
		}
		m.unreadable(c, r, &sent)
		body, kind := m.body(c, r)
		a := m.send(c.who, c.op.Method, c.rule.path(r), body, "Content-Type", kind, "If-Match", m.etag(c, r))
		m.judge(c, a, "an example", &sent)
	})
	m.check()
	if d := differences(before, m.state(m.t)); len(d) > 0 {
		m.fail("refused requests changed the state:\n  %s", strings.Join(d, "\n  "))
	}
	if !open {
		m.traces(&sent)
	}
	m.check()
}

// unreadable sends what must be refused before it is read. A record that the
// caller sees, or that only the body names, cannot be judged that early.
func (m *matrix) unreadable(c *cell, r *record, sent *sync.Map) {
	switch {
	case open:
		return // only the gate judges before the body is read
	case c.want == forbidden && c.rel != nothing && c.rel != own:
		return // nothing about the record counts
	case c.want == beyond, c.want == hidden && c.rule.hidden != http.StatusNotFound, c.rule.session && c.want == forbidden:
		return
	}
	a := m.send(c.who, c.op.Method, c.rule.path(r), []byte(`{"`), "Idempotency-Key", "short")
	m.judge(c, a, "an unreadable body", sent)
}

// subject returns the record of a cell: one of its own, or a shared one.
func (m *matrix) subject(c *cell, own bool) (*record, error) {
	switch {
	case c.rel == nothing:
		return nil, nil
	case own:
		return m.fresh(c.rule, c.who, c.rel)
	case c.who.out():
		return m.common(c.op, c.rule, m.staff[same], same)
	}
	return m.common(c.op, c.rule, c.who, c.rel)
}

func (m *matrix) judge(c *cell, a answer, with string, sent *sync.Map) {
	sent.Store(a.agent, c)
	if open {
		m.opened(c, a)
		return
	}
	if want := c.rule.refusal(c.want); a.status != want {
		m.fail("%s with %s: %d %s, want %d", c, with, a.status, a.body, want)
		return
	}
	m.leaks(c, a)
	if c.want == forbidden && !c.rule.session {
		readOnly := c.who.state == readOnlyToken && !looks(string(c.op.Permission))
		if bytes.Contains(a.body, []byte(authz.ErrReadOnly.Code)) != readOnly {
			m.fail("%s: told in the wrong words: %s", c, a.body)
		}
	}
	if c.want != hidden {
		return
	}
	// What exists but is hidden answers as what does not exist.
	var p struct{ Code, Detail string }
	if err := json.Unmarshal(a.body, &p); err != nil || p.Code == "" {
		m.fail("%s: %s is no problem", c, a.body)
	}
	key := c.op.ID + with
	m.mu.Lock()
	defer m.mu.Unlock()
	if known := m.codes[key]; known != "" && known != p.Code+p.Detail {
		m.fail("%s with %s: answers %s, elsewhere %s", c, with, p.Code, known)
	}
	m.codes[key] = p.Code + p.Detail
}

// opened is judge without a gate: whatever the status, nothing is shown or done.
func (m *matrix) opened(c *cell, a answer) {
	m.leaks(c, a)
	if a.status < 300 && c.op.List == nil && !c.op.SignedIn {
		m.fail("%s answers %d without the gate: %s", c, a.status, c.op.ID)
	}
}

// traces compares the audit log with what was sent: a refusal of a right to
// somebody who is signed in leaves one record, any other refusal none.
func (m *matrix) traces(sent *sync.Map) {
	found := m.audits(m.t)
	sent.Range(func(agent, x any) bool {
		c, actions := x.(*cell), found[agent.(string)]
		want := 0
		if c.rule.refusal(c.want) == http.StatusForbidden {
			want = 1
		}
		if len(actions) != want || want == 1 && actions[0] != "auth.refused" {
			m.fail("%s: refused, and left the audit records %v", c, actions)
		}
		return true
	})
}

// accept sends what must be allowed, each to a record of its own. The example
// may meet a rule of the trade; it never meets a refusal of the right.
func (m *matrix) accept() {
	var sent sync.Map
	m.each(m.granted, func(c *cell) {
		r, err := m.subject(c, c.op.Method != http.MethodGet)
		if err != nil {
			m.fail("%s: %v", c, err)
			return
		}
		who := *c.who
		if c.rule.once && !who.out() {
			if err := m.admit(&who); err != nil {
				m.fail("%s: %v", c, err)
				return
			}
		}
		body, kind := m.body(c, r)
		a := m.send(&who, c.op.Method, c.rule.path(r), body, "Content-Type", kind, "If-Match", m.etag(c, r))
		sent.Store(a.agent, done{c, a.status})
		m.granting(c, r, a)
	})
	m.check()
	m.effects(&sent)
	m.check()
}

type done struct {
	*cell
	status int
}

// etag returns the version of what a cell is about, read from the nearest
// address above its own that shows one.
func (m *matrix) etag(c *cell, r *record) string {
	if !c.op.Versioned {
		return ""
	}
	if c.want == forbidden && !open || c.want == unauthorized || c.rel == missing {
		return `"1"`
	}
	if c.want == allowed || r == nil {
		return m.readTag(c, r)
	}
	key := r.id.String() + c.op.Path
	m.mu.Lock()
	tag := m.tags[key]
	m.mu.Unlock()
	if tag == "" {
		tag = m.readTag(c, r)
		m.mu.Lock()
		m.tags[key] = tag
		m.mu.Unlock()
	}
	return tag
}

func (m *matrix) readTag(c *cell, r *record) string {
	for path := c.op.Path; path != ""; path = path[:strings.LastIndex(path, "/")] {
		for _, get := range m.ops {
			if get.Method != http.MethodGet || get.Path != path || get.List != nil {
				continue
			}
			if tag := m.send(m.reader(c, &get), "GET", m.rules[get.ID].path(r), nil).header.Get("ETag"); tag != "" {
				return tag
			}
		}
	}
	return `"1"`
}

// reader is somebody who may read everything of the kind.
func (m *matrix) reader(c *cell, get *httpapi.Operation) *person {
	for _, p := range m.people {
		if p.state == signedIn && judge(get, m.rules[get.ID], p, abroad) == allowed {
			return p
		}
	}
	return c.who
}

func (m *matrix) granting(c *cell, r *record, a answer) {
	refusal := a.status == 401 || a.status == 403 || a.status == 404
	if c.op.ID == "identity-sign-in" && a.status == 401 {
		refusal = c.rule.accepted == ""
	}
	if c.rule.accepted != "" && (a.status == 404 || a.status == 503) {
		return
	}
	if refusal || a.status >= 500 {
		m.fail("%s: %d %s, want it allowed", c, a.status, a.body)
		return
	}
	m.leaks(c, a)
	if a.status < 300 {
		m.mu.Lock()
		m.accepted[c.op.ID] = true
		m.mu.Unlock()
		m.verbs(c, r, a)
	}
}

// effects asks for one audit record of every request that was accepted and may
// have changed something, and none of any other.
func (m *matrix) effects(sent *sync.Map) {
	found := m.audits(m.t)
	sent.Range(func(agent, x any) bool {
		d, actions := x.(done), found[agent.(string)]
		want := 1
		if d.status >= 300 || d.op.Method == http.MethodGet && !d.rule.audited || d.rule.silent {
			want = 0
		}
		if d.op.Anyone && d.who.out() && want == 1 && d.op.Method == http.MethodDelete {
			want = 0 // nobody signs out
		}
		switch {
		case d.op.ID == "audit-list" && len(actions) == 1 && actions[0] == "audit.read":
			// Looking into the log is noted, now and then.
		case d.status >= 300 && strings.HasPrefix(d.op.ID, "identity-"):
			// A wrong password or code is refused, and kept.
		case d.status >= 300 && d.rule.accepted != "" && d.rule.audited:
			// Who wanted it is kept, whether or not it came about.
		case len(actions) != want:
			m.fail("%s: answered %d and left the audit records %v, want %d", d.cell, d.status, actions, want)
		}
		return true
	})
}

// conclude wants a proof that every operation can be done at all, and that the
// classes which nobody may see are there to be seen.
func (m *matrix) conclude() {
	for _, op := range m.ops {
		if r := m.rules[op.ID]; only.MatchString(op.ID) && !m.accepted[op.ID] && r.accepted == "" {
			m.fail("%s: nobody's request was ever answered with success: its fixture or its example is wrong", op.ID)
		}
	}
	for class := range classes {
		if !m.seen[class] && only.String() == "" {
			m.fail("nobody ever saw a field of class %s in clear: the search for leaks proves nothing", class)
		}
	}
	m.t.Logf("%d operations, %d people, %d cells refused, %d allowed; %s", len(m.ops), len(m.people), len(m.refused), len(m.granted), m.tally)
	m.t.Logf("%d requests, %d wrong", m.world.cells.Load(), m.wrong.Load())
}
