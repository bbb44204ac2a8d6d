package document_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"gongqiao/internal/base/document"
	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/platform/telemetry"
)

const (
	readThings authz.Permission = "thing:read"

	maxSize = 64 << 10
	quota   = 200 << 10
)

var (
	entity = ref.Derived("test", "entity")
	sales  = ref.Derived("test", "sales")
	works  = ref.Derived("test", "works")

	ann   = person("ann", sales, authz.Own, readThings, document.PermRead, document.PermWrite)
	guest = person("guest", sales, authz.Department, readThings, document.PermRead)
	blind = person("blind", sales, authz.Department, readThings)
	half  = person("half", sales, authz.Department, document.PermRead, document.PermWrite) // may not read things
	eve   = person("eve", works, authz.Own, readThings, document.PermRead, document.PermWrite)
	chief = person("chief", works, authz.Group, readThings, document.PermRead)
	slim  = slender() // reads the thing, and documents of his own things only
	staff = []*authz.Actor{ann, guest, blind, half, eve, chief, slim}

	thing  = ref.To("thing", ref.Derived("thing", "ann's"))
	theirs = ref.To("thing", ref.Derived("thing", "eve's"))
	errNo  = fault.New(fault.NotFound, "thing.not_found", "no such thing")
)

func person(name string, department ref.ID, r authz.Reach, perms ...authz.Permission) *authz.Actor {
	b := authz.Build(authz.Actor{ID: ref.Derived("person", name), Kind: authz.User, Username: name, Name: name, Language: "en", Entity: entity, Department: department})
	for _, p := range perms {
		g := authz.Given{Permission: p, Reach: r}
		if r == authz.Department {
			g.Departments = []ref.ID{department}
		}
		b.Grant(g)
	}
	return b.Actor()
}

func slender() *authz.Actor {
	b := authz.Build(authz.Actor{ID: ref.Derived("person", "slim"), Kind: authz.User, Username: "slim", Name: "slim", Language: "en", Entity: entity, Department: sales})
	b.Grant(authz.Given{Permission: readThings, Reach: authz.Department, Departments: []ref.ID{sales}})
	b.Grant(authz.Given{Permission: document.PermRead, Reach: authz.Own})
	return b.Actor()
}

// things is a module whose records have documents.
type things map[ref.ID]authz.Scope

func (m things) ScopeTx(tx *db.Tx, r ref.Ref) (authz.Scope, string, error) {
	s, ok := m[r.ID]
	if !ok || r.Kind != "thing" {
		return s, "", errNo
	}
	return s, "the thing", tx.Visible(readThings, s, errNo, r.ID)
}

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	if _, err := migrate.Up(ctx, d); err != nil {
		return err
	}
	o := org.New(d, nil)
	return d.Write(authz.With(ctx, authz.NewSystem("test")), func(tx *db.Tx) error { return populate(tx, o) })
})

func populate(tx *db.Tx, o *org.Service) error {
	root, err := o.CreateEntityTx(tx, &org.Entity{ID: entity, Code: "SH", Name: "沪澜建设集团有限公司"})
	if err != nil {
		return err
	}
	for id, name := range map[ref.ID]string{sales: "市场部", works: "工程部"} {
		if err := o.CreateDepartmentTx(tx, &org.Department{ID: id, ParentID: root, Name: name}); err != nil {
			return err
		}
	}
	for _, a := range staff {
		if err := o.CreatePersonTx(tx, &org.Person{ID: a.ID, Username: a.Name, Name: a.Name, DepartmentID: a.Department}); err != nil {
			return err
		}
	}
	return nil
}

type world struct {
	*document.Service
	db    *db.DB
	blobs blob.Store
	http  http.Handler
}

func each(t *testing.T, fn func(*testing.T, *world)) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		folder, err := blob.OpenFolder(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { folder.Close() })
		m := things{thing.ID: {Owner: ann.ID, Department: sales, Entity: entity}, theirs.ID: {Owner: eve.ID, Department: works, Entity: entity}}
		w := &world{Service: document.New(d, folder, m, document.Options{MaxSize: maxSize, Quota: quota}), db: d, blobs: folder}
		texts, err := i18n.New()
		if err != nil {
			t.Fatal(err)
		}
		api := httpapi.New(d, texts, d.Log(), "test")
		document.Register(api, w.Service)
		w.http = api.Handler(httpapi.Guest{Authenticate: byHeader, Pages: http.NotFoundHandler(), Metrics: telemetry.NewHTTP(prometheus.NewRegistry()), Limits: httpapi.NewLimits(1000, 1000, 100)})
		fn(t, w)
	})
}

