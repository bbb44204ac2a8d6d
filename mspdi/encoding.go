package mspdi

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unwrapped gives the bytes of a file as UTF-8 without a mark of byte order, and
// refuses what its first bytes show to be another format.
func unwrapped(r io.Reader) (io.Reader, error) {
	head := make([]byte, 1<<10)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	head = head[:n]
	switch kind := Sniff(head); kind {
	case MPP, MPX, XER:
		return nil, &FormatError{Kind: kind}
	default: // XML, by its outermost element
	}
	order := wide(head)
	in := bufio.NewReaderSize(io.MultiReader(bytes.NewReader(bytes.TrimPrefix(head, []byte("\uFEFF"))), r), 1<<16)
	if order != nil {
		return &utf16Reader{in: in, order: order}, nil
	}
	return in, nil
}

// wide is the byte order of UTF-16, by its mark or by a '<' of two bytes; of
// other text, nil.
func wide(head []byte) binary.ByteOrder {
	if len(head) < 2 {
		return nil
	}
	switch [2]byte{head[0], head[1]} {
	case [2]byte{0xFF, 0xFE}, [2]byte{'<', 0}:
		return binary.LittleEndian
	case [2]byte{0xFE, 0xFF}, [2]byte{0, '<'}:
		return binary.BigEndian
	}
	return nil
}

// charset is asked by the decoder about what the declaration names: only what
// unwrapped has turned into UTF-8 already passes.
func charset(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be", "ucs-2", "unicode":
		return in, nil
	}
	return nil, fmt.Errorf("the encoding %q is not supported; save the file as UTF-8 or UTF-16", label)
}

// utf16Reader turns UTF-16 into UTF-8.
type utf16Reader struct {
	in    *bufio.Reader
	order binary.ByteOrder
	begun bool
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	n := 0
	for n+utf8.UTFMax <= len(p) {
		r, err := u.rune()
		if err != nil {
			return n, err
		}
		if r == '\uFEFF' && !u.begun {
			u.begun = true
			continue
		}
		u.begun = true
		n += utf8.EncodeRune(p[n:], r)
	}
	return n, nil
}

func (u *utf16Reader) rune() (rune, error) {
	first, err := u.unit()
	if err != nil || !utf16.IsSurrogate(first) {
		return first, err
	}
	second, err := u.unit()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return 0, err
	}
	r := utf16.DecodeRune(first, second)
	if r == utf8.RuneError {
		return 0, errors.New("broken UTF-16: half of a character")
	}
	return r, nil
}

func (u *utf16Reader) unit() (rune, error) {
	var b [2]byte
	_, err := io.ReadFull(u.in, b[:])
	return rune(u.order.Uint16(b[:])), err
}
