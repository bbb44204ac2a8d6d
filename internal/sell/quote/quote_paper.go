package quote

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/pdf"
	"gongqiao/internal/sell/terms"
)

// names are what a quote shows of its neighbours.
type names struct {
	Customer, Owner, Entity, Company, Opportunity string

	payer, credit string // type and credit of the customer
}

// risky reports whether the customer pays badly.
func (n names) risky() bool { return n.credit == "D" }

// paper is the offer as the customer reads it. Cost, margin and floor price are
// not known here: the function takes nothing that holds them but the quote, and
// tests look for their digits. The same quote gives the same document.
func paper(q *Quote, b *Bill, groups []TaxGroup, n names, zone *time.Location) (pdf.Document, error) {
	inWords, err := q.gross().InWords()
	if err != nil {
		return pdf.Document{}, err
	}
	d := pdf.Document{Lang: "zh", Company: n.Company, Title: q.Title + "报价书", Number: q.Label(), Created: q.dated(), Watermark: q.watermark(n), Footer: "SHA-256 " + cmp.Or(q.Hash, "—")}
	d.Blocks = []pdf.Block{
		pdf.Fields{Pairs: []pdf.Field{
			{Label: "致", Value: n.Customer}, {Label: "报价编号", Value: q.Label()}, {Label: "项目", Value: n.Opportunity}, {Label: "报价日期", Value: workday.Today(q.dated(), zone).String()},
			{Label: "报价人", Value: n.Company}, {Label: "有效期", Value: q.validity()}, {Label: "联系人", Value: n.Owner}, {Label: "计价依据", Value: q.Standard + "，" + basisTitles[q.Basis]},
		}},
		pdf.Heading{Text: "一、报价汇总"}, summary(q, groups),
		pdf.Words{Label: "大写金额", Text: "人民币" + inWords},
		pdf.Heading{Text: "二、工程量清单"}, billTable(b),
		pdf.Heading{Text: "三、付款条件"}, termTable(q),
	}
	if q.Note != "" {
		d.Blocks = append(d.Blocks, pdf.Heading{Text: "四、说明"}, pdf.Paragraph{Text: q.Note})
	}
	d.Blocks = append(d.Blocks, pdf.Signatures{Parties: []string{"报价人：" + n.Company, "客户确认：" + n.Customer}, Lines: []string{"签字（盖章）：", "日期："}})
	return d, nil
}

var basisTitles = map[Basis]string{ExclTax: "不含税综合单价", InclTax: "含税综合单价"}

// dated is the day of the offer: that of sending, else of its last step.
func (q *Quote) dated() time.Time {
	for _, t := range []time.Time{q.SentAt, q.ApprovedAt, q.ConfirmedAt, q.SubmittedAt} {
		if !t.IsZero() {
			return t
		}
	}
	return q.UpdatedAt
}

func (q *Quote) validity() string {
	if q.ValidUntil.IsZero() {
		return "自报价之日起 " + strconv.FormatInt(q.ValidityDays, 10) + " 日"
	}
	return "至 " + q.ValidUntil.String() + "（含当日）"
}

// watermark says on every page whether the offer binds.
func (q *Quote) watermark(n names) string {
	switch {
	case q.State.cleared():
		return cmp.Or(n.Entity, n.Company) + " " + q.Label()
	case q.State.answered():
		return "已失效 " + q.Label()
	}
	return "未审批，不构成要约"
}

