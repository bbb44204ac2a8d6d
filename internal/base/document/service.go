package document

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/db"
)

// Records resolves what a document hangs on. ScopeTx answers a fault of kind
// NotFound unless tx.Actor may read the record.
type Records interface {
	ScopeTx(tx *db.Tx, r ref.Ref) (s authz.Scope, label string, err error)
}

// Options bound what people upload, in bytes. Zero means the default.
type Options struct {
	MaxSize int64 // of one file; 200 MiB
	Quota   int64 // of everything that one person uploads; 20 GiB
}

// Service is the module's public face: one method per use case.
type Service struct {
	db      *db.DB
	blobs   blob.Store
	records Records
	limits  Options
}

// New returns a Service.
func New(d *db.DB, blobs blob.Store, records Records, o Options) *Service {
	return &Service{d, blobs, records, Options{cmp.Or(o.MaxSize, 200<<20), cmp.Or(o.Quota, 20<<30)}}
}

// MaxSize returns the limit of one file in bytes.
func (s *Service) MaxSize() int64 { return s.limits.MaxSize }

// Draft is what a person says about a file.
type Draft struct {
	ID   ref.ID // made by the caller, or zero
	Ref  ref.Ref
	Kind string
	Name string
}

// Upload stores what r holds and hangs it on a record. It needs [PermWrite]
// over the record; nothing of r is read before that is checked. Errors:
// [ErrRecord], [ErrKind], [ErrType], [ErrQuota], those of blob.Store.Put, and
// what r answers.
func (s *Service) Upload(ctx context.Context, in Draft, r io.Reader) (ref.ID, error) {
	if in.ID.IsZero() {
		in.ID = ref.New()
	}
	check := func(tx *db.Tx) (authz.Scope, error) { return s.attachable(tx, in) }
	info, err := s.receive(ctx, check, r)
	if err != nil {
		return in.ID, err
	}
	bind(ctx, in.Ref.String(), in.Kind, in.Name, info.SHA256.String())
	return in.ID, s.db.Write(ctx, func(tx *db.Tx) error {
		scope, err := check(tx)
		if err != nil {
			return err
		}
		if err := s.charge(tx, info.Size); err != nil {
			return err
		}
		return s.AttachTx(tx, Attach{ID: in.ID, Ref: in.Ref, Scope: scope, Kind: in.Kind, Name: in.Name, File: info})
	})
}

// attachable returns the scope of the record that a draft names, when the actor
// may hang documents on it.
func (s *Service) attachable(tx *db.Tx, in Draft) (authz.Scope, error) {
	if !slices.Contains(Kinds, in.Kind) {
		return authz.Scope{}, ErrKind.At("kind", "not_allowed")
	}
	scope, _, err := s.records.ScopeTx(tx, in.Ref)
	if err != nil {
		return scope, orElse(err, ErrRecord.At("ref_id", "unknown"))
	}
	return scope, db.Allow(tx, actAttach, scope, nil, in.Ref.ID)
}

// Replace stores what r holds as the next version of a document; name may be
// empty to keep the old one. It needs [PermWrite] over the record. Errors:
// [ErrNotFound], [ErrVoided], and those of [Service.Upload].
func (s *Service) Replace(ctx context.Context, id ref.ID, version int64, name string, r io.Reader) error {
	var d Document
	check := func(tx *db.Tx) (scope authz.Scope, err error) {
		d, scope, err = s.writable(tx, id, version, actReplace)
		return scope, err
	}
	info, err := s.receive(ctx, check, r)
	if err != nil {
		return err
	}
	bind(ctx, name, info.SHA256.String())
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := check(tx); err != nil {
			return err
		}
		if err := accepts(d.Kind, info.Type); err != nil {
			return err
		}
		if err := s.charge(tx, info.Size); err != nil {
			return err
		}
		before := d
		d.File = fileOf(tx, d.Number+1, cmp.Or(name, d.Name), info)
		if err := update(tx, &d); err != nil {
			return err
		}
		if err := insertFile(tx, &d); err != nil {
			return err
		}
		if err := tx.Audit("document.replace", &before, &d); err != nil {
			return err
		}
		return tx.Emit(d.attached())
	})
}

// Void takes a document out of use; its files stay. It needs [PermWrite] over
// the record. Errors: [ErrNotFound], [ErrVoided], [ErrReason].
func (s *Service) Void(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, _, err := s.writable(tx, id, version, actVoid)
		if err != nil {
			return err
		}
		before := d
		if err := d.void(reason, tx.Actor.ID, tx.Now); err != nil {
			return err
		}
		if err := update(tx, &d); err != nil {
			return err
		}
		if err := tx.Audit("document.void", &before, &d); err != nil {
			return err
		}
		return tx.Emit(Voided{d.ID, d.Ref, d.Kind, d.VoidReason, d.VoidedBy})
	})
}

