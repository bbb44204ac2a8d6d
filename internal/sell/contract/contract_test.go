package contract_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/terms"
)

func TestCreate(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, 36_800_000_00)
		v := d.get(t, id)
		if v.Number != "NO-2026-PW-0001" || v.State != contract.StateDraft || v.Amount.Amount != 36_800_000_00 || v.Net.Amount != 33_761_467_89 || v.DurationDays != 10 || v.Version != 1 {
			t.Errorf("created: %+v", v)
		}
		if v.Customer.Name != "津滨新能源有限公司" || v.Owner.Name != "NOa" || v.Entity.Name != "NO建设有限公司" || v.Department.Name != "a" {
			t.Errorf("names: %+v", v.Row)
		}
		want := []contract.Party{{Role: "owner", Name: "津滨新能源有限公司", USCC: "91120116MAFAKE1156", Signatory: "周启明"}, {Role: "contractor", Name: "NO建设有限公司", USCC: "91320500MAFAKE0439", Signatory: "顾云帆"}}
		if len(v.Parties) != 2 || v.Parties[0] != want[0] || v.Parties[1] != want[1] {
			t.Errorf("parties: %+v", v.Parties)
		}
		n := v.Terms.Nodes
		if len(n) != 4 || n[0].Amount.Amount != 7_360_000_00 || n[3].Amount.Amount != 1_104_000_00 || n[1].Milestone != "M3" || n[0].ID.IsZero() {
			t.Errorf("payments: %+v", n)
		}
		if v.Check.Open != 0 || len(v.Check.Passed)+len(v.Check.Findings) != 19 {
			t.Errorf("check: %+v", v.Check)
		}
	})
}

func TestCreateRefuses(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		nameless := d.newCustomer(t, customer.Draft{Name: "无代码单位", Party: "owner", Type: "private"})
		for name, tc := range map[string]struct {
			change func(*contract.Draft)
			field  string
		}{
			"title":            {func(x *contract.Draft) { x.Title = " " }, "title"},
			"type":             {func(x *contract.Draft) { x.Type = "XX" }, "type"},
			"pricing":          {func(x *contract.Draft) { x.Pricing = "" }, "pricing_type"},
			"no customer":      {func(x *contract.Draft) { x.CustomerID = ref.Nil }, "customer_id"},
			"unknown customer": {func(x *contract.Draft) { x.CustomerID = ref.New() }, "customer_id"},
			"without USCC":     {func(x *contract.Draft) { x.CustomerID = nameless }, "customer_id"},
			"opportunity":      {func(x *contract.Draft) { x.OpportunityID = ref.New() }, "opportunity_id"},
			"too much":         {func(x *contract.Draft) { x.Price = contract.MaxAmount + 1; x.TaxLines[0].Net += 1 }, "price"},
			"a fen too little": {func(x *contract.Draft) { x.TaxLines[0].Net-- }, "tax_lines"},
			"a fen too much":   {func(x *contract.Draft) { x.TaxLines[0].Tax++ }, "tax_lines"},
			"no tax lines":     {func(x *contract.Draft) { x.TaxLines = nil }, "tax_lines"},
			"dates":            {func(x *contract.Draft) { x.FinishOn = x.StartOn.AddDays(-1) }, "finish_on"},
			"duration":         {func(x *contract.Draft) { x.Days = 11 }, "duration_days"},
			"ratio zero":       {func(x *contract.Draft) { x.Payments[0].Ratio = 0 }, "terms.nodes[0].ratio"},
			"ratio above 1":    {func(x *contract.Draft) { x.Payments[0].Ratio = 1_000_001 }, "terms.nodes[0].ratio"},
			"no date":          {func(x *contract.Draft) { x.Payments[0].Trigger = "date" }, "terms.nodes[0].on"},
			"date unasked":     {func(x *contract.Draft) { x.Payments[0].On = today }, "terms.nodes[0].on"},
			"made up id":       {func(x *contract.Draft) { x.Payments[0].ID = ref.New() }, "terms.nodes[0].id"},
			"partner": {func(x *contract.Draft) {
				x.Parties = append(x.Parties, contract.Party{Role: "partner", Name: "联合体"})
			}, "parties[2].uscc"},
			"two owners": {func(x *contract.Draft) { x.Parties = append(x.Parties, contract.Party{Role: "owner"}) }, "parties[2].role"},
			"terms":      {func(x *contract.Draft) { x.Terms.DelayCap = p(rate("101%")) }, "terms.delay_cap"},
		} {
			x := d.draft(small)
			tc.change(&x)
			_, err := d.svc.Create(d.owner(), contract.Fresh{Terms: &x.Terms, Draft: x})
			f := fault.As(err)
			if f == nil || f.Kind != fault.Invalid || len(f.Fields) == 0 || f.Fields[0].Path != tc.field {
				t.Errorf("%s: %v %+v, want a fault at %s", name, err, f, tc.field)
			}
		}
		if n := d.page(d.boss(), t, "total=true").total; n != 0 || d.numbers != 0 {
			t.Errorf("%d contracts and %d numbers after refusals", n, d.numbers)
		}
		x := d.draft(small)
		_, err := d.svc.Create(d.owner(), contract.Fresh{Owner: d.person["NOb"], Terms: &x.Terms, Draft: x})
		wants(t, "for a colleague", err, contract.ErrOwner)
		_, err = d.svc.Create(d.as("NOa", authz.Own, contract.PermRead), contract.Fresh{Draft: x})
		wants(t, "a reader", err, authz.ErrForbidden)
		id, err := d.svc.Create(d.boss(), contract.Fresh{Owner: d.person["NOa"], Terms: &x.Terms, Draft: x})
		wants(t, "group reach", err, nil)
		if v := d.get(t, id); v.Owner.Name != "NOa" || v.DepartmentID != d.unit["NOa"] {
			t.Errorf("owner %+v", v.Owner)
		}
		_, err = d.svc.Create(d.owner(), contract.Fresh{ID: id, Terms: &x.Terms, Draft: x})
		wants(t, "the same id", err, contract.ErrIDInUse)
	})
}

