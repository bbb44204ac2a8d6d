package importer

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/sheet"
)

type (
	byID struct {
		ID ref.ID `path:"id"`
	}
	one struct {
		ETag string `header:"ETag"`
		Body View
	}
	many  struct{ Body page.Page[Row] }
	lines struct{ Body page.Page[LineView] }
)

var fileErrors = []*fault.Error{sheet.ErrNotASheet, sheet.ErrDamaged, sheet.ErrPassword, sheet.ErrOldExcel, sheet.ErrActiveContent, sheet.ErrForbiddenXML, sheet.ErrBomb, sheet.ErrTooLarge, sheet.ErrTooManyRows,
	sheet.ErrTooManyCols, sheet.ErrCellTooLong, sheet.ErrSheetUnknown, sheet.ErrEncoding, ErrEmpty, blob.ErrEmpty, blob.ErrTooLarge, blob.ErrStorageFull, blob.ErrUnavailable}

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service, texts *i18n.Catalogue) {
	again := func(ctx context.Context, id ref.ID) (*one, error) {
		v, err := s.View(ctx, id)
		if err != nil {
			return nil, err
		}
		return &one{httpapi.ETag(v.Version), v}, nil
	}
	httpapi.Register(a, httpapi.Operation{ID: "import-list", Method: http.MethodGet, Path: "/imports", Summary: "List imports", Permission: PermRead, List: &list},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*many, error) {
			q, err := in.Parse(&list)
			if err != nil {
				return nil, err
			}
			p, err := s.List(ctx, q)
			return &many{p}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "import-get", Method: http.MethodGet, Path: "/imports/{id}", Summary: "Read an import: how far it came, the columns of its file and what they are read as", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *byID) (*one, error) { return again(ctx, in.ID) })
	httpapi.Once(a, httpapi.Operation{ID: "import-upload", Method: http.MethodPost, Path: "/imports", Permission: PermRun, Status: http.StatusCreated, MaxBody: s.MaxFile() + formAllowed,
		Summary: "Upload an xlsx or csv file to import: multipart/form-data with kind (customers, opportunities, contracts or projects), and file as the last part",
		Errors:  append([]*fault.Error{ErrKind, ErrForm}, fileErrors...)},
		func(ctx context.Context, in *form) (*one, error) {
			of, name, file, err := in.read(s.MaxFile())
			if err != nil {
				return nil, err
			}
			id, err := s.Upload(ctx, ref.Nil, of, name, file)
			if err != nil {
				return nil, err
			}
			return again(ctx, id)
		}, again)
	registerLines(a, s, texts)
	registerVerbs(a, s, again)
}