func summary(q *Quote, groups []TaxGroup) pdf.Block {
	tax := map[Basis]string{ExclTax: "（不含税）", InclTax: "（含税）"}[q.Basis]
	t := pdf.Table{Columns: []pdf.Column{{Title: "项目", Weight: 3}, {Title: "金额（元）", Weight: 1.4, Align: pdf.Right}}}
	for _, r := range []struct {
		title string
		fen   int64
	}{{"分部分项工程费", q.Measured}, {"措施项目费", q.Measures}, {"其他项目费", q.Other}, {"规费", q.Statutory}, {"暂列金额", q.Provisional}} {
		if r.fen != 0 {
			t.Rows = append(t.Rows, []string{r.title + tax, money.CNY(r.fen).Yuan()})
		}
	}
	t.Totals = append(t.Totals, []string{"不含税合计", money.CNY(q.Net).Yuan()})
	for _, g := range groups {
		t.Totals = append(t.Totals, []string{"增值税 " + money.Rate(g.Rate).Percent(), money.CNY(g.VAT).Yuan()})
	}
	t.Totals = append(t.Totals, []string{"含税总价", q.gross().Yuan()})
	return t
}

func billTable(b *Bill) pdf.Block {
	t := pdf.Table{Columns: []pdf.Column{
		{Title: "序号", Weight: 0.5, Align: pdf.Center}, {Title: "项目编码", Weight: 1.4}, {Title: "项目名称与特征", Weight: 2.9}, {Title: "单位", Weight: 0.6, Align: pdf.Center},
		{Title: "工程量", Weight: 1, Align: pdf.Right}, {Title: "综合单价（元）", Weight: 1.2, Align: pdf.Right}, {Title: "合价（元）", Weight: 1.4, Align: pdf.Right},
	}}
	ordered := Bill{Lines: append([]Line(nil), b.Lines...)}
	ordered.arrange()
	number := 0
	for _, s := range ordered.sections() {
		title := categoryTitles[s.Category]
		if s.Title != "" && s.Title != title {
			title += " · " + s.Title
		}
		t.Rows = append(t.Rows, []string{"", "", title, "", "", "", money.CNY(s.Amount).Yuan()})
		for range s.Lines {
			t.Rows = append(t.Rows, ordered.Lines[number].printed(number+1))
			number++
		}
	}
	return t
}

func (l *Line) printed(number int) []string {
	name := l.Name
	if l.Features != "" {
		name += "：" + l.Features
	}
	row := []string{strconv.Itoa(number), l.Code, name, l.Unit, padded(l.Quantity.String(), min(Decimals(l.Unit), 3)), padded(l.UnitRate.String(), 2), money.CNY(l.Amount).Yuan()}
	if l.Base != ByQuantity {
		row[3], row[4], row[5] = "%", padded(strings.TrimSuffix(l.Ratio.Percent(), "%"), 2), baseTitles[l.Base]
	}
	return row
}

// padded fills a decimal up to at least so many digits after the point.
func padded(s string, places int) string {
	_, frac, _ := strings.Cut(s, ".")
	if len(frac) >= places {
		return s
	}
	if frac == "" {
		s += "."
	}
	return s + strings.Repeat("0", places-len(frac))
}

var kindTitles = map[terms.Kind]string{
	terms.Advance: "预付款", terms.Progress: "进度款", terms.Milestone: "节点款", terms.Delivery: "到货款", terms.Completion: "竣工款", terms.Settlement: "结算款", terms.Retention: "质量保证金",
}

var triggerTitles = map[string]string{
	"signed": "合同签订后", "start": "开工后", "monthly": "每月计量后", "milestone": "节点完成后", "delivered": "到货验收后", "completed": "竣工验收后", "settled": "结算审定后", "defects_end": "缺陷责任期满后", "date": "约定日期后",
}

func termTable(q *Quote) pdf.Block {
	t := pdf.Table{Columns: []pdf.Column{{Title: "款项", Weight: 1.6}, {Title: "支付条件", Weight: 2.4}, {Title: "比例", Weight: 0.8, Align: pdf.Right}}}
	for _, n := range q.Terms.Nodes {
		name := kindTitles[n.Kind]
		if n.Name != "" {
			name += "（" + n.Name + "）"
		}
		t.Rows = append(t.Rows, []string{name, triggerTitles[n.Trigger] + " " + strconv.FormatInt(n.TermDays, 10) + " 日内", n.Ratio.Percent()})
	}
	t.Totals = [][]string{{"合计", "", q.Terms.Total().Percent()}}
	return t
}
