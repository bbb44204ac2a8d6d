package quote_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/sell/quote"
)

func obj(kv ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(kv); i += 2 {
		m[kv[i].(string)] = kv[i+1]
	}
	return m
}

// Every operation, asked by nobody, a stranger with all rights elsewhere, a
// reader, and who may; what the first three leave behind is nothing.
func TestFourPeoplePerOperation(t *testing.T) {
	type asked struct {
		state  quote.State
		method string
		path   string
		body   any
		holder string
		status int
		read   bool // the reader may, too
	}
	file := xlsx(t, "清单", []any{"项目编码", "项目名称", "单位", "工程量", "综合单价"}, []any{"040101001001", "土", "m³", 1, 2})
	line := obj("name", "土", "code", "040101001001", "unit", "m³", "quantity", "1", "unit_rate", "2", "tax_rate", "0.09")
	input := obj("title", "新标题", "terms", obj("nodes", []any{}))
	amounts := obj("labour", yuan("1"), "material", yuan("2"), "machinery", yuan("3"))
	each(t, func(t *testing.T, d *desk) {
		other := d.quote(t)
		for name, op := range map[string]asked{
			"get":              {quote.StateDraft, "GET", "", nil, "NOsales", 200, true},
			"versions":         {quote.StateDraft, "GET", "/versions", nil, "NOsales", 200, true},
			"lines":            {quote.StateDraft, "GET", "/lines", nil, "NOsales", 200, true},
			"boq":              {quote.StateDraft, "GET", "/boq", nil, "NOsales", 200, true},
			"pdf":              {quote.StateDraft, "GET", "/pdf", nil, "NOsales", 200, true},
			"diff":             {quote.StateDraft, "GET", "/diff?against=" + other.String(), nil, "NOsales", 422, true},
			"update":           {quote.StateDraft, "PUT", "", input, "NOsales", 200, false},
			"set lines":        {quote.StateDraft, "PUT", "/lines", obj("lines", []any{line}), "NOsales", 200, false},
			"edit lines":       {quote.StateDraft, "PATCH", "/lines", []any{obj("op", "insert", "line_id", ref.New())}, "NOsales", 200, false},
			"upload":           {quote.StateDraft, "POST", "/boq", upload{map[string]string{"mode": "merge", "dry_run": "false"}, file}, "NOsales", 200, false},
			"submit":           {quote.StateDraft, "POST", "/submit", nil, "NOsales", 200, false},
			"tech-review":      {quote.StateReviewing, "POST", "/tech-review", obj("pass", true, "note", "可"), "NOtech", 200, false},
			"cost-estimate":    {quote.StateReviewing, "POST", "/cost-estimate", obj("pass", true, "amounts", amounts), "NOfin", 200, false},
			"request-approval": {quote.StateConfirmed, "POST", "/request-approval", nil, "NOsales", 200, false},
			"send":             {quote.StateApproved, "POST", "/send", obj("channel", "email", "recipient", "a@example.com"), "NOsales", 200, false},
			"reject":           {quote.StateSent, "POST", "/reject", obj("reason", "价高"), "NOsales", 200, false},
			"withdraw":         {quote.StateSent, "POST", "/withdraw", obj("reason", "撤回"), "NOsales", 200, false},
			"revise":           {quote.StateSent, "POST", "/revise", obj(), "NOsales", 201, false},
			"accept":           {quote.StateSent, "POST", "/accept", obj("evidence_id", ref.Nil), "NOsales", 200, false},
		} {
			id := d.at(t, op.state)
			if name == "accept" {
				op.body = obj("evidence_id", d.evidence(t, id))
			}
			version := int64(0)
			if op.method != "GET" {
				version = d.version(t, id)
			}
			path := "/quotes/" + id.String() + op.path
			reader := 403
			if op.read {
				reader = op.status
			}
			traces := "select (select count(*) from audit_record where ref_id = ?) + (select version from quote where id = ?)"
			left := d.count(t, traces, id, id)
			for _, who := range []struct {
				name   string
				status int
			}{{"", 401}, {"SOall", 404}, {"NOreader", reader}} {
				res := d.call(t, who.name, op.method, path, version, op.body)
				if res.Code != who.status {
					t.Errorf("%s by %q: %d, want %d: %.200s", name, who.name, res.Code, who.status, res.Body)
				}
			}
			if !op.read && d.count(t, traces, id, id) != left {
				t.Errorf("%s: somebody who may not left a trace", name)
			}
			if res := d.call(t, op.holder, op.method, path, version, op.body); res.Code != op.status {
				t.Errorf("%s by %s: %d, want %d: %.400s", name, op.holder, res.Code, op.status, res.Body)
			}
			if version > 0 {
				if res := d.call(t, "NOboss", op.method, path, 0, op.body); res.Code != 428 {
					t.Errorf("%s without a version: %d", name, res.Code)
				}
				if res := d.call(t, "NOboss", op.method, path, version+90, op.body); res.Code != 412 {
					t.Errorf("%s with another version: %d %.200s", name, res.Code, res.Body)
				}
			}
			if name == "accept" {
				d.deal = d.opportunity(t, "下一个")
			}
		}
	})
}

