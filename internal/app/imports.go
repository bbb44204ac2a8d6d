package app

import (
	"context"
	"io"

	"gongqiao/internal/edge/importer"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/i18n"
)

// runImports works on every import that waits, one after the other.
func (a *App) runImports(ctx context.Context) error {
	for {
		more, err := a.Imports.RunDue(ctx)
		if err != nil || !more {
			return err
		}
	}
}

// ImportOrder is a file that somebody beside the data wants imported with the
// rights of a person.
type ImportOrder struct {
	User    string
	Kind    string
	Name    string // of the file
	File    io.Reader
	Mapping *importer.Mapping // nil takes what the titles suggest
	DryRun  bool
}

// Import takes a file in and returns the import as it ended. Fields of users that
// the mapping asks for are defined as the operator, who stands beside the data.
func (a *App) Import(ctx context.Context, o ImportOrder, observe importer.Observer) (b importer.Batch, err error) {
	if ctx, err = a.as(ctx, o.User); err != nil {
		return b, err
	}
	id, err := a.Imports.Upload(ctx, ref.Nil, o.Kind, o.Name, o.File)
	if err != nil {
		return b, err
	}
	if o.Mapping != nil {
		if err := a.Imports.SetMapping(ctx, id, 1, *o.Mapping); err != nil {
			return b, err
		}
		if err := a.defineFields(ctx, id, o.DryRun); err != nil {
			return b, err
		}
	}
	if b, err = a.Imports.Get(ctx, id); err != nil {
		return b, err
	}
	begin := a.Imports.Apply
	if o.DryRun {
		begin = a.Imports.Check
	}
	if err := begin(ctx, id, b.Version); err != nil {
		return b, err
	}
	return a.finishImport(ctx, id, observe)
}

func (a *App) defineFields(ctx context.Context, id ref.ID, dryRun bool) error {
	if dryRun {
		return nil
	}
	return a.Imports.Define(asOperator(ctx), id)
}

// ResumeImport goes on with an import that was killed.
func (a *App) ResumeImport(ctx context.Context, user string, id ref.ID, observe importer.Observer) (b importer.Batch, err error) {
	if ctx, err = a.as(ctx, user); err != nil {
		return b, err
	}
	return a.finishImport(ctx, id, observe)
}

// UndoImport takes an import back. What keeps it is returned with
// importer.ErrBlocked.
func (a *App) UndoImport(ctx context.Context, user string, id ref.ID) (b importer.Batch, obstacles []importer.Obstacle, err error) {
	if ctx, err = a.as(ctx, user); err != nil {
		return b, nil, err
	}
	if b, err = a.Imports.Get(ctx, id); err != nil {
		return b, nil, err
	}
	if obstacles, err = a.Imports.Obstacles(ctx, id, obstaclesShown); err != nil {
		return b, nil, err
	}
	if len(obstacles) > 0 {
		return b, obstacles, importer.ErrBlocked.With("number", obstacles[0].Label)
	}
	if b.State != importer.Undoing {
		if err := a.Imports.Undo(ctx, id, b.Version); err != nil {
			return b, nil, err
		}
	}
	b, err = a.finishImport(ctx, id, nil)
	return b, nil, err
}

// obstaclesShown is how many records that stand in the way are named.
const obstaclesShown = 50

func (a *App) finishImport(ctx context.Context, id ref.ID, observe importer.Observer) (importer.Batch, error) {
	err := a.Imports.RunAlone(ctx, id, observe)
	b, gone := a.Imports.Get(ctx, id)
	if err == nil {
		err = gone
	}
	return b, err
}

// as returns a context in which a person asks, by his user name.
func (a *App) as(ctx context.Context, username string) (context.Context, error) {
	var actor *authz.Actor
	err := a.DB.Read(asOperator(ctx), func(tx *db.Tx) error {
		p, err := a.Org.PersonByUsernameTx(tx, username)
		if err != nil {
			return err
		}
		actor, err = a.Org.ActorFor(tx, p.ID)
		return err
	})
	return authz.With(ctx, actor), err
}

// Sentence says a problem of a row in a language.
func (a *App) Sentence(lang i18n.Lang, p importer.Problem) string {
	return importer.Sentence(a.texts, lang, p)
}

// Explain says an error in a language.
func (a *App) Explain(lang i18n.Lang, err error) string { return a.texts.Fault(lang, err) }
