package quote

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/pdf"
	"gongqiao/internal/platform/sheet"
)

// TakenView is what an upload did, or would do.
type TakenView struct {
	QuoteID  ref.ID            `json:"quote_id"`
	Version  int64             `json:"version"`
	Written  bool              `json:"written"`
	Sheet    string            `json:"sheet"`
	Sheets   []string          `json:"sheets" nullable:"false" doc:"That can be named instead."`
	Header   int               `json:"header" doc:"Row of the column titles."`
	Columns  map[string]string `json:"columns" doc:"Which column was read as which field."`
	Lines    int               `json:"lines" doc:"In the file."`
	Added    int               `json:"added"`
	Changed  int               `json:"changed"`
	Removed  int               `json:"removed"`
	Same     int               `json:"same"`
	Severe   int               `json:"severe" doc:"Problems that keep the file out; all are counted, 500 are listed."`
	Problems []Problem         `json:"problems" nullable:"false"`
	Before   *TotalsView       `json:"before"`
	After    *TotalsView       `json:"after"`
}

type taken struct {
	ETag string `header:"ETag"`
	Body TakenView
}

var fileErrors = []*fault.Error{ErrNotFound, ErrNotDraft, ErrForm, ErrNoHeader, ErrProblems, ErrLines, ErrTooMany, ErrTooMuch, sheet.ErrNotASheet, sheet.ErrDamaged, sheet.ErrPassword, sheet.ErrOldExcel,
	sheet.ErrActiveContent, sheet.ErrForbiddenXML, sheet.ErrBomb, sheet.ErrTooLarge, sheet.ErrTooManyRows, sheet.ErrTooManyCols, sheet.ErrCellTooLong, sheet.ErrSheetUnknown, sheet.ErrEncoding}

func registerFiles(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "quote-boq-upload", Method: http.MethodPost, Path: "/quotes/{id}/boq", Permission: PermUpdate, Visible: s.Visible, Versioned: true, NoKey: true, MaxBody: maxFile + formAllowed, Errors: fileErrors,
		Summary: "Take the lines of an xlsx or csv file into a draft: multipart/form-data with mode (replace or merge), dry_run (true or false), sheet (optional), and file as the last part"},
		func(ctx context.Context, in *struct {
			ByID
			Form form
		}) (*taken, error) {
			if err := s.Editable(ctx, in.ID, httpapi.Version(ctx)); err != nil {
				return nil, err
			}
			u, file, err := in.Form.read()
			if err != nil {
				return nil, err
			}
			t, err := s.ReadBill(ctx, in.ID, httpapi.Version(ctx), file, u)
			if err != nil {
				return nil, err
			}
			actor, err := authz.From(ctx)
			if err != nil {
				return nil, err
			}
			version := httpapi.Version(ctx)
			if t.Written {
				version++
			}
			return &taken{httpapi.ETag(version), takenView(actor, in.ID, version, t)}, nil
		})
	httpapi.Register(a, httpapi.Operation{ID: "quote-boq", Method: http.MethodGet, Path: "/quotes/{id}/boq", Summary: "Download the bill as xlsx, in the layout that an upload reads", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}, Raw: true},
		func(ctx context.Context, in *ByID) (*huma.StreamResponse, error) {
			name, file, err := s.Sheet(ctx, in.ID)
			return attachment(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file), err
		})
	httpapi.Register(a, httpapi.Operation{ID: "quote-pdf", Method: http.MethodGet, Path: "/quotes/{id}/pdf", Summary: "Download the printed offer; cost and floor price never stand in it", Permission: PermRead,
		Errors: []*fault.Error{ErrNotFound, pdf.ErrFontMissing, pdf.ErrTooLong}, Raw: true},
		func(ctx context.Context, in *ByID) (*huma.StreamResponse, error) {
			name, file, err := s.Paper(ctx, in.ID)
			return attachment(name, "application/pdf", file), err
		})
}

func takenView(a *authz.Actor, id ref.ID, version int64, t Taken) TakenView {
	v := TakenView{QuoteID: id, Version: version, Written: t.Written, Sheet: t.Sheet, Sheets: t.Sheets, Header: t.Header, Columns: t.Columns, Lines: len(t.Found.Lines),
		Added: t.Added, Changed: t.Changed, Removed: t.Removed, Same: t.Same, Severe: t.Severe, Problems: t.Problems}
	if a.Sees(authz.Price) {
		v.Before, v.After = totalsView(t.Before), totalsView(t.After)
	}
	return v
}

// attachment answers a file that no browser opens by itself.
func attachment(name, kind string, file []byte) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		_, w := humago.Unwrap(hc)
		blob.ServeHeaders(w, blob.Info{Type: kind}, name)
		w.Header().Del("ETag") // made for this caller just now
		w.Header().Set("Content-Length", strconv.Itoa(len(file)))
		w.Write(file)
	}}
}

// formAllowed is for fields and boundaries besides the file.
const formAllowed = 64 << 10

// form is a multipart body that is read when the right to it is known.
type form struct {
	r *http.Request
	w http.ResponseWriter
}

// Resolve implements huma.Resolver.
func (f *form) Resolve(hc huma.Context) []error {
	f.r, f.w = humago.Unwrap(hc)
	return nil
}

// read returns how the file is to be taken, and the file. The fields stand
// before it, each at most once.
func (f *form) read() (Upload, []byte, error) {
	f.r.Body = http.MaxBytesReader(f.w, f.r.Body, maxFile+formAllowed)
	parts, err := f.r.MultipartReader()
	if err != nil {
		return Upload{}, nil, ErrForm.Because(err)
	}
	fields := map[string]string{}
	for range 4 {
		part, err := parts.NextPart()
		if err != nil {
			return Upload{}, nil, broken(err)
		}
		name := part.FormName()
		if name == "file" {
			return whole(fields, part)
		}
		if _, twice := fields[name]; twice || !slices.Contains([]string{"mode", "dry_run", "sheet"}, name) {
			return Upload{}, nil, ErrForm
		}
		text, err := io.ReadAll(io.LimitReader(part, 1<<10))
		if err != nil {
			return Upload{}, nil, broken(err)
		}
		fields[name] = string(text)
	}
	return Upload{}, nil, ErrForm
}

func whole(fields map[string]string, part *multipart.Part) (Upload, []byte, error) {
	u := Upload{Mode: Replace, Sheet: fields["sheet"], DryRun: fields["dry_run"] == "true"}
	var c fault.Checks
	if fields["mode"] != "" {
		u.Mode = fields["mode"]
	}
	c.Check(u.Mode == Replace || u.Mode == Merge, "mode", "not_allowed")
	c.Check(slices.Contains([]string{"", "true", "false"}, fields["dry_run"]), "dry_run", "not_a_boolean")
	if err := c.Err(); err != nil {
		return u, nil, err
	}
	file, err := io.ReadAll(io.LimitReader(part, maxFile+1))
	switch {
	case err != nil:
		return u, nil, broken(err)
	case len(file) > maxFile:
		return u, nil, sheet.ErrTooLarge.With("limit", maxFile)
	}
	return u, file, nil
}

// broken tells a form that is too large from one that is none.
func broken(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return sheet.ErrTooLarge.With("limit", maxFile)
	}
	return ErrForm.Because(err)
}
