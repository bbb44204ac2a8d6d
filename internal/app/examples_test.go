package app_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongqiao/internal/app"
	"gongqiao/internal/app/demo"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/httpapi"
)

// today is the day on which the story of the demo group was written down.
const today = "2026-11-20"

// TestEveryOperationWorksOnTheDemoGroup sends the example of every operation of
// the API, as it stands in the document, as a demo account whose role holds the
// permission, to a record on which it can be done. Whatever an example changed
// stays for the next ones; one that fails there gets a fresh copy of the group.
func TestEveryOperationWorksOnTheDemoGroup(t *testing.T) {
	filled := fill(t)
	now := visit(t, filled)
	for _, op := range now.ops {
		problem := now.try(&op)
		if op.ID == "identity-setup" {
			problem = setUp(t.TempDir(), &op)
		} else if problem != "" {
			fresh := visit(t, filled)
			if problem = fresh.try(&op); problem == "" {
				now = fresh
			}
		}
		if problem != "" {
			t.Errorf("%s %s %s: %s", op.ID, op.Method, op.Path, problem)
		}
	}
}

// fill returns the folder of a filled demo group whose audit log has a checkpoint.
func fill(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	a := start(t, dir)
	if err := a.FillDemo(t.Context(), io.Discard); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func start(t *testing.T, dir string) *app.App {
	t.Helper()
	a, err := app.Open(context.Background(), config.Config{Data: dir, Demo: true, Today: today, UploadLimit: 8 << 20, ImportLimit: 8 << 20}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// guest asks a copy of the demo group.
type guest struct {
	app     *app.App
	ops     []httpapi.Operation
	handler http.Handler
	cookies map[string]string
	asked   int
}

func visit(t *testing.T, filled string) *guest {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filled)); err != nil {
		t.Fatal(err)
	}
	keys, err := filepath.Glob(filepath.Join(dir, "keys", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys { // a copy forgets that they are secret
		if err := os.Chmod(key, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a := start(t, dir)
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	g := &guest{app: a, ops: a.API.Operations(), cookies: map[string]string{}}
	if g.handler, err = a.Handler(); err != nil {
		t.Fatal(err)
	}
	return g
}

// try returns what is wrong with an operation's example, "" when it works.
func (g *guest) try(op *httpapi.Operation) string {
	if prepared[op.ID] != nil {
		return g.play(op)
	}
	last, tried := "nobody holds "+string(op.Permission), false // the first refusal says most: by whom it should work
	for _, who := range g.holders(op) {
		cookie, err := g.signIn(who)
		if err != nil {
			return err.Error()
		}
		paths := g.paths(op, cookie)
		if len(paths) == 0 && !tried {
			last = who + " sees no record on which to do it"
		}
		for _, path := range paths {
			rec := g.send(op, path, cookie)
			if rec.Code >= 200 && rec.Code < 300 {
				return g.unaccounted(op, rec)
			}
			if rec.Code != http.StatusNotFound && !tried {
				tried = true
				last = fmt.Sprintf("as %s at %s: %d %.300s", who, path, rec.Code, rec.Body)
			}
		}
	}
	return last
}

// looking are operations that change nothing although they are no GET (nobody signs
// out, first of all), told are those that leave a record of who looked although they
// are one.
var (
	looking = []string{"customer-check", "lead-check", "opportunity-check", "identity-sign-out"}
	told    = []string{"customer-export", "opportunity-export", "quote-boq", "quote-pdf", "audit-list"}
)

// unaccounted says when a request that was accepted left more than one audit
// record, or none although it changed something.
func (g *guest) unaccounted(op *httpapi.Operation, rec *httptest.ResponseRecorder) string {
	want := 1
	if op.Method == http.MethodGet && !slices.Contains(told, op.ID) || slices.Contains(looking, op.ID) || rec.Code >= 300 {
		want = 0
	}
	n := 0
	err := g.app.DB.Peek(context.Background(), func(tx *db.Tx) error {
		return tx.One("select count(*) from audit_record where agent = ?", []any{g.agent()}, &n)
	})
	if err != nil {
		return err.Error()
	}
	if n != want && rec.Code < 300 {
		return fmt.Sprintf("answered %d and left %d audit records, want %d", rec.Code, n, want)
	}
	return ""
}

// agent names the last request in its audit record.
func (g *guest) agent() string { return fmt.Sprintf("example %d", g.asked) }

// holders returns one demo account of each role that holds the permission; those
// that reach furthest come first.
func (g *guest) holders(op *httpapi.Operation) (usernames []string) {
	if op.Anyone {
		return []string{""}
	}
	if op.Permission == "" {
		return []string{"li.sales"}
	}
	reach := map[string]int{}
	for _, x := range demo.Accounts() {
		for _, r := range app.Roles() {
			if far, ok := r.Grants[op.Permission]; ok && r.Code == x.Role {
				reach[x.Username] = int(far)
				usernames = append(usernames, x.Username)
			}
		}
	}
	slices.SortStableFunc(usernames, func(a, b string) int { return reach[b] - reach[a] })
	return usernames
}

func (g *guest) signIn(username string) (string, error) {
	if c, ok := g.cookies[username]; ok || username == "" {
		return c, nil
	}
	rec := g.do(http.MethodPost, "/session", `{"username":"`+username+`","password":"`+app.DemoPassword+`"}`, "", nil)
	if rec.Code >= 300 {
		return "", fmt.Errorf("%s cannot sign in: %d %s", username, rec.Code, rec.Body)
	}
	g.cookies[username], _, _ = strings.Cut(rec.Header().Get("Set-Cookie"), ";")
	return g.cookies[username], nil
}

func (g *guest) do(method, path, body, cookie string, header http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, httpapi.Prefix+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for k, v := range header {
		r.Header[k] = v
	}
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	rec := httptest.NewRecorder()
	g.handler.ServeHTTP(rec, r)
	return rec
}

// send asks for the operation with its example, the version that stands, and,
// where it takes a file, with one.
func (g *guest) send(op *httpapi.Operation, path, cookie string) *httptest.ResponseRecorder {
	header := http.Header{}
	g.asked++
	header.Set("User-Agent", g.agent())
	if op.Versioned {
		header.Set("If-Match", g.version(path, cookie))
	}
	if len(op.Query) > 0 {
		q := url.Values{}
		for k, v := range op.Query {
			q.Set(k, fmt.Sprint(v))
		}
		path += "?" + q.Encode()
	}
	body := ""
	if file, ok := uploads[op.ID]; ok {
		var kind string
		body, kind = form(file)
		header.Set("Content-Type", kind)
	} else if op.Example != nil {
		body = g.complete(op, path, cookie)
	}
	return g.do(op.Method, path, body, cookie, header)
}

// moment are the fields of examples that depend on the moment: who signs or
// answers sends the hash of what he was shown.
var moment = []string{"content_hash"}

// complete writes an example down, with what depends on the moment.
func (g *guest) complete(op *httpapi.Operation, path, cookie string) string {
	return g.completeWith(op, path, cookie, nil)
}

func (g *guest) completeWith(op *httpapi.Operation, path, cookie string, fields map[string]any) string {
	b, err := json.Marshal(op.Example)
	if err != nil {
		return err.Error()
	}
	var body, shown map[string]any
	if json.Unmarshal(b, &body) != nil {
		return string(b) // a list of edits
	}
	for _, field := range moment {
		if _, wanted := body[field]; !wanted {
			continue
		}
		if err := json.Unmarshal(g.do(http.MethodGet, strings.TrimSuffix(path, "/sign"), "", cookie, nil).Body.Bytes(), &shown); err == nil {
			body[field] = shown[field]
		}
	}
	maps.Copy(body, fields)
	if b, err = json.Marshal(body); err != nil {
		return err.Error()
	}
	return string(b)
}

// version asks the nearest address above the operation's own for its ETag.
func (g *guest) version(path, cookie string) string {
	for p := path; p != ""; p = p[:strings.LastIndex(p, "/")] {
		rec := g.do(http.MethodGet, p, "", cookie, nil)
		if tag := rec.Header().Get("ETag"); rec.Code == http.StatusOK && tag != "" {
			return tag
		}
	}
	return `"1"`
}

// upload is what a form with a file holds.
type upload struct {
	fields        map[string]string
	name, content string
}

// uploads are the operations that take a file.
var uploads = map[string]upload{
	"document-upload":  {map[string]string{"ref_kind": "customer", "ref_id": demo.ID("org-12").String(), "kind": "attachment"}, "note.txt", "现场踏勘记录"},
	"document-replace": {nil, "note.txt", "现场踏勘记录，第二版"},
	"import-upload":    {map[string]string{"kind": "customers"}, "customers.csv", "客户名称,简称\n临湖示范建设有限公司,临湖示范\n"},
	"quote-boq-upload": {map[string]string{"mode": "merge"}, "bill.csv", "项目编码,项目名称,计量单位,工程量,综合单价\n040101001001,挖一般土方,m³,120,16.8\n"},
}

func form(u upload) (body, kind string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range u.fields {
		_ = w.WriteField(k, v) // a buffer takes everything
	}
	part, err := w.CreateFormFile("file", u.name)
	if err == nil {
		_, _ = io.WriteString(part, u.content)
	}
	_ = w.Close()
	return b.String(), w.FormDataContentType()
}

// made are operations on a record of the caller's own that another operation
// makes first.
var made = map[string]string{
	"/views/{id}": "savedview-create", "/tokens/{id}": "identity-create-token", "/custom-fields/{id}": "customfield-create", "/imports/{id}": "import-upload",
}

// first are operations without which there is nothing to do, on the same record.
var first = map[string]string{"contract-resume": "contract-suspend", "opportunity-resume": "opportunity-hold", "project-resume": "project-suspend", "customer-restore": "customer-blacklist",
	"opportunity-report-submit": "opportunity-report-update", "project-start": "project-ready", "amendment-submit": "amendment-waive", "payment-node-approve": "payment-node-apply", "payment-node-resolve": "payment-node-dispute", "invoice-confirm": "invoice-red", "collection-order-close-legal": "collection-order-legal"}

// at are the places of operations that no list leads to.
var at = map[string]string{
	"team-leave": "/team/opportunity/" + demo.ID("opportunity-津滨储能电站EPC").String() + "/" + demo.ID("qian.tech").String() + "/technical",
}

// mostPaths bounds how many records an operation is tried on.
const mostPaths = 60

// paths fills the path with records of the demo group: those first on which the
// caller is shown the verb.
func (g *guest) paths(op *httpapi.Operation, cookie string) (paths []string) {
	if !strings.Contains(op.Path, "{") {
		return []string{op.Path}
	}
	if path := at[op.ID]; path != "" {
		return []string{path}
	}
	if strings.Contains(op.Path, "{token}") {
		return g.byToken(op)
	}
	for prefix, creator := range made {
		if strings.HasPrefix(op.Path, prefix) {
			return g.madeFor(op, creator)
		}
	}
	collection, after, _ := strings.Cut(op.Path, "/{id}")
	verb := strings.TrimPrefix(after, "/")
	if op.Method == http.MethodPut || op.Method == http.MethodPatch {
		verb = "update"
	}
	var able, rest []string
	for _, x := range g.records(collection, after, cookie) {
		path := collection + "/" + x.ID.String() + after
		if slices.Contains(x.Actions, verb) {
			able = append(able, path)
		} else {
			rest = append(rest, path)
		}
	}
	paths = append(able, rest...)
	paths = paths[:min(len(paths), mostPaths)]
	if before := first[op.ID]; before != "" {
		g.before(before, collection, paths, cookie)
	}
	return paths
}

// before does another operation on the first record that allows it.
func (g *guest) before(id, collection string, paths []string, cookie string) {
	i := slices.IndexFunc(g.ops, func(o httpapi.Operation) bool { return o.ID == id })
	_, after, _ := strings.Cut(g.ops[i].Path, "/{id}")
	for _, path := range paths {
		record := strings.Split(strings.TrimPrefix(path, collection+"/"), "/")[0]
		if rec := g.send(&g.ops[i], collection+"/"+record+after, cookie); rec.Code < 300 {
			return
		}
	}
}

// madeFor makes a record by another operation's example, as somebody who may.
func (g *guest) madeFor(op *httpapi.Operation, creator string) []string {
	i := slices.IndexFunc(g.ops, func(o httpapi.Operation) bool { return o.ID == creator })
	cookie, err := g.signIn(g.holders(&g.ops[i])[0])
	if err != nil {
		return nil
	}
	rec := g.send(&g.ops[i], g.ops[i].Path, cookie)
	var record struct{ ID ref.ID }
	if err := json.Unmarshal(rec.Body.Bytes(), &record); err != nil || record.ID.IsZero() {
		return nil
	}
	return []string{strings.Replace(op.Path, "{id}", record.ID.String(), 1)}
}

// links lead from a kind of link to the operation that hands one out, and to a
// record for which it does.
var links = map[string][3]string{
	"/portal/milestones": {"zheng.pm", http.MethodPost, "/milestones/" + demo.MilestoneID("钱湾区滨江大道(一期)道路工程", "M4").String() + "/link"},
	"/portal/surveys":    {"chen.service", http.MethodGet, "/surveys/" + demo.ID("survey-waiting").String() + "/link"},
}

// byToken fills in the token of a link that waits for its answer, and a file
// that it shows.
func (g *guest) byToken(op *httpapi.Operation) []string {
	prefix, _, _ := strings.Cut(op.Path, "/{token}")
	from := links[prefix]
	cookie, err := g.signIn(from[0])
	if err != nil {
		return nil
	}
	body := ""
	if from[1] == http.MethodPost {
		body = `{"contact_id":"` + demo.ID("contact-29-1").String() + `"}`
	}
	rec := g.do(from[1], from[2], body, cookie, http.Header{"If-Match": {g.version(strings.TrimSuffix(from[2], "/link"), cookie)}})
	var handed struct{ Path string }
	if err := json.Unmarshal(rec.Body.Bytes(), &handed); err != nil {
		return nil
	}
	path := strings.Replace(op.Path, "{token}", handed.Path[strings.LastIndex(handed.Path, "/")+1:], 1)
	var shown struct{ Milestone struct{ Files []row } }
	rec = g.do(http.MethodGet, strings.TrimSuffix(path, "/files/{id}"), "", "", nil)
	if json.Unmarshal(rec.Body.Bytes(), &shown) == nil && len(shown.Milestone.Files) > 0 {
		path = strings.Replace(path, "{id}", shown.Milestone.Files[0].ID.String(), 1)
	}
	return []string{path}
}

// row is what every list shows of a record.
type row struct {
	ID      ref.ID
	Actions []string
}

// lists are collections whose list wants to know more.
var lists = map[string]string{
	"/documents": "/documents?ref_kind=contract&ref_id=" + demo.ID("contract-津滨110kV海河变电站新建工程").String(), "/approvals": "/approvals?box=mine",
	"/approvals/withdraw": "/approvals?box=submitted", "/approvals/urge": "/approvals?box=submitted",
}

// named are records of collections without a list.
var named = map[string][]ref.ID{
	"/contacts":   {demo.ID("contact-12-0")},
	"/amendments": {demo.AmendmentID("津滨110kV海河变电站新建工程", 2), demo.AmendmentID("湘麓医院门诊综合楼工程", 1), demo.AmendmentID("锦麓云庭二期3#楼总承包", 1)},
}

func (g *guest) records(collection, after, cookie string) (rows []row) {
	for _, id := range named[collection] {
		rows = append(rows, row{ID: id})
	}
	if rows != nil {
		return rows
	}
	path := cmp.Or(lists[collection+"/"+strings.TrimPrefix(after, "/")], lists[collection], collection+"?limit=1000")
	var list struct{ Items []row }
	if err := json.Unmarshal(g.do(http.MethodGet, path, "", cookie, nil).Body.Bytes(), &list); err != nil {
		return nil
	}
	return list.Items
}
