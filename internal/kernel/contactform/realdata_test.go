//go:build realdata

package contactform_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"gongqiao/internal/kernel/contactform"
)

// The list holds to another library, which also takes the reserved 92 and 98
// ranges and, unlike people, refuses dashes: those rows are counted only.
func TestRealMobiles(t *testing.T) {
	f, err := os.Open("../../../../shared/data/cn_identifiers/mobile_zh_CN.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	lenient := 0
	for _, r := range rows[1:] {
		_, err := contactform.Mobile(r[0])
		switch {
		case (err == nil) == (r[1] == "valid"):
		case strings.Contains(r[0], "-"), strings.HasPrefix(r[0], "9"), strings.HasPrefix(r[0], "00869"):
			lenient++
		default:
			t.Errorf("%q is %s: %v", r[0], r[1], err)
		}
	}
	t.Logf("%d numbers, %d judged otherwise on purpose", len(rows)-1, lenient)
}
