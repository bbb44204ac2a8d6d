package intake_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gongqiao/internal/app"
	"gongqiao/internal/edge/importer"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/sheet"
	"gongqiao/internal/sell/customer"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

// mixed is a file of customers in which nearly every row has something of its own.
const mixed = `客户名称,统一社会信用代码,客户类型,联系人,手机,邮箱,负责人
甬东仓储设备有限公司,,民营,许安然,13800000001,,
甬东仓储设备有限公司,,,林知远,13800000002,,
甬东仓储设备有限公司,,,,,,
,,,,13800000003,,
曹娥精密机械有限公司,91330100MAFAKE06XX,民营,,,,
曹娥新材料有限公司,,火星企业,,,,
四明环保科技有限公司,,,周明,12,a@b,
四明环保科技有限公司,,,周明,13800000004,zhou@siming.example,
鹭江文旅投资有限公司,,,,,,
鹭江文旅投资股份有限公司,,,,,,
舜江物流有限公司,,,,,,nobody.here
姚江水务有限公司,,,,,,li.sales
姚江水务有限公司（集团）,,,,,,
`

func TestEveryRowHasItsOutcome(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		want := map[int]string{
			2:  "new ",
			3:  "new ",
			4:  "duplicate name:duplicate_of_row",
			5:  "refused name:required contact.name:contact_unnamed",
			6:  "refused uscc:uscc_suggested uscc:orgcode.check_invalid",
			7:  "refused type:not_allowed",
			8:  "refused contact.mobile:not_a_phone contact.email:not_an_email",
			9:  "new ",
			10: "duplicate name:customer.duplicate",
			11: "similar name:similar_to",
			12: "refused owner:person_unknown",
			13: "new ",
			14: "similar name:similar_to_row",
		}
		before := asked[int64](t, a, "select count(*) from customer")
		dry, lines, err := try(t, a, app.ImportOrder{User: "gm", Kind: "customers", Name: "mixed.csv", File: strings.NewReader(mixed), DryRun: true})
		if err != nil {
			t.Fatal(err)
		}
		for row, w := range want {
			if got := codes(lines[row]); got != w {
				t.Errorf("dry run, row %d: %q, want %q", row, got, w)
			}
		}
		if n := asked[int64](t, a, "select count(*) from customer"); n != before || dry.State != importer.Checked {
			t.Errorf("a dry run left %d customers of %d, state %s", n, before, dry.State)
		}
		done, lines := take(t, a, "gm", "customers", mixed, nil)
		for row, w := range want {
			if got := codes(lines[row]); got != w {
				t.Errorf("import, row %d: %q, want %q", row, got, w)
			}
		}
		if done.Counts != dry.Counts {
			t.Errorf("the dry run promised %+v, the import did %+v", dry.Counts, done.Counts)
		}
		if n := asked[int64](t, a, "select count(*) from customer"); n != before+3 {
			t.Errorf("%d customers came in", n-before)
		}
		if n := asked[int64](t, a, "select count(*) from contact p join customer c on c.id = p.customer_id where c.name = '甬东仓储设备有限公司'"); n != 2 {
			t.Errorf("the first customer has %d people", n)
		}
		if n := asked[int64](t, a, "select count(*) from engagement e join customer c on c.id = e.customer_id join person u on u.id = e.owner_id where c.name = '姚江水务有限公司' and u.username = 'li.sales'"); n != 1 {
			t.Error("the named owner does not own it")
		}
	})
}

func TestNobodyImportsWhatHeCouldNotCreate(t *testing.T) {
	a := open(t)
	_, lines := take(t, a, "sun.manager", "customers", "客户名称,负责人\n甬东一有限公司,li.sales\n甬东二有限公司,zhao.sales\n甬东三有限公司,\n", nil)
	for row, want := range map[int]string{2: "new ", 3: "refused owner:person_out_of_reach", 4: "new "} {
		if got := codes(lines[row]); got != want {
			t.Errorf("row %d: %q, want %q", row, got, want)
		}
	}
	for _, user := range []string{"li.sales", "auditor", "admin"} {
		if _, _, err := try(t, a, app.ImportOrder{User: user, Kind: "customers", Name: "x.csv", File: strings.NewReader("客户名称\n甬东四有限公司\n")}); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("%s: %v", user, err)
		}
	}
	_, lines = take(t, a, "sun.manager", "customers", "客户名称\n渝峡轨道交通建设有限公司\n", nil)
	if got := codes(lines[2]); got != "duplicate name:customer.known_in_group" || lines[2].Twin != ref.Nil {
		t.Errorf("a customer of another company: %q, twin %v", got, lines[2].Twin)
	}
}

