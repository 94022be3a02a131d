package yaegi

import (
	"fmt"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"

	goruntime "bothends/runner/yaegi/runtime"
)

// statusPanic is what Go ends a process with that panics.
const statusPanic = 2

// maxTrace is how many functions a trace shows: as many as Go's, half of them
// from each end.
const maxTrace = 100

// die ends the process as Go does for a panic that nothing recovered: what was
// panicked with, and where. What Go prints besides, arguments as machine words
// and distances from the beginning of the machine code, says nothing to a
// reader and is not there.
func (x *supervisor) die(carried any, startedBy *node) {
	r := x.known(carried)
	for p := r; p != nil; p = p.link {
		if p.doubt != "" {
			unknown(p.doubt)
		}
	}
	var b strings.Builder
	trace := x.report(&b, r)
	fmt.Fprintf(&b, "\ngoroutine %d [running]:\n", goid())
	printTrace(&b, trace)
	if startedBy != nil {
		at := x.source.frame(x.started(startedBy.anc))
		fmt.Fprintf(&b, "%s%s\n\t%s\n", Creator(at.function), startedIn(), at.place)
	}
	os.Stderr.WriteString(b.String())
	os.Exit(statusPanic)
}

// startedIn says in which goroutine this one was started, as the runtime does at the
// end of its trace.
func startedIn() string {
	var b [64 << 10]byte
	text := strings.TrimSpace(string(b[:runtime.Stack(b[:], false)]))
	lines := strings.Split(text, "\n")
	if len(lines) < 2 {
		return ""
	}
	_, number, ok := strings.Cut(lines[len(lines)-2], " in goroutine ")
	if !ok {
		return ""
	}
	return " in goroutine " + number
}

// report writes Go's account of a panic and of those that it was raised in, and returns the
// functions that it came by.
func (x *supervisor) report(b *strings.Builder, r *raised) []traced {
	trace := r.trace
	if failed := x.failsToSay(r); failed != nil {
		fmt.Fprintf(b, "fatal error: panic while printing panic value%s\n", failed.kind())
		trace = slices.Concat([]traced{repanic()}, failed.trace, []traced{repanic()}, trace)
	} else {
		r.print(b, nil)
	}
	b.WriteString(x.panics.signal())
	return trace
}

// failsToSay asks the panics for their words before any of them is told, as the runtime does,
// the last one first. It returns with what one of them panics in its turn.
func (x *supervisor) failsToSay(r *raised) (failed *raised) {
	defer func() {
		if carried := recover(); carried != nil {
			failed = x.known(carried)
		}
	}()
	for ; r != nil; r = r.link {
		if !r.again { // Go says it once
			words := r.words()
			r.words = func() string { return words }
		}
	}
	return nil
}

// kind is what the runtime says of a panic that comes while it prints one.
func (r *raised) kind() string {
	switch v := r.value.(type) {
	case string:
		return ": " + v
	case *goruntime.TypeAssertionError:
		return ": type *runtime.TypeAssertionError"
	case runtime.Error:
		if r.doubt == "" {
			return ": type " + reflect.TypeOf(v).String()
		}
	}
	unknown("what says a panic's words panics with a value of its own")
	return ""
}

// print is Go's account of a panic and of those that it was raised in.
func (r *raised) print(b *strings.Builder, next *raised) {
	if r.link != nil {
		r.link.print(b, r)
		if r.again {
			return
		}
		b.WriteString("\t")
	}
	b.WriteString("panic: " + r.words())
	switch {
	case r.recovered && next != nil && next.again, r.byLibrary:
		b.WriteString(" [recovered, repanicked]")
	case r.recovered:
		b.WriteString(" [recovered]")
	}
	b.WriteString("\n")
}

func printTrace(b *strings.Builder, trace []traced) {
	var frames []frameText
	for _, t := range trace { // Go has no function where package lower has put one in
		text := t.said
		if t.pos.IsValid() {
			text = t.in.frame(t.pos)
		}
		if text.function != "" && !strings.HasPrefix(text.function, "main."+loweredPrefix) {
			frames = append(frames, text)
		}
	}
	for i, f := range frames {
		if left := len(frames) - maxTrace; left > 0 && i >= maxTrace/2 && i < maxTrace/2+left {
			if i == maxTrace/2 {
				fmt.Fprintf(b, "...%d frames elided...\n", left)
			}
			continue
		}
		b.WriteString(f.function + "\n")
		if f.place != "" {
			b.WriteString("\t" + f.place + "\n")
		}
	}
}

// hostFunctions begins the names of package host's: what they panic with, Go does.
const hostFunctions = "bothends/runner/yaegi/host."

// repanic is what the runtime's trace has between a function that panicked again and those
// that had panicked before.
func repanic() traced { return traced{said: frameText{function: "panic(...)"}} }

// libraryFrames are the functions of the library that were being executed when
// it panicked.
func libraryFrames() []traced {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	var list []traced
	panicking := false
	for {
		frame, more := frames.Next()
		name := frame.Function
		switch {
		case name == "runtime.gopanic" && len(list) > 0:
			list = append(list, repanic())
		case strings.HasPrefix(name, "runtime."):
			panicking = panicking || name == "runtime.gopanic" || name == "runtime.sigpanic" || strings.HasPrefix(name, "runtime.panic")
		case !panicking:
		case isMachinery(name), strings.HasPrefix(name, hostFunctions):
			return list
		default:
			_, file, _ := strings.Cut(frame.File, "/src/")
			if file == "" {
				file = frame.File
			}
			list = append(list, traced{said: frameText{name + "(...)", fmt.Sprintf("%s:%d", file, frame.Line)}})
		}
		if !more {
			return list
		}
	}
}
