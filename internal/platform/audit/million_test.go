package audit_test

import (
	"os"
	"strconv"
	"testing"
	"time"

	"gongqiao/internal/platform/db/dbtest"
)

// BenchmarkVerify seals and verifies a log of GONGQIAO_AUDIT_RECORDS records,
// 20,000 when it is not set.
func BenchmarkVerify(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("GONGQIAO_AUDIT_RECORDS"))
	if err != nil {
		n = 20_000
	}
	for _, e := range dbtest.Engines(b) {
		b.Run(string(e), func(b *testing.B) {
			l := open(b, e)
			for done := 0; done < n; done += 1000 {
				manyLetters(b, l.d, min(1000, n-done))
				l.clock.advance(time.Second)
			}
			began := time.Now()
			l.seal(b, n)
			sealed := float64(n) / time.Since(began).Seconds()
			for b.Loop() {
				if r := l.verify(b, l.outside(b)); !r.OK() || r.Records != int64(n) {
					b.Fatalf("%+v", r)
				}
			}
			b.ReportMetric(sealed, "sealed/s")
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "verified/s")
		})
	}
}
