// Package track knows which fields of a domain type are kept in the audit log
// and the version history, and how sensitive each is.
//
// Every exported field of a tracked struct carries a tag `track:"class"` with a
// class of package authz, or `track:"-"` for what is derived. Fields of class
// secret appear in neither place. [Check] refuses a type with an unclassified
// field, so that nobody adds a phone number to the log by accident.
package track

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// Change is one field that differs between two states of a record.
type Change struct {
	Field string          `json:"field"`
	Class string          `json:"class"`
	Old   json.RawMessage `json:"old,omitempty"`
	New   json.RawMessage `json:"new,omitempty"`
}

type field struct {
	index []int
	name  string
	class string
}

var plans sync.Map // reflect.Type → []field or error

// Check answers an error that names the first unclassified field of v's type.
func Check(v any) error {
	_, err := planOf(reflect.Indirect(reflect.ValueOf(v)).Type())
	return err
}

// Diff lists the tracked fields in which before and after differ. Either may be
// nil: then the other's non-zero fields are listed. Both are pointers to the
// same struct type.
func Diff(before, after any) ([]Change, error) {
	b, a := value(before), value(after)
	t := a
	if !t.IsValid() {
		t = b
	}
	plan, err := planOf(t.Type())
	if err != nil {
		return nil, err
	}
	var changes []Change
	for _, f := range plan {
		c, differs, err := f.compare(b, a)
		if err != nil {
			return nil, err
		}
		if differs {
			changes = append(changes, c)
		}
	}
	return changes, nil
}

// Snapshot encodes the tracked fields of v as a JSON object.
func Snapshot(v any) ([]byte, error) {
	rv := value(v)
	plan, err := planOf(rv.Type())
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteByte('{')
	for i, f := range plan {
		if i > 0 {
			out.WriteByte(',')
		}
		enc, err := json.Marshal(rv.FieldByIndex(f.index).Interface())
		if err != nil {
			return nil, fmt.Errorf("snapshot %s: %w", f.name, err)
		}
		fmt.Fprintf(&out, "%q:%s", f.name, enc)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

func (f field) compare(b, a reflect.Value) (c Change, differs bool, err error) {
	c = Change{Field: f.name, Class: f.class}
	if b.IsValid() && a.IsValid() {
		bv, av := b.FieldByIndex(f.index), a.FieldByIndex(f.index)
		if bv.Comparable() && av.Comparable() && bv.Equal(av) {
			return c, false, nil
		}
	}
	if c.Old, err = f.encode(b); err != nil {
		return c, false, err
	}
	if c.New, err = f.encode(a); err != nil {
		return c, false, err
	}
	return c, !bytes.Equal(c.Old, c.New), nil
}

// encode returns the field of v as JSON, nil when it is empty or v is none. Two
// states that read the same are the same, whatever pointers they hold.
func (f field) encode(v reflect.Value) (json.RawMessage, error) {
	if !v.IsValid() {
		return nil, nil
	}
	fv := v.FieldByIndex(f.index)
	if empty(fv) {
		return nil, nil
	}
	enc, err := json.Marshal(fv.Interface())
	if err != nil {
		return nil, fmt.Errorf("track %s: %w", f.name, err)
	}
	return enc, nil
}

func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	default:
		return v.IsZero()
	}
}

func value(v any) reflect.Value {
	rv := reflect.ValueOf(v)
	for rv.IsValid() && (rv.Kind() == reflect.Pointer || rv.Kind() == reflect.Interface) {
		rv = rv.Elem()
	}
	return rv
}

func planOf(t reflect.Type) ([]field, error) {
	if p, ok := plans.Load(t); ok {
		if err, bad := p.(error); bad {
			return nil, err
		}
		return p.([]field), nil
	}
	plan, err := build(t, nil)
	if err != nil {
		plans.Store(t, err)
		return nil, err
	}
	plans.Store(t, plan)
	return plan, nil
}

func build(t reflect.Type, prefix []int) ([]field, error) {
	var plan []field
	for i := range t.NumField() {
		sf := t.Field(i)
		index := append(append([]int(nil), prefix...), i)
		if sf.Anonymous && sf.Tag.Get("track") == "" && sf.Type.Kind() == reflect.Struct {
			inner, err := build(sf.Type, index)
			if err != nil {
				return nil, err
			}
			plan = append(plan, inner...)
			continue
		}
		if !sf.IsExported() {
			continue
		}
		switch class := sf.Tag.Get("track"); class {
		case "public", "contact", "price", "cost":
			plan = append(plan, field{index, snake(sf.Name), class})
		case "secret", "-":
		default:
			return nil, fmt.Errorf("track: field %s.%s carries no class", t, sf.Name)
		}
	}
	return plan, nil
}

// snake turns a Go field name into its wire name: OwnerID → owner_id.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		upper := r >= 'A' && r <= 'Z'
		prevLower := i > 0 && name[i-1] >= 'a' && name[i-1] <= 'z'
		nextLower := i+1 < len(name) && name[i+1] >= 'a' && name[i+1] <= 'z'
		if upper && i > 0 && (prevLower || nextLower) {
			b.WriteByte('_')
		}
		if upper {
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
