package earned

import (
	"fmt"
	"math/big"
	"sort"
)

// Timing is earned schedule: performance measured in periods.
type Timing struct {
	ES Number // earned schedule: when what is earned should have been earned
	AT Number // actual time
	PD Number // planned duration
}

// Schedule reads the time off the curve of planned value: pv is cumulated
// at the end of each period and must neither fall nor be negative, at is the
// time that has passed in periods. The planned duration ends with the period in
// which the curve reaches its end; where nothing is planned, there is none.
func Schedule(pv []int64, ev int64, at Number) (Timing, error) {
	last := int64(0)
	for i, v := range pv {
		if v < last {
			return Timing{}, fmt.Errorf("%w: in period %d", ErrFalling, i+1)
		}
		last = v
	}
	if last == 0 { // nothing is planned
		return Timing{AT: at}, nil
	}
	for len(pv) > 1 && pv[len(pv)-2] == last {
		pv = pv[:len(pv)-1]
	}
	t := Timing{AT: at, PD: Of(int64(len(pv)))}
	n := sort.Search(len(pv), func(i int) bool { return pv[i] > ev })
	t.ES = Of(int64(n))
	if n < len(pv) {
		before := int64(0)
		if n > 0 {
			before = pv[n-1]
		}
		into := new(big.Rat).SetFrac64(max(ev, 0)-before, pv[n]-before)
		t.ES = t.ES.plus(Number{into})
	}
	return t, nil
}

// SV is ES - AT in periods; negative is behind.
func (t Timing) SV() Number { return t.ES.minus(t.AT) }

// SPI is ES / AT; none before any time has passed.
func (t Timing) SPI() Number { return t.ES.over(t.AT) }

// EAC is the whole duration in periods if it goes on like this; none before
// anything is earned.
func (t Timing) EAC() Number { return t.PD.over(t.SPI()) }

// TSPI is the performance that what is left needs to end in time; none when the
// time is over.
func (t Timing) TSPI() Number { return t.PD.minus(t.ES).over(t.PD.minus(t.AT)) }
