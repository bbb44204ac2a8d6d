package document

import (
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
)

// FileView is a version of a document.
type FileView struct {
	Number     int64     `json:"number" doc:"1 for the first version."`
	Name       string    `json:"name"`
	SHA256     string    `json:"sha256" doc:"Of the bytes, 64 hexadecimal digits."`
	Size       int64     `json:"size" doc:"Bytes."`
	MediaType  string    `json:"media_type" doc:"Decided by content."`
	UploadedBy *Named    `json:"uploaded_by" doc:"Null when the system made it."`
	UploadedAt time.Time `json:"uploaded_at"`
}

// Named is a person shown by name.
type Named struct {
	ID   ref.ID `json:"id"`
	Name string `json:"name"`
}

// Row is a document in a list, with its current version.
type Row struct {
	ID         ref.ID     `json:"id"`
	Version    int64      `json:"version"`
	CreatedAt  time.Time  `json:"created_at"`
	UpdatedAt  time.Time  `json:"updated_at"`
	Ref        ref.Ref    `json:"ref"`
	Kind       string     `json:"kind" enum:"attachment,signed_scan,requirement,drawing,photo,evidence,solution"`
	File       FileView   `json:"file"`
	VoidedAt   *time.Time `json:"voided_at"`
	VoidReason string     `json:"void_reason"`
	Actions    []string   `json:"actions" nullable:"false"`
}

// View is a document with all its versions, newest first.
type View struct {
	Row
	Files []FileView `json:"files" nullable:"false"`
}

func row(a *authz.Actor, part string, scope authz.Scope, d *Document) Row {
	r := Row{ID: d.ID, Version: d.Version, CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt, Ref: d.Ref, Kind: d.Kind, File: fileView(d.File),
		VoidReason: d.VoidReason, Actions: authz.Actions(a, part, scope, d, actions)}
	if !d.VoidedAt.IsZero() {
		at := d.VoidedAt
		r.VoidedAt = &at
	}
	return r
}

func view(r Row, all []File) View {
	v := View{Row: r, Files: []FileView{}}
	for _, f := range all {
		v.Files = append(v.Files, fileView(f))
	}
	return v
}

func fileView(f File) FileView {
	v := FileView{Number: f.Number, Name: f.Name, SHA256: f.SHA256, Size: f.Size, MediaType: f.Type, UploadedAt: f.UploadedAt}
	if !f.UploadedBy.IsZero() {
		v.UploadedBy = &Named{f.UploadedBy, f.Uploader}
	}
	return v
}
