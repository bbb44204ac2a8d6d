package app

import (
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// ErrKind says that nothing can hang on such a record.
var ErrKind = fault.New(fault.NotFound, "record.kind_unknown", "no such kind of record")

// records resolves what generic rows hang on, by kind.
type records struct{ scopes map[ref.Kind]scopeOf }

// scopeOf answers the module's own not-found unless tx.Actor may read the record.
type scopeOf func(tx *db.Tx, id ref.ID) (authz.Scope, string, error)

func (r *records) add(kind ref.Kind, s scopeOf) {
	if r.scopes == nil {
		r.scopes = map[ref.Kind]scopeOf{}
	}
	r.scopes[kind] = s
}

// ScopeTx returns where a record belongs and what people call it.
func (r *records) ScopeTx(tx *db.Tx, at ref.Ref) (authz.Scope, string, error) {
	if s, ok := r.scopes[at.Kind]; ok {
		return s(tx, at.ID)
	}
	return authz.Scope{}, "", ErrKind
}
