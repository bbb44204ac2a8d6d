package level

// MaxTime bounds every time, duration, lag, demand and capacity of a problem and the
// horizon that follows from them. One-minute units reach beyond a thousand years.
const MaxTime = 1 << 29

// A Problem is a set of jobs that share renewable resources. Jobs, resources and links
// name each other by their position in these slices. Times are whole units of an axis
// that begins at 0; a job with start s and finish f works in the units [s, f).
type Problem struct {
	Resources []Resource
	Jobs      []Job
	Links     []Link
}

// A Resource offers Capacity units at every time, or, when Steps is not empty, Capacity
// until the first step and then what the steps say.
type Resource struct {
	Name     string // for messages; may be empty
	Capacity int    // ≥ 0
	Steps    []Step // rising At
}

// A Step sets the capacity of a resource from the time At on.
type Step struct {
	At       int
	Capacity int
}

// A Job works without interruption for Duration units, counted in the open units of its
// calendar, and occupies its demands in those units.
type Job struct {
	Name     string // for messages; may be empty
	Duration int    // ≥ 0; 0 is a milestone and occupies nothing
	Demands  []Demand
	Earliest int       // the job does not start before this time
	Priority int       // for [ByPriority]: smaller goes first
	Calendar *Calendar // nil: every unit is open
	// Fixed says that the job has begun at Start and never moves. Fixed jobs are facts:
	// links into them bind nobody, and what they use beyond the capacity is tolerated,
	// but leaves nothing for the others.
	Fixed bool
	Start int
}

// A Demand is what a job occupies of one resource while it works.
type Demand struct {
	Resource int
	Units    int // ≥ 0
}

// Kind says which ends of two jobs a link ties.
type Kind uint8

// The four kinds of links.
const (
	FinishStart  Kind = iota // start(To) ≥ finish(From) + Lag
	StartStart               // start(To) ≥ start(From) + Lag
	FinishFinish             // finish(To) ≥ finish(From) + Lag
	StartFinish              // finish(To) ≥ start(From) + Lag
)

// A Link keeps To behind From by a minimal lag, which may be negative. The lag counts
// units of the axis or, with a calendar, open units of that calendar. Links must not form
// a cycle, whatever their lags.
type Link struct {
	From, To int
	Kind     Kind
	Lag      int
	Calendar *Calendar
}

// capacity returns the capacity at time t.
func (r Resource) capacity(t int) int {
	c := r.Capacity
	for _, s := range r.Steps {
		if s.At > t {
			break
		}
		c = s.Capacity
	}
	return c
}

// peak returns the largest capacity over time.
func (r Resource) peak() int {
	c := r.Capacity
	if len(r.Steps) > 0 && r.Steps[0].At <= 0 {
		c = 0 // the first step hides it
	}
	for _, s := range r.Steps {
		c = max(c, s.Capacity)
	}
	return c
}

// finish returns when a job that starts at the given time is done.
func (j *Job) finish(start int) int {
	if j.Calendar == nil || j.Duration == 0 {
		return start + j.Duration
	}
	return int(j.Calendar.finish(int32(start), int32(j.Duration)))
}
