package pdf

import "strings"

// measure returns the width of a text in millimetres at a font size in points.
func (p *page) measure(text string, size float64) float64 {
	w := 0.0
	for _, r := range text {
		w += p.glyph(r).width
	}
	return w * size
}

// glyph finds a character once for each document.
func (p *page) glyph(r rune) glyph {
	g, ok := p.glyphs[r]
	if !ok {
		if g.face = p.fonts.find(r); g.face != nil {
			g.width = g.face.advance(r)
		}
		p.glyphs[r] = g
	}
	return g
}

// prepare cleans a text and shows 〓 for what no font has.
func (p *page) prepare(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && p.glyph(r).face == nil {
			return '〓'
		}
		return r
	}, clean(text))
}

// fit cuts a text to one line of a width and marks the cut.
func (p *page) fit(text string, width, size float64) string {
	text = strings.ReplaceAll(p.prepare(text), "\n", " ")
	if p.measure(text, size) <= width {
		return text
	}
	const mark = "…"
	w, end := p.measure(mark, size), 0
	for i, r := range text {
		if w += p.glyph(r).width * size; w > width {
			break
		}
		end = i + len(string(r))
	}
	return text[:end] + mark
}

// wrap breaks a text into lines of at most width millimetres, one at least.
func (p *page) wrap(text string, width, size float64) []string {
	var lines []string
	for part := range strings.SplitSeq(p.prepare(text), "\n") {
		lines = append(lines, p.wrapLine([]rune(part), width/size)...)
	}
	return lines
}

// wrapLine breaks between Chinese characters and at blanks; a word longer than
// the line is cut. No line begins with a closing mark or ends with an opening one.
func (p *page) wrapLine(text []rune, width float64) []string {
	var lines []string
	start, allowed, w := 0, 0, 0.0 // allowed: the last place to break at, 0 for none
	for i := 0; i < len(text); i++ {
		w += p.glyph(text[i]).width
		if i > start && breakable(text[i-1], text[i]) {
			allowed = i
		}
		if w <= width || i == start {
			continue
		}
		end := i
		if allowed > start {
			end = allowed
		}
		lines = append(lines, strings.TrimRight(string(text[start:end]), " "))
		for end < len(text) && text[end] == ' ' {
			end++
		}
		start, allowed, w = end, 0, 0
		i = end - 1
	}
	return append(lines, strings.TrimRight(string(text[start:]), " "))
}

const (
	neverFirst = "，。、；：？！）》」』】〕〉”’％…—·,.;:?!)]}%"
	neverLast  = "（《「『【〔〈“‘￥¥([{"
)

func breakable(before, after rune) bool {
	if strings.ContainsRune(neverFirst, after) || strings.ContainsRune(neverLast, before) {
		return false
	}
	return before == ' ' || before == '-' || before == '/' || wide(before) || wide(after)
}

// wide tells characters that Chinese sets in a full square.
func wide(r rune) bool { return r >= 0x2e80 }
