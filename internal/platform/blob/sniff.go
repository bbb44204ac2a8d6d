package blob

import (
	"archive/zip"
	"bytes"
	"errors"
	"image"
	_ "image/gif" // measured by image.DecodeConfig, as the two below
	_ "image/jpeg"
	_ "image/png"
	"io"
	"strings"
	"unicode/utf8"

	_ "golang.org/x/image/webp" // measured too
	"golang.org/x/text/encoding/simplifiedchinese"
)

// OctetStream is the type of what is unknown or must not be opened in a browser.
const OctetStream = "application/octet-stream"

// headSize is how much of a file decides its type.
const headSize = 4096

// magics are looked for in binary files only: text may well begin with "AC10".
var magics = []struct {
	at    int
	bytes string
	mime  string
}{
	{0, "\x89PNG\r\n\x1a\n", "image/png"},
	{0, "\xff\xd8\xff", "image/jpeg"},
	{0, "GIF87a", "image/gif"},
	{0, "GIF89a", "image/gif"},
	{8, "WEBP", "image/webp"},
	{0, "II*\x00", "image/tiff"},
	{0, "MM\x00*", "image/tiff"},
	{4, "ftypheic", "image/heic"},
	{4, "ftypheix", "image/heic"},
	{4, "ftypmif1", "image/heif"},
	{4, "ftypavif", "image/avif"},
	{4, "ftypqt  ", "video/quicktime"},
	{4, "ftypM4A", "audio/mp4"},
	{4, "ftyp", "video/mp4"},
	{0, "\x1aE\xdf\xa3", "video/webm"},
	{8, "WAVE", "audio/wav"},
	{0, "ID3", "audio/mpeg"},
	{0, "#!AMR", "audio/amr"},
	{0, "OggS", "audio/ogg"},
	{0, "PK\x03\x04", "application/zip"},
	{0, "PK\x05\x06", "application/zip"}, // an empty archive
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"},
	{0, "7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"},
	{0, "Rar!\x1a\x07", "application/vnd.rar"},
	{0, "\x1f\x8b", "application/gzip"},
	{0, "AC10", "image/vnd.dwg"},
}

// Sniff decides the type of a file from its first bytes (4096 are enough). A
// zip archive is told apart further by its entries; see [Store].
func Sniff(head []byte) string {
	head = head[:min(len(head), headSize)]
	if bytes.HasPrefix(head, []byte("%PDF-")) {
		return "application/pdf"
	}
	if text := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")); isText(text) {
		return sniffText(text)
	}
	for _, m := range magics {
		if len(head) >= m.at+len(m.bytes) && string(head[m.at:m.at+len(m.bytes)]) == m.bytes {
			return m.mime
		}
	}
	return OctetStream
}

// sniffText tells CSV and STEP from other text. Markup is not text: a browser
// might run it.
func sniffText(head []byte) string {
	switch {
	case len(head) == 0 || looksLikeMarkup(head):
		return OctetStream
	case bytes.HasPrefix(head, []byte("ISO-10303-21;")): // IFC among others
		return "application/x-step"
	case looksLikeCSV(string(head)):
		return "text/csv"
	}
	return "text/plain"
}

// isText reports whether head is UTF-8 or GB18030 without control characters.
// The last character of a long head may be cut off.
func isText(head []byte) bool {
	for _, b := range head {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' || b == 0x7f {
			return false
		}
	}
	cut := 0
	if len(head) > headSize-utf8.UTFMax {
		cut = utf8.UTFMax - 1
	}
	for n := range cut + 1 {
		if utf8.Valid(head[:len(head)-n]) {
			return true
		}
	}
	decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(head[:len(head)-cut])
	return err == nil && bytes.Count(decoded[:max(0, len(decoded)-cut)], []byte("\ufffd")) == 0
}

func looksLikeMarkup(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	if bytes.HasPrefix(head, []byte("<")) {
		return true
	}
	lower := bytes.ToLower(head)
	for _, tag := range []string{"<html", "<script", "<svg", "<!doctype", "<?xml", "<body", "<iframe"} {
		if bytes.Contains(lower, []byte(tag)) {
			return true
		}
	}
	return false
}

// looksLikeCSV wants two lines or more with the same number of one separator.
func looksLikeCSV(text string) bool {
	lines := strings.Split(strings.TrimRight(text, "\r\n"), "\n")
	if len(text) >= headSize {
		lines = lines[:len(lines)-1] // the last one is cut
	}
	if len(lines) < 2 {
		return false
	}
	for _, sep := range []string{",", ";", "\t"} {
		n := strings.Count(lines[0], sep)
		if n > 0 && strings.Count(lines[1], sep) == n {
			return true
		}
	}
	return false
}

// typeOf decides the type of a whole file. It fails only when reading does.
func typeOf(r io.ReaderAt, size int64) (string, error) {
	head := make([]byte, min(size, headSize))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	mime := Sniff(head)
	if mime == "application/zip" {
		return zipType(r, size), nil
	}
	return mime, nil
}

// Entries that only one kind of archive has.
var zipMarks = map[string]string{
	"xl/workbook.xml":      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"word/document.xml":    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	"OFD.xml":              "application/ofd",
	"bcf.version":          "application/x-bcf",
}

// zipType tells office documents from other archives by their table of
// contents; it unpacks nothing. A damaged table makes it a plain archive.
func zipType(r io.ReaderAt, size int64) string {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return "application/zip"
	}
	for i, f := range z.File {
		if mime, ok := zipMarks[f.Name]; ok {
			return mime
		}
		if i == 1000 { // office files name these entries early
			break
		}
	}
	return "application/zip"
}

// measure fills width and height of images and refuses absurd ones. Only the
// header is read, never the pixels.
func measure(info *Info, r io.ReaderAt) error {
	switch info.Type {
	case "image/png", "image/jpeg", "image/gif", "image/webp":
	default:
		return nil
	}
	c, _, err := image.DecodeConfig(io.NewSectionReader(r, 0, info.Size))
	if err != nil || c.Width <= 0 || c.Height <= 0 {
		return ErrImageDamaged.Because(err)
	}
	if int64(c.Width)*int64(c.Height) > MaxPixels {
		return ErrImageDimensions.With("limit", MaxPixels/10_000)
	}
	info.Width, info.Height = c.Width, c.Height
	return nil
}
