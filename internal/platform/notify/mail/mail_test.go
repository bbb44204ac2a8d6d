package mail_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"gongqiao/internal/platform/notify/mail"
)

func sender(t *testing.T, s *server, change func(*mail.Server)) *mail.SMTP {
	t.Helper()
	c := mail.Server{
		Host: "127.0.0.1", Port: s.port, Security: "none", From: "工桥 <crm@example.com>",
		Timeout: 3 * time.Second, TLS: &tls.Config{RootCAs: s.roots},
	}
	if change != nil {
		change(&c)
	}
	m, err := mail.NewSMTP(c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func message() mail.Message {
	return mail.Message{
		To: "李销售 <li@example.com>", ReplyTo: "pm@example.com", Subject: "回款逾期提醒：临江桥改造项目第三节点（金额 1,233 万元）需要今天确认",
		Text: "您好，\n.点开头的一行\n请确认。", HTML: "<p>您好，请确认。</p>", ID: "0198-abc", Date: time.Date(2026, 3, 1, 1, 2, 3, 0, time.UTC),
	}
}

func TestMessageArrivesWhole(t *testing.T) {
	s := newServer(t, false, nil)
	if err := sender(t, s, nil).Send(t.Context(), message()); err != nil {
		t.Fatal(err)
	}
	if len(s.messages) != 1 || len(s.rcpt) != 1 || s.rcpt[0] != "TO:<li@example.com>" {
		t.Fatalf("%d messages to %q", len(s.messages), s.rcpt)
	}
	m, err := netmail.ReadMessage(strings.NewReader(s.messages[0]))
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]string{
		"Subject": message().Subject, "Auto-Submitted": "auto-generated", "Message-Id": "<0198-abc@example.com>",
		"Date": "Sun, 01 Mar 2026 01:02:03 +0000", "From": `工桥 <crm@example.com>`, "To": "李销售 <li@example.com>", "Reply-To": "<pm@example.com>",
	} {
		got, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get(header))
		if got = strings.ReplaceAll(got, `"`, ""); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", header, got, err, want)
		}
	}
	bodies := parts(t, m)
	if bodies["text/plain"] != strings.ReplaceAll(message().Text, "\n", "\r\n") && bodies["text/plain"] != message().Text {
		t.Errorf("text %q", bodies["text/plain"])
	}
	if bodies["text/html"] != message().HTML {
		t.Errorf("html %q", bodies["text/html"])
	}
}

func parts(t *testing.T, m *netmail.Message) map[string]string {
	t.Helper()
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	bodies := map[string]string{}
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return bodies
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, _, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		bodies[kind] = string(body)
	}
}

func TestNoLineBreakReachesAHeader(t *testing.T) {
	s := newServer(t, false, nil)
	for name, change := range map[string]func(*mail.Message){
		"subject LF":       func(m *mail.Message) { m.Subject = "a\nBcc: x@example.com" },
		"subject CR":       func(m *mail.Message) { m.Subject = "a\rBcc: x@example.com" },
		"subject NEL":      func(m *mail.Message) { m.Subject = "a\u0085b" },
		"subject empty":    func(m *mail.Message) { m.Subject = "" },
		"to CRLF":          func(m *mail.Message) { m.To = "li@example.com\r\nBcc: x@example.com" },
		"to folded":        func(m *mail.Message) { m.To = "\"a\r\n b\" <li@example.com>" },
		"to encoded break": func(m *mail.Message) { m.To = "=?utf-8?q?a=0D=0ABcc:_x@example.com?= <li@example.com>" },
		"to several":       func(m *mail.Message) { m.To = "a@example.com, b@example.com" },
		"to nobody":        func(m *mail.Message) { m.To = "" },
		"reply-to":         func(m *mail.Message) { m.ReplyTo = "a@example.com\nX: y" },
		"id":               func(m *mail.Message) { m.ID = "a>\r\nX: y" },
	} {
		t.Run(name, func(t *testing.T) {
			m := message()
			change(&m)
			if err := sender(t, s, nil).Send(t.Context(), m); !errors.Is(err, mail.ErrInvalid) {
				t.Errorf("err = %v", err)
			}
		})
	}
	if len(s.messages) != 0 {
		t.Errorf("%d messages were sent", len(s.messages))
	}
	if _, err := mail.NewSMTP(mail.Server{From: "a\r\nb"}); !errors.Is(err, mail.ErrInvalid) {
		t.Errorf("sender: %v", err)
	}
}

