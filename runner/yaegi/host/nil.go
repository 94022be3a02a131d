package host

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
)

// Nil is what using an interface comes to that is nil.
func Nil() {
	var nothing error
	_ = nothing.Error()
}

// GoNothing is what starting a function comes to that is nil. The Go runtime ends the process.
func GoNothing() {
	var nothing func()
	go nothing()
}

// NilPointer is what a method, of a type of the program, that takes a value comes to if it is
// called with a nil pointer by way of what the compiler writes for such calls.
func NilPointer(typeName, method string) {
	defer func() {
		said := reflect.New(reflect.TypeOf(recover())).Elem() // the type is the runtime's own
		said.SetString(fmt.Sprintf("value method main.%[1]s.%[2]s called using nil *%[1]s pointer", typeName, method))
		panic(said.Interface())
	}()
	var none chan int
	close(none)
}

// calledByProgram reports whether the program calls a method, and not the library.
func calledByProgram() bool {
	var callers [32]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, "github.com/traefik/yaegi/interp.") {
			return true
		}
		if !more || !strings.HasPrefix(frame.Function, "bothends/") && !strings.HasPrefix(frame.Function, "reflect.") {
			return false
		}
	}
}