// quoted is a quote whose tax was worked out over net prices: no extraction out
// of the gross gives its net.
func (d *desk) quoted() (ref.ID, contract.Accepted) {
	t := sound()
	for _, x := range payments("30%", "50%", "17%", "3%") {
		t.Nodes = append(t.Nodes, x.Node)
	}
	t.StartOn, t.FinishOn = workday.New(2026, 12, 20), workday.New(2027, 3, 1)
	q := contract.Accepted{Revision: 5, Hash: strings.Repeat("b", 64), Title: "水厂土建", Customer: d.customer, Opportunity: d.opportunity, Owner: d.person["NOa"], Terms: t, Margin: p(rate("12.5%")),
		TaxLines: []contract.TaxLine{{Name: "设备", Rate: rate("13%"), Net: 88_495_58, Tax: 11_504_41}, {Name: "建筑服务", Rate: rate("9%"), Net: 10_000_00, Tax: 900_01}}}
	id := ref.New()
	d.accepted[id] = q
	return id, q
}

func (d *desk) isDrawn(t *testing.T, quote ref.ID) (drawn bool) {
	t.Helper()
	must(t, d.db.Read(system(), func(tx *db.Tx) (err error) {
		drawn, err = d.svc.DrawnTx(tx, quote)
		return err
	}))
	return drawn
}

func TestAVoidedContractLeavesItsQuoteFree(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		quote, _ := d.quoted()
		id, err := d.svc.Create(d.owner(), contract.Fresh{QuoteID: quote, Draft: contract.Draft{Type: "WT", Pricing: "unit_price"}})
		must(t, err)
		must(t, d.svc.Void(d.boss(), id, 1, "客户要重谈"))
		if d.isDrawn(t, quote) {
			t.Error("a voided contract holds its quote")
		}
	})
}

