package pdf

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"gongqiao/internal/kernel/fault"
)

// Errors of rendering.
var (
	ErrFontMissing = fault.New(fault.Unavailable, "pdf.font_missing", "no CJK TrueType font was found")
	ErrTooLong     = fault.New(fault.TooLarge, "pdf.too_long", "the document passes the page limit")
)

// built holds the fonts that the build was given, or nothing but .gitignore.
//
//go:embed all:font
var built embed.FS

// installed lists fonts in plain TrueType where systems keep them, Chinese ones
// and, for those without Latin letters, Latin ones. Collections (.ttc) and CFF
// outlines (.otf) cannot be embedded by the library.
var installed = []string{
	"/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
	"/usr/share/fonts-droid-fallback/truetype/DroidSansFallbackFull.ttf",
	"/usr/share/fonts/google-droid-sans-fonts/DroidSansFallbackFull.ttf",
	"/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf",
	"/Library/Fonts/Arial Unicode.ttf",
	"/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
	`C:\Windows\Fonts\simhei.ttf`,
	`C:\Windows\Fonts\Deng.ttf`,
	"/usr/share/fonts/truetype/open-sans/OpenSans-Regular.ttf",
	"/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
	"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
}

// Fonts set Chinese and Latin together. They do not change and may be shared.
type Fonts struct{ faces []face }

// face is one font file.
type face struct {
	name    string // as the document knows it
	data    []byte
	font    *sfnt.Font
	chinese bool
}

// FindFonts returns what documents are set in: the font at path when one is
// named, then the ones built in, then the system's, until Chinese, Latin letters
// and digits are covered. Errors: [ErrFontMissing] when they are not; a
// named file that does not work is an error.
func FindFonts(path string) (*Fonts, error) {
	var f Fonts
	if path != "" {
		data, err := os.ReadFile(path)
		if err == nil {
			err = f.add(data)
		}
		if err != nil {
			return nil, fmt.Errorf("font %s: %w", filepath.Base(path), err)
		}
	}
	names, err := fs.Glob(built, "font/*.ttf")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if data, err := built.ReadFile(name); err == nil && !f.complete() {
			_ = f.add(data) // one that does not work is as good as none
		}
	}
	for _, name := range installed {
		if f.complete() {
			break
		}
		if data, err := os.ReadFile(name); err == nil {
			_ = f.add(data)
		}
	}
	if !f.complete() {
		return nil, ErrFontMissing
	}
	return &f, nil
}

// complete reports whether a document can be set.
func (f *Fonts) complete() bool {
	for _, r := range "工桥Aa09" {
		if f.find(r) == nil {
			return false
		}
	}
	return true
}

// add takes a font after trying it out.
func (f *Fonts) add(data []byte) error {
	if len(data) < 12 || string(data[:4]) != "\x00\x01\x00\x00" && string(data[:4]) != "true" {
		return errors.New("not a TrueType font; collections and OpenType/CFF do not work")
	}
	parsed, err := sfnt.Parse(data)
	if err != nil {
		return errors.New("the font is damaged")
	}
	n := face{name: fmt.Sprintf("font%d", len(f.faces)), data: data, font: parsed}
	n.chinese = n.has('工')
	if err := n.try(); err != nil {
		return err
	}
	f.faces = append(f.faces, n)
	return nil
}

// try sets a character. The library indexes into a font as the font says, so a
// damaged one makes it panic.
func (n *face) try() (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the font is damaged")
		}
	}()
	sample := "A"
	if n.chinese {
		sample = "工桥"
	}
	f := fpdf.New("P", "mm", "A4", "")
	f.AddUTF8FontFromBytes(n.name, "", bytes.Clone(n.data)) // the library writes into it
	f.AddPage()
	f.SetFont(n.name, "", 10)
	f.Text(10, 10, sample)
	if err := f.Output(discard{}); err != nil || n.advance([]rune(sample)[0]) <= 0 {
		return errors.New("the font cannot be read")
	}
	return nil
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// find returns the face to set a character in, nil when none has it. Marks that
// both kinds of font have, such as quotation marks and dashes, are Chinese ones.
func (f *Fonts) find(r rune) *face {
	for _, chinese := range []bool{r >= 0x2000, r < 0x2000} {
		for i := range f.faces {
			if n := &f.faces[i]; n.chinese == chinese && n.has(r) {
				return n
			}
		}
	}
	return nil
}

func (n *face) has(r rune) bool {
	var buf sfnt.Buffer
	i, err := n.font.GlyphIndex(&buf, r)
	return err == nil && i != 0
}

// advance is the width of a character in millimetres at one point.
func (n *face) advance(r rune) float64 {
	var buf sfnt.Buffer
	const ppem = 1000
	i, err := n.font.GlyphIndex(&buf, r)
	if err != nil {
		return 0
	}
	w, err := n.font.GlyphAdvance(&buf, i, fixed.I(ppem), font.HintingNone)
	if err != nil {
		return 0
	}
	return float64(w) / 64 / ppem * 25.4 / 72
}