func TestCreatingWantsTheOpportunity(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		body := func(deal ref.ID) any { return obj("opportunity_id", deal, "title", "报价", "tax_rate", "0") }
		for who, want := range map[string]int{"": 401, "SOall": 422, "NOreader": 403, "NOtech": 403, "NOsales": 201, "NOboss": 201} {
			if res := d.call(t, who, "POST", "/quotes", 0, body(d.deal)); res.Code != want {
				t.Errorf("%q: %d, want %d: %s", who, res.Code, want, res.Body)
			}
		}
		unknown, hidden := d.call(t, "NOsales", "POST", "/quotes", 0, body(ref.New())), d.call(t, "SOall", "POST", "/quotes", 0, body(d.deal))
		if a, b := decode[map[string]any](t, unknown), decode[map[string]any](t, hidden); a["code"] != b["code"] || a["code"] != "quote.opportunity_unknown" {
			t.Errorf("an opportunity that is not there: %v, one that is hidden: %v", a, b)
		}
		v := decode[quote.View](t, d.call(t, "NOsales", "POST", "/quotes", 0, body(d.deal)))
		if v.TaxRate != 0 || v.ValidityDays != 30 || v.Basis != quote.ExclTax || v.Owner.ID != d.actors["NOsales"].ID {
			t.Errorf("defaults: %+v", v)
		}
		d.unusable = fault.New(fault.Conflict, "customer.blacklisted", "no")
		if res := d.call(t, "NOsales", "POST", "/quotes", 0, body(d.deal)); res.Code != 409 {
			t.Errorf("a customer on the black list: %d", res.Code)
		}
	})
}

func TestARepeatedRevisionIsOne(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.at(t, quote.StateSent)
		version := d.version(t, id)
		ask := func() quote.View {
			ctx := db.WithMeta(d.as("NOsales"), &db.Meta{Key: "revise-0001", Body: []byte("x")})
			_, err := d.svc.Revise(ctx, id, version, ref.Nil)
			var again *db.Replayed
			if err != nil && !errors.As(err, &again) {
				t.Fatal(err)
			}
			if again != nil {
				return d.get(t, again.Ref.ID)
			}
			return d.get(t, id)
		}
		ask()
		if v := ask(); v.Revision != 2 {
			t.Errorf("a repeated request answers V%d", v.Revision)
		}
		if n := d.count(t, "select count(*) from quote where root_id = ?", id); n != 2 {
			t.Errorf("%d revisions", n)
		}
	})
}

