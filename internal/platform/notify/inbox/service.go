package inbox

import (
	"context"
	"errors"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/notify/mail"
)

// Records resolves what a notice is about. ScopeTx answers a fault of kind
// NotFound unless tx.Actor may read it.
type Records interface {
	ScopeTx(tx *db.Tx, r ref.Ref) (s authz.Scope, label string, err error)
}

// People tells who may read what, and where mail reaches a person. ActorFor
// answers a fault for somebody who is not active any more.
type People interface {
	ActorFor(tx *db.Tx, person ref.ID) (*authz.Actor, error)
	EmailTx(tx *db.Tx, person ref.ID) (string, error) // "" when he has none
}

// Service is the package's face: one method per use case.
type Service struct {
	db      *db.DB
	records Records
	people  People
	texts   *i18n.Catalogue
	sender  mail.Sender
	link    func(ref.Ref) string // where a record is opened, for mail
}

// New returns a Service.
func New(d *db.DB, records Records, people People, texts *i18n.Catalogue, sender mail.Sender, link func(ref.Ref) string) *Service {
	return &Service{d, records, people, texts, sender, link}
}

// CreateTx tells a person something in the caller's transaction, unless he was
// told already, and reports whether he was not. It sends no mail and asks
// nobody whether he may read the record.
func (s *Service) CreateTx(tx *db.Tx, d Draft) (bool, error) {
	return insert(tx, d, tx.Now, mailNone)
}

// errNothing ends a write in which there was nothing to tell.
var errNothing = errors.New("everybody was told already")

// Deliver tells people about an event: it stores their notices and then sends
// the mails. Delivering an event again does what was left undone. It returns an
// error when the mail server cannot take a mail now.
func (s *Service) Deliver(ctx context.Context, e Event) error {
	tell := tellers[e.Topic]
	if tell == nil {
		return nil
	}
	drafts, err := tell(e.Payload)
	if err != nil {
		return err
	}
	wanted, err := s.readable(ctx, drafts)
	if err != nil || len(wanted) == 0 {
		return err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error { return s.store(tx, e, wanted) })
	if err != nil && !errors.Is(err, errNothing) {
		return err
	}
	return s.sendMails(ctx, e.ID.String())
}

// readable leaves out those who may not read what they would be told of.
func (s *Service) readable(ctx context.Context, drafts []Draft) (wanted []Draft, err error) {
	for _, d := range drafts {
		switch _, err := s.reader(ctx, d.Person, d.Ref); {
		case err == nil:
			wanted = append(wanted, d)
		case !denied(err):
			return nil, err
		}
	}
	return wanted, nil
}

// reader returns a person with his rights, when he is active and may read the
// record; else an error that is [denied].
func (s *Service) reader(ctx context.Context, person ref.ID, r ref.Ref) (actor *authz.Actor, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		actor, err = s.people.ActorFor(tx, person)
		return err
	})
	if err != nil || r.IsZero() {
		return actor, err
	}
	return actor, s.db.Read(authz.With(ctx, actor), func(tx *db.Tx) error {
		_, _, err := s.records.ScopeTx(tx, r)
		return err
	})
}

// denied reports whether err says that a person or a record is not there for
// somebody, rather than that something broke.
func denied(err error) bool {
	f := fault.As(err)
	return f != nil && (f.Kind == fault.NotFound || f.Kind == fault.Unauthorized || f.Kind == fault.Invalid || f.Kind == fault.Forbidden)
}

// news is how long an event is worth an interruption. What was delivered later,
// after a long stop or in a history that was written at once, is kept as read.
const news = 7 * 24 * time.Hour

func old(at, now time.Time) bool { return at.Before(now.Add(-news)) }

func (s *Service) store(tx *db.Tx, e Event, drafts []Draft) error {
	told := 0
	for _, d := range drafts {
		d.Dedupe = e.ID.String()
		wish, err := preference(tx, d.Person)
		if err != nil {
			return err
		}
		by := mailNone
		if wish.wants(d.Key) && !old(e.At, tx.Now) {
			by = mailWanted
		}
		fresh, err := insert(tx, d, e.At, by)
		if err != nil {
			return err
		}
		if fresh {
			told++
		}
	}
	if told == 0 {
		return errNothing
	}
	return tx.Note("notice.deliver", db.Subject{Ref: drafts[0].Ref, Label: drafts[0].Label}, map[string]any{"topic": e.Topic, "event": e.ID, "people": told})
}

// List returns a page of the caller's notices, newest first, and how many he
// has not read.
func (s *Service) List(ctx context.Context, limit int, cursor string, unread bool) (p page.Page[Notice], left int64, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if p, err = own(tx, limit, cursor, unread); err != nil {
			return err
		}
		if left, err = countUnread(tx); err != nil {
			return err
		}
		return s.concealTx(tx, p.Items)
	})
	return p, left, err
}

// concealTx hides what the actor may not read any more. Each record is asked
// for once.
func (s *Service) concealTx(tx *db.Tx, notices []Notice) error {
	open := map[ref.Ref]bool{{}: true}
	for i := range notices {
		r := notices[i].Ref
		if _, asked := open[r]; !asked {
			_, _, err := s.records.ScopeTx(tx, r)
			if err != nil && !denied(err) {
				return err
			}
			open[r] = err == nil
		}
		if !open[r] {
			notices[i].conceal()
		}
	}
	return nil
}

// Read marks the caller's notices as read: those named, or all. Others of the
// ids are passed over. It returns how many stay unread.
func (s *Service) Read(ctx context.Context, ids []ref.ID, all bool) (left int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := markRead(tx, ids, all)
		if err != nil {
			return err
		}
		if left, err = countUnread(tx); err != nil {
			return err
		}
		return tx.Note("notice.read", db.Subject{Label: tx.Actor.Name}, map[string]any{"notices": n})
	})
	return left, err
}

// Preference returns which notices the caller wants by mail.
func (s *Service) Preference(ctx context.Context) (m Mail, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		m, err = preference(tx, tx.Actor.ID)
		return err
	})
	return m, err
}

// Prefer sets which notices the caller wants by mail.
func (s *Service) Prefer(ctx context.Context, m Mail) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := prefer(tx, m); err != nil {
			return err
		}
		return tx.Note("notice.prefer", db.Subject{Label: tx.Actor.Name}, map[string]any{"mail": m})
	})
}

// Forget drops read notices from before a time, at most some thousands at once,
// and returns how many.
func (s *Service) Forget(ctx context.Context, before time.Time) (n int64, err error) {
	err = s.db.Housekeep(ctx, func(tx *db.Tx) error {
		n, err = forget(tx, before)
		return err
	})
	return n, err
}
