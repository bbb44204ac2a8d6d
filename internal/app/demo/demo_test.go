package demo_test

import (
	"io"
	"log/slog"
	"testing"

	"gongqiao/internal/app"
	"gongqiao/internal/platform/config"
)

func BenchmarkFill(b *testing.B) {
	for range b.N {
		a, err := app.Open(b.Context(), config.Config{Data: b.TempDir(), Demo: true}, slog.New(slog.DiscardHandler))
		if err != nil {
			b.Fatal(err)
		}
		if err := a.FillDemo(b.Context(), io.Discard); err != nil {
			b.Fatal(err)
		}
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