func TestWhatIsMasked(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.at(t, quote.StateApproving)
		raw := func(who, path string) (string, map[string]any) {
			res := d.call(t, who, "GET", "/quotes/"+id.String()+path, 0, nil)
			if res.Code != 200 {
				t.Fatalf("%s %s: %d", who, path, res.Code)
			}
			var m map[string]any
			must(t, json.Unmarshal(res.Body.Bytes(), &m))
			return res.Body.String(), m
		}
		text, blind := raw("NOblind", "")
		if blind["amount"] != nil || blind["totals"] != nil || blind["margin"] != nil || blind["estimate"] != nil || !slices.Equal(anys(blind["masked"]), []string{"amount", "margin", "totals", "estimate", "least_margin"}) || strings.Contains(text, "145291506") {
			t.Errorf("without prices: %s", text)
		}
		text, _ = raw("NOblind", "/lines")
		for _, secret := range []string{"16.8", "1232995600", "0.035"} {
			if strings.Contains(text, secret) {
				t.Errorf("the bill shows %s without prices", secret)
			}
		}
		text, priced := raw("NOsales", "")
		if priced["amount"] == nil || priced["margin"] != nil || priced["estimate"] != nil || strings.Contains(text, "1199654645") {
			t.Errorf("without cost: %s", text)
		}
		if _, all := raw("NOfin", ""); all["estimate"] == nil || all["margin"] != "0.1" || all["least_margin"] != "0.08" || priced["least_margin"] != nil {
			t.Errorf("with cost: %v", all["margin"])
		}
		if res := d.call(t, "NOblind", "GET", "/quotes/"+id.String()+"/pdf", 0, nil); res.Code != 403 {
			t.Errorf("the paper without prices: %d", res.Code)
		}
		for _, q := range []string{"sort=amount", "amount.gte=1"} {
			if res := d.call(t, "NOblind", "GET", "/quotes?"+q, 0, nil); res.Code != 403 {
				t.Errorf("%s without prices: %d", q, res.Code)
			}
		}
		if res := d.call(t, "NOsales", "GET", "/quotes?margin.lt=80000", 0, nil); res.Code != 403 {
			t.Errorf("the margin without cost: %d", res.Code)
		}
	})
}

func anys(v any) []string {
	var out []string
	for _, x := range v.([]any) {
		out = append(out, fmt.Sprint(x))
	}
	return out
}

func TestTheListFiltersSortsAndSums(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		sent, first := d.at(t, quote.StateSent), d.quote(t)
		must(t, d.svc.SetLines(d.as("NOsales"), first, d.version(t, first), road()[:1]))
		_, err := d.svc.Revise(d.as("NOsales"), sent, d.version(t, sent), ref.Nil)
		must(t, err)
		list := func(who, q string) db.Page[quote.Row] {
			v, err := url.ParseQuery(q)
			must(t, err)
			query, err := db.ParseQuery(v, quote.ListForTest())
			must(t, err)
			p, err := d.svc.List(d.as(who), query)
			must(t, err)
			return p
		}
		for q, want := range map[string]int{"": 3, "state=draft": 2, "state=superseded": 1, "newest=true": 2, "opportunity_id=" + d.deal.String(): 3, "customer_id=" + ref.New().String(): 0, "q=泛光": 3, "q=Q-2026-NO-0002": 1,
			"q=" + url.QueryEscape("鹭江文旅"): 3, "owner_id=" + d.actors["NOsales"].ID.String(): 3, "amount.lt=100000000": 1} {
			if p := list("NOboss", q); len(p.Items) != want {
				t.Errorf("%q finds %d, want %d", q, len(p.Items), want)
			}
		}
		p := list("NOboss", "sort=-amount&total=true&newest=true")
		if *p.Total != 2 || p.Sums["amount"] != p.Items[0].Amount.Amount+p.Items[1].Amount.Amount || p.Items[1].ID != first {
			t.Errorf("total %d, sums %v", *p.Total, p.Sums)
		}
		for who, want := range map[string]int{"NOsales": 3, "NOtech": 3, "NOreader": 3, "SOall": 0} {
			if p := list(who, ""); len(p.Items) != want {
				t.Errorf("%s sees %d, want %d", who, len(p.Items), want)
			}
		}
		if p := list("NOblind", "total=true"); p.Items[0].Amount != nil || p.Sums["amount"] != 0 {
			t.Errorf("sums without prices: %v", p.Sums)
		}
	})
}

