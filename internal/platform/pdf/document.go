package pdf

import "time"

// Document is what is set. Texts are plain; a line feed breaks the line.
type Document struct {
	Lang      string // "zh" or "en": the page numbers
	Company   string // left above each page
	Title     string // large on the first page, small above the others
	Number    string // right above each page: "QT-2026-0001 V2"
	Created   time.Time
	Watermark string // diagonal and pale on each page; empty for none
	Footer    string // below each page: the hash of the content
	Blocks    []Block
}

// Block is one part of a document, set below the one before it.
type Block interface{ set(*page) }

// Fields is a grid of labels and values.
type Fields struct {
	Columns int // pairs side by side; 0 means 2
	Pairs   []Field
}

// Field is one label and its value.
type Field struct{ Label, Value string }

// Heading starts a section; it stays with what follows.
type Heading struct{ Text string }

// Paragraph is running text.
type Paragraph struct{ Text string }

// Align says where a column's text stands.
type Align uint8

// Alignments.
const (
	Left Align = iota
	Right
	Center
)

// Column is one column of a table.
type Column struct {
	Title  string
	Weight float64 // share of the width; 0 means 1
	Align  Align
}

// Table repeats its head on each page. Rows are split only when one alone is
// higher than a page.
type Table struct {
	Columns []Column
	Rows    [][]string
	Totals  [][]string // set apart below the rows
}

// Words is one line set apart, such as the amount in words.
type Words struct{ Label, Text string }

// Signatures is a row of places to sign, kept on one page.
type Signatures struct {
	Parties []string
	Lines   []string // below each party: "签字（盖章）：", "日期："
}

// Space leaves room, in millimetres.
type Space struct{ Height float64 }