// byHeader signs in whom the header names.
func byHeader(r *http.Request) (*authz.Actor, string, error) {
	for _, a := range staff {
		if a.Name == r.Header.Get("X-Actor") {
			return a, "session", nil
		}
	}
	return nil, "", nil
}

func as(t *testing.T, a *authz.Actor) context.Context { return authz.With(t.Context(), a) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	must(t, w.db.Peek(t.Context(), func(tx *db.Tx) error { return tx.One(query, args, &n) }))
	return n
}

// send sends a request as somebody, or as nobody when a is nil.
func (w *world) send(t *testing.T, a *authz.Actor, method, path, contentType string, body io.Reader, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "/api/v1"+path, body)
	r.Header.Set("Content-Type", contentType)
	if a != nil {
		r.Header.Set("X-Actor", a.Name)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res := httptest.NewRecorder()
	w.http.ServeHTTP(res, r)
	return res
}

func (w *world) get(t *testing.T, a *authz.Actor, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	return w.send(t, a, "GET", path, "", http.NoBody, header...)
}

// part is a field of a form, or its file when it has a filename.
type part struct{ name, value, filename string }

func fields(r ref.Ref, kind string, file part) []part {
	return []part{{name: "ref_kind", value: string(r.Kind)}, {name: "ref_id", value: r.ID.String()}, {name: "kind", value: kind}, file}
}

func file(name, content string) part { return part{"file", content, name} }

func form(t *testing.T, parts []part) (contentType string, body *bytes.Buffer) {
	t.Helper()
	body = &bytes.Buffer{}
	m := multipart.NewWriter(body)
	for _, p := range parts {
		h := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf("form-data; name=%q", p.name)}}
		if p.filename != "" {
			h.Set("Content-Disposition", multipart.FileContentDisposition(p.name, p.filename))
		}
		w, err := m.CreatePart(h)
		must(t, err)
		_, err = io.WriteString(w, p.value)
		must(t, err)
	}
	must(t, m.Close())
	return m.FormDataContentType(), body
}

func (w *world) upload(t *testing.T, a *authz.Actor, parts []part, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	contentType, body := form(t, parts)
	return w.send(t, a, "POST", "/documents", contentType, body, header...)
}

func wantProblem(t *testing.T, res *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	if res.Code != status || !strings.Contains(res.Body.String(), fmt.Sprintf("%q", code)) {
		t.Errorf("answer %d %s, want %d %s", res.Code, res.Body, status, code)
	}
}

func read[T any](t *testing.T, res *httptest.ResponseRecorder, status int) (v T) {
	t.Helper()
	if res.Code != status {
		t.Fatalf("answer %d %s, want %d", res.Code, res.Body, status)
	}
	must(t, json.Unmarshal(res.Body.Bytes(), &v))
	return v
}

func sumOf(content string) string {
	s := sha256.Sum256([]byte(content))
	return hex.EncodeToString(s[:])
}

const pdf = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"

func (w *world) attached(t *testing.T, a *authz.Actor, kind, name, content string) document.View {
	t.Helper()
	return read[document.View](t, w.upload(t, a, fields(thing, kind, file(name, content))), 201)
}

func TestUploadIsForThoseWhoMayWriteOnTheRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		parts := fields(thing, document.Attachment, file("投标文件.pdf", pdf))
		wantProblem(t, w.upload(t, nil, parts), 401, "auth.required")
		wantProblem(t, w.upload(t, eve, parts), 422, "document.record_unknown")
		wantProblem(t, w.upload(t, half, parts), 422, "document.record_unknown")
		wantProblem(t, w.upload(t, guest, parts), 403, "auth.forbidden")
		if n := w.count(t, "select count(*) from document"); n != 0 {
			t.Fatalf("refusals left %d documents", n)
		}
		v := read[document.View](t, w.upload(t, ann, parts), 201)
		f := v.File
		if f.SHA256 != sumOf(pdf) || f.Size != int64(len(pdf)) || f.MediaType != "application/pdf" || f.Name != "投标文件.pdf" || f.Number != 1 || f.UploadedBy.Name != "ann" {
			t.Errorf("stored as %+v", f)
		}
		if !slices.Equal(v.Actions, []string{"replace", "void"}) || len(v.Files) != 1 {
			t.Errorf("actions %v, files %v", v.Actions, v.Files)
		}
		if n := w.count(t, "select count(*) from audit_record where action = 'document.attach' and ref_id = ?", v.ID); n != 1 {
			t.Errorf("%d audit records, want one", n)
		}
		if n := w.count(t, "select count(*) from outbox_event where topic = 'document.attached'"); n != 1 {
			t.Errorf("%d events, want one", n)
		}
	})
}

