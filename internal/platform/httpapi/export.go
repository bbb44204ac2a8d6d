package httpapi

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/sheet"
)

// ExportMax bounds the rows of one file.
const ExportMax = 50_000

// exportPage is how many rows are read at a time.
const exportPage = 500

// ErrExportSize asks for a narrower question.
var ErrExportSize = fault.New(fault.Invalid, "export.too_many", "more rows than one file may hold; narrow the filters")

// Column is one column of an exported list. Title is a key of the catalogue;
// Label stands in its place where users gave the name. Value returns text, an
// integer, a sheet.Decimal, money.Money, a date, a bool or nil.
type Column[T any] struct {
	Title string
	Label string
	Value func(T) any
}

// File is what a list is exported by.
type File[T any] struct {
	// List is the one that a question is read for, for whoever is in ctx.
	List    func(ctx context.Context, question url.Values) (*db.List, error)
	Columns func(context.Context) ([]Column[T], error)
	Read    func(context.Context, *db.Query) (db.Page[T], error)
}

// Export mounts a list as a file: the same filters, the same row rule, the same
// masks as on the screen, with who asked and when as a watermark. Each file
// leaves an audit record.
func Export[T any](a *API, op Operation, file File[T]) {
	op.Method, op.Raw = http.MethodGet, true
	op.Errors = append(op.Errors, ErrExportSize)
	Register(a, op, func(ctx context.Context, in *struct {
		ListQuery
		Format string `query:"format" enum:"xlsx,csv" default:"xlsx"`
	}) (*huma.StreamResponse, error) {
		in.values.Del("format")
		in.values.Set("limit", strconv.Itoa(exportPage))
		mine := op
		var err error
		if mine.List, err = file.List(ctx, in.values); err != nil {
			return nil, err
		}
		columns, err := file.Columns(ctx)
		if err != nil {
			return nil, err
		}
		first, err := a.firstPage(ctx, mine, in.values)
		if err != nil {
			return nil, err
		}
		return &huma.StreamResponse{Body: func(hc huma.Context) {
			if err := writeFile(ctx, a, hc, mine, in.Format, columns, first, in.values, file.Read); err != nil {
				a.log.ErrorContext(ctx, "export broke off", "operation", mine.ID, "error", err)
			}
		}}, nil
	})
}

// firstPage checks the question and its size and notes the export.
func (a *API) firstPage(ctx context.Context, op Operation, values url.Values) (*db.Query, error) {
	q, err := exportQuery(op, values)
	if err != nil {
		return nil, err
	}
	rows, err := db.Count(ctx, a.db, op.List, q)
	if err != nil {
		return nil, err
	}
	if rows > ExportMax {
		return nil, ErrExportSize.With("limit", ExportMax)
	}
	return q, a.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Note("list.export", db.Subject{Label: op.ID}, map[string]any{"list": op.ID, "rows": rows})
	})
}

// exportQuery is a question that reaches no further than the right to export.
func exportQuery(op Operation, values url.Values) (*db.Query, error) {
	q, err := db.ParseQuery(values, op.List)
	if err == nil {
		q.Under = op.Permission
	}
	return q, err
}

func writeFile[T any](ctx context.Context, a *API, hc huma.Context, op Operation, format string, columns []Column[T], q *db.Query, values url.Values, read func(context.Context, *db.Query) (db.Page[T], error)) error {
	w, err := a.openFile(ctx, hc, op, format, titles(ctx, a, columns))
	if err != nil {
		return err
	}
	for {
		p, err := read(ctx, q)
		if err != nil {
			return err
		}
		for _, item := range p.Items {
			cells := make([]any, len(columns))
			for i, c := range columns {
				cells[i] = c.Value(item)
			}
			if err := w.Row(cells...); err != nil {
				return err
			}
		}
		if p.Next == nil {
			return w.Close()
		}
		values.Set("cursor", *p.Next)
		if q, err = exportQuery(op, values); err != nil {
			return err
		}
	}
}

func titles[T any](ctx context.Context, a *API, columns []Column[T]) []sheet.Column {
	out := make([]sheet.Column, len(columns))
	for i, c := range columns {
		if out[i].Title = c.Label; c.Label == "" {
			out[i].Title = a.texts.T(Lang(ctx), c.Title, nil)
		}
	}
	return out
}

func (a *API) openFile(ctx context.Context, hc huma.Context, op Operation, format string, columns []sheet.Column) (sheet.Writer, error) {
	actor, err := authz.From(ctx)
	if err != nil {
		return nil, err
	}
	now := a.db.Now()
	table := sheet.Table{Columns: columns, Watermark: actor.Name + " " + now.Format(time.DateTime) + " UTC"}
	name := a.texts.T(Lang(ctx), "export."+op.ID, nil) + "-" + now.Format("20060102") + "." + format
	kind := map[string]string{"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}[format]
	hc.SetHeader("Content-Type", kind)
	hc.SetHeader("Content-Disposition", blob.Disposition(name))
	if format == "csv" {
		return sheet.NewCSV(hc.BodyWriter(), table)
	}
	return sheet.NewXLSX(hc.BodyWriter(), table)
}
