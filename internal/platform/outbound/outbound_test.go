package outbound_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gongqiao/internal/platform/outbound"
)

// names resolves from a table, each name to its addresses; a name with several
// answers gives one after the other, as a rebinding server does.
type names map[string][]string

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	list, ok := n[strings.TrimSuffix(host, ".")]
	if !ok {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	var addrs []netip.Addr
	for _, text := range list {
		addrs = append(addrs, netip.MustParseAddr(text))
	}
	return addrs, nil
}

// world is a client whose dials all end at one local server, and what it dialled.
type world struct {
	*outbound.Client
	dials  atomic.Int32
	dialed atomic.Value
}

func newWorld(t *testing.T, h http.Handler, n names, o outbound.Options) *world {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	w := &world{}
	o.Resolver = n
	o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		w.dials.Add(1)
		w.dialed.Store(address)
		return (&net.Dialer{}).DialContext(ctx, network, srv.Listener.Addr().String())
	}
	w.Client = outbound.New(o)
	t.Cleanup(w.Close)
	return w
}

func (w *world) get(t *testing.T, url string) (*outbound.Response, error) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.Do(t.Context(), req)
}

func ok(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte("hello " + r.UserAgent())) }

func TestCallsThePublicInternet(t *testing.T) {
	w := newWorld(t, http.HandlerFunc(ok), names{"api.example": {"93.184.215.14"}}, outbound.Options{})
	res, err := w.get(t, "http://api.example:8080/x")
	if err != nil || res.Status != 200 || string(res.Body) != "hello gongqiao" {
		t.Fatalf("%+v, %v", res, err)
	}
	if got := w.dialed.Load(); got != "93.184.215.14:8080" {
		t.Errorf("dialled %v, want the checked address", got)
	}
}

func TestRefusesInternalAddresses(t *testing.T) {
	n := names{
		"localhost": {"127.0.0.1"}, "rebind.example": {"93.184.215.14", "10.0.0.1"},
		"six.example": {"::1"}, "metadata.example": {"169.254.169.254"},
		// What a C library makes of other spellings.
		"127.1": {"127.0.0.1"}, "2130706433": {"127.0.0.1"}, "0x7f000001": {"127.0.0.1"}, "0177.0.0.1": {"127.0.0.1"},
	}
	w := newWorld(t, http.HandlerFunc(ok), n, outbound.Options{})
	for _, host := range []string{
		"127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
		"100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
		"[::1]", "[::]", "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[fd12:3456::1]", "[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
		"[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001::1]", "[2001:db8::1]", "[fec0::1]",
		"localhost", "localhost.", "LOCALHOST", "rebind.example", "six.example", "metadata.example",
		"127.1", "2130706433", "0x7f000001", "0177.0.0.1",
	} {
		_, err := w.get(t, "http://"+strings.ToLower(host)+"/latest/meta-data")
		if !errors.Is(err, outbound.ErrRefused) {
			t.Errorf("%s: err = %v, want refused", host, err)
		}
	}
	if n := w.dials.Load(); n != 0 {
		t.Errorf("%d connections were made", n)
	}
}

func TestPublicEdges(t *testing.T) {
	for text, want := range map[string]bool{
		"9.255.255.255": true, "11.0.0.0": true, "100.63.255.255": true, "100.128.0.0": true, "172.15.255.255": true, "172.32.0.0": true,
		"192.167.255.255": true, "192.169.0.0": true, "223.255.255.255": true, "2400:3200::1": true, "::ffff:8.8.8.8": true,
		"1fff::1": false, "4000::1": false,
	} {
		if got := outbound.Public(netip.MustParseAddr(text)); got != want {
			t.Errorf("Public(%s) = %v", text, got)
		}
	}
	if outbound.Public(netip.Addr{}) {
		t.Error("no address is public")
	}
}

