package matrix_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongqiao/internal/app"
	"gongqiao/internal/app/demo"
	"gongqiao/internal/base/customfield"
	"gongqiao/internal/base/identity"
	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/telemetry"
	"gongqiao/internal/sell/customer"
)

// password is everybody's.
const password = "Matrix-of-2026-x"

// empty makes databases without any table.
var empty = dbtest.Template(func(context.Context, *db.DB) error { return nil })

// world is the product on one engine, filled with the demo group, and the
// people of the matrix beside it.
type world struct {
	app     *app.App
	handler http.Handler
	system  context.Context
	hash    string
	people  []*person
	staff   map[relation]*person // who owns what stands in a relation
	cells   atomic.Int64
	count   atomic.Int64

	departments map[relation]ref.ID
	entities    map[relation]ref.ID

	mu      sync.Mutex
	shared  map[string]func() (*record, error) // by kind, relation and, when it is his own, person
	records []*record
	byID    map[ref.ID]*record
}

func newWorld(t *testing.T, engine dbtest.Engine) *world {
	t.Helper()
	w := &world{system: authz.With(context.Background(), authz.NewSystem("matrix")), staff: map[relation]*person{}, shared: map[string]func() (*record, error){}, byID: map[ref.ID]*record{}}
	if w.recalled(t, engine) {
		return w
	}
	data := t.TempDir()
	w.open(t, engine, data)
	if err := w.app.FillDemo(t.Context(), io.Discard); err != nil {
		t.Fatal(err)
	}
	var err error
	if w.hash, err = w.app.Identity.HashPassword(w.system, password); err != nil {
		t.Fatal(err)
	}
	if err := w.furnish(); err != nil {
		t.Fatal(err)
	}
	if err := w.populate(); err != nil {
		t.Fatal(err)
	}
	w.keep(t, engine, data)
	return w
}