// Whoever may not upload has not a byte of his file read.
func TestRefusedUploadIsNotRead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		untouched := readerFunc(func([]byte) (int, error) {
			t.Error("the file was read before the right was checked")
			return 0, io.EOF
		})
		draft := document.Draft{Ref: thing, Kind: document.Attachment, Name: "x"}
		if _, err := w.Upload(as(t, guest), draft, untouched); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("a reader hears %v", err)
		}
		if _, err := w.Upload(as(t, eve), draft, untouched); !errors.Is(err, document.ErrRecord) {
			t.Errorf("a stranger hears %v", err)
		}
		if _, err := w.Upload(t.Context(), draft, untouched); !errors.Is(err, authz.ErrNoActor) {
			t.Errorf("nobody hears %v", err)
		}
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

func TestDocumentsAreForThoseWhoReadTheRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.attached(t, ann, document.Drawing, "总平面图.pdf", pdf)
		read[document.View](t, w.upload(t, eve, fields(theirs, document.Attachment, file("b.pdf", pdf))), 201)
		byID, content := "/documents/"+v.ID.String(), "/documents/"+v.ID.String()+"/content"
		list := "/documents?total=true&ref_kind=thing&ref_id=" + thing.ID.String()
		for _, path := range []string{byID, content, list} {
			wantProblem(t, w.get(t, nil, path), 401, "auth.required")
			wantProblem(t, w.get(t, blind, path), 403, "auth.forbidden")
		}
		for _, who := range []*authz.Actor{eve, half} {
			wantProblem(t, w.get(t, who, byID), 404, "document.not_found")
			wantProblem(t, w.get(t, who, content), 404, "document.not_found")
			wantProblem(t, w.get(t, who, list), 404, "document.record_not_found")
		}
		wantProblem(t, w.get(t, slim, byID), 404, "document.not_found")
		wantProblem(t, w.get(t, slim, content), 404, "document.not_found")
		if p := read[db.Page[document.Row]](t, w.get(t, slim, list), 200); len(p.Items) != 0 {
			t.Errorf("slim sees %v", p.Items)
		}
		for who, actions := range map[*authz.Actor]int{ann: 2, guest: 0, chief: 0} {
			if got := read[document.View](t, w.get(t, who, byID), 200); got.ID != v.ID || len(got.Actions) != actions {
				t.Errorf("%s sees %+v", who.Name, got)
			}
			p := read[db.Page[document.Row]](t, w.get(t, who, list), 200)
			if len(p.Items) != 1 || *p.Total != 1 || p.Items[0].ID != v.ID || len(p.Items[0].Actions) != actions {
				t.Errorf("%s sees the list %+v", who.Name, p)
			}
			// A second ref_id widens nothing.
			p = read[db.Page[document.Row]](t, w.get(t, who, list+"&ref_id="+theirs.ID.String()), 200)
			if len(p.Items) != 1 || p.Items[0].ID != v.ID {
				t.Errorf("%s sees with two records %+v", who.Name, p)
			}
		}
		wantProblem(t, w.get(t, ann, "/documents"), 422, "input.invalid")
	})
}

func TestListFilters(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.attached(t, ann, document.Drawing, "总平面图.pdf", pdf)
		scan := w.attached(t, ann, document.SignedScan, "合同签字页.pdf", pdf+"2")
		must(t, w.Void(as(t, ann), scan.ID, 1, "缺页"))
		list := "/documents?ref_kind=thing&ref_id=" + thing.ID.String()
		for query, want := range map[string]int{"": 2, "&kind=drawing": 1, "&voided=false": 1, "&voided=true&kind=drawing": 0, "&name.contains=签字": 1, "&sort=kind": 2} {
			if p := read[db.Page[document.Row]](t, w.get(t, ann, list+query), 200); len(p.Items) != want {
				t.Errorf("%q finds %d, want %d", query, len(p.Items), want)
			}
		}
		wantProblem(t, w.get(t, ann, list+"&kind=spell"), 422, "list.filter_invalid")
	})
}