func TestDrawnFromAQuote(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		quote, q := d.quoted()
		fresh := contract.Fresh{QuoteID: quote, Draft: contract.Draft{Type: "WT", Pricing: "unit_price"}}
		id, err := d.svc.Create(d.owner(), fresh)
		must(t, err)
		v := d.get(t, id)
		if v.Amount.Amount != 110_900_00 || v.Net.Amount != 98_495_58 || v.TaxLines[0].Tax.Amount != 11_504_41 || v.Title != q.Title || v.QuoteRevision != 5 || v.QuoteHash != q.Hash || *v.Margin != rate("12.5%") {
			t.Errorf("drawn: %+v", v)
		}
		if sum, ratio := paid(v); sum != 110_900_00 || ratio != rate("100%") || len(v.Terms.Nodes) != 4 || v.StartOn != q.Terms.StartOn || *v.Terms.DefectsMonths != 24 {
			t.Errorf("terms: %d %s %+v", sum, ratio, v.Terms)
		}
		_, err = d.svc.Create(d.owner(), fresh)
		wants(t, "a second contract", err, contract.ErrQuoteUsed)
		if !d.isDrawn(t, quote) || d.isDrawn(t, ref.New()) {
			t.Error("which quotes are under contract")
		}
		_, err = d.svc.Create(d.owner(), contract.Fresh{QuoteID: ref.New(), Draft: fresh.Draft})
		wants(t, "no such quote", err, contract.ErrQuote)

		x := contract.Draft{CustomerID: d.customer, OpportunityID: d.opportunity, Title: "改名", Type: "WT", Pricing: "unit_price", Price: 110_900_00, Terms: sound(), Payments: payments("20%", "60%", "17%", "3%"),
			TaxLines: []contract.TaxLine{line("设备", "13%", 99_999_99), line("建筑服务", "9%", 10_900_01)}}
		must(t, d.svc.Update(d.owner(), id, 1, x))
		if v = d.get(t, id); v.TaxLines[0].Tax.Amount != 11_504_41 || v.TaxLines[1].Net.Amount != 10_000_00 || v.Title != "改名" || v.Terms.Nodes[0].Ratio != rate("20%") {
			t.Errorf("the quote's own tax is lost: %+v %+v", v.TaxLines, v.Terms.Nodes)
		}
		for name, change := range map[string]func(*contract.Draft){
			"price": func(x *contract.Draft) { x.Price++; x.TaxLines = []contract.TaxLine{line("设备", "13%", x.Price)} },
			"rate":  func(x *contract.Draft) { x.TaxLines = []contract.TaxLine{line("全部", "9%", x.Price)} },
			"rate of a line": func(x *contract.Draft) {
				x.TaxLines = []contract.TaxLine{line("设备", "9%", 99_999_99), line("建筑服务", "9%", 10_900_01)}
			},
			"share of a line": func(x *contract.Draft) {
				x.TaxLines = []contract.TaxLine{line("设备", "13%", 99_999_98), line("建筑服务", "9%", 10_900_02)}
			},
			"customer":    func(x *contract.Draft) { x.CustomerID = ref.New() },
			"opportunity": func(x *contract.Draft) { x.OpportunityID = ref.Nil },
		} {
			y := x
			change(&y)
			wants(t, "another "+name, d.svc.Update(d.owner(), id, 2, y), contract.ErrQuoted)
		}
		must(t, d.svc.Void(d.boss(), id, 2, "重签"))
		_, err = d.svc.Create(d.owner(), fresh)
		wants(t, "after the first was voided", err, nil)
	})
}

