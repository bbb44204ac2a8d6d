package document

import (
	"cmp"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/httpapi"
)

// Bounds of what stands before the file in a form.
const (
	maxFields   = 16
	maxField    = 4 << 10 // bytes of one value
	formAllowed = 1 << 20 // bytes of fields and boundaries besides the file
)

type (
	byID struct {
		ID ref.ID `path:"id"`
	}
	one struct {
		ETag string `header:"ETag"`
		Body View
	}
	many struct{ Body page.Page[Row] }

	// ofRecord is the question for the documents of a record.
	ofRecord struct {
		Kind   ref.Kind `query:"ref_kind" required:"true" maxLength:"40"`
		ID     ref.ID   `query:"ref_id" required:"true"`
		values url.Values
	}
)

// Resolve implements huma.Resolver.
func (l *ofRecord) Resolve(hc huma.Context) []error {
	u := hc.URL()
	l.values = u.Query()
	return nil
}

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	again := func(ctx context.Context, id ref.ID) (*one, error) {
		v, err := s.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		return &one{httpapi.ETag(v.Version), v}, nil
	}
	httpapi.Register(a, httpapi.Operation{ID: "document-list", Method: http.MethodGet, Path: "/documents", Summary: "List the documents of a record", Permission: PermRead, List: &list,
		Query: map[string]any{"ref_kind": "contract", "ref_id": ref.Derived("demo", "contract-津滨110kV海河变电站新建工程")}, Errors: []*fault.Error{ErrNoRecord}},
		func(ctx context.Context, in *ofRecord) (*many, error) {
			p, err := s.List(ctx, ref.To(in.Kind, in.ID), in.values)
			if err != nil {
				return nil, err
			}
			return &many{p}, nil
		})
	httpapi.Register(a, httpapi.Operation{ID: "document-get", Method: http.MethodGet, Path: "/documents/{id}", Summary: "Read a document with its versions", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *byID) (*one, error) { return again(ctx, in.ID) })
	httpapi.Register(a, httpapi.Operation{ID: "document-content", Method: http.MethodGet, Path: "/documents/{id}/content", Summary: "Download a file; takes Range and If-None-Match with the hash", Permission: PermRead,
		Errors: []*fault.Error{ErrNotFound, blob.ErrNotFound, blob.ErrUnavailable}, Raw: true},
		func(ctx context.Context, in *struct {
			ID     ref.ID `path:"id"`
			Number int64  `query:"number" minimum:"0" doc:"Version of the file; the current one when missing."`
		}) (*huma.StreamResponse, error) {
			f, content, err := s.Content(ctx, in.ID, in.Number)
			if err != nil {
				return nil, err
			}
			return stream(f, content), nil
		})
	registerUploads(a, s, again)
	httpapi.Once(a, httpapi.Operation{ID: "document-void", Method: http.MethodPost, Path: "/documents/{id}/void", Summary: "Take a document out of use; its files stay", Permission: PermWrite, Visible: s.Visible, Versioned: true,
		Errors: []*fault.Error{ErrNotFound, ErrVoided, ErrReason}, Example: map[string]any{"reason": "上传错了文件"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body struct {
				Reason string `json:"reason" minLength:"1" maxLength:"500"`
			}
		}) (*one, error) {
			if err := s.Void(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason); err != nil {
				return nil, err
			}
			return again(ctx, in.ID)
		}, again)
}

var uploadErrors = []*fault.Error{ErrForm, ErrBroken, ErrType, ErrQuota, blob.ErrEmpty, blob.ErrTooLarge, blob.ErrImageDimensions, blob.ErrImageDamaged, blob.ErrStorageFull, blob.ErrUnavailable}

