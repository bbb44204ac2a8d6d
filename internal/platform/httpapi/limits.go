package httpapi

import (
	"sync"
	"time"

	"gongqiao/internal/kernel/fault"
)

// ErrOverload sheds what would only wait.
var ErrOverload = fault.New(fault.Unavailable, "overload", "too much at once; try again")

// ErrCrossOrigin refuses requests that another site made a browser send.
var ErrCrossOrigin = fault.New(fault.Forbidden, "auth.cross_origin", "the request came from another site")

// Limits sheds load: a token bucket per caller, and a cap on how many requests
// run at once. Callers are people, or addresses for nobody.
type Limits struct {
	Rate  float64 // requests a second that a caller may keep up; 0 sets no limit
	Burst float64
	slots chan struct{}

	mu      sync.Mutex
	buckets map[string]*bucket
	swept   time.Time
}

type bucket struct {
	tokens float64
	at     time.Time
}

// NewLimits returns limits of rate requests a second with a burst, and at most
// inflight at once.
func NewLimits(rate, burst float64, inflight int) *Limits {
	return &Limits{Rate: rate, Burst: burst, slots: make(chan struct{}, inflight), buckets: map[string]*bucket{}}
}

// Admit takes a token of the caller's bucket and a slot; call release at the end.
func (l *Limits) Admit(caller string) (release func(), err error) {
	if !l.take(caller) {
		return nil, ErrLimited.With("wait", time.Second)
	}
	select {
	case l.slots <- struct{}{}:
		return func() { <-l.slots }, nil
	default:
		return nil, ErrOverload
	}
}

func (l *Limits) take(caller string) bool {
	if l.Rate <= 0 {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now() // under the lock: time that went backwards would take tokens away
	l.sweep(now)
	b := l.buckets[caller]
	if b == nil {
		b = &bucket{tokens: l.Burst, at: now}
		l.buckets[caller] = b
	}
	b.tokens = min(l.Burst, b.tokens+now.Sub(b.at).Seconds()*l.Rate)
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

// sweep forgets callers whose bucket is full again.
func (l *Limits) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute {
		return
	}
	l.swept = now
	for k, b := range l.buckets {
		if b.tokens+now.Sub(b.at).Seconds()*l.Rate >= l.Burst {
			delete(l.buckets, k)
		}
	}
}