// The stored totals are the sums of the stored lines, whatever is edited.
func TestStoredTotalsAreTheSumsOfStoredLines(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		runs := 0
		id := d.quote(t)
		rapid.Check(t, func(rt *rapid.T) {
			if runs++; runs > databaseRuns*2 {
				return
			}
			bill, err := d.svc.Lines(d.as("NOsales"), id)
			must(t, err)
			var b quote.Bill
			for _, l := range bill.Lines {
				b.Lines = append(b.Lines, quote.Line{ID: l.ID})
			}
			touched, err := d.svc.EditLines(d.as("NOsales"), id, bill.Version, anyEdits(rt, &b))
			if err != nil && fault.As(err) == nil {
				rt.Fatal(err)
			}
			if err == nil && touched.Quote.Version != bill.Version+1 {
				rt.Fatalf("version %d after %d", touched.Quote.Version, bill.Version)
			}
			for category, column := range map[quote.Category]string{quote.Measured: "measured", quote.Measures: "measures", quote.Other: "other", quote.Statutory: "statutory", quote.Provisional: "provisional"} {
				if off := d.count(t, "select cast(coalesce((select sum(l.amount) from quote_line l where l.quote_id = q.id and l.category = ?), 0) as bigint) - q."+column+" from quote q where q.id = ?", string(category), id); off != 0 {
					rt.Fatalf("%s is off by %d", category, off)
				}
			}
			if off := d.count(t, "select q.net + q.vat - q.gross + abs(q.lines - (select count(*) from quote_line l where l.quote_id = q.id)) from quote q where q.id = ?", id); off != 0 {
				rt.Fatalf("net, VAT and gross are off by %d", off)
			}
		})
	})
}

func TestAnEditOfACellTellsEverythingThatChanged(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.quote(t)
		bill, err := d.svc.Lines(d.as("NOsales"), id)
		must(t, err)
		fresh := ref.New()
		res := d.call(t, "NOsales", "PATCH", "/quotes/"+id.String()+"/lines", bill.Version, []any{
			obj("line_id", bill.Lines[0].ID, "field", "quantity", "value", "18,650"),
		})
		if res.Code != 422 {
			t.Errorf("a quantity with a comma: %d", res.Code)
		}
		res = d.call(t, "NOsales", "PATCH", "/quotes/"+id.String()+"/lines", bill.Version, []any{
			obj("line_id", bill.Lines[0].ID, "field", "quantity", "value", "18651"),
			obj("op", "insert", "line_id", fresh, "after", bill.Lines[0].ID), obj("line_id", fresh, "field", "name", "value", "新项"),
			obj("op", "remove", "line_id", bill.Lines[1].ID),
		})
		v := decode[quote.TouchedView](t, res)
		if res.Code != 200 || len(v.Changed) != 4 || len(v.Removed) != 1 || v.Lines != 17 || v.Changed[1].Name != "新项" || v.Changed[2].Base != quote.OfMeasured {
			t.Fatalf("%d %s", res.Code, res.Body)
		}
		if n := d.count(t, "select count(*) from record_version where kind = 'quote_line' and id = ?", bill.Lines[0].ID); n != 2 {
			t.Errorf("the line has %d versions in the history", n)
		}
		after, err := d.svc.Lines(d.as("NOsales"), id)
		must(t, err)
		if after.Lines[1].ID != fresh || *after.Totals != *v.Totals || after.Lines[2].ID != bill.Lines[2].ID {
			t.Errorf("the new line stands elsewhere: %+v", after.Lines[:3])
		}
		for name, edit := range map[string]any{
			"an unknown line": obj("line_id", ref.New(), "field", "name", "value", "x"), "a line twice": obj("op", "insert", "line_id", fresh), "behind nothing": obj("op", "insert", "line_id", ref.New(), "after", ref.New()),
			"a bad code": obj("line_id", fresh, "field", "code", "value", "123"), "a code twice": obj("line_id", fresh, "field", "code", "value", bill.Lines[2].Code), "a bad number": obj("line_id", fresh, "field", "quantity", "value", "1e5"),
		} {
			res := d.call(t, "NOsales", "PATCH", "/quotes/"+id.String()+"/lines", after.Version, []any{edit})
			p := decode[httpapi.Problem](t, res)
			p.Request = "" // a random number, which may hold any digits
			if res.Code != 422 || strings.Contains(fmt.Sprint(p), "1e5") {
				t.Errorf("%s: %d %+v", name, res.Code, p)
			}
		}
		other := d.quote(t)
		taken := road()
		taken[0].ID = bill.Lines[0].ID
		wants(t, "a line of another quote", d.svc.SetLines(d.as("NOsales"), other, d.version(t, other), taken), quote.ErrIDInUse)
	})
}

