package demo

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"gongqiao/internal/base/document"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/pdf"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/quote"
)

// paper is a document of the story.
type paper struct {
	name string // of the file, without its ending
	id   string // by which the API's examples call it; "" for the others
	pdf.Document
}

// letterOf is the customer's yes to an offer.
func letterOf(q quote.View) paper {
	return paper{name: q.Title + " 中标通知书", Document: pdf.Document{Lang: "zh", Company: q.Customer.Name, Title: "中标通知书", Number: q.Number, Blocks: []pdf.Block{
		pdf.Fields{Columns: 1, Pairs: []pdf.Field{{Label: "工程名称", Value: q.Title}, {Label: "中标价(元)", Value: q.Totals.Gross.Yuan()}, {Label: "报价版本", Value: fmt.Sprintf("%s V%d", q.Number, q.Revision)}}},
		pdf.Paragraph{Text: "经评审，贵单位的报价已被接受。请于收到本通知书之日起三十日内与我单位签订书面合同。"},
		pdf.Signatures{Parties: []string{q.Customer.Name}, Lines: []string{"签字（盖章）：", "日期："}},
	}}}
}

// file hangs a paper on a record, as whoever is in ctx.
func (t *teller) file(ctx context.Context, on ref.Ref, kind string, p paper) (ref.ID, error) {
	name, content, err := t.print(p)
	if err != nil {
		return ref.Nil, err
	}
	return t.Documents.Upload(ctx, document.Draft{ID: ID(cmp.Or(p.id, "document-"+on.ID.String()+"-"+p.name)), Ref: on, Kind: kind, Name: name}, bytes.NewReader(content))
}

// scanOf is a paper of the old kind, of which there is only a picture.
func scanOf(name string) paper { return paper{name: name} }

// print sets a paper. A scan, and any paper where there is no font, is a picture
// of an empty sheet with a seal.
func (t *teller) print(p paper) (name string, content []byte, err error) {
	var out bytes.Buffer
	if p.Blocks != nil {
		p.Created = t.DB.Now()
		_, err = t.Paper.Render(&out, p.Document)
		if !errors.Is(err, pdf.ErrFontMissing) {
			return p.name + ".pdf", out.Bytes(), err
		}
		out.Reset()
	}
	err = png.Encode(&out, sealed())
	return p.name + ".png", out.Bytes(), err
}

// sealed is a white sheet with a red ring.
func sealed() image.Image {
	const width, height, radius = 210, 297, 24
	sheet := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.RGBA{200, 30, 30, 255}})
	for y := range height {
		for x := range width {
			dx, dy := x-width*2/3, y-height*3/4
			if d := dx*dx + dy*dy; d <= radius*radius && d >= (radius-3)*(radius-3) {
				sheet.SetColorIndex(x, y, 1)
			}
		}
	}
	return sheet
}

// clauses are the parts of a contract's text that people look up (reference 8.5).
func clauses(a agreement) []contract.Clause {
	c := []contract.Clause{
		{Number: "12.2", Title: "预付款", Text: "合同签订后按约定期限支付预付款，自累计完成产值达到合同价30%起按比例抵扣，至80%时扣完。"},
		{Number: "12.4", Title: "进度款", Text: "按约定节点或按月计量，人工费单独拨付至农民工工资专用账户。"},
		{Number: "15.3", Title: "质量保证金", Text: "质量保证金按约定比例扣留，缺陷责任期满且无质量缺陷后14日内无息返还。"},
		{Number: "16.1", Title: "逾期付款", Text: "发包人逾期付款的，自逾期之日起按日万分之五支付违约金。"},
		{Number: "16.2", Title: "逾期竣工", Text: "承包人逾期竣工的，每逾期一日按合同价的万分之五支付违约金，累计不超过合同价的5%。"},
		{Number: "17.2", Title: "竣工结算", Text: "承包人提交结算书后28日内审定；涉及变更与签证的，随结算一并计算。"},
		{Number: "19.1", Title: "履约担保", Text: "履约担保金额为中标合同价的10%，以银行保函形式提交，有效期至竣工验收合格之日起28日。"},
	}
	if a.plan == "equipment" {
		c[1] = contract.Clause{Number: "12.4", Title: "设备款", Text: "合同签订付30%，设备到货验收付40%，安装调试合格付25%，质保期满付5%。"}
	}
	return c
}

// contractText is a contract as it goes to its reviewers.
func contractText(a agreement) paper {
	p := paper{name: a.deal + " 合同文本", Document: pdf.Document{Lang: "zh", Title: a.deal + "合同", Watermark: "审核稿"}}
	for _, c := range clauses(a) {
		p.Blocks = append(p.Blocks, pdf.Heading{Text: c.Number + " " + c.Title}, pdf.Paragraph{Text: c.Text})
	}
	return p
}

// signedCopy is what both sides put their seals on.
func signedCopy(v contract.View) paper {
	return paper{name: v.Title + " 签字盖章件", Document: pdf.Document{Lang: "zh", Title: v.Title, Number: v.Number, Blocks: []pdf.Block{
		pdf.Fields{Columns: 1, Pairs: []pdf.Field{{Label: "合同编号", Value: v.Number}, {Label: "合同价(元)", Value: v.Price.Yuan()}}},
		pdf.Signatures{Parties: []string{v.Customer.Name, v.Entity.Name}, Lines: []string{"签字（盖章）：", "日期："}},
	}}}
}

// filing is a paper that came to a record outside the usual course.
type filing struct {
	on            ref.Ref
	at, who, kind string
	paper
}

// filings are papers that the examples of the API name, on records where they
// belong.
func filings() []filing {
	offered := ref.To(quote.Kind, quoteID("渝峡换乘站装饰装修"))
	of := func(deal string) ref.Ref { return ref.To(contract.Kind, contractID(deal)) }
	named := func(name, id string) paper { return paper{name: name, id: id} }
	return []filing{
		{offered, "2026-11-19 10:00", "zhao.sales", document.Evidence, named("中标通知书", "quote-evidence")},
		{of("青岚堆场道路大修"), "2026-11-18 16:20", bookkeeper, document.Evidence, named("监理签认的付款证书", "node-paper")},
		{of("邕江冷链仓库一期"), "2026-11-12 10:00", clerk, document.Evidence, named("仲裁申请书", "order-paper")},
		{of("黔岭服务区充电设施"), "2026-11-20 09:10", clerk, document.SignedScan, named("双方用印扫描件", "contract-scan")},
		{of("锦麓云庭二期3#楼总承包"), "2026-11-10 09:30", clerk, document.Attachment, named("发包人停工通知", "contract-notice")},
		{of("钱湾区滨江大道(一期)道路工程"), "2026-11-19 16:00", clerk, document.Evidence, named("竣工验收证书", "contract-certificate")},
		{of("庐州智造园研发楼改造"), "2026-11-16 10:00", "wu.finance", document.Evidence, named("结算审核报告", "contract-settlement")},
	}
}

func (t *teller) files() {
	for _, f := range filings() {
		t.then(f.at, f.who, f.name, func(ctx context.Context) error {
			_, err := t.file(ctx, f.on, f.kind, f.paper)
			return err
		})
	}
}