func (w *world) open(t *testing.T, engine dbtest.Engine, data string) {
	t.Helper()
	c := config.Config{Data: data, Demo: true, SessionIdle: 12 * time.Hour, SessionAbsolute: 12 * time.Hour}
	if engine == dbtest.Postgres {
		c.Database = empty.URL(t, engine)
	}
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if a != w.app {
			return // closed to be kept
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	w.app = a
	// As app.Handler does, but without limits: nobody asks as much as the matrix.
	w.handler = a.API.Handler(httpapi.Guest{Authenticate: w.authenticate, Pages: http.NotFoundHandler(),
		Metrics: telemetry.NewHTTP(telemetry.NewRegistry()), Limits: httpapi.NewLimits(1e9, 1e9, 1000)})
}

func (w *world) write(fn func(tx *db.Tx) error) error { return w.app.DB.Write(w.system, fn) }

// furnish makes the departments in which the matrix takes place.
func (w *world) furnish() error {
	home := ref.Derived("root", demo.ID("org-1").String())
	d := map[relation]*org.Department{
		same:   {ID: ref.New(), ParentID: home, Name: "矩阵一部"},
		across: {ID: ref.New(), ParentID: home, Name: "矩阵二部"},
		abroad: {ID: ref.New(), ParentID: ref.Derived("root", demo.ID("org-2").String()), Name: "矩阵外部"},
	}
	d[below] = &org.Department{ID: ref.New(), ParentID: d[same].ID, Name: "矩阵一部一组"}
	w.departments, w.entities = map[relation]ref.ID{}, map[relation]ref.ID{}
	err := w.app.DB.Housekeep(w.system, func(tx *db.Tx) error {
		_, err := tx.Exec("insert into approval_rule (kind, position, role, reason, fact, above) values ('customer', 1, 'sales_manager', 'always', '', null), ('customer', 2, 'executive', 'margin', 'margin', 0)")
		return err
	})
	if err != nil {
		return err
	}
	priced := customfield.Field{Kind: customer.Kind, Key: "priced", LabelZH: definition, LabelEN: definition, Type: "text", Class: authz.Price}
	if _, err := w.app.Fields.Create(w.system, priced); err != nil {
		return err
	}
	return w.write(func(tx *db.Tx) error {
		for _, rel := range []relation{same, across, abroad, below} {
			if err := w.app.Org.CreateDepartmentTx(tx, d[rel]); err != nil {
				return err
			}
			w.departments[rel], w.entities[rel] = d[rel].ID, d[rel].EntityID
		}
		return nil
	})
}

// strong are the roles whose holders lose their way in: they could do most, or are
// asked to approve.
var strong = []string{"general_manager", "sales_manager", "system_admin", "security_admin", "audit_admin"}

// populate makes everybody: owners of records, a holder of each role, holders
// of one permission each, and those whose way in has ended.
func (w *world) populate() error {
	for _, rel := range []relation{same, below, across, abroad} {
		w.staff[rel] = &person{name: "owner in " + string(rel), id: ref.New(), unit: rel}
		if err := w.hire(w.staff[rel], w.departments[rel], nil); err != nil {
			return err
		}
	}
	for _, r := range app.Roles() {
		if err := w.holder(&person{name: r.Code}, r); err != nil {
			return err
		}
	}
	for _, code := range strong {
		if err := w.endings(roleSeed(code)); err != nil {
			return err
		}
	}
	w.people = append(w.people, &person{name: "nobody", state: nobody})
	return w.probes()
}

func roleSeed(code string) org.RoleSeed {
	all := app.Roles()
	return all[slices.IndexFunc(all, func(r org.RoleSeed) bool { return r.Code == code })]
}

// holder makes a person with a session and a built-in role.
func (w *world) holder(p *person, r org.RoleSeed) error {
	grants, classes := map[string]reach{}, []string{}
	for perm, far := range r.Grants {
		grants[string(perm)] = reachOf(far.String())
	}
	for _, c := range r.Classes {
		classes = append(classes, string(c))
	}
	return w.enrol(p, ref.Derived("role", r.Code), grants, classes)
}

// enrol hires a person in the department of the matrix and signs him in.
func (w *world) enrol(p *person, role ref.ID, grants map[string]reach, classes []string) error {
	p.id, p.unit, p.state, p.grants, p.classes = ref.New(), same, cmp.Or(p.state, signedIn), maps.Clone(grants), map[string]bool{"public": true}
	p.grants["org:read"] = toGroup
	for _, c := range classes {
		p.classes[c] = true
	}
	if err := w.hire(p, w.departments[same], &role); err != nil {
		return err
	}
	w.people = append(w.people, p)
	return w.admit(p)
}

func (w *world) hire(p *person, unit ref.ID, role *ref.ID) error {
	return w.write(func(tx *db.Tx) error {
		x := &org.Person{ID: p.id, Username: fmt.Sprintf("matrix-%d", w.count.Add(1)), Name: "矩阵", DepartmentID: unit}
		if err := w.app.Org.CreatePersonTx(tx, x); err != nil {
			return err
		}
		if err := w.app.Identity.GivePasswordTx(tx, x, w.hash, false); err != nil || role == nil {
			return err
		}
		return w.app.Org.AssignTx(tx, &org.Assignment{ID: p.id, PersonID: p.id, RoleID: *role, DepartmentID: unit})
	})
}

func (w *world) admit(p *person) (err error) {
	if p.bearer() {
		scope := "all"
		if p.state == readOnlyToken {
			scope = "read"
		}
		p.secret, _, err = w.token(p, scope)
		return err
	}
	p.secret, _, err = w.session(p.id)
	return err
}

// probes holds one permission at one reach: with it, reads of the whole group
// uncover what the service checks behind the gate; reads of the own records
// alone uncover what it checks before; without any there is nothing to change.
func (w *world) probes() error {
	for _, e := range w.app.Org.Permissions() {
		if e.Permission == org.PermRead {
			continue
		}
		kind := org.RoleKinds()[slices.IndexFunc(org.RoleKinds(), e.Fits)]
		for far := toOwn; far <= toGroup; far++ {
			if err := w.probe(e.Permission, kind, far, toGroup); err != nil {
				return err
			}
		}
		if err := w.probe(e.Permission, kind, toGroup, toOwn); err != nil {
			return err
		}
		if !e.Permission.ReadOnly() {
			if err := w.probe(e.Permission, kind, toGroup, toNone); err != nil {
				return err
			}
			w.people[len(w.people)-1].blind = true
		}
		if e.Permission.ReadOnly() {
			if err := w.onlooker(e.Permission, kind); err != nil {
				return err
			}
		}
	}
	return w.seers()
}

func (w *world) probe(p authz.Permission, kind org.RoleKind, far, reads reach) error {
	grants := map[string]reach{}
	for _, e := range w.app.Org.Permissions() {
		if strings.HasSuffix(string(e.Permission), ":read") && e.Fits(kind) && !p.ReadOnly() && reads > toNone {
			grants[string(e.Permission)] = reads
		}
	}
	grants[string(p)] = far
	role, err := w.role(kind, grants, nil)
	if err != nil {
		return err
	}
	x := &person{name: fmt.Sprintf("%s:%s, reads at %s", p, reaches[far], reaches[reads]), probe: string(p)}
	return w.enrol(x, role, grants, nil)
}

// onlooker reads everything but what a permission opens, of which he reads his
// own: what stands behind two permissions must ask for both.
func (w *world) onlooker(p authz.Permission, kind org.RoleKind) error {
	grants := map[string]reach{}
	for _, e := range w.app.Org.Permissions() {
		if strings.HasSuffix(string(e.Permission), ":read") && e.Fits(kind) {
			grants[string(e.Permission)] = toGroup
		}
	}
	grants[string(p)] = toOwn
	role, err := w.role(kind, grants, nil)
	if err != nil {
		return err
	}
	return w.enrol(&person{name: fmt.Sprintf("%s:own, reads the rest", p), probe: string(p)}, role, grants, nil)
}

// seers read everything, each with one class of fields.
func (w *world) seers() error {
	grants := map[string]reach{}
	for _, e := range w.app.Org.Permissions() {
		if strings.HasSuffix(string(e.Permission), ":read") && e.Fits(org.Business) {
			grants[string(e.Permission)] = toGroup
		}
	}
	for _, class := range []string{"contact", "price", "cost"} {
		role, err := w.role(org.Business, grants, []authz.Class{authz.Class(class)})
		if err != nil {
			return err
		}
		if err := w.enrol(&person{name: "sees " + class}, role, grants, []string{class}); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) role(kind org.RoleKind, grants map[string]reach, classes []authz.Class) (ref.ID, error) {
	r := &org.Role{Code: fmt.Sprintf("probe_%d", w.count.Add(1)), NameZH: "探针", NameEN: "Probe", Kind: kind, Grants: map[authz.Permission]authz.Reach{}, Classes: classes}
	for p, far := range grants {
		var x authz.Reach
		if err := x.UnmarshalText([]byte(reaches[far])); err != nil {
			return r.ID, err
		}
		r.Grants[authz.Permission(p)] = x
	}
	err := w.app.Org.CreateRole(w.system, r)
	return r.ID, err
}

// endings makes holders of a role whose way in ends. Each asks once before, so
// that what the product remembers of him must be forgotten.
func (w *world) endings(r org.RoleSeed) error {
	for _, s := range []state{sessionEnded, tokenRevoked, disabled, disabledToken, assignmentEnded, readOnlyToken} {
		p := &person{name: r.Code + ", " + string(s), state: s}
		if err := w.holder(p, r); err != nil {
			return err
		}
		if a := w.send(p, "GET", "/me", nil); a.status != http.StatusOK {
			return fmt.Errorf("%s is not in: %d %s", p.name, a.status, a.body)
		}
		if err := w.end(p); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) end(p *person) error {
	switch p.state {
	case sessionEnded:
		list, err := w.app.Identity.Sessions(w.as(p))
		if err != nil {
			return err
		}
		return w.app.Identity.EndSession(w.as(p), list[0].ID)
	case tokenRevoked:
		list, err := w.app.Identity.Tokens(w.as(p))
		if err != nil {
			return err
		}
		return w.app.Identity.RevokeToken(w.as(p), list[0].ID)
	case disabled, disabledToken:
		_, err := w.app.Org.DisablePerson(w.system, p.id, 1)
		return err
	case assignmentEnded:
		_, err := w.app.Org.EndAssignment(w.system, p.id, 1)
		return err
	case signedIn, nobody, readOnlyToken:
	}
	return nil
}

// as lets a person do anything, to make what is his. He sees no more than ever.
func (w *world) as(p *person) context.Context {
	b := authz.Build(authz.Actor{ID: p.id, Kind: authz.User, Name: p.name, Language: "zh", Entity: w.entities[p.unit], Department: w.departments[p.unit]})
	for _, e := range w.app.Org.Permissions() {
		b.Grant(authz.Given{Permission: e.Permission, Reach: authz.Group})
	}
	for c := range p.classes {
		b.See(authz.Class(c))
	}
	return authz.With(w.system, b.Actor())
}

// maker is in the context of requests that make records for somebody.
type maker struct{}

func (w *world) authenticate(r *http.Request) (*authz.Actor, string, error) {
	if _, ok := r.Context().Value(maker{}).(bool); ok {
		a, err := authz.From(r.Context())
		return a, "session", err
	}
	return w.app.Identity.Authenticate(r)
}

// create adds a record over HTTP for a person, whatever his roles are.
func (w *world) create(owner *person, path string, body map[string]any) (ref.ID, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return ref.Nil, err
	}
	r := httptest.NewRequest("POST", httpapi.Prefix+path, bytes.NewReader(raw)).WithContext(context.WithValue(w.as(owner), maker{}, true))
	r.Header.Set("Content-Type", "application/json")
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	var made struct{ ID ref.ID }
	if err := json.Unmarshal(rec.Body.Bytes(), &made); err != nil || rec.Code != http.StatusCreated {
		return ref.Nil, fmt.Errorf("POST %s: %d %s", path, rec.Code, rec.Body)
	}
	return made.ID, nil
}

// session opens one without the half second that a password costs.
func (w *world) session(who ref.ID) (secret string, id ref.ID, err error) {
	raw := make([]byte, 32)
	rand.Read(raw)
	hash := sha256.Sum256(raw)
	id = ref.New()
	return base64.RawURLEncoding.EncodeToString(raw), id, w.app.DB.Housekeep(w.system, func(tx *db.Tx) error {
		_, err := tx.Exec("insert into session (id, token_hash, person_id, created_at, seen_at, ends_at, ip, agent) values (?, ?, ?, ?, ?, ?, '', '')",
			id, hash[:], who, tx.Now, tx.Now, tx.Now.Add(12*time.Hour))
		return err
	})
}

func (w *world) token(p *person, scope string) (secret string, id ref.ID, err error) {
	x := &identity.Token{Name: "matrix", Scope: scope}
	secret, err = w.app.Identity.NewToken(w.as(p), x)
	return secret, x.ID, err
}

// answer is what a request got.
type answer struct {
	agent  string // names the request in its audit record
	status int
	header http.Header
	body   []byte
}

// send asks as a person; pairs are more headers. Every request has a name and an
// address of its own.
func (w *world) send(p *person, method, path string, body []byte, pairs ...string) answer {
	n := w.cells.Add(1)
	r := httptest.NewRequest(method, httpapi.Prefix+path, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	agent := fmt.Sprintf("matrix %d", n)
	r.Header.Set("User-Agent", agent)
	r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:4000", n>>16&255, n>>8&255, n&255)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			r.Header.Set(pairs[i], pairs[i+1])
		}
	}
	switch {
	case p.bearer():
		r.Header.Set("Authorization", "Bearer "+p.secret)
	case p.secret != "":
		r.AddCookie(&http.Cookie{Name: w.app.Identity.CookieName(), Value: p.secret})
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return answer{agent, rec.Code, rec.Header(), rec.Body.Bytes()}
}

// record is one that was made for the matrix.
type record struct {
	id     ref.ID
	root   ref.ID // what it hangs on
	kind   string
	place  relation // where it stands in the tree
	owner  *person
	member ref.ID
	part   relation
	title  string
	fresh  bool // nothing was done to it yet
}

// relationTo says how the record stands to a person of the matrix.
func (r *record) relationTo(p *person) relation {
	switch p.id {
	case r.owner.id:
		return own
	case r.member:
		return r.part
	}
	return r.place
}

// fresh makes a record in a relation to a person, where an operation may be asked.
func (w *world) fresh(x *rule, p *person, rel relation) (*record, error) {
	r := &record{kind: x.on, place: rel, owner: w.staff[rel], title: fmt.Sprintf("矩阵第%d号工程有限公司", w.count.Add(1)), fresh: x.before == nil}
	at := place{title: r.title, record: r}
	switch rel {
	case missing:
		r.id, r.owner, r.place = ref.New(), p, abroad
		return r, nil
	case own:
		r.place, r.owner = same, p
	case partner, observing:
		r.place, r.owner, r.member, r.part = abroad, w.staff[abroad], p.id, rel
		at.member, at.part = p.id, map[relation]string{partner: "collaborator", observing: "observer"}[rel]
	default: // it stands in that place, with somebody of there
	}
	at.owner, at.unit, at.entity = r.owner, w.departments[r.place], w.entities[r.place]
	var err error
	if r.id, err = kinds[x.on].make(w, at); err == nil && x.before != nil {
		err = x.before(w, r)
	}
	if err != nil {
		return nil, fmt.Errorf("make %s, %s: %w", x.on, rel, err)
	}
	return r, nil
}

// common is fresh for cells that change nothing: they share their records.
func (w *world) common(op *httpapi.Operation, x *rule, p *person, rel relation) (*record, error) {
	key := x.on + " " + string(rel)
	if x.before != nil {
		key += " " + op.ID
	}
	if rel == own || rel == partner || rel == observing {
		key += " " + p.id.String()
	}
	w.mu.Lock()
	f := w.shared[key]
	if f == nil {
		f = sync.OnceValues(func() (*record, error) {
			r, err := w.fresh(x, p, rel)
			if err == nil && rel != missing {
				w.mu.Lock()
				w.records, w.byID[r.id] = append(w.records, r), r
				w.mu.Unlock()
			}
			return r, err
		})
		w.shared[key] = f
	}
	w.mu.Unlock()
	return f()
}

// known returns the shared record with an id, or nil.
func (w *world) known(id ref.ID) *record {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.byID[id]
}