func TestSubmitAtTheBounds(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for name, tc := range map[string]struct {
			change func(*contract.Draft)
			want   *fault.Error
		}{
			"sound":              {func(*contract.Draft) {}, nil},
			"99.99 %":            {func(x *contract.Draft) { x.Payments = payments("20%", "60%", "16.99%", "3%") }, contract.ErrPayments},
			"100.0001 %":         {func(x *contract.Draft) { x.Payments = payments("20%", "60%", "17.0001%", "3%") }, contract.ErrPayments},
			"no payments":        {func(x *contract.Draft) { x.Payments = nil }, contract.ErrPayments},
			"retention 3.00 %":   {func(x *contract.Draft) { x.Payments = payments("20%", "60%", "17%", "3.00%") }, nil},
			"retention 3.01 %":   {func(x *contract.Draft) { x.Payments = payments("20%", "60%", "16.99%", "3.01%") }, contract.ErrFindings},
			"no guarantee":       {func(x *contract.Draft) { x.Terms.PayerGuarantee = nil }, contract.ErrFindings},
			"information alone":  {func(x *contract.Draft) { x.FinishOn = workday.New(2027, 2, 1) }, nil},
			"damages 0.05 %":     {func(x *contract.Draft) { x.Terms.DelayDaily = p(rate("0.05%")) }, nil},
			"damages 0.0501 %":   {func(x *contract.Draft) { x.Terms.DelayDaily = p(rate("0.0501%")) }, contract.ErrFindings},
			"no text":            {func(x *contract.Draft) { x.Clauses = nil }, contract.ErrNoText},
			"duration by itself": {func(x *contract.Draft) { x.StartOn, x.FinishOn, x.Days = 0, 0, 90 }, nil},
		} {
			id := d.create(t, small, tc.change)
			wants(t, name, d.svc.Submit(d.owner(), id, 1), tc.want)
			v := d.get(t, id)
			if submitted := v.State == contract.StateReviewing; submitted != (tc.want == nil) || submitted != (v.Hash != "") || submitted && len(v.Reviews) != 3 {
				t.Errorf("%s left %s, hash %q, %d reviews", name, v.State, v.Hash, len(v.Reviews))
			}
			if sum, _ := paid(v); len(v.Terms.Nodes) > 0 && sum != small {
				t.Errorf("%s: payments sum to %d", name, sum)
			}
		}
		id := d.create(t, small, func(x *contract.Draft) { x.Clauses = nil })
		d.onContract(id, "attachment")
		wants(t, "with the text attached", d.svc.Submit(d.owner(), id, 1), nil)
		f := fault.As(d.svc.Submit(d.owner(), d.create(t, small, func(x *contract.Draft) { x.Payments = payments("20%", "60%", "16.99%", "3%") }), 1))
		if f.Params["percent"] != "99.99%" {
			t.Errorf("params %v", f.Params)
		}
	})
}

func TestWaivers(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, small, func(x *contract.Draft) { x.Payments = payments("20%", "60%", "16.99%", "3.01%") })
		x, _, err := d.svc.Findings(d.owner(), id)
		must(t, err)
		if len(x.Findings) != 1 || x.Findings[0].Rule != "PAY-006" || x.On != today {
			t.Fatalf("findings: %+v", x)
		}
		path := x.Findings[0].Path
		wants(t, "no such finding", d.svc.Waive(d.boss(), id, 1, "PAY-015", path, "理由"), contract.ErrNoFinding)
		wants(t, "without the right", d.svc.Waive(d.as("NOa", authz.Own, contract.PermRead), id, 1, "PAY-006", path, "理由"), authz.ErrForbidden)
		wants(t, "without a reason", d.svc.Waive(d.boss(), id, 1, "PAY-006", path, " "), fault.ErrInvalid)
		must(t, d.svc.Waive(d.boss(), id, 1, "PAY-006", path, "客户格式合同"))
		v := d.get(t, id)
		w := v.Check.Findings[0].Waiver
		if v.Check.Open != 0 || w == nil || w.By.Name != "NOb" || w.Reason != "客户格式合同" || !w.At.Equal(start) {
			t.Errorf("waived: %+v", v.Check)
		}
		wants(t, "twice", d.svc.Waive(d.boss(), id, 2, "PAY-006", path, "理由"), contract.ErrNoFinding)

		worse := d.draft(small)
		worse.Payments = payments("20%", "60%", "15%", "5%")
		must(t, d.svc.Update(d.owner(), id, 2, worse))
		wants(t, "another value", d.svc.Submit(d.owner(), id, 3), contract.ErrFindings)
		must(t, d.svc.Waive(d.boss(), id, 3, "PAY-006", path, "再次同意"))
		wants(t, "waived again", d.svc.Submit(d.owner(), id, 4), nil)
		wants(t, "after submission", d.svc.Waive(d.boss(), id, 5, "PAY-006", path, "理由"), contract.ErrState)

		short := d.create(t, small, func(x *contract.Draft) { x.Payments = payments("20%", "60%", "16.99%", "3%") })
		wants(t, "100 % is not waived", d.svc.Waive(d.boss(), short, 1, "PAY-001", "nodes", "理由"), contract.ErrNoFinding)
		info := d.create(t, small, func(x *contract.Draft) { x.FinishOn = workday.New(2027, 2, 1) })
		wants(t, "information needs none", d.svc.Waive(d.boss(), info, 1, "PAY-017", "interim_settlement", "理由"), contract.ErrNoFinding)
	})
}

