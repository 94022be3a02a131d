package runner

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bothends/runner/yaegi"
)

// A traceFilter makes of the traces that the Go runtime prints when it ends a
// process what a reader can use: the functions of the program and of the
// library, and where they are. Left out are the functions of the runtime and of
// the interpreter, arguments as machine words, and distances in machine code.
//
// It holds back what may be a trace until it is whole, and lets all else pass at
// once.
type traceFilter struct {
	interpreted map[string]string // the files of an interpreted program
	cells       bool              // of a terminal: interpreted, and only it has the files
	past, line  []byte            // of the line that has not ended: what was shown, and what was not
	held        []string          // lines that may be a trace
	size        int               // of held
	begun       bool              // a trace has, of which lines were shown
	parted      bool              // the last line of those shown was empty
	numbers     map[string]int    // of goroutines, by those of the runtime
	passing     bool              // all passes
	fell        bool              // the runtime itself has, and nothing passes any more
}

// maxHeld is how much is held back at most, in bytes. The Go runtime prints 100 functions
// of a goroutine at most.
const maxHeld = 1 << 20

// maxHeldLine is from what length on a line is no line of a trace, in bytes.
const maxHeldLine = 64 << 10

// traceStart begins what a trace may follow, at the beginning of a line.
var traceStart = append([]string{"panic: ", "fatal error: ", stackExceeds, "runtime: sp="}, fatalSignals...)

// fatalSignals are what the runtime says first of a signal that ends a program with a trace,
// see package os/signal.
var fatalSignals = []string{"SIGQUIT: ", "SIGABRT: ", "SIGILL: ", "SIGTRAP: ", "SIGBUS: ", "SIGFPE: ", runtimeFalls, "SIGSTKFLT: ", "SIGSYS: "}

// runtimeFalls is what it says of SIGSEGV, which somebody sent, or in the code of the runtime
// itself: Go 1.26's collector falls where there is no memory for its own lists. What a program
// does wrong is a panic. Which of them it was is in the next line, by the kernel's code.
const runtimeFalls = "SIGSEGV: "

var (
	signalCode  = regexp.MustCompile(`^PC=0x[0-9a-f]+ m=\d+ sigcode=(\d+)( addr=0x[0-9a-f]+)?$`) // the line after that of any
	kernelsCode = regexp.MustCompile(`^PC=0x[0-9a-f]+ m=\d+ sigcode=(1|2|128)( |$)`)
)

// stackExceeds is what the runtime says first of a stack overflow.
const stackExceeds = "runtime: goroutine stack exceeds "

// runtimeStack is above functions of the runtime.
const runtimeStack = "runtime stack:"

// httpPanic is in the line with which package net/http reports a panic of a handler.
const httpPanic = "http: panic serving "

// write takes what a process printed, and returns what is to be shown by now.
func (t *traceFilter) write(b []byte) []byte {
	var out []byte
	for len(b) > 0 && !t.fell {
		line, rest, whole := bytes.Cut(b, []byte("\n"))
		t.line = append(t.line, line...)
		if !whole {
			break
		}
		out = append(out, t.end()...)
		b = rest
	}
	if !t.fell && len(t.held) == 0 && !t.begun && (len(t.past) > 0 || !mayStart(t.line)) || len(t.line) > maxHeldLine {
		out = append(out, t.partial()...)
	}
	return out
}

// partial shows the line so far.
func (t *traceFilter) partial() []byte {
	line := t.line
	t.past, t.line = append(t.past, line...), nil
	return line
}

// end ends the line.
func (t *traceFilter) end() []byte {
	past, line := t.past, t.line
	t.past, t.line = nil, nil
	if len(past) == 0 {
		return t.take(string(line))
	}
	t.begun = startsTrace(string(past) + string(line))
	return append(line, '\n')
}

// mayStart reports whether the beginning of a line may be that of a trace.
func mayStart(line []byte) bool {
	for _, start := range traceStart {
		n := min(len(start), len(line))
		if n > 0 && string(line[:n]) == start[:n] {
			return true
		}
	}
	return false
}

