package app_test

import (
	"log/slog"
	"testing"

	"gongqiao/internal/app"
	"gongqiao/internal/base/identity"
	"gongqiao/internal/platform/config"
)

// The audit key is rotated between two starts: what the first one wrote is as
// good as what the second one writes, and the report tells them apart.
func TestRotatedAuditKey(t *testing.T) {
	c := config.Config{Data: t.TempDir(), Today: today}
	run := func(do func(*app.App)) {
		a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		if do(a); t.Failed() {
			t.FailNow()
		}
		r, err := a.Verify(t.Context())
		if err != nil || !r.OK() {
			t.Fatalf("%v %v", r.Findings, err)
		}
	}
	run(func(a *app.App) {
		if _, err := a.Identity.SetUp(t.Context(), identity.Setup{Group: "示范集团", Entity: "示范建设有限公司", Username: "admin", Name: "管理员", Password: "Copper-Bridge-71"}); err != nil {
			t.Error(err)
		}
	})
	if before, now, err := app.RotateKey(c, "audit"); err != nil || before != "k0001" || now != "k0002" {
		t.Fatalf("%s follows %s: %v", now, before, err)
	}
	if _, _, err := app.RotateKey(c, "house"); err == nil {
		t.Error("a ring that is none was rotated")
	}
	run(func(*app.App) {})
	run(func(a *app.App) {
		r, err := a.Verify(t.Context())
		if err != nil || len(r.Keys) != 2 || r.Keys[0].Key != "k0001" || r.Keys[0].First != 0 || r.Keys[1].Records != 1 || r.Keys[1].Last != r.Records-1 || r.Keys[0].Records+r.Keys[1].Records != r.Records {
			t.Errorf("%+v %v", r.Keys, err)
		}
	})
}
