package pdf

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"

	"codeberg.org/go-pdf/fpdf"
)

// Sizes in millimetres, fonts in points.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
	side       = 18.0 // left and right margin
	top        = 24.0 // first line of text, below the running head
	bottom     = 20.0 // last line of text, above the foot
	content    = pageWidth - 2*side
	textSize   = 9.5
	textLine   = 5.2
	tableSize  = 8.5
	tableLine  = 4.4
	padding    = 1.5
)

// MaxPages is the longest document.
const MaxPages = 500

// Renderer sets documents. It is safe for concurrent use.
type Renderer struct {
	find  func() (*Fonts, error)
	trace func(p *page, x, y, width float64, line string) // for tests
}

// NewRenderer returns a Renderer; with nil fonts every Render answers
// [ErrFontMissing].
func NewRenderer(fonts *Fonts) *Renderer {
	return LazyRenderer(func() (*Fonts, error) {
		if fonts == nil {
			return nil, ErrFontMissing
		}
		return fonts, nil
	})
}

// LazyRenderer returns a Renderer that looks for its fonts once, when the first
// document is set: trying a font out takes longer than many a start. Render
// answers what find does.
func LazyRenderer(find func() (*Fonts, error)) *Renderer {
	return &Renderer{find: sync.OnceValues(find)}
}

// Render writes a document and returns its number of pages. Errors:
// [ErrFontMissing], [ErrTooLong], or what w returned.
func (r *Renderer) Render(w io.Writer, d Document) (pages int, err error) {
	fonts, err := r.find()
	if err != nil {
		return 0, err
	}
	p := r.newPage(fonts, d)
	p.add()
	p.title()
	for _, b := range d.Blocks {
		if p.tooLong() {
			return 0, ErrTooLong.With("limit", MaxPages)
		}
		b.set(p)
	}
	if p.tooLong() {
		return 0, ErrTooLong.With("limit", MaxPages)
	}
	n := p.f.PageCount()
	p.number(n)
	if err := p.f.Output(w); err != nil {
		return 0, fmt.Errorf("write pdf: %w", err)
	}
	return n, nil
}

// page is the document while it is being set.
type page struct {
	f      *fpdf.Fpdf
	doc    Document
	y      float64 // where the next block begins
	fonts  *Fonts
	glyphs map[rune]glyph
	trace  func(p *page, x, y, width float64, line string)
}

// glyph is where a character is set from, and its width at one point.
type glyph struct {
	face  *face // nil: no font has it
	width float64
}

func (r *Renderer) newPage(fonts *Fonts, d Document) *page {
	f := fpdf.New("P", "mm", "A4", "")
	f.SetCatalogSort(true) // the library iterates over maps otherwise
	f.SetCreationDate(d.Created.UTC())
	f.SetModificationDate(d.Created.UTC())
	f.SetTitle(clean(d.Title), true)
	f.SetAuthor(clean(d.Company), true)
	f.SetProducer("Gongqiao", true)
	f.SetLang(language(d.Lang))
	f.SetAutoPageBreak(false, 0)
	f.SetMargins(0, 0, 0)
	for _, n := range fonts.faces {
		f.AddUTF8FontFromBytes(n.name, "", bytes.Clone(n.data)) // the library writes into it
	}
	return &page{f: f, doc: d, fonts: fonts, glyphs: map[rune]glyph{}, trace: r.trace}
}

func language(lang string) string {
	if lang == "en" {
		return "en"
	}
	return "zh-CN"
}

func (p *page) tooLong() bool { return p.f.PageCount() > MaxPages }

// add starts a page with its watermark and running head.
func (p *page) add() {
	p.f.AddPage()
	p.watermark()
	p.gray(110)
	first := p.f.PageCount() == 1
	left := p.doc.Company
	if !first {
		left += "　" + p.doc.Title
	}
	p.text(side, 14, content*0.68, 8, p.fit(left, content*0.68, 8), Left)
	p.text(side+content*0.68, 14, content*0.32, 8, p.fit(p.doc.Number, content*0.32, 8), Right)
	p.line(side, 16.5, side+content, 16.5, 0.2, 190)
	p.black()
	p.y = top
}