// take takes a line.
func (t *traceFilter) take(line string) []byte {
	if t.falling() && kernelsCode.MatchString(line) {
		t.fell = true
		return t.release()
	}
	if fatalLimit(line) != "" {
		t.passing = true // where it was, when it wanted more than it may have, says nothing
	}
	if t.passing || t.size > maxHeld {
		return append(t.release(), line+"\n"...)
	}
	switch {
	case (len(t.held) > 0 || t.begun) && continues(line):
	case startsTrace(line):
		out := t.release()
		t.held, t.begun, t.size = []string{line}, false, len(line)
		return out
	default:
		out := t.release()
		t.begun = false
		return append(out, line+"\n"...)
	}
	t.held = append(t.held, line)
	t.size += len(line)
	return nil
}

func startsTrace(line string) bool {
	for _, start := range traceStart {
		if strings.HasPrefix(line, start) {
			return true
		}
	}
	return strings.Contains(line, httpPanic)
}

var (
	goroutineLine = regexp.MustCompile(`^goroutine (\d+)( gp=\S+)?( m=\S+)?( mp=\S+)? \[([^\]]*)\]:$`)
	functionLine  = regexp.MustCompile(`^([\w./~-]+[\w./()*\[\]·-]*)\((.*)\)( in goroutine \d+)?$`)
	placeLine     = regexp.MustCompile(`^\t(\S+\.(?:go|s):\d+)( \+0x[0-9a-f]+)?( fp=.*)?$`)
	signalLine    = regexp.MustCompile(`^\[signal (SIG\w+: [a-z ]+?) code=.*\]$`)
	createdIn     = regexp.MustCompile(` in goroutine (\d+)$`)
	registerLine  = regexp.MustCompile(`^(PC=0x.*|instruction bytes:( 0x[0-9a-f]+)+|[a-z0-9]+ +0x[0-9a-f]+)$`)
	elidedLine    = regexp.MustCompile(`^\.\.\.(\d+|additional) frames elided\.\.\.$`)
)

// continues reports whether a line may be part of a trace that has begun.
func continues(line string) bool {
	return line == "" ||
		strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "[signal ") || strings.HasPrefix(line, "created by ") ||
		strings.HasPrefix(line, "fatal error: ") || strings.HasPrefix(line, "runtime: sp=") || strings.HasPrefix(line, "runtime stack") ||
		goroutineLine.MatchString(line) || functionLine.MatchString(line) || elidedLine.MatchString(line) ||
		registerLine.MatchString(line)
}

// falling says whether the runtime has just said that it falls, and not yet why.
func (t *traceFilter) falling() bool {
	return len(t.held) == 1 && strings.HasPrefix(t.held[0], runtimeFalls)
}

// waiting says whether something is held back.
func (t *traceFilter) waiting() bool { return len(t.held) > 0 }

// recovered holds for the trace of a panic after which the process goes on.
func (t *traceFilter) recovered() bool {
	return len(t.held) > 0 && strings.Contains(t.held[0], httpPanic) && isTrace(t.held)
}

// release returns what is held back, made readable if it is a trace.
func (t *traceFilter) release() []byte {
	held := t.held
	t.held, t.size = nil, 0
	var out strings.Builder
	if !t.begun && !isTrace(held) {
		for _, line := range held {
			if line, ok := plain(line); ok { // of a trace of which the rest is late
				out.WriteString(line + "\n")
			}
		}
		t.parted = len(held) > 0 && held[len(held)-1] == ""
		return []byte(out.String())
	}
	for _, line := range t.readable(held) {
		out.WriteString(line + "\n")
	}
	t.parted = false
	return []byte(out.String())
}

