package quote

import (
	"io"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/sheet"
)

// Modes of an upload.
const (
	Replace = "replace" // the file is the whole bill
	Merge   = "merge"   // lines are updated by their code, new ones added, others kept
)

// takeOver returns the bill that an upload leaves. Lines that go on keep their
// ids, so that revisions can be compared line by line.
func (b *Bill) takeOver(incoming []Line, mode string) Bill {
	name := byName
	if mode == Merge {
		name = byBareName
	}
	pairs := pair(b.Lines, incoming, byCode, name)
	merged := append([]Line(nil), b.Lines...)
	var fresh []Line
	out := Bill{Basis: b.Basis}
	for i, l := range incoming {
		if l.ID = ref.New(); pairs[i] >= 0 {
			old := b.Lines[pairs[i]]
			l.ID, l.OriginID, l.Position = old.ID, old.OriginID, old.Position
			merged[pairs[i]] = l
		} else {
			l.OriginID = l.ID
			fresh = append(fresh, l)
		}
		out.Lines = append(out.Lines, l)
	}
	if mode == Merge {
		out.Lines = append(merged, fresh...)
	}
	out.number()
	return out
}

// columns of an exported bill, in the layout that an upload reads.
var exported = []sheet.Column{
	{Title: "序号", Width: 6}, {Title: "分部", Width: 18}, {Title: "类别", Width: 10}, {Title: "项目编码", Width: 16}, {Title: "项目名称", Width: 30}, {Title: "项目特征", Width: 40},
	{Title: "计量单位", Width: 10}, {Title: "工程量", Width: 14}, {Title: "综合单价(元)", Width: 16}, {Title: "合价(元)", Width: 18}, {Title: "计算基础", Width: 18}, {Title: "费率(%)", Width: 10},
	{Title: "税率(%)", Width: 10}, {Title: "备注", Width: 24},
}

var categoryTitles = map[Category]string{Measured: "分部分项", Measures: "措施项目", Other: "其他项目", Statutory: "规费", Provisional: "暂列金额"}

var baseTitles = map[Base]string{OfMeasured: "分部分项合计", OfMeasuredMeasures: "分部分项与措施合计"}

// writeBill writes an xlsx file that [readBill] reads back line for line. Mark
// stands above the header. Without prices their columns stay empty.
func writeBill(w io.Writer, b *Bill, mark string, priced bool) error {
	out, err := sheet.NewXLSX(w, sheet.Table{Sheet: "工程量清单", Columns: exported, Watermark: mark})
	if err != nil {
		return err
	}
	for i := range b.Lines {
		if err := out.Row(b.Lines[i].cells(i+1, priced)...); err != nil {
			return err
		}
	}
	return out.Close()
}

func (l *Line) cells(number int, priced bool) []any {
	row := []any{number, l.Section, categoryTitles[l.Category], l.Code, l.Name, l.Features, l.Unit, nil, nil, nil, baseTitles[l.Base], nil, percentCell(l.TaxRate), l.Note}
	if l.Base == ByQuantity {
		row[7] = sheet.Decimal(l.Quantity.String())
	}
	if !priced {
		return row
	}
	row[9] = money.CNY(l.Amount)
	if l.Base == ByQuantity {
		row[8] = sheet.Decimal(l.UnitRate.String())
	} else {
		row[11] = percentCell(l.Ratio)
	}
	return row
}

// percentCell writes 9 % as the number 9.
func percentCell(r money.Rate) sheet.Decimal {
	s := r.Percent()
	return sheet.Decimal(s[:len(s)-1])
}
