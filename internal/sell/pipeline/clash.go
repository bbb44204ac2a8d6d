package pipeline

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/text"
)

// sameName is the likeness from which on two project names of one customer are
// taken for the same project (reference 2.3).
const sameName = 0.85

// Twin is an opportunity that may be the same project.
type Twin struct {
	ID     ref.ID `json:"id"`
	Number string `json:"number"`
	Name   string `json:"name"`

	scope authz.Scope
}

// Clash says who else chases the same project: those that the caller may see,
// and whether there are others, without a word about them.
type Clash struct {
	Visible []Twin `json:"visible" nullable:"false"`
	Hidden  bool   `json:"hidden" doc:"Somebody else in the group chases this project; ask your manager."`
}

// any reports whether somebody does.
func (c Clash) any() bool { return c.Hidden || len(c.Visible) > 0 }

// alike keeps the twins whose names mean the same project as name.
func alike(twins []Twin, name string) []Twin {
	var out []Twin
	similar := text.SimilarTo(name)
	for _, t := range twins {
		if similar(t.Name) >= sameName {
			out = append(out, t)
		}
	}
	return out
}