func TestSecurity(t *testing.T) {
	secure := func(s *server) { s.starttls, s.password = true, "right" }
	for name, tc := range map[string]struct {
		implicit bool
		server   func(*server)
		client   func(*mail.Server)
		want     error
	}{
		"starttls with password": {false, secure, func(c *mail.Server) { c.Security, c.User, c.Password = "starttls", "user", "right" }, nil},
		"implicit tls":           {true, secure, func(c *mail.Server) { c.Security, c.User, c.Password = "tls", "user", "right" }, nil},
		"wrong password":         {false, secure, func(c *mail.Server) { c.Security, c.User, c.Password = "starttls", "user", "wrong" }, mail.ErrUnavailable},
		"server offers no TLS":   {false, nil, func(c *mail.Server) { c.Security = "starttls" }, mail.ErrUnavailable},
		"foreign certificate":    {false, secure, func(c *mail.Server) { c.Security, c.TLS = "starttls", &tls.Config{} }, mail.ErrUnavailable},
		"downgrade":              {false, func(s *server) { s.password = "right" }, func(c *mail.Server) { c.Security, c.User, c.Password = "starttls", "user", "right" }, mail.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, tc.implicit, tc.server)
			if err := sender(t, s, tc.client).Send(t.Context(), message()); !errors.Is(err, tc.want) {
				t.Errorf("err = %v, want %v", err, tc.want)
			}
			if s.plain {
				t.Error("the password was sent in clear")
			}
			if got := len(s.messages); (tc.want == nil) != (got == 1) {
				t.Errorf("%d messages", got)
			}
		})
	}
}

func TestFailuresAreToldApart(t *testing.T) {
	for name, tc := range map[string]struct {
		server func(*server)
		want   error
	}{
		"unknown recipient":      {func(s *server) { s.answers["RCPT"] = "550 5.1.1 nobody here" }, mail.ErrRejected},
		"mailbox full for now":   {func(s *server) { s.answers["RCPT"] = "452 4.2.2 full" }, mail.ErrUnavailable},
		"greylisted":             {func(s *server) { s.answers["RCPT"] = "451 4.7.1 later" }, mail.ErrUnavailable},
		"sender refused":         {func(s *server) { s.answers["MAIL"] = "553 5.7.1 not you" }, mail.ErrRejected},
		"content refused":        {func(s *server) { s.answers["."] = "554 5.7.1 spam" }, mail.ErrRejected},
		"content later":          {func(s *server) { s.answers["."] = "451 4.3.0 later" }, mail.ErrUnavailable},
		"hangs up in the middle": {func(s *server) { s.hangup = "DATA" }, mail.ErrUnavailable},
		"hangs up after taking":  {func(s *server) { s.hangup = "QUIT" }, nil},
		"rude goodbye":           {func(s *server) { s.answers["QUIT"] = "421 4.4.2 no" }, nil},
		"no reset":               {func(s *server) { s.answers["RSET"] = "502 5.5.1 what" }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, false, tc.server)
			if err := sender(t, s, nil).Send(t.Context(), message()); !errors.Is(err, tc.want) {
				t.Errorf("err = %v, want %v", err, tc.want)
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	s := newServer(t, false, nil)
	m := sender(t, s, func(c *mail.Server) { c.Port = 1 })
	if err := m.Send(t.Context(), message()); !errors.Is(err, mail.ErrUnavailable) {
		t.Errorf("err = %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sender(t, s, nil).Send(ctx, message()); !errors.Is(err, mail.ErrUnavailable) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestNone(t *testing.T) {
	if err := (mail.None{}).Send(t.Context(), message()); !errors.Is(err, mail.ErrNotConfigured) {
		t.Errorf("err = %v", err)
	}
}
