//go:build realdata

package text_test

import (
	"encoding/csv"
	"os"
	"testing"

	"gongqiao/internal/platform/text"
)

type labelled struct {
	a, b string
	same bool
}

// The baseline (suffixes stripped, then a general diff) reaches 0.865.
func TestRealCompanyPairs(t *testing.T) {
	pairs := readPairs(t)
	best, bestAt := 0.0, 0.0
	for at := 0.50; at < 1; at += 0.01 {
		if f, _, _ := score(pairs, at); f > best {
			best, bestAt = f, at
		}
	}
	f, precision, recall := score(pairs, text.LikelySame)
	t.Logf("%d pairs: F1 %.4f at %.2f (precision %.4f, recall %.4f); best %.4f at %.2f",
		len(pairs), f, text.LikelySame, precision, recall, best, bestAt)
	odd, even := halves(pairs)
	fOdd, _, _ := score(odd, text.LikelySame)
	fEven, _, _ := score(even, text.LikelySame)
	t.Logf("halves %.4f and %.4f", fOdd, fEven)
	if f < 0.96 {
		t.Errorf("F1 %.4f fell below 0.96", f)
	}
	for _, p := range pairs {
		if s := text.Similarity(p.a, p.b); (s >= text.LikelySame) != p.same && testing.Verbose() {
			t.Logf("%.2f %v %s | %s", s, p.same, p.a, p.b)
		}
	}
}

func halves(pairs []labelled) (odd, even []labelled) {
	for i, p := range pairs {
		if i%2 == 0 {
			even = append(even, p)
		} else {
			odd = append(odd, p)
		}
	}
	return odd, even
}

func score(pairs []labelled, at float64) (f1, precision, recall float64) {
	var hit, wrong, missed float64
	for _, p := range pairs {
		switch found := text.Similarity(p.a, p.b) >= at; {
		case found && p.same:
			hit++
		case found:
			wrong++
		case p.same:
			missed++
		}
	}
	return 2 * hit / (2*hit + wrong + missed), hit / (hit + wrong), hit / (hit + missed)
}

func readPairs(t *testing.T) []labelled {
	t.Helper()
	f, err := os.Open("../../../../shared/data/cn_company_pairs/pairs.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	var pairs []labelled
	for _, r := range rows[1:] {
		pairs = append(pairs, labelled{r[0], r[1], r[2] == "1"})
	}
	return pairs
}