func TestAllowedNetwork(t *testing.T) {
	o := outbound.Options{Allow: []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16")}}
	w := newWorld(t, http.HandlerFunc(ok), names{"erp.intra": {"10.20.3.4"}}, o)
	for _, host := range []string{"erp.intra", "10.20.0.1", "[::ffff:10.20.0.1]"} {
		if _, err := w.get(t, "http://"+host); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
	if _, err := w.get(t, "http://10.21.0.1"); !errors.Is(err, outbound.ErrRefused) {
		t.Errorf("next network: %v", err)
	}
}

func TestRedirects(t *testing.T) {
	h := http.NewServeMux()
	h.HandleFunc("/", ok)
	h.Handle("/inside", http.RedirectHandler("http://169.254.169.254/", http.StatusFound))
	h.Handle("/named", http.RedirectHandler("http://inside.example/", http.StatusTemporaryRedirect))
	h.Handle("/file", http.RedirectHandler("file:///etc/passwd", http.StatusFound))
	h.Handle("/password", http.RedirectHandler("http://u:p@api.example/", http.StatusFound))
	h.Handle("/fine", http.RedirectHandler("http://other.example/", http.StatusFound))
	h.Handle("/loop", http.RedirectHandler("/loop", http.StatusFound))
	w := newWorld(t, h, names{"api.example": {"93.184.215.14"}, "other.example": {"93.184.215.15"}, "inside.example": {"192.168.0.1"}}, outbound.Options{})
	for path, want := range map[string]error{
		"/inside": outbound.ErrRefused, "/named": outbound.ErrRefused, "/file": outbound.ErrURL,
		"/password": outbound.ErrURL, "/fine": nil, "/loop": outbound.ErrUnreachable,
	} {
		if _, err := w.get(t, "http://api.example"+path); !errors.Is(err, want) {
			t.Errorf("%s: err = %v, want %v", path, err, want)
		}
	}
}

func TestBadURLs(t *testing.T) {
	w := newWorld(t, http.HandlerFunc(ok), nil, outbound.Options{})
	for _, text := range []string{"ftp://api.example", "file:///etc/passwd", "http://u:p@api.example", "http:///x", "//api.example", "gopher://x"} {
		if _, err := w.get(t, text); !errors.Is(err, outbound.ErrURL) {
			t.Errorf("%s: %v", text, err)
		}
		if err := w.CheckURL(text); !errors.Is(err, outbound.ErrURL) {
			t.Errorf("CheckURL(%s): %v", text, err)
		}
	}
	if err := w.CheckURL("http://[::1]/"); !errors.Is(err, outbound.ErrRefused) {
		t.Errorf("CheckURL of loopback: %v", err)
	}
	if err := w.CheckURL("https://api.example/hook"); err != nil {
		t.Errorf("CheckURL of a name: %v", err)
	}
}

func TestBounds(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	if _, err := z.Write(make([]byte, 4<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	h := http.NewServeMux()
	h.HandleFunc("/exact", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 1000)) })
	h.HandleFunc("/more", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 1001)) })
	h.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb.Bytes())
	})
	h.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	h.HandleFunc("/trickle", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = w.Write([]byte("."))
			_ = http.NewResponseController(w).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	})
	h.HandleFunc("/headers", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X", strings.Repeat("x", 100_000))
	})
	w := newWorld(t, h, names{"api.example": {"93.184.215.14"}}, outbound.Options{MaxBody: 1000, Timeout: 200 * time.Millisecond})
	for path, want := range map[string]error{
		"/exact": nil, "/more": outbound.ErrTooLarge, "/bomb": outbound.ErrTooLarge,
		"/slow": outbound.ErrUnreachable, "/trickle": outbound.ErrUnreachable, "/headers": outbound.ErrUnreachable,
	} {
		if _, err := w.get(t, "http://api.example"+path); !errors.Is(err, want) {
			t.Errorf("%s: err = %v, want %v", path, err, want)
		}
	}
	if _, err := w.get(t, "http://unknown.example"); !errors.Is(err, outbound.ErrUnreachable) {
		t.Errorf("unknown name: %v", err)
	}
}

func TestProxyOfTheEnvironmentIsIgnored(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	w := newWorld(t, http.HandlerFunc(ok), names{"api.example": {"93.184.215.14"}}, outbound.Options{})
	if _, err := w.get(t, "http://api.example"); err != nil {
		t.Error(err)
	}
}
