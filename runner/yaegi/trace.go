package yaegi

import (
	"fmt"
	"os"
	"runtime"
	"strings"
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
	r.print(&b, nil)
	if r.signal {
		b.WriteString("[signal SIGSEGV: segmentation violation]\n")
	}
	fmt.Fprintf(&b, "\ngoroutine %d [running]:\n", goid())
	x.printTrace(&b, r.trace)
	if startedBy != nil {
		at := x.source.frame(startedBy.anc.pos)
		fmt.Fprintf(&b, "%s\n\t%s\n", Creator(at.function), at.place)
	}
	os.Stderr.WriteString(b.String())
	os.Exit(statusPanic)
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
	case r.recovered && next != nil && next.again:
		b.WriteString(" [recovered, repanicked]")
	case r.recovered:
		b.WriteString(" [recovered]")
	}
	b.WriteString("\n")
}

func (x *supervisor) printTrace(b *strings.Builder, trace []traced) {
	var frames []frameText
	for _, t := range trace { // Go has no function where package lower has put one in
		text := t.said
		if t.pos.IsValid() {
			text = x.source.frame(t.pos)
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
