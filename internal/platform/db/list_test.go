package db_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

var papers = db.List{
	Permission: readPapers,
	From:       "paper p0",
	Key:        "p0.id",
	Scope:      authz.Columns{Owner: "p0.owner_id", Department: "p0.department_id", Members: []string{"p0.id", "p0.parent_id"}},
	Always:     "p0.stage <> 'shredded' or p0.urgent",
	Fields: map[string]db.Field{
		"title":   {Column: "p0.title", Type: db.Text, Sort: true},
		"stage":   {Column: "p0.stage", Type: db.Choice, Sort: true, Choices: []string{"draft", "final", "shredded"}},
		"amount":  {Column: "p0.amount", Type: db.Number, Class: authz.Price, Sort: true},
		"cost":    {Column: "p0.cost", Type: db.Number, Class: authz.Cost, Sort: true},
		"urgent":  {Column: "p0.urgent", Type: db.Flag},
		"due":     {Column: "p0.due", Type: db.Day},
		"created": {Column: "p0.created_at", Type: db.Moment, Sort: true},
		"owner":   {Column: "p0.owner_id", Type: db.IDs},
	},
	Order:   "-amount",
	Columns: "p0.id, p0.title, p0.amount, p0.cost",
	Sums: map[string]db.Field{
		"amount": {Column: "p0.amount", Class: authz.Price},
		"cost":   {Column: "p0.cost", Class: authz.Cost},
	},
	Search: func(_ *db.Tx, text string) (authz.Clause, error) {
		return authz.Clause{SQL: "p0.title = ? or p0.stage = ?", Args: []any{text, text}}, nil
	},
}

func scanPaper(r db.Row) (p paper, err error) {
	return p, r.Scan(&p.ID, &p.Title, &p.Amount, &p.Cost)
}

// ask puts one question to the list.
func ask(t testing.TB, d *db.DB, a *authz.Actor, question string) (db.Page[paper], error) {
	t.Helper()
	values, err := url.ParseQuery(question)
	if err != nil {
		t.Fatal(err)
	}
	q, err := db.ParseQuery(values, &papers)
	if err != nil {
		return db.Page[paper]{}, err
	}
	var out db.Page[paper]
	err = d.Read(as(t, a), func(tx *db.Tx) (err error) {
		out, err = db.Run(tx, &papers, q, scanPaper)
		return err
	})
	return out, err
}

// walk reads every page of the list, n rows at a time.
func walk(t testing.TB, d *db.DB, a *authz.Actor, question string, n int) []paper {
	t.Helper()
	var all []paper
	cursor := ""
	for range 10_000 {
		got, err := ask(t, d, a, question+"&limit="+strconv.Itoa(n)+"&cursor="+cursor)
		if err != nil {
			t.Fatalf("%s: %v", question, err)
		}
		all = append(all, got.Items...)
		if got.Next == nil {
			return all
		}
		if len(got.Items) != n {
			t.Fatalf("%s: a page of %d has a next one", question, len(got.Items))
		}
		cursor = *got.Next
	}
	t.Fatalf("%s never ends", question)
	return nil
}