func registerUploads(a *httpapi.API, s *Service, again func(context.Context, ref.ID) (*one, error)) {
	httpapi.Once(a, httpapi.Operation{ID: "document-upload", Method: http.MethodPost, Path: "/documents", Permission: PermWrite, Status: http.StatusCreated, MaxBody: s.MaxSize() + formAllowed,
		Summary: "Hang a file on a record: multipart/form-data with id (optional), ref_kind, ref_id, kind, name (optional), and file as the last part",
		Errors:  append([]*fault.Error{ErrRecord, ErrKind}, uploadErrors...)},
		func(ctx context.Context, in *form) (*one, error) {
			fields, file, err := in.open(s.MaxSize(), "id", "ref_kind", "ref_id", "kind", "name")
			if err != nil {
				return nil, err
			}
			d, err := draft(fields, file.name)
			if err != nil {
				return nil, err
			}
			id, err := s.Upload(ctx, d, file)
			if err != nil {
				return nil, err
			}
			return again(ctx, id)
		}, again)
	httpapi.Once(a, httpapi.Operation{ID: "document-replace", Method: http.MethodPost, Path: "/documents/{id}/files", Permission: PermWrite, Visible: s.Visible, Versioned: true, MaxBody: s.MaxSize() + formAllowed,
		Summary: "Add the next version of a file: multipart/form-data with name (optional), and file as the last part",
		Errors:  append([]*fault.Error{ErrNotFound, ErrVoided}, uploadErrors...)},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Form form
		}) (*one, error) {
			fields, file, err := in.Form.open(s.MaxSize(), "name")
			if err != nil {
				return nil, err
			}
			if err := s.Replace(ctx, in.ID, httpapi.Version(ctx), cmp.Or(fields["name"], file.name), file); err != nil {
				return nil, err
			}
			return again(ctx, in.ID)
		}, again)
}

// stream answers a file as an attachment that no browser opens by itself.
func stream(f File, content io.ReadSeekCloser) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer content.Close()
		r, w := humago.Unwrap(hc)
		sum, err := blob.ParseSum(f.SHA256)
		if err != nil { // not a hash that this product wrote
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		blob.ServeHeaders(w, blob.Info{SHA256: sum, Size: f.Size, Type: f.Type}, f.Name)
		http.ServeContent(w, r, "", time.Time{}, content)
	}}
}

// draft reads the fields of an upload.
func draft(fields map[string]string, fileName string) (Draft, error) {
	d := Draft{Kind: cmp.Or(fields["kind"], Attachment), Name: cmp.Or(fields["name"], fileName)}
	var c fault.Checks
	c.Check(d.ID.UnmarshalText([]byte(fields["id"])) == nil, "id", "malformed")
	c.Check(fields["ref_kind"] != "", "ref_kind", "required")
	c.Check(fields["ref_id"] != "", "ref_id", "required")
	c.Check(d.Ref.ID.UnmarshalText([]byte(fields["ref_id"])) == nil, "ref_id", "malformed")
	d.Ref.Kind = ref.Kind(fields["ref_kind"])
	return d, c.Err()
}

// form is a multipart body that is read as it arrives: no copy of the file is
// made outside of the store.
type form struct {
	r *http.Request
	w http.ResponseWriter
}

// Resolve implements huma.Resolver.
func (f *form) Resolve(hc huma.Context) []error {
	f.r, f.w = humago.Unwrap(hc)
	return nil
}

// incoming is the file of a form, still on its way.
type incoming struct {
	part io.Reader
	name string
}

// open reads the fields that stand before the file and returns both. Only the
// given fields are taken, each once.
func (f *form) open(maxSize int64, taken ...string) (map[string]string, *incoming, error) {
	f.r.Body = http.MaxBytesReader(f.w, f.r.Body, maxSize+formAllowed)
	parts, err := f.r.MultipartReader()
	if err != nil {
		return nil, nil, ErrForm.Because(err)
	}
	fields := map[string]string{}
	for range maxFields {
		part, err := parts.NextPart()
		if err != nil {
			return nil, nil, orForm(err)
		}
		name := part.FormName()
		if name == "file" {
			return fields, &incoming{part, part.FileName()}, nil
		}
		if _, twice := fields[name]; twice || !slices.Contains(taken, name) {
			return nil, nil, ErrForm
		}
		if fields[name], err = value(part); err != nil {
			return nil, nil, err
		}
	}
	return nil, nil, ErrForm
}

func value(part *multipart.Part) (string, error) {
	b, err := io.ReadAll(io.LimitReader(part, maxField+1))
	switch {
	case err != nil:
		return "", orForm(err)
	case len(b) > maxField:
		return "", ErrForm
	}
	return string(b), nil
}

// Read implements io.Reader; what goes wrong is the sender's.
func (f *incoming) Read(b []byte) (int, error) {
	n, err := f.part.Read(b)
	if err != nil && err != io.EOF {
		return n, orForm(err)
	}
	return n, err
}

// orForm tells a form without a file from one that broke off or is too large.
func orForm(err error) error {
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return blob.ErrTooLarge.With("limit", big.Limit-formAllowed)
	case errors.Is(err, io.EOF):
		return ErrForm
	}
	return ErrBroken.Because(err)
}