// Of several who edit what all of them have read, one succeeds and the others
// hear that their version is old.
func TestEditsAtTheSameMoment(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.quote(t)
		bill, err := d.svc.Lines(d.as("NOsales"), id)
		must(t, err)
		const n = 6
		errs := make(chan error, n)
		for i := range n {
			go func() {
				_, err := d.svc.EditLines(d.as("NOsales"), id, bill.Version, []quote.Edit{{LineID: bill.Lines[0].ID, Field: "quantity", Value: fmt.Sprint(i + 1)}})
				errs <- err
			}()
		}
		done := 0
		for range n {
			if err := <-errs; err == nil {
				done++
			} else {
				wants(t, "a loser", err, db.ErrStale)
			}
		}
		if done != 1 || d.version(t, id) != bill.Version+1 {
			t.Errorf("%d succeeded", done)
		}
	})
}

func TestUploadOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.quote(t)
		path := "/quotes/" + id.String() + "/boq"
		version := d.version(t, id)
		before := d.get(t, id)
		export := d.call(t, "NOsales", "GET", path, 0, nil)
		if export.Code != 200 || !strings.Contains(export.Header().Get("Content-Disposition"), "V1.xlsx") {
			t.Fatalf("export: %d %v", export.Code, export.Header())
		}
		back := d.call(t, "NOsales", "POST", path, version, upload{map[string]string{"dry_run": "true"}, export.Body.Bytes()})
		if v := decode[quote.TakenView](t, back); back.Code != 200 || v.Written || v.Same != 17 || v.Added+v.Changed+v.Removed+len(v.Problems) != 0 || *v.After != *before.Totals || d.version(t, id) != version {
			t.Errorf("the export back: %d %.300s", back.Code, back.Body)
		}
		bad := xlsx(t, "清单", []any{"项目编码", "项目名称", "单位", "工程量", "综合单价"}, []any{"040101001001", "土", "m³", "三", 2}, []any{"040101001001", "土", "m³", 1, 2})
		dry := decode[quote.TakenView](t, d.call(t, "NOsales", "POST", path, version, upload{map[string]string{"dry_run": "true"}, bad}))
		if dry.Severe != 2 || dry.Problems[0].Cell != "D2" || dry.Problems[1].Code != "duplicate" {
			t.Errorf("dry run: %+v", dry.Problems)
		}
		res := d.call(t, "NOsales", "POST", path, version, upload{nil, bad})
		if p := decode[map[string]any](t, res); res.Code != 422 || p["code"] != "quote.file_problems" || d.version(t, id) != version {
			t.Errorf("written all the same: %d %v", res.Code, p)
		}
		good := xlsx(t, "清单", []any{"项目编码", "项目名称", "单位", "工程量", "综合单价"}, []any{"040101001001", "土", "m³", 10, 2})
		merged := decode[quote.TakenView](t, d.call(t, "NOsales", "POST", path, version, upload{map[string]string{"mode": "merge"}, good}))
		if !merged.Written || merged.Version != d.version(t, id) || merged.Removed != 0 || merged.Changed != 3 {
			t.Errorf("merged: %+v", merged)
		}
		replaced := decode[quote.TakenView](t, d.call(t, "NOsales", "POST", path, merged.Version, upload{map[string]string{"mode": "replace"}, good}))
		if !replaced.Written || replaced.Removed != 16 || d.get(t, id).Totals.Measured.Amount != 20_00 {
			t.Errorf("replaced: %+v", replaced)
		}
		for name, u := range map[string]upload{"unknown field": {map[string]string{"evil": "1"}, good}, "mode": {map[string]string{"mode": "drop"}, good}, "flag": {map[string]string{"dry_run": "maybe"}, good}, "noise": {nil, []byte("PK\x03\x04 no zip")}} {
			if res := d.call(t, "NOsales", "POST", path, replaced.Version, u); res.Code < 400 || res.Code >= 500 {
				t.Errorf("%s: %d", name, res.Code)
			}
		}
		if res := d.call(t, "NOsales", "POST", path, replaced.Version, obj("mode", "replace")); res.Code != 400 && res.Code != 415 && res.Code != 422 {
			t.Errorf("no form: %d", res.Code)
		}
	})
}