func TestReviews(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, small)
		must(t, d.svc.Submit(d.owner(), id, 1))
		v := d.get(t, id)
		due := time.Date(2026, 11, 24, 1, 42, 0, 0, time.UTC) // two working days after a Friday
		if d.opened("open") != "finance legal technical" || !v.Reviews[0].DueAt.Equal(due) || d.topics() != "submitted" {
			t.Errorf("open %q, due %v", d.opened("open"), v.Reviews[0].DueAt)
		}
		lawyer := d.as("NOb", authz.Entity, contract.PermRead, contract.PermLegal)
		wants(t, "his own", d.svc.Review(d.owner(), id, 2, contract.Legal, true, ""), contract.ErrOwnReview)
		wants(t, "another part", d.svc.Review(lawyer, id, 2, contract.Finance, true, ""), authz.ErrForbidden)
		wants(t, "refusing without a note", d.svc.Review(lawyer, id, 2, contract.Legal, false, " "), contract.ErrNote)
		wants(t, "no such part", d.svc.Review(lawyer, id, 2, "gossip", true, ""), fault.ErrInvalid)
		must(t, d.svc.Review(lawyer, id, 2, contract.Legal, true, "条款完整"))
		wants(t, "twice", d.svc.Review(lawyer, id, 3, contract.Legal, true, ""), contract.ErrReviewed)
		if d.opened("done") != "legal" || d.get(t, id).State != contract.StateReviewing {
			t.Errorf("done %q", d.opened("done"))
		}
		must(t, d.svc.Review(d.boss(), id, 3, contract.Finance, false, "付款条件太差"))
		v = d.get(t, id)
		if v.State != contract.StateRejected || v.Reason != "付款条件太差" || d.opened("cancelled") != "technical" || d.topics() != "rejected" {
			t.Errorf("refused: %s %q, cancelled %q", v.State, v.Reason, d.opened("cancelled"))
		}
		if v.Reviews[0].Verdict != contract.Passed || v.Reviews[1].Verdict != contract.Refused || v.Reviews[2].Verdict != contract.Dropped || v.Reviews[1].By.Name != "NOb" {
			t.Errorf("reviews: %+v", v.Reviews)
		}
		wants(t, "submitting what was refused", d.svc.Submit(d.owner(), id, 4), contract.ErrState)
		must(t, d.svc.Update(d.owner(), id, 4, d.draft(small)))
		must(t, d.svc.Submit(d.owner(), id, 5))
		if v = d.get(t, id); v.Reviews[0].Verdict != contract.Pending || v.Reason != "" {
			t.Errorf("second round: %+v", v.Reviews)
		}
	})
}

// What was read is what is decided about: a file that came later makes the
// passes void.
func TestContentIsBoundByItsHash(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, small)
		file := d.onContract(id, "attachment")
		d.push(t, id, contract.StateReviewing)
		replaced := d.docs[file]
		replaced.SHA256 = strings.Repeat("c", 64)
		old := d.docs[file]
		d.docs[file] = replaced
		wants(t, "review", d.svc.Review(d.boss(), id, 2, contract.Legal, true, ""), contract.ErrContent)
		d.docs[file] = old
		d.onContract(id, "photo")
		d.pushOn(t, id, contract.StateReviewing, contract.StateApproved)
		d.docs[file] = replaced
		wants(t, "signing", d.svc.StartSigning(d.boss(), id, d.version(t, id), "paper"), contract.ErrContent)
		d.docs[file] = old
		must(t, d.svc.StartSigning(d.boss(), id, d.version(t, id), "paper"))
		d.docs[file] = replaced
		wants(t, "signature", d.svc.Sign(d.boss(), id, d.version(t, id), contract.Signature{DocumentID: d.onContract(id, "signed_scan"), SignedOn: today}), contract.ErrContent)
		if s := d.get(t, id).State; s != contract.StateSigning {
			t.Errorf("left %s", s)
		}
	})
}