func TestDecisionsShowUntilTheyAreCarriedOut(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		b, _, err := try(t, a, app.ImportOrder{User: "gm", Kind: "customers", Name: "like.csv", DryRun: true, File: strings.NewReader("客户名称\n鹭江文旅投资股份有限公司\n邕江物流股份有限公司\n曹娥江仓储设备有限公司\n")})
		if err != nil {
			t.Fatal(err)
		}
		ctx := system(t.Context())
		said := func() (all string, taken int64) {
			lines, _, err := a.Imports.Lines(ctx, b.ID, importer.Similar, 0, 10)
			v, viewed := a.Imports.View(ctx, b.ID)
			if err := errors.Join(err, viewed); err != nil {
				t.Fatal(err)
			}
			b.Version = v.Version
			for _, l := range lines {
				all += fmt.Sprintf("%d %s;", l.Row, l.Decision)
			}
			return all, v.Taken
		}
		if all, taken := said(); all != "2 ;3 ;" || taken != 0 {
			t.Errorf("before: %s, %d to take", all, taken)
		}
		for row, decision := range map[int]string{2: importer.Skip, 3: importer.Take} {
			said() // the version as it is
			if err := a.Imports.Decide(ctx, b.ID, b.Version, []int{row}, decision); err != nil {
				t.Fatal(err)
			}
		}
		if all, taken := said(); all != "2 skip;3 create;" || taken != 1 {
			t.Errorf("decided: %s, %d to take", all, taken)
		}
	})
}

func TestImportsAreFoundByTheirFile(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		for _, name := range []string{"2025客户台账.csv", "商机_100%.csv"} {
			if _, _, err := try(t, a, app.ImportOrder{User: "sun.manager", Kind: "customers", Name: name, File: strings.NewReader("客户名称\n" + name + "有限公司\n")}); err != nil {
				t.Fatal(err)
			}
		}
		ops := a.API.Operations()
		list := ops[slices.IndexFunc(ops, func(op httpapi.Operation) bool { return op.ID == "import-list" })].List
		for typed, want := range map[string]int{"台账": 1, "CSV": 2, "0%": 1, "没有": 0} {
			q, err := db.ParseQuery(url.Values{"q": {typed}}, list)
			if err != nil {
				t.Fatal(err)
			}
			if p, err := a.Imports.List(system(t.Context()), q); err != nil || len(p.Items) != want {
				t.Errorf("%s: %d imports, %v; want %d", typed, len(p.Items), err, want)
			}
		}
	})
}

func TestOpportunities(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		const file = `商机名称,客户名称,商机编号,金额（万元）,预计签订,阶段,结果,来源,创建日期,成交日期,丢单原因
鹭江灯塔修缮,鹭江文旅投资有限公司,H-1,"1,234.5",2027-03-01,报价,,转介绍,2026-09-01,,
鹭江码头旧账,鹭江文旅投资有限公司,H-2,300,,,赢单,,2025-01-05,2025-06-30,
鹭江栈桥旧账,鹭江文旅投资有限公司,H-3,1.2亿,2024年5月1日,谈判,丢单,,,2024/5/20,价格
鹭江栈桥重号,鹭江文旅投资有限公司,H-3,1,,,丢单,,,2024/5/20,价格
鹭江无金额,鹭江文旅投资有限公司,H-4,,2027-03-01,意向,,转介绍,,,
没有的客户,天外来客有限公司,H-5,10,2027-03-01,意向,,转介绍,,,
坏的行,鹭江文旅投资有限公司,H-6,十块,2026-13-05,意向,,转介绍,,,
`
		b, lines := take(t, a, "gm", "opportunities", file, nil)
		want := map[int]string{
			2: "new ", 3: "new ", 4: "new ",
			5: "duplicate name:duplicate_of_row",
			6: "refused amount:not_positive",
			7: "refused customer:customer_unknown",
			8: "refused amount:not_an_amount expected_sign_date:not_a_date",
		}
		for row, w := range want {
			if got := codes(lines[row]); got != w {
				t.Errorf("row %d: %q, want %q", row, got, w)
			}
		}
		if fen := asked[int64](t, a, "select amount from opportunity where number = 'H-1'"); fen != 1_234_5000_00 {
			t.Errorf("H-1 is worth %d", fen)
		}
		if fen := asked[int64](t, a, "select amount from opportunity where number = 'H-3'"); fen != 120_000_000_00 {
			t.Errorf("H-3 is worth %d", fen)
		}
		if on := asked[string](t, a, "select closed_on from opportunity where number = 'H-2' and outcome = 'won' and stage = 'signing'"); on != "2025-06-30" {
			t.Errorf("H-2 was won on %s", on)
		}
		undo(t, a, b)
	})
}

