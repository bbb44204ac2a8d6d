// Package level schedules jobs that share limited resources: the resource-constrained
// project scheduling problem with minimal lags of all four kinds, working calendars,
// capacities that change in steps, and jobs that have begun.
//
// Owns: the problem and its rules ([Problem.Validate]), schedules from priorities
// ([Generate], [Improve]), the search for a short plan with a lower bound ([Level]), the
// proof that a plan is feasible ([Check]), and the report of what is overbooked
// ([Overloads]).
// Does not own: dates, files, costs, and what a caller's tasks mean. A caller maps its
// time to whole units of an axis, the coarser the quicker.
//
// Shapes: jobs, resources and links name each other by position; results are slices with
// one entry per job. A job with start s and finish f works in [s, f), in the open units
// of its calendar. Times lie in [0, MaxTime].
//
// Invariants:
//   - every plan returned passes Check, and its bound is at most the makespan of any
//     feasible plan;
//   - fixed jobs never move; links into them bind nobody;
//   - the same problem, seed and number of schedules give the same plan on every machine.
//
// Method. A plan comes from the serial or the parallel scheme (Kelley 1963). The search
// first tries all rules in both, then breeds two populations of schedules, one pushed to
// the beginning and one pushed to the end (Debels and Vanhoucke 2005, "A bi-population
// based genetic algorithm for the resource-constrained project scheduling problem"): the
// children of one population are generated in the direction of the other, in which each
// keeps a block of one parent and takes the order of the rest from the other parent
// (after Hartmann 1998; Valls, Ballestín and Quintanilla 2008). The bound is the largest
// of the critical path, of the work that each resource must find between the heads and
// tails of any set of jobs, and of lengths refuted by pairs of jobs that exclude each
// other and by energetic reasoning (Klein and Scholl 1999; Erschler and Lopez 1990). The optimum of problems with negative effective lags may lie
// outside what the serial scheme can reach.
//
// Errors wrap [ErrInvalid], [ErrDemand], [ErrNoPlan] or [ErrInfeasible], or are a
// *[CycleError].
package level
