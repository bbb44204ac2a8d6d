// Package ref names records: an ID is a UUIDv7, a Ref is a kind and an ID.
//
// IDs are made by whoever creates the record, an offline phone included. They
// are text on the wire, uuid in PostgreSQL and 16 bytes in SQLite.
package ref

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"

	"gongqiao/internal/kernel/fault"
)

// ErrMalformed says that a text is not an ID.
var ErrMalformed = fault.New(fault.Invalid, "id.malformed", "an id is a UUID")

// ID identifies a record. The zero ID means none and is NULL in the database.
type ID [16]byte

// Nil is the zero ID.
var Nil ID

// New returns a fresh time-ordered ID.
func New() ID { return ID(uuid.Must(uuid.NewV7())) }

// Parse reads the canonical text form.
func Parse(s string) (ID, error) {
	u, err := uuid.Parse(s)
	if err != nil || len(s) != 36 {
		return Nil, ErrMalformed
	}
	return ID(u), nil
}

// MustParse is Parse for constants in code and tests.
func MustParse(s string) ID {
	id, err := Parse(s)
	if err != nil {
		panic("ref: " + s)
	}
	return id
}

// Derived returns the ID that a namespace and a name always give: demo data and
// imports use it, so that a second run meets the same records.
func Derived(space, name string) ID {
	return ID(uuid.NewSHA1(uuid.NewSHA1(uuid.NameSpaceOID, []byte(space)), []byte(name)))
}

// IsZero reports whether the ID names nothing.
func (id ID) IsZero() bool { return id == Nil }

// AppendText appends the canonical text form.
func (id ID) AppendText(b []byte) []byte {
	n := len(b)
	b = append(b, "00000000-0000-0000-0000-000000000000"...)
	d := b[n:]
	hex.Encode(d[0:8], id[0:4])
	hex.Encode(d[9:13], id[4:6])
	hex.Encode(d[14:18], id[6:8])
	hex.Encode(d[19:23], id[8:10])
	hex.Encode(d[24:36], id[10:16])
	return b
}

func (id ID) String() string { return string(id.AppendText(make([]byte, 0, 36))) }

// MarshalText implements encoding.TextMarshaler; the zero ID is empty.
func (id ID) MarshalText() ([]byte, error) {
	if id.IsZero() {
		return nil, nil
	}
	return id.AppendText(make([]byte, 0, 36)), nil
}

// MarshalJSON writes null for the zero ID.
func (id ID) MarshalJSON() ([]byte, error) {
	if id.IsZero() {
		return []byte("null"), nil
	}
	b := append(make([]byte, 0, 38), '"')
	return append(id.AppendText(b), '"'), nil
}

// UnmarshalText implements encoding.TextUnmarshaler; empty gives the zero ID.
func (id *ID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = Nil
		return nil
	}
	v, err := Parse(string(b))
	*id = v
	return err
}

// Value implements driver.Valuer: bytes on both engines, NULL for none.
func (id ID) Value() (driver.Value, error) {
	if id.IsZero() {
		return nil, nil
	}
	return id[:], nil
}

// Scan implements sql.Scanner for bytes (SQLite) and text (PostgreSQL).
func (id *ID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = Nil
	case []byte:
		if len(v) != 16 {
			return fmt.Errorf("scan id: %d bytes", len(v))
		}
		copy(id[:], v)
	case string:
		u, err := uuid.Parse(v)
		if err != nil {
			return fmt.Errorf("scan id: %w", err)
		}
		*id = ID(u)
	default:
		return fmt.Errorf("scan id: %T", src)
	}
	return nil
}

// Kind is what sort of record a Ref names: "customer", "opportunity" …
type Kind string

// Ref names one record of any kind; generic modules hang on it.
type Ref struct {
	Kind Kind `json:"kind"`
	ID   ID   `json:"id"`
}

// To returns the reference to a record.
func To(kind Kind, id ID) Ref { return Ref{kind, id} }

// IsZero reports whether the reference names nothing.
func (r Ref) IsZero() bool { return r.ID.IsZero() }

func (r Ref) String() string { return string(r.Kind) + "/" + r.ID.String() }
