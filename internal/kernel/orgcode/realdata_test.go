//go:build realdata

package orgcode_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"gongqiao/internal/kernel/orgcode"
)

func TestRealCodes(t *testing.T) {
	f, err := os.Open("../../../../shared/data/cn_identifiers/uscc.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	strict := 0
	for _, r := range rows[1:] {
		code, err := orgcode.Parse(r[0])
		if want := strings.HasPrefix(r[1], "valid"); (err == nil) != want {
			t.Errorf("%q is %s (%s): %v", r[0], r[1], r[2], err)
		}
		if err == nil && orgcode.CheckStrict(code) != nil {
			strict++
		}
	}
	t.Logf("%d codes; %d good ones fail the inner check", len(rows)-1, strict)
}
