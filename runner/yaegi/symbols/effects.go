package symbols

import (
	"expvar"
	"net/http"
	"net/http/pprof"
	"slices"
)

// undoEffects takes back what the init functions of packages did that are part
// of this process but not of the program: the pages that expvar and
// net/http/pprof add to http.DefaultServeMux.
//
// What cannot be taken back: image formats and hashes stay registered, so
// image.Decode knows more formats than the program imports, and so does
// crypto.Hash.Available. time.LoadLocation finds the zones of time/tzdata, which stand
// in for those of the reader's machine.
func undoEffects(imports []string) {
	http.DefaultServeMux = http.NewServeMux()
	if slices.Contains(imports, "expvar") {
		http.Handle("GET /debug/vars", expvar.Handler())
	}
	if slices.Contains(imports, "net/http/pprof") {
		http.HandleFunc("GET /debug/pprof/", pprof.Index)
		http.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
		http.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
		http.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
		http.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	}
}