// receive checks a right and the quota, and only then stores what r holds. The
// caller checks again in the transaction that names the blob.
func (s *Service) receive(ctx context.Context, check func(*db.Tx) (authz.Scope, error), r io.Reader) (info blob.Info, err error) {
	limit, byQuota := s.limits.MaxSize, false
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := check(tx); err != nil {
			return err
		}
		room, err := s.room(tx)
		if byQuota = room < limit; byQuota {
			limit = room
		}
		return err
	})
	if err != nil {
		return info, err
	}
	info, err = s.blobs.Put(ctx, r, limit)
	if f := fault.As(err); byQuota && f != nil && f.Code == blob.ErrTooLarge.Code {
		return info, ErrQuota.With("limit", s.limits.Quota)
	}
	return info, err
}

// room returns how many bytes the actor may still upload; the system as many as
// one file may have.
func (s *Service) room(tx *db.Tx) (int64, error) {
	if tx.Actor.ID.IsZero() {
		return s.limits.MaxSize, nil
	}
	n, err := used(tx, tx.Actor.ID)
	if err == nil && n >= s.limits.Quota {
		err = ErrQuota.With("limit", s.limits.Quota)
	}
	return s.limits.Quota - n, err
}

func (s *Service) charge(tx *db.Tx, size int64) error {
	if tx.Actor.ID.IsZero() {
		return nil
	}
	err := charge(tx, tx.Actor.ID, size, s.limits.Quota)
	if fault.As(err) != nil && fault.As(err).Code == ErrQuota.Code {
		return ErrQuota.With("limit", s.limits.Quota)
	}
	return err
}

// bind makes the Idempotency-Key of an upload stand for what was uploaded: the
// gate leaves multipart bodies unread, so here the fields and the hash join.
func bind(ctx context.Context, parts ...string) {
	m := db.MetaFrom(ctx)
	if m.Key == "" {
		return
	}
	h := sha256.New()
	h.Write(m.Body)
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	m.Body = h.Sum(nil)
}

// find returns a document that the actor may read, with the scope of its record.
func (s *Service) find(tx *db.Tx, id ref.ID) (d Document, scope authz.Scope, err error) {
	if d, err = get(tx, id); err != nil {
		return d, scope, err
	}
	if scope, _, err = s.records.ScopeTx(tx, d.Ref); err != nil {
		return d, scope, orElse(err, ErrNotFound)
	}
	return d, scope, tx.Visible(PermRead, scope, ErrNotFound, d.Ref.ID)
}

func (s *Service) writable(tx *db.Tx, id ref.ID, version int64, act authz.Action[*Document]) (Document, authz.Scope, error) {
	d, scope, err := s.find(tx, id)
	if err != nil {
		return d, scope, err
	}
	if d.Version != version {
		return d, scope, db.ErrStale
	}
	return d, scope, db.Allow(tx, act, scope, &d, d.Ref.ID)
}

// Visible answers [ErrNotFound] unless the caller may read the document.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, _, err := s.find(tx, id)
		return err
	})
}

// Get returns a document with all its versions. It needs [PermRead] over the
// record, and the right to read the record itself. Errors: [ErrNotFound].
func (s *Service) Get(ctx context.Context, id ref.ID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, scope, err := s.find(tx, id)
		if err != nil {
			return err
		}
		part, err := tx.Part(d.Ref.ID)
		if err != nil {
			return err
		}
		all, err := files(tx, id)
		v = view(row(tx.Actor, part, scope, &d), all)
		return err
	})
	return v, err
}

// List returns a page of the documents of one record. It needs [PermRead] over
// the record. Errors: [ErrNoRecord] when the caller may not read the record.
func (s *Service) List(ctx context.Context, r ref.Ref, filters url.Values) (p db.Page[Row], err error) {
	one := url.Values{}
	maps.Copy(one, filters)
	one.Set("ref_kind", string(r.Kind)) // one record, however often the address named others
	one.Set("ref_id", r.ID.String())
	q, err := db.ParseQuery(one, &list)
	if err != nil {
		return p, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		scope, _, err := s.records.ScopeTx(tx, r)
		if err != nil {
			return orElse(err, ErrNoRecord)
		}
		part, err := tx.Part(r.ID)
		if err != nil {
			return err
		}
		p, err = db.Run(tx, &list, q, func(x db.Row) (Row, error) {
			d, err := scan(x)
			return row(tx.Actor, part, scope, &d), err
		})
		return err
	})
	return p, err
}

// Content opens a version of a document, the current one when number is 0. It
// needs what [Service.Get] needs. Errors: [ErrNotFound], those of
// blob.Store.Open. The caller closes what it got.
func (s *Service) Content(ctx context.Context, id ref.ID, number int64) (f File, content io.ReadSeekCloser, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, _, err := s.find(tx, id)
		if err != nil {
			return err
		}
		all, err := files(tx, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x File) bool { return x.Number == cmp.Or(number, d.Number) })
		if i < 0 {
			return ErrNotFound
		}
		f = all[i]
		return nil
	})
	if err != nil {
		return f, nil, err
	}
	content, err = s.Open(ctx, f.SHA256)
	return f, content, err
}

// orElse answers instead when err says that something does not exist for the
// actor; other failures pass.
func orElse(err error, instead *fault.Error) error {
	if f := fault.As(err); f != nil && (f.Kind == fault.NotFound || f.Kind == fault.Invalid) {
		return instead
	}
	return err
}
