package inbox

import (
	"context"
	"errors"
	"strings"

	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/notify/mail"
)

// What became of a notice's mail.
const (
	mailNone   = "none"
	mailWanted = "wanted"
	mailSent   = "sent"
	mailFailed = "failed" // for good: no address, no server, refused
)

// subjectMax bounds a subject, in characters.
const subjectMax = 120

// sendMails sends what an event's notices want to have sent and marks each as
// soon as its fate is known.
func (s *Service) sendMails(ctx context.Context, dedupe string) error {
	var waiting []Notice
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		waiting, err = unsent(tx, dedupe)
		return err
	}); err != nil {
		return err
	}
	var later error
	for _, n := range waiting {
		fate := mailSent
		err := s.send(ctx, n)
		switch {
		case errors.Is(err, mail.ErrUnavailable):
			later = err
			continue
		case errors.Is(err, mail.ErrNotConfigured), errors.Is(err, mail.ErrRejected), errors.Is(err, mail.ErrInvalid), denied(err):
			fate = mailFailed
		case err != nil:
			return err
		}
		if err := s.db.Housekeep(ctx, func(tx *db.Tx) error { return markMail(tx, n.ID, fate) }); err != nil {
			return err
		}
	}
	return later
}

// send mails a notice to a person who may still read what it is about.
func (s *Service) send(ctx context.Context, n Notice) error {
	actor, err := s.reader(ctx, n.Person, n.Ref)
	if err != nil {
		return err
	}
	var to string
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		to, err = s.people.EmailTx(tx, n.Person)
		return err
	}); err != nil {
		return err
	}
	if to == "" {
		return mail.ErrInvalid
	}
	return s.sender.Send(ctx, s.compose(n, to, i18n.Negotiate(actor.Language, "")))
}

func (s *Service) compose(n Notice, to string, lang i18n.Lang) mail.Message {
	text := sentence(s.texts, lang, n)
	lines := []string{text}
	if n.Label != "" {
		lines = append(lines, n.Label)
	}
	if !n.Ref.IsZero() {
		lines = append(lines, s.link(n.Ref))
	}
	return mail.Message{To: to, Subject: subject(text), Text: strings.Join(lines, "\n\n") + "\n", ID: n.ID.String(), Date: n.At}
}

// subject is the sentence on one line.
func subject(text string) string {
	line := []rune(strings.Join(strings.Fields(text), " "))
	if len(line) > subjectMax {
		line = append(line[:subjectMax-1], '…')
	}
	return string(line)
}
