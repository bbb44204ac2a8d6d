package customer

import (
	"gongqiao/internal/kernel/workday"
)

// Excellent marks a customer who is served so well that he is recommended first
// for new projects (SVC-02).
const Excellent = "excellent"

// MinNPS is how many answers a net promoter score needs before it says anything.
const MinNPS = 5

// Rating is what one answered survey says of us.
type Rating struct {
	Points    int64 // hundredths of a point of five
	Recommend *int64
	On        workday.Date
}

// Satisfaction is what all answers of a customer come to.
type Satisfaction struct {
	Answers    int64
	Points     int64 // hundredths, summed over the answers
	Last       int64 // hundredths, of the last answer
	LastOn     workday.Date
	Asked      int64 // answers to whether they would recommend us
	Promoters  int64
	Detractors int64
}

// add counts one more answer.
func (s *Satisfaction) add(r Rating) {
	s.Answers++
	s.Points += r.Points
	s.Last, s.LastOn = r.Points, r.On
	if r.Recommend == nil {
		return
	}
	s.Asked++
	switch {
	case *r.Recommend >= 9:
		s.Promoters++
	case *r.Recommend <= 6:
		s.Detractors++
	}
}

// Average returns hundredths of a point, half up; 0 without answers.
func (s Satisfaction) Average() int64 {
	if s.Answers == 0 {
		return 0
	}
	return (2*s.Points + s.Answers) / (2 * s.Answers)
}

// NPS is the net promoter score of n answers, -100 to 100, rounded half away
// from zero; nil below [MinNPS], where one answer would be a landslide.
func NPS(n, promoters, detractors int64) *int64 {
	if n < MinNPS {
		return nil
	}
	d := 200 * (promoters - detractors)
	if d < 0 {
		d -= n
	} else {
		d += n
	}
	d /= 2 * n
	return &d
}
