package mspdi

import (
	"bytes"
	"strings"
)

// Kind is a kind of schedule file.
type Kind uint8

// The kinds that Sniff tells apart.
const (
	Unknown Kind = iota
	MSPDI        // Microsoft Project XML: what this package reads
	MPP          // binary Microsoft Project, by the signature of an OLE2 file
	MPX          // the text format before Microsoft Project 2000
	XER          // Primavera's text export
	PMXML        // Primavera's XML export
	OtherXML
)

// namespace is that of Microsoft Project XML; what is below it, as the schema
// of 2007 is, counts too.
const namespace = "http://schemas.microsoft.com/project"

// Sniff guesses from the first bytes of a file what it is; a kilobyte is plenty.
// XML whose outermost element does not show yet is Unknown.
func Sniff(head []byte) Kind {
	switch {
	case bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}):
		return MPP
	case bytes.HasPrefix(head, []byte("MPX")):
		return MPX
	case bytes.HasPrefix(head, []byte("ERMHDR")):
		return XER
	}
	name, attributes := outermost(withoutUTF16(head))
	switch {
	case name == "":
		return Unknown
	case name == "Project" && strings.Contains(attributes, namespace):
		return MSPDI
	case name == "APIBusinessObjects" || name == "BusinessObjects":
		return PMXML
	default:
		return OtherXML
	}
}

// outermost finds the first start tag behind declarations and comments.
func outermost(head []byte) (name, attributes string) {
	for {
		at := bytes.IndexByte(head, '<')
		if at < 0 || at+1 >= len(head) {
			return "", ""
		}
		head = head[at+1:]
		switch {
		case bytes.HasPrefix(head, []byte("!--")):
			end := bytes.Index(head, []byte("-->"))
			if end < 0 {
				return "", ""
			}
			head = head[end:]
		case head[0] == '?' || head[0] == '!':
		default:
			tag, _, _ := strings.Cut(string(head), ">")
			name, attributes, _ = strings.Cut(strings.Join(strings.Fields(tag), " "), " ")
			if _, local, prefixed := strings.Cut(name, ":"); prefixed {
				name = local
			}
			return strings.TrimSuffix(name, "/"), attributes
		}
	}
}

// withoutUTF16 drops the zero bytes that every second byte of ASCII is in UTF-16.
func withoutUTF16(head []byte) []byte {
	if wide(head) == nil {
		return head
	}
	return bytes.ReplaceAll(head, []byte{0}, nil)
}
