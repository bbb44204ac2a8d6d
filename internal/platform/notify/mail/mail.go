package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/mail"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"gongqiao/internal/kernel/fault"
)

// Errors of sending. Only [ErrUnavailable] is worth a retry.
var (
	ErrInvalid       = fault.New(fault.Invalid, "mail.invalid", "an address or the subject is not valid")
	ErrRejected      = fault.New(fault.Conflict, "mail.rejected", "the mail server refused the message for good")
	ErrUnavailable   = fault.New(fault.Unavailable, "mail.unavailable", "the mail server cannot take the message now")
	ErrNotConfigured = fault.New(fault.Unavailable, "mail.not_configured", "no mail server is set up")
)

// Message is one mail to one person.
type Message struct {
	To      string // "li@example.com" or "李 <li@example.com>"
	ReplyTo string // optional
	Subject string
	Text    string // always
	HTML    string // optional, the same in HTML; the caller has escaped it
	// ID makes the Message-ID: a retry with the same one lets the receiving
	// side drop the copy. Letters, digits and hyphens.
	ID   string
	Date time.Time

	Attachments []Attachment
}

// Attachment is a file that goes with a message. Content is read once.
type Attachment struct {
	Name    string
	Type    string // media type: "application/pdf"
	Content io.Reader
}

// Sender sends a message: nil once the server has taken it, else one of the Err
// variables.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// None is the Sender of an installation without a mail server.
type None struct{}

// Send returns [ErrNotConfigured].
func (None) Send(context.Context, Message) error { return ErrNotConfigured }

// Server says where and how to hand mail over.
type Server struct {
	Host     string
	Port     int
	Security string // "starttls", "tls" or "none"
	User     string // empty: no authentication
	Password string
	From     string // sender of all mail
	Timeout  time.Duration
	// RootCAs and the like, for servers with certificates of their own.
	TLS *tls.Config
}

// SMTP is a [Sender] over SMTP; each message uses a connection of its own.
type SMTP struct {
	server Server
	from   *mail.Address
	domain string
}

// NewSMTP returns a Sender for a server, or [ErrInvalid] when its sender is no
// address. It does not connect.
func NewSMTP(s Server) (*SMTP, error) {
	from, err := address(s.From)
	if err != nil {
		return nil, err
	}
	if s.Timeout <= 0 {
		s.Timeout = 20 * time.Second
	}
	if s.TLS == nil {
		s.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	s.TLS = s.TLS.Clone()
	s.TLS.ServerName = s.Host
	_, domain, _ := strings.Cut(from.Address, "@")
	return &SMTP{s, from, domain}, nil
}

// Send implements [Sender].
func (s *SMTP) Send(ctx context.Context, m Message) error {
	msg, err := s.compose(m)
	if err != nil {
		return err
	}
	var conn net.Conn
	defer func() {
		if conn != nil { // the library leaves it open when the greeting or sign-in fails
			_ = conn.Close()
		}
	}()
	dial := func(ctx context.Context, network, address string) (_ net.Conn, err error) {
		conn, err = s.dial(ctx, network, address)
		return conn, err
	}
	client, err := gomail.NewClient(s.server.Host, append(s.options(), gomail.WithDialContextFunc(dial))...)
	if err != nil {
		return ErrUnavailable.Because(err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.server.Timeout)
	defer cancel()
	if err := client.DialWithContext(ctx); err != nil {
		return ErrUnavailable.Because(err) // a wrong password too: the operator can correct it
	}
	err = client.Send(msg)
	_ = client.Close() // the server has answered; how it hangs up changes nothing
	return classify(err)
}

// dial connects, with TLS from the first byte when the server wants it so.
func (s *SMTP) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if s.server.Security == "tls" {
		return (&tls.Dialer{Config: s.server.TLS}).DialContext(ctx, network, address)
	}
	return (&net.Dialer{}).DialContext(ctx, network, address)
}

func (s *SMTP) options() []gomail.Option {
	opts := []gomail.Option{
		gomail.WithPort(s.server.Port), gomail.WithTimeout(s.server.Timeout),
		gomail.WithTLSConfig(s.server.TLS),
		gomail.WithoutNoop(), gomail.WithoutRset(), // one message a connection: a reset could only fail it
	}
	policy := gomail.TLSMandatory
	if s.server.Security == "none" || s.server.Security == "tls" {
		policy = gomail.NoTLS // none is wanted, or the connection has it already
	}
	opts = append(opts, gomail.WithTLSPolicy(policy))
	if s.server.User != "" {
		opts = append(opts, gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthPlain, gomail.SMTPAuthLogin),
			gomail.WithUsername(s.server.User), gomail.WithPassword(s.server.Password))
	}
	return opts
}

// classify tells "never" (5xx) from "not now" (everything else).
func classify(err error) error {
	if err == nil {
		return nil
	}
	var send *gomail.SendError
	if errors.As(err, &send) && send.ErrorCode() >= 500 {
		return ErrRejected.Because(err)
	}
	return ErrUnavailable.Because(err)
}

func (s *SMTP) compose(m Message) (*gomail.Msg, error) {
	to, err := address(m.To)
	if err != nil {
		return nil, err
	}
	if m.Subject == "" || !oneLine(m.Subject) || !validID(m.ID) {
		return nil, ErrInvalid
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(s.from)
	msg.ToMailAddress(to)
	if m.ReplyTo != "" {
		reply, err := address(m.ReplyTo)
		if err != nil {
			return nil, err
		}
		msg.ReplyToMailAddress(reply)
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.Date)
	if m.ID != "" {
		msg.SetMessageIDWithValue(m.ID + "@" + s.domain)
	}
	// Out-of-office programs do not answer what says that a machine sent it.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	for _, a := range m.Attachments {
		if !oneLine(a.Name) || !oneLine(a.Type) {
			return nil, ErrInvalid
		}
		if err := msg.AttachReader(a.Name, a.Content, gomail.WithFileContentType(gomail.ContentType(a.Type))); err != nil {
			return nil, err
		}
	}
	return msg, nil
}

// address reads one address. Line breaks are refused before parsing: folding
// would let net/mail accept some.
func address(text string) (*mail.Address, error) {
	if !oneLine(text) {
		return nil, ErrInvalid
	}
	a, err := mail.ParseAddress(text)
	if err != nil || !oneLine(a.Name) || !oneLine(a.Address) {
		return nil, ErrInvalid
	}
	return a, nil
}

func oneLine(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == unicode.ReplacementChar
	})
}

func validID(id string) bool {
	return !strings.ContainsFunc(id, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}
