package document

import (
	"context"
	"io"
	"slices"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/db"
)

// Attach is a file that a module hangs on its record.
type Attach struct {
	ID    ref.ID // or zero
	Ref   ref.Ref
	Scope authz.Scope // of the record
	Kind  string
	Name  string
	File  blob.Info // as [Service.Keep] returned it
}

// Keep stores what r holds, for a module that attaches it afterwards with
// [Service.AttachTx]. It checks no right. Errors: those of blob.Store.Put.
func (s *Service) Keep(ctx context.Context, r io.Reader) (blob.Info, error) {
	return s.blobs.Put(ctx, r, s.limits.MaxSize)
}

// AttachTx hangs a stored file on a record. It checks no right and charges
// nobody. Errors: [ErrKind], [ErrType].
func (s *Service) AttachTx(tx *db.Tx, in Attach) error {
	if err := accepts(in.Kind, in.File.Type); err != nil {
		return err
	}
	if in.ID.IsZero() {
		in.ID = ref.New()
	}
	d := Document{ID: in.ID, Ref: in.Ref, Entity: in.Scope.Entity, Department: in.Scope.Department, Owner: in.Scope.Owner, Kind: in.Kind, File: fileOf(tx, 1, in.Name, in.File)}
	if err := insert(tx, &d); err != nil {
		return err
	}
	if err := tx.Audit("document.attach", nil, &d); err != nil {
		return err
	}
	return tx.Emit(d.attached())
}

func fileOf(tx *db.Tx, number int64, name string, info blob.Info) File {
	return File{Number: number, Name: blob.CleanName(name), SHA256: info.SHA256.String(), Size: info.Size, Type: info.Type, UploadedBy: tx.Actor.ID, UploadedAt: tx.Now}
}

// GetTx returns a document with its current version. It checks no right.
// Errors: [ErrNotFound].
func (s *Service) GetTx(tx *db.Tx, id ref.ID) (Document, error) { return get(tx, id) }

// Open opens the file of a document by its hash, for a module that has decided
// who may read it: it checks no right. Errors: those of blob.Store.Open. The
// caller closes what it got.
func (s *Service) Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error) {
	sum, err := blob.ParseSum(sha256)
	if err != nil {
		return nil, err
	}
	return s.blobs.Open(ctx, sum)
}

// HashTx returns the SHA-256 of a document's current file. It checks no right.
// Errors: [ErrNotFound], [ErrVoided].
func (s *Service) HashTx(tx *db.Tx, id ref.ID) (string, error) {
	d, err := get(tx, id)
	if err != nil {
		return "", err
	}
	return d.SHA256, living(&d, nil)
}

// OfTx returns the documents of a kind on a record that are not voided, newest
// first. It checks no right.
func (s *Service) OfTx(tx *db.Tx, r ref.Ref, kind string) ([]Document, error) { return of(tx, r, kind) }

// RescopeTx brings the lists up to date after a record changed its owner,
// department or entity.
func (s *Service) RescopeTx(tx *db.Tx, record ref.ID, scope authz.Scope) error {
	return rescope(tx, record, scope)
}

// OrphansTx returns which of the given hashes, at most 500 at once, no version
// of any document names. A blob that was stored a moment ago may be an upload
// whose transaction still runs: ask only for those older than a day.
func (s *Service) OrphansTx(tx *db.Tx, sums []blob.Sum) ([]blob.Sum, error) {
	if len(sums) == 0 {
		return nil, nil
	}
	texts := make([]string, len(sums))
	for i, sum := range sums {
		texts[i] = sum.String()
	}
	inUse, err := named(tx, texts)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(sums), func(x blob.Sum) bool { return inUse[x.String()] }), nil
}
