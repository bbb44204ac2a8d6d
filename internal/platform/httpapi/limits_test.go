package httpapi_test

import (
	"errors"
	"testing"

	"gongqiao/internal/platform/httpapi"
)

func TestLimitsOfACaller(t *testing.T) {
	l := httpapi.NewLimits(1, 3, 10)
	for i := range 3 {
		release, err := l.Admit("somebody")
		if err != nil {
			t.Fatalf("request %d of the burst: %v", i, err)
		}
		release()
	}
	if _, err := l.Admit("somebody"); !errors.Is(err, httpapi.ErrLimited) {
		t.Errorf("behind the burst: %v", err)
	}
	if _, err := l.Admit("somebody else"); err != nil {
		t.Errorf("another caller: %v", err)
	}
}

func TestNoLimitOfACaller(t *testing.T) {
	l := httpapi.NewLimits(0, 0, 1)
	for range 1000 {
		release, err := l.Admit("somebody")
		if err != nil {
			t.Fatal(err)
		}
		release()
	}
}

func TestLimitOfWhatRunsAtOnce(t *testing.T) {
	l := httpapi.NewLimits(0, 0, 2)
	first, err := l.Admit("a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Admit("b"); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Admit("c"); !errors.Is(err, httpapi.ErrOverload) {
		t.Errorf("one too many: %v", err)
	}
	first()
	if _, err := l.Admit("c"); err != nil {
		t.Errorf("after one ended: %v", err)
	}
}
