package yaegi

import (
	"fmt"
	"log"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unsafe"
)

// A handler that writes a second header, or one after it has taken the connection, does not get
// what it wants, and package net/http logs which function that was, and where. It finds both on
// the Go stack, which has the interpreter's, so such headers end here, and are logged alike.

// headed are the functions that write a header to their first argument, whatever the others are.
var headed = []string{"Error", "NotFound", "Redirect"}

// headerExec executes a call that may write a header.
func (x *supervisor) headerExec(n *node, e exec) exec {
	f := n.child[0]
	path, name := libraryFunction(f)
	if name == "Write" && len(n.child) == 2 {
		return writeExec(genValue(f.child[0]), e)
	}
	method := name == "WriteHeader" && len(n.child) == 2
	if !method && !(path == "net/http" && slices.Contains(headed, name) && len(n.child) > 2) {
		return e
	}
	to := f.child[0]
	if !method {
		to = n.child[1]
	}
	writer, next := genValue(to), getExec(n.tnext)
	call := genCall(n)
	return func(f *frame) exec {
		late := lateHeader(writer(f))
		if late == nil {
			return e(f)
		}
		late.caller = x.caller()
		if method {
			late.WriteHeader(0)
		} else {
			call(f, reflect.ValueOf(late))
		}
		return next
	}
}

// writeExec executes a call that may write to a connection that was taken. What that returns is
// not made here.
func writeExec(writer func(*frame) reflect.Value, e exec) exec {
	return func(f *frame) exec {
		if late := lateHeader(writer(f)); late != nil && strings.HasSuffix(late.why, hijacked) {
			unknown("package net/http logs which function writes to a hijacked connection")
		}
		return e(f)
	}
}

// genCall makes what calls a function of the library with another value for its first argument.
func genCall(n *node) func(f *frame, first reflect.Value) {
	function := genValue(n.child[0])
	var rest []func(*frame) reflect.Value
	for _, arg := range n.child[min(2, len(n.child)):] {
		rest = append(rest, genValue(arg))
	}
	return func(f *frame, first reflect.Value) {
		list := []reflect.Value{first}
		for _, arg := range rest {
			list = append(list, arg(f))
		}
		function(f).Call(list)
	}
}

// caller is the function of the program that runs, and its place, as package net/http says it.
func (x *supervisor) caller() string {
	function, place := x.here()
	function, _, _ = strings.Cut(function, "(...)")
	function = strings.TrimSuffix(function, "()")
	if function == "" || mayHaveMovedIn(function) {
		unknown("package net/http logs which function writes a late header, and its place")
	}
	return fmt.Sprintf("%s (%s)", function, place)
}

// Function literals, and those of function main, which is inlined nowhere.
var (
	literal = regexp.MustCompile(`\.func\d`)
	inMain  = regexp.MustCompile(`^main\.main\.func\d+$`)
)

// mayHaveMovedIn reports whether Go may know a function by another name than the source does: a
// literal of a function that the compiler has inlined is named after where that was.
func mayHaveMovedIn(function string) bool {
	return literal.MatchString(function) && !inMain.MatchString(function)
}

// A late writer is one that takes no header any more.
type late struct {
	http.ResponseWriter
	why, caller string
	server      *http.Server // whose log it is; none for package log
}

// hijacked ends what is said of a connection that the handler has taken.
const hijacked = " on hijacked connection"

// lateHeader is a writer of package net/http that takes no header, if that is in the value.
func lateHeader(v reflect.Value) *late {
	for v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() || v.Kind() != reflect.Pointer || v.IsNil() || v.Type().Elem().PkgPath() != "net/http" || !v.CanInterface() {
		return nil
	}
	w, ok := v.Interface().(http.ResponseWriter)
	if !ok {
		return nil
	}
	switch v = v.Elem(); v.Type().Name() {
	case "response":
		conn := v.FieldByName("conn").Elem()
		l := &late{ResponseWriter: w, server: (*http.Server)(conn.FieldByName("server").UnsafePointer())}
		if locked(conn, func() bool { return conn.FieldByName("hijackedv").Bool() }) {
			l.why = "response.WriteHeader" + hijacked
		} else if v.FieldByName("wroteHeader").Bool() {
			l.why = "superfluous response.WriteHeader call"
		} else {
			return nil
		}
		return l
	case "timeoutWriter":
		if !locked(v, func() bool { return v.FieldByName("wroteHeader").Bool() && v.FieldByName("err").IsNil() }) {
			return nil
		}
		r := (*http.Request)(v.FieldByName("req").UnsafePointer())
		server, _ := r.Context().Value(http.ServerContextKey).(*http.Server)
		return &late{ResponseWriter: w, server: server, why: "superfluous response.WriteHeader call"}
	}
	return nil
}

// locked looks at what the field mu of a struct guards.
func locked(v reflect.Value, look func() bool) bool {
	mu := (*sync.Mutex)(unsafe.Pointer(v.FieldByName("mu").UnsafeAddr()))
	mu.Lock()
	defer mu.Unlock()
	return look()
}

func (l *late) WriteHeader(int) {
	logger := log.Default()
	if l.server != nil && l.server.ErrorLog != nil {
		logger = l.server.ErrorLog
	}
	if logger.Flags()&(log.Lshortfile|log.Llongfile) != 0 {
		unknown("package net/http logs a late header, with a place in its own source")
	}
	logger.Printf("http: %s from %s", l.why, l.caller)
}
