package pdf

import "io"

// Line is one line of text as it was set: base line and width in millimetres.
type Line struct {
	Page        int
	X, Y, Width float64
	Text        string
}

// RenderLines is Render that also tells where each line was set.
func (r *Renderer) RenderLines(w io.Writer, d Document) (lines []Line, pages int, err error) {
	traced := Renderer{r.find, func(p *page, x, y, width float64, text string) {
		lines = append(lines, Line{p.f.PageNo(), x, y, width, text})
	}}
	pages, err = traced.Render(w, d)
	return lines, pages, err
}
