package telemetry

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// NewRegistry returns a registry that already tells of the process, the Go
// runtime and the build (gongqiao_build_info).
func NewRegistry() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	b := Build()
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "gongqiao_build_info", Help: "Always 1; the labels say what runs.",
		ConstLabels: prometheus.Labels{"version": b.Version, "revision": b.Revision, "go": b.Go},
	})
	info.Set(1)
	reg.MustRegister(info, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return reg
}

// Handler serves the registry in the Prometheus text format.
func Handler(reg *prometheus.Registry) http.Handler {
	return promhttp.HandlerFor(reg, promhttp.HandlerOpts{Registry: reg, MaxRequestsInFlight: 4})
}

// HTTP measures requests.
type HTTP struct {
	seconds  *prometheus.HistogramVec
	inFlight prometheus.Gauge
}

// NewHTTP registers gongqiao_http_request_seconds{method,route,status} and
// gongqiao_http_in_flight.
func NewHTTP(reg prometheus.Registerer) *HTTP {
	h := &HTTP{
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "gongqiao_http_request_seconds", Help: "Time to answer a request.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"method", "route", "status"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "gongqiao_http_in_flight", Help: "Requests being answered now.",
		}),
	}
	reg.MustRegister(h.seconds, h.inFlight)
	return h
}

// Observe records one answered request. Route is the pattern that matched, ""
// when none did.
func (h *HTTP) Observe(method, route string, status int, took time.Duration) {
	if route == "" {
		route = "unmatched"
	}
	h.seconds.WithLabelValues(knownMethod(method), route, strconv.Itoa(status)).Observe(took.Seconds())
}

func knownMethod(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut,
		http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

// Wrap measures every request that next answers. The route is the request's
// Pattern, which http.ServeMux sets on the request it is given: middleware
// between Wrap and the mux must not copy the request.
func (h *HTTP) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		h.inFlight.Inc()
		s := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			h.inFlight.Dec()
			h.Observe(r.Method, r.Pattern, s.status, time.Since(start))
		}()
		next.ServeHTTP(s, r)
	})
}

// statusWriter remembers the first final status.
type statusWriter struct {
	http.ResponseWriter
	status int
	wrote  bool
}

func (w *statusWriter) WriteHeader(status int) {
	if !w.wrote && status >= 200 {
		w.status, w.wrote = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	w.wrote = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
