package customfield

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// Service is the module's public face: one method per use case.
type Service struct {
	db     *db.DB
	tables map[ref.Kind]string
}

// New returns a Service. Tables names the main table of each kind that takes
// fields; it has a column custom of JSON.
func New(d *db.DB, tables map[ref.Kind]string) *Service { return &Service{d, maps.Clone(tables)} }

// List returns the definitions of a kind in the order of forms. Whoever manages
// them sees all, others what is active and shown to them. Anyone who is signed
// in may ask. Errors: [ErrKind].
func (s *Service) List(ctx context.Context, kind ref.Kind) (out []Field, err error) {
	if _, known := s.tables[kind]; !known {
		return nil, ErrKind.At("kind", "unknown")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if out, err = fieldsOf(tx, kind); err != nil || manages(tx.Actor) == nil {
			return err
		}
		out = slices.DeleteFunc(out, func(f Field) bool { return !f.seenBy(tx.Actor) })
		return nil
	})
	return out, err
}

// Get returns a definition, as [Service.List] would. Errors: [ErrNotFound].
func (s *Service) Get(ctx context.Context, id ref.ID) (f Field, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if f, err = get(tx, id); err != nil {
			return err
		}
		if manages(tx.Actor) != nil && !f.seenBy(tx.Actor) {
			return ErrNotFound
		}
		return nil
	})
	return f, err
}

// Visible answers [ErrNotFound] unless the caller may read the definition.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	_, err := s.Get(ctx, id)
	return err
}

// Create adds a field to the records of a kind, at the end of their form. It
// needs [PermManage] over the group. Errors: [ErrKind], [ErrKey], [ErrFull].
func (s *Service) Create(ctx context.Context, f Field) (ref.ID, error) {
	if f.ID.IsZero() {
		f.ID = ref.New()
	}
	return f.ID, s.db.Write(ctx, func(tx *db.Tx) error { return s.CreateTx(tx, f) })
}

// CreateTx is [Service.Create] in the caller's transaction; the id is given.
func (s *Service) CreateTx(tx *db.Tx, f Field) error {
	if err := manages(tx.Actor); err != nil {
		return err
	}
	table, known := s.tables[f.Kind]
	if !known {
		return ErrKind.At("kind", "unknown")
	}
	if err := f.check(); err != nil {
		return err
	}
	all, err := fieldsOf(tx, f.Kind)
	if err != nil {
		return err
	}
	if len(all) >= MaxFields {
		return ErrFull.With("max", MaxFields)
	}
	f.Position, f.Active = 1, true
	if len(all) > 0 {
		f.Position = all[len(all)-1].Position + 1
	}
	if err := insert(tx, &f); errors.Is(err, db.ErrTaken) {
		return ErrKey.At("key", "not_unique")
	} else if err != nil {
		return err
	}
	if f.Indexed {
		if err := buildIndex(tx, &f, table); err != nil {
			return err
		}
	}
	return tx.Audit("customfield.create", nil, &f)
}

// RemoveUnusedTx takes back a definition that an import made, unless somebody
// changed it or a record has a value for it. It checks no right.
func (s *Service) RemoveUnusedTx(tx *db.Tx, id ref.ID) error {
	f, err := get(tx, id)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil || f.Version != 1 || f.Indexed {
		return err
	}
	used, err := inUse(tx, &f, s.tables[f.Kind])
	if err != nil || used {
		return err
	}
	if err := remove(tx, &f); err != nil {
		return err
	}
	return tx.Audit("customfield.undo", &f, nil)
}

// Update applies change to a definition; kind, key and type stay. It needs
// [PermManage] over the group. Errors: [ErrNotFound].
func (s *Service) Update(ctx context.Context, id ref.ID, version int64, change func(*Field)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := get(tx, id)
		if err != nil {
			return err
		}
		if err := manages(tx.Actor); err != nil {
			return err
		}
		if f.Version != version {
			return db.ErrStale
		}
		before := f
		change(&f)
		f.Kind, f.Key, f.Type = before.Kind, before.Key, before.Type
		if err := f.check(); err != nil {
			return err
		}
		if err := update(tx, &f); err != nil {
			return err
		}
		if err := s.reindex(tx, &before, &f); err != nil {
			return err
		}
		return tx.Audit("customfield.update", &before, &f)
	})
}

