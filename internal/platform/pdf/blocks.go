package pdf

func (b Heading) set(p *page) {
	p.need(3 * textLine * 2) // with two lines of what follows
	p.y += 2
	p.bold(true)
	for _, line := range p.wrap(b.Text, content, 11) {
		p.need(6)
		p.text(side, p.y+4, content, 11, line, Left)
		p.y += 6
	}
	p.bold(false)
	p.y++
}

func (b Paragraph) set(p *page) {
	for _, line := range p.wrap(b.Text, content, textSize) {
		p.need(textLine)
		p.text(side, p.y+3.8, content, textSize, line, Left)
		p.y += textLine
	}
	p.y += 2
}

func (b Space) set(p *page) { p.y += b.Height }

// labelWidth is the room for labels of a grid, in millimetres.
const labelWidth = 26.0

func (b Fields) set(p *page) {
	columns := b.Columns
	if columns <= 0 {
		columns = 2
	}
	cell := content / float64(columns)
	for start := 0; start < len(b.Pairs); start += columns {
		p.fieldRow(b.Pairs[start:min(start+columns, len(b.Pairs))], cell)
	}
	p.y += 3
}

// fieldRow sets pairs side by side, line by line, so that a long value may
// continue on the next page.
func (p *page) fieldRow(pairs []Field, cell float64) {
	labels, values, lines := make([][]string, len(pairs)), make([][]string, len(pairs)), 1
	for i, f := range pairs {
		labels[i] = p.wrap(f.Label, labelWidth-2, textSize)
		values[i] = p.wrap(f.Value, cell-labelWidth-3, textSize)
		lines = max(lines, len(labels[i]), len(values[i]))
	}
	for n := range lines {
		p.need(textLine)
		for i := range pairs {
			x := side + float64(i)*cell
			p.gray(110)
			p.text(x, p.y+4, labelWidth, textSize, at(labels[i], n), Left)
			p.black()
			p.text(x+labelWidth, p.y+4, cell-labelWidth, textSize, at(values[i], n), Left)
		}
		p.y += textLine
	}
	p.y += 0.6
}

func at(lines []string, n int) string {
	if n < len(lines) {
		return lines[n]
	}
	return ""
}

func (b Table) set(p *page) {
	if len(b.Columns) == 0 {
		return
	}
	t := tableSetter{p: p, columns: b.Columns, widths: columnWidths(b.Columns)}
	titles := make([]string, len(b.Columns))
	for i, c := range b.Columns {
		titles[i] = c.Title
	}
	t.head = t.wrapRow(titles)
	p.need(t.height(t.head) + 3*(tableLine+2*padding))
	t.setHead()
	for _, row := range b.Rows {
		if p.tooLong() {
			return
		}
		t.setRow(t.wrapRow(row), plain)
	}
	for _, row := range b.Totals {
		t.setRow(t.wrapRow(row), total)
	}
	p.y += 4
}

func columnWidths(columns []Column) []float64 {
	widths, sum := make([]float64, len(columns)), 0.0
	for i, c := range columns {
		widths[i] = max(c.Weight, 0)
		if c.Weight == 0 {
			widths[i] = 1
		}
		sum += widths[i]
	}
	for i := range widths {
		widths[i] *= content / sum
	}
	return widths
}

// look says how a row of a table is set.
type look uint8

const (
	plain look = iota
	header
	total
)

type tableSetter struct {
	p       *page
	columns []Column
	widths  []float64
	head    [][]string
}

// wrapRow breaks each cell into lines; missing cells are empty.
func (t *tableSetter) wrapRow(row []string) [][]string {
	cells := make([][]string, len(t.columns))
	for i := range cells {
		text := ""
		if i < len(row) {
			text = row[i]
		}
		cells[i] = t.p.wrap(text, max(t.widths[i]-2*padding, 3), tableSize)
	}
	return cells
}

func (t *tableSetter) height(cells [][]string) float64 {
	lines := 1
	for _, c := range cells {
		lines = max(lines, len(c))
	}
	return float64(lines)*tableLine + 2*padding
}

// maxHeadLines keeps a head from filling the page that it is repeated on.
const maxHeadLines = 12