func TestContentLeavesAsAnAttachment(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		html := "<html><script>alert(1)</script></html>"
		v := w.attached(t, ann, document.Attachment, "../../etc/\r\nX-Evil: 1\u202egnp.html", html)
		path := "/documents/" + v.ID.String() + "/content"
		res := w.get(t, guest, path)
		h := res.Header()
		if res.Code != 200 || res.Body.String() != html || h.Get("Content-Type") != blob.OctetStream || h.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") || !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") || h.Get("ETag") != `"`+sumOf(html)+`"` {
			t.Errorf("answer %d %v", res.Code, h)
		}
		if h.Get("X-Evil") != "" || strings.ContainsAny(v.File.Name, "/\r\n\u202e") {
			t.Errorf("name %q, headers %v", v.File.Name, h)
		}
		if res := w.get(t, guest, path, "Range", "bytes=1-4"); res.Code != 206 || res.Body.String() != "html" {
			t.Errorf("range answers %d %q", res.Code, res.Body)
		}
		if res := w.get(t, guest, path, "If-None-Match", `"`+sumOf(html)+`"`); res.Code != 304 || res.Body.Len() != 0 {
			t.Errorf("the same hash answers %d", res.Code)
		}
		if res := w.get(t, guest, path, "If-None-Match", `"`+sumOf("other")+`"`); res.Code != 200 {
			t.Errorf("another hash answers %d", res.Code)
		}
		wantProblem(t, w.get(t, guest, path+"?number=2"), 404, "document.not_found")
	})
}

func TestKindsAskForFiles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
		for _, tc := range []struct {
			kind, content string
			status        int
		}{
			{document.Photo, png, 201}, {document.Photo, pdf, 422},
			{document.SignedScan, pdf, 201}, {document.SignedScan, png, 201}, {document.SignedScan, "just text", 422},
			{document.Evidence, "just text", 201}, {document.Requirement, "\x00\x01\x02", 201}, {"spell", pdf, 422},
		} {
			if res := w.upload(t, ann, fields(thing, tc.kind, file("f", tc.content))); res.Code != tc.status {
				t.Errorf("%s of %.5q: %d %s, want %d", tc.kind, tc.content, res.Code, res.Body, tc.status)
			}
		}
		if n := w.count(t, "select count(*) from document"); n != 5 {
			t.Errorf("%d documents, want 5", n)
		}
	})
}

func TestHostileForms(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		good := fields(thing, document.Attachment, file("a.txt", "text"))
		contentType, whole := form(t, good)
		cut := whole.Bytes()[:whole.Len()-30]
		long := strings.Repeat("x", 5000)
		for name, tc := range map[string]struct {
			res    *httptest.ResponseRecorder
			status int
			code   string
		}{
			"json":             {w.send(t, ann, "POST", "/documents", "application/json", strings.NewReader("{}")), 400, "document.form"},
			"no boundary":      {w.send(t, ann, "POST", "/documents", "multipart/form-data", strings.NewReader("x")), 400, "document.form"},
			"cut off":          {w.send(t, ann, "POST", "/documents", contentType, bytes.NewReader(cut)), 400, "document.upload_broken"},
			"nothing":          {w.send(t, ann, "POST", "/documents", contentType, http.NoBody), 400, "document.form"},
			"no file":          {w.upload(t, ann, good[:3]), 400, "document.form"},
			"file first":       {w.upload(t, ann, slices.Concat(good[3:], good[:3])), 422, "input.invalid"},
			"unknown field":    {w.upload(t, ann, append([]part{{name: "owner_id", value: "x"}}, good...)), 400, "document.form"},
			"field twice":      {w.upload(t, ann, append([]part{{name: "kind", value: "photo"}}, good...)), 400, "document.form"},
			"long field":       {w.upload(t, ann, append([]part{{name: "name", value: long}}, good...)), 400, "document.form"},
			"many fields":      {w.upload(t, ann, slices.Concat(slices.Repeat([]part{{name: "", value: ""}}, 50), good)), 400, "document.form"},
			"bad id":           {w.upload(t, ann, append([]part{{name: "id", value: "x"}}, good...)), 422, "input.invalid"},
			"bad record":       {w.upload(t, ann, []part{{name: "ref_kind", value: "thing"}, {name: "ref_id", value: "x"}, good[3]}), 422, "input.invalid"},
			"another kind":     {w.upload(t, ann, fields(ref.To("wing", thing.ID), document.Attachment, good[3])), 422, "document.record_unknown"},
			"empty file":       {w.upload(t, ann, fields(thing, document.Attachment, file("a", ""))), 422, "blob.empty"},
			"a byte too many":  {w.upload(t, ann, fields(thing, document.Attachment, file("a", strings.Repeat("x", maxSize+1)))), 413, "blob.too_large"},
			"far too many":     {w.upload(t, ann, fields(thing, document.Attachment, file("a", strings.Repeat("x", maxSize+2<<20)))), 413, "blob.too_large"},
			"endless preamble": {w.send(t, ann, "POST", "/documents", contentType, strings.NewReader(strings.Repeat("x\r\n", 1<<20))), 413, "blob.too_large"},
		} {
			if tc.res.Code != tc.status || !strings.Contains(tc.res.Body.String(), fmt.Sprintf("%q", tc.code)) {
				t.Errorf("%s: %d %s, want %d %s", name, tc.res.Code, tc.res.Body, tc.status, tc.code)
			}
		}
		if n := w.count(t, "select count(*) from document"); n != 0 {
			t.Errorf("%d documents were left", n)
		}
		if res := w.upload(t, ann, fields(thing, document.Attachment, file("a", strings.Repeat("x", maxSize)))); res.Code != 201 {
			t.Errorf("a file of exactly the limit answers %d %s", res.Code, res.Body)
		}
	})
}

