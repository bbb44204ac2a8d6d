package mail_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// server speaks the part of SMTP (RFC 5321, 3207, 4954) that a client needs.
type server struct {
	port  int
	roots *x509.CertPool
	cert  tls.Certificate

	starttls bool
	password string            // AUTH PLAIN is offered and needed when set
	answers  map[string]string // by command: what to answer instead of the usual
	hangup   string            // close the connection at this command

	mu       sync.Mutex
	messages []string // DATA as received, dots removed
	rcpt     []string
	plain    bool // a password arrived without TLS
}

func newServer(t *testing.T, implicitTLS bool, change func(*server)) *server {
	t.Helper()
	s := &server{answers: map[string]string{}}
	s.makeCertificate(t)
	if change != nil {
		change(s)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	if implicitTLS {
		l = tls.NewListener(l, s.tls())
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		wg.Wait()
	})
	return s
}

func (s *server) makeCertificate(t *testing.T) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	s.cert = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	s.roots = x509.NewCertPool()
	s.roots.AddCert(leaf)
}

func (s *server) tls() *tls.Config { return &tls.Config{Certificates: []tls.Certificate{s.cert}} }

func (s *server) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }() // the client may have gone first
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	r := bufio.NewReader(conn)
	say := func(line string) { fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 test ESMTP")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		command, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		command = strings.ToUpper(command)
		if command == s.hangup {
			return
		}
		if answer, ok := s.answers[command]; ok {
			say(answer)
			continue
		}
		switch command {
		case "EHLO", "HELO":
			s.greet(conn, say)
		case "STARTTLS":
			say("220 go ahead")
			conn = tls.Server(conn, s.tls())
			r = bufio.NewReader(conn)
		case "AUTH":
			say(s.authenticate(conn, rest))
		case "RCPT":
			s.mu.Lock()
			s.rcpt = append(s.rcpt, rest)
			s.mu.Unlock()
			say("250 ok")
		case "DATA":
			say("354 send")
			if !s.receive(r) {
				return
			}
			if answer, ok := s.answers["."]; ok {
				say(answer)
			} else {
				say("250 taken")
			}
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *server) greet(conn net.Conn, say func(string)) {
	lines := []string{"test", "8BITMIME", "SMTPUTF8"}
	if _, secure := conn.(*tls.Conn); s.starttls && !secure {
		lines = append(lines, "STARTTLS")
	}
	if s.password != "" {
		lines = append(lines, "AUTH PLAIN")
	}
	for i, l := range lines {
		sep := "-"
		if i == len(lines)-1 {
			sep = " "
		}
		say("250" + sep + l)
	}
}

func (s *server) authenticate(conn net.Conn, rest string) string {
	_, secure := conn.(*tls.Conn)
	s.mu.Lock()
	s.plain = s.plain || !secure
	s.mu.Unlock()
	_, encoded, _ := strings.Cut(rest, " ")
	decoded, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || string(decoded) != "\x00user\x00"+s.password {
		return "535 5.7.8 wrong"
	}
	return "235 welcome"
}

func (s *server) receive(r *bufio.Reader) bool {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = append(s.messages, b.String())
	return true
}