// pushOn goes on from one state to another.
func (d *desk) pushOn(t testing.TB, id ref.ID, from, to contract.State) {
	t.Helper()
	if to == from {
		return
	}
	d.pushOn(t, id, from, path[to])
	d.step(t, id, to)
}

func TestSigning(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, small, func(x *contract.Draft) { x.Parties = nil })
		d.push(t, id, contract.StateApproved)
		v := d.version(t, id)
		f := fault.As(d.svc.StartSigning(d.boss(), id, v, "paper"))
		if f == nil || f.Code != contract.ErrSignatories.Code || f.Params["role"] != "owner" {
			t.Errorf("without signatories: %v", f)
		}
		id = d.create(t, small)
		d.push(t, id, contract.StateSigning)
		v = d.version(t, id)
		scan := d.onContract(id, "signed_scan")
		voided := d.onContract(id, "signed_scan")
		x := d.docs[voided]
		x.VoidedAt = start
		d.docs[voided] = x
		sign := func(doc ref.ID, sha string, on workday.Date) error {
			return d.svc.Sign(d.boss(), id, v, contract.Signature{DocumentID: doc, SHA256: sha, SignedOn: on})
		}
		wants(t, "no such document", sign(ref.New(), "", today), contract.ErrDocument)
		wants(t, "of another contract", sign(d.onContract(ref.New(), "signed_scan"), "", today), contract.ErrDocument)
		wants(t, "of another kind", sign(d.onContract(id, "evidence"), "", today), contract.ErrDocument)
		wants(t, "voided", sign(voided, "", today), contract.ErrDocument)
		wants(t, "another hash", sign(scan, strings.Repeat("f", 64), today), contract.ErrScanChanged)
		wants(t, "tomorrow", sign(scan, "", today.AddDays(1)), fault.ErrInvalid)
		wants(t, "no date", sign(scan, "", 0), fault.ErrInvalid)
		d.topics()
		must(t, sign(scan, strings.Repeat("A", 64), today))
		c := d.get(t, id)
		if c.State != contract.StateInForce || c.SignedOn != today || c.Scan == nil || c.Scan.SHA256 != strings.Repeat("a", 64) || !c.Scan.Intact {
			t.Errorf("in force: %s %+v", c.State, c.Scan)
		}
		e, ok := d.told[0].(contract.InForce)
		if !ok || e.Price.Gross.Amount != small || len(e.Nodes) != 4 || e.Nodes[1].ID != c.Terms.Nodes[1].ID || len(e.Milestones) != 1 || e.Milestones[0] != (contract.Milestone{Key: "M3", Name: "主体封顶"}) ||
			e.Opportunity != d.opportunity || e.Customer != d.customer || e.Owner != d.person["NOa"] || e.Dept != d.unit["NOa"] || e.Entity != d.company["NO"] || e.SignedOn != today || e.StartOn != c.StartOn || e.Price.Lines[0].Tax.Amount != 8_256_88 {
			t.Errorf("told %+v", d.told)
		}
		x = d.docs[scan]
		x.SHA256 = strings.Repeat("d", 64)
		d.docs[scan] = x
		if c = d.get(t, id); c.Scan.Intact || c.Scan.SHA256 != strings.Repeat("a", 64) {
			t.Errorf("a replaced scan passes: %+v", c.Scan)
		}
		wants(t, "changing what is in force", d.svc.Update(d.owner(), id, c.Version, d.draft(1)), contract.ErrState)
		wants(t, "voiding it", d.svc.Void(d.boss(), id, c.Version, "作废"), contract.ErrState)
	})
}

func TestRecallVoidsTheApproval(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, small)
		d.push(t, id, contract.StateSigning)
		must(t, d.svc.Recall(d.boss(), id, d.version(t, id), "客户要求改期"))
		v := d.get(t, id)
		if v.State != contract.StateDraft || v.Hash != "" || v.Mode != "" || d.count(t, "select count(*) from approval where state = 'voided'") != 1 {
			t.Errorf("recalled: %s %q", v.State, v.Hash)
		}
		if d.count(t, "select count(*) from audit_record where action = 'contract.recall' and reason = '客户要求改期'") != 1 {
			t.Error("the audit record lacks the reason")
		}
		must(t, d.svc.Submit(d.owner(), id, v.Version))
	})
}