func registerLines(a *httpapi.API, s *Service, texts *i18n.Catalogue) {
	httpapi.Register(a, httpapi.Operation{ID: "import-rows", Method: http.MethodGet, Path: "/imports/{id}/rows", Summary: "Read the report of an import: every row of which there is something to say", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *struct {
			ID      ref.ID  `path:"id"`
			Outcome Outcome `query:"outcome" enum:"new,duplicate,similar,refused," doc:"Only rows of which this becomes."`
			Cursor  string  `query:"cursor" pattern:"^[0-9]{1,9}$|^$" doc:"The next of the page before."`
			Limit   int     `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		}) (*lines, error) {
			after := 0
			if in.Cursor != "" {
				after = number(in.Cursor)
			}
			found, next, err := s.Lines(ctx, in.ID, in.Outcome, after, in.Limit)
			if err != nil {
				return nil, err
			}
			out := &lines{page.Map(page.New(found), func(l Line) LineView { return lineView(texts, httpapi.Lang(ctx), l) })}
			if next > 0 {
				cursor := strconv.Itoa(next)
				out.Body.Next = &cursor
			}
			return out, nil
		})
}

func registerVerbs(a *httpapi.API, s *Service, again func(context.Context, ref.ID) (*one, error)) {
	httpapi.Register(a, httpapi.Operation{ID: "import-mapping", Method: http.MethodPut, Path: "/imports/{id}/mapping", Summary: "Say how the columns of the file are read; the next file of these columns is read alike", Permission: PermRun, Visible: s.Visible, Versioned: true,
		Errors: append([]*fault.Error{ErrNotFound, ErrState, ErrMapping}, fileErrors...), Example: map[string]any{"fields": map[string]any{"name": map[string]any{"column": "客户名称"}, "short_name": map[string]any{"column": "简称"}}}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body Mapping
		}) (*one, error) {
			if err := s.SetMapping(ctx, in.ID, httpapi.Version(ctx), in.Body); err != nil {
				return nil, err
			}
			return again(ctx, in.ID)
		})
	httpapi.Once(a, httpapi.Operation{ID: "import-decide", Method: http.MethodPost, Path: "/imports/{id}/decide", Summary: "Say of rows that may be there already whether they are taken", Permission: PermRun, Visible: s.Visible, Versioned: true,
		Errors: []*fault.Error{ErrNotFound, ErrState, ErrRow}, Example: map[string]any{"rows": []int{3}, "decision": "create"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body struct {
				Rows     []int  `json:"rows" minItems:"1" maxItems:"1000" uniqueItems:"true"`
				Decision string `json:"decision" enum:"create,skip"`
			}
		}) (*one, error) {
			if err := s.Decide(ctx, in.ID, httpapi.Version(ctx), in.Body.Rows, in.Body.Decision); err != nil {
				return nil, err
			}
			return again(ctx, in.ID)
		}, again)
	for _, v := range []struct {
		verb, summary string
		run           func(context.Context, ref.ID, int64) error
		errors        []*fault.Error
	}{
		{verb: "check", summary: "Begin a dry run: what would become of each row; nothing is written", run: s.Check, errors: append([]*fault.Error{ErrMapping}, fileErrors...)},
		{verb: "apply", summary: "Begin to take the rows in", run: s.Apply, errors: append([]*fault.Error{ErrMapping, ErrNothing}, fileErrors...)},
		{verb: "undo", summary: "Begin to take everything back that the import made", run: s.Undo, errors: []*fault.Error{ErrBlocked}},
	} {
		permission := PermRun
		if v.verb == "undo" {
			permission = PermUndo
		}
		httpapi.Once(a, httpapi.Operation{ID: "import-" + v.verb, Method: http.MethodPost, Path: "/imports/{id}/" + v.verb, Summary: v.summary, Permission: permission, Visible: s.Visible, Versioned: true,
			Errors: append([]*fault.Error{ErrNotFound, ErrState}, v.errors...)},
			func(ctx context.Context, in *byID) (*one, error) {
				if err := v.run(ctx, in.ID, httpapi.Version(ctx)); err != nil {
					return nil, err
				}
				return again(ctx, in.ID)
			}, again)
	}
}

// formAllowed is for fields and boundaries besides the file.
const formAllowed = 64 << 10

// form is a multipart body that is read as it arrives.
type form struct {
	r *http.Request
	w http.ResponseWriter
}

// Resolve implements huma.Resolver.
func (f *form) Resolve(hc huma.Context) []error {
	f.r, f.w = humago.Unwrap(hc)
	return nil
}

// read returns what is imported, the file's name, and the file still on its way.
func (f *form) read(maxFile int64) (of, name string, file io.Reader, err error) {
	f.r.Body = http.MaxBytesReader(f.w, f.r.Body, maxFile+formAllowed)
	parts, err := f.r.MultipartReader()
	if err != nil {
		return "", "", nil, ErrForm.Because(err)
	}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return "", "", nil, broken(err)
		}
		switch part.FormName() {
		case "kind":
			b, err := io.ReadAll(io.LimitReader(part, 64))
			if err != nil {
				return "", "", nil, broken(err)
			}
			of = string(b)
		case "file":
			return of, part.FileName(), &incoming{part}, nil
		default:
			return "", "", nil, ErrForm
		}
	}
}

// incoming is a file on its way; what goes wrong is the sender's.
type incoming struct{ part *multipart.Part }

// Read implements io.Reader.
func (f *incoming) Read(b []byte) (int, error) {
	n, err := f.part.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		return n, broken(err)
	}
	return n, err
}

// broken tells a form without a file from one that is too large.
func broken(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return blob.ErrTooLarge.With("limit", big.Limit-formAllowed)
	}
	return ErrForm.Because(err)
}
