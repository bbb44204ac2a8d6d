package outbound

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"gongqiao/internal/kernel/fault"
)

// Errors a caller can act on.
var (
	ErrURL         = fault.New(fault.Invalid, "outbound.url_invalid", "an absolute http or https URL without a password is needed")
	ErrRefused     = fault.New(fault.Invalid, "outbound.refused", "the target is not on the public internet")
	ErrUnreachable = fault.New(fault.Unavailable, "outbound.unreachable", "the target did not answer")
	ErrTooLarge    = fault.New(fault.TooLarge, "outbound.too_large", "the answer passes the size limit")
)

// Resolver finds the addresses of a name; *net.Resolver does.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Options shape a [Client]. Zero values choose the defaults.
type Options struct {
	Allow     []netip.Prefix // private networks that may be called all the same
	Timeout   time.Duration  // of a whole call with its redirects; 15 s
	MaxBody   int64          // bytes of an answer; 1 MiB
	UserAgent string         // "gongqiao"
	Resolver  Resolver       // net.DefaultResolver
	// Dial connects to an address that was checked; a net.Dialer by default.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Client calls other servers. It is safe for concurrent use.
type Client struct {
	http      *http.Client
	options   Options
	transport *http.Transport
}

// Response is a complete answer.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

const maxRedirects = 5

// New returns a Client.
func New(o Options) *Client {
	if o.Timeout <= 0 {
		o.Timeout = 15 * time.Second
	}
	if o.MaxBody <= 0 {
		o.MaxBody = 1 << 20
	}
	if o.UserAgent == "" {
		o.UserAgent = "gongqiao"
	}
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{Timeout: 5 * time.Second}).DialContext
	}
	c := &Client{options: o}
	c.transport = &http.Transport{
		DialContext:            c.dial,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    5 * time.Second,
		ResponseHeaderTimeout:  o.Timeout,
		MaxResponseHeaderBytes: 64 << 10,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        30 * time.Second,
	}
	c.http = &http.Client{Transport: c.transport, Timeout: o.Timeout, CheckRedirect: checkRedirect}
	return c
}

// Close drops idle connections.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// CheckURL reports whether a text may be configured as a target: [ErrURL], or
// [ErrRefused] for an address that is plainly not allowed. Names are resolved
// only when they are called.
func (c *Client) CheckURL(text string) error {
	u, err := url.Parse(text)
	if err != nil {
		return ErrURL
	}
	if err := checkURL(u); err != nil {
		return err
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && !c.allowed(a) {
		return ErrRefused
	}
	return nil
}

func checkURL(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return ErrURL
	}
	return nil
}

// Do sends a request and reads the whole answer, whatever its status. Errors:
// [ErrURL], [ErrRefused], [ErrUnreachable], [ErrTooLarge].
func (c *Client) Do(ctx context.Context, req *http.Request) (*Response, error) {
	if err := checkURL(req.URL); err != nil {
		return nil, err
	}
	req = req.Clone(ctx)
	req.Header.Set("User-Agent", c.options.UserAgent)
	res, err := c.http.Do(req) //nolint:gosec // G704: checkURL and the dialer, which checks each address it connects to, are the defence
	if err != nil {
		return nil, unreachable(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, c.options.MaxBody+1))
	if err != nil {
		return nil, unreachable(err)
	}
	if int64(len(body)) > c.options.MaxBody {
		return nil, ErrTooLarge.With("limit", c.options.MaxBody)
	}
	return &Response{res.StatusCode, res.Header, body}, nil
}

func unreachable(err error) error {
	if f := fault.As(err); f != nil {
		return f
	}
	return ErrUnreachable.Because(err)
}

// checkRedirect bounds redirects and lets none leave TLS. Where they lead is
// checked when it is dialled.
func checkRedirect(req *http.Request, via []*http.Request) error {
	if err := checkURL(req.URL); err != nil {
		return err
	}
	if len(via) > maxRedirects {
		return errors.New("too many redirects")
	}
	if via[0].URL.Scheme == "https" && req.URL.Scheme != "https" {
		return errors.New("a redirect leaves TLS")
	}
	return nil
}

// dial resolves, checks and connects. One refused address among several is
// enough to refuse: a mixed answer is how rebinding looks.
func (c *Client) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	addrs, err := c.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, a := range addrs {
		if !c.allowed(a) {
			return nil, ErrRefused
		}
	}
	err = errors.New("no address")
	for _, a := range addrs {
		var conn net.Conn
		if conn, err = c.options.Dial(ctx, network, net.JoinHostPort(a.Unmap().String(), port)); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

func (c *Client) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	return c.options.Resolver.LookupNetIP(ctx, "ip", host)
}

func (c *Client) allowed(a netip.Addr) bool {
	return Public(a) || a.Zone() == "" && within(c.options.Allow, a.Unmap())
}