// flush returns what is held back. More may come, unless this is the last; and a
// trace that ends the process is not over before that.
func (t *traceFilter) flush(last bool) []byte {
	if !last && (isTrace(t.held) && !t.recovered() || t.falling()) {
		return nil
	}
	begun := t.begun || len(t.held) > 0
	out := t.release()
	t.begun = begun
	if last || !begun && (len(t.past) > 0 || !mayStart(t.line)) {
		out = append(out, t.partial()...)
	}
	return out
}

func isTrace(lines []string) bool {
	for _, line := range lines {
		if goroutineLine.MatchString(line) || line == runtimeStack || signalCode.MatchString(line) {
			return true
		}
	}
	return false
}

// inGoWords leaves out of a panic what came of the interpreter's way to it: the words that
// package reflect has for a runtime error, and the signal of one that was no nil pointer.
func inGoWords(lines []string) []string {
	if len(lines) > 1 && strings.HasPrefix(lines[0], "panic: reflect") && strings.HasSuffix(lines[0], " [recovered]") && strings.HasPrefix(lines[1], "\tpanic: ") {
		lines = append([]string{lines[1][1:]}, lines[2:]...)
	}
	if len(lines) > 1 && !strings.Contains(lines[0], "nil pointer dereference") && strings.HasPrefix(lines[1], "[signal ") {
		lines = append([]string{lines[0]}, lines[2:]...)
	}
	return lines
}