func undo(t *testing.T, a *app.App, b importer.Batch) {
	t.Helper()
	got, obstacles, err := a.UndoImport(t.Context(), "gm", b.ID)
	if err != nil || got.State != importer.Undone || got.Records != 0 {
		t.Fatal(got.State, obstacles, err)
	}
}

func TestContractsAndProjectsOfThePast(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		before := state(t, a)
		const contracts = `合同名称,客户名称,合同编号,合同金额,税率,合同状态,签订日期,结算金额
鹭江灯塔修缮合同,鹭江文旅投资有限公司,C-1,"¥1,090,000.00",9%,履行中,2026-01-10,
鹭江旧合同,鹭江文旅投资有限公司,C-2,50万元,,已结算,2019-03-31,48万元
鹭江未来合同,鹭江文旅投资有限公司,C-3,1000,,履行中,2027-01-01,
`
		c, lines := take(t, a, "gm", "contracts", contracts, nil)
		for row, want := range map[int]string{2: "new ", 3: "new tax_rate:tax_rate_assumed", 4: "refused tax_rate:tax_rate_assumed signed_on:in_future"} {
			if got := codes(lines[row]); got != want {
				t.Errorf("row %d: %q, want %q", row, got, want)
			}
		}
		if s := asked[string](t, a, "select tax_lines from contract where number = 'C-1'"); !contains(s, "100000000") || !contains(s, "9000000") {
			t.Errorf("tax lines of C-1: %s", s)
		}
		const projects = `项目名称,客户名称,项目编号,合同编号,项目状态,里程碑,里程碑计划日期,里程碑实际日期,权重
灯塔修缮,鹭江文旅投资有限公司,P-1,C-1,施工中,基础完成,2026-03-01,2026-03-05,30
灯塔修缮,鹭江文旅投资有限公司,P-1,C-1,施工中,主体完成,2026-12-01,,70
灯塔修缮,鹭江文旅投资有限公司,P-1,C-1,施工中,坏的里程碑,2026-99-01,,1
`
		p, lines := take(t, a, "gm", "projects", projects, nil)
		for row, want := range map[int]string{2: "new ", 3: "new ", 4: "refused milestone.planned_on:not_a_date"} {
			if got := codes(lines[row]); got != want {
				t.Errorf("row %d: %q, want %q", row, got, want)
			}
		}
		if n := asked[int64](t, a, "select progress from project where number = 'P-1'"); n != 30 {
			t.Errorf("P-1 stands at %d %%", n)
		}
		if _, obstacles, err := a.UndoImport(t.Context(), "gm", c.ID); !errors.Is(err, importer.ErrBlocked) || obstacles[0].By != "project" || obstacles[0].Row != 2 {
			t.Errorf("a contract with a project goes: %v %v", obstacles, err)
		}
		undo(t, a, p)
		undo(t, a, c)
		same(t, before, state(t, a))
	})
}

func TestAnImportThatWasBuiltOnStays(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		b, _ := take(t, a, "gm", "customers", "客户名称\n甬东一有限公司\n甬东二有限公司\n", nil)
		id := asked[ref.ID](t, a, "select id from customer where name = '甬东二有限公司'")
		if err := a.Customers.Update(system(t.Context()), id, 1, customer.Draft{Name: "甬东二有限公司", Party: "owner", Type: "private", City: "宁波"}); err != nil {
			t.Fatal(err)
		}
		_, obstacles, err := a.UndoImport(t.Context(), "gm", b.ID)
		if !errors.Is(err, importer.ErrBlocked) || len(obstacles) != 1 || obstacles[0].Label != "甬东二有限公司" || obstacles[0].By != "" {
			t.Errorf("%v %v", obstacles, err)
		}
		other, _ := take(t, a, "gm", "customers", "客户名称\n甬东三有限公司\n", nil)
		id = asked[ref.ID](t, a, "select id from customer where name = '甬东三有限公司'")
		if _, err := a.Customers.AddContact(system(t.Context()), customer.Contact{CustomerID: id, Name: "许安然", Part: "other"}); err != nil {
			t.Fatal(err)
		}
		if _, obstacles, err = a.UndoImport(t.Context(), "gm", other.ID); !errors.Is(err, importer.ErrBlocked) || obstacles[0].By != "contact" {
			t.Errorf("%v %v", obstacles, err)
		}
		if n := asked[int64](t, a, "select count(*) from customer where origin = 'import'"); n != 3 {
			t.Errorf("%d of 3 customers are left", n)
		}
	})
}

