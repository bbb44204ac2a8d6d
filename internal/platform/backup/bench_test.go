package backup_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongqiao/internal/platform/backup"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

// BenchmarkBackup writes and restores an installation of 20,000 letters and
// 64 MiB of files.
func BenchmarkBackup(b *testing.B) {
	for _, e := range dbtest.Engines(b) {
		b.Run(string(e), func(b *testing.B) {
			h := &house{engine: e, folder: b.TempDir(), d: schema.Open(b, e, db.Options{})}
			for i := range 16 {
				h.file(b, filepath.Join("blobs", string(rune('a'+i))), strings.Repeat("0123456789abcdef", 1<<18))
			}
			crowd(b, h, 20_000)
			var write, restore time.Duration
			for b.Loop() {
				began := time.Now()
				file := h.save(b)
				write += time.Since(began)
				began = time.Now()
				if _, err := backup.Restore(b.Context(), file, h.target(b)); err != nil {
					b.Fatal(err)
				}
				restore += time.Since(began)
				if info, err := os.Stat(file); err == nil {
					b.ReportMetric(float64(info.Size())/(1<<20), "MiB")
				}
			}
			b.ReportMetric(write.Seconds()/float64(b.N), "write-s")
			b.ReportMetric(restore.Seconds()/float64(b.N), "restore-s")
		})
	}
}

// crowd writes n letters, 50 people at a time.
func crowd(b *testing.B, h *house, n int64) {
	var left atomic.Int64
	left.Store(n)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				if err := write(context.Background(), h.d, "one of many"); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}
