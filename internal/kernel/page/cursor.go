package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
)

// ErrCursor says that a cursor is damaged or belongs to another list. The way
// out is to start again at the first page.
var ErrCursor = fault.New(fault.Invalid, "page.cursor_invalid", "the cursor does not belong to this list")

// Cursor is a place in an ordered list: just after the record with these sort
// values. A value is nil, a string in UTF-8 or an int64; a date sorts as its
// text, an instant as microseconds.
type Cursor struct {
	Keys []any
	ID   ref.ID
}

// Fingerprint identifies a list, so that its cursors fit no other.
type Fingerprint [sha256.Size]byte

// ListOf returns the fingerprint of a list from all that decides which records
// it has in which order: its name, its sort fields, each filter with its
// values. The limit and the columns shown are not among them.
func ListOf(parts ...string) Fingerprint {
	var b []byte
	for _, p := range parts {
		b = strconv.AppendInt(b, int64(len(p)), 10)
		b = append(append(b, ':'), p...)
	}
	return sha256.Sum256(b)
}

// A token is, before base64url: version, check sum, JSON array of the sort
// values and the id.
const (
	version   = 1
	sumSize   = 8
	headSize  = 1 + sumSize
	maxLength = 8192 // a few long names as sort values fit easily
)

var encoding = base64.RawURLEncoding.Strict()

// Encode returns the cursor as a token for the list. A sort value of any other
// type is a mistake in the program and fails.
func (c Cursor) Encode(list Fingerprint) (string, error) {
	for _, k := range c.Keys {
		switch k.(type) {
		case nil, string, int64:
		default:
			return "", fmt.Errorf("cursor: sort value of type %T", k)
		}
	}
	body, err := json.Marshal(append(c.Keys[:len(c.Keys):len(c.Keys)], c.ID.String()))
	if err != nil {
		return "", fmt.Errorf("cursor: %w", err)
	}
	token := append([]byte{version}, checkSum(list, body)...)
	return encoding.EncodeToString(append(token, body...)), nil
}

// Decode reads a token that [Cursor.Encode] made for the same list, or fails
// with [ErrCursor].
func Decode(token string, list Fingerprint) (Cursor, error) {
	if len(token) > maxLength {
		return Cursor{}, ErrCursor
	}
	b, err := encoding.DecodeString(token)
	if err != nil || len(b) < headSize || b[0] != version {
		return Cursor{}, ErrCursor
	}
	sum, body := b[1:headSize], b[headSize:]
	if !bytes.Equal(sum, checkSum(list, body)) {
		return Cursor{}, ErrCursor
	}
	return decodeBody(body)
}

func checkSum(list Fingerprint, body []byte) []byte {
	sum := sha256.Sum256(append(list[:], body...))
	return sum[:sumSize]
}

func decodeBody(body []byte) (Cursor, error) {
	var values []any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&values); err != nil || len(values) == 0 {
		return Cursor{}, ErrCursor
	}
	if _, err := d.Token(); err != io.EOF {
		return Cursor{}, ErrCursor
	}
	last, _ := values[len(values)-1].(string)
	id, err := ref.Parse(last)
	if err != nil {
		return Cursor{}, ErrCursor
	}
	keys := values[:len(values)-1]
	for i, v := range keys {
		if keys[i], err = key(v); err != nil {
			return Cursor{}, err
		}
	}
	return Cursor{keys, id}, nil
}

// key narrows a JSON value to what a sort value may be.
func key(v any) (any, error) {
	switch v := v.(type) {
	case nil, string:
		return v, nil
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n, nil
		}
	}
	return nil, ErrCursor
}