// readable is a trace without what no reader can use.
func (t *traceFilter) readable(lines []string) []string {
	var out []string
	var places *yaegi.Places
	if t.interpreted != nil {
		places, _ = yaegi.NewPlaces(t.interpreted) // without it there are no places to show
	}
	if t.begun && len(lines) > 0 && t.isWithin(lines[0]) {
		lines = append([]string{""}, lines...)
	}
	interpreter := t.byInterpreter() && slices.ContainsFunc(lines, isInterpreter)
	again := slices.ContainsFunc(lines, panicsAgain)
	if interpreter {
		lines = inGoWords(lines)
	}
	for len(lines) > 0 && !isHeader(lines, t.begun) {
		if line, ok := plain(lines[0]); ok && !registerLine.MatchString(line) {
			if interpreter && !again {
				line = strings.TrimSuffix(line, " [recovered, repanicked]") // which it always does
			}
			out = append(out, line)
		}
		lines = lines[1:]
	}
	for len(lines) > 0 {
		end := 1
		for end < len(lines) && lines[end] != "" {
			end++
		}
		frames := elided(t.frames(lines[1:end], places))
		switch {
		case len(frames) == 0:
		case goroutineLine.MatchString(lines[0]):
			m := goroutineLine.FindStringSubmatch(lines[0])
			out = append(out, fmt.Sprintf("goroutine %d [%s]:", t.number(m[1]), m[5]))
			out = append(append(out, t.numbered(frames)...), "")
		case lines[0] == "":
			out = append(append(out, t.numbered(frames)...), "")
		}
		lines = lines[min(end+1, len(lines)):]
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

// plain is a line of what stands before the functions of a trace, without what no reader can
// use; it is not ok if nothing is left.
func plain(line string) (text string, ok bool) {
	switch {
	case strings.HasPrefix(line, stackExceeds):
		return stackExceeds + "1000000000-byte limit", true // Go's own; the interpreter has another
	case strings.HasPrefix(line, "runtime: "):
		return "", false
	}
	return signalLine.ReplaceAllString(line, "[signal $1]"), true
}

// isWithin reports whether a line goes on with the functions of a goroutine of which some
// were shown: it does not if it goes on with what the panic says, or is a goroutine's first.
func (t *traceFilter) isWithin(line string) bool {
	switch {
	case line == "", strings.HasPrefix(line, "["), startsTrace(line), registerLine.MatchString(line):
		return false
	case strings.HasPrefix(line, "\t"):
		return placeLine.MatchString(line)
	}
	return !(t.parted && (goroutineLine.MatchString(line) || line == runtimeStack))
}

func (t *traceFilter) byInterpreter() bool { return t.interpreted != nil || t.cells }

// panicsAgain reports whether a line of a trace is a function of the library that
// recovers, and panics with the same again.
func panicsAgain(line string) bool { return strings.HasPrefix(line, "sync.(*WaitGroup).Go.func1.1(") }

// number numbers goroutines as they come, after the first, which is 1: the runtime's
// own numbers say nothing of the program, and change from run to run.
func (t *traceFilter) number(goid string) int {
	if goid == "1" {
		return 1
	}
	if t.numbers == nil {
		t.numbers = map[string]int{}
	}
	if t.numbers[goid] == 0 {
		t.numbers[goid] = len(t.numbers) + 2
	}
	return t.numbers[goid]
}

// numbered are frames of which the last says in which goroutine this one was started.
func (t *traceFilter) numbered(frames []string) []string {
	for i, line := range frames {
		if m := createdIn.FindStringSubmatch(line); m != nil && strings.HasPrefix(line, "created by ") {
			frames[i] = fmt.Sprintf("%s in goroutine %d", strings.TrimSuffix(line, m[0]), t.number(m[1]))
		}
	}
	return frames
}

// isHeader reports whether the first of the lines begins the functions of a
// goroutine, or goes on with them.
func isHeader(lines []string, begun bool) bool {
	return goroutineLine.MatchString(lines[0]) || lines[0] == runtimeStack ||
		begun && lines[0] == "" && len(lines) > 1 && functionLine.MatchString(lines[1])
}

// maxFrames is how many functions of a goroutine are shown, half of them from
// each end.
const maxFrames = 24

// moreFunctions stands for those that are not shown.
const moreFunctions = "...more functions..."

// elided is a list of frames, of two lines each, without those in the middle if it is long.
func elided(frames []string) []string {
	if len(frames) <= 2*maxFrames {
		return frames
	}
	return slices.Concat(frames[:maxFrames], []string{moreFunctions}, frames[len(frames)-maxFrames:])
}

// frames are the functions of one goroutine. Digits are of a place in an
// interpreted program; what is inside of the interpreter is nothing, and neither
// is what of the library the interpreter calls for itself, which is not through
// package reflect.
func (t *traceFilter) frames(lines []string, places *yaegi.Places) []string {
	if len(lines) > 0 && lines[0] == unseen {
		return t.unseen(lines)
	}
	if t.byInterpreter() && !slices.ContainsFunc(lines, isInterpreter) {
		return lines // of the interpreter's own making
	}
	f := framer{places: places}
	var library []string
	for i := 0; i < len(lines); i++ {
		m := functionLine.FindStringSubmatch(strings.TrimPrefix(lines[i], "created by "))
		if elidedLine.MatchString(lines[i]) {
			f.place()
			f.out, library = append(append(f.out, library...), moreFunctions), nil
			continue
		}
		name := lines[i]
		if m != nil {
			name = m[1]
		}
		if t.byInterpreter() && name == yaegi.Raise {
			f.raised(library)
			library = nil
			i++ // its own place
			continue
		}
		if f.take(name, lines[i:]) {
			i++ // its own place
			continue
		}
		f.place()
		if strings.HasPrefix(lines[i], "\t") {
			continue
		}
		if ofMachinery(name, t.byInterpreter()) {
			if !t.byInterpreter() || !isInterpreter(name) || callsLibrary(name) {
				f.out = append(f.out, library...)
			}
			library = nil
			continue
		}
		if i+1 < len(lines) {
			if at := placeLine.FindStringSubmatch(lines[i+1]); at != nil {
				library = append(library, shown(lines[i], m))
				if name != "panic" {
					library = append(library, "\t"+sourcePath(at[1]))
				}
			}
		}
	}
	f.place()
	return append(f.out, library...)
}

// unseen is what the runtime says in place of the functions of a goroutine, where a signal came
// while another thread executed it.
const unseen = "\tgoroutine running on other thread; stack unavailable"

// unseen is what there is to say of such a goroutine: where it was started, if that is known,
// and nothing if it is the machinery's.
func (t *traceFilter) unseen(lines []string) []string {
	if len(lines) < 3 { // the first, which nothing has started
		return lines[:1]
	}
	name := createdIn.ReplaceAllString(strings.TrimPrefix(lines[1], "created by "), "")
	at := placeLine.FindStringSubmatch(lines[2])
	switch {
	case t.byInterpreter() && strings.HasPrefix(name, "bothends/runner/yaegi."):
		return lines[:1] // one of the program's, in whose functions the place would be
	case at == nil || ofMachinery(name, t.byInterpreter()):
		return nil
	}
	return []string{unseen, lines[1], "\t" + sourcePath(at[1])}
}

// raised adds a panic of the program, of which Go shows a function only if others are above it,
// those that were called to recover it.
func (f *framer) raised(above []string) {
	above = slices.DeleteFunc(above, func(line string) bool { return strings.HasPrefix(line, "panic(") })
	if f.out = append(f.out, above...); len(f.out) > 0 {
		f.out = append(f.out, "panic(...)")
	}
}

// A framer collects the functions of a goroutine.
type framer struct {
	out    []string
	places *yaegi.Places
	number int // of a place, of which so many digits have been read; 0 for none
}

// take takes a function that is of the interpreter's digits; rest are the lines from
// its own on.
func (f *framer) take(name string, rest []string) bool {
	if name == yaegi.GoStatement && f.places != nil && f.number > 0 {
		function, at := f.places.Frame(f.number)
		f.out = append(f.out, yaegi.Creator(function)+startedIn(rest), "\t"+at)
		f.number = 0
		return true
	}
	digit, ok := yaegi.Digit(name)
	if ok && name != yaegi.Digits {
		f.number = f.number*16 + digit
	}
	return ok || name == yaegi.Digits
}

// place puts the place whose number has been read in the list.
func (f *framer) place() {
	if f.number > 0 && f.places != nil {
		if function, at := f.places.Frame(f.number); function != "" {
			f.out = append(f.out, function, "\t"+at)
		}
	}
	f.number = 0
}

// startedIn is in which goroutine this one was started, at the end of a trace's lines.
func startedIn(lines []string) string {
	for _, line := range lines {
		if strings.HasPrefix(line, "created by ") {
			return createdIn.FindString(line)
		}
	}
	return ""
}

// isInterpreter reports whether a line of a trace is of the interpreter or the
// runtime.
func isInterpreter(line string) bool {
	return strings.HasPrefix(line, "github.com/traefik/yaegi/") || strings.HasPrefix(line, "bothends/") || strings.HasPrefix(line, "runtime.")
}

// callsLibrary reports whether a function is one of the runtime's by which package reflect calls,
// or the first of a goroutine's. Only the trace of a signal has them.
func callsLibrary(name string) bool {
	size, ok := strings.CutPrefix(name, "runtime.call")
	_, err := strconv.Atoi(size)
	return ok && err == nil || name == "runtime.goexit"
}

// shown is a function of a trace without its arguments.
func shown(line string, m []string) string {
	if m == nil || strings.HasPrefix(line, "created by ") {
		return line
	}
	if m[2] == "" {
		return m[1] + "()"
	}
	return m[1] + "(...)"
}

// sourcePath is a path without the folder of the Go installation.
func sourcePath(path string) string {
	if _, within, ok := strings.Cut(path, "/src/"); ok {
		return within
	}
	return path
}

// ofMachinery reports whether a function is the runtime's or, under the
// interpreter, the interpreter's.
func ofMachinery(name string, interpreted bool) bool {
	name = strings.TrimPrefix(name, "created by ")
	prefixes := []string{"runtime.", "internal/"}
	if interpreted {
		prefixes = append(prefixes, "reflect.", "bothends/", "github.com/traefik/yaegi/", "main.", "panic")
	}
	for _, prefix := range prefixes {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
