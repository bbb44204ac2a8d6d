package httpapi_test

import (
	"errors"
	"sync"
	"sync/atomic"
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

// Many who ask at once take one token each: nobody's clock runs behind another's.
func TestACrowdTakesNoMoreThanItsTokens(t *testing.T) {
	const people, times = 64, 200
	l := httpapi.NewLimits(1e9, 2*people*times, people)
	var refused atomic.Int64
	var all sync.WaitGroup
	for range people {
		all.Go(func() {
			for range times {
				release, err := l.Admit("somebody")
				if err != nil {
					refused.Add(1)
					continue
				}
				release()
			}
		})
	}
	all.Wait()
	if n := refused.Load(); n != 0 {
		t.Errorf("%d of %d were refused", n, people*times)
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
