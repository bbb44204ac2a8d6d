package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"runtime"
	"time"

	"gongqiao/internal/app/demo"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/telemetry"
	"gongqiao/web"
)

// How many seconds' worth a caller may ask at once, and what runs at once. The
// cap keeps memory and waiting bounded; more is shed with 503.
const (
	callerBurst = 4
	inFlight    = 512
)

// headroom is memory that is asked for and never touched, so the system never
// gives it. The collector counts it as alive and lets as much garbage come
// together before it works: little lives between two requests, and every
// collection would walk the same caches again.
const headroom = 32 << 20

// Handler returns everything that is served over HTTP.
func (a *App) Handler() (http.Handler, error) {
	dist, err := fs.Sub(web.Dist, "dist")
	if err != nil {
		return nil, err
	}
	p, err := newPages(dist)
	if err != nil {
		return nil, err
	}
	reg := telemetry.NewRegistry()
	if err := reg.Register(a.timers.Collector()); err != nil {
		return nil, err
	}
	root := http.NewServeMux()
	root.Handle("/", p)
	root.Handle("GET /metrics", telemetry.Handler(reg))
	root.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") })
	root.HandleFunc("GET /readyz", a.ready)
	return a.API.Handler(httpapi.Guest{
		Authenticate: a.Identity.Authenticate,
		Proxies:      a.Config.TrustedProxies,
		Pages:        root,
		Metrics:      telemetry.NewHTTP(reg),
		Limits:       httpapi.NewLimits(float64(a.Config.CallerRate), float64(callerBurst*a.Config.CallerRate), inFlight),
		TLS:          a.Config.TLS(),
	}), nil
}

// ready answers whether the database answers.
func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	err := a.DB.Peek(ctx, func(tx *db.Tx) error {
		var one int
		return tx.One("select 1", nil, &one)
	})
	if err != nil {
		say(w, http.StatusServiceUnavailable, "the database does not answer")
		return
	}
	say(w, http.StatusOK, "ok")
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"status": text}) // the prober is gone
}

// Serve listens until ctx ends, then lets running requests finish.
func (a *App) Serve(ctx context.Context, out io.Writer) error {
	untouched := make([]byte, headroom)
	defer runtime.KeepAlive(untouched)
	h, err := a.Handler()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", a.Config.Listen)
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Minute, WriteTimeout: 10 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10}
	failed := make(chan error, 1)
	go func() { failed <- a.listen(srv, listener) }()
	worked := make(chan struct{})
	go a.Settings.Run(ctx, a.log)
	go func() {
		defer close(worked)
		if a.Config.Role != "web" {
			a.Work(ctx)
		}
	}()
	fmt.Fprintf(out, "工桥 Gongqiao serves at %s\n", a.address(listener))
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.Config.ShutdownGrace)
	defer cancel()
	err = srv.Shutdown(grace)
	<-worked
	return err
}

func (a *App) listen(srv *http.Server, l net.Listener) error {
	var err error
	if a.Config.TLS() {
		err = srv.ServeTLS(l, a.Config.TLSCert, a.Config.TLSKey)
	} else {
		err = srv.Serve(l)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func (a *App) address(l net.Listener) string {
	if a.Config.TLS() {
		return "https://" + l.Addr().String()
	}
	return "http://" + l.Addr().String()
}

// DemoPassword is that of every demo account; a production start has none of
// these accounts.
const DemoPassword = "Gongqiao-2026"

// FillDemo fills an empty installation with the demo group and prints who can
// sign in.
func (a *App) FillDemo(ctx context.Context, out io.Writer) error {
	m, err := a.demoModules()
	if err != nil {
		return err
	}
	if err := demo.Fill(ctx, m, Roles(), DemoPassword); err != nil {
		return err
	}
	fmt.Fprintf(out, "Demo accounts, password %s:\n", DemoPassword)
	for _, x := range demo.Accounts() {
		fmt.Fprintf(out, "  %-16s %s, %s\n", x.Username, x.Name, x.Title)
	}
	return nil
}

// SetPassword reads one line and makes it a person's password.
func (a *App) SetPassword(ctx context.Context, username string, in io.Reader) error {
	var password string
	if _, err := fmt.Fscanln(in, &password); err != nil {
		return fmt.Errorf("read the password from standard input: %w", err)
	}
	return a.Identity.SetPassword(asOperator(ctx), username, password)
}

// CreateToken makes an API token for a person and returns it in clear.
func (a *App) CreateToken(ctx context.Context, username, scope string, ttl time.Duration) (string, error) {
	return a.Identity.CreateToken(asOperator(ctx), username, scope, "command line", ttl)
}

// asOperator is whoever can run the binary beside its data.
func asOperator(ctx context.Context) context.Context {
	return authz.With(ctx, authz.NewSystem("operator"))
}
