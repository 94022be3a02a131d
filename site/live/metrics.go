package live

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what Prometheus can ask a server: numbers alone, of nobody in
// particular.
type metrics struct {
	registry *prometheus.Registry
	runs     *prometheus.CounterVec // that ended, by how
	queued   prometheus.Histogram   // seconds until it was a run's turn
	first    prometheus.Histogram   // until its first event
	whole    prometheus.Histogram   // until its end
	streams  prometheus.Gauge
}

func newMetrics(s *Server) *metrics {
	seconds := func(name, help string) prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: "bothends", Name: name, Help: help,
			Buckets: []float64{.01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30, 60},
		})
	}
	gauge := func(name, help string, value func() int) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "bothends", Name: name, Help: help},
			func() float64 { return float64(value()) })
	}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		runs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "bothends", Name: "runs_total", Help: "Runs that readers asked for, by how they ended.",
		}, []string{"outcome"}),
		queued:  seconds("run_queue_seconds", "From the request to a run's turn."),
		first:   seconds("run_first_event_seconds", "From the request to a run's first event."),
		whole:   seconds("run_seconds", "From the request to a run's end."),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "bothends", Name: "streams", Help: "Readers who follow a run."}),
	}
	m.registry.MustRegister(m.runs, m.queued, m.first, m.whole, m.streams,
		gauge("runs_active", "Runs that go on.", func() int { return s.runs.load().running + s.talks.load().running }),
		gauge("runs_waiting", "Runs that wait for their turn.", func() int { return s.runs.load().waiting + s.talks.load().waiting }),
		gauge("sessions_active", "Sessions whose terminals are open.", func() int { return s.opened.load().running }),
		gauge("sessions_waiting", "Sessions that wait for their turn.", func() int { return s.opened.load().waiting }),
		gauge("ready", "1 if runs are begun here.", func() int {
			if s.unready() != "" {
				return 0
			}
			return 1
		}),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// ServeMetrics serves /metrics at ln, which it closes, until ctx is done. It has an
// address of its own, since what goes on here is not for readers to know.
func (s *Server) ServeMetrics(ctx context.Context, ln net.Listener) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	h := &http.Server{
		Handler: mux, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	defer context.AfterFunc(ctx, func() { h.Close() })()
	s.log.Info("metrics", "address", ln.Addr().String())
	if err := h.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// count takes note of a run that has ended.
func (m *metrics) count(a *attempt, end ending) {
	m.runs.WithLabelValues(end.outcome()).Inc()
	if a.terminals != nil {
		return // it took as long as its reader
	}
	m.whole.Observe(time.Since(a.began).Seconds())
	if !a.turn.IsZero() {
		m.queued.Observe(a.turn.Sub(a.began).Seconds())
	}
	if !a.first.IsZero() {
		m.first.Observe(a.first.Sub(a.began).Seconds())
	}
}