func (p *page) title() {
	for _, line := range p.wrap(p.doc.Title, content, 17) {
		p.need(9)
		p.bold(true)
		p.text(side, p.y+6, content, 17, line, Center)
		p.bold(false)
		p.y += 9
	}
	p.y += 4
}

// number writes the feet, when the number of pages is known.
func (p *page) number(total int) {
	for n := 1; n <= total; n++ {
		p.f.SetPage(n)
		p.f.SetFont(p.fonts.faces[0].name, "", 1) // SetPage keeps the font of the last page as current
		p.line(side, pageHeight-15, side+content, pageHeight-15, 0.2, 190)
		p.gray(110)
		label := fmt.Sprintf("第 %d / %d 页", n, total)
		if p.doc.Lang == "en" {
			label = fmt.Sprintf("Page %d / %d", n, total)
		}
		p.text(side, pageHeight-11, content*0.78, 6.5, p.fit(p.doc.Footer, content*0.78, 6.5), Left)
		p.text(side+content*0.78, pageHeight-11, content*0.22, 8, label, Right)
	}
}

// watermark repeats its text diagonally, pale enough to read what stands on it.
func (p *page) watermark() {
	text := p.fit(p.doc.Watermark, 160, 20)
	if text == "" {
		return
	}
	p.f.SetAlpha(0.10, "Normal")
	p.gray(60)
	for _, y := range []float64{75, 160, 245} {
		p.f.TransformBegin()
		p.f.TransformRotate(30, pageWidth/2, y)
		p.text(side, y, content, 20, text, Center)
		p.f.TransformEnd()
	}
	p.f.SetAlpha(1, "Normal")
	p.black()
}

// need starts a new page unless so many millimetres are left.
func (p *page) need(height float64) bool {
	if p.y+height <= pageHeight-bottom || p.y <= top {
		return false
	}
	p.add()
	return true
}

// text sets one line with its base line at y, inside width millimetres from x,
// each run of characters in the font that has them.
func (p *page) text(x, y, width, size float64, line string, align Align) {
	switch free := width - p.measure(line, size); align {
	case Right:
		x += free
	case Center:
		x += free / 2
	case Left:
	}
	if p.trace != nil {
		p.trace(p, x, y, p.measure(line, size), line)
	}
	runes := []rune(line)
	for start := 0; start < len(runes); {
		end, face := start, p.glyph(runes[start]).face
		for end < len(runes) && p.glyph(runes[end]).face == face {
			end++
		}
		if face != nil {
			run := string(runes[start:end])
			p.f.SetFont(face.name, "", size)
			p.f.Text(x, y, run)
			x += p.measure(run, size)
		}
		start = end
	}
}

// bold thickens the strokes: the font has one weight.
func (p *page) bold(on bool) {
	mode := 0
	if on {
		mode = 2
		p.f.SetLineWidth(0.12)
	}
	p.f.SetTextRenderingMode(mode)
}

func (p *page) gray(level int) { p.f.SetTextColor(level, level, level) }
func (p *page) black()         { p.gray(20) }

func (p *page) line(x1, y1, x2, y2, width float64, level int) {
	p.f.SetLineWidth(width)
	p.f.SetDrawColor(level, level, level)
	p.f.Line(x1, y1, x2, y2)
	p.f.SetDrawColor(20, 20, 20)
}

func (p *page) fill(x, y, w, h float64, level int) {
	p.f.SetFillColor(level, level, level)
	p.f.Rect(x, y, w, h, "F")
}

// clean removes what cannot be set: control characters, and characters outside
// the basic plane, which the library cannot embed.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\u00a0':
			return ' '
		case r < ' ' || r >= 0x7f && r < 0xa0 || r == '\ufeff' || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e:
			return -1
		case r > 0xffff:
			return '〓'
		}
		return r
	}, text)
}
