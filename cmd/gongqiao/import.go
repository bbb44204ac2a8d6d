package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/urfave/cli/v3"

	"gongqiao/internal/app"
	"gongqiao/internal/edge/importer"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/sheet"
)

func importCommand() *cli.Command {
	c := command("import", "take customers, opportunities, contracts or projects in from an xlsx or csv file; exit code 4 when rows were left out", withApp(runImport),
		&cli.StringFlag{Name: "user", Required: true, Usage: "user name of whoever imports; his rights decide"},
		&cli.StringFlag{Name: "kind", Usage: "customers, opportunities, contracts or projects"},
		&cli.StringFlag{Name: "mapping", Usage: "JSON file that says how columns are read; without one the titles decide"},
		&cli.StringFlag{Name: "report", Usage: "csv file for what became of each row"},
		&cli.StringFlag{Name: "lang", Value: "zh", Usage: "language of the report, zh or en"},
		&cli.BoolFlag{Name: "dry-run", Usage: "say what would become of each row, and write nothing"},
		&cli.StringFlag{Name: "resume", Usage: "go on with a killed import, by its id"},
		&cli.StringFlag{Name: "undo", Usage: "take an import back, by its id"},
	)
	c.ArgsUsage = "FILE"
	return c
}

func runImport(ctx context.Context, cmd *cli.Command, a *app.App) error {
	if cmd.String("undo") != "" {
		return undoImport(ctx, cmd, a)
	}
	lang := i18n.Lang(cmd.String("lang"))
	report, err := newImportReport(cmd.String("report"), lang, a)
	if err != nil {
		return err
	}
	b, err := theImport(ctx, cmd, a, report.row)
	if err := report.close(); err != nil {
		return err
	}
	if f := fault.As(err); f != nil {
		return fmt.Errorf("%s (%w)", a.Explain(lang, err), err)
	}
	if err != nil {
		return err
	}
	c := b.Counts
	fmt.Printf("import %s %s: %d rows, %d taken, %d duplicates, %d waiting for an answer, %d refused\n", b.ID, b.State, c.Rows, c.Fresh, c.Duplicate, c.Similar, c.Refused)
	if c.Similar+c.Refused > 0 {
		return cli.Exit(fmt.Errorf("%d rows were not taken", c.Similar+c.Refused), exitPartly)
	}
	return nil
}

func theImport(ctx context.Context, cmd *cli.Command, a *app.App, observe importer.Observer) (b importer.Batch, err error) {
	if id := cmd.String("resume"); id != "" {
		parsed, err := ref.Parse(id)
		if err != nil {
			return b, cli.Exit(err, exitUsage)
		}
		return a.ResumeImport(ctx, cmd.String("user"), parsed, observe)
	}
	path := cmd.Args().First()
	if path == "" || cmd.String("kind") == "" {
		return b, cli.Exit(errors.New("name the kind of records and a file"), exitUsage)
	}
	order := app.ImportOrder{User: cmd.String("user"), Kind: cmd.String("kind"), Name: filepath.Base(path), DryRun: cmd.Bool("dry-run")}
	if file := cmd.String("mapping"); file != "" {
		if order.Mapping, err = readMapping(file); err != nil {
			return b, cli.Exit(err, exitUsage)
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return b, err
	}
	defer f.Close() // it was only read
	order.File = f
	return a.Import(ctx, order, observe)
}

// readMapping reads a mapping file. A field that no mapping has is a mistake, not
// a remark.
func readMapping(path string) (*importer.Mapping, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var m importer.Mapping
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &m, nil
}

func undoImport(ctx context.Context, cmd *cli.Command, a *app.App) error {
	id, err := ref.Parse(cmd.String("undo"))
	if err != nil {
		return cli.Exit(err, exitUsage)
	}
	b, obstacles, err := a.UndoImport(ctx, cmd.String("user"), id)
	for _, o := range obstacles {
		why := "was changed since"
		if o.By != "" {
			why = "is named by a row of " + o.By
		}
		fmt.Fprintf(os.Stderr, "row %d: %s %s %s\n", o.Row, o.Kind, o.Label, why)
	}
	if err != nil {
		return err
	}
	fmt.Printf("import %s %s: %d records left\n", b.ID, b.State, b.Records)
	return nil
}

// importReport writes what became of each row, and tells how far the import is.
type importReport struct {
	file  io.WriteCloser
	csv   sheet.Writer
	lang  i18n.Lang
	app   *app.App
	rows  int
	shown time.Time
	err   error
}

func newImportReport(path string, lang i18n.Lang, a *app.App) (*importReport, error) {
	r := &importReport{lang: lang, app: a, shown: time.Now()}
	if path == "" {
		return r, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	r.file = f
	r.csv, err = sheet.NewCSV(f, sheet.Table{Columns: []sheet.Column{{Title: "row"}, {Title: "outcome"}, {Title: "title"}, {Title: "column"}, {Title: "field"}, {Title: "class"}, {Title: "code"}, {Title: "text"}}})
	return r, err
}

// row implements importer.Observer.
func (r *importReport) row(l importer.Line) {
	if r.rows++; time.Since(r.shown) > time.Second {
		r.shown = time.Now()
		fmt.Fprintf(os.Stderr, "\r%d rows", r.rows)
	}
	if r.csv == nil || r.err != nil {
		return
	}
	if len(l.Problems) == 0 {
		r.err = r.csv.Row(strconv.Itoa(l.Row), string(l.Outcome), l.Title, "", "", "", "", "")
	}
	for _, p := range l.Problems {
		r.err = errors.Join(r.err, r.csv.Row(strconv.Itoa(l.Row), string(l.Outcome), l.Title, p.Column, p.Field, string(p.Class), p.Code, r.app.Sentence(r.lang, p)))
	}
}

func (r *importReport) close() error {
	if r.rows > 0 {
		fmt.Fprintf(os.Stderr, "\r%d rows\n", r.rows)
	}
	if r.csv == nil {
		return nil
	}
	return errors.Join(r.err, r.csv.Close(), r.file.Close())
}