func TestApprovalDecides(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, small)
		d.push(t, id, contract.StateApproving)
		must(t, d.decide(t, id, false))
		if v := d.get(t, id); v.State != contract.StateRejected || v.Reason != "毛利偏低" {
			t.Errorf("rejected: %s %q", v.State, v.Reason)
		}
		id = d.create(t, small)
		d.push(t, id, contract.StateApproving)
		var approval ref.ID
		must(t, d.db.Read(system(), func(tx *db.Tx) error {
			return tx.One("select id from approval where ref_id = ? and state = 'pending' and submitter_id = ? and amount = ? and advance = 200000 and retention = 30000", []any{id, d.person["NOa"], int64(small)}, &approval)
		}))
		must(t, d.approvals.Withdraw(d.owner(), approval, 1))
		if v := d.get(t, id); v.State != contract.StateDraft || v.Hash != "" {
			t.Errorf("withdrawn: %s", v.State)
		}
		must(t, d.svc.Submit(d.owner(), id, d.version(t, id)))
		d.pushOn(t, id, contract.StateReviewing, contract.StateApproving)
		must(t, d.svc.Void(d.boss(), id, d.version(t, id), "项目取消"))
		if n := d.count(t, "select count(*) from approval where state = 'pending'"); n != 0 {
			t.Errorf("%d approvals wait for a voided contract", n)
		}
		other := contract.Decision{Ref: ref.To(contract.Kind, id), Hash: strings.Repeat("0", 64)}
		id = d.create(t, small)
		d.push(t, id, contract.StateApproving)
		other.Ref.ID = id
		err := d.db.Write(system(), func(tx *db.Tx) error { return d.svc.OnApprovedTx(tx, other) })
		if !errors.Is(err, contract.ErrContent) {
			t.Errorf("approved for another content: %v", err)
		}
		other.Ref.Kind = "quote"
		must(t, d.db.Read(system(), func(tx *db.Tx) error { return d.svc.OnApprovedTx(tx, other) }))
	})
}

// closing are standings on which nothing is open, by the retention of the test.
var closing = map[string]contract.Standing{
	"3%": {Invoiced: 20_680_000_00, Received: 20_680_000_00},
	"2%": {Invoiced: 20_680_000_00, Received: 20_000_000_00, Waived: 680_000_00}, // lost after it was invoiced
	"5%": {Invoiced: 20_000_000_00, Received: 20_000_000_00, Waived: 680_000_00}, // and before
}

// The worked example of reference 3.8: 3 % of 20,680,000.00.
func TestSettlement(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for retention, want := range map[string]int64{"3%": 620_400_00, "2%": 413_600_00, "5%": 620_400_00} {
			id := d.create(t, small, func(x *contract.Draft) {
				x.Payments = payments("20%", "60%", "10%", retention)
				x.Payments[2].Ratio = rate("20%") - rate(retention)
			})
			if retention == "5%" {
				must(t, d.svc.Waive(d.boss(), id, 1, "PAY-006", "nodes", "旧合同"))
			}
			d.push(t, id, contract.StateCompleted)
			doc := d.onContract(id, "evidence")
			wants(t, "nothing", d.svc.Settle(d.boss(), id, d.version(t, id), doc, 0), fault.ErrInvalid)
			wants(t, "without the agreement", d.svc.Settle(d.boss(), id, d.version(t, id), ref.New(), 1), contract.ErrDocument)
			must(t, d.svc.Settle(d.boss(), id, d.version(t, id), doc, 20_680_000_00))
			v := d.get(t, id)
			if v.FinalPrice.Amount != 20_680_000_00 || v.Retained.Amount != want || v.SettledOn != today || v.Amount.Amount != small {
				t.Errorf("%s: settled %+v retained %+v", retention, v.FinalPrice, v.Retained)
			}
			for name, s := range map[string]contract.Standing{
				"a fen open":                             {Invoiced: 20_680_000_00, Received: 20_679_999_99},
				"a fen uninvoiced":                       {Invoiced: 20_679_999_99, Received: 20_680_000_00},
				"a fen too much":                         {Invoiced: 20_680_000_01, Received: 20_680_000_00},
				"open beside what was written off":       {Invoiced: 20_680_000_00, Received: 20_000_000_00, Waived: 679_999_99},
				"received and uninvoiced, the rest lost": {Invoiced: 19_999_999_99, Received: 20_000_000_00, Waived: 680_000_00},
			} {
				d.standing = s
				wants(t, name, d.svc.Close(d.boss(), id, v.Version), contract.ErrOpenMoney)
			}
			d.standing = closing[retention]
			must(t, d.svc.Close(d.boss(), id, v.Version))
			must(t, d.db.Read(system(), func(tx *db.Tx) error {
				price, err := d.svc.PriceTx(tx, id)
				if price.Amount != 20_680_000_00 {
					t.Errorf("price %v", price)
				}
				return err
			}))
		}
	})
}

