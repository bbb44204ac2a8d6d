package document

import (
	"slices"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Kind names documents in references.
const Kind ref.Kind = "document"

// Rights this module checks, over the record that a document hangs on.
const (
	PermRead  authz.Permission = "document:read"
	PermWrite authz.Permission = "document:write"
)

// Kinds of documents. The first is the default.
const (
	Attachment  = "attachment"
	SignedScan  = "signed_scan" // proves a signature: PDF, OFD or image
	Requirement = "requirement"
	Drawing     = "drawing"
	Photo       = "photo" // an image
	Evidence    = "evidence"
	Solution    = "solution" // what we would build, for the customer
)

// Kinds lists the kinds of documents.
var Kinds = []string{Attachment, SignedScan, Requirement, Drawing, Photo, Evidence, Solution}

// Errors a caller can act on.
var (
	ErrNotFound = fault.New(fault.NotFound, "document.not_found", "no such document")
	ErrNoRecord = fault.New(fault.NotFound, "document.record_not_found", "no such record")
	ErrRecord   = fault.New(fault.Invalid, "document.record_unknown", "no such record")
	ErrKind     = fault.New(fault.Invalid, "document.kind_unknown", "no such kind of document")
	ErrType     = fault.New(fault.Invalid, "document.type_refused", "a document of this kind is not such a file")
	ErrQuota    = fault.New(fault.Conflict, "document.quota", "the person's quota of uploads is used up")
	ErrVoided   = fault.New(fault.Conflict, "document.voided", "the document was voided")
	ErrReason   = fault.New(fault.Invalid, "document.reason_required", "voiding a document needs a reason")
	ErrForm     = fault.New(fault.Malformed, "document.form", "send multipart/form-data: the fields first, the file last")
	ErrBroken   = fault.New(fault.Malformed, "document.upload_broken", "the upload ended before the file did")
)

// File is one version of a document.
type File struct {
	Number     int64     `track:"public"` // 1 for the first
	Name       string    `track:"public"` // as the person called it, cleaned
	SHA256     string    `track:"public"` // 64 hexadecimal digits
	Size       int64     `track:"public"` // bytes
	Type       string    `track:"public"` // media type, decided by content
	UploadedBy ref.ID    `track:"public"` // none when the system made it
	UploadedAt time.Time `track:"-"`

	Uploader string `track:"-"` // name, for display
}

// Document is a file on a record, with its current version.
type Document struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	Ref        ref.Ref `track:"public"`
	Entity     ref.ID  `track:"-"` // scope of the record, copied for the list
	Department ref.ID  `track:"-"`
	Owner      ref.ID  `track:"-"`

	Kind string `track:"public"`
	File

	VoidedAt   time.Time `track:"public"`
	VoidedBy   ref.ID    `track:"public"`
	VoidReason string    `track:"public"`
}

// Subject implements db.Record.
func (d *Document) Subject() db.Subject {
	return db.Subject{Ref: ref.To(Kind, d.ID), Label: d.Name, Entity: d.Entity, Version: d.Version}
}

// Scope implements authz.Scoped.
func (d *Document) Scope() authz.Scope {
	return authz.Scope{Owner: d.Owner, Department: d.Department, Entity: d.Entity}
}

// void takes the document out of use.
func (d *Document) void(reason string, by ref.ID, at time.Time) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return ErrReason.At("reason", "required")
	}
	d.VoidReason, d.VoidedBy, d.VoidedAt = reason, by, at
	return nil
}

// attached is the event of the current file.
func (d *Document) attached() Attached {
	return Attached{d.ID, d.Ref, d.Kind, d.Name, d.Number, d.SHA256, d.UploadedBy}
}

// accepts answers [ErrKind] or, when a document of this kind cannot be a file
// of this media type, [ErrType].
func accepts(kind, mediaType string) error {
	image := strings.HasPrefix(mediaType, "image/")
	switch {
	case !slices.Contains(Kinds, kind):
		return ErrKind.At("kind", "not_allowed")
	case kind == Photo && !image,
		kind == SignedScan && !image && mediaType != "application/pdf" && mediaType != "application/ofd":
		return ErrType.At("file", "not_allowed")
	}
	return nil
}

// Verbs on a document.
var (
	actAttach  = authz.Action[*Document]{Verb: "attach", Permission: PermWrite}
	actReplace = authz.Action[*Document]{Verb: "replace", Permission: PermWrite, When: living}
	actVoid    = authz.Action[*Document]{Verb: "void", Permission: PermWrite, When: living}
	actions    = []authz.Action[*Document]{actReplace, actVoid}
)

func living(d *Document, _ *authz.Actor) error {
	if !d.VoidedAt.IsZero() {
		return ErrVoided
	}
	return nil
}

// Attached says that a record has a new file: a new document, or the next
// version of one.
type Attached struct {
	ID     ref.ID  `json:"id"`
	Ref    ref.Ref `json:"ref"`
	Kind   string  `json:"kind"`
	Name   string  `json:"name"`
	Number int64   `json:"number"`
	SHA256 string  `json:"sha256"`
	By     ref.ID  `json:"by_id"`
}

// Topic implements db.Event.
func (Attached) Topic() string { return "document.attached" }

// Version implements db.Event.
func (Attached) Version() int { return 1 }

// Voided says that a document is out of use.
type Voided struct {
	ID     ref.ID  `json:"id"`
	Ref    ref.Ref `json:"ref"`
	Kind   string  `json:"kind"`
	Reason string  `json:"reason"`
	By     ref.ID  `json:"by_id"`
}

// Topic implements db.Event.
func (Voided) Topic() string { return "document.voided" }

// Version implements db.Event.
func (Voided) Version() int { return 1 }
