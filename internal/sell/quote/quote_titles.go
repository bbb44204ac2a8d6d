package quote

import (
	"regexp"
	"strings"
)

// titles are what people call the columns of a bill.
var titles = map[string]string{
	"项目编码": "code", "清单编码": "code", "编码": "code", "清单编号": "code", "项目编号": "code", "子目编码": "code", "子目号": "code", "code": "code", "itemcode": "code",
	"项目名称": "name", "清单名称": "name", "名称": "name", "子目名称": "name", "项目": "name", "name": "name", "item": "name", "description": "name",
	"项目特征": "features", "项目特征描述": "features", "特征描述": "features", "项目特征及工作内容": "features", "项目特征和工作内容": "features", "特征": "features", "features": "features", "specification": "features",
	"计量单位": "unit", "单位": "unit", "unit": "unit",
	"工程量": "quantity", "工程数量": "quantity", "数量": "quantity", "清单工程量": "quantity", "清单量": "quantity", "quantity": "quantity", "qty": "quantity",
	"综合单价": "unit_rate", "单价": "unit_rate", "全费用综合单价": "unit_rate", "不含税综合单价": "unit_rate", "含税综合单价": "unit_rate", "不含税单价": "unit_rate", "含税单价": "unit_rate", "unitrate": "unit_rate", "unitprice": "unit_rate", "rate": "unit_rate",
	"合价": "amount", "综合合价": "amount", "金额": "amount", "总价": "amount", "合计": "amount", "amount": "amount", "total": "amount",
	"分部": "section", "分部工程": "section", "单位工程": "section", "专业工程": "section", "分部名称": "section", "section": "section",
	"类别": "category", "费用类别": "category", "清单类别": "category", "category": "category",
	"计算基础": "base", "取费基础": "base", "base": "base",
	"费率": "ratio", "ratio": "ratio",
	"税率": "tax_rate", "增值税率": "tax_rate", "增值税税率": "tax_rate", "taxrate": "tax_rate", "vat": "tax_rate",
	"备注": "note", "说明": "note", "note": "note", "remarks": "note", "remark": "note",
}

// bracketed is the unit behind a title: 合价(元).
var bracketed = regexp.MustCompile(`\([^)]*\)`)

// titleOf returns the field that a title names, and whether it says per cent.
func titleOf(text string) (field string, percent bool) {
	text = strings.ToLower(strings.Join(strings.Fields(narrowed(text)), ""))
	return titles[bracketed.ReplaceAllString(text, "")], strings.Contains(text, "%")
}

// categoryNames are what people call the parts of a bill.
var categoryNames = map[string]Category{
	"分部分项": Measured, "分部分项工程": Measured, "分部分项工程费": Measured, "measured": Measured,
	"措施项目": Measures, "措施": Measures, "措施费": Measures, "措施项目费": Measures, "单价措施": Measures, "总价措施": Measures, "measures": Measures,
	"其他项目": Other, "其他": Other, "其他项目费": Other, "other": Other,
	"规费": Statutory, "规费项目": Statutory, "statutory": Statutory,
	"暂列金额": Provisional, "暂列": Provisional, "provisional": Provisional,
}

var baseNames = map[string]Base{
	"分部分项合计": OfMeasured, "分部分项": OfMeasured, "分部分项工程费": OfMeasured, "measured": OfMeasured,
	"分部分项与措施合计": OfMeasuredMeasures, "分部分项+措施": OfMeasuredMeasures, "分部分项+措施项目": OfMeasuredMeasures, "measured_and_measures": OfMeasuredMeasures,
}

// roundTo rounds plain digits half up, away from zero, to so many decimals, and
// reports whether nothing was lost. "" stays "".
func roundTo(plain string, places int) (short string, exact bool) {
	whole, frac, _ := strings.Cut(plain, ".")
	if len(frac) <= places {
		return plain, true
	}
	kept, rest := frac[:places], frac[places:]
	sign, digits := "", whole+kept
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	if rest[0] >= '5' {
		digits = increment(digits)
	}
	short = sign + digits[:len(digits)-places]
	if places > 0 {
		short += "." + digits[len(digits)-places:]
	}
	return short, strings.Trim(rest, "0") == ""
}

// increment adds one to a row of digits.
func increment(digits string) string {
	b := []byte(digits)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < '9' {
			b[i]++
			return string(b)
		}
		b[i] = '0'
	}
	return "1" + string(b)
}