// fill stores papers in one transaction without traces.
func fill(t testing.TB, d *db.DB, ps []paper) {
	t.Helper()
	err := d.Housekeep(t.Context(), func(tx *db.Tx) error {
		for i := range ps {
			if err := insert(tx, &ps[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// joinTeam gives somebody a part on a record.
func joinTeam(t testing.TB, d *db.DB, who *authz.Actor, id ref.ID, part string) {
	t.Helper()
	err := d.Housekeep(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("insert into team_member (ref_id, kind, user_id, part, since) values (?, 'paper', ?, ?, ?)", id, who.ID, part, tx.Now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// mixed returns n papers with many equal values, spread over two departments,
// four owners and nobody.
func mixed(n int, r *rand.Rand) []paper {
	owners := []ref.ID{ann.ID, boss.ID, ref.Derived("person", "bob"), ref.Derived("person", "eve"), ref.Nil}
	stages := []string{"draft", "final", "shredded"}
	ps := make([]paper, n)
	for i := range ps {
		p := draft(title(i))
		p.Department = []ref.ID{sales, works}[r.IntN(2)]
		p.Owner = owners[r.IntN(len(owners))]
		p.Stage = stages[r.IntN(len(stages))]
		p.Amount, p.Cost, p.Urgent = int64(r.IntN(4))*1000, int64(r.IntN(3)), r.IntN(2) == 0
		if i > 0 && r.IntN(4) == 0 {
			p.Parent = ps[r.IntN(i)].ID
		}
		if r.IntN(2) == 0 {
			p.Due = fmt.Sprintf("2026-11-%02d", 1+r.IntN(28))
		}
		ps[i] = p
	}
	return ps
}

// shown says what the list's own predicate leaves.
func shown(p paper) bool { return p.Stage != "shredded" || p.Urgent }

// TestEveryWalkMeetsEveryRowOnce is the heart of the builder: whoever asks, in
// whatever order and page size, sees exactly the rows of the scope, each once.
func TestEveryWalkMeetsEveryRowOnce(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		all := mixed(120, rand.New(rand.NewPCG(1, 2)))
		fill(t, d, all)
		crowd := map[string]*authz.Actor{
			"own": ann, "department": person("dora", authz.Department, sales), "both": person("eve", authz.Department, works),
			"two departments": person("fred", authz.Entity, sales, works), "group": boss, "system": authz.NewSystem("test"),
			"nothing": nobodyMuch(),
		}
		parts := map[ref.ID]map[ref.ID]bool{}
		for name, a := range crowd {
			parts[a.ID] = map[ref.ID]bool{}
			for i := range all {
				if name != "system" && name != "nothing" && i%17 == len(name)%17 {
					joinTeam(t, d, a, all[i].ID, authz.Observer)
					parts[a.ID][all[i].ID] = true
				}
			}
		}
		rapid.Check(t, func(rt *rapid.T) {
			a := crowd[rapid.SampledFrom([]string{"own", "department", "both", "two departments", "group", "system", "nothing"}).Draw(rt, "who")]
			order := rapid.SampledFrom([]string{"amount", "-amount", "stage,-amount", "-stage,amount,-title", "created", "-created,amount", "title"}).Draw(rt, "order")
			filter := rapid.SampledFrom([]string{"", "&stage=draft,final", "&amount.gte=1000", "&urgent=true", "&due.null=true", "&due.gte=2026-11-10", "&amount.ne=0,2000"}).Draw(rt, "filter")
			got := walk(t, d, a, "sort="+order+filter, rapid.IntRange(1, 60).Draw(rt, "page"))
			want := expect(all, a, parts[a.ID], order, filter)
			if !slices.Equal(titles(got), titles(want)) {
				rt.Fatalf("%s by %s shows\n%v, want\n%v", order+filter, a.Name, titles(got), titles(want))
			}
		})
	})
}

// nobodyMuch sees prices and holds no right to any paper.
func nobodyMuch() *authz.Actor {
	b := authz.Build(authz.Actor{ID: ref.New(), Name: "nobody much"})
	b.See(authz.Price)
	return b.Actor()
}

func titles(ps []paper) []string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = p.Title
	}
	return out
}

// expect answers the question in plain Go.
func expect(all []paper, a *authz.Actor, parts map[ref.ID]bool, order, filter string) []paper {
	keep := map[string]func(paper) bool{
		"":                    func(paper) bool { return true },
		"&stage=draft,final":  func(p paper) bool { return p.Stage != "shredded" },
		"&amount.gte=1000":    func(p paper) bool { return p.Amount >= 1000 },
		"&urgent=true":        func(p paper) bool { return p.Urgent },
		"&due.null=true":      func(p paper) bool { return p.Due == "" },
		"&due.gte=2026-11-10": func(p paper) bool { return p.Due >= "2026-11-10" },
		"&amount.ne=0,2000":   func(p paper) bool { return p.Amount != 0 && p.Amount != 2000 },
	}[filter]
	var out []paper
	for _, p := range all {
		reads := a.Covers(readPapers, p.Scope()) || a.Has(readPapers) && (parts[p.ID] || parts[p.Parent])
		if shown(p) && reads && keep(p) {
			out = append(out, p)
		}
	}
	keys := strings.Split(order, ",")
	slices.SortFunc(out, func(x, y paper) int {
		for _, k := range append(keys, sign(keys[0])+"id") {
			name, desc := strings.CutPrefix(k, "-")
			c := map[string]int{
				"amount": cmp.Compare(x.Amount, y.Amount), "stage": strings.Compare(x.Stage, y.Stage), "title": strings.Compare(x.Title, y.Title),
				"id": strings.Compare(x.ID.String(), y.ID.String()), "created": 0,
			}[name]
			if desc {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return 0
	})
	return out
}

func sign(key string) string {
	if strings.HasPrefix(key, "-") {
		return "-"
	}
	return ""
}

func TestTotalsAgreeWithTheRows(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d, mixed(150, rand.New(rand.NewPCG(3, 4))))
		for _, a := range []*authz.Actor{ann, boss, person("dora", authz.Department, sales), person("gil", authz.Department, ref.New())} {
			for _, filter := range []string{"", "&stage=final", "&amount.gt=1000&urgent=false", "&q=draft"} {
				var sum int64
				rows := walk(t, d, a, "sort=title"+filter, 7)
				for _, p := range rows {
					sum += p.Amount
				}
				got, err := ask(t, d, a, "total=true&limit=1"+filter)
				if err != nil || got.Total == nil || *got.Total != int64(len(rows)) || got.Sums["amount"] != sum {
					t.Errorf("%s%s: total %v sums %v, want %d and %d (%v)", a.Name, filter, got.Total, got.Sums, len(rows), sum, err)
				}
				if _, told := got.Sums["cost"]; told {
					t.Errorf("%s is told the sum of costs", a.Name)
				}
			}
		}
	})
}

func TestNoFilterWidensTheScope(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		mine, theirs := draft("mine"), draft("theirs")
		theirs.Owner = boss.ID
		fill(t, d, []paper{mine, theirs})
		for _, question := range []string{
			"q=theirs", "q=draft", "title=x' or '1'='1", "title.contains=%25", "title.contains=_", "title.ne=x", "owner=" + boss.ID.String(),
			"amount.lte=9223372036854775807", "due.null=true", "stage=draft&stage=final", "sort=-title",
		} {
			got, err := ask(t, d, ann, strings.ReplaceAll(question, " ", "%20"))
			if err != nil {
				t.Errorf("%s: %v", question, err)
			}
			if slices.Contains(titles(got.Items), "theirs") {
				t.Errorf("%s shows a foreign paper", question)
			}
		}
	})
}

func TestContainsTakesTextLiterally(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d, []paper{draft("100% safe"), draft("1000 safe"), draft(`back\slash`), draft("Snow_white"), draft("snowwhite"), draft("重庆长安")})
		for text, want := range map[string][]string{
			"0%":    {"100% safe"},
			`\`:     {`back\slash`},
			"w_w":   {"Snow_white"},
			"SNOW":  {"Snow_white", "snowwhite"},
			"长安":    {"重庆长安"},
			"no":    {"Snow_white", "snowwhite"},
			"a' or": {},
		} {
			got, err := ask(t, d, boss, "sort=title&title.contains="+url.QueryEscape(text))
			if err != nil || !slices.Equal(titles(got.Items), want) {
				t.Errorf("%q shows %v, want %v (%v)", text, titles(got.Items), want, err)
			}
		}
	})
}

func TestQuestionsThatAreRefused(t *testing.T) {
	d := schema.Open(t, dbtest.SQLite, db.Options{})
	many := strings.Repeat("1,", 600) + "1"
	for question, want := range map[string]error{
		"colour=red": db.ErrFilter, "amount.like=1": db.ErrFilter, "amount=x": db.ErrFilterUse, "amount.contains=1": db.ErrFilterUse,
		"owner.contains=a": db.ErrFilterUse, "urgent=perhaps": db.ErrFilterUse, "due=2026-13-01": db.ErrFilterUse, "created.gte=yesterday": db.ErrFilterUse,
		"stage=secret": db.ErrFilterUse, "owner=nobody": db.ErrFilterUse, "amount.gte=1,2": db.ErrFilterUse, "due.null=maybe": db.ErrFilterUse,
		"title=a%00b": db.ErrFilterUse, "title=%ff": db.ErrFilterUse, "q=%00": db.ErrFilterUse, "amount=" + many: db.ErrFilterUse,
		"amount=99999999999999999999": db.ErrFilterUse, "sort=colour": db.ErrSort, "sort=urgent": db.ErrSort, "sort=title,stage,amount,created": db.ErrSort,
		"sort=amount,": db.ErrSort, "sort=-": db.ErrSort, "limit=0": page.ErrLimit, "limit=1001": page.ErrLimit, "cursor=abc": page.ErrCursor,
		"cost=1": db.ErrRestricted, "cost.null=true": db.ErrRestricted, "sort=cost": db.ErrRestricted, "sort=title,-cost": db.ErrRestricted,
	} {
		if _, err := ask(t, d, boss, question); !errors.Is(err, want) || fault.As(err) == nil {
			t.Errorf("%.40s: %v, want %v", question, err, want)
		}
	}
	l := papers
	l.Search = nil
	if _, err := db.ParseQuery(url.Values{"q": {"x"}}, &l); !errors.Is(err, db.ErrNoSearch) {
		t.Errorf("a search where there is none: %v", err)
	}
}

func TestWhoSeesAClassMayAskByIt(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d, []paper{draft("one")})
		b := authz.Build(authz.Actor{ID: ref.New()})
		b.Grant(authz.Given{Permission: readPapers, Reach: authz.Group})
		b.See(authz.Cost)
		if got, err := ask(t, d, b.Actor(), "sort=-cost&cost.gte=60&total=true"); err != nil || len(got.Items) != 1 || got.Sums["cost"] != 60 {
			t.Errorf("%v, %v", got, err)
		}
		if _, err := ask(t, d, b.Actor(), "amount=1"); !errors.Is(err, db.ErrRestricted) {
			t.Errorf("by a price, whose class was not given: %v", err)
		}
		if _, err := ask(t, d, b.Actor(), ""); !errors.Is(err, db.ErrRestricted) {
			t.Errorf("the default order tells prices too: %v", err)
		}
	})
}

func TestACursorFitsOnlyItsQuestion(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d, mixed(20, rand.New(rand.NewPCG(5, 6))))
		first, err := ask(t, d, boss, "sort=title&stage=draft,final&limit=2")
		if err != nil || first.Next == nil {
			t.Fatal(first, err)
		}
		for _, question := range []string{"sort=-title&stage=draft,final", "sort=title&stage=draft", "sort=title", "sort=amount&stage=draft,final", "sort=title&stage=draft,final&q=x"} {
			if _, err := ask(t, d, boss, question+"&limit=2&cursor="+*first.Next); !errors.Is(err, page.ErrCursor) {
				t.Errorf("%s takes it: %v", question, err)
			}
		}
		if _, err := ask(t, d, boss, "sort=title&stage=draft,final&limit=9&total=true&cursor="+*first.Next); err != nil {
			t.Errorf("another page size: %v", err)
		}
	})
}

// A list whose scope lies on another table, as a customer's does.
func TestScopeThroughAnotherTable(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		top, mine, other := draft("top"), draft("mine"), draft("other")
		top.Owner, other.Owner = ref.Nil, boss.ID
		mine.Parent, other.Parent = top.ID, mine.ID
		fill(t, d, []paper{top, mine, other})
		l := papers
		l.Scope = authz.Columns{Owner: "e.owner_id", Department: "e.department_id"}
		l.Via = "p0.id in (select e.parent_id from paper e where %s)"
		for who, want := range map[*authz.Actor][]string{
			ann: {"top"}, person("dora", authz.Department, sales): {"mine", "top"}, boss: {"mine", "other", "top"},
			authz.Build(authz.Actor{}).Actor(): {},
		} {
			q, err := db.ParseQuery(url.Values{"sort": {"title"}, "total": {"true"}}, &l)
			if err != nil {
				t.Fatal(err)
			}
			err = d.Read(as(t, who), func(tx *db.Tx) error {
				got, err := db.Run(tx, &l, q, scanPaper)
				if !slices.Equal(titles(got.Items), want) || got.Items == nil {
					t.Errorf("%s sees %v, want %v", who.Name, titles(got.Items), want)
				}
				return err
			})
			if err != nil && !errors.Is(err, db.ErrRestricted) {
				t.Error(err)
			}
		}
	})
}

// By id and by list, the same people see the same papers.
func TestVisibleAgreesWithTheList(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		all := mixed(60, rand.New(rand.NewPCG(7, 8)))
		fill(t, d, all)
		notThere := errors.New("not there")
		for _, a := range []*authz.Actor{ann, boss, person("dora", authz.Department, works), nobodyMuch(), authz.NewSystem("x")} {
			if a.Kind != authz.System {
				joinTeam(t, d, a, all[7].ID, "owner")
				joinTeam(t, d, a, all[8].ID, authz.Observer)
			}
			listed := map[string]bool{}
			for _, p := range walk(t, d, a, "sort=title", 50) {
				listed[p.Title] = true
			}
			err := d.Read(as(t, a), func(tx *db.Tx) error {
				for _, p := range all {
					err := tx.Visible(readPapers, p.Scope(), notThere, p.ID, p.Parent)
					if seen := err == nil; shown(p) && seen != listed[p.Title] {
						t.Errorf("%s: %s is listed: %v, seen: %v", a.Name, p.Title, listed[p.Title], seen)
					}
					if err != nil && !errors.Is(err, notThere) {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestAnObserverReadsAndNoMore(t *testing.T) {
	edit := authz.Action[paper]{Verb: "edit", Permission: editPapers}
	look := authz.Action[paper]{Verb: "look", Permission: readPapers}
	schema.Each(t, func(t *testing.T, d *db.DB) {
		p := draft("watched")
		p.Owner = boss.ID
		fill(t, d, []paper{p})
		for _, c := range []struct {
			part string
			want []string
		}{{"", []string{}}, {authz.Observer, []string{"look"}}, {"owner", []string{"edit", "look"}}} {
			if c.part != "" {
				joinTeam(t, d, ann, p.ID, c.part)
			}
			err := d.Read(as(t, ann), func(tx *db.Tx) error {
				got, err := db.Actions(tx, []authz.Action[paper]{edit, look}, p.Scope(), p, p.ID)
				may := db.Allow(tx, edit, p.Scope(), p, p.ID)
				if !slices.Equal(got, c.want) || (may == nil) != slices.Contains(c.want, "edit") {
					t.Errorf("as %q: %v and %v, want %v", c.part, got, may, c.want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

// A plan is of the very page that the actor would read: none for somebody who
// sees nothing, else one that comes by the list's table.
func TestPlan(t *testing.T) {
	nobody := authz.Build(authz.Actor{ID: ref.New(), Kind: authz.User}).Actor()
	schema.Each(t, func(t *testing.T, d *db.DB) {
		q, err := db.ParseQuery(url.Values{"stage": {"final"}, "sort": {"created"}}, &papers)
		if err != nil {
			t.Fatal(err)
		}
		for actor, want := range map[*authz.Actor]bool{boss: true, nobody: false} {
			var plans [][]string
			err := d.Read(as(t, actor), func(tx *db.Tx) (err error) {
				plans, err = db.Plan(tx, &papers, q)
				return err
			})
			if got := strings.Contains(fmt.Sprint(plans), "p0"); err != nil || got != want {
				t.Errorf("%s: %v %q", actor.Name, err, plans)
			}
		}
	})
}
