// Package earned measures a plan by earned value: what was planned to be done by
// a date, what was done, what it cost, and what follows for the end.
//
// Owns: planned value, earned value and actual cost of a plan; the indices and
// forecasts; earned schedule; the points of the S-curves.
// Does not own: the plan (package schedule) and working time: whoever calls says
// how many working minutes lie between two instants.
//
// # Units
//
// Money is int64, hundredths of the currency. What is divided is a [Number]: exact
// until somebody rounds it, half away from zero, and missing where the divisor
// is zero. Nothing here is a floating-point number.
//
// # Formulas
//
//	CV  = EV - AC       CV% = CV / EV x 100     CPI = EV / AC
//	SV  = EV - PV       SV% = SV / PV x 100     SPI = EV / PV
//	EAC = BAC / CPI                             [AtCPI], called EAC1
//	    = AC + BAC - EV                         [AsPlanned], EAC2
//	    = AC + (BAC - EV) / (CPI x SPI)         [AtBoth], EAC3
//	    = AC + an estimate from below           [BottomUp], EAC4
//	    = AC + (BAC - EV) / (0.8 CPI + 0.2 SPI) [Weighted], EAC5
//	ETC = EAC - AC      VAC = BAC - EAC
//	TCPI = (BAC - EV) / (BAC - AC), or / (EAC - AC)
//
// and in time, with N whole periods whose cumulated PV is at most EV:
//
//	ES     = N + (EV - PV(N)) / (PV(N+1) - PV(N))
//	SV(t)  = ES - AT    SPI(t) = ES / AT    EAC(t) = PD / SPI(t)
//	TSPI   = (PD - ES) / (PD - AT)
//
// Sources: Project Management Institute, The Standard for Earned Value Management
// (the indices, EAC1 to EAC4 and TCPI); the weights of EAC5 are the usual 80 to 20;
// W. Lipke, Schedule is Different, 2003 (earned schedule).
//
// # Rules
//
// A task's budget is the cost of its baseline. Planned value grows in a straight
// line over the working time between the baseline's start and finish. How much a
// task has earned, its [Measure] says. Summaries and inactive tasks count for
// nothing: their tasks count.
//
// The curve's past is not recorded in a plan: earned value and actual cost of a
// task are drawn in a straight line from its actual start to its finish, or to the
// data date, where they are exact.
//
// Invariants:
//   - earned and planned value never exceed the budget;
//   - curves never fall (as long as no amount is negative);
//   - each instant's value is rounded as a whole, so that the periods add up to
//     the total to the last hundredth, and the tasks to the plan.
package earned