func TestANewFileIsTheNextVersion(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.attached(t, ann, document.SignedScan, "合同.pdf", pdf)
		path := "/documents/" + v.ID.String() + "/files"
		replace := func(who *authz.Actor, content, version string) *httptest.ResponseRecorder {
			contentType, body := form(t, []part{file("合同 v2.pdf", content)})
			return w.send(t, who, "POST", path, contentType, body, "If-Match", version)
		}
		wantProblem(t, replace(nil, pdf+"2", `"1"`), 401, "auth.required")
		wantProblem(t, replace(eve, pdf+"2", `"1"`), 404, "document.not_found")
		wantProblem(t, replace(guest, pdf+"2", `"1"`), 403, "auth.forbidden")
		wantProblem(t, replace(ann, pdf+"2", ""), 428, "precondition.required")
		wantProblem(t, replace(ann, pdf+"2", `"7"`), 412, "store.stale")
		wantProblem(t, replace(ann, "not a scan", `"1"`), 422, "document.type_refused")
		got := read[document.View](t, replace(ann, pdf+"2", `"1"`), 200)
		if got.File.Number != 2 || got.Version != 2 || got.File.SHA256 != sumOf(pdf+"2") || len(got.Files) != 2 || got.Files[1].SHA256 != sumOf(pdf) || got.Files[1].Name != "合同.pdf" {
			t.Errorf("after replacing: %+v", got)
		}
		for number, want := range map[string]string{"": pdf + "2", "?number=2": pdf + "2", "?number=1": pdf} {
			if res := w.get(t, ann, "/documents/"+v.ID.String()+"/content"+number); res.Body.String() != want {
				t.Errorf("version %q is %q", number, res.Body)
			}
		}
		wantProblem(t, replace(ann, pdf+"3", `"1"`), 412, "store.stale")
	})
}

func TestVoidKeepsTheFile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v := w.attached(t, ann, document.Evidence, "照片.txt", "text")
		path := "/documents/" + v.ID.String() + "/void"
		void := func(who *authz.Actor, body, version string) *httptest.ResponseRecorder {
			return w.send(t, who, "POST", path, "application/json", strings.NewReader(body), "If-Match", version)
		}
		const why = `{"reason":"传错了"}`
		wantProblem(t, void(nil, why, `"1"`), 401, "auth.required")
		wantProblem(t, void(eve, why, `"1"`), 404, "document.not_found")
		wantProblem(t, void(guest, why, `"1"`), 403, "auth.forbidden")
		wantProblem(t, void(ann, `{"reason":"  "}`, `"1"`), 422, "document.reason_required")
		wantProblem(t, void(ann, why, `"2"`), 412, "store.stale")
		got := read[document.View](t, void(ann, why, `"1"`), 200)
		if got.VoidedAt == nil || got.VoidReason != "传错了" || len(got.Actions) != 0 {
			t.Errorf("after voiding: %+v", got)
		}
		wantProblem(t, void(ann, why, `"2"`), 409, "document.voided")
		if res := w.get(t, ann, "/documents/"+v.ID.String()+"/content"); res.Body.String() != "text" {
			t.Errorf("the file is %d %q", res.Code, res.Body)
		}
		must(t, w.db.Read(as(t, ann), func(tx *db.Tx) error {
			if _, err := w.HashTx(tx, v.ID); !errors.Is(err, document.ErrVoided) {
				t.Errorf("its hash answers %v", err)
			}
			if left, err := w.OfTx(tx, thing, document.Evidence); err != nil || len(left) != 0 {
				t.Errorf("in use: %v, %v", left, err)
			}
			return nil
		}))
		if n := w.count(t, "select count(*) from outbox_event where topic = 'document.voided'"); n != 1 {
			t.Errorf("%d events, want one", n)
		}
	})
}
