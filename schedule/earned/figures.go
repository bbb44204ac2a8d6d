package earned

import "math/big"

// Figures are what everything else is computed from, in hundredths of the
// currency.
type Figures struct {
	BAC int64 // budget at completion
	PV  int64 // planned value, the budget of what should be done (BCWS)
	EV  int64 // earned value, the budget of what is done (BCWP)
	AC  int64 // actual cost of what is done (ACWP)
}

// CV is the cost variance EV - AC in hundredths; negative is over budget.
func (f Figures) CV() int64 { return f.EV - f.AC }

// SV is the schedule variance EV - PV in hundredths; negative is behind.
func (f Figures) SV() int64 { return f.EV - f.PV }

// CVPercent is the cost variance in percent of EV; none if EV is zero.
func (f Figures) CVPercent() Number { return Of(f.EV).minus(Of(f.AC)).times(Of(100)).over(Of(f.EV)) }

// SVPercent is the schedule variance in percent of PV; none if PV is zero.
func (f Figures) SVPercent() Number { return Of(f.EV).minus(Of(f.PV)).times(Of(100)).over(Of(f.PV)) }

// CPI is the cost performance index EV / AC; none if AC is zero.
func (f Figures) CPI() Number { return Of(f.EV).over(Of(f.AC)) }

// SPI is the schedule performance index EV / PV; none if PV is zero.
func (f Figures) SPI() Number { return Of(f.EV).over(Of(f.PV)) }

// Forecast is an assumption about the cost of what is left.
type Forecast uint8

// The forecasts, in the order in which they are usually numbered from 1.
const (
	AtCPI     Forecast = iota // the rest goes on at the same cost performance
	AsPlanned                 // the rest costs what was planned
	AtBoth                    // the rest costs more by both indices
	BottomUp                  // the rest is estimated anew
	Weighted                  // four fifths cost and one fifth schedule performance
)

// EAC is the estimate at completion in hundredths. etc is the new estimate of
// what is left, in hundredths, and counts for BottomUp only. There is none where
// an index that it needs is missing or zero.
func (f Figures) EAC(by Forecast, etc int64) Number {
	rest := Of(f.BAC).minus(Of(f.EV))
	switch by {
	case AtCPI:
		return Of(f.BAC).over(f.CPI())
	case AsPlanned:
		return Of(f.AC).plus(rest)
	case AtBoth:
		return Of(f.AC).plus(rest.over(f.CPI().times(f.SPI())))
	case BottomUp:
		return Of(f.AC).plus(Of(etc))
	case Weighted:
		fifth := Number{big.NewRat(1, 5)}
		return Of(f.AC).plus(rest.over(f.CPI().times(Of(4)).plus(f.SPI()).times(fifth)))
	default:
		return Number{}
	}
}

// ETC is the estimate to complete, EAC - AC in hundredths.
func (f Figures) ETC(eac Number) Number { return eac.minus(Of(f.AC)) }

// VAC is the variance at completion, BAC - EAC in hundredths; negative is over budget.
func (f Figures) VAC(eac Number) Number { return Of(f.BAC).minus(eac) }

// TCPI is the cost performance that what is left needs to end at BAC; none if
// the budget is spent.
func (f Figures) TCPI() Number { return f.TCPITo(Of(f.BAC)) }

// TCPITo is the cost performance that what is left needs to end at an estimate.
func (f Figures) TCPITo(eac Number) Number {
	return Of(f.BAC).minus(Of(f.EV)).over(eac.minus(Of(f.AC)))
}