func (t *tableSetter) setHead() {
	for i, c := range t.head {
		t.head[i] = c[:min(len(c), maxHeadLines)]
	}
	t.draw(t.head, header)
}

// setRow sets a row on this page or the next; one that fits on no page goes on
// for as many as it takes.
func (t *tableSetter) setRow(cells [][]string, l look) {
	page := pageHeight - bottom - top - t.height(t.head)
	if t.height(cells) <= page {
		if t.p.need(t.height(cells)) {
			t.setHead()
		}
		t.draw(cells, l)
		return
	}
	for t.height(cells) > 0 {
		free := int((pageHeight - bottom - t.p.y - 2*padding) / tableLine)
		if free < 1 {
			t.p.add()
			t.setHead()
			continue
		}
		var part [][]string
		part, cells = split(cells, free)
		t.draw(part, l)
		if empty(cells) || t.p.tooLong() {
			return
		}
	}
}

// split takes the first n lines of each cell.
func split(cells [][]string, n int) (first, rest [][]string) {
	for _, c := range cells {
		n := min(n, len(c))
		first, rest = append(first, c[:n]), append(rest, c[n:])
	}
	return first, rest
}

func empty(cells [][]string) bool {
	for _, c := range cells {
		if len(c) > 0 {
			return false
		}
	}
	return true
}

// draw sets wrapped cells at the current place, with their lines and ground.
func (t *tableSetter) draw(cells [][]string, l look) {
	p, height := t.p, t.height(cells)
	switch l {
	case header:
		p.fill(side, p.y, content, height, 236)
	case total:
		p.fill(side, p.y, content, height, 246)
	case plain:
	}
	p.bold(l != plain)
	x := side
	for i, lines := range cells {
		align := t.columns[i].Align
		if l == header {
			align = Center
		}
		for n, line := range lines {
			p.text(x+padding, p.y+padding+3.3+float64(n)*tableLine, t.widths[i]-2*padding, tableSize, line, align)
		}
		x += t.widths[i]
	}
	p.bold(false)
	t.rules(height)
	p.y += height
}

func (t *tableSetter) rules(height float64) {
	p, x := t.p, side
	p.line(side, p.y, side+content, p.y, 0.15, 170)
	p.line(side, p.y+height, side+content, p.y+height, 0.15, 170)
	for _, w := range append([]float64{0}, t.widths...) {
		x += w
		p.line(x, p.y, x, p.y+height, 0.15, 170)
	}
}

func (b Words) set(p *page) {
	lines := p.wrap(b.Text, content-labelWidth-10, 10)
	if len(lines) > 8 { // no line any more: running text, which may cross pages
		Paragraph{b.Label + " " + b.Text}.set(p)
		return
	}
	height := float64(len(lines))*textLine + 2*padding
	p.need(height)
	p.fill(side, p.y, content, height, 246)
	p.gray(110)
	p.text(side+3, p.y+padding+3.8, labelWidth, textSize, p.fit(b.Label, labelWidth+4, textSize), Left)
	p.black()
	p.bold(true)
	for _, line := range lines {
		p.text(side+labelWidth+8, p.y+padding+3.8, content, 10, line, Left)
		p.y += textLine
	}
	p.bold(false)
	p.y += 2*padding + 4
}

func (b Signatures) set(p *page) {
	if len(b.Parties) == 0 {
		return
	}
	const gap, row = 8.0, 12.0
	width := (content - gap*float64(len(b.Parties)-1)) / float64(len(b.Parties))
	p.need(8 + row*float64(len(b.Lines)+1))
	p.y += 6
	for i, party := range b.Parties {
		x, y := side+float64(i)*(width+gap), p.y
		p.bold(true)
		p.text(x, y+4, width, textSize, p.fit(party, width, textSize), Left)
		p.bold(false)
		for _, label := range b.Lines {
			y += row
			label = p.fit(label, width*0.6, textSize)
			p.text(x, y+4, width, textSize, label, Left)
			p.line(x+p.measure(label, textSize)+1, y+5, x+width, y+5, 0.2, 120)
		}
	}
	p.y += row*float64(len(b.Lines)) + 10
}