func TestFiveThousandLinesInLessThanTwoSeconds(t *testing.T) {
	b := thousands(5000)
	if _, _, err := b.Price(); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	must(t, quote.WriteFile(&file, &b, true))
	for _, e := range dbtest.Engines(t) {
		c := &clock{t: start}
		d := open(t, schema.Open(t, e, db.Options{Clock: c.now}), c)
		id := d.quote(t)
		began := time.Now()
		taken, err := d.svc.ReadBill(d.as("NOsales"), id, d.version(t, id), file.Bytes(), quote.Upload{Mode: quote.Replace})
		must(t, err)
		took := time.Since(began)
		began = time.Now()
		again, err := d.svc.ReadBill(d.as("NOsales"), id, d.version(t, id), file.Bytes(), quote.Upload{Mode: quote.Merge})
		must(t, err)
		repeat := time.Since(began)
		_, err = d.svc.EditLines(d.as("NOsales"), id, d.version(t, id), []quote.Edit{{LineID: b.Lines[0].ID, Field: "note", Value: "x"}})
		wants(t, "a line that the file made anew", err, quote.ErrLine)
		bill, err := d.svc.Lines(d.as("NOsales"), id)
		must(t, err)
		began = time.Now()
		_, err = d.svc.EditLines(d.as("NOsales"), id, d.version(t, id), []quote.Edit{{LineID: bill.Lines[2500].ID, Field: "unit_rate", Value: "5000"}})
		must(t, err)
		edit := time.Since(began)
		t.Logf("%s: upload %v, the same again %v, one cell %v", e, took, repeat, edit)
		if !taken.Written || taken.Added != 5000 || taken.Removed != 17 || again.Same != 5000 || took > 2*time.Second || repeat > 2*time.Second {
			t.Errorf("%s: %v and %v, %d added, %d same", e, took, repeat, taken.Added, again.Same)
		}
	}
}

func TestThePDFIsTheSameEachTime(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.at(t, quote.StateSent)
		path := "/quotes/" + id.String() + "/pdf"
		res := d.call(t, "NOsales", http.MethodGet, path, 0, nil)
		if res.Code != 200 || res.Header().Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(res.Body.Bytes(), []byte("%PDF")) {
			t.Fatalf("%d %v", res.Code, res.Header())
		}
		again := d.call(t, "NOfin", http.MethodGet, path, 0, nil)
		if !bytes.Equal(res.Body.Bytes(), again.Body.Bytes()) {
			t.Error("two readings differ")
		}
		var hash string
		must(t, d.db.Read(system(), func(tx *db.Tx) error {
			doc, err := d.docs.GetTx(tx, d.get(t, id).PaperID)
			hash = doc.SHA256
			return err
		}))
		if hash != fmt.Sprintf("%x", sha256.Sum256(res.Body.Bytes())) {
			t.Error("what was sent is not what is printed")
		}
		if n := d.count(t, "select count(*) from audit_record where action = 'quote.print' and ref_id = ?", id); n != 2 {
			t.Errorf("%d readings on record", n)
		}
	})
}

func TestQuotesMoveWithTheirOpportunity(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.quote(t)
		boss := d.actors["SOall"]
		must(t, d.react(t, func(tx *db.Tx) error {
			return d.svc.OnOpportunityMovedTx(tx, d.deal, authz.Scope{Owner: boss.ID, Department: boss.Department, Entity: boss.Entity})
		}))
		if err := d.svc.Visible(d.as("SOall"), id); err != nil {
			t.Errorf("the new owner hears %v", err)
		}
		wants(t, "the old one", d.svc.Visible(d.as("NOsales"), id), quote.ErrNotFound)
	})
}
