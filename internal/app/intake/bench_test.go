package intake_test

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"testing"

	"gongqiao/internal/app"
	"gongqiao/internal/platform/sheet"
)

// companies is a workbook of customers that nobody has, each with a contact.
func companies(tb testing.TB, rows int) []byte {
	tb.Helper()
	var out bytes.Buffer
	w, err := sheet.NewXLSX(&out, sheet.Table{Columns: []sheet.Column{{Title: "客户名称"}, {Title: "简称"}, {Title: "行业"}, {Title: "省份"}, {Title: "城市"}, {Title: "地址"}, {Title: "联系人"}, {Title: "手机"}}})
	if err != nil {
		tb.Fatal(err)
	}
	towns := []string{"杭州", "宁波", "苏州", "成都", "武汉", "西安", "长沙", "合肥"}
	trades := []string{"建设工程", "新能源", "环境科技", "物流", "生物医药", "精密机械", "置业", "水务"}
	for i := range rows {
		town, trade := towns[i%len(towns)], trades[i/len(towns)%len(trades)]
		core := syllables(i)
		if err := w.Row(town+core+trade+"有限公司", core+trade, trade, "浙江", town, town+"市滨江路 "+strconv.Itoa(i)+" 号", "王"+core[:3], fmt.Sprintf("139%08d", i)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// syllables is a different short name for each number.
func syllables(n int) string {
	const of = "华兴盛达恒泰瑞丰宏远嘉诚信和鼎新创智联通博雅安康元正"
	r := []rune(of)
	out := ""
	for range 4 {
		out += string(r[n%len(r)])
		n /= len(r)
	}
	return out
}

func BenchmarkImport(b *testing.B) {
	n := 20_000
	if s := os.Getenv("GONGQIAO_IMPORT_ROWS"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	file := companies(b, n)
	for b.Loop() {
		b.StopTimer()
		a := open(b)
		b.StartTimer()
		got, err := a.Import(b.Context(), app.ImportOrder{User: "gm", Kind: "customers", Name: "companies.xlsx", File: bytes.NewReader(file)}, nil)
		if err != nil || got.Counts.Fresh != int64(n) {
			b.Fatal(got.Counts, err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
