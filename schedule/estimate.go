package schedule

import (
	"fmt"
	"math"
)

// Shape is how likely the values between the least and the greatest are.
type Shape uint8

// The shapes.
const (
	Triangular Shape = iota // rises to the likely value and falls from it
	PERT                    // the beta distribution of mean (low + 4 likely + high) / 6
	Uniform                 // all alike; the likely value does not count
)

// Estimate is a value of which three points are known: minutes of a duration or
// a delay, or hundredths of the currency. Low is at most Likely, and Likely at most High.
type Estimate struct {
	Shape             Shape
	Low, Likely, High int64
}

// Certain is an estimate that always comes true.
func Certain(value int64) Estimate { return Estimate{Uniform, value, value, value} }

func (e Estimate) check(limit int64) error {
	if e.Shape > Uniform || e.Low > e.Likely || e.Likely > e.High || e.Low < 0 || e.High > limit {
		return fmt.Errorf("%w: %d, %d, %d", ErrEstimate, e.Low, e.Likely, e.High)
	}
	return nil
}

// drawer draws from an estimate. The generator gives 32 bits for a value, the
// same ones on every machine: sums and products of floating point are rounded
// one by one, so that no processor joins them.
type drawer struct {
	shape     Shape
	low, span float64
	rise      float64   // the share of the triangle before its tip
	left      float64   // span of it before the tip, times the whole
	right     float64   // and after it
	quantiles []float32 // of PERT, of its span
}

const quantileSteps = 256

// tables keeps the quantiles of estimates of the same form.
type tables map[float64][]float32

func (known tables) drawer(e Estimate) drawer {
	d := drawer{shape: e.Shape, low: float64(e.Low), span: float64(e.High - e.Low)}
	if e.High == e.Low {
		d.shape = Uniform // the likely value has no place in nothing
		return d
	}
	tip := float64(e.Likely - e.Low)
	d.rise = tip / d.span
	d.left, d.right = tip*d.span, (d.span-tip)*d.span
	if e.Shape == PERT {
		if known[d.rise] == nil {
			known[d.rise] = pertQuantiles(d.rise)
		}
		d.quantiles = known[d.rise]
	}
	return d
}

// value is the quantile of u of 2^32, rounded to a whole.
func (d *drawer) value(u uint32) int64 {
	share := float64(u) / (1 << 32)
	var v float64
	switch {
	case d.shape == Uniform:
		v = share * d.span
	case d.shape == PERT:
		at := int(u >> 24)
		part := float64(u&(1<<24-1)) / (1 << 24)
		from, to := float64(d.quantiles[at]), float64(d.quantiles[at+1])
		v = float64(from+float64(part*float64(to-from))) * d.span
	case share < d.rise:
		v = math.Sqrt(share * d.left)
	default:
		v = d.span - math.Sqrt(float64(1-share)*d.right)
	}
	return int64(d.low + math.Round(v))
}

// pertQuantiles are those of the beta distribution of a PERT estimate whose
// likely value lies at a share of its span: alpha is 1+4m, beta 5-4m (Malcolm,
// Roseboom, Clark, Fazar 1959). The distribution is summed by the trapezium rule.
func pertQuantiles(m float64) []float32 {
	const fine = 512
	density := func(i int) float64 {
		x := float64(i) / fine
		switch {
		case i == 0 && m > 0, i == fine && m < 1:
			return 0
		case i == 0 || i == fine:
			return 1
		}
		return math.Exp(float64(4*m*math.Log(x)) + float64((4-float64(4*m))*math.Log1p(-x)))
	}
	var sums [fine + 1]float64
	before := density(0)
	for i := 1; i <= fine; i++ {
		here := density(i)
		sums[i] = sums[i-1] + (before+here)/2
		before = here
	}
	out := make([]float32, quantileSteps+1)
	at := 0
	for q := range out {
		want := sums[fine] * float64(q) / quantileSteps
		for at < fine-1 && sums[at+1] < want {
			at++
		}
		out[q] = float32((float64(at) + (want-sums[at])/(sums[at+1]-sums[at])) / fine)
	}
	return out
}