func (s *Service) reindex(tx *db.Tx, before, after *Field) error {
	switch {
	case before.Indexed == after.Indexed:
		return nil
	case after.Indexed:
		return buildIndex(tx, after, s.tables[after.Kind])
	}
	return dropIndex(tx, after)
}

// SchemaTx returns the definitions of a kind as the actor meets them. It is one
// read, good for all rows of a list.
func (s *Service) SchemaTx(tx *db.Tx, kind ref.Kind) (Schema, error) {
	fields, err := fieldsOf(tx, kind)
	return Schema{fields, tx.Actor}, err
}

// CheckTx returns the object to store for what somebody gave; see
// [Schema.Check].
func (s *Service) CheckTx(tx *db.Tx, kind ref.Kind, given, before string) (string, error) {
	schema, err := s.SchemaTx(tx, kind)
	if err != nil {
		return "", err
	}
	return schema.Check(given, before)
}

// ShowTx returns the values that the actor sees of a stored object, by key.
func (s *Service) ShowTx(tx *db.Tx, kind ref.Kind, stored string) (map[string]json.RawMessage, error) {
	all, err := s.ShowAllTx(tx, kind, []string{stored})
	if err != nil {
		return nil, err
	}
	if all[0] == nil {
		return map[string]json.RawMessage{}, nil
	}
	return all[0], nil
}

// ShowAllTx is [Service.ShowTx] for the records of a page, with one look at the
// definitions; nil for a record without values.
func (s *Service) ShowAllTx(tx *db.Tx, kind ref.Kind, stored []string) ([]map[string]json.RawMessage, error) {
	out := make([]map[string]json.RawMessage, len(stored))
	var schema Schema
	for i, text := range stored {
		if text == "" || text == "{}" {
			continue // most records, and nothing to look up
		}
		var err error
		if schema.actor == nil {
			if schema, err = s.SchemaTx(tx, kind); err != nil {
				return nil, err
			}
		}
		shown, _ := schema.Show(text)
		if out[i], err = object(string(shown)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Added returns the fields of a kind that the caller sees, in the order of
// forms, as columns of a file in a language, "zh" or "en".
func (s *Service) Added(ctx context.Context, kind ref.Kind, lang string) (columns []Added, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		schema, err := s.SchemaTx(tx, kind)
		for _, f := range schema.Shown() {
			columns = append(columns, f.added(lang == "en"))
		}
		return err
	})
	return columns, err
}

// FieldsTx returns the fields by which a list can be filtered; see
// [Schema.Filters].
func (s *Service) FieldsTx(tx *db.Tx, kind ref.Kind, column string) (map[string]db.Field, error) {
	schema, err := s.SchemaTx(tx, kind)
	return schema.Filters(column, tx.Postgres()), err
}

// WidenTx returns the list that a question is read for: one that names fields of
// a kind wants a copy of l that can also be filtered and sorted by them; any
// other gets l, and nothing is looked up.
func (s *Service) WidenTx(tx *db.Tx, l *db.List, kind ref.Kind, column string, question url.Values) (*db.List, error) {
	if !asksForAdded(question) {
		return l, nil
	}
	more, err := s.FieldsTx(tx, kind, column)
	wide := *l
	wide.Fields = maps.Clone(l.Fields)
	maps.Copy(wide.Fields, more)
	return &wide, err
}

// Widen is [Service.WidenTx] for a handler, which has no transaction. Errors:
// authz.ErrNoActor.
func (s *Service) Widen(ctx context.Context, l *db.List, kind ref.Kind, column string, question url.Values) (wide *db.List, err error) {
	if !asksForAdded(question) {
		return l, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		wide, err = s.WidenTx(tx, l, kind, column, question)
		return err
	})
	return wide, err
}

// asksForAdded reports whether a question filters or sorts by an added field.
func asksForAdded(question url.Values) bool {
	for name := range question {
		if strings.HasPrefix(name, FilterPrefix) {
			return true
		}
	}
	for name := range strings.SplitSeq(question.Get("sort"), ",") {
		if strings.HasPrefix(strings.TrimPrefix(name, "-"), FilterPrefix) {
			return true
		}
	}
	return false
}