func TestWholeLifeIsTold(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, small)
		d.push(t, id, contract.StateSuspended)
		must(t, d.svc.Resume(d.boss(), id, d.version(t, id), "复工"))
		wants(t, "accepted before it was signed", d.svc.Complete(d.boss(), id, d.version(t, id), d.onContract(id, "evidence"), today.AddDays(-1)), fault.ErrInvalid)
		d.pushOn(t, id, contract.StateInForce, contract.StateClosed)
		if got := d.topics(); got != "submitted approved in_force suspended resumed completed settled closed" {
			t.Errorf("told %s", got)
		}
		other := d.create(t, small)
		d.push(t, other, contract.StateTerminated)
		if got := d.topics(); got != "submitted approved in_force terminated" {
			t.Errorf("told %s", got)
		}
		must(t, d.db.Read(system(), func(tx *db.Tx) error {
			_, err := d.svc.InForceTx(tx, other)
			wants(t, "terminated", err, contract.ErrNotInForce)
			_, err = d.svc.InForceTx(tx, ref.New())
			wants(t, "none", err, contract.ErrNotFound)
			return nil
		}))
		kept := d.create(t, small)
		d.push(t, kept, contract.StateInForce)
		for _, to := range []contract.State{contract.StateCompleted, contract.StateSettled} {
			d.step(t, kept, to)
			must(t, d.db.Read(system(), func(tx *db.Tx) error {
				f, err := d.svc.InForceTx(tx, kept)
				if f.State != to || f.Price.Gross.Amount != small || f.Terms.Share(terms.Retention) != rate("3%") {
					t.Errorf("facts in %s: %+v", to, f)
				}
				return err
			}))
		}
	})
}

func (d *desk) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	must(t, d.db.Read(system(), func(tx *db.Tx) error { return tx.One(query, args, &n) }))
	return n
}

// The vectors of reference 3.9.
func TestDamages(t *testing.T) {
	for _, tc := range []struct {
		price      int64
		daily, cap string
		days       int64
		raw, due   int64
	}{
		{12_000_000_00, "0.05%", "5%", 38, 228_000_00, 228_000_00},
		{12_000_000_00, "0.05%", "5%", 130, 780_000_00, 600_000_00},
		{12_000_000_00, "0.05%", "5%", 100, 600_000_00, 600_000_00},
		{12_000_000_00, "0.05%", "5%", 0, 0, 0},
		{8_650_000_50, "0.03%", "3%", 17, 44_115_00, 44_115_00},
		{8_650_000_50, "0.03%", "3%", 3650, 9_471_750_55, 259_500_02},
	} {
		got, err := contract.DamagesFor(money.CNY(tc.price), terms.Terms{DelayDaily: p(rate(tc.daily)), DelayCap: p(rate(tc.cap))}, tc.days)
		if err != nil || got.Raw.Amount != tc.raw || got.Due.Amount != tc.due {
			t.Errorf("%+v: %+v %v", tc, got, err)
		}
	}
	open, err := contract.DamagesFor(money.CNY(12_000_000_00), terms.Terms{DelayDaily: p(rate("0.05%"))}, 130)
	if err != nil || open.Due.Amount != 780_000_00 || open.Cap != nil {
		t.Errorf("without a limit: %+v %v", open, err)
	}
	_, err = contract.DamagesFor(money.CNY(1), terms.Terms{}, 1)
	wants(t, "nothing agreed", err, contract.ErrNoDamages)
}