// TestAKilledImportGoesOn stops an import at several places; what is there is
// always whole rows, and going on makes the rest without doubling any.
func TestAKilledImportGoesOn(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		const rows = 300
		var file strings.Builder
		file.WriteString("客户名称,联系人,手机\n")
		for i := range rows {
			fmt.Fprintf(&file, "%s实业有限公司,许%03d,139%08d\n", syllables(i), i, i)
		}
		ctx, kill := context.WithCancel(t.Context())
		seen := 0
		b, err := a.Import(ctx, app.ImportOrder{User: "gm", Kind: "customers", Name: "x.csv", File: strings.NewReader(file.String())}, func(importer.Line) {
			if seen++; seen == 60 {
				kill()
			}
		})
		if err == nil {
			t.Fatal("it was not killed")
		}
		id := asked[ref.ID](t, a, "select id from import_batch")
		done := asked[int64](t, a, "select done from import_batch")
		there := asked[int64](t, a, "select count(*) from customer where origin = 'import'")
		people := asked[int64](t, a, "select count(*) from contact p join customer c on c.id = p.customer_id where c.origin = 'import'")
		if done == 0 || done == rows || there != done || people != done {
			t.Fatalf("%d rows done, %d customers, %d people (%v)", done, there, people, b.State)
		}
		if _, err := a.ResumeImport(t.Context(), "gm", id, nil); !errors.Is(err, importer.ErrRunning) {
			t.Errorf("its lease has not ended: %v", err)
		}
		expire(t, a, id)
		b, err = a.ResumeImport(t.Context(), "gm", id, nil)
		if err != nil || b.State != importer.Applied || b.Counts.Fresh != rows || b.Records != 2*rows {
			t.Fatalf("%v %+v %v", b.State, b.Counts, err)
		}
		if n := asked[int64](t, a, "select count(*) from customer where origin = 'import'"); n != rows {
			t.Errorf("%d customers of %d", n, rows)
		}
		undo(t, a, b)
	})
}

// expire ends the lease of an import whose process is gone.
func expire(t *testing.T, a *app.App, id ref.ID) {
	t.Helper()
	if err := a.DB.Write(system(t.Context()), func(tx *db.Tx) error {
		if _, err := tx.Exec("update import_batch set lease_until = 1 where id = ?", id); err != nil {
			return err
		}
		return tx.Note("test", db.Subject{}, nil)
	}); err != nil {
		t.Fatal(err)
	}
}

func TestFormulasAreTakenByTheirSavedValue(t *testing.T) {
	a := open(t)
	body := book(t, `<row r="1"><c r="A1" t="inlineStr"><is><t>客户名称</t></is></c><c r="B1" t="inlineStr"><is><t>城市</t></is></c></row>
		<row r="2"><c r="A2" t="str"><f>"甬东"&amp;"一有限公司"</f><v>甬东一有限公司</v></c></row>
		<row r="3"><c r="A3" t="str"><f>B9</f></c></row>
		<row r="4"><c r="A4" t="e"><v>#REF!</v></c></row>`)
	_, lines, err := try(t, a, app.ImportOrder{User: "gm", Kind: "customers", Name: "x.xlsx", File: bytes.NewReader(body)})
	if err != nil {
		t.Fatal(err)
	}
	for row, want := range map[int]string{2: "new name:formula", 3: "refused name:formula_without_value", 4: "refused name:error_value"} {
		if got := codes(lines[row]); got != want {
			t.Errorf("row %d: %q, want %q", row, got, want)
		}
	}
}

func TestBrokenFilesAreRefused(t *testing.T) {
	a := open(t)
	whole := companies(t, 50)
	for name, tc := range map[string]struct {
		body []byte
		want error
	}{
		"no spreadsheet": {[]byte("%PDF-1.7\x00\x01\x02"), sheet.ErrNotASheet},
		"cut off":        {whole[:len(whole)/2], sheet.ErrDamaged},
		"old excel":      {append([]byte("\xd0\xcf\x11\xe0"), make([]byte, 600)...), sheet.ErrOldExcel},
		"no header":      {[]byte("1,2,3\n4,5,6\n"), importer.ErrEmpty},
	} {
		_, _, err := try(t, a, app.ImportOrder{User: "gm", Kind: "customers", Name: "x", File: bytes.NewReader(tc.body)})
		if !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if n := asked[int64](t, a, "select count(*) from import_batch"); n != 0 {
		t.Errorf("%d imports of broken files", n)
	}
}
