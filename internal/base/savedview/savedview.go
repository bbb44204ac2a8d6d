package savedview

import (
	"net/url"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// Kind names views in references.
const Kind ref.Kind = "saved_view"

// MaxOwned bounds how many views a person keeps.
const MaxOwned = 200

// Errors a caller can act on.
var (
	ErrNotFound = fault.New(fault.NotFound, "view.not_found", "no such view")
	ErrForeign  = fault.New(fault.Forbidden, "view.foreign", "only its owner changes a view")
	ErrTooMany  = fault.New(fault.Conflict, "view.too_many", "a person keeps at most 200 views")
)

// View is one named question to a list.
type View struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`
	OwnerID   ref.ID    `track:"public"`
	EntityID  ref.ID    `track:"-"`
	List      string    `track:"public"` // "opportunities"
	Name      string    `track:"public"`
	Query     string    `track:"public"` // as in the address: "stage=signing&sort=-amount"
	Columns   string    `track:"public"` // comma list, in order
	Shared    bool      `track:"public"`
	Pinned    bool      `track:"public"`
	Position  int64     `track:"public"`
	Opens     bool      `track:"public"` // the list opens with it, for its owner

	OwnerName string `track:"-"`
}

// Subject implements db.Record.
func (v *View) Subject() db.Subject {
	return db.Subject{Ref: ref.To(Kind, v.ID), Label: v.Name, Entity: v.EntityID, Version: v.Version}
}

// Draft is what a person may write of a view.
type Draft struct {
	List, Name, Query string
	Columns           []string
	Shared, Pinned    bool
	Opens             bool
	Position          int64
}

func (v *View) apply(d Draft) error {
	var c fault.Checks
	name := strings.TrimSpace(d.Name)
	c.Check(name != "", "name", "required")
	_, err := url.ParseQuery(d.Query)
	c.Check(err == nil, "query", "malformed")
	v.List, v.Name, v.Query, v.Columns = d.List, name, d.Query, strings.Join(d.Columns, ",")
	v.Shared, v.Pinned, v.Position, v.Opens = d.Shared, d.Pinned, d.Position, d.Opens
	return c.Err()
}
