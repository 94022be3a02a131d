package yaegi

import (
	"fmt"
	"net/http"
	"reflect"
	"regexp"
)

// Two patterns of a server that conflict make package net/http panic, which says where each was
// registered. It reads that off the Go stack, which has the interpreter's functions, so the places
// are kept here, and put into the words.

// A route is a pattern of a server.
type route struct {
	mux     *http.ServeMux
	pattern string
}

// registered is where package net/http believes that routes were. Programs that are built with
// -trimpath have no folder in front of the file.
var registered = regexp.MustCompile(`"([^"]*)" \(registered at (?:[^)]*/)?reflect/value\.go:\d+\)`)

// calledAt is where the library believes that the program called it.
var calledAt = regexp.MustCompile(`\breflect/value\.go:\d`)

// routeExec executes a call that registers a route.
func (x *supervisor) routeExec(n *node, e exec) exec {
	if !registers(n) {
		return e
	}
	return func(f *frame) exec {
		r, ok := routeOf(n, f)
		next := e(f)
		if ok {
			_, place := x.here()
			x.routes.Store(r, place)
		}
		return next
	}
}

func registers(n *node) bool {
	_, name := libraryFunction(n.child[0])
	return (name == "Handle" || name == "HandleFunc") && len(n.child) == 3
}

// routeOf is the route that a call registers.
func routeOf(n *node, f *frame) (route, bool) {
	mux := http.DefaultServeMux
	if path, _ := libraryFunction(n.child[0]); path != "net/http" {
		mux = muxIn(genValue(n.child[0].child[0])(f))
	}
	pattern := genValue(n.child[1])(f)
	return route{mux, pattern.String()}, mux != nil && pattern.Kind() == reflect.String
}

func muxIn(v reflect.Value) *http.ServeMux {
	if v.IsValid() && v.CanInterface() {
		if mux, ok := v.Interface().(*http.ServeMux); ok {
			return mux
		}
		if v.CanAddr() {
			mux, _ := v.Addr().Interface().(*http.ServeMux)
			return mux
		}
	}
	return nil
}

// withPlaces puts places of the program into what package net/http panics with in a call: of the route
// that is being registered first, and then of the one that was.
func (x *supervisor) withPlaces(n *node, f *frame, panicked any) any {
	err, ok := panicked.(error)
	if !ok || !registers(n) || !registered.MatchString(err.Error()) {
		if text, ok := panicked.(string); ok && calledAt.MatchString(text) {
			unknown("the library says where it was called")
		}
		return panicked
	}
	r, _ := routeOf(n, f)
	_, now := x.here()
	text := registered.ReplaceAllStringFunc(err.Error(), func(said string) string {
		place := now
		r.pattern = registered.FindStringSubmatch(said)[1]
		if at, before := x.routes.Load(r); before && now == "" {
			place = at.(string)
		}
		now = ""
		if place == "" {
			unknown("package net/http says where a pattern was registered")
		}
		return fmt.Sprintf("%q (registered at %s)", r.pattern, place)
	})
	return fmt.Errorf("%s", text)
}
